"""
Collects the objects behind the ids in an interaction: its `resolved` data.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-resolved-data-structure
"""

import mimetypes
from typing import TypeVar

from app.simulator.views import attachment_view, partial_channel_view, partial_member_view, role_view, user_view
from app.simulator.world import Attachment, Channel, Guild, Json, Member, Role, User, World


class Resolved:
    """Resolved data of one interaction, filled while its options are read."""

    def __init__(self, world: World, channel: Channel, invoker: User) -> None:
        self._world = world
        self._channel = channel
        self._invoker = invoker
        self._guild: Guild | None = world.guilds[channel.guild_id] if channel.guild_id is not None else None
        self._maps: Json = {}

    @property
    def view(self) -> Json:
        """The resolved data; empty when nothing needed resolving."""
        return self._maps

    def user(self, value: object) -> str:
        """Resolve a user, and the member that he is here.

        Args:
            value: A user, a member, or the id or the name of one.

        Returns:
            The id, as the option's value.

        Raises:
            LookupError: If there is no such user.
        """
        user = value.user if isinstance(value, Member) else value
        if not isinstance(user, User):
            user = self._user_called(value)
        self._put("users", user.id, user_view(user))
        if self._guild is not None and (member := self._guild.members.get(user.id)):
            self._put("members", user.id, partial_member_view(self._guild, member, self._channel))
        return str(user.id)

    def role(self, value: object) -> str:
        """Resolve a role, given itself, its id or its name.

        Raises:
            LookupError: If there is no such role here.
        """
        roles = self._guild.roles if self._guild is not None else {}
        if isinstance(value, Role):
            role = value
        elif _is_name(value):
            role = _called(value, list(roles.values()), "role")
        elif (found := roles.get(_id(value))) is not None:
            role = found
        else:
            raise LookupError(f"no role here has the id {value!r}")
        self._put("roles", role.id, role_view(role))
        return str(role.id)

    def mentionable(self, value: object) -> str:
        """Resolve a user or a role.

        Raises:
            LookupError: If there is neither.
        """
        return self.user(value) if self.is_user(value) else self.role(value)

    def is_user(self, value: object) -> bool:
        """Tell whether a value that may stand for a user or a role is one for a user."""
        if isinstance(value, User | Member):
            return True
        if isinstance(value, Role):
            return False
        return bool(self._users_called(value)) if _is_name(value) else _id(value) in self._world.users

    def channel(self, value: object) -> Channel:
        """Resolve a channel, given itself, its id or its name.

        Raises:
            LookupError: If there is no such channel.
        """
        channel: Channel | None
        if isinstance(value, Channel):
            channel = value
        elif _is_name(value):
            channel = _called(value, list(self._guild.channels.values() if self._guild is not None else ()), "channel")
        else:
            channel = self._world.channel_by_id(_id(value))
        if channel is None:
            raise LookupError(f"no channel has the id {value!r}")
        self._put("channels", channel.id, partial_channel_view(self._world, channel, self._invoker))
        return channel

    def message(self, value: object) -> str:
        """Resolve a message, given itself or its id.

        Raises:
            LookupError: If there is no such message.
        """
        message_id = _id(value["id"] if isinstance(value, dict) else value)
        if message_id not in self._world.messages:
            raise LookupError(f"no message has the id {message_id}")
        self._put("messages", message_id, dict(self._world.messages[message_id]))
        return str(message_id)

    def attachment(self, value: object) -> Attachment:
        """Resolve an uploaded file, given as (filename, bytes) or as an attachment.

        Raises:
            ValueError: If it is neither.
        """
        match value:
            case Attachment():
                attachment = value
            case (str() as filename, bytes() as content):
                guessed = mimetypes.guess_type(filename)[0] or "application/octet-stream"
                attachment = Attachment(self._world.snowflakes(), filename, guessed, content, self._channel.id, True)
            case _:
                raise ValueError(f"a file is (filename, bytes) or an Attachment, not {type(value).__name__}")
        self._world.attachments[attachment.id] = attachment
        self._put("attachments", attachment.id, attachment_view(attachment, self._world.cdn_url))
        return attachment

    def _user_called(self, value: object) -> User:
        if not _is_name(value):
            if (user := self._world.users.get(_id(value))) is None:
                raise LookupError(f"no user has the id {value!r}")
            return user
        found = self._users_called(value)
        if not found:
            there = ", ".join(user.username for user in self._world.users.values())
            raise LookupError(f"no user {value!r}; there are: {there}; a test makes one with bot.actor({value!r})")
        if len(found) > 1:
            raise LookupError(f"{len(found)} users are called {value!r}: give the actor or the id of the one")
        return found[0]

    def _users_called(self, name: object) -> list[User]:
        """List users of a name; where it is somebody's username, it is nobody else's."""
        users, members = self._world.users.values(), self._guild.members if self._guild is not None else {}
        nicks = {member.user.id for member in members.values() if member.nick == name}
        return [user for user in users if user.username == name] or [
            user for user in users if user.global_name == name or user.id in nicks
        ]

    def _put(self, kind: str, key: int, view: Json) -> None:
        self._maps.setdefault(kind, {})[str(key)] = view


_Named = TypeVar("_Named", Channel, Role)


def _called(name: object, there: list[_Named], what: str) -> _Named:
    """Find the one that is called so."""
    found = [one for one in there if one.name == name]
    if not found:
        raise LookupError(f"no {what} {name!r}; there are: {', '.join(str(one.name) for one in there) or 'none'}")
    if len(found) > 1:
        raise LookupError(f"{len(found)} {what}s are called {name!r}: give the id of the one")
    return found[0]


def _is_name(value: object) -> bool:
    return isinstance(value, str) and not value.isdecimal()


def _id(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    raise LookupError(f"{value!r} is neither an object of the world nor an id")
