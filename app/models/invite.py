"""
Invites: codes by which people join a server, or a group of direct messages.

https://docs.discord.com/developers/resources/invite
"""

import datetime as dt
import enum

from app.models.application import Application
from app.models.base import Model, OpenIntEnum, Snowflake
from app.models.channel import AnyChannel
from app.models.guild import PartialGuild, Role
from app.models.scheduled_event import GuildScheduledEvent
from app.models.user import User


class InviteType(OpenIntEnum):
    """What an invite leads to.

    https://docs.discord.com/developers/resources/invite#invite-object-invite-types
    """

    guild = 0
    group_dm = 1
    friend = 2


class InviteTargetType(OpenIntEnum):
    """What awaits who joins a voice channel by an invite.

    `role_subscriptions_purchase` stands in Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/invite#invite-object-invite-target-types
    """

    stream = 1
    embedded_application = 2
    role_subscriptions_purchase = 3


class GuildInviteFlags(enum.IntFlag):
    """What is special about an invite.

    https://docs.discord.com/developers/resources/invite#invite-object-guild-invite-flags
    """

    is_guest_invite = 1 << 0


class Invite(Model, kw_only=True):
    """A code that people join by.

    `uses` and what stands below it is only sent in lists of a server's or a
    channel's invites, and of one that was just made.

    Attributes:
        guild: Some fields of the server; None where it leads to no server.
        channel: Some fields of the channel.
        target_user: Whose stream is shown.
        target_application: Which Activity is started.
        approximate_presence_count: Members that are online; this and
            `approximate_member_count` are sent where they were asked for.
        expires_at: None if it stays for ever.
        roles: Roles that whoever joins by it is given; some fields of each.
        guild_id: From Discord's OpenAPI description only, as are `is_contact`,
            `is_nickname_changeable`, `friends_count`, `target_channel_id` and
            `target_message_id`.
        uses: How often it was used.
        max_uses: How often it can be used; 0 for without end.
        max_age: Seconds for which it can be used; 0 for ever.
        temporary: Whether who joins by it leaves again when he goes offline,
            unless he was given a role.

    https://docs.discord.com/developers/resources/invite#invite-object
    """

    type: InviteType = InviteType.guild
    code: str = ""
    guild: PartialGuild | None = None
    channel: AnyChannel | None = None
    inviter: User | None = None
    target_type: InviteTargetType | None = None
    target_user: User | None = None
    target_application: Application | None = None
    approximate_presence_count: int | None = None
    approximate_member_count: int | None = None
    expires_at: dt.datetime | None = None
    guild_scheduled_event: GuildScheduledEvent | None = None
    flags: GuildInviteFlags = GuildInviteFlags(0)
    roles: tuple[Role, ...] | None = None
    guild_id: Snowflake | None = None
    is_contact: bool = False
    is_nickname_changeable: bool | None = None
    friends_count: int | None = None
    target_channel_id: Snowflake | None = None
    target_message_id: Snowflake | None = None
    uses: int | None = None
    max_uses: int | None = None
    max_age: int | None = None
    temporary: bool | None = None
    created_at: dt.datetime | None = None

    @property
    def url(self) -> str:
        """The address that people open."""
        return f"https://discord.gg/{self.code}"


class TargetUsersStatus(OpenIntEnum):
    """How far Discord has come with the list of those who may use an invite.

    https://docs.discord.com/developers/resources/invite#get-target-users-job-status
    """

    unspecified = 0
    processing = 1
    completed = 2
    failed = 3


class TargetUsersJob(Model, kw_only=True):
    """The work on the list of those who may use an invite.

    Attributes:
        completed_at: None until it is done.
        error_message: What was wrong with the list, if it failed.

    https://docs.discord.com/developers/resources/invite#get-target-users-job-status
    """

    status: TargetUsersStatus = TargetUsersStatus.unspecified
    total_users: int = 0
    processed_users: int = 0
    created_at: dt.datetime | None = None
    completed_at: dt.datetime | None = None
    error_message: str | None = None
