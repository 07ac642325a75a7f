"""
Servers, which Discord calls guilds, with their roles and emoji.

https://docs.discord.com/developers/resources/guild
"""

import datetime as dt

import msgspec

from app.models.base import NO_ID, Model, Snowflake
from app.models.flags import Permissions, RoleFlags, SystemChannelFlags
from app.models.guild_parts import (
    ExplicitContentFilterLevel,
    IncidentsData,
    MessageNotificationLevel,
    MFALevel,
    NSFWLevel,
    PremiumTier,
    VerificationLevel,
    WelcomeScreen,
)
from app.models.locale import Locale
from app.models.sticker import Sticker
from app.models.user import User


class PartialGuild(Model, kw_only=True):
    """What an interaction says about the server it comes from.

    An interaction carries `id`, `locale` and `features`; the other fields are
    filled where Discord sends more of a server, for instance with an invite or in
    the list of a user's servers.

    Attributes:
        locale: Preferred language, as an interaction names it.
        preferred_locale: The same, as the full object names it.
        features: What the server can do, such as `COMMUNITY`. An open set of words.
        icon: Hash of the icon.
        splash: Hash of the picture behind invites.
        banner: Hash of the banner.
        owner: Whether the user who was asked about owns the server.
        premium_subscription_count: Number of boosts.

    https://docs.discord.com/developers/resources/guild#guild-object
    """

    id: Snowflake = NO_ID
    locale: Locale | None = None
    features: tuple[str, ...] = ()
    name: str | None = None
    icon: str | None = None
    splash: str | None = None
    banner: str | None = None
    description: str | None = None
    preferred_locale: Locale | None = None
    owner: bool | None = None
    owner_id: Snowflake | None = None
    _permissions: str | None = msgspec.field(name="permissions", default=None)
    verification_level: VerificationLevel | None = None
    nsfw_level: NSFWLevel | None = None
    vanity_url_code: str | None = None
    premium_subscription_count: int | None = None
    approximate_member_count: int | None = None
    approximate_presence_count: int | None = None

    @property
    def permissions(self) -> Permissions | None:
        """What the user who was asked about may do in the server, without overwrites; None in interactions."""
        return None if self._permissions is None else Permissions(int(self._permissions))


class RoleColors(Model, kw_only=True):
    """The colours of a role, each 0 to 0xFFFFFF.

    Attributes:
        primary_color: The only colour of a plain role; 0 is no colour.
        secondary_color: End of the gradient, if the role has one.
        tertiary_color: Present in holographic roles.

    https://docs.discord.com/developers/topics/permissions#role-object-role-colors-object
    """

    primary_color: int = 0
    secondary_color: int | None = None
    tertiary_color: int | None = None


class RoleTags(Model, kw_only=True):
    """Whom a role belongs to, if it was not made by hand.

    Discord writes three of these truths as a key with the value null, and leaves
    the key out where they do not hold; here they are plain booleans.

    Attributes:
        bot_id: The bot that came with this role.
        integration_id: The integration that manages this role.
        subscription_listing_id: SKU and listing of this subscription role.

    https://docs.discord.com/developers/topics/permissions#role-object-role-tags-structure
    """

    bot_id: Snowflake | None = None
    integration_id: Snowflake | None = None
    subscription_listing_id: Snowflake | None = None
    _premium_subscriber: bool | msgspec.UnsetType | None = msgspec.field(
        name="premium_subscriber", default=msgspec.UNSET
    )
    _available_for_purchase: bool | msgspec.UnsetType | None = msgspec.field(
        name="available_for_purchase", default=msgspec.UNSET
    )
    _guild_connections: bool | msgspec.UnsetType | None = msgspec.field(name="guild_connections", default=msgspec.UNSET)

    @property
    def premium_subscriber(self) -> bool:
        """Whether this is the role of the server's boosters."""
        return _is_tagged(self._premium_subscriber)

    @property
    def available_for_purchase(self) -> bool:
        """Whether this role can be bought."""
        return _is_tagged(self._available_for_purchase)

    @property
    def guild_connections(self) -> bool:
        """Whether this is a linked role, given by an application's metadata."""
        return _is_tagged(self._guild_connections)


class Role(Model, kw_only=True):
    """A named set of permissions that members of a server can have.

    The role whose id is the server's own is the one that everybody has.

    Attributes:
        color: Colour, 0 to 0xFFFFFF; deprecated by Discord in favour of `colors`.
        hoist: Whether its members are listed apart.
        icon: Hash of the icon.
        unicode_emoji: Emoji shown instead of an icon.
        position: Rank; a higher number is further up. Equal ones are ordered by id.
        managed: Whether an integration manages it, so that nobody can give it by hand.
        mentionable: Whether everybody may mention it.

    https://docs.discord.com/developers/topics/permissions#role-object
    """

    id: Snowflake = NO_ID
    name: str = ""
    description: str | None = None
    color: int = 0
    colors: RoleColors = RoleColors()
    hoist: bool = False
    icon: str | None = None
    unicode_emoji: str | None = None
    position: int = 0
    _permissions: str = msgspec.field(name="permissions", default="0")
    managed: bool = False
    mentionable: bool = False
    tags: RoleTags | None = None
    flags: RoleFlags = RoleFlags(0)

    @property
    def permissions(self) -> Permissions:
        """What this role grants throughout the server."""
        return Permissions(int(self._permissions))

    @property
    def mention(self) -> str:
        """Text that becomes a mention of this role in a message."""
        return f"<@&{self.id}>"


class PartialEmoji(Model, kw_only=True):
    """An emoji as components, polls and reactions name it.

    Attributes:
        id: Id of a custom emoji; None for a Unicode one.
        name: The Unicode emoji itself, or the custom one's name; None for a custom
            emoji that was deleted since.
        animated: Whether a custom emoji moves.

    https://docs.discord.com/developers/resources/emoji#emoji-object
    """

    id: Snowflake | None = None
    name: str | None = None
    animated: bool = False

    def __str__(self) -> str:
        if self.id is None:
            return self.name or ""
        return f"<{'a' if self.animated else ''}:{self.name or '_'}:{self.id}>"


class Emoji(PartialEmoji, kw_only=True):
    """A custom emoji with all that is known about it.

    Attributes:
        roles: Ids of the roles that may use it; empty for everybody.
        user: Who uploaded it; for an emoji of an application the team member or the bot.
        require_colons: Whether it must be written between colons.
        managed: Whether an integration manages it.
        available: False when the server lost the boosts that paid for it.

    https://docs.discord.com/developers/resources/emoji#emoji-object
    """

    roles: tuple[Snowflake, ...] = ()
    user: User | None = None
    require_colons: bool = False
    managed: bool = False
    available: bool = True


class Guild(PartialGuild, kw_only=True):
    """A server with all that is known about it.

    Attributes:
        discovery_splash: Hash of the picture in Discord's list of servers.
        home_header: Hash of the picture above the server's guide. This,
            `premium_progress_bar_enabled_user_updated_at` and `nsfw` stand in
            Discord's OpenAPI description only.
        nsfw: Whether the server is for adults; `nsfw_level` says more.
        region: Deprecated by Discord: each voice channel has its own.
        afk_timeout: Seconds of silence after which somebody is moved to the AFK channel.
        widget_channel_id: Where the widget invites to; None if it invites nowhere.
        application_id: The application that made the server, if one did.
        system_channel_id: Where Discord welcomes newcomers and thanks for boosts.
        rules_channel_id: Where a community has its rules.
        public_updates_channel_id: Where moderators of a community hear from Discord.
        safety_alerts_channel_id: Where moderators of a community are warned by Discord.
        max_presences: None but for the largest servers.
        approximate_member_count: About how many members there are; None unless
            the counts were asked for. So is `approximate_presence_count`.
        approximate_presence_count: About how many of them are online.
        welcome_screen: Only sent with an invite.
        incidents_data: What is shut because of a raid or of spam; None if there was none.

    https://docs.discord.com/developers/resources/guild#guild-object
    """

    name: str = ""
    owner_id: Snowflake = NO_ID
    preferred_locale: Locale = Locale.english_us
    verification_level: VerificationLevel = VerificationLevel.none
    nsfw: bool = False
    nsfw_level: NSFWLevel = NSFWLevel.default
    home_header: str | None = None
    discovery_splash: str | None = None
    region: str | None = None
    afk_channel_id: Snowflake | None = None
    afk_timeout: int = 0
    widget_enabled: bool = False
    widget_channel_id: Snowflake | None = None
    default_message_notifications: MessageNotificationLevel = MessageNotificationLevel.all_messages
    explicit_content_filter: ExplicitContentFilterLevel = ExplicitContentFilterLevel.disabled
    roles: tuple[Role, ...] = ()
    emojis: tuple[Emoji, ...] = ()
    stickers: tuple[Sticker, ...] = ()
    mfa_level: MFALevel = MFALevel.none
    application_id: Snowflake | None = None
    system_channel_id: Snowflake | None = None
    system_channel_flags: SystemChannelFlags = SystemChannelFlags(0)
    rules_channel_id: Snowflake | None = None
    public_updates_channel_id: Snowflake | None = None
    safety_alerts_channel_id: Snowflake | None = None
    max_presences: int | None = None
    max_members: int | None = None
    max_video_channel_users: int | None = None
    max_stage_video_channel_users: int | None = None
    premium_tier: PremiumTier = PremiumTier.none
    premium_progress_bar_enabled: bool = False
    premium_progress_bar_enabled_user_updated_at: dt.datetime | None = None
    welcome_screen: WelcomeScreen | None = None
    incidents_data: IncidentsData | None = None


class GuildPreview(Model, kw_only=True):
    """What may be known of a server without being in it.

    Attributes:
        icon: Hash of the icon.
        splash: Hash of the picture behind invites.
        discovery_splash: Hash of the picture in Discord's list of servers.
        home_header: Hash of the picture above the server's guide; stands in
            Discord's OpenAPI description only.
        features: What the server can do, such as `COMMUNITY`. An open set of words.
        approximate_member_count: About how many members there are.
        approximate_presence_count: About how many of them are online.

    https://docs.discord.com/developers/resources/guild#guild-preview-object
    """

    id: Snowflake = NO_ID
    name: str = ""
    icon: str | None = None
    splash: str | None = None
    discovery_splash: str | None = None
    home_header: str | None = None
    emojis: tuple[Emoji, ...] = ()
    features: tuple[str, ...] = ()
    approximate_member_count: int = 0
    approximate_presence_count: int = 0
    description: str | None = None
    stickers: tuple[Sticker, ...] = ()


def _is_tagged(value: bool | msgspec.UnsetType | None) -> bool:
    return value is None or value is True
