"""
The converters that come with Postern.

`Colour`, `PartialEmoji`, `datetime`, `timedelta`, `Snowflake` and `Message` are
options by their annotation alone; `URLConverter` is named, since a URL is a
`str`: `Annotated[str, URLConverter]`. A subclass may change any of them.

All but `MessageConverter`, which asks Discord, are also applied to the other
options that an autocompleter sees; a subclass that asks somebody says
`while_typing = False`.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from app.context.base import Context
from app.models.base import Snowflake
from app.models.colour import Colour
from app.models.emoji import make_emoji
from app.models.guild import PartialEmoji
from app.models.message import Message
from app.parameters.converter import Conversion
from app.parameters.emoji import is_emoji

MOST_ID = 2**64 - 1

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class ColourConverter:
    """Takes `#f0c`, `#ff00cc`, `0xff00cc`, `rgb(255, 0, 204)` and names such as `dark teal`."""

    while_typing: ClassVar[bool] = True

    async def convert(self, ctx: Context, value: str, /) -> Colour:
        """Make the colour."""
        return Colour.parse(value)


class EmojiConverter:
    """Takes a custom emoji as Discord writes it, `<:name:id>` or `<a:name:id>`, and a Unicode emoji.

    Whether the bot may use a custom one, or whether it still exists, nobody is asked.
    """

    while_typing: ClassVar[bool] = True

    async def convert(self, ctx: Context, value: str, /) -> PartialEmoji:
        """Make the emoji."""
        text = value.strip()
        emoji = make_emoji(text)
        if not (is_emoji(text) if emoji.id is None else 0 < emoji.id <= MOST_ID):
            raise ValueError(f"{value!r} is no emoji")
        return emoji


class DatetimeConverter:
    """Takes ISO 8601, `2026-08-01T18:00+02:00` or less of it, and Discord's `<t:1700000000:R>`.

    The result is always aware; what names no time zone is UTC.
    """

    while_typing: ClassVar[bool] = True

    async def convert(self, ctx: Context, value: str, /) -> dt.datetime:
        """Make the instant."""
        text = value.strip()
        stamp = _TIMESTAMP.fullmatch(text)
        if stamp:
            try:
                return _EPOCH + dt.timedelta(seconds=int(stamp["seconds"]))
            except OverflowError as error:
                raise ValueError(f"{value!r} is beyond the calendar") from error
        instant = dt.datetime.fromisoformat(text)
        return instant if instant.tzinfo is not None else instant.replace(tzinfo=dt.UTC)


class TimedeltaConverter:
    """Takes `1h30m`, `2 days`, `90s`, `1w 2d`, `1.5 hours` and `01:30:00`: weeks, days, hours, minutes, seconds.

    A number needs its unit, and each unit stands once.
    """

    while_typing: ClassVar[bool] = True

    async def convert(self, ctx: Context, value: str, /) -> dt.timedelta:
        """Make the span of time."""
        text = " ".join(value.lower().split())
        clock = _CLOCK.fullmatch(text)
        if clock:
            parts: dict[str, float] = {unit: int(number) for unit, number in clock.groupdict().items()}
        elif _SPAN.fullmatch(text):
            found = [(number, _UNITS[unit]) for number, unit in _PART.findall(text)]
            parts = {unit: float(number) for number, unit in found}
            if len(parts) < len(found):
                raise ValueError(f"{value!r} names a unit twice")
        else:
            raise ValueError(f"{value!r} is no span of time")
        try:
            return dt.timedelta(**parts)
        except OverflowError as error:
            raise ValueError(f"{value!r} is longer than any calendar") from error


class URLConverter:
    """Takes an address of `http` or `https` with a host, also within `<…>`: `Annotated[str, URLConverter]`.

    It only reads the text: before the bot itself fetches such an address,
    see to it that it does not lead into your own network.
    """

    while_typing: ClassVar[bool] = True

    async def convert(self, ctx: Context, value: str, /) -> str:
        """Return the address, without `<` and `>` around it."""
        text = value.strip()
        if text.startswith("<") and text.endswith(">"):
            text = text[1:-1]
        # urlsplit itself removes tabs and new lines, and looks at a port only when asked.
        if not text.isprintable() or " " in text or "\\" in text:
            raise ValueError(f"{value!r} is no address")
        address = urlsplit(text)
        if address.scheme not in {"http", "https"} or not address.hostname or address.port == 0:
            raise ValueError(f"{value!r} is no address of http or https")
        return text


class SnowflakeConverter:
    """Takes an id, and a mention of a user, channel or role: `<@1>`, `<#1>`, `<@&1>`."""

    while_typing: ClassVar[bool] = True

    async def convert(self, ctx: Context, value: str, /) -> Snowflake:
        """Make the id."""
        found = _ID.fullmatch(value.strip())
        if found is None:
            raise ValueError(f"{value!r} is no id")
        return _read_id(found[1] or found[2])


class MessageConverter:
    """Takes the link of a message, `channel-id/message-id`, or the id of one in this channel; asks Discord for it.

    It finds whatever the bot may read, also where the user may not: a command
    that shows what stands in the message should check first that it is of this
    channel or server.
    """

    while_typing: ClassVar[bool] = False

    async def convert(self, ctx: Context, value: str, /) -> Message:
        """Read the message from Discord."""
        found = _LINK.fullmatch(value.strip()) or _PAIR.fullmatch(value.strip())
        if found is None:
            raise ValueError(f"{value!r} is no link of a message")
        channel_id = _read_id(found["channel"]) if found["channel"] else ctx.channel_id
        return await ctx.rest.messages.get(channel_id, _read_id(found["message"]))


def _read_id(digits: str) -> Snowflake:
    number = int(digits)
    if not 0 < number <= MOST_ID:
        raise ValueError(f"{digits} is no id")
    return Snowflake(number)


_ID = re.compile(r"(\d{1,20})|<(?:@!?|@&|#)(\d{1,20})>", re.ASCII)
_TIMESTAMP = re.compile(r"<t:(?P<seconds>-?\d{1,15})(?::[tTdDfFsSR])?>", re.ASCII)
_LINK = re.compile(
    r"<?https?://(?:(?:ptb|canary|www)\.)?discord(?:app)?\.com/channels/"
    r"(?:@me|\d{1,20})/(?P<channel>\d{1,20})/(?P<message>\d{1,20})/?>?",
    re.ASCII,
)
_PAIR = re.compile(r"(?:(?P<channel>\d{1,20})[/-])?(?P<message>\d{1,20})", re.ASCII)

_UNITS: Mapping[str, str] = {
    spelled: unit
    for unit, spellings in {
        "weeks": "w wk wks week weeks",
        "days": "d day days",
        "hours": "h hr hrs hour hours",
        "minutes": "m min mins minute minutes",
        "seconds": "s sec secs second seconds",
    }.items()
    for spelled in spellings.split()
}
# The longest spelling first, so that "mins" is not read as "m".
_SPELLED = "|".join(sorted(_UNITS, key=len, reverse=True))
_PART = re.compile(rf"(\d{{1,12}}(?:\.\d{{1,6}})?)\s*({_SPELLED})", re.ASCII)
_SPAN = re.compile(rf"(?:{_PART.pattern}(?:\s*(?:,|and)?\s*(?=\d)|$))+", re.ASCII)
_CLOCK = re.compile(r"(?P<hours>\d{1,6}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)", re.ASCII)


def _of(converter: Any) -> Conversion:
    return Conversion(converter.convert, converter.while_typing)


BUILT_IN: Mapping[Any, Conversion] = {
    Colour: _of(ColourConverter()),
    PartialEmoji: _of(EmojiConverter()),
    dt.datetime: _of(DatetimeConverter()),
    dt.timedelta: _of(TimedeltaConverter()),
    Snowflake: _of(SnowflakeConverter()),
    Message: _of(MessageConverter()),
}
"""Types that are options by themselves, though Discord has none for them."""

CONVERTERS: Mapping[type, str] = {
    ColourConverter: "Colour",
    EmojiConverter: "PartialEmoji",
    DatetimeConverter: "datetime",
    TimedeltaConverter: "timedelta",
    URLConverter: "Annotated[str, URLConverter]",
    SnowflakeConverter: "Snowflake",
    MessageConverter: "Message",
}
"""What to write where somebody annotates a parameter with the converter itself."""
