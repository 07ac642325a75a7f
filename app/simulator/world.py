"""
What Discord holds: the application, users, guilds, channels, messages.

Plain records without behaviour beyond looking each other up. A test may change
any of them between two interactions. Messages are kept as Discord's JSON, since
nothing here looks deeper into them.
"""

from dataclasses import dataclass, field
from typing import Any

from app.simulator.channel_records import Invite, ThreadState, Webhook
from app.simulator.guild_records import (
    ActivityInstance,
    AuditLogEntry,
    Emoji,
    ScheduledEvent,
    Sku,
    Sticker,
    Subscription,
)
from app.simulator.snowflakes import Snowflakes

Json = dict[str, Any]
"""A JSON object as Discord writes it."""

TEXT, DM, VOICE, GROUP_DM, CATEGORY, ANNOUNCEMENT = 0, 1, 2, 3, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, STAGE, FORUM, MEDIA = 10, 11, 12, 13, 15, 16
THREADS = frozenset({ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})


@dataclass(slots=True, eq=False)
class User:
    """A Discord account, a person's or a bot's.

    Attributes:
        connections: Accounts elsewhere that the user has connected, as Discord's JSON.
    """

    id: int
    username: str
    global_name: str | None = None
    bot: bool = False
    locale: str = "en-US"
    discriminator: str = "0"
    avatar: str | None = None
    public_flags: int = 0
    upload_limit: int = 10_485_760
    connections: list[Json] = field(default_factory=list)

    @property
    def display_name(self) -> str:
        """The name that Discord shows where no nickname is set."""
        return self.global_name or self.username


@dataclass(slots=True, eq=False)
class Role:
    """A role of a guild; the everyone role has the guild's id."""

    id: int
    name: str
    permissions: int = 0
    color: int = 0
    position: int = 0
    hoist: bool = False
    mentionable: bool = False
    managed: bool = False
    tags: dict[str, str] | None = None
    secondary_color: int | None = None
    tertiary_color: int | None = None
    icon: str | None = None
    unicode_emoji: str | None = None


@dataclass(slots=True, eq=False)
class Overwrite:
    """What a channel allows or denies to one role (type 0) or one member (type 1)."""

    id: int
    type: int = 0
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, eq=False)
class Channel:
    """A channel of any type, of a guild or of a private conversation.

    Attributes:
        settings: What only some types have, such as a bitrate, as Discord's JSON.
        thread: For threads alone.
    """

    id: int
    type: int
    name: str | None = None
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    nsfw: bool = False
    overwrites: list[Overwrite] = field(default_factory=list)
    recipients: list[User] = field(default_factory=list)
    rate_limit_per_user: int = 0
    owner_id: int | None = None
    last_message_id: int | None = None
    flags: int = 0
    settings: Json = field(default_factory=dict)
    thread: ThreadState = field(default_factory=ThreadState)

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread of any kind."""
        return self.type in THREADS


@dataclass(slots=True, eq=False)
class Member:
    """A user within one guild.

    Attributes:
        timed_out_until: Unix time; None for who is in no timeout.
        voice_channel_id: The voice channel that the user is connected to.
    """

    user: User
    guild_id: int
    role_ids: list[int] = field(default_factory=list)
    nick: str | None = None
    joined_at: float = 0.0
    premium_since: float | None = None
    avatar: str | None = None
    banner: str | None = None
    deaf: bool = False
    mute: bool = False
    flags: int = 0
    timed_out_until: float | None = None
    voice_channel_id: int | None = None


@dataclass(slots=True, eq=False)
class Guild:
    """A guild, which its users call a server.

    Attributes:
        settings: What was set of the guild beside its name, as Discord's JSON.
        bans: Why users are banned, by their id.
        moderation_rules: Rules of auto moderation by id, as Discord's JSON.
        command_permissions: Who may use the application's commands, by the id
            of a command, or of the application for all, as Discord's JSON.
    """

    id: int
    name: str
    owner_id: int
    preferred_locale: str = "en-US"
    features: list[str] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    upload_limit: int = 10_485_760
    has_application: bool = True
    settings: Json = field(default_factory=dict)
    bans: dict[int, str | None] = field(default_factory=dict)
    emojis: dict[int, Emoji] = field(default_factory=dict)
    stickers: dict[int, Sticker] = field(default_factory=dict)
    scheduled_events: dict[int, ScheduledEvent] = field(default_factory=dict)
    moderation_rules: dict[int, Json] = field(default_factory=dict)
    command_permissions: dict[int, list[Json]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class TeamMember:
    """Somebody in a team.

    Attributes:
        role: `admin`, `developer` or `read_only`; empty for the team's owner.
        accepted: Whether he has accepted the invitation.
    """

    user: User
    role: str = ""
    accepted: bool = True


@dataclass(slots=True, eq=False)
class Team:
    """The people whose application it is together; the owner is one of the members."""

    id: int
    name: str
    owner: User
    members: list[TeamMember] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Entitlement:
    """What a user bought of the application, or what was bought for a guild.

    Attributes:
        guild_id: The guild that it was bought for, if it was; then `user_id`
            is who paid.
        starts_at: Unix time; None for what was given for testing.
        ends_at: Unix time; None while no end is known.
    """

    id: int
    sku_id: int
    user_id: int | None = None
    guild_id: int | None = None
    deleted: bool = False
    consumed: bool = False
    starts_at: float | None = None
    ends_at: float | None = None


EMBEDDED = 1 << 17
"""Flag of an application that has Activities."""

GUILD_MEMBERS_INTENT, MESSAGE_CONTENT_INTENT = 1 << 14 | 1 << 15, 1 << 18 | 1 << 19
"""Flags of an application that may read all members, or messages that are not for it: verified, or small."""


@dataclass(slots=True, eq=False)
class Application:
    """The application whose bot is being called.

    Attributes:
        owner: Who made it; what shows where there is a team is an account that
            stands for the team.
        integration_types: Ways of installing it that the application is
            configured for, and the default of its commands.
        installed_by: Ids of the users who installed it for themselves.
        settings: What else was set of it, as Discord's JSON.
        role_connection_metadata: What it tells of users for linked roles, as Discord's JSON.
        role_connections: What it told of each user, by the user's id.
        activities: Its Activities under way, by the id of the instance.
    """

    id: int
    name: str
    bot: User
    owner: User
    description: str = ""
    integration_types: list[int] = field(default_factory=lambda: [0])
    installed_by: set[int] = field(default_factory=set)
    flags: int = 0
    team: Team | None = None
    entitlements: list[Entitlement] = field(default_factory=list)
    settings: Json = field(default_factory=dict)
    emojis: dict[int, Emoji] = field(default_factory=dict)
    skus: list[Sku] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    role_connection_metadata: list[Json] = field(default_factory=list)
    role_connections: dict[int, Json] = field(default_factory=dict)
    activities: dict[str, ActivityInstance] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Attachment:
    """A file that a user or the application uploaded."""

    id: int
    filename: str
    content_type: str
    content: bytes
    channel_id: int
    ephemeral: bool = False
    description: str | None = None
    title: str | None = None
    is_spoiler: bool = False


@dataclass(slots=True, eq=False)
class World:
    """All that this Discord knows.

    Attributes:
        snowflakes: Makes the ids of whatever comes to be from now on.
        channels: Private channels only; those of guilds stand in their guild.
        messages: Every message that still exists, by id.
        reactions: Ids of the users who reacted, by message id and emoji (`name:id` for custom ones).
        votes: Ids of the users who voted, by message id and answer id.
        pins: When messages were pinned, as Unix time, by message id.
        audit_log: What was done in all guilds, oldest first.
        cdn_url: Where files are fetched from, without a slash at its end.
    """

    application: Application
    snowflakes: Snowflakes
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    reactions: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    votes: dict[int, dict[int, list[int]]] = field(default_factory=dict)
    pins: dict[int, float] = field(default_factory=dict)
    webhooks: dict[int, Webhook] = field(default_factory=dict)
    invites: dict[str, Invite] = field(default_factory=dict)
    attachments: dict[int, Attachment] = field(default_factory=dict)
    audit_log: list[AuditLogEntry] = field(default_factory=list)
    cdn_url: str = "https://cdn.discordapp.com"

    @property
    def guild(self) -> Guild:
        """The first guild, in most tests the only one."""
        return next(iter(self.guilds.values()))

    def user(self, name: str) -> User:
        """Find a user by username or display name.

        Raises:
            LookupError: If nobody is called that.
        """
        for user in self.users.values():
            if name in (user.username, user.global_name):
                return user
        raise LookupError(f"no user {name!r}; there are: {', '.join(u.username for u in self.users.values())}")

    def member(self, name: str) -> Member:
        """Find a member of the first guild by the name of the user.

        Raises:
            LookupError: If nobody there is called that.
        """
        user = self.user(name)
        if user.id not in self.guild.members:
            raise LookupError(f"{name!r} is no member of {self.guild.name!r}")
        return self.guild.members[user.id]

    def channel(self, name: str) -> Channel:
        """Find a channel of any guild by its name.

        Raises:
            LookupError: If no channel is called that.
        """
        channels = [channel for guild in self.guilds.values() for channel in guild.channels.values()]
        for channel in channels:
            if channel.name == name:
                return channel
        raise LookupError(f"no channel {name!r}; there are: {', '.join(str(c.name) for c in channels)}")

    def role(self, name: str) -> Role:
        """Find a role of the first guild by its name.

        Raises:
            LookupError: If no role is called that.
        """
        for role in self.guild.roles.values():
            if role.name == name:
                return role
        raise LookupError(f"no role {name!r}; there are: {', '.join(r.name for r in self.guild.roles.values())}")

    def channel_by_id(self, channel_id: int) -> Channel | None:
        """Look a channel up, be it private or in a guild."""
        if channel_id in self.channels:
            return self.channels[channel_id]
        return next((g.channels[channel_id] for g in self.guilds.values() if channel_id in g.channels), None)

    def dm(self, user: User) -> Channel:
        """Give the DM between a user and the application's bot, opening it when needed."""
        for channel in self.channels.values():
            if channel.type == DM and {r.id for r in channel.recipients} == {user.id, self.application.bot.id}:
                return channel
        channel = Channel(self.snowflakes(), DM, recipients=[user, self.application.bot])
        self.channels[channel.id] = channel
        return channel
