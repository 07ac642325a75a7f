"""Which component stands where, and which of their fields go together."""

from typing import Any

import pytest

from app.models.button import Button, ButtonStyle, LinkButton, PremiumButton
from app.models.component import ActionRow, Component, Container, Label, Section, Separator, UnknownComponent
from app.models.display import FileComponent, MediaGallery, MediaGalleryItem, TextDisplay, Thumbnail
from app.models.field import Checkbox, CheckboxGroup, FileUpload, GroupOption, RadioGroup, TextInput
from app.models.limits import find_fault, find_modal_fault
from app.models.modal import Modal
from app.models.response import Reply
from app.models.select import ChannelSelect, RoleSelect, SelectOption, StringSelect, UserSelect

LINK = LinkButton("https://example.com", "Go")
GO = Button(custom_id="go", label="Go")
MENU = StringSelect(["a"], custom_id="m")
BOX = TextInput(custom_id="box")
NOTHING: Any = None
BOX_IN_BOX: Any = Container("x")


@pytest.mark.parametrize(
    "component",
    [
        ActionRow(GO, LINK, PremiumButton(5)),
        ActionRow(Button(custom_id="x" * 100, emoji="🔥")),
        ActionRow(StringSelect([SelectOption("x" * 100, str(n)) for n in range(25)], custom_id="m", max_values=25)),
        ActionRow(RoleSelect(custom_id="m", min_values=0, default_values=[1])),
        Container("x", ActionRow(MENU), Section("x", accessory=GO), Separator(spacing=2), accent_color=0xFFFFFF),
        UnknownComponent({"type": 99, "new": True}),
        Container(UnknownComponent({"type": 99})),
    ],
    ids=lambda component: component.type.name,
)
def test_what_discord_takes_has_no_fault(component: Any) -> None:
    assert find_fault(Reply("" if isinstance(component, ActionRow) else None, components=[component])) == ""


@pytest.mark.parametrize(
    ("component", "fault"),
    [
        (GO, "components[0] is of type Button, which cannot stand there; what can: ActionRow, TextDisplay, Section"),
        (Label("x", BOX), "components[0] is of type Label, which cannot stand there"),
        (ActionRow(), "components[0].components is empty"),
        (ActionRow(*[LINK] * 6), "components[0].components has 6 items, Discord accepts at most 5"),
        (
            ActionRow(MENU, GO),
            "components[0].components holds something beside a menu or text input, which fills a row",
        ),
        (
            ActionRow(BOX),
            "components[0].components[0] is of type TextInput, which cannot stand there; what can: Button",
        ),
        (Container(), "components[0].components is empty"),
        (Container(BOX_IN_BOX), "components[0].components[0] is of type Container, which cannot stand there"),
        (Container("x", accent_color=-1), "components[0].accent_color is -1, Discord accepts 0 to 16,777,215"),
        (Section("x", accessory=NOTHING), "components[0].accessory is missing"),
        (Section("a", "b", "c", "d", accessory=GO), "components[0].components has 4 items, Discord accepts at most 3"),
        (Section("x", accessory=MENU), "components[0].accessory is of type StringSelect"),  # type: ignore[arg-type]
        (Section("x", accessory=Thumbnail("x")), "components[0].accessory.media.url must begin with http://"),
        (TextDisplay(""), "components[0].content is empty"),
        (TextDisplay("x" * 4001), "components[0].content has 4,001 characters, Discord accepts at most 4,000"),
        (TextDisplay("x", id=-1), "components[0].id is -1, Discord accepts 0 to 2,147,483,647"),
        (MediaGallery(), "components[0].items is empty"),
        (MediaGallery(*["https://x.y"] * 11), "components[0].items has 11 items, Discord accepts at most 10"),
        (
            MediaGallery(MediaGalleryItem("https://x.y", description="")),
            "components[0].items[0].description is empty",
        ),
        (FileComponent("https://x.y"), "components[0].file.url must begin with attachment://"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_components_have_places_and_limits(component: Any, fault: str) -> None:
    assert find_fault(Reply(components=[component])).startswith(fault)


@pytest.mark.parametrize(
    ("component", "fault"),
    [
        (Button(custom_id="", label="x"), ".custom_id is empty"),
        (Button(custom_id="x" * 101, label="x"), ".custom_id has 101 characters, Discord accepts at most 100"),
        (Button(custom_id="x", label="x" * 81), ".label has 81 characters, Discord accepts at most 80"),
        (Button(custom_id="x"), " has neither label nor emoji"),
        (Button(custom_id="x", label="x", style=ButtonStyle.link), ".url is empty"),
        (LinkButton("https://" + "x" * 505, "x"), ".url has 513 characters, Discord accepts at most 512"),
        (LinkButton("x.y", "x"), ".url must begin with http:// or https:// or discord://"),
        (LinkButton("https://x.y"), " has neither label nor emoji"),
        (LinkButton("https://x.y", emoji="x" * 33), ".emoji.name has 33 characters, Discord accepts at most 32"),
        (PremiumButton(0), ".sku_id is missing"),
        (StringSelect(custom_id="x"), ".options is empty"),
        (StringSelect(["x"] * 26, custom_id="x"), ".options has 26 items, Discord accepts at most 25"),
        (StringSelect(["a", "b", "a"], custom_id="x"), ".options[2].value is 'a', as that of another option is"),
        (StringSelect(["x" * 101], custom_id="x"), ".options[0].label has 101 characters"),
        (StringSelect(["a"], custom_id="x", placeholder="x" * 151), ".placeholder has 151 characters"),
        (UserSelect(custom_id="x", min_values=26, max_values=25), ".min_values is 26, Discord accepts 0 to 25"),
        (UserSelect(custom_id="x", max_values=0), ".max_values is 0, Discord accepts 1 to 25"),
        (UserSelect(custom_id="x", min_values=3, max_values=2), ".min_values is 3, more than max_values, 2"),
        (ChannelSelect(custom_id="x", default_values=[1, 2]), ".default_values has 2 items, Discord accepts 1 to 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_buttons_and_menus_have_limits(component: Any, fault: str) -> None:
    assert find_fault(Reply("x", components=[ActionRow(component)])).startswith(f"components[0].components[0]{fault}")


def test_the_components_of_a_message_have_limits_together() -> None:
    assert (
        find_fault(Reply("x", components=[ActionRow(LINK)] * 6)) == "components has 6 items, Discord accepts at most 5"
    )
    assert (
        find_fault(Reply(components=[Container("x", "y")] * 14))
        == "components has 42 components, with those within others; Discord accepts at most 40"
    )
    assert (
        find_fault(Reply(components=[TextDisplay("x" * 4000), Container("y")]))
        == "components has 4,001 characters in its text displays, Discord accepts at most 4,000"
    )


def test_no_two_components_have_the_same_custom_id_or_id() -> None:
    twice = [ActionRow(GO), ActionRow(GO)]
    numbered = [Container("a", id=0), Container("b", id=0), Container("c", id=7), Container("d", id=7)]

    assert (
        find_fault(Reply("x", components=twice))
        == "components[1].components[0].custom_id is 'go', as that of another component is"
    )
    assert find_fault(Reply(components=numbered)) == "components[3].id is 7, as that of another component is"


@pytest.mark.parametrize(
    "component",
    [
        Label("x" * 45, BOX, description="x" * 100),
        Label("x", TextInput(custom_id="t", min_length=0, max_length=4000, value="x" * 4000, placeholder="x" * 100)),
        Label("x", StringSelect(["a"], custom_id="s", min_values=0, required=False)),
        Label("x", FileUpload(custom_id="f", max_values=10)),
        Label("x", RadioGroup(custom_id="r", options=(GroupOption("a", "a"), GroupOption("b", "b")))),
        Label("x", CheckboxGroup(custom_id="c", options=(GroupOption("a", "a"),))),
        Label("x", Checkbox(custom_id="b")),
        Label("x", UnknownComponent({"type": 99})),
        TextDisplay("x"),
        ActionRow(TextInput(custom_id="old", label="x")),
    ],
)
def test_a_form_that_discord_takes_has_no_fault(component: Any) -> None:
    assert find_modal_fault(Modal("x" * 100, "x" * 45, [component])) == ""


@pytest.mark.parametrize(
    ("modal", "fault"),
    [
        (Modal("", "x", [Label("x", BOX)]), "custom_id is empty"),
        (Modal("x" * 101, "x", [Label("x", BOX)]), "custom_id has 101 characters, Discord accepts at most 100"),
        (Modal("x", "", [Label("x", BOX)]), "title is empty"),
        (Modal("x", "x" * 46, [Label("x", BOX)]), "title has 46 characters, Discord accepts at most 45"),
        (Modal("x", "x"), "components is empty"),
        (Modal("x", "x", [TextDisplay("x")] * 6), "components has 6 items, Discord accepts at most 5"),
        (Modal("x", "x", [Label("x", BOX)] * 2), "components[1].component.custom_id is 'box', as that of another"),
        (Modal("x", 5), "title: expected `str`, got `int`"),  # type: ignore[arg-type]
        (Modal("x", "x", Label("x", BOX)), "components is of type Label; it takes a list of them"),  # type: ignore[arg-type]
        (Modal, "the Modal is the class Modal; it takes an object: Modal(…)"),
        ("x", "the Modal is of type str; it takes Modal"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_forms_have_limits(modal: Any, fault: str) -> None:
    assert find_modal_fault(modal).startswith(fault)


@pytest.mark.parametrize(
    ("component", "fault"),
    [
        (GO, " is of type Button, which cannot stand there; what can: Label, TextDisplay, ActionRow"),
        (ActionRow(GO), ".components[0] is of type Button, which cannot stand there; what can: TextInput"),
        (ActionRow(BOX), ".components[0].label is missing"),
        (Label("x"), ".component is missing"),
        (Label("x", GO), ".component is of type Button"),  # type: ignore[arg-type]
        (Label("", BOX), ".label is empty"),
        (Label("x" * 46, BOX), ".label has 46 characters, Discord accepts at most 45"),
        (Label("x", BOX, description="x" * 101), ".description has 101 characters, Discord accepts at most 100"),
        (Label("x", TextInput(custom_id="t", label="x")), ".component.label is given, which Discord refuses within"),
        (Label("x", TextInput(custom_id="t", max_length=4001)), ".component.max_length is 4,001, Discord accepts 1 to"),
        (
            Label("x", TextInput(custom_id="t", min_length=5, max_length=4)),
            ".component.min_length is 5, more than max_length, 4",
        ),
        (Label("x", StringSelect(["a"], custom_id="s", disabled=True)), ".component.disabled is True, which Discord"),
        (
            Label("x", StringSelect(["a"], custom_id="s", min_values=0)),
            ".component.min_values is 0, which Discord refuses while required is True",
        ),
        (Label("x", FileUpload(custom_id="f", max_values=11)), ".component.max_values is 11, Discord accepts 1 to 10"),
        (
            Label("x", RadioGroup(custom_id="r", options=(GroupOption("a", "a"),))),
            ".component.options has 1 item, Discord accepts at least 2",
        ),
        (
            Label("x", CheckboxGroup(custom_id="c", options=(GroupOption("a", "a"), GroupOption("b", "a")))),
            ".component.options[1].value is 'a', as that of another option is",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_form_asks_has_limits(component: Component, fault: str) -> None:
    form: Any = [component]

    assert find_modal_fault(Modal("x", "x", form)).startswith(f"components[0]{fault}")
