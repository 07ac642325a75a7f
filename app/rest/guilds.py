"""
Servers, which Discord calls guilds.

https://docs.discord.com/developers/resources/guild
"""

from collections.abc import Iterable
from typing import Unpack

from app.models.guild import Guild, GuildPreview
from app.models.guild_fields import GuildFields
from app.rest import routes
from app.rest.fields import known
from app.rest.requester import Requester
from app.rest.values import picture, snowflake, snowflakes

_PICTURES = {"icon", "splash", "discovery_splash", "banner"}


class GuildsResource:
    """`rest.guilds`: servers; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get(self, guild_id: int, *, with_counts: bool = True) -> Guild:
        """Read a server that the bot is in.

        Args:
            guild_id: The server.
            with_counts: Whether to fill in how many members there are, roughly.

        https://docs.discord.com/developers/resources/guild#get-guild
        """
        return await self._requester.fetch(
            Guild, routes.GET_GUILD, query={"with_counts": with_counts}, guild_id=guild_id
        )

    async def get_preview(self, guild_id: int) -> GuildPreview:
        """Read what may be known of a server that the bot is in, or that is in Discord's list of servers.

        https://docs.discord.com/developers/resources/guild#get-guild-preview
        """
        return await self._requester.fetch(GuildPreview, routes.GET_GUILD_PREVIEW, guild_id=guild_id)

    async def edit(self, guild_id: int, *, reason: str | None = None, **fields: Unpack[GuildFields]) -> Guild:
        """Edit a server; needs Manage Server. What is not given stays as it is, None clears.

        Args:
            guild_id: The server.
            reason: What the audit log says, at most 512 characters.
            fields: See `GuildFields`.

        Raises:
            TypeError: If a field is none of these.
            ValueError: If a picture is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/guild#modify-guild
        """
        data = {
            name: snowflake(value) if name.endswith("_channel_id") else picture(value) if name in _PICTURES else value
            for name, value in known("rest.guilds.edit()", fields, GuildFields).items()
        }
        return await self._requester.fetch(Guild, routes.UPDATE_GUILD, data, reason=reason, guild_id=guild_id)

    async def get_prune_count(self, guild_id: int, *, days: int = 7, include_roles: Iterable[int] = ()) -> int:
        """Count the members that `begin_prune` would kick.

        Needs Manage Server and Kick Members.

        Args:
            guild_id: The server.
            days: How long they have been away, 1 to 30.
            include_roles: Ids of roles; only members without any role are
                counted, and those that have none but these.

        https://docs.discord.com/developers/resources/guild#get-guild-prune-count
        """
        query = {"days": days, "include_roles": ",".join(map(str, include_roles)) or None}
        answer = await self._requester.request(routes.PREVIEW_PRUNE_GUILD, query=query, guild_id=guild_id)
        pruned: int = answer["pruned"]
        return pruned

    async def begin_prune(
        self,
        guild_id: int,
        *,
        days: int = 7,
        compute_prune_count: bool = True,
        include_roles: Iterable[int] = (),
        reason: str | None = None,
    ) -> int | None:
        """Kick members who have been away for long, and return how many there were.

        Needs Manage Server and Kick Members.

        Args:
            guild_id: The server.
            days: How long they have been away, 1 to 30.
            compute_prune_count: Whether to count them; Discord advises large
                servers not to, and then returns None.
            include_roles: Ids of roles; only members without any role are
                kicked, and those that have none but these.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/guild#begin-guild-prune
        """
        data = {"days": days, "compute_prune_count": compute_prune_count, "include_roles": snowflakes(include_roles)}
        answer = await self._requester.request(routes.PRUNE_GUILD, data, reason=reason, guild_id=guild_id)
        pruned: int | None = answer["pruned"]
        return pruned
