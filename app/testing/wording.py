"""
Says by names what Discord writes with ids, so that a text is the same in every run.

Mentions become `@Ben`, `#bots` and `/roll`, links to messages `<message in #bots>`,
dates `<time>`; an id that remains, of whatever it is, becomes `<id>`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from app.simulator.world import World

Json = Mapping[str, Any]

_MARKUP = re.compile(
    r"<@&(?P<role>\d+)>"
    r"|<@!?(?P<user>\d+)>"
    r"|<#(?P<channel>\d+)>"
    r"|</(?P<command>[^:>]+):\d+>"
    r"|<a?:(?P<emoji>\w+):\d+>"
    r"|<t:-?\d+(?P<time>)(?::[a-zA-Z])?>"
    r"|https://discord\.com/channels/(?:\d+|@me)/(?P<place>\d+)(?P<message>/\d+)?"
    r"|(?P<file>https?://[^\s?)>]+/(?:ephemeral-)?attachments/[^\s?)>]+)\?[^\s)>]*"
)
_ID = re.compile(r"(?<!\d)\d{17,20}(?!\d)")


class Wording:
    """The names of one simulated Discord."""

    def __init__(self, world: World) -> None:
        """Learn the names.

        Args:
            world: Has them.
        """
        self._world = world

    def plain(self, text: object) -> str:
        """Say a text without ids and dates."""
        return _ID.sub("<id>", _MARKUP.sub(self._replace, str(text)))

    def lines(self, text: str) -> list[str]:
        """Say a text of several lines; of none where it is empty."""
        return self.plain(text).split("\n") if text else []

    def emoji(self, emoji: Json) -> str:
        """Say an emoji: the character itself, or the name of one that somebody made."""
        return f":{emoji.get('name')}:" if emoji.get("id") else str(emoji.get("name"))

    def labelled(self, label: object, emoji: Json | None) -> str:
        """Say a label with its emoji."""
        return " ".join(part for part in (self.emoji(emoji) if emoji else "", self.plain(label or "")) if part)

    def named(self, default: Json) -> str:
        """Say who or what is chosen in a menu from the beginning."""
        say = {"user": self._user, "role": self._role, "channel": self._channel}
        return say[default["type"]](int(default["id"]))

    def sku(self, sku_id: int) -> str:
        """Say what a premium button sells."""
        return next((sku.name for sku in self._world.application.skus if sku.id == sku_id), "<id>")

    def medium(self, medium: Json) -> str:
        """Say which picture or file is shown: a file by its name, another one by its address."""
        url = urlsplit(str(medium["url"]))
        if "attachments" in url.path or url.scheme == "attachment":
            return unquote(url.path.rpartition("/")[2] or url.netloc)
        # Which of Discord's pictures stands for a user without one depends on his id.
        return "avatar" if "/avatars/" in url.path else self.plain(medium["url"])

    def _replace(self, found: re.Match[str]) -> str:
        say: Mapping[str, Callable[[str], str]] = {
            "role": lambda text: self._role(int(text)),
            "user": lambda text: self._user(int(text)),
            "channel": lambda text: self._channel(int(text)),
            "command": "/{}".format,
            "emoji": ":{}:".format,
            "time": lambda _: "<time>",
            "file": str,
        }
        for kind, text in found.groupdict().items():
            if text is not None and kind in say:
                return say[kind](text)
        place = self._channel(int(found["place"]))
        return f"<message in {place}>" if found["message"] else f"<{place}>"

    def _user(self, user_id: int) -> str:
        user = self._world.users.get(user_id)
        return "@unknown" if user is None else f"@{user.display_name}"

    def _role(self, role_id: int) -> str:
        roles = (guild.roles[role_id] for guild in self._world.guilds.values() if role_id in guild.roles)
        return next((f"@{role.name.removeprefix('@')}" for role in roles), "@unknown")

    def _channel(self, channel_id: int) -> str:
        channel = self._world.channel_by_id(channel_id)
        if channel is None:
            return "#unknown"
        return f"#{channel.name}" if channel.name else "a direct message"
