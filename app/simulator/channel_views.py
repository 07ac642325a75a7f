"""
Discord's JSON for channels and threads as REST routes show them.

Nobody invokes anything here, so nobody's permissions are stated.
"""

from app.simulator.views import instant, partial_channel_view, thread_metadata_view
from app.simulator.world import DM, FORUM, GROUP_DM, MEDIA, STAGE, VOICE, Channel, Json, Overwrite, World

_VOICE_SETTINGS: Json = {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
_FORUM_SETTINGS: Json = {
    "available_tags": [],
    "default_reaction_emoji": None,
    "default_sort_order": None,
    "default_forum_layout": 0,
}
_SETTINGS = {VOICE: _VOICE_SETTINGS, STAGE: _VOICE_SETTINGS, FORUM: _FORUM_SETTINGS, MEDIA: _FORUM_SETTINGS}


def channel_view(world: World, channel: Channel) -> Json:
    """Give the channel object, that of threads and of private channels too."""
    if channel.is_thread:
        return _thread_view(world, channel)
    view = partial_channel_view(world, channel, world.application.bot)
    view.pop("permissions")
    view.pop("app_permissions", None)
    if pins := [at for message_id, at in world.pins.items() if _is_in(world, message_id, channel)]:
        view["last_pin_timestamp"] = instant(max(pins))
    if channel.type == GROUP_DM:
        view |= {"icon": None, "owner_id": str(channel.owner_id or channel.recipients[0].id)}
    if channel.type not in (DM, GROUP_DM):
        view["permission_overwrites"] = [overwrite_view(overwrite) for overwrite in channel.overwrites]
    return view | _SETTINGS.get(channel.type, {}) | channel.settings


def overwrite_view(overwrite: Overwrite) -> Json:
    """Give the overwrite object."""
    return {
        "id": str(overwrite.id),
        "type": overwrite.type,
        "allow": str(overwrite.allow),
        "deny": str(overwrite.deny),
    }


def thread_member_view(thread: Channel, user_id: int) -> Json:
    """Give the thread member object of somebody who is in the thread."""
    joined_at = thread.thread.members[user_id]
    return {"id": str(thread.id), "user_id": str(user_id), "join_timestamp": instant(joined_at), "flags": 0}


def _thread_view(world: World, channel: Channel) -> Json:
    bot = world.application.bot
    present = sum(1 for message in world.messages.values() if message["channel_id"] == str(channel.id))
    view: Json = {
        "id": str(channel.id),
        "type": channel.type,
        "guild_id": str(channel.guild_id),
        "parent_id": str(channel.parent_id),
        "owner_id": str(channel.owner_id or bot.id),
        "name": channel.name,
        "flags": channel.flags,
        "last_message_id": str(channel.last_message_id) if channel.last_message_id else None,
        "last_pin_timestamp": None,
        "rate_limit_per_user": channel.rate_limit_per_user,
        "thread_metadata": thread_metadata_view(channel),
        "message_count": present,
        "member_count": min(len(channel.thread.members), 50),
        "total_message_sent": max(channel.thread.messages_sent, present),
    }
    if channel.thread.applied_tags:
        view["applied_tags"] = [str(tag_id) for tag_id in channel.thread.applied_tags]
    if bot.id in channel.thread.members:
        view["member"] = thread_member_view(channel, bot.id)
    return view


def _is_in(world: World, message_id: int, channel: Channel) -> bool:
    message = world.messages.get(message_id)
    return message is not None and message["channel_id"] == str(channel.id)
