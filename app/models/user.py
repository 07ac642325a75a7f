"""
People: a user of Discord, and the same user as a member of one server.

https://docs.discord.com/developers/resources/user
"""

import datetime as dt

import msgspec

from app.models.base import NO_ID, Model, OpenIntEnum, OpenStrEnum, Snowflake
from app.models.flags import MemberFlags, Permissions, UserFlags
from app.models.locale import Locale

CDN = "https://cdn.discordapp.com"
"""Where Discord keeps its images."""


class PremiumType(OpenIntEnum):
    """Which Nitro subscription a user has.

    https://docs.discord.com/developers/resources/user#user-object-premium-types
    """

    none = 0
    nitro_classic = 1
    nitro = 2
    nitro_basic = 3


class NameplatePalette(OpenStrEnum):
    """Background colour of a nameplate.

    https://docs.discord.com/developers/resources/user#nameplate
    """

    crimson = "crimson"
    berry = "berry"
    sky = "sky"
    teal = "teal"
    forest = "forest"
    bubble_gum = "bubble_gum"
    violet = "violet"
    cobalt = "cobalt"
    clover = "clover"
    lemon = "lemon"
    white = "white"
    black = "black"


class AvatarDecoration(Model, kw_only=True):
    """The frame around an avatar.

    Attributes:
        asset: Hash of its image.
        sku_id: What was bought to have it; None if it was not bought.

    https://docs.discord.com/developers/resources/user#avatar-decoration-data-object
    """

    asset: str = ""
    sku_id: Snowflake | None = None


class Nameplate(Model, kw_only=True):
    """The picture behind a name in the member list.

    Attributes:
        sku_id: What was bought to have it; None if it was not bought.
        asset: Path of its image below the CDN's collectibles.
        label: Key of its description; not used by Discord at present.
        palette: Background colour; None if Discord named none.

    https://docs.discord.com/developers/resources/user#nameplate
    """

    sku_id: Snowflake | None = None
    asset: str = ""
    label: str = ""
    palette: NameplatePalette | None = None


class Collectibles(Model, kw_only=True):
    """What a user collected, but for avatar decorations and profile effects.

    https://docs.discord.com/developers/resources/user#collectibles
    """

    nameplate: Nameplate | None = None


class PrimaryGuild(Model, kw_only=True):
    """The server whose tag a user wears.

    Attributes:
        identity_guild_id: The server.
        identity_enabled: False once the user took the tag off; None when Discord
            cleared it, for instance because the server lost its tag.
        tag: The tag's text, at most 4 characters.
        badge: Hash of the tag's image.

    https://docs.discord.com/developers/resources/user#user-object-user-primary-guild
    """

    identity_guild_id: Snowflake | None = None
    identity_enabled: bool | None = None
    tag: str | None = None
    badge: str | None = None


class User(Model, kw_only=True):
    """An account on Discord: a person, a bot, or Discord itself.

    Attributes:
        username: Name of the account, unique but for bots; not what is shown, see `display_name`.
        discriminator: Four digits from the time before unique names; `"0"` for all who have moved on.
        global_name: The name that the user chose to be shown.
        avatar: Hash of the avatar; see `avatar_url`.
        bot: True for the bot user of an application.
        system: True for Discord's own messenger of urgent messages.
        mfa_enabled: Whether the account has a second factor. This, `locale`,
            `verified`, `email` and `premium_type` only reach an application that
            the user granted them by OAuth2.
        banner: Hash of the profile banner.
        accent_color: Colour of the banner, 0 to 0xFFFFFF.

    https://docs.discord.com/developers/resources/user#user-object
    """

    id: Snowflake = NO_ID
    username: str = ""
    discriminator: str = "0"
    global_name: str | None = None
    avatar: str | None = None
    bot: bool = False
    system: bool = False
    mfa_enabled: bool | None = None
    banner: str | None = None
    accent_color: int | None = None
    locale: Locale | None = None
    verified: bool | None = None
    email: str | None = None
    # Flags that stand together are made when they are asked for: that takes longer than all the rest of a user.
    _flags: int = msgspec.field(name="flags", default=0)
    premium_type: PremiumType | None = None
    _public_flags: int = msgspec.field(name="public_flags", default=0)
    avatar_decoration_data: AvatarDecoration | None = None
    collectibles: Collectibles | None = None
    primary_guild: PrimaryGuild | None = None

    @property
    def flags(self) -> UserFlags:
        """Badges as the user sees them."""
        return UserFlags(self._flags)

    @property
    def public_flags(self) -> UserFlags:
        """Badges that everybody sees."""
        return UserFlags(self._public_flags)

    @property
    def display_name(self) -> str:
        """The name that Discord shows outside servers."""
        return self.global_name or self.username

    @property
    def mention(self) -> str:
        """Text that becomes a mention of this user in a message."""
        return f"<@{self.id}>"

    @property
    def avatar_url(self) -> str:
        """Where the avatar is: a GIF if it moves, else a PNG; Discord's default picture if there is none."""
        if self.avatar:
            return _image_url(f"avatars/{self.id}", self.avatar)
        # Accounts with a unique name are spread by id, older ones by their four digits.
        unique = self.discriminator == "0" or not self.discriminator.isdecimal()
        index = (self.id >> 22) % 6 if unique else int(self.discriminator) % 5
        return f"{CDN}/embed/avatars/{index}.png"


class Member(Model, kw_only=True):
    """A user as a member of one server.

    A member does not say which server it belongs to; the interaction or the
    message that carries it does.

    Attributes:
        user: The account. Discord leaves it out of resolved data and puts it
            beside; Postern joins the two, so that it is always there.
        nick: Name within this server, 1 to 32 characters.
        avatar: Hash of the avatar within this server; see `guild_avatar_url`.
        banner: Hash of the banner within this server.
        roles: Ids of the roles, without the one that everybody has.
        joined_at: When the user joined; None for a guest of a voice channel.
        premium_since: Since when the user boosts the server.
        deaf: Whether the server deafened the member in voice channels.
        mute: Whether the server muted the member in voice channels.
        pending: True until the server's membership screening is passed.
        communication_disabled_until: When the timeout ends; None or a time that
            has passed when there is no timeout.
        unusual_dm_activity_until: Until when Discord marks the member for unusual
            direct messages. Seen in Discord's examples, not documented.

    https://docs.discord.com/developers/resources/guild#guild-member-object
    """

    user: User = User()
    nick: str | None = None
    avatar: str | None = None
    banner: str | None = None
    roles: tuple[Snowflake, ...] = ()
    joined_at: dt.datetime | None = None
    premium_since: dt.datetime | None = None
    deaf: bool = False
    mute: bool = False
    _flags: int = msgspec.field(name="flags", default=0)
    pending: bool = False
    _permissions: str | None = msgspec.field(name="permissions", default=None)
    communication_disabled_until: dt.datetime | None = None
    unusual_dm_activity_until: dt.datetime | None = None
    avatar_decoration_data: AvatarDecoration | None = None
    collectibles: Collectibles | None = None

    @property
    def id(self) -> Snowflake:
        """The user's id; a member has none of its own."""
        return self.user.id

    @property
    def flags(self) -> MemberFlags:
        """What the member has done in this server, and what was done to him."""
        return MemberFlags(self._flags)

    @property
    def permissions(self) -> Permissions | None:
        """What the member may do in the interaction's channel, overwrites applied; None outside interactions."""
        return None if self._permissions is None else Permissions(int(self._permissions))

    @property
    def display_name(self) -> str:
        """The name that Discord shows within this server."""
        return self.nick or self.user.display_name

    @property
    def mention(self) -> str:
        """Text that becomes a mention of this user in a message."""
        return self.user.mention

    @property
    def avatar_url(self) -> str:
        """Where the user's avatar is.

        This is the account's avatar even if the member has another one in this
        server: its address contains the server's id, which a member does not know.
        `guild_avatar_url` takes it.
        """
        return self.user.avatar_url

    def guild_avatar_url(self, guild_id: int) -> str:
        """Tell where the avatar shown in this server is; it is the account's if there is no other.

        Args:
            guild_id: The server that the member belongs to.
        """
        if not self.avatar:
            return self.user.avatar_url
        return _image_url(f"guilds/{guild_id}/users/{self.id}/avatars", self.avatar)


def _image_url(folder: str, image: str) -> str:
    extension = "gif" if image.startswith("a_") else "png"
    return f"{CDN}/{folder}/{image}.{extension}"
