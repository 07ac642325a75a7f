"""
What can be edited of a server.

https://docs.discord.com/developers/resources/guild#modify-guild
"""

from collections.abc import Sequence
from typing import TypedDict

from app.models.flags import SystemChannelFlags
from app.models.guild_parts import ExplicitContentFilterLevel, MessageNotificationLevel, VerificationLevel
from app.models.locale import Locale


class GuildFields(TypedDict, total=False):
    """What can be edited of a server; what is left out stays as it is, None clears.

    Pictures are the bytes of an image file: PNG or JPEG, the icon and the banner
    also GIF where the server may have animated ones.
    """

    name: str
    """2 to 100 characters."""
    description: str | None
    """At most 300 characters."""
    features: Sequence[str]
    """All that it is to have. Of these can be chosen: `COMMUNITY` and `DISCOVERABLE`,
    by administrators, `INVITES_DISABLED` and `RAID_ALERTS_DISABLED`."""
    icon: bytes | None
    """1024 by 1024 pixels."""
    splash: bytes | None
    """Picture behind invites, 16:9, where the server has `INVITE_SPLASH`."""
    discovery_splash: bytes | None
    """Picture in Discord's list of servers, 16:9, where it has `DISCOVERABLE`."""
    banner: bytes | None
    """16:9, where it has `BANNER`."""
    verification_level: VerificationLevel | None
    default_message_notifications: MessageNotificationLevel | None
    explicit_content_filter: ExplicitContentFilterLevel | None
    afk_channel_id: int | None
    """Where those are moved to who say nothing."""
    afk_timeout: int
    """Seconds until then: 60, 300, 900, 1800 or 3600."""
    system_channel_id: int | None
    """Where Discord welcomes newcomers and thanks for boosts."""
    system_channel_flags: SystemChannelFlags
    """What Discord does not say there."""
    rules_channel_id: int | None
    """Where a community has its rules."""
    public_updates_channel_id: int | None
    """Where moderators of a community hear from Discord."""
    safety_alerts_channel_id: int | None
    """Where moderators of a community are warned by Discord."""
    preferred_locale: Locale | None
    """Language of a community; None is American English."""
    premium_progress_bar_enabled: bool
