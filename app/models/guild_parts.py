"""
What a server is made of beside its roles and emoji: its settings, its boosts, its welcome screen.

https://docs.discord.com/developers/resources/guild
"""

import datetime as dt

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake


class VerificationLevel(OpenIntEnum):
    """What a server asks of an account before it may write there.

    https://docs.discord.com/developers/resources/guild#guild-object-verification-level
    """

    none = 0
    low = 1
    medium = 2
    high = 3
    very_high = 4


class NSFWLevel(OpenIntEnum):
    """How a server is rated for age.

    https://docs.discord.com/developers/resources/guild#guild-object-guild-nsfw-level
    """

    default = 0
    explicit = 1
    safe = 2
    age_restricted = 3


class MessageNotificationLevel(OpenIntEnum):
    """Which messages members are told of, unless they choose otherwise.

    https://docs.discord.com/developers/resources/guild#guild-object-default-message-notification-level
    """

    all_messages = 0
    only_mentions = 1


class ExplicitContentFilterLevel(OpenIntEnum):
    """Whose pictures and videos Discord examines.

    https://docs.discord.com/developers/resources/guild#guild-object-explicit-content-filter-level
    """

    disabled = 0
    members_without_roles = 1
    all_members = 2


class MFALevel(OpenIntEnum):
    """Whether moderators need a second factor.

    https://docs.discord.com/developers/resources/guild#guild-object-mfa-level
    """

    none = 0
    elevated = 1


class PremiumTier(OpenIntEnum):
    """How far a server has come by its boosts.

    https://docs.discord.com/developers/resources/guild#guild-object-premium-tier
    """

    none = 0
    tier_1 = 1
    tier_2 = 2
    tier_3 = 3


class WelcomeScreenChannel(Model, kw_only=True):
    """A channel that newcomers are shown.

    Attributes:
        description: What stands beside it.
        emoji_id: Id of a custom emoji; None for a Unicode one, and for none.
        emoji_name: The Unicode emoji itself, or the custom one's name.

    https://docs.discord.com/developers/resources/guild#welcome-screen-object-welcome-screen-channel-structure
    """

    channel_id: Snowflake = NO_ID
    description: str = ""
    emoji_id: Snowflake | None = None
    emoji_name: str | None = None


class WelcomeScreen(Model, kw_only=True):
    """What newcomers of a community see first.

    Attributes:
        description: What is said about the server.
        welcome_channels: At most 5.

    https://docs.discord.com/developers/resources/guild#welcome-screen-object
    """

    description: str | None = None
    welcome_channels: tuple[WelcomeScreenChannel, ...] = ()


class IncidentsData(Model, kw_only=True):
    """What is shut in a server because of a raid or of spam.

    https://docs.discord.com/developers/resources/guild#incidents-data-object
    """

    invites_disabled_until: dt.datetime | None = None
    dms_disabled_until: dt.datetime | None = None
    dm_spam_detected_at: dt.datetime | None = None
    raid_detected_at: dt.datetime | None = None
