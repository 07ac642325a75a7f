"""
Channels, and editing threads.

https://docs.discord.com/developers/resources/channel
"""

from collections.abc import Iterable, Mapping
from typing import Any, Unpack

from app.models.channel import AnyChannel, Channel, Overwrite
from app.models.channel_fields import ChannelEditFields, ChannelFields, ChannelPosition
from app.models.webhook import FollowedChannel
from app.rest import routes
from app.rest.fields import known
from app.rest.memo import Memo
from app.rest.requester import Requester
from app.rest.values import bits, snowflake, snowflakes

KEPT = 60.0
"""Seconds that a channel is remembered."""


class ChannelsResource:
    """`rest.channels`: channels and threads; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester
        self._recent = Memo(self.get, KEPT)

    async def get(self, channel_id: int) -> Channel:
        """Read a channel or thread as it is now.

        Raises:
            Forbidden: If the bot cannot see the channel.

        https://docs.discord.com/developers/resources/channel#get-channel
        """
        return await self._requester.fetch(AnyChannel, routes.GET_CHANNEL, channel_id=channel_id)

    async def get_recent(self, channel_id: int) -> Channel:
        """Return a channel or thread as it was within the last minute.

        Raises:
            RestError: As `get` does.
        """
        return await self._recent.get(channel_id)

    async def list(self, guild_id: int) -> tuple[Channel, ...]:
        """Read all channels of a server, those too that the bot cannot see; threads are not among them.

        https://docs.discord.com/developers/resources/guild#get-guild-channels
        """
        return await self._requester.fetch(tuple[AnyChannel, ...], routes.LIST_GUILD_CHANNELS, guild_id=guild_id)

    async def create(
        self, guild_id: int, name: str, *, reason: str | None = None, **fields: Unpack[ChannelFields]
    ) -> Channel:
        """Make a channel in a server; needs Manage Channels. A server has at most 500.

        The permissions in its overwrites must be the bot's own.

        Args:
            guild_id: The server.
            name: 1 to 100 characters.
            reason: What the audit log says, at most 512 characters.
            fields: See `ChannelFields`.

        Raises:
            TypeError: If a field is none of these.

        https://docs.discord.com/developers/resources/guild#create-guild-channel
        """
        data = {"name": name} | _to_wire(known("rest.channels.create()", fields, ChannelFields))
        return await self._requester.fetch(
            AnyChannel, routes.CREATE_GUILD_CHANNEL, data, reason=reason, guild_id=guild_id
        )

    async def edit(self, channel_id: int, *, reason: str | None = None, **fields: Unpack[ChannelEditFields]) -> Channel:
        """Edit a channel or thread; what is not given stays as it is, None clears.

        A channel needs Manage Channels, and Manage Roles for its
        overwrites; a thread needs Manage Threads, unless the bot began it and
        it is not locked. To edit anything else of an archived thread, open it
        in the same call: `archived=False`.

        Args:
            channel_id: The channel or thread.
            reason: What the audit log says, at most 512 characters.
            fields: See `ChannelEditFields`.

        Raises:
            TypeError: If a field is none of these.

        https://docs.discord.com/developers/resources/channel#modify-channel
        """
        data = _to_wire(known("rest.channels.edit()", fields, ChannelEditFields))
        return await self._requester.fetch(
            AnyChannel, routes.UPDATE_CHANNEL, data, reason=reason, channel_id=channel_id
        )

    async def edit_positions(self, guild_id: int, positions: Iterable[ChannelPosition]) -> None:
        """Move channels of a server; needs Manage Channels. Only those that move need be named.

            await rest.channels.edit_positions(guild_id, [{"id": rules, "position": 0}, {"id": general, "position": 1}])

        Args:
            guild_id: The server.
            positions: See `ChannelPosition`.

        Raises:
            TypeError: If a position has something else in it.

        https://docs.discord.com/developers/resources/guild#modify-guild-channel-positions
        """
        data = [_to_wire(known("rest.channels.edit_positions()", position, ChannelPosition)) for position in positions]
        await self._requester.request(routes.BULK_UPDATE_GUILD_CHANNELS, data, guild_id=guild_id)

    async def delete(self, channel_id: int, *, reason: str | None = None) -> Channel:
        """Delete a channel or thread, for good, or close a direct message, and return it as it was.

        Needs Manage Channels, for a thread Manage Threads. The channels of
        a category stay.

        https://docs.discord.com/developers/resources/channel#deleteclose-channel
        """
        return await self._requester.fetch(AnyChannel, routes.DELETE_CHANNEL, reason=reason, channel_id=channel_id)

    async def edit_permissions(self, channel_id: int, overwrite: Overwrite, *, reason: str | None = None) -> None:
        """Say what a role or a member may do in a channel, in place of what was said before; needs Manage Roles.

        Only permissions that the bot itself has can be granted or denied,
        unless the overwrites of the channel give it Manage Roles.

        Args:
            channel_id: The channel.
            overwrite: Of `Overwrite.for_role` or `Overwrite.for_member`.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/channel#edit-channel-permissions
        """
        data = {"type": overwrite.type, "allow": bits(overwrite.allow), "deny": bits(overwrite.deny)}
        await self._requester.request(
            routes.SET_CHANNEL_PERMISSION_OVERWRITE,
            data,
            reason=reason,
            channel_id=channel_id,
            overwrite_id=overwrite.id,
        )

    async def delete_permission(self, channel_id: int, overwrite_id: int, *, reason: str | None = None) -> None:
        """Remove the overwrite of a role or a member from a channel; needs Manage Roles.

        Args:
            channel_id: The channel.
            overwrite_id: Id of the role or the user.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/channel#delete-channel-permission
        """
        await self._requester.request(
            routes.DELETE_CHANNEL_PERMISSION_OVERWRITE,
            reason=reason,
            channel_id=channel_id,
            overwrite_id=overwrite_id,
        )

    async def trigger_typing(self, channel_id: int) -> None:
        """Show that the bot is typing, for 10 seconds or until it sends a message.

        https://docs.discord.com/developers/resources/channel#trigger-typing-indicator
        """
        await self._requester.request(routes.TRIGGER_TYPING_INDICATOR, channel_id=channel_id)

    async def follow(self, channel_id: int, webhook_channel_id: int, *, reason: str | None = None) -> FollowedChannel:
        """Have what is published in an announcement channel sent on to another; needs Manage Webhooks in that one.

        Args:
            channel_id: The announcement channel.
            webhook_channel_id: The other one.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/channel#follow-announcement-channel
        """
        data = {"webhook_channel_id": snowflake(webhook_channel_id)}
        return await self._requester.fetch(
            FollowedChannel, routes.FOLLOW_CHANNEL, data, reason=reason, channel_id=channel_id
        )


def _to_wire(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Write ids as Discord writes them."""
    data = dict(fields)
    for name in {"id", "parent_id"} & data.keys():
        data[name] = snowflake(data[name])
    if "applied_tags" in data:
        data["applied_tags"] = snowflakes(data["applied_tags"])
    return data
