"""
Discord's JSON for what the world holds, as far as interactions and messages show it.

Ids are strings, bit sets too; a field that Discord always sends stands even
where its value is null.
"""

from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote

from app.simulator.permissions import APP_IN_OWN_DM, APP_IN_PRIVATE, DIRECT_MESSAGE, permissions_in
from app.simulator.snowflakes import created_at
from app.simulator.world import (
    GROUP_DM,
    PRIVATE_THREAD,
    Application,
    Attachment,
    Channel,
    Entitlement,
    Guild,
    Json,
    Member,
    Role,
    User,
    World,
)

_SPOILER = 1 << 3
_SIGNED_FOR = 86_400
"""Seconds for which Discord says that the address of a file counts."""


def instant(at: float) -> str:
    """Write a Unix time the way Discord does, ISO 8601 with microseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")


def user_view(user: User) -> Json:
    """Give the user object."""
    view: Json = {
        "id": str(user.id),
        "username": user.username,
        "discriminator": user.discriminator,
        "global_name": user.global_name,
        "avatar": user.avatar,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
        "clan": None,
        "public_flags": user.public_flags,
        "flags": user.public_flags,
    }
    if user.bot:
        view["bot"] = True
    return view


def bare_member_view(member: Member) -> Json:
    """Give what all member objects have in common."""
    return {
        "avatar": member.avatar,
        "banner": member.banner,
        "communication_disabled_until": None if member.timed_out_until is None else instant(member.timed_out_until),
        "flags": member.flags,
        "joined_at": instant(member.joined_at),
        "nick": member.nick,
        "pending": False,
        "premium_since": None if member.premium_since is None else instant(member.premium_since),
        "roles": [str(role_id) for role_id in member.role_ids],
    }


def partial_member_view(guild: Guild, member: Member, channel: Channel) -> Json:
    """Give the member object of resolved data: without user, deaf and mute."""
    return {
        **bare_member_view(member),
        "permissions": str(permissions_in(guild, member, channel)),
        "unusual_dm_activity_until": None,
    }


def member_view(guild: Guild, member: Member, channel: Channel) -> Json:
    """Give the member object of the invoker, with permissions in that channel."""
    return {
        **partial_member_view(guild, member, channel),
        "deaf": member.deaf,
        "mute": member.mute,
        "user": user_view(member.user),
    }


def role_view(role: Role) -> Json:
    """Give the role object."""
    view: Json = {
        "id": str(role.id),
        "name": role.name,
        "description": None,
        "color": role.color,
        "colors": {
            "primary_color": role.color,
            "secondary_color": role.secondary_color,
            "tertiary_color": role.tertiary_color,
        },
        "hoist": role.hoist,
        "icon": role.icon,
        "unicode_emoji": role.unicode_emoji,
        "position": role.position,
        "permissions": str(role.permissions),
        "managed": role.managed,
        "mentionable": role.mentionable,
        "flags": 0,
    }
    if role.tags is not None:
        view["tags"] = role.tags
    return view


def partial_guild_view(guild: Guild) -> Json:
    """Give the guild as interactions show it: id, locale and features."""
    return {"id": str(guild.id), "locale": guild.preferred_locale, "features": list(guild.features)}


def app_permissions(world: World, channel: Channel) -> int:
    """Tell what the application may do in a channel."""
    if channel.guild_id is None:
        own = any(user.id == world.application.bot.id for user in channel.recipients)
        return APP_IN_OWN_DM if own else APP_IN_PRIVATE
    guild = world.guilds[channel.guild_id]
    bot = guild.members.get(world.application.bot.id)
    return permissions_in(guild, bot, channel) if bot is not None else APP_IN_PRIVATE


def partial_channel_view(world: World, channel: Channel, invoker: User) -> Json:
    """Give the partial channel of an interaction.

    Args:
        world: What Discord holds.
        channel: The channel.
        invoker: Whose `permissions` to state.

    Returns:
        The partial channel; `app_permissions` only where the bot user is in the guild.
    """
    view: Json = {
        "id": str(channel.id),
        "type": channel.type,
        "flags": channel.flags,
        "last_message_id": str(channel.last_message_id) if channel.last_message_id else None,
    }
    if channel.guild_id is None:
        shown = [user for user in channel.recipients if user is not invoker]
        view["recipients"] = [user_view(user) for user in shown]
        view["permissions"] = str(DIRECT_MESSAGE)
        if channel.type == GROUP_DM:
            view["name"] = channel.name
        return view
    guild = world.guilds[channel.guild_id]
    view |= {
        "name": channel.name,
        "guild_id": str(guild.id),
        "parent_id": str(channel.parent_id) if channel.parent_id else None,
        "position": channel.position,
        "topic": channel.topic,
        "nsfw": channel.nsfw,
        "last_pin_timestamp": None,
        "rate_limit_per_user": channel.rate_limit_per_user,
    }
    if channel.is_thread:
        view["thread_metadata"] = thread_metadata_view(channel)
    member = guild.members.get(invoker.id)
    view["permissions"] = str(permissions_in(guild, member, channel) if member else 0)
    if world.application.bot.id in guild.members:
        view["app_permissions"] = str(app_permissions(world, channel))
    return view


def thread_metadata_view(channel: Channel) -> Json:
    """Give what is said of a thread's state."""
    thread, created = channel.thread, created_at(channel.id)
    view: Json = {
        "archived": thread.archived,
        "archive_timestamp": instant(thread.changed_at if thread.changed_at is not None else created),
        "auto_archive_duration": thread.auto_archive_minutes,
        "create_timestamp": instant(created),
        "locked": thread.locked,
    }
    if channel.type == PRIVATE_THREAD:
        view["invitable"] = thread.invitable
    return view


def attachment_view(attachment: Attachment, cdn_url: str) -> Json:
    """Give the attachment object.

    Args:
        attachment: The file.
        cdn_url: Where the content delivery network stands, without a slash at its end.
    """
    folder = "ephemeral-attachments" if attachment.ephemeral else "attachments"
    path = f"/{folder}/{attachment.channel_id}/{attachment.id}/{quote(attachment.filename)}"
    url = f"{cdn_url}{path}?{_signature(path, created_at(attachment.id))}"
    view: Json = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.content),
        "url": url,
        "proxy_url": url,
        "content_type": attachment.content_type,
    }
    if attachment.ephemeral:
        view["ephemeral"] = True
    if attachment.description is not None:
        view["description"] = attachment.description
    if attachment.title is not None:
        view["title"] = attachment.title
    if attachment.is_spoiler:
        view["flags"] = _SPOILER
    return view


def _signature(path: str, issued: float) -> str:
    """Sign an address as Discord does; it counts for longer here, and its length is what matters.

    https://docs.discord.com/developers/reference#signed-attachment-cdn-urls
    """
    times = f"ex={int(issued) + _SIGNED_FOR:x}&is={int(issued):x}"
    return f"{times}&hm={sha256(f'{path}?{times}'.encode()).hexdigest()}&"


def message_view(message_id: int, channel: Channel, author: User, content: str, at: float) -> Json:
    """Give a plain message, with every field that Discord always sends."""
    return {
        "id": str(message_id),
        "type": 0,
        "channel_id": str(channel.id),
        "author": user_view(author),
        "content": content,
        "timestamp": instant(at),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "flags": 0,
    }


def reference_view(channel: Channel, message_id: str, kind: int = 0) -> Json:
    """Give the message reference object.

    Args:
        channel: Where the message is.
        message_id: Its id.
        kind: 0 for a reply and whatever else points to it, 1 for a forward.
    """
    reference: Json = {"type": kind, "channel_id": str(channel.id), "message_id": message_id}
    if channel.guild_id is not None:
        reference["guild_id"] = str(channel.guild_id)
    return reference


def entitlements_view(application: Application, user: User, guild: Guild | None) -> list[Json]:
    """Give what an invoker and his guild have bought.

    Those that have ended are among them, since Discord keeps them: whoever
    receives them has to look at their end.
    """
    return [
        entitlement_view(application, held)
        for held in application.entitlements
        if held.user_id == user.id or (guild is not None and held.guild_id == guild.id)
    ]


def entitlement_view(application: Application, held: Entitlement) -> Json:
    """Give the entitlement object."""
    view: Json = {
        "id": str(held.id),
        "sku_id": str(held.sku_id),
        "application_id": str(application.id),
        "user_id": str(held.user_id) if held.user_id else None,
        "promotion_id": None,
        "type": 8,
        "deleted": held.deleted,
        "gift_code_flags": 0,
        "consumed": held.consumed,
        "starts_at": instant(held.starts_at) if held.starts_at is not None else None,
        "ends_at": instant(held.ends_at) if held.ends_at is not None else None,
    }
    if held.guild_id:
        view["guild_id"] = str(held.guild_id)
    return view
