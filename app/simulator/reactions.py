"""
Who reacted to a message with which emoji.

An emoji is written as in a route: the character itself, or `name:id` for a custom one.

https://docs.discord.com/developers/resources/message#reaction-object
"""

import re

from app.simulator.guild_records import Emoji
from app.simulator.world import Json, World

MOST_EMOJI = 20
"""Different emoji that a message can have as reactions."""

_CUSTOM = re.compile(r"(?:a:)?([A-Za-z0-9_]{2,32}):(\d{1,19})")


def react(world: World, message: Json, emoji: str, user_id: int) -> None:
    """Let a user react; a second time changes nothing."""
    users = world.reactions.setdefault(int(message["id"]), {}).setdefault(emoji, [])
    if user_id not in users:
        users.append(user_id)
    _count(world, message)


def take_back(world: World, message: Json, emoji: str | None = None, user_id: int | None = None) -> None:
    """Take reactions away: all of them, those with one emoji, or that of one user."""
    reactions = world.reactions.get(int(message["id"]), {})
    for key in list(reactions) if emoji is None else [emoji]:
        users = reactions.get(key, [])
        users[:] = [found for found in users if user_id is not None and found != user_id]
        if not users:
            reactions.pop(key, None)
    _count(world, message)


def emoji_key(world: World, emoji: str) -> str | None:
    """Give the emoji as it is kept, or None when there is none like it.

    Args:
        world: What Discord holds.
        emoji: The emoji as a route has it.
    """
    if custom := _CUSTOM.fullmatch(emoji):
        known = _custom_emoji(world, int(custom[2]))
        return f"{known.name}:{known.id}" if known is not None else None
    # Letters, digits and spaces alone are no emoji, save for keycaps, which have their own mark.
    is_character = bool(emoji) and len(emoji) <= 16 and not emoji.isascii() and not any(map(str.isalpha, emoji))
    return emoji if is_character else None


def _count(world: World, message: Json) -> None:
    """Write into the message how many reacted with what."""
    bot_id = world.application.bot.id
    message["reactions"] = [
        {
            "emoji": _emoji_view(world, emoji),
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "burst_colors": [],
            "me_burst": False,
            "me": bot_id in users,
        }
        for emoji, users in world.reactions.get(int(message["id"]), {}).items()
    ]
    if not message["reactions"]:
        del message["reactions"]


def _emoji_view(world: World, emoji: str) -> Json:
    name, _, emoji_id = emoji.partition(":")
    if not emoji_id:
        return {"id": None, "name": emoji}
    known = _custom_emoji(world, int(emoji_id))
    view: Json = {"id": emoji_id, "name": name}
    if known is not None and known.animated:
        view["animated"] = True
    return view


def _custom_emoji(world: World, emoji_id: int) -> Emoji | None:
    """Find an emoji of the application or of any guild; its id says more than its name."""
    of_application = world.application.emojis.get(emoji_id)
    return of_application or next((g.emojis[emoji_id] for g in world.guilds.values() if emoji_id in g.emojis), None)
