"""
Servers, which Discord calls guilds.

https://docs.discord.com/developers/resources/guild
"""

from collections.abc import Iterable, Sequence
from typing import TypedDict, Unpack

from app.models.flags import SystemChannelFlags
from app.models.guild import Guild, GuildPreview
from app.models.guild_parts import ExplicitContentFilterLevel, MessageNotificationLevel, VerificationLevel
from app.models.locale import Locale
from app.rest import routes
from app.rest.fields import known
from app.rest.requester import Requester
from app.rest.values import picture, snowflake, snowflakes

_PICTURES = {"icon", "splash", "discovery_splash", "banner"}


class GuildFields(TypedDict, total=False):
    """What can be edited of a server; what is not given stays as it is, None clears.

    Pictures are the bytes of an image file: PNG or JPEG, the icon and the banner
    also GIF where the server may have animated ones.

    Attributes:
        name: 2 to 100 characters.
        description: At most 300 characters.
        features: All that it is to have. Of these can be chosen: `COMMUNITY` and
            `DISCOVERABLE`, by administrators, `INVITES_DISABLED` and
            `RAID_ALERTS_DISABLED`.
        icon: 1024 by 1024 pixels.
        splash: Picture behind invites, 16:9, where the server has `INVITE_SPLASH`.
        discovery_splash: Picture in Discord's list of servers, 16:9, where it has `DISCOVERABLE`.
        banner: 16:9, where it has `BANNER`.
        afk_channel_id: Where those are moved to who say nothing.
        afk_timeout: Seconds until then: 60, 300, 900, 1800 or 3600.
        system_channel_id: Where Discord welcomes newcomers and thanks for boosts.
        system_channel_flags: What Discord does not say there.
        rules_channel_id: Where a community has its rules.
        public_updates_channel_id: Where moderators of a community hear from Discord.
        safety_alerts_channel_id: Where moderators of a community are warned by Discord.
        preferred_locale: Language of a community; None is American English.
    """

    name: str
    description: str | None
    features: Sequence[str]
    icon: bytes | None
    splash: bytes | None
    discovery_splash: bytes | None
    banner: bytes | None
    verification_level: VerificationLevel | None
    default_message_notifications: MessageNotificationLevel | None
    explicit_content_filter: ExplicitContentFilterLevel | None
    afk_channel_id: int | None
    afk_timeout: int
    system_channel_id: int | None
    system_channel_flags: SystemChannelFlags
    rules_channel_id: int | None
    public_updates_channel_id: int | None
    safety_alerts_channel_id: int | None
    preferred_locale: Locale | None
    premium_progress_bar_enabled: bool


class GuildsResource:
    """`rest.guilds`: servers; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get(self, guild_id: int, *, with_counts: bool = True) -> Guild:
        """Read a server that the bot is in.

        Args:
            guild_id: The server.
            with_counts: Whether to count, about, its members and those online.

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
        """Edit a server; the bot needs the permission Manage Server.

        Args:
            guild_id: The server.
            reason: What its audit log says.
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

        The bot needs the permissions Manage Server and Kick Members.

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

        The bot needs the permissions Manage Server and Kick Members.

        Args:
            guild_id: The server.
            days: How long they have been away, 1 to 30.
            compute_prune_count: Whether to count them; Discord advises large
                servers not to, and then returns None.
            include_roles: Ids of roles; only members without any role are
                kicked, and those that have none but these.
            reason: What the audit log says.

        https://docs.discord.com/developers/resources/guild#begin-guild-prune
        """
        data = {"days": days, "compute_prune_count": compute_prune_count, "include_roles": snowflakes(include_roles)}
        answer = await self._requester.request(routes.PRUNE_GUILD, data, reason=reason, guild_id=guild_id)
        pruned: int | None = answer["pruned"]
        return pruned
