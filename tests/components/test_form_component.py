"""What an author says of the component of a field: what of it counts, and what is refused."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal, cast

import pytest

from app.components.form import Form, read_form
from app.errors import DefinitionError
from app.models.attachment import Attachment
from app.models.button import Button
from app.models.channel import Channel, ChannelType, TextChannel
from app.models.component import ActionRow, Label
from app.models.field import Checkbox, CheckboxGroup, FileUpload, GroupOption, RadioGroup, TextInput
from app.models.guild import Role
from app.models.select import (
    ChannelSelect,
    MentionableSelect,
    RoleSelect,
    SelectOption,
    StringSelect,
    UserSelect,
)
from app.models.user import Member, User
from app.parameters.option import Option
from tests.components.submissions import asked, form_of

Days = Literal["mon", "tue", "wed"]
NONE = object()
"""No default."""
OPTIONS = [GroupOption("Monday", "mon"), GroupOption("Tuesday", "tue")]


def form_with(annotation: Any, default: Any = NONE) -> type[Form]:
    return form_of(annotation) if default is NONE else form_of(annotation, default=default)


def label_of(annotation: Any, default: Any = NONE) -> Any:
    return read_form(form_with(annotation, default)).components[0]


def component_of(annotation: Any, default: Any = NONE) -> Any:
    return asked(form_with(annotation, default))["it"]


def test_without_a_label_the_name_is_the_question() -> None:
    class Named(Form):
        how_old_are_you: int
        name_: str

    components: Any = read_form(Named).components
    assert [one.label for one in components] == ["How old are you", "Name"]
    assert [one.component.custom_id for one in components] == ["how_old_are_you", "name_"]


def test_a_label_says_the_question_and_more() -> None:
    label = label_of(Annotated[str, Label("How are you?", description="Be honest.", id=7)])

    assert (label.label, label.description, label.id) == ("How are you?", "Be honest.", 7)
    assert isinstance(label.component, TextInput)


@pytest.mark.parametrize(
    "annotation",
    [
        Annotated[str, Label("It", TextInput(max_length=9, placeholder="Short"))],
        Annotated[str, TextInput(max_length=9, placeholder="Short")],
        Annotated[str, Label("It"), TextInput(max_length=9, placeholder="Short")],
    ],
)
def test_the_component_stands_in_the_label_or_beside_it(annotation: Any) -> None:
    asks = component_of(annotation)

    assert (asks.max_length, asks.placeholder, asks.required) == (9, "Short", True)


@pytest.mark.parametrize("annotation", [Annotated[int | None, TextInput()], Annotated[int, TextInput()] | None])
def test_required_follows_from_the_type(annotation: Any) -> None:
    assert component_of(annotation).required is False
    assert component_of(annotation, 5).required is False


@pytest.mark.parametrize(
    ("annotation", "most"),
    [
        (Annotated[list[User], UserSelect(max_values=3)], 3),
        (Annotated[list[User], UserSelect()], 1),
        (Annotated[list[Attachment], FileUpload(max_values=2)], 2),
        (Annotated[list[Days], StringSelect(max_values=2)], 2),
        (Annotated[list[Days], CheckboxGroup()], None),
    ],
)
def test_how_many_can_be_chosen_is_what_the_component_says(annotation: Any, most: int | None) -> None:
    assert component_of(annotation).max_values == most


def test_what_may_be_left_empty_needs_no_choice() -> None:
    asks = component_of(Annotated[list[User] | None, UserSelect(min_values=2, max_values=3)])

    assert (asks.min_values, asks.max_values, asks.required) == (0, 3, False)


@pytest.mark.parametrize("menu", [RadioGroup, StringSelect])
def test_options_come_from_the_type_where_the_component_has_none(menu: Callable[[], Any]) -> None:
    assert [option.value for option in component_of(Annotated[Days, menu()]).options] == ["mon", "tue", "wed"]


def test_options_of_the_component_count() -> None:
    asks = component_of(Annotated[Days, RadioGroup(options=OPTIONS)])

    assert [(option.label, option.value) for option in asks.options] == [("Monday", "mon"), ("Tuesday", "tue")]


def test_a_text_or_number_may_be_chosen_from_options() -> None:
    texts = component_of(Annotated[str, StringSelect(["red", "green"])])
    numbers = component_of(Annotated[list[int], CheckboxGroup(options=[GroupOption("One", "1")])])

    assert [option.value for option in texts.options] == ["red", "green"]
    assert [option.value for option in numbers.options] == ["1"]


def test_channel_types_of_the_component_count_within_those_of_the_annotation() -> None:
    voice = (ChannelType.guild_voice,)

    assert component_of(Annotated[TextChannel, ChannelSelect()]).channel_types == (ChannelType.guild_text,)
    assert component_of(Annotated[Channel, ChannelSelect(channel_types=voice)]).channel_types == voice


def test_a_text_that_the_box_begins_with_is_kept() -> None:
    assert component_of(Annotated[str, TextInput(value="Dear all,")]).value == "Dear all,"


MISFITS = [
    (Annotated[Days, TextInput()], "TextInput does not fit {type}; what fits: RadioGroup, StringSelect"),
    (Annotated[list[Days], RadioGroup()], "RadioGroup does not fit {list}; what fits: CheckboxGroup, StringSelect"),
    (Annotated[list[int], TextInput()], "TextInput does not fit list[int]; what fits: CheckboxGroup, StringSelect"),
    (Annotated[Days, CheckboxGroup()], "CheckboxGroup does not fit {type}; what fits: RadioGroup, StringSelect"),
    (Annotated[bool, TextInput()], "TextInput does not fit bool; what fits: Checkbox"),
    (Annotated[list[bool], CheckboxGroup()], "CheckboxGroup does not fit list[bool]; what fits: nothing"),
    (Annotated[str, Checkbox()], "Checkbox does not fit str; what fits: TextInput, RadioGroup, StringSelect"),
    (Annotated[Member, RoleSelect()], "RoleSelect does not fit Member; what fits: UserSelect"),
    (Annotated[Role, UserSelect()], "UserSelect does not fit Role; what fits: RoleSelect"),
    (Annotated[Member | Role, UserSelect()], "UserSelect does not fit Member | Role; what fits: MentionableSelect"),
    (Annotated[User, MentionableSelect()], "MentionableSelect does not fit User; what fits: UserSelect"),
    (Annotated[Attachment, UserSelect()], "UserSelect does not fit Attachment; what fits: FileUpload"),
    (Annotated[str, ActionRow()], "ActionRow does not fit str; what fits: TextInput, RadioGroup, StringSelect"),
    (
        Annotated[str, Button(custom_id="x")],
        "Button does not fit str; what fits: TextInput, RadioGroup, StringSelect",
    ),
]


@pytest.mark.parametrize(("annotation", "why"), MISFITS, ids=[why for _, why in MISFITS])
def test_a_component_that_does_not_fit_its_type_is_refused(annotation: Any, why: str) -> None:
    form = form_of(annotation)
    with pytest.raises(DefinitionError) as caught:
        read_form(form)

    spelled = why.format(type=str(Days), list=f"list[{Days}]")
    assert caught.value.why == f"form One, field it: {spelled}"


REFUSED = [
    (Annotated[str, TextInput(custom_id="a")], "the custom_id is the field's name: leave 'a' out"),
    (Annotated[str, TextInput(required=False)], "the type says what may be left empty: str | None, or a default"),
    (Annotated[str, "What?"], "write Annotated[str, Label('What?')]"),
    (Annotated[str, Option("What?", max=5)], "Option(…) is for commands: write Label(…)"),
    (Annotated[str, Option], "Option(…) is for commands: write Label(…)"),
    (Annotated[str, Label], "Label is the class; write Label(…)"),
    (Annotated[str, TextInput], "TextInput is the class; write TextInput(…)"),
    (Annotated[str, Label("A", cast(Any, TextInput))], "TextInput is the class; write TextInput(…)"),
    (Annotated[str, Label("A"), Label("B")], "2 times Label(…): say all of it in one"),
    (Annotated[str, Label("A", TextInput()), TextInput()], "2 components, and a field has one"),
    (Annotated[User, UserSelect(max_values=2)], "max_values=2 needs a list: list[User]"),
    (Annotated[Attachment, FileUpload(max_values=2)], "max_values=2 needs a list: list[Attachment]"),
    (
        Annotated[list[User], UserSelect(min_values=0)],
        "min_values=0 needs a default, or None: list[User] | None = None",
    ),
    (Annotated[str, RadioGroup()], "RadioGroup() has no options, and str offers none"),
    (
        Annotated[Days, RadioGroup(options=[*OPTIONS, GroupOption("Sunday", "sun")])],
        f"option 'sun' is no value of {Days}; its values: 'mon', 'tue', 'wed'",
    ),
    (
        Annotated[TextChannel, ChannelSelect(channel_types=[ChannelType.guild_voice])],
        "channel_types has guild_voice, which TextChannel excludes",
    ),
    (
        list[Annotated[User, UserSelect()]],
        "what asks stands around the list: Annotated[list[…], Label(…)]",
    ),
    (Annotated[str, Label("x" * 46)], "label has 46 characters, Discord accepts at most 45"),
    (Annotated[str, Label("")], "label is empty"),
    (
        Annotated[str, Label("A", TextInput(max_length=4001))],
        "component.max_length is 4,001, Discord accepts 1 to 4,000",
    ),
    (
        Annotated[str, Label("A", TextInput(min_length=9, max_length=5))],
        "component.min_length is 9, more than max_length, 5",
    ),
    (Annotated[list[User], UserSelect(max_values=26)], "component.max_values is 26, Discord accepts 1 to 25"),
    (
        Annotated[str, StringSelect([f"{number}" for number in range(26)])],
        "component.options has 26 items, Discord accepts at most 25",
    ),
    (
        Annotated[Days, RadioGroup(options=OPTIONS[:1])],
        "component.options has 1 item, Discord accepts at least 2",
    ),
    (
        Annotated[User, UserSelect(disabled=True)],
        "component.disabled is True, which Discord refuses in a modal",
    ),
    (
        Annotated[str, StringSelect([SelectOption("A", "a"), SelectOption("B", "a")])],
        "component.options[1].value is 'a', as that of another option is",
    ),
]


@pytest.mark.parametrize(("annotation", "why"), REFUSED, ids=[why for _, why in REFUSED])
def test_what_cannot_be_asked_is_refused_by_form_and_field(annotation: Any, why: str) -> None:
    form = form_of(annotation)
    with pytest.raises(DefinitionError) as caught:
        read_form(form)

    assert caught.value.why == f"form One, field it: {why}"


@pytest.mark.parametrize(
    ("annotation", "default", "why"),
    [
        (Days, "sun", "its default 'sun' cannot stand in it: it has no option 'sun'"),
        (list[Days], "mon", "its default 'mon' is no list"),
        (bool, "yes", "its default 'yes' cannot stand in it: it is a checkbox"),
        (str, object, "its default <class 'object'> cannot stand in it: it takes a text, a number or a time"),
        (Attachment, Attachment(), "nobody can fill in a file beforehand: its default is None, or []"),
        (Annotated[str, TextInput(max_length=3)], "Adelaide", "its default has 8 characters, and max_length is 3"),
        (str, "x" * 4001, "component.value has 4,001 characters"),
        (str, Label("What?"), "Label(…) is no default: write it: Annotated[…, Label(…)]"),
        (Annotated[list[User], UserSelect(max_values=1)], [5, 6], "component.default_values has 2 items"),
        (float, "x", "its default 'x' cannot be read back, as 'x'"),
        (float, "2.5", "its default '2.5' would come back as 2.5"),
        (float, float("inf"), "its default inf cannot be read back, as 'inf'"),
        (int, 5.5, "its default 5.5 cannot be read back, as '5.5'"),
        (int, True, "its default True cannot stand in it: it takes a text, a number or a time"),
        (str, 5, "its default 5 would come back as '5'"),
        (Decimal, Decimal("1E+2000"), "its default Decimal('1E+2000') cannot be read back, as '1E+2000'"),
        (dt.date, dt.datetime(2026, 11, 21, 18, tzinfo=dt.UTC), "its default datetime.datetime(2026, 11, 21, 18, 0"),
        (dt.datetime, dt.datetime(2026, 11, 21), "its default datetime.datetime(2026, 11, 21, 0, 0) would come back"),
        (
            dt.timedelta,
            dt.timedelta(seconds=-5),
            "its default datetime.timedelta(days=-1, seconds=86395) cannot stand in it: it takes no span of time below",
        ),
        (Literal[1, 2], "1", "its default '1' would come back as 1"),
        (list[Literal[1, 2]], [1, "2"], "its default '2' would come back as 1, 2"),
        (
            Annotated[int, Option(min=1, max=5)],
            7,
            "its default 7 is outside of its own min and max: `it` must be between 1 and 5.",
        ),
    ],
)
def test_a_default_that_cannot_stand_in_the_field_is_refused(annotation: Any, default: Any, why: str) -> None:
    form = form_of(annotation, default=default)
    with pytest.raises(DefinitionError) as caught:
        read_form(form)

    assert caught.value.why.startswith(f"form One, field it: {why}")


def test_a_name_that_is_too_long_for_a_question_asks_for_a_label() -> None:
    class Wordy(Form):
        what_you_would_like_to_say_to_all_of_us_and_more: str

    with pytest.raises(DefinitionError, match="label has 48 characters, Discord accepts at most 45"):
        read_form(Wordy)
