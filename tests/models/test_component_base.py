"""How components are made, and those of kinds that are not known yet."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from app.models.button import Button, LinkButton, PremiumButton
from app.models.component import ActionRow, Container, Label, Section, Separator
from app.models.component_base import ComponentType, UnknownComponent
from app.models.display import FileComponent, MediaGallery, MediaGalleryItem, TextDisplay, Thumbnail
from app.models.field import Checkbox, CheckboxGroup, FileUpload, GroupOption, RadioGroup, TextInput
from app.models.file import File
from app.models.select import ChannelSelect, MentionableSelect, RoleSelect, StringSelect, UserSelect

WRONG: list[tuple[Callable[[], object], str]] = [
    (
        lambda: Button("Go"),  # type: ignore[call-arg]
        "Button takes nothing by position; say by name what 'Go' is: custom_id, style, label, emoji, disabled, id",
    ),
    (
        lambda: TextInput("Name"),  # type: ignore[arg-type, call-arg]
        "TextInput takes nothing by position; say by name what 'Name' is: "
        "custom_id, style, label, min_length, max_length, required, value, placeholder, id",
    ),
    (
        lambda: UserSelect("Whom?"),  # type: ignore[call-arg]
        "UserSelect takes nothing by position; say by name what 'Whom?' is: "
        "custom_id, placeholder, min_values, max_values, required, disabled, default_values, id",
    ),
    (
        lambda: FileUpload(3),  # type: ignore[arg-type, call-arg]
        "FileUpload takes nothing by position; say by name what 3 is: "
        "custom_id, min_values, max_values, required, file_types, id",
    ),
    (
        lambda: LinkButton("https://x.y", "There", "🔥"),  # type: ignore[call-arg]
        "LinkButton takes url, label alone by position; say by name what '🔥' is: emoji, disabled, style, id",
    ),
    (
        lambda: Label("?", TextInput(), "Say it."),  # type: ignore[call-arg]
        "Label takes label, component alone by position; say by name what 'Say it.' is: description, id",
    ),
    (
        lambda: StringSelect(["a"], options=["b"]),  # type: ignore[misc]
        "StringSelect takes options by position or by name, not both",
    ),
    (
        lambda: ActionRow(Button(custom_id="a"), components=()),  # type: ignore[call-arg]
        "ActionRow takes components by position or by name, not both",
    ),
    (
        lambda: ActionRow([Button(custom_id="a")]),  # type: ignore[arg-type]
        "ActionRow takes components one by one: ActionRow(*components)",
    ),
    (
        lambda: MediaGallery(["https://x.y"]),  # type: ignore[arg-type]
        "MediaGallery takes items one by one: MediaGallery(*items)",
    ),
    (
        lambda: Button(text="Go", custom_id="a", colour=1),  # type: ignore[call-arg]
        "Button takes no colour, text; it takes custom_id, style, label, emoji, disabled, id",
    ),
    (
        lambda: RoleSelect(options=["a"]),  # type: ignore[call-arg]
        "RoleSelect takes no options; "
        "it takes custom_id, placeholder, min_values, max_values, required, disabled, default_values, id",
    ),
    (lambda: Container("x", colour=1), "Container takes no colour; it takes components, accent_color, spoiler, id"),  # type: ignore[call-arg]
    (lambda: StringSelect("ab"), "StringSelect takes a list of options, not the text 'ab'"),
    (lambda: RadioGroup("ab"), "RadioGroup takes a list of options, not the text 'ab'"),
    (lambda: CheckboxGroup("ab"), "CheckboxGroup takes a list of options, not the text 'ab'"),
    (lambda: FileUpload(file_types=".pdf"), "file_types are a list: ['.pdf']"),
]


@pytest.mark.parametrize(("make", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_wrong_argument_is_named_and_so_are_the_right_ones(make: Callable[[], object], said: str) -> None:
    with pytest.raises(TypeError) as caught:
        make()

    assert str(caught.value) == said


LOG = File("log.txt", b"text")


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (
            Container("Text.", ActionRow(Button(custom_id="a"))),
            Container(TextDisplay("Text."), ActionRow(Button(custom_id="a"))),
        ),
        (
            Section("a", "b", accessory=PremiumButton(5)),
            Section(TextDisplay("a"), TextDisplay("b"), accessory=PremiumButton(5)),
        ),
        (
            MediaGallery("https://x.y", LOG),
            MediaGallery(MediaGalleryItem("https://x.y"), MediaGalleryItem("attachment://log.txt")),
        ),
        (Thumbnail(LOG), Thumbnail(url="attachment://log.txt")),
        (FileComponent(LOG), FileComponent("attachment://log.txt")),
        (
            RadioGroup(["a", "b"], custom_id="r"),
            RadioGroup(options=(GroupOption("a", "a"), GroupOption("b", "b")), custom_id="r"),
        ),
        (CheckboxGroup(["a"], custom_id="r"), CheckboxGroup([GroupOption("a")], custom_id="r")),
        (Label("?", Checkbox(custom_id="c")), Label(label="?", component=Checkbox(custom_id="c"))),
        (TextDisplay("x"), TextDisplay(content="x")),
        (PremiumButton(5), PremiumButton(sku_id=5)),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_layout_can_be_written_shortly(short: object, long: object) -> None:
    assert short == long


@pytest.mark.parametrize(
    "component",
    [
        Button(custom_id="a", emoji="🔥"),
        LinkButton("https://x.y", "There"),
        PremiumButton(5),
        StringSelect(["a"], custom_id="s"),
        UserSelect(custom_id="u", default_values=[5]),
        RoleSelect(custom_id="u"),
        MentionableSelect(custom_id="u"),
        ChannelSelect(custom_id="u", channel_types=[]),
        ActionRow(Button(custom_id="a")),
        TextDisplay("x"),
        Section("x", accessory=Thumbnail("https://x.y")),
        MediaGallery("https://x.y"),
        FileComponent("attachment://a"),
        Separator(spacing=2),
        Container("x"),
        Label("?", TextInput(custom_id="t")),
        FileUpload(custom_id="f", file_types=[".a"]),
        RadioGroup(["a", "b"], custom_id="r"),
        CheckboxGroup(["a"], custom_id="c"),
        Checkbox(custom_id="c"),
    ],
    ids=lambda component: type(component).__name__,
)
def test_a_component_can_be_copied_hashed_and_kept(component: Any) -> None:
    assert copy.deepcopy(component) == component
    assert pickle.loads(pickle.dumps(component)) == component
    assert component.replace() == component
    assert len({component, copy.copy(component)}) == 1


def test_an_unknown_component_keeps_all_that_discord_sent() -> None:
    raw = {"type": 99, "id": 4, "shape": {"corners": 3}}
    unknown = UnknownComponent(raw)

    assert (unknown.type, unknown.id) == (99, 4)
    assert unknown.type.name == "unknown_99"
    assert unknown.to_wire() == raw
    assert "corners" in repr(unknown)


def test_unknown_components_are_equal_if_they_were_sent_alike() -> None:
    assert UnknownComponent({"type": 99}) == UnknownComponent({"type": 99})
    assert UnknownComponent({"type": 99}) != UnknownComponent({"type": 98})
    assert UnknownComponent({"type": 99}) != {"type": 99}
    assert len({UnknownComponent({"type": 99}), UnknownComponent({"type": 99})}) == 1


def test_a_component_without_a_type_has_type_zero() -> None:
    assert UnknownComponent({}).type == 0
    assert UnknownComponent({"type": "button"}).type == 0


def test_there_are_twenty_kinds() -> None:
    assert len(ComponentType) == 20
    assert {15, 16, 20}.isdisjoint({int(kind) for kind in ComponentType})
