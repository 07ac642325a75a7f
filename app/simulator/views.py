"""
Discord's JSON for what the world holds, as far as interactions and messages show it.

Ids are strings, bit sets too; a field that Discord always sends stands even
where its value is null.
"""

from datetime import UTC, datetime

from app.simulator.permissions import APP_IN_OWN_DM, APP_IN_PRIVATE, DIRECT_MESSAGE, permissions_in
from app.simulator.snowflakes import created_at
from app.simulator.world import (
    GROUP_DM,
    Application,
    Attachment,
    Channel,
    Entitlement,
    Guild,
    Json,
    Member,
    Role,
    Team,
    User,
    World,
)

_SPOILER = 1 << 3


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
    }
    if user.bot:
        view["bot"] = True
    return view


def partial_member_view(guild: Guild, member: Member, channel: Channel) -> Json:
    """Give the member object of resolved data: without user, deaf and mute."""
    return {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": instant(member.joined_at),
        "nick": member.nick,
        "pending": False,
        "permissions": str(permissions_in(guild, member, channel)),
        "premium_since": instant(member.premium_since) if member.premium_since is not None else None,
        "roles": [str(role_id) for role_id in member.role_ids],
        "unusual_dm_activity_until": None,
    }


def member_view(guild: Guild, member: Member, channel: Channel) -> Json:
    """Give the member object of the invoker, with permissions in that channel."""
    return {
        **partial_member_view(guild, member, channel),
        "deaf": False,
        "mute": False,
        "user": user_view(member.user),
    }


def role_view(role: Role) -> Json:
    """Give the role object."""
    view: Json = {
        "id": str(role.id),
        "name": role.name,
        "description": None,
        "color": role.color,
        "colors": {"primary_color": role.color, "secondary_color": None, "tertiary_color": None},
        "hoist": role.hoist,
        "icon": None,
        "unicode_emoji": None,
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
        "flags": 0,
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
        view["thread_metadata"] = {
            "archived": False,
            "archive_timestamp": instant(created_at(channel.id)),
            "auto_archive_duration": 1440,
            "create_timestamp": instant(created_at(channel.id)),
            "locked": False,
        }
    member = guild.members.get(invoker.id)
    view["permissions"] = str(permissions_in(guild, member, channel) if member else 0)
    if world.application.bot.id in guild.members:
        view["app_permissions"] = str(app_permissions(world, channel))
    return view


def attachment_view(attachment: Attachment, cdn_url: str) -> Json:
    """Give the attachment object.

    Args:
        attachment: The file.
        cdn_url: Where the content delivery network stands, without a slash at its end.
    """
    folder = "ephemeral-attachments" if attachment.ephemeral else "attachments"
    url = f"{cdn_url}/{folder}/{attachment.channel_id}/{attachment.id}/{attachment.filename}"
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


def channel_view(world: World, channel: Channel) -> Json:
    """Give the channel object that the bot may read: nobody invokes anything, so nobody's permissions are in it."""
    view = partial_channel_view(world, channel, world.application.bot)
    view.pop("permissions")
    view.pop("app_permissions", None)
    if channel.is_thread:
        # What a thread is restricted to is said by its parent alone.
        view.pop("nsfw")
    return view


def entitlements_view(application: Application, user: User, guild: Guild | None) -> list[Json]:
    """Give what an invoker and his guild have bought.

    Those that have ended are among them, since Discord keeps them: whoever
    receives them has to look at their end.
    """
    return [
        _entitlement_view(application, held)
        for held in application.entitlements
        if held.user_id == user.id or (guild is not None and held.guild_id == guild.id)
    ]


def _entitlement_view(application: Application, held: Entitlement) -> Json:
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


def _team_view(team: Team) -> Json:
    return {
        "id": str(team.id),
        "icon": None,
        "name": team.name,
        "owner_user_id": str(team.owner.id),
        "members": [
            {
                "membership_state": 2 if member.accepted else 1,
                "permissions": ["*"],
                "role": member.role,
                "team_id": str(team.id),
                "user": user_view(member.user),
            }
            for member in team.members
        ],
    }


def _owner_view(application: Application) -> Json:
    """Give the owner; an application of a team shows an account that nobody can use."""
    if application.team is None:
        return user_view(application.owner)
    return {**user_view(User(application.team.id, f"team{application.team.id}")), "flags": 1024}


def application_view(application: Application, public_key: str, endpoint: str | None) -> Json:
    """Give the application object that its own bot may read."""
    return {
        "id": str(application.id),
        "name": application.name,
        "icon": None,
        "description": application.description,
        "type": None,
        "bot": user_view(application.bot),
        "owner": _owner_view(application),
        "team": _team_view(application.team) if application.team else None,
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": public_key,
        "flags": application.flags,
        "redirect_uris": [],
        "interactions_endpoint_url": endpoint,
        "role_connections_verification_url": None,
        "event_webhooks_url": None,
        "event_webhooks_status": 1,
        "explicit_content_filter": 0,
        "approximate_guild_count": 1,
        "approximate_user_install_count": len(application.installed_by),
        "approximate_user_authorization_count": 0,
        "integration_types_config": {str(kind): {} for kind in application.integration_types},
    }
