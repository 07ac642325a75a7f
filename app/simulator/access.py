"""
Finds what a request names, on behalf of the bot user, and refuses what it may not reach.

What does not exist is unknown (404), what the bot cannot see is without access
(403, 50001), what it sees but may not do is without permission (403, 50013).

https://docs.discord.com/developers/topics/permissions
"""

from collections.abc import Sequence

from app.simulator.permissions import APP_IN_OWN_DM, DIRECT_MESSAGE, Permission, permissions_in, permissions_of
from app.simulator.refusal import Refusal
from app.simulator.rules import EPHEMERAL
from app.simulator.world import PRIVATE_THREAD, Application, Channel, Guild, Json, World


class Access:
    """Finds the application, guilds, channels and messages that the bot user can reach."""

    def __init__(self, world: World) -> None:
        self._world = world

    def application(self, application_id: int) -> Application:
        """Find the application by the id in a path.

        Raises:
            Refusal: If the id is that of another one.
        """
        application = self._world.application
        if application_id != application.id:
            raise Refusal(403, 20012)
        return application

    def guild(self, guild_id: int, *needed: Permission) -> Guild:
        """Find a guild that the bot user is in.

        Raises:
            Refusal: If it does not exist, the bot user is no member, or a permission is missing.
        """
        guild = self._world.guilds.get(guild_id)
        if guild is None:
            raise Refusal(404, 10004)
        if self._world.application.bot.id not in guild.members:
            raise Refusal(403, 50001)
        _require(self.guild_permissions(guild), needed)
        return guild

    def channel(self, channel_id: int, *needed: Permission) -> Channel:
        """Find a channel that the bot user can see.

        Args:
            channel_id: Its id.
            needed: Permissions that it takes; in private channels none are asked for.

        Raises:
            Refusal: If it does not exist, cannot be seen, or a permission is missing.
        """
        channel = self._world.channel_by_id(channel_id)
        if channel is None:
            raise Refusal(404, 10003)
        held = self.permissions(channel)
        if not held & Permission.VIEW_CHANNEL:
            raise Refusal(403, 50001)
        if channel.guild_id is not None:
            _require(held, needed)
        return channel

    def guild_channel(self, channel_id: int, *needed: Permission) -> tuple[Channel, Guild]:
        """Find a channel as `channel` does, and its guild.

        Raises:
            Refusal: Also if it is a private channel.
        """
        channel = self.channel(channel_id, *needed)
        if channel.guild_id is None:
            raise Refusal(400, 50003)
        return channel, self._world.guilds[channel.guild_id]

    def require_any(self, guild: Guild, *enough: Permission) -> None:
        """Check that the bot user has one of some permissions in a guild that it is in.

        Raises:
            Refusal: If it has none of them.
        """
        held = self.guild_permissions(guild)
        if not any(not permission & ~held for permission in enough):
            raise Refusal(403, 50013)

    def require_to_change(self, guild: Guild, creator_id: int, *, own: Permission, others: Permission) -> None:
        """Check that the bot user may change what somebody made in a guild.

        Args:
            guild: A guild that it is in.
            creator_id: Who made it.
            own: Permission that is enough for what the bot user made itself.
            others: Permission that is always enough.

        Raises:
            Refusal: If it may not.
        """
        is_own = creator_id == self._world.application.bot.id
        self.require_any(guild, others, *((own,) if is_own else ()))

    def guild_permissions(self, guild: Guild) -> int:
        """Tell what the bot user may do in a guild as a whole that it is in."""
        return permissions_of(guild, guild.members[self._world.application.bot.id])

    def permissions(self, channel: Channel) -> int:
        """Tell what the bot user may do in a channel; nothing where it cannot see it."""
        bot = self._world.application.bot
        if channel.guild_id is None:
            return DIRECT_MESSAGE | APP_IN_OWN_DM if bot in channel.recipients else 0
        guild = self._world.guilds[channel.guild_id]
        member = guild.members.get(bot.id)
        if member is None:
            return 0
        held = permissions_in(guild, member, channel)
        is_in = bot.id == channel.owner_id or bot.id in channel.thread.members
        return held if channel.type != PRIVATE_THREAD or is_in or held & Permission.MANAGE_THREADS else 0

    def message(self, channel: Channel, message_id: int) -> Json:
        """Find a message of a channel; one that only somebody else sees is unknown.

        Raises:
            Refusal: If there is no such message.
        """
        message = self._world.messages.get(message_id)
        if message is None or message["channel_id"] != str(channel.id) or message["flags"] & EPHEMERAL:
            raise Refusal(404, 10008)
        return message


def check_open(channel: Channel) -> None:
    """Check that a channel is no archived thread, in which nothing can be changed.

    Raises:
        Refusal: If it is one.
    """
    if channel.is_thread and channel.thread.archived:
        raise Refusal(400, 50083)


def _require(held: int, needed: Sequence[Permission]) -> None:
    if any(permission & ~held for permission in needed):
        raise Refusal(403, 50013)
