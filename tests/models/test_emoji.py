"""Emojis of their text."""

import pytest

from app.models.base import Snowflake
from app.models.emoji import make_emoji
from app.models.guild import PartialEmoji


@pytest.mark.parametrize(
    ("text", "emoji"),
    [
        ("🔥", PartialEmoji(name="🔥")),
        ("<:fire:123>", PartialEmoji(id=Snowflake(123), name="fire")),
        ("<a:fire:123>", PartialEmoji(id=Snowflake(123), name="fire", animated=True)),
        ("<fire>", PartialEmoji(name="<fire>")),
    ],
)
def test_an_emoji_is_made_of_what_the_client_copies(text: str, emoji: PartialEmoji) -> None:
    assert make_emoji(text) == emoji
