"""
What all of Discord's words have in common.

A model is an immutable `msgspec.Struct`, decoded straight from the bytes that
Discord sent. Three things never fail a decode, because Discord adds to its
payloads without notice: a field that we do not know (ignored), a field that is
absent (its default; so every field has one), and an enum value that we do not
know (an `unknown_<n>` member of the same enum).

Models carry no client: acting is `ctx.rest...` or `ctx.respond(...)`.

https://docs.discord.com/developers/reference
"""

import datetime as dt
import enum
from collections.abc import Callable
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

import msgspec

from app.telemetry.logs import REDACTED

DISCORD_EPOCH = 1_420_070_400_000
"""Milliseconds between the Unix epoch and the first second of 2015."""
_EPOCH = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)


class Snowflake(int):
    """An id of Discord's: 64 bits, unique, ordered by the time it was made.

    https://docs.discord.com/developers/reference#snowflakes
    """

    __slots__ = ()

    @property
    def created_at(self) -> dt.datetime:
        """When this id was made, as an aware datetime in UTC."""
        milliseconds = (self >> 22) + DISCORD_EPOCH
        return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)

    @classmethod
    def at(cls, when: dt.datetime) -> Self:
        """Return the smallest id that could be made at a time, to list what is older or newer.

            rest.messages.list(channel_id, after=Snowflake.at(yesterday))

        Args:
            when: The time; one without a zone is local.
        """
        # Not by `timestamp`, whose fractions would fall short of a millisecond now and then.
        return cls(((when.astimezone(dt.UTC) - _EPOCH) // dt.timedelta(milliseconds=1)) << 22)


NO_ID = Snowflake(0)
"""Stands where an id is absent in a partial object."""

NO_TIME = NO_ID.created_at
"""Stands where a time is absent in a partial object: the first second of 2015."""


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Model(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of all models.

    Subclasses say `kw_only=True` unless their few fields read well by position.
    What is printed ends up in logs, so no model shows its secrets.
    """

    _secrets: ClassVar[frozenset[str]] = frozenset({"access_token", "refresh_token", "token"})
    """Fields that let whoever reads them act as their owner."""

    def replace(self, **changes: Any) -> Self:
        """Return a copy with these fields changed; the original stays as it is."""
        return msgspec.structs.replace(self, **changes)

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Name the fields with their values, and of a secret only whether there is one."""
        fields = [(name, getattr(self, name)) for name in self.__struct_fields__]
        return [(name, REDACTED if value and name in self._secrets else value) for name, value in fields]

    def __repr__(self) -> str:
        """Show the same."""
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"


class OpenIntEnum(enum.IntEnum):
    """An integer enum of Discord's that may gain members: an unknown value becomes `unknown_<n>`."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"unknown_{value}"
        member._value_ = value
        return member


class OpenStrEnum(enum.StrEnum):
    """A string enum of Discord's that may gain members: an unknown value becomes `unknown_<text>`."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = f"unknown_{value}"
        member._value_ = value
        return member


M = TypeVar("M")
_from_json: dict[type, Callable[[Any], Any]] = {Snowflake: Snowflake}
_to_json: dict[type, Callable[[Any], Any]] = {Snowflake: str}


def decodes(kind: type[M]) -> Callable[[Callable[[Any], M]], Callable[[Any], M]]:
    """Register how a type that msgspec does not know is made from plain JSON values."""

    def register(make: Callable[[Any], M]) -> Callable[[Any], M]:
        _from_json[kind] = make
        return make

    return register


def encodes(kind: type[M]) -> Callable[[Callable[[M], Any]], Callable[[M], Any]]:
    """Register how a type that msgspec does not know is put into plain JSON values."""

    def register(make: Callable[[M], Any]) -> Callable[[M], Any]:
        _to_json[kind] = make
        return make

    return register


def _dec_hook(kind: type, value: Any) -> Any:
    make = _from_json.get(kind)
    if make is None:
        raise NotImplementedError(f"no decoder for {kind!r}")
    return make(value)


def _enc_hook(value: Any) -> Any:
    make = _to_json.get(type(value))
    if make is None and isinstance(value, int):
        # msgspec takes no subclasses of int, such as Colour, by itself.
        return int(value)
    if make is None and isinstance(value, str):
        # Nor of str, such as the texts of a translation.
        return str.__str__(value)
    if make is None:
        raise NotImplementedError(f"no encoder for {type(value)!r}")
    return make(value)


def decoder(kind: type[M]) -> msgspec.json.Decoder[M]:
    """Make the decoder of a model; keep it, making one is not cheap."""
    return msgspec.json.Decoder(kind, dec_hook=_dec_hook)


def convert(value: Any, kind: type[M]) -> M:
    """Make a model from plain JSON values (dict, list, str …).

    Raises:
        msgspec.ValidationError: If the values have the wrong types.
    """
    return msgspec.convert(value, kind, dec_hook=_dec_hook)


_ENCODER = msgspec.json.Encoder(enc_hook=_enc_hook)


def encode(value: object) -> bytes:
    """Put a model, or anything made of models and plain values, into Discord's JSON."""
    return _ENCODER.encode(value)
