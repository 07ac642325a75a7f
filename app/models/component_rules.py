"""
What components may be made of: which stands where, and which of their fields go together.

https://docs.discord.com/developers/components/reference
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.models.base import OpenIntEnum
from app.models.button import Button, LinkButton, PremiumButton
from app.models.component import ActionRow, Component, Container, Label, Section, Separator, UnknownComponent
from app.models.display import FileComponent, MediaGallery, TextDisplay, Thumbnail
from app.models.field import Checkbox, CheckboxGroup, FileUpload, GroupOption, RadioGroup, TextInput
from app.models.guild import PartialEmoji
from app.models.ranges import Node
from app.models.select import ChannelSelect, EntitySelect, Select, SelectOption, StringSelect

MOST_ROWS = 5
MOST_COMPONENTS = 40
"""Components of a message, those within others counted."""
MOST_TEXT = 4000
"""Characters of all text displays of a message together."""

_FILE_GROUPS = ("image", "video", "audio")
_BUTTONS = (Button, LinkButton, PremiumButton)
_IN_CONTAINER = (ActionRow, TextDisplay, Section, MediaGallery, FileComponent, Separator)
_PLACES: Mapping[tuple[type, str], tuple[type, ...]] = {
    (ActionRow, "components"): (*_BUTTONS, Select),
    (Section, "components"): (TextDisplay,),
    (Section, "accessory"): (*_BUTTONS, Thumbnail),
    (Container, "components"): _IN_CONTAINER,
    (Label, "component"): (TextInput, Select, FileUpload, RadioGroup, CheckboxGroup, Checkbox),
}
IN_MESSAGE = (*_IN_CONTAINER, Container)
IN_MODAL = (Label, TextDisplay, ActionRow)


def find_misuse(nodes: list[Node], *, in_modal: bool = False) -> Iterator[str]:
    """Say what is wrong with the components of a message or modal, apart from lengths and numbers.

    Args:
        nodes: All of them, parents before their children.
        in_modal: Whether a modal holds them.
    """
    names: set[str] = set()
    ids: set[int] = set()
    for path, component in nodes:
        if not isinstance(component, Component) or isinstance(component, UnknownComponent):
            continue
        kind: type = type(component)
        yield from _misplaced_children(path, component, _places_in(kind, in_modal=in_modal))
        for rule in _rules_of(kind):
            yield from (f"{path}{fault}" for fault in rule(component))
        if in_modal:
            yield from (f"{path}{fault}" for fault in _in_modal(component))
        if component.id and component.id in ids:
            yield f"{path}.id is {component.id}, as that of another component is"
        ids.add(component.id or 0)
        name = getattr(component, "custom_id", None)
        if name and name in names:
            yield f"{path}.custom_id is {name!r}, as that of another component is"
        if name:
            names.add(name)


def find_misplaced(component: object, path: str, allowed: tuple[type, ...]) -> str:
    """Say that a component cannot stand where it does; empty if it can, or if Postern does not know it."""
    if isinstance(component, (*allowed, UnknownComponent)):
        return ""
    listed = ", ".join(kind.__name__ for kind in allowed)
    return f"{path} is of type {type(component).__name__}, which cannot stand there; what can: {listed}"


def find_too_much(nodes: list[Node]) -> Iterator[str]:
    """Say what a message of components has too much of."""
    count = sum(isinstance(component, Component) for _, component in nodes)
    if count > MOST_COMPONENTS:
        yield f"components has {count} components, with those within others; Discord accepts at most {MOST_COMPONENTS}"
    total = sum(len(component.content) for _, component in nodes if isinstance(component, TextDisplay))
    if total > MOST_TEXT:
        yield f"components has {total:,} characters in its text displays, Discord accepts at most {MOST_TEXT:,}"


def _misplaced_children(path: str, parent: Component, places: list[tuple[str, tuple[type, ...]]]) -> Iterator[str]:
    for field, allowed in places:
        held = getattr(parent, field)
        if held is None:
            yield f"{path}.{field} is missing"
        elif isinstance(held, tuple):
            for number, one in enumerate(held):
                if fault := find_misplaced(one, f"{path}.{field}[{number}]", allowed):
                    yield fault
        elif fault := find_misplaced(held, f"{path}.{field}", allowed):
            yield fault


@functools.cache
def _places_in(kind: type, *, in_modal: bool) -> list[tuple[str, tuple[type, ...]]]:
    """Return the fields of a component that hold others, and which these may be."""
    if in_modal and kind is ActionRow:
        return [("components", (TextInput,))]
    return [(field, allowed) for (parent, field), allowed in _PLACES.items() if parent is kind]


def _of_button(button: Button | LinkButton) -> Iterator[str]:
    if not button.label and button.emoji is None:
        yield " has neither label nor emoji"
    yield from _of_emoji(button.emoji)


def _of_style(component: Button | TextInput) -> Iterator[str]:
    yield from _of_word("style", component.style)


def _of_separator(separator: Separator) -> Iterator[str]:
    yield from _of_word("spacing", separator.spacing)


def _of_word(field: str, word: OpenIntEnum) -> Iterator[str]:
    """Say that a number is none of an enum's; unlike what Discord sends, what it is sent has no unknown ones."""
    if word not in type(word).__members__.values():
        known = ", ".join(f"{int(one)} ({one.name})" for one in type(word))
        yield f".{field} is {int(word)}; Discord knows {known}"


def _of_emoji(emoji: PartialEmoji | None) -> Iterator[str]:
    if emoji is None or emoji.id:
        return
    if not emoji.name:
        yield ".emoji has neither id nor name"
    elif emoji.name.isascii():
        yield f".emoji is {emoji.name!r}, which is none; write the character itself, or <:name:id>"


def _of_premium_button(button: PremiumButton) -> Iterator[str]:
    if not button.sku_id:
        yield ".sku_id is missing"


def _of_row(row: ActionRow) -> Iterator[str]:
    if len(row.components) > 1 and any(isinstance(one, Select | TextInput) for one in row.components):
        yield ".components holds something beside a menu or text input, which fills a row by itself"


def _of_choices(menu: Select | FileUpload | CheckboxGroup) -> Iterator[str]:
    if menu.max_values is not None and menu.min_values > menu.max_values:
        yield f".min_values is {menu.min_values}, more than max_values, {menu.max_values}"
    if isinstance(menu, StringSelect) and menu.max_values > len(menu.options):
        yield f".max_values is {menu.max_values}, but there {_are(len(menu.options))}"
    if isinstance(menu, CheckboxGroup) and menu.min_values > len(menu.options):
        yield f".min_values is {menu.min_values}, but there {_are(len(menu.options))}"


def _are(options: int) -> str:
    return f"are {options} options" if options != 1 else "is 1 option"


def _of_defaults(menu: EntitySelect) -> Iterator[str]:
    for number, value in enumerate(menu.default_values):
        if not value.id:
            yield f".default_values[{number}].id is missing"
        if value.type not in menu._kinds:
            known = " or ".join(menu._kinds)
            yield f".default_values[{number}].type is {str(value.type)!r}; a {type(menu).__name__} takes {known}"
    chosen = len(menu.default_values)
    if chosen and not menu.min_values <= chosen <= menu.max_values:
        items = f"{chosen} item{'' if chosen == 1 else 's'}"
        yield f".default_values has {items}, Discord accepts {menu.min_values} to {menu.max_values} there"


def _of_channel_types(menu: ChannelSelect) -> Iterator[str]:
    for number, kind in enumerate(menu.channel_types):
        if kind in menu.channel_types[:number]:
            yield f".channel_types[{number}] is {kind.name}, which is there already"


def _of_options(menu: StringSelect | RadioGroup | CheckboxGroup) -> Iterator[str]:
    values: set[str] = set()
    options: Sequence[SelectOption | GroupOption] = menu.options
    for number, option in enumerate(options):
        if option.value in values:
            yield f".options[{number}].value is {option.value!r}, as that of another option is"
        values.add(option.value)
        if isinstance(option, SelectOption):
            yield from (f".options[{number}]{fault}" for fault in _of_emoji(option.emoji))
    most = 1 if isinstance(menu, RadioGroup) else menu.max_values
    ticked = sum(option.default for option in options)
    if most is not None and ticked > most:
        yield f".options has {ticked} that are chosen by default, but at most {most} can be chosen"


def _of_text_input(box: TextInput) -> Iterator[str]:
    if box.min_length is not None and box.max_length is not None and box.min_length > box.max_length:
        yield f".min_length is {box.min_length:,}, more than max_length, {box.max_length:,}"


def _of_upload(upload: FileUpload) -> Iterator[str]:
    for number, kind in enumerate(upload.file_types):
        if kind.lower() not in _FILE_GROUPS and not re.fullmatch(r"\.\S+", kind):
            known = "image, video, audio and endings such as .pdf"
            yield f".file_types[{number}] is {kind!r}; Discord knows {known}"


def _of_file(component: FileComponent) -> Iterator[str]:
    if not component.file.url.startswith("attachment://"):
        yield ".file.url must begin with attachment://"


def _in_modal(component: Any) -> Iterator[str]:
    """Say what would be right in a message."""
    if getattr(component, "disabled", False):
        yield ".disabled is True, which Discord refuses in a modal"
    if isinstance(component, Select | FileUpload | CheckboxGroup) and component.required and not component.min_values:
        yield ".min_values is 0, which Discord refuses while required is True"
    if isinstance(component, Label) and isinstance(component.component, TextInput) and component.component.label:
        yield ".component.label is given, which Discord refuses within a Label"
    if isinstance(component, ActionRow):
        for number, box in enumerate(component.components):
            if isinstance(box, TextInput) and not box.label:
                yield f".components[{number}].label is missing"


_RULES: Mapping[Any, Callable[[Any], Iterator[str]]] = {
    (Button, TextInput): _of_style,
    (Button, LinkButton): _of_button,
    PremiumButton: _of_premium_button,
    ActionRow: _of_row,
    (Select, FileUpload, CheckboxGroup): _of_choices,
    EntitySelect: _of_defaults,
    ChannelSelect: _of_channel_types,
    (StringSelect, RadioGroup, CheckboxGroup): _of_options,
    TextInput: _of_text_input,
    FileUpload: _of_upload,
    FileComponent: _of_file,
    Separator: _of_separator,
}


@functools.cache
def _rules_of(kind: type) -> list[Callable[[Any], Iterator[str]]]:
    return [rule for kinds, rule in _RULES.items() if issubclass(kind, kinds)]
