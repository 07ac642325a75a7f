"""
Reads what a bot plans: where, when and how often an event takes place.

https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-object-field-requirements-by-entity-type
"""

from app.simulator.form_values import read_image, read_time
from app.simulator.forms import Form
from app.simulator.refusal import FormErrors
from app.simulator.views import instant
from app.simulator.world import STAGE, VOICE, Guild, Json

STAGE_INSTANCE, VOICE_CHANNEL, EXTERNAL = 1, 2, 3
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
_GUILD_ONLY = 2
_NEXT = {SCHEDULED: (SCHEDULED, ACTIVE, CANCELED), ACTIVE: (ACTIVE, COMPLETED)}
_NULLABLE = ("description", "image", "scheduled_end_time", "channel_id", "entity_metadata", "recurrence_rule")
_CHANNEL_TYPES = {STAGE_INSTANCE: STAGE, VOICE_CHANNEL: VOICE}


def read_event(body: object, guild: Guild, before: Json, now: float) -> Json:
    """Read the fields of an event that are given, checked together with what holds already.

    Args:
        body: The decoded request body.
        guild: Whose event.
        before: The event so far; empty for a new one, whose every field is given back.
        now: Unix time; an event begins later.

    Raises:
        Refusal: If Discord would not take it.
    """
    errors = FormErrors()
    form = Form(body, errors)
    is_new = not before
    start = read_time(form, "scheduled_start_time", required=is_new)
    end = read_time(form, "scheduled_end_time")
    image = read_image(form, "image")
    channel_id = form.snowflake("channel_id")
    changes: Json = {
        "name": form.text("name", least=1, most=100, required=is_new),
        "description": form.text("description", most=1000),
        "image": image.hash if image else None,
        "scheduled_start_time": None if start is None else instant(start),
        "scheduled_end_time": None if end is None else instant(end),
        "privacy_level": form.choice("privacy_level", (_GUILD_ONLY,), required=is_new),
        "entity_type": form.choice("entity_type", (STAGE_INSTANCE, VOICE_CHANNEL, EXTERNAL), required=is_new),
        "channel_id": None if channel_id is None else str(channel_id),
        "entity_metadata": _read_metadata(form),
        "recurrence_rule": _read_recurrence(form),
    }
    if start is not None and start <= now:
        form.fail("scheduled_start_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", "Cannot schedule event in the past.")
    if not is_new:
        status = form.choice("status", _NEXT[before["status"]])
        given = {key: value for key, value in changes.items() if key in form.data}
        changes = {key: value for key, value in given.items() if value is not None or key in _NULLABLE}
        if status is not None:
            changes["status"] = status
    errors.raise_if_any()
    _check_place(form, guild, before | changes)
    errors.raise_if_any()
    if (before | changes)["entity_type"] != EXTERNAL and "entity_metadata" in changes:
        changes["entity_metadata"] = None
    return changes


def _check_place(form: Form, guild: Guild, event: Json) -> None:
    """Check that an event takes place either in a fitting channel or somewhere else, up to a known time."""
    if event["entity_type"] == EXTERNAL:
        if event["channel_id"] is not None:
            form.fail("channel_id", "GUILD_SCHEDULED_EVENT_EXTERNAL_CHANNEL", "External events have no channel.")
        if not event["entity_metadata"]:
            form.fail("entity_metadata", "BASE_TYPE_REQUIRED", "This field is required")
        if event["scheduled_end_time"] is None:
            form.fail("scheduled_end_time", "BASE_TYPE_REQUIRED", "This field is required")
    elif event["channel_id"] is None:
        form.fail("channel_id", "BASE_TYPE_REQUIRED", "This field is required")
    else:
        channel = guild.channels.get(int(event["channel_id"]))
        if channel is None or channel.type != _CHANNEL_TYPES[event["entity_type"]]:
            form.fail("channel_id", "GUILD_SCHEDULED_EVENT_CHANNEL_TYPE", "The channel does not fit the entity type.")
    end = event["scheduled_end_time"]
    if end is not None and end <= event["scheduled_start_time"]:
        form.fail("scheduled_end_time", "GUILD_SCHEDULED_EVENT_END_BEFORE_START", "The end must be after the start.")


def _read_metadata(form: Form) -> Json | None:
    metadata = form.child("entity_metadata")
    if metadata is None:
        return None
    location = metadata.text("location", most=100)
    return {"location": location} if location else None


def _read_recurrence(form: Form) -> Json | None:
    rule = form.child("recurrence_rule")
    if rule is None:
        return None
    start, end = read_time(rule, "start", required=True), read_time(rule, "end")
    read: Json = {
        "start": None if start is None else instant(start),
        "end": None if end is None else instant(end),
        "frequency": rule.choice("frequency", range(4), required=True),
        "interval": rule.integer("interval", least=1) or 1,
        "count": rule.integer("count"),
    }
    for key, most in (
        ("by_weekday", 7),
        ("by_n_weekday", 7),
        ("by_month", 12),
        ("by_month_day", 31),
        ("by_year_day", 366),
    ):
        read[key] = rule.items(key, most=most) or None
    return read
