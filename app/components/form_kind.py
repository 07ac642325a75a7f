"""
What the type of a field is among answers: which components ask for it, and how it is read.

Text, numbers and times are typed into a box; what a type offers is ticked; and
what Discord knows (users, roles, channels, files) is chosen. The readers and the
converters are those of options, so that a value means the same in a command and
in a form.
"""

import datetime as dt
import inspect
import math
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from app.models.base import Snowflake
from app.models.channel import ChannelType
from app.models.colour import Colour
from app.models.command import OptionType
from app.models.component import Component
from app.models.field import Checkbox, CheckboxGroup, FileUpload, RadioGroup, TextInput
from app.models.guild import PartialEmoji
from app.models.interaction import Interaction
from app.models.message import Message
from app.models.select import ChannelSelect, MentionableSelect, RoleSelect, StringSelect, UserSelect
from app.parameters import reader
from app.parameters.converter import Conversion, find_convert, find_converter
from app.parameters.converters import BUILT_IN
from app.parameters.kind import Kind, find_kind
from app.parameters.reader import Reader

TYPES = (
    "str, int, float, bool, Decimal, date, datetime, timedelta, Snowflake, User, Member, Role, Channel, Attachment, "
    "Literal and Enum of text or of numbers, lists of what is chosen, and anything that has a converter"
)

Components: TypeAlias = tuple[type[Component], ...]


class FieldKind(NamedTuple):
    """What a field's type is among answers.

    Attributes:
        single: Components that ask for one value; the first is chosen where
            the author names none.
        several: Those that ask for a list.
        read: Makes the value of a text or an id that Discord sent.
        fault: The sentence for what cannot be read.
        conversion: What becomes of the text that was read, if anything.
        spell: Writes a default as `Modal.prefill` takes it; None if nobody can.
        placeholder: What an empty box shows.
        choices: What the type offers: what the user reads, and what is sent.
        channel_types: Channels that the user can choose; empty: all.
        limited: The type of option whose `min` and `max` it takes, if any.
        asks_others: Whether the reader needs more than the text: an author's
            code, Discord, or the objects that came with the form.
    """

    single: Components
    several: Components
    read: Reader
    fault: str = "option_invalid"
    conversion: Conversion | None = None
    spell: Callable[[Any], Any] = lambda value: value
    placeholder: str | None = None
    choices: tuple[tuple[str, str], ...] = ()
    channel_types: tuple[ChannelType, ...] = ()
    limited: OptionType | None = None
    asks_others: bool = False

    def read_back(self, text: str, name: str) -> Any:
        """Make the value of a text, where nothing but the text is needed for it.

        Raises:
            UserInputError: If it cannot be read; or ValueError.
        """
        nowhere: Any = None
        value = self.read(text, name, nowhere)
        made = value if self.conversion is None else self.conversion.convert(nowhere, value)
        if not inspect.iscoroutine(made):
            return made
        try:
            # Converters of Postern's own that have nobody to ask never wait.
            made.send(None)
        except StopIteration as done:
            return done.value
        raise AssertionError(f"the converter of {name} waits")

    @property
    def is_plain(self) -> bool:
        """Whether the text itself is the value, so that even spaces are one."""
        return self.read is reader.read_text and self.conversion is None


def find_field_kind(where: str, subject: str, metadata: Iterable[Any], kinds: frozenset[Any]) -> FieldKind | None:
    """Find what a type or union is among answers; None if no component asks for it.

    Args:
        where: `file:line` of the form.
        subject: What errors call the field.
        metadata: What stands behind the type in `Annotated`, but for components.
        kinds: The type, or those of the union.

    Raises:
        OptionUnsupported: If there are several converters, or one cannot be called.
    """
    conversion = find_converter(where, subject, list(metadata))
    kind = next(iter(kinds)) if len(kinds) == 1 else None
    if conversion is None and kind is not None:
        conversion = find_convert(where, subject, kind)
    if conversion is not None:
        # Only the author knows the text of what his converter makes.
        made = _typed("option_invalid", conversion, spell=lambda value: value if isinstance(value, str) else None)
        return made._replace(limited=OptionType.string, asks_others=True)
    if kind in _TYPED:
        return _TYPED[kind]
    found = find_kind(kinds)
    if found is None:
        return None
    return _offered(found) if found.choices else _CHOSEN[found.type](found)


def _typed(
    fault: str,
    conversion: Conversion | None = None,
    placeholder: str | None = None,
    *,
    read: Reader = reader.read_text,
    spell: Callable[[Any], Any] = lambda value: value,
    limited: OptionType | None = None,
) -> FieldKind:
    """Describe what is typed; or chosen, where the author lists texts to choose from."""
    single, several = (TextInput, RadioGroup, StringSelect), (CheckboxGroup, StringSelect)
    return FieldKind(single, several, read, fault, conversion, spell, placeholder, limited=limited)


def _offered(found: Kind) -> FieldKind:
    """Describe what its type offers: few values are seen at once, many are in a menu."""
    values = {str(choice.value): choice.value for choice in found.choices}

    def read(value: Any, name: str, interaction: Interaction) -> Any:
        return found.read(values.get(value), name, interaction)

    single: Components = (RadioGroup, StringSelect) if 2 <= len(values) <= _MOST_SEEN else (StringSelect, RadioGroup)
    several: Components = (CheckboxGroup, StringSelect) if len(values) <= _MOST_SEEN else (StringSelect, CheckboxGroup)
    choices = tuple((choice.name, str(choice.value)) for choice in found.choices)
    return FieldKind(single, several, read, "form_needs_choice", choices=choices)


def _chosen(component: type[Component]) -> Callable[[Kind], FieldKind]:
    """Describe what is chosen from what Discord knows."""

    def describe(found: Kind) -> FieldKind:
        fitting = (component,)
        types = found.channel_types
        return FieldKind(fitting, fitting, found.read, "form_choice_gone", channel_types=types, asks_others=True)

    return describe


def _conversion(read: Callable[[str], Any]) -> Conversion:
    return Conversion(lambda _context, value: read(value.strip()))


def _read_date(text: str) -> dt.date:
    # Of a time, which the field may have been filled in with, the date counts.
    return dt.datetime.fromisoformat(text).date()


def _read_float(text: str) -> float:
    number = float(_checked(text))
    if not math.isfinite(number):
        raise ValueError(f"{text[:100]!r} is beyond all numbers")
    return number


def _checked(text: str) -> str:
    """Return a text that is a number as people write it: no `nan`, no `1_000`, no exponent that fills the memory."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text[:100]!r} is no number")
    return text


_MOST_SEEN = 10
"""Options of a `RadioGroup` or `CheckboxGroup`; a `StringSelect` has more."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)

_TYPED: Mapping[Any, FieldKind] = {
    str: _typed("option_invalid", limited=OptionType.string),
    int: _typed("form_needs_whole_number", read=reader.read_in_text(reader.read_integer), limited=OptionType.integer),
    float: _typed("form_needs_number", _conversion(_read_float), limited=OptionType.number),
    Decimal: _typed("form_needs_number", _conversion(lambda text: Decimal(_checked(text))), limited=OptionType.number),
    dt.date: _typed("form_needs_date", _conversion(_read_date), "2026-11-21"),
    dt.datetime: _typed("form_needs_time", BUILT_IN[dt.datetime], "2026-11-21 18:00"),
    dt.timedelta: _typed("form_needs_span", BUILT_IN[dt.timedelta], "1h 30m"),
    Snowflake: _typed("form_needs_id", BUILT_IN[Snowflake]),
    Colour: _typed("form_needs_colour", BUILT_IN[Colour], "#ff00cc"),
    PartialEmoji: _typed("form_needs_emoji", BUILT_IN[PartialEmoji], spell=str),
    Message: _typed("form_needs_message", BUILT_IN[Message], spell=lambda _message: None)._replace(asks_others=True),
}

_CHOSEN: Mapping[OptionType, Callable[[Kind], FieldKind]] = {
    OptionType.boolean: lambda found: FieldKind((Checkbox,), (), found.read),
    OptionType.user: _chosen(UserSelect),
    OptionType.role: _chosen(RoleSelect),
    OptionType.channel: _chosen(ChannelSelect),
    OptionType.mentionable: _chosen(MentionableSelect),
    OptionType.attachment: _chosen(FileUpload),
}
