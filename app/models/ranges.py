"""
How long, how many, how large: the numbers that Discord sets for the fields of what is sent.

They stand in one table, by model and field, and `find_excess` holds a model and
all that is in it against them.

https://docs.discord.com/developers/resources/message#embed-object-embed-limits
"""

import functools
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

from app.models.base import decoder, encode
from app.models.button import Button, LinkButton
from app.models.component import ActionRow, Component, Container, Label, Section, UnknownComponent
from app.models.display import MediaGallery, MediaGalleryItem, TextDisplay, Thumbnail, UnfurledMediaItem
from app.models.embed import Embed, EmbedAuthor, EmbedField, EmbedFooter, EmbedMedia
from app.models.field import Checkbox, CheckboxGroup, FileUpload, GroupOption, RadioGroup, TextInput
from app.models.guild import PartialEmoji
from app.models.modal import Modal
from app.models.poll import Poll
from app.models.select import EntitySelect, Select, SelectOption, StringSelect

Node: TypeAlias = tuple[str, Any]
"""Something that is sent, behind the path by which errors call it: `("embeds[0].fields[3]", EmbedField(…))`."""

_CUSTOM_ID = (1, 100)
_LINK = (0, 2048)
_COLOUR = (0, 0xFFFFFF)

_RANGES: Mapping[type, Mapping[str, tuple[int, int]]] = {
    Embed: {"title": (0, 256), "description": (0, 4096), "url": _LINK, "color": _COLOUR, "fields": (0, 25)},
    EmbedField: {"name": (1, 256), "value": (1, 1024)},
    EmbedFooter: {"text": (1, 2048), "icon_url": _LINK},
    EmbedAuthor: {"name": (1, 256), "url": _LINK, "icon_url": _LINK},
    EmbedMedia: {"url": (1, 2048)},
    Poll: {"answers": (1, 10), "duration": (1, 768)},
    PartialEmoji: {"name": (0, 32)},
    Component: {"id": (0, 2**31 - 1)},
    ActionRow: {"components": (1, 5)},
    Button: {"custom_id": _CUSTOM_ID, "label": (0, 80)},
    LinkButton: {"url": (1, 512), "label": (0, 80)},
    Select: {"custom_id": _CUSTOM_ID, "placeholder": (0, 150), "min_values": (0, 25), "max_values": (1, 25)},
    StringSelect: {"options": (1, 25)},
    EntitySelect: {"default_values": (0, 25)},
    SelectOption: {"label": (1, 100), "value": (1, 100), "description": (0, 100)},
    Section: {"components": (1, 3)},
    TextDisplay: {"content": (1, 4000)},
    Thumbnail: {"description": (1, 1024)},
    UnfurledMediaItem: {"url": (1, 2048)},
    MediaGallery: {"items": (1, 10)},
    MediaGalleryItem: {"description": (1, 1024)},
    Container: {"components": (1, 40), "accent_color": _COLOUR},
    Modal: {"custom_id": _CUSTOM_ID, "title": (1, 45), "components": (1, 5)},
    Label: {"label": (1, 45), "description": (1, 100)},
    TextInput: {
        "custom_id": _CUSTOM_ID,
        "label": (1, 45),
        "placeholder": (0, 100),
        "value": (0, 4000),
        "min_length": (0, 4000),
        "max_length": (1, 4000),
    },
    FileUpload: {"custom_id": _CUSTOM_ID, "min_values": (0, 10), "max_values": (1, 10), "file_types": (0, 10)},
    RadioGroup: {"custom_id": _CUSTOM_ID, "options": (2, 10)},
    CheckboxGroup: {"custom_id": _CUSTOM_ID, "options": (1, 10), "min_values": (0, 10), "max_values": (1, 10)},
    Checkbox: {"custom_id": _CUSTOM_ID},
    GroupOption: {"label": (1, 100), "value": (1, 100), "description": (0, 100)},
}
_DECODERS: Mapping[type, msgspec.json.Decoder[Any]] = {
    Embed: decoder(Embed),
    Component: decoder(Component),
    Poll: decoder(Poll),
    Modal: decoder(Modal),
}
_TRIMMED = (EmbedField, EmbedFooter, EmbedAuthor)
"""Where Discord takes a text of spaces for none."""
_SIZED = (str, tuple, list)
_PLAIN = frozenset({type(None), str, int, bool, float})
"""Of these most fields are, and nothing is within them."""


def find_excess(nodes: list[Node]) -> Iterator[str]:
    """Say of each field whose value is outside its range what it has, and what Discord accepts."""
    for path, model in nodes:
        kind: type = type(model)
        for name, (least, most) in _ranges_of(kind):
            value = getattr(model, name)
            if kind in _TRIMMED and value is not None and not value.strip():
                value = ""
            if fault := measure(value, least, most):
                yield f"{path}.{name}{fault}" if path else name + fault


def most(kind: type, field: str) -> int:
    """Return the largest number, or length, that Discord accepts for a field of a model."""
    return dict(_ranges_of(kind))[field][1]


def measure(value: object, least: int, most: int) -> str:
    """Say what is wrong with the length of a text or list, or with a number; empty if nothing is.

    Args:
        value: What is measured; None is as good as absent.
        least: Smallest length or number that Discord accepts.
        most: Largest one.

    Returns:
        What goes on behind the name of the field, such as " is empty".
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return "" if least <= value <= most else f" is {value:,}, Discord accepts {least:,} to {most:,}"
    if not isinstance(value, _SIZED) or least <= len(value) <= most:
        return ""
    if not value:
        return " is empty"
    word = "character" if isinstance(value, str) else "item"
    amount = f"{len(value):,} {word}{'' if len(value) == 1 else 's'}"
    bound = f"most {most:,}" if len(value) > most else f"least {least:,}"
    return f" has {amount}, Discord accepts at {bound}"


def walk(value: Any, path: str) -> Iterator[Node]:
    """Go through a model and all models in it, parents before their children."""
    yield path, value
    for name in getattr(value, "__struct_fields__", ()):
        held = getattr(value, name)
        if type(held) in _PLAIN:
            continue
        if isinstance(held, msgspec.Struct | UnknownComponent):
            yield from walk(held, f"{path}.{name}" if path else name)
        elif held and isinstance(held, tuple | list):
            for index, item in enumerate(held):
                if isinstance(item, msgspec.Struct | UnknownComponent):
                    yield from walk(item, f"{path}.{name}[{index}]" if path else f"{name}[{index}]")


def read_back(value: object, kind: type[Any], path: str) -> list[Node] | str:
    """Read what Discord would read: an object of an author's, and all that is in it.

    Not every author runs a type checker, and the constructors take what they are given.

    Args:
        value: What the author gave.
        kind: What it must be.
        path: What errors call it.

    Returns:
        The object and all that it holds; or, if its JSON would not be that of such an object, what is wrong.
    """
    if value is kind or not isinstance(value, kind):
        return misplaced(value, kind, path)
    subject = path or f"the {kind.__name__}"
    try:
        return list(walk(_DECODERS[kind].decode(encode(value)), path))
    except msgspec.ValidationError as error:
        # Nested components are decoded one by one, and each adds the way to it behind the last.
        reason, *ways = str(error).split(" - at `$")
        way = "".join(way.rstrip("`") for way in reversed(ways))
        return f"{(path + way).lstrip('.') or subject}: {reason[:1].lower()}{reason[1:]}"
    except UnicodeEncodeError:
        return f"{subject} holds half of a surrogate pair, which is no text"
    except (TypeError, ValueError, NotImplementedError, OverflowError, RecursionError) as error:
        hint = "; a handler builds its component: vote.button(…), awaited where it is stored_button"
        return f"{subject} cannot become JSON: {error}{hint if 'no encoder' in str(error) else ''}"


def misplaced(value: object, kind: type[Any], path: str) -> str:
    """Say that a value is not what a field takes."""
    subject = path or f"the {kind.__name__}"
    if isinstance(value, type):
        return f"{subject} is the class {value.__name__}; it takes an object: {value.__name__}(…)"
    return f"{subject} is {'None' if value is None else f'of type {type(value).__name__}'}; it takes {kind.__name__}"


@functools.cache
def _ranges_of(kind: type) -> tuple[tuple[str, tuple[int, int]], ...]:
    """Return the ranges of a model's fields, those of its bases with them."""
    return tuple(item for base in reversed(kind.__mro__) for item in _RANGES.get(base, {}).items())
