"""Discord's JSON for guilds, and for what stands in them beside channels: members, emojis, stickers."""

from app.simulator.guild_records import Emoji, Sticker
from app.simulator.views import bare_member_view, role_view, user_view
from app.simulator.world import Guild, Json, Member, World

_DEFAULTS: Json = {
    "icon": None,
    "description": None,
    "home_header": None,
    "splash": None,
    "discovery_splash": None,
    "banner": None,
    "region": "us-east",
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "widget_channel_id": None,
    "verification_level": 0,
    "default_message_notifications": 1,
    "mfa_level": 0,
    "explicit_content_filter": 0,
    "max_presences": None,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "vanity_url_code": None,
    "premium_tier": 0,
    "rules_channel_id": None,
    "safety_alerts_channel_id": None,
    "public_updates_channel_id": None,
    "premium_progress_bar_enabled": False,
    "nsfw": False,
    "nsfw_level": 0,
    "incidents_data": None,
}
_PREVIEWED = (
    *("id", "name", "features", "emojis", "stickers"),
    *("icon", "description", "home_header", "splash", "discovery_splash"),
)
_OF_INVITES = (
    *("id", "name", "features", "icon", "description", "banner", "splash", "verification_level"),
    *("vanity_url_code", "nsfw_level", "nsfw", "premium_subscription_count"),
)


def guild_view(world: World, guild: Guild, *, with_counts: bool = False) -> Json:
    """Give the guild object.

    Args:
        world: What Discord holds.
        guild: The guild.
        with_counts: Whether to say how many members there are.
    """
    view: Json = {
        **_DEFAULTS,
        "id": str(guild.id),
        "name": guild.name,
        "features": list(guild.features),
        "owner_id": str(guild.owner_id),
        "application_id": None,
        "preferred_locale": guild.preferred_locale,
        "premium_subscription_count": sum(member.premium_since is not None for member in guild.members.values()),
        "roles": [role_view(role) for role in guild.roles.values()],
        "emojis": [emoji_view(world, emoji) for emoji in guild.emojis.values()],
        "stickers": [sticker_view(world, sticker) for sticker in guild.stickers.values()],
    }
    view |= guild.settings
    return view | guild_counts(guild) if with_counts else view


def guild_preview_view(world: World, guild: Guild) -> Json:
    """Give the guild preview object."""
    view = guild_view(world, guild)
    return {key: view[key] for key in _PREVIEWED} | guild_counts(guild)


def invite_guild_view(world: World, guild: Guild) -> Json:
    """Give the partial guild of an invite."""
    view = guild_view(world, guild)
    return {key: view[key] for key in _OF_INVITES}


def guild_counts(guild: Guild) -> Json:
    """Tell how many members a guild has; all of them are at home."""
    return {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}


def guild_member_view(member: Member) -> Json:
    """Give the member object, in which nobody's permissions are stated."""
    return {**bare_member_view(member), "user": user_view(member.user), "mute": member.mute, "deaf": member.deaf}


def emoji_view(world: World, emoji: Emoji) -> Json:
    """Give the emoji object."""
    view: Json = {
        "id": str(emoji.id),
        "name": emoji.name,
        "roles": [str(role_id) for role_id in emoji.role_ids],
        "require_colons": True,
        "managed": False,
        "animated": emoji.animated,
        "available": True,
    }
    if emoji.creator_id in world.users:
        view["user"] = user_view(world.users[emoji.creator_id])
    return view


def sticker_view(world: World, sticker: Sticker) -> Json:
    """Give the sticker object."""
    view: Json = {
        "id": str(sticker.id),
        "name": sticker.name,
        "tags": sticker.tags,
        "type": 2,
        "format_type": sticker.format_type,
        "description": sticker.description,
        "available": True,
        "guild_id": str(sticker.guild_id),
    }
    if sticker.creator_id in world.users:
        view["user"] = user_view(world.users[sticker.creator_id])
    return view
