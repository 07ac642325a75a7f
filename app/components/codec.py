"""
How one value of a component's state becomes text, and back.

Fields of a custom_id are parted by `:`, items of a list by `,`. In texts these,
and what Discord or a log might change on the way (spaces at the end, control
characters), are escaped by `~`; every other character stands for itself. Whole
numbers have 64 digits, so that an id takes 11 characters instead of 19.

    0-9 A-Z a-z _ .       the digits
    ~~ ~. ~- ~_           tilde, colon, comma, space at the end
    ~200d;                any other character, by its number
    ~n ~e                 None; an empty list

Nothing here reads a clock or the network.
"""

import datetime as dt
import enum
import re
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from app.models.base import Snowflake

FIELD_END = ":"
_ITEM_END = ","
_NONE = "~n"
_EMPTY = "~e"

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_."
_VALUES: Mapping[str, int] = {digit: value for value, digit in enumerate(DIGITS)}
_SPECIAL = re.compile(r"[~:,]")
_ESCAPES = {"~": "~~", ":": "~.", ",": "~-"}
_UNESCAPES = {"~": "~", ".": ":", "-": ",", "_": " "}
_ESCAPED = re.compile(r"~([~._-]|[0-9a-f]{1,6};)?")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


class Codec(NamedTuple):
    """How values of one type become text, and back.

    Attributes:
        name: The type, as it counts for whether two versions of a handler
            understand each other.
        encode: Makes text of a value; `TypeError` or `ValueError`, with what
            is wrong, if it is none of the type.
        decode: Makes a value of text; `ValueError` or `OverflowError` if no
            value becomes such a text.
    """

    name: str
    encode: Callable[[Any], str]
    decode: Callable[[str], Any]


def encode_text(value: Any) -> str:
    """Write a text."""
    if not isinstance(value, str):
        raise TypeError(f"is a str, not {value!r:.40}")
    if _SPECIAL.search(value):
        value = _SPECIAL.sub(lambda found: _ESCAPES[found[0]], value)
    if not value.isprintable():
        value = "".join(one if one.isprintable() else f"~{ord(one):x};" for one in value)
    return f"{value[:-1]}~_" if value.endswith(" ") else value


def decode_text(text: str) -> str:
    """Read a text; `ValueError` if an escape is none."""
    return _ESCAPED.sub(_unescape, text) if "~" in text else text


def _unescape(found: re.Match[str]) -> str:
    said = found[1]
    if not said:
        raise ValueError("it holds half an escape")
    return _UNESCAPES.get(said) or chr(int(said[:-1], 16))


def encode_integer(value: Any) -> str:
    """Write a whole number of any size."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"is an int, not {value!r:.40}")
    if 0 <= value < len(DIGITS):
        return DIGITS[value]
    left, text = abs(value), ""
    while left:
        text = DIGITS[left & 63] + text
        left >>= 6
    return f"-{text}" if value < 0 else text


def decode_integer(text: str) -> int:
    """Read a whole number."""
    # Most have one digit.
    number = _VALUES.get(text, 0)
    if number or text == "0":
        return number
    digits = text.removeprefix("-")
    if not digits:
        raise ValueError("a number is empty")
    try:
        for digit in digits:
            number = number << 6 | _VALUES[digit]
    except KeyError:
        raise ValueError(f"{digit!r} is no digit") from None
    return number if digits is text else -number


def _encode_boolean(value: Any) -> str:
    if not isinstance(value, bool):
        raise TypeError(f"is a bool, not {value!r:.40}")
    return "1" if value else "0"


def _decode_boolean(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text == "1"


def _encode_number(value: Any) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"is a float, not {value!r:.40}")
    try:
        return repr(float(value))
    except OverflowError:
        raise ValueError("is too large for a float") from None


def _encode_moment(value: Any) -> str:
    if not isinstance(value, dt.datetime):
        raise TypeError(f"is a datetime, not {value!r:.40}")
    if value.tzinfo is None:
        raise ValueError("has no time zone: datetime.now(UTC) has one")
    try:
        return encode_integer((value.astimezone(dt.UTC) - _EPOCH) // _MICROSECOND)
    except OverflowError:
        raise ValueError("is no time of the years 1 to 9999 in UTC") from None


def _decode_moment(text: str) -> dt.datetime:
    return _EPOCH + decode_integer(text) * _MICROSECOND


def _encode_day(value: Any) -> str:
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise TypeError(f"is a date, not {value!r:.40}")
    return encode_integer(value.toordinal())


def _encode_duration(value: Any) -> str:
    if not isinstance(value, dt.timedelta):
        raise TypeError(f"is a timedelta, not {value!r:.40}")
    return encode_integer(value // _MICROSECOND)


_SCALARS: Mapping[Any, Codec] = {
    str: Codec("str", encode_text, decode_text),
    int: Codec("int", encode_integer, decode_integer),
    bool: Codec("bool", _encode_boolean, _decode_boolean),
    float: Codec("float", _encode_number, float),
    Snowflake: Codec("int", encode_integer, lambda text: Snowflake(decode_integer(text))),
    dt.datetime: Codec("datetime", _encode_moment, _decode_moment),
    dt.date: Codec("date", _encode_day, lambda text: dt.date.fromordinal(decode_integer(text))),
    dt.timedelta: Codec("timedelta", _encode_duration, lambda text: decode_integer(text) * _MICROSECOND),
}
_CHOSEN = (str, int, bool, float)
"""What enums and literals may be made of."""


def find_codec(kind: Any) -> Codec | None:
    """Return how values of a type become text; None if they do not."""
    if kind in _SCALARS:
        return _SCALARS[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return _of_values([(value, value) for value in arguments])
    if isinstance(kind, type) and issubclass(kind, enum.Flag):
        return Codec("int", _encode_flag(kind), lambda text: kind(decode_integer(text)))
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _of_values([(member.value, member) for member in kind])
    if origin is list and arguments:
        item = find_codec(*arguments)
        return None if item is None or item.name.startswith("list") else _list_of(item)
    return None


def optional(codec: Codec) -> Codec:
    """Return a codec that takes None as well."""
    return Codec(
        f"{codec.name}?",
        lambda value: _NONE if value is None else codec.encode(value),
        lambda text: None if text == _NONE else codec.decode(text),
    )


def _of_values(members: Sequence[tuple[Any, Any]]) -> Codec | None:
    """Make the codec of an enum or a `Literal`, whose values are of one plain type."""
    kinds = {next((kind for kind in (bool, *_CHOSEN) if isinstance(value, kind)), None) for value, _ in members}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is None:
        return None
    plain = _SCALARS[kind]
    # By their text: True equals 1, and a member of an IntEnum its number.
    by_text = {plain.encode(kind(value)): member for value, member in members}
    texts = {(type(member), member): text for text, member in by_text.items()}

    def encode(value: Any) -> str:
        text = texts.get((type(value), value)) if value.__hash__ else None
        if text is None:
            raise TypeError(f"is one of {', '.join(map(repr, by_text.values()))}, not {value!r:.40}")
        return text

    def decode(text: str) -> Any:
        if text not in by_text:
            raise ValueError(f"{text!r:.40} is none of the values")
        return by_text[text]

    return Codec(plain.name, encode, decode)


def _encode_flag(kind: type[enum.Flag]) -> Callable[[Any], str]:
    def encode(value: Any) -> str:
        if not isinstance(value, kind):
            raise TypeError(f"is a {kind.__name__}, not {value!r:.40}")
        return encode_integer(value.value)

    return encode


def _list_of(item: Codec) -> Codec:
    def encode(values: Any) -> str:
        if not isinstance(values, list | tuple):
            raise TypeError(f"is a list, not {values!r:.40}")
        return _ITEM_END.join(map(item.encode, values)) if values else _EMPTY

    def decode(text: str) -> list[Any]:
        return [] if text == _EMPTY else [item.decode(one) for one in text.split(_ITEM_END)]

    return Codec(f"list[{item.name}]", encode, decode)
