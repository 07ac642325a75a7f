"""
Collects the objects behind the ids in an interaction: its `resolved` data.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-resolved-data-structure
"""

import mimetypes

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
            value: A user, a member, or the id of one.

        Returns:
            The id, as the option's value.

        Raises:
            LookupError: If there is no such user.
        """
        user = value.user if isinstance(value, Member) else value
        if not isinstance(user, User):
            user = self._world.users.get(_id(value))
        if user is None:
            raise LookupError(f"no user has the id {value!r}")
        self._put("users", user.id, user_view(user))
        if self._guild is not None and (member := self._guild.members.get(user.id)):
            self._put("members", user.id, partial_member_view(self._guild, member, self._channel))
        return str(user.id)

    def role(self, value: object) -> str:
        """Resolve a role, given itself or its id.

        Raises:
            LookupError: If there is no such role here.
        """
        roles = self._guild.roles if self._guild is not None else {}
        role = value if isinstance(value, Role) else roles.get(_id(value))
        if role is None:
            raise LookupError(f"no role here has the id {value!r}")
        self._put("roles", role.id, role_view(role))
        return str(role.id)

    def mentionable(self, value: object) -> str:
        """Resolve a user or a role.

        Raises:
            LookupError: If there is neither.
        """
        if isinstance(value, User | Member) or (not isinstance(value, Role) and _id(value) in self._world.users):
            return self.user(value)
        return self.role(value)

    def channel(self, value: object) -> Channel:
        """Resolve a channel, given itself or its id.

        Raises:
            LookupError: If there is no such channel.
        """
        channel = value if isinstance(value, Channel) else self._world.channel_by_id(_id(value))
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

    def _put(self, kind: str, key: int, view: Json) -> None:
        self._maps.setdefault(kind, {})[str(key)] = view


def _id(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    raise LookupError(f"{value!r} is neither an object of the world nor an id")
