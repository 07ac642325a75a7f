"""
Permission bits, and who has which of them where.

https://docs.discord.com/developers/topics/permissions
"""

from enum import IntFlag
from functools import reduce
from operator import or_

from app.simulator.world import PRIVATE_THREAD, Channel, Guild, Member, User, World


class Permission(IntFlag):
    """Discord's permission bits, under their documented names."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    PRIORITY_SPEAKER = 1 << 8
    STREAM = 1 << 9
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    VIEW_GUILD_INSIGHTS = 1 << 19
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    USE_VAD = 1 << 25
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_GUILD_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    REQUEST_TO_SPEAK = 1 << 32
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EMBEDDED_ACTIVITIES = 1 << 39
    MODERATE_MEMBERS = 1 << 40
    VIEW_CREATOR_MONETIZATION_ANALYTICS = 1 << 41
    USE_SOUNDBOARD = 1 << 42
    CREATE_GUILD_EXPRESSIONS = 1 << 43
    CREATE_EVENTS = 1 << 44
    USE_EXTERNAL_SOUNDS = 1 << 45
    SEND_VOICE_MESSAGES = 1 << 46
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


_SHOWN_AS = {
    Permission.CREATE_INSTANT_INVITE: "Create Invite",
    Permission.MANAGE_GUILD: "Manage Server",
    Permission.STREAM: "Video",
    Permission.SEND_TTS_MESSAGES: "Send Text-to-Speech Messages",
    Permission.VIEW_GUILD_INSIGHTS: "View Server Insights",
    Permission.USE_VAD: "Use Voice Activity",
    Permission.MANAGE_GUILD_EXPRESSIONS: "Manage Expressions",
    Permission.USE_EMBEDDED_ACTIVITIES: "Use Activities",
    Permission.MODERATE_MEMBERS: "Timeout Members",
    Permission.VIEW_CREATOR_MONETIZATION_ANALYTICS: "View Monetization Analytics",
    Permission.CREATE_GUILD_EXPRESSIONS: "Create Expressions",
}
"""Permissions that Discord's client calls otherwise than its API does."""

ALL = int(reduce(or_, Permission))
"""Every permission there is: what an owner or an administrator has."""

EVERYONE = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.USE_VAD
    | Permission.CHANGE_NICKNAME
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.USE_EXTERNAL_APPS
)
"""What the everyone role of a new guild may do, roughly."""

DIRECT_MESSAGE = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.USE_APPLICATION_COMMANDS
)
"""What a person may do in a DM, where no role and no overwrite exists."""

APP_IN_PRIVATE = int(Permission.ATTACH_FILES | Permission.EMBED_LINKS | Permission.MENTION_EVERYONE)
"""The application's documented rights in DMs of others."""

APP_IN_OWN_DM = int(APP_IN_PRIVATE | Permission.USE_EXTERNAL_EMOJIS)
"""The application's documented rights in the DM with its own bot."""


def permissions_of(guild: Guild, member: Member) -> int:
    """Compute what a member may do in a guild as a whole, by its roles alone."""
    held = guild.roles[guild.id].permissions
    for role_id in member.role_ids:
        held |= guild.roles[role_id].permissions
    return ALL if guild.owner_id == member.user.id or held & Permission.ADMINISTRATOR else held


def permissions_in(guild: Guild, member: Member, channel: Channel) -> int:
    """Compute what a member may do in a channel, overwrites included.

    Args:
        guild: The guild of both.
        member: Whose permissions.
        channel: Where; a thread follows its parent channel.

    Returns:
        The permission bits.
    """
    held = permissions_of(guild, member)
    if held & Permission.ADMINISTRATOR:
        return ALL
    if channel.is_thread and channel.parent_id is not None:
        channel = guild.channels[channel.parent_id]
    overwrites = {overwrite.id: overwrite for overwrite in channel.overwrites}
    if everyone := overwrites.get(guild.id):
        held = held & ~everyone.deny | everyone.allow
    of_roles = [overwrites[role_id] for role_id in member.role_ids if role_id in overwrites]
    denied = reduce(or_, (overwrite.deny for overwrite in of_roles), 0)
    allowed = reduce(or_, (overwrite.allow for overwrite in of_roles), 0)
    # One role's allow outweighs another role's deny, so all denies go first.
    held = held & ~denied | allowed
    if own := overwrites.get(member.user.id):
        held = held & ~own.deny | own.allow
    return held if held & Permission.VIEW_CHANNEL else 0


def permission_name(permission: Permission) -> str:
    """Give the name that Discord's client shows for one permission."""
    return _SHOWN_AS.get(permission) or str(permission.name).replace("_", " ").title()


def permission_names(bits: int) -> list[str]:
    """Give the names of all permissions in a set, as Discord's client shows them."""
    return [permission_name(permission) for permission in Permission if bits & permission]


def permissions_for(world: World, user: User, channel: Channel) -> int:
    """Compute what somebody may do in a channel of any kind.

    Returns:
        The permission bits; 0 where he does not see it, or has no part in it.
    """
    if channel.guild_id is None:
        return DIRECT_MESSAGE if user in channel.recipients else 0
    guild = world.guilds[channel.guild_id]
    member = guild.members.get(user.id)
    if member is None:
        return 0
    held = permissions_in(guild, member, channel)
    # A private thread is for those who were added to it, and for who keeps order.
    is_in = channel.type != PRIVATE_THREAD or user.id == channel.owner_id or user.id in channel.thread.members
    return held if is_in or held & Permission.MANAGE_THREADS else 0
