"""The converters that come with Postern: what they take, and what they make of it."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.context.base import Context
from app.models.base import Snowflake
from app.models.colour import Colour
from app.models.guild import PartialEmoji
from app.parameters.converters import (
    BUILT_IN,
    ColourConverter,
    DatetimeConverter,
    EmojiConverter,
    MessageConverter,
    SnowflakeConverter,
    TimedeltaConverter,
    URLConverter,
)

NOBODY = cast("Context", None)
"""Stands for the context, which these do not look at."""

UTC = dt.UTC
SUMMER = dt.timezone(dt.timedelta(hours=2))


@pytest.mark.parametrize(
    ("converter", "text", "value"),
    [
        (ColourConverter, "#f0c", Colour(0xFF00CC)),
        (EmojiConverter, "<:blob:123>", PartialEmoji(id=Snowflake(123), name="blob")),
        (EmojiConverter, " <a:blob_dance:123> ", PartialEmoji(id=Snowflake(123), name="blob_dance", animated=True)),
        (EmojiConverter, "👍🏽", PartialEmoji(name="👍🏽")),
        (DatetimeConverter, "2026-08-01T18:00+02:00", dt.datetime(2026, 8, 1, 18, tzinfo=SUMMER)),
        (DatetimeConverter, "2026-08-01T18:00Z", dt.datetime(2026, 8, 1, 18, tzinfo=UTC)),
        (DatetimeConverter, "2026-08-01 18:00", dt.datetime(2026, 8, 1, 18, tzinfo=UTC)),
        (DatetimeConverter, "2026-08-01", dt.datetime(2026, 8, 1, tzinfo=UTC)),
        (DatetimeConverter, "<t:1700000000:R>", dt.datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        (DatetimeConverter, "<t:1700000000>", dt.datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        (TimedeltaConverter, "1h30m", dt.timedelta(hours=1, minutes=30)),
        (TimedeltaConverter, "2 days", dt.timedelta(days=2)),
        (TimedeltaConverter, "90s", dt.timedelta(seconds=90)),
        (TimedeltaConverter, "1w 2d", dt.timedelta(weeks=1, days=2)),
        (TimedeltaConverter, "1 hour, 5 mins and 3 seconds", dt.timedelta(hours=1, minutes=5, seconds=3)),
        (TimedeltaConverter, "1.5 Hours", dt.timedelta(hours=1, minutes=30)),
        (TimedeltaConverter, "01:30:00", dt.timedelta(hours=1, minutes=30)),
        (TimedeltaConverter, "100:00:01", dt.timedelta(hours=100, seconds=1)),
        (TimedeltaConverter, "0s", dt.timedelta()),
        (URLConverter, "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (URLConverter, "<http://example.org:8080>", "http://example.org:8080"),
        (SnowflakeConverter, "175928847299117063", Snowflake(175928847299117063)),
        (SnowflakeConverter, " <@1> ", Snowflake(1)),
        (SnowflakeConverter, "<@!1>", Snowflake(1)),
        (SnowflakeConverter, "<#2>", Snowflake(2)),
        (SnowflakeConverter, "<@&3>", Snowflake(3)),
    ],
)
async def test_good_text_becomes_the_value(converter: Callable[[], Any], text: str, value: object) -> None:
    made = await converter().convert(NOBODY, text)

    assert made == value
    assert type(made) is type(value)


@pytest.mark.parametrize(
    ("converter", "text"),
    [
        (ColourConverter, "reddish"),
        (EmojiConverter, ":blob:"),
        (EmojiConverter, "<:blob:0>"),
        (EmojiConverter, "blob"),
        (EmojiConverter, "😀😀"),
        (DatetimeConverter, "tomorrow"),
        (DatetimeConverter, "2026-13-01"),
        (DatetimeConverter, "1700000000"),
        (DatetimeConverter, "<t:999999999999999>"),
        (DatetimeConverter, "<t:1700000000:X>"),
        (TimedeltaConverter, ""),
        (TimedeltaConverter, "90"),
        (TimedeltaConverter, "1h 30"),
        (TimedeltaConverter, "1h1h"),
        (TimedeltaConverter, "1 fortnight"),
        (TimedeltaConverter, "-1h"),
        (TimedeltaConverter, "01:60:00"),
        (TimedeltaConverter, "999999999999w"),
        (URLConverter, "example.org"),
        (URLConverter, "ftp://example.org"),
        (URLConverter, "javascript:alert(1)"),
        (URLConverter, "https://"),
        (URLConverter, "https:///path"),
        (URLConverter, "https://exa mple.org"),
        (URLConverter, "https://example.org\n.evil.example"),
        (URLConverter, "https://example.org\\@evil.example"),
        (URLConverter, "https://example.org:99999"),
        (URLConverter, "https://[::1"),
        (SnowflakeConverter, "0"),
        (SnowflakeConverter, str(2**64)),
        (SnowflakeConverter, "-1"),
        (SnowflakeConverter, "１"),
        (SnowflakeConverter, "<@x>"),
        (SnowflakeConverter, "<@1"),
        (MessageConverter, "hello"),
        (MessageConverter, "https://discord.com/channels/1/2"),
        (MessageConverter, "https://discord.example/channels/1/2/3"),
        (MessageConverter, "0/5"),
    ],
)
async def test_bad_text_is_refused_plainly(converter: Callable[[], Any], text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        await converter().convert(NOBODY, text)


ANY: st.SearchStrategy[Callable[[Context, str], Awaitable[Any]]] = st.sampled_from(
    [
        made().convert
        for made in (
            ColourConverter,
            EmojiConverter,
            DatetimeConverter,
            TimedeltaConverter,
            URLConverter,
            SnowflakeConverter,
        )
    ]
)


@given(ANY, st.text() | st.text("0123456789:<>@#&!tThms.- ", max_size=40))
def test_any_text_is_taken_or_refused_plainly(convert: Callable[[Context, str], Any], text: str) -> None:
    made = convert(NOBODY, text)
    # None of these waits, so one step is all that there is.
    with pytest.raises((StopIteration, ValueError)):
        made.send(None)


def test_a_long_text_does_not_hold_up_the_server() -> None:
    for convert in (TimedeltaConverter().convert, ColourConverter().convert):
        with pytest.raises((StopIteration, ValueError)):
            convert(NOBODY, f"1h{' ' * 5990}x").send(None)


def test_only_what_asks_nobody_is_applied_while_a_user_types() -> None:
    assert {kind.__name__ for kind, conversion in BUILT_IN.items() if not conversion.while_typing} == {"Message"}
