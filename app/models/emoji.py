"""
Emojis as authors write them: the character itself, or a custom one as Discord's client copies it.

https://docs.discord.com/developers/resources/emoji
"""

import re

from app.models.base import Snowflake
from app.models.guild import Emoji, PartialEmoji

_CUSTOM = re.compile(r"<(a?):(\w{1,32}):(\d{1,20})>", re.ASCII)


def read_emoji(given: PartialEmoji | str) -> PartialEmoji:
    """Take an emoji as an author gives it; of what is known about a server's own, a component says nothing more."""
    if isinstance(given, str):
        return make_emoji(given)
    if isinstance(given, Emoji):
        return PartialEmoji(id=given.id, name=given.name, animated=given.animated)
    return given


def make_emoji(text: str) -> PartialEmoji:
    """Make an emoji of its text.

    Args:
        text: A Unicode emoji, or `<:name:id>` or `<a:name:id>` for a custom one. Whether there is such an emoji,
            nobody is asked.
    """
    custom = _CUSTOM.fullmatch(text)
    if custom is None:
        return PartialEmoji(name=text)
    return PartialEmoji(id=Snowflake(custom[3]), name=custom[2], animated=bool(custom[1]))
