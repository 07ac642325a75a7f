"""What Discord refuses of forms, each with the sentence that says so."""

from typing import Any

from app.models.base import Snowflake
from app.models.button import Button
from app.models.component import ActionRow, Container, Label, Section
from app.models.display import TextDisplay
from app.models.field import Checkbox, CheckboxGroup, FileUpload, GroupOption, RadioGroup, TextInput, TextInputStyle
from app.models.modal import Modal
from app.models.select import (
    ChannelSelect,
    DefaultValueType,
    RoleSelect,
    SelectDefaultValue,
    SelectOption,
    StringSelect,
    UserSelect,
)
from tests.models.refusals import MOST_100, Refusal

BOX = TextInput(custom_id="box")
ASKED = Label("?", BOX)
GO: Any = Button(custom_id="go", label="Go")
ROLE = SelectDefaultValue(id=Snowflake(7), type=DefaultValueType.role)
TICKED = [GroupOption("A", default=True), GroupOption("B", default=True)]
NUMBERS = [str(number) for number in range(11)]
IN_FORM = "Label, TextDisplay, ActionRow"
IN_LABEL = "TextInput, Select, FileUpload, RadioGroup, CheckboxGroup, Checkbox"


def form(*components: Any, custom_id: str = "m", title: str = "Form") -> Modal:
    return Modal(custom_id, title, components)


def ask(field: Any) -> Modal:
    return form(Label("?", field))


WHOLE = [
    Refusal("an empty custom_id", form(ASKED, custom_id=""), "custom_id is empty"),
    Refusal("a custom_id of 101 characters", form(ASKED, custom_id="x" * 101), f"custom_id {MOST_100}"),
    Refusal("an empty title", form(ASKED, title=""), "title is empty"),
    Refusal(
        "a title of 46 characters",
        form(ASKED, title="x" * 46),
        "title has 46 characters, Discord accepts at most 45",
    ),
    Refusal("nothing in it", form(), "components is empty"),
    Refusal(
        "six components",
        form(*[TextDisplay("x")] * 6),
        "components has 6 items, Discord accepts at most 5",
        False,
    ),
    Refusal(
        "one custom_id twice",
        form(ASKED, Label("?", Checkbox(custom_id="box"))),
        "components[1].component.custom_id is 'box', as that of another component is",
        False,
    ),
    Refusal(
        "one id twice",
        form(TextDisplay("x", id=7), Label("?", BOX, id=7)),
        "components[1].id is 7, as that of another component is",
        False,
    ),
    Refusal(
        "a button",
        form(GO),
        f"components[0] is of type Button, which cannot stand there; what can: {IN_FORM}",
    ),
    Refusal(
        "a text input without a question",
        form(BOX),
        f"components[0] is of type TextInput, which cannot stand there; what can: {IN_FORM}",
    ),
    Refusal(
        "a section",
        form(Section("x", accessory=GO)),
        f"components[0] is of type Section, which cannot stand there; what can: {IN_FORM}",
    ),
    Refusal(
        "a box",
        form(Container("x")),
        f"components[0] is of type Container, which cannot stand there; what can: {IN_FORM}",
    ),
    Refusal("an empty text", form(TextDisplay("")), "components[0].content is empty"),
    Refusal(
        "a text of 4001 characters",
        form(TextDisplay("x" * 4001)),
        "components[0].content has 4,001 characters, Discord accepts at most 4,000",
    ),
    Refusal(
        "a button in a row",
        form(ActionRow(GO)),
        "components[0].components[0] is of type Button, which cannot stand there; what can: TextInput",
    ),
    Refusal(
        "two text inputs in a row",
        form(ActionRow(TextInput(custom_id="a", label="A"), TextInput(custom_id="b", label="B"))),
        "components[0].components holds something beside a menu or text input, which fills a row by itself",
        False,
    ),
    Refusal(
        "a text input in a row without a label",
        form(ActionRow(BOX)),
        "components[0].components[0].label is missing",
        False,
    ),
]

LABELS = [
    Refusal("an empty question", form(Label("", BOX)), "components[0].label is empty"),
    Refusal(
        "a question of 46 characters",
        form(Label("x" * 46, BOX)),
        "components[0].label has 46 characters, Discord accepts at most 45",
    ),
    Refusal(
        "an empty description",
        form(Label("?", BOX, description="")),
        "components[0].description is empty",
    ),
    Refusal(
        "a description of 101 characters",
        form(Label("?", BOX, description="x" * 101)),
        f"components[0].description {MOST_100}",
    ),
    Refusal("nothing to answer with", form(Label("?")), "components[0].component is missing"),
    Refusal(
        "a button to answer with",
        ask(GO),
        f"components[0].component is of type Button, which cannot stand there; what can: {IN_LABEL}",
    ),
    Refusal(
        "a text to answer with",
        ask(TextDisplay("x")),
        f"components[0].component is of type TextDisplay, which cannot stand there; what can: {IN_LABEL}",
    ),
    Refusal(
        "a question in a question",
        ask(ASKED),
        f"components[0].component is of type Label, which cannot stand there; what can: {IN_LABEL}",
    ),
]

TEXTS = [
    Refusal("a text input without a custom_id", ask(TextInput()), "components[0].component.custom_id is empty"),
    Refusal(
        "a custom_id of a field of 101 characters",
        ask(TextInput(custom_id="x" * 101)),
        f"components[0].component.custom_id {MOST_100}",
    ),
    Refusal(
        "a label within a question",
        ask(TextInput(custom_id="t", label="Text")),
        "components[0].component.label is given, which Discord refuses within a Label",
        False,
    ),
    Refusal(
        "a style that there is not",
        ask(TextInput(custom_id="t", style=TextInputStyle(3))),
        "components[0].component.style is 3; Discord knows 1 (short), 2 (paragraph)",
    ),
    Refusal(
        "a placeholder of 101 characters",
        ask(TextInput(custom_id="t", placeholder="x" * 101)),
        f"components[0].component.placeholder {MOST_100}",
    ),
    Refusal(
        "a beginning of 4001 characters",
        ask(TextInput(custom_id="t", value="x" * 4001)),
        "components[0].component.value has 4,001 characters, Discord accepts at most 4,000",
    ),
    Refusal(
        "at least -1 characters",
        ask(TextInput(custom_id="t", min_length=-1)),
        "components[0].component.min_length is -1, Discord accepts 0 to 4,000",
    ),
    Refusal(
        "at most 0 characters",
        ask(TextInput(custom_id="t", max_length=0)),
        "components[0].component.max_length is 0, Discord accepts 1 to 4,000",
    ),
    Refusal(
        "at most 4001 characters",
        ask(TextInput(custom_id="t", max_length=4001)),
        "components[0].component.max_length is 4,001, Discord accepts 1 to 4,000",
    ),
    Refusal(
        "fewest characters above most",
        ask(TextInput(custom_id="t", min_length=5, max_length=4)),
        "components[0].component.min_length is 5, more than max_length, 4",
        False,
    ),
]

CHOICES = [
    Refusal(
        "a menu that is disabled",
        ask(UserSelect(custom_id="u", disabled=True)),
        "components[0].component.disabled is True, which Discord refuses in a modal",
        False,
    ),
    Refusal(
        "a required menu of which nothing need be chosen",
        ask(RoleSelect(custom_id="r", min_values=0)),
        "components[0].component.min_values is 0, which Discord refuses while required is True",
        False,
    ),
    Refusal(
        "a menu without options",
        ask(StringSelect(custom_id="s")),
        "components[0].component.options is empty",
    ),
    Refusal(
        "more options chosen than can be",
        ask(StringSelect([SelectOption("A", default=True), SelectOption("B", default=True)], custom_id="s")),
        "components[0].component.options has 2 that are chosen by default, but at most 1 can be chosen",
        False,
    ),
    Refusal(
        "a role chosen among channels",
        ask(ChannelSelect(custom_id="c", default_values=[ROLE])),
        "components[0].component.default_values[0].type is 'role'; a ChannelSelect takes channel",
    ),
    Refusal(
        "one radio button",
        ask(RadioGroup(["a"], custom_id="r")),
        "components[0].component.options has 1 item, Discord accepts at least 2",
    ),
    Refusal(
        "11 radio buttons",
        ask(RadioGroup(NUMBERS, custom_id="r")),
        "components[0].component.options has 11 items, Discord accepts at most 10",
    ),
    Refusal(
        "two radio buttons ticked",
        ask(RadioGroup(TICKED, custom_id="r")),
        "components[0].component.options has 2 that are chosen by default, but at most 1 can be chosen",
        False,
    ),
    Refusal(
        "a radio button of 101 characters",
        ask(RadioGroup(["a", "x" * 101], custom_id="r")),
        f"components[0].component.options[1].label {MOST_100}",
    ),
    Refusal(
        "a radio button twice",
        ask(RadioGroup(["a", "a"], custom_id="r")),
        "components[0].component.options[1].value is 'a', as that of another option is",
        False,
    ),
    Refusal(
        "no boxes to tick",
        ask(CheckboxGroup(custom_id="c")),
        "components[0].component.options is empty",
    ),
    Refusal(
        "11 boxes to tick",
        ask(CheckboxGroup(NUMBERS, custom_id="c")),
        "components[0].component.options has 11 items, Discord accepts at most 10",
    ),
    Refusal(
        "a value of a box of 101 characters",
        ask(CheckboxGroup([GroupOption("A", "x" * 101)], custom_id="c")),
        f"components[0].component.options[0].value {MOST_100}",
    ),
    Refusal(
        "a description of a box of 101 characters",
        ask(CheckboxGroup([GroupOption("A", description="x" * 101)], custom_id="c")),
        f"components[0].component.options[0].description {MOST_100}",
    ),
    Refusal(
        "more boxes ticked than can be",
        ask(CheckboxGroup(TICKED, custom_id="c", max_values=1)),
        "components[0].component.options has 2 that are chosen by default, but at most 1 can be chosen",
        False,
    ),
    Refusal(
        "more boxes to be ticked than there are",
        ask(CheckboxGroup(["a"], custom_id="c", min_values=2)),
        "components[0].component.min_values is 2, but there is 1 option",
        False,
    ),
    Refusal(
        "fewest ticks above most",
        ask(CheckboxGroup(["a", "b"], custom_id="c", min_values=2, max_values=1)),
        "components[0].component.min_values is 2, more than max_values, 1",
        False,
    ),
    Refusal(
        "11 ticks",
        ask(CheckboxGroup(["a"], custom_id="c", max_values=11)),
        "components[0].component.max_values is 11, Discord accepts 1 to 10",
    ),
    Refusal(
        "a required group of which nothing need be ticked",
        ask(CheckboxGroup(["a"], custom_id="c", min_values=0)),
        "components[0].component.min_values is 0, which Discord refuses while required is True",
        False,
    ),
    Refusal("a checkbox without a custom_id", ask(Checkbox()), "components[0].component.custom_id is empty"),
]

UPLOADS = [
    Refusal(
        "11 files",
        ask(FileUpload(custom_id="f", max_values=11)),
        "components[0].component.max_values is 11, Discord accepts 1 to 10",
    ),
    Refusal(
        "at least 11 files",
        ask(FileUpload(custom_id="f", min_values=11)),
        "components[0].component.min_values is 11, Discord accepts 0 to 10",
    ),
    Refusal(
        "fewest files above most",
        ask(FileUpload(custom_id="f", min_values=2)),
        "components[0].component.min_values is 2, more than max_values, 1",
        False,
    ),
    Refusal(
        "a required upload of no files",
        ask(FileUpload(custom_id="f", min_values=0)),
        "components[0].component.min_values is 0, which Discord refuses while required is True",
        False,
    ),
    Refusal(
        "11 kinds of files",
        ask(FileUpload(custom_id="f", file_types=[".a"] * 11)),
        "components[0].component.file_types has 11 items, Discord accepts at most 10",
    ),
    Refusal(
        "a media type",
        ask(FileUpload(custom_id="f", file_types=["image", "image/png"])),
        "components[0].component.file_types[1] is 'image/png'; "
        "Discord knows image, video, audio and endings such as .pdf",
        False,
    ),
]

MODALS = [*WHOLE, *LABELS, *TEXTS, *CHOICES, *UPLOADS]
