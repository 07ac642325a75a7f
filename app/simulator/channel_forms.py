"""
Reads the settings of a channel or thread from a request, and writes them into it.

https://docs.discord.com/developers/resources/channel#modify-channel
"""

from collections.abc import Collection
from typing import Any

from app.simulator.form_values import read_ids, read_permissions
from app.simulator.forms import Form
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.world import (
    ANNOUNCEMENT,
    CATEGORY,
    FORUM,
    MEDIA,
    STAGE,
    TEXT,
    VOICE,
    Channel,
    Guild,
    Json,
    Overwrite,
    World,
)

_GUILD_TYPES = frozenset({TEXT, VOICE, CATEGORY, ANNOUNCEMENT, STAGE, FORUM, MEDIA})
_ARCHIVE_MINUTES = (60, 1440, 4320, 10_080)
_SLOWMODE_LIMIT = 21_600
TAG_LIMIT = 5
_OVERWRITE_LIMIT, _CATEGORY_LIMIT = 1000, 50
_NUMBERS = {
    "position": (0, None),
    "rate_limit_per_user": (0, _SLOWMODE_LIMIT),
    "default_thread_rate_limit_per_user": (0, _SLOWMODE_LIMIT),
    "bitrate": (8000, 384_000),
    "user_limit": (0, 10_000),
    "flags": (0, None),
}
_CHOICES: dict[str, Collection[int]] = {
    "video_quality_mode": (1, 2),
    "default_auto_archive_duration": _ARCHIVE_MINUTES,
    "default_sort_order": (0, 1),
    "default_forum_layout": (0, 1, 2),
}
_ATTRIBUTES = ("position", "topic", "nsfw", "rate_limit_per_user", "flags")
_OF_VOICE = frozenset({"bitrate", "user_limit", "rtc_region", "video_quality_mode"})
_OF_THREADS = frozenset({"default_auto_archive_duration", "default_thread_rate_limit_per_user"})
_OF_FORUM = _OF_THREADS | {"available_tags", "default_reaction_emoji", "default_sort_order", "default_forum_layout"}
_NULLABLE = frozenset({"rtc_region", "default_reaction_emoji", "default_sort_order"})
_SETTINGS: dict[int, frozenset[str]] = {
    TEXT: _OF_THREADS,
    ANNOUNCEMENT: _OF_THREADS,
    VOICE: _OF_VOICE,
    STAGE: _OF_VOICE,
    FORUM: _OF_FORUM,
    MEDIA: _OF_FORUM,
}


def check_channel(body: object, guild: Guild, kind: int, *, is_new: bool) -> Json:
    """Check the settings of a guild's channel.

    Args:
        body: The decoded request body.
        guild: Whose channel it is or will be.
        kind: Type of the channel.
        is_new: Whether it is being made, so that it needs a name.

    Returns:
        The body.

    Raises:
        Refusal: If Discord would not take it.
    """
    errors = FormErrors()
    form = Form(body, errors)
    if is_new or "name" in form.data:
        form.text("name", least=1, most=100, required=True)
    form.text("topic", most=4096 if kind in (FORUM, MEDIA) else 1024)
    form.boolean("nsfw")
    form.text("rtc_region", most=100)
    for key, (least, most) in _NUMBERS.items():
        form.integer(key, least=least, most=most)
    for key, choices in _CHOICES.items():
        form.choice(key, choices)
    _check_type(form, kind, is_new=is_new)
    _check_parent(form, guild, kind)
    for overwrite in form.children("permission_overwrites"):
        overwrite.snowflake("id", required=True)
        check_overwrite(overwrite)
    for tag in form.children("available_tags", most=20):
        tag.text("name", least=1, most=50, required=True)
        tag.boolean("moderated")
        _check_emoji(tag)
    if emoji := form.child("default_reaction_emoji"):
        _check_emoji(emoji)
    errors.raise_if_any()
    if len(form.data.get("permission_overwrites") or ()) > _OVERWRITE_LIMIT:
        raise Refusal(400, 30060)
    return form.data


def check_overwrite(form: Form) -> None:
    """Check what an overwrite allows and denies, and to what kind of holder."""
    form.choice("type", (0, 1))
    for key in ("allow", "deny"):
        read_permissions(form, key)


def overwrite_from(data: Json, guild: Guild) -> Overwrite:
    """Make the overwrite of a checked request; without a type it follows what the id belongs to."""
    holder = int(data["id"])
    kind = data.get("type")
    is_role = kind is None and holder in guild.roles
    return Overwrite(
        holder,
        (0 if is_role else 1) if kind is None else int(kind),
        int(data.get("allow") or 0),
        int(data.get("deny") or 0),
    )


def apply_channel(world: World, guild: Guild, channel: Channel, data: Json) -> None:
    """Write checked settings into a channel; what its type does not have is passed over."""
    if "type" in data and data["type"] is not None:
        channel.type = int(data["type"])
    if data.get("name") is not None:
        channel.name = _shown_name(data["name"], channel.type)
    if "parent_id" in data:
        channel.parent_id = int(data["parent_id"]) if data["parent_id"] is not None else None
    if "permission_overwrites" in data:
        channel.overwrites = [overwrite_from(one, guild) for one in data["permission_overwrites"] or ()]
    for key in _ATTRIBUTES:
        if key in data:
            setattr(channel, key, _plain(key, data[key]))
    for key in _SETTINGS.get(channel.type, frozenset()) & data.keys():
        if data[key] is None and key not in _NULLABLE:
            channel.settings.pop(key, None)
        else:
            channel.settings[key] = _setting(world, key, data[key])


def check_thread(body: object, *, is_new: bool) -> Json:
    """Check the settings of a thread.

    Raises:
        Refusal: If Discord would not take them.
    """
    errors = FormErrors()
    form = Form(body, errors)
    if is_new or "name" in form.data:
        form.text("name", least=1, most=100, required=True)
    for key in ("archived", "locked", "invitable"):
        form.boolean(key)
    form.choice("auto_archive_duration", _ARCHIVE_MINUTES)
    form.integer("type")
    form.integer("rate_limit_per_user", least=0, most=_SLOWMODE_LIMIT)
    form.integer("flags", least=0)
    read_ids(form, "applied_tags", most=TAG_LIMIT)
    errors.raise_if_any()
    return form.data


def apply_thread(thread: Channel, data: Json, now: float) -> None:
    """Write checked settings into a thread."""
    state = thread.thread
    before = state.archived, state.auto_archive_minutes
    for key in ("archived", "locked", "invitable"):
        if data.get(key) is not None:
            setattr(state, key, data[key])
    if data.get("auto_archive_duration") is not None:
        state.auto_archive_minutes = int(data["auto_archive_duration"])
    if data.get("name") is not None:
        thread.name = data["name"]
    for key in ("rate_limit_per_user", "flags"):
        if data.get(key) is not None:
            setattr(thread, key, int(data[key]))
    if "applied_tags" in data:
        state.applied_tags = [int(tag_id) for tag_id in data["applied_tags"] or ()]
    if (state.archived, state.auto_archive_minutes) != before:
        state.changed_at = now


def _check_emoji(form: Form) -> None:
    form.snowflake("emoji_id")
    form.text("emoji_name", most=32)


def _check_type(form: Form, kind: int, *, is_new: bool) -> None:
    if is_new:
        form.choice("type", _GUILD_TYPES)
    elif form.data.get("type") is not None and form.data["type"] != kind:
        form.choice("type", (TEXT, ANNOUNCEMENT) if kind in (TEXT, ANNOUNCEMENT) else (kind,))


def _check_parent(form: Form, guild: Guild, kind: int) -> None:
    parent_id = form.snowflake("parent_id")
    if parent_id is None:
        return
    parent = guild.channels.get(parent_id)
    if parent is None:
        form.fail("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist")
    elif parent.type != CATEGORY or kind == CATEGORY:
        form.fail("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category")
    elif sum(1 for channel in guild.channels.values() if channel.parent_id == parent_id) >= _CATEGORY_LIMIT:
        form.fail("parent_id", "CHANNEL_PARENT_MAX_CHANNELS", "Maximum number of channels in category reached (50)")


def _shown_name(name: str, kind: int) -> str:
    # Where people write, Discord allows neither capitals nor spaces.
    return name.strip().lower().replace(" ", "-") if kind in (TEXT, ANNOUNCEMENT, FORUM, MEDIA) else name


def _plain(key: str, value: Any) -> object:
    """Give a setting as a channel keeps it: null is what it is without."""
    if key == "topic":
        return value or None
    return bool(value) if key == "nsfw" else int(value or 0)


def _setting(world: World, key: str, value: Any) -> object:
    if key == "available_tags":
        return [_tag(world, tag) for tag in value]
    if key == "default_reaction_emoji" and value is not None:
        emoji_id = value.get("emoji_id")
        return {"emoji_id": str(emoji_id) if emoji_id is not None else None, "emoji_name": value.get("emoji_name")}
    return value


def _tag(world: World, tag: Json) -> Json:
    return {
        "id": str(tag.get("id") or world.snowflakes()),
        "name": tag["name"],
        "moderated": bool(tag.get("moderated")),
        "emoji_id": str(tag["emoji_id"]) if tag.get("emoji_id") is not None else None,
        "emoji_name": tag.get("emoji_name"),
    }
