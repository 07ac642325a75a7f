"""Emojis of their text."""

import pytest

from app.models.base import Snowflake
from app.models.emoji import make_emoji, read_emoji
from app.models.guild import Emoji, PartialEmoji
from app.models.user import User


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


def test_of_a_servers_own_emoji_is_taken_what_a_component_says() -> None:
    fire = PartialEmoji(id=Snowflake(123), name="fire", animated=True)
    whole = Emoji(id=Snowflake(123), name="fire", animated=True, user=User(username="ada"), roles=(Snowflake(5),))

    assert read_emoji(whole) == fire
    assert type(read_emoji(whole)) is PartialEmoji
    assert read_emoji(fire) is fire
    assert read_emoji("<a:fire:123>") == fire
