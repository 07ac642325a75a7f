"""
Mentions: whom a message may notify, and which channels it names.

https://docs.discord.com/developers/resources/message#allowed-mentions-object
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import msgspec

from app.models.base import NO_ID, Model, Snowflake
from app.models.channel import ChannelType


class AllowedMentions(Model, kw_only=True):
    """Whom the mentions in a message may notify; the others are shown, but nobody is called.

    It is encoded by `to_wire`, since Discord's own form cannot be read at a glance.

    Attributes:
        everyone: Whether `@everyone` and `@here` may.
        users: Which mentions of users may: all, none, or those with these ids, at most 100.
        roles: Which mentions of roles may: all, none, or those with these ids, at most 100.
        replied_user: Whether the author of the message that is replied to is notified.

    https://docs.discord.com/developers/resources/message#allowed-mentions-object
    """

    everyone: bool = False
    users: bool | tuple[Snowflake, ...] = True
    roles: bool | tuple[Snowflake, ...] = True
    replied_user: bool = True

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            everyone: bool = False,
            users: bool | Sequence[int] = True,
            roles: bool | Sequence[int] = True,
            replied_user: bool = True,
        ) -> None: ...

    def __post_init__(self) -> None:
        if not isinstance(self.users, bool):
            msgspec.structs.force_setattr(self, "users", tuple(map(Snowflake, self.users)))
        if not isinstance(self.roles, bool):
            msgspec.structs.force_setattr(self, "roles", tuple(map(Snowflake, self.roles)))

    @classmethod
    def none(cls) -> Self:
        """Notify nobody."""
        return cls(users=False, roles=False, replied_user=False)

    @classmethod
    def all(cls) -> Self:
        """Notify whomever the text mentions, `@everyone` too."""
        return cls(everyone=True)

    def to_wire(self) -> dict[str, object]:
        """Return the object that Discord expects, with ids as strings.

        Discord refuses a kind that is both parsed and listed, so each is one or the other; and an id that is
        listed twice, so each is there once.
        """
        parse = [
            kind
            for kind, allowed in (("everyone", self.everyone), ("users", self.users), ("roles", self.roles))
            if allowed is True
        ]
        wire: dict[str, object] = {"parse": parse, "replied_user": self.replied_user}
        if not isinstance(self.users, bool):
            wire["users"] = [str(user) for user in dict.fromkeys(self.users)]
        if not isinstance(self.roles, bool):
            wire["roles"] = [str(role) for role in dict.fromkeys(self.roles)]
        return wire


class ChannelMention(Model, kw_only=True):
    """A channel that a crossposted message names; those of lurkable servers only.

    https://docs.discord.com/developers/resources/message#channel-mention-object
    """

    id: Snowflake = NO_ID
    guild_id: Snowflake = NO_ID
    type: ChannelType = msgspec.field(default_factory=lambda: ChannelType.guild_text)
    name: str = ""
