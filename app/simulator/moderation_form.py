"""
Reads a rule of auto moderation: what sets it off, and what happens then.

https://docs.discord.com/developers/resources/auto-moderation
"""

from app.simulator.form_values import read_ids, read_texts
from app.simulator.forms import Form
from app.simulator.refusal import FormErrors
from app.simulator.world import Guild, Json

KEYWORD, SPAM, KEYWORD_PRESET, MENTION_SPAM, MEMBER_PROFILE = 1, 3, 4, 5, 6
BLOCK_MESSAGE, SEND_ALERT_MESSAGE, TIMEOUT, BLOCK_MEMBER_INTERACTION = 1, 2, 3, 4
MOST_RULES = {KEYWORD: 6, SPAM: 1, KEYWORD_PRESET: 1, MENTION_SPAM: 1, MEMBER_PROFILE: 1}
"""Rules that a guild may have, by what sets them off."""

_MESSAGE_SEND, _MEMBER_UPDATE = 1, 2
_PRESETS = (1, 2, 3)
_LONGEST_TIMEOUT = 2_419_200
_WITH_TIMEOUT = (KEYWORD, MENTION_SPAM)


def read_rule(body: object, guild: Guild, before: Json) -> Json:
    """Read the fields of a rule that are given.

    Args:
        body: The decoded request body.
        guild: Whose rule.
        before: The rule so far; empty for a new one, whose every field is given back.

    Raises:
        Refusal: If Discord would not take it.
    """
    errors = FormErrors()
    form = Form(body, errors)
    is_new = not before
    trigger: int | None = before.get("trigger_type")
    if is_new:
        trigger = form.choice("trigger_type", MOST_RULES, required=True)
    changes: Json = {
        "name": form.text("name", least=1, most=100, required=is_new),
        "event_type": form.choice("event_type", (_MESSAGE_SEND, _MEMBER_UPDATE), required=is_new),
        "enabled": bool(form.boolean("enabled")),
        "exempt_roles": [str(role_id) for role_id in read_ids(form, "exempt_roles", most=20)],
        "exempt_channels": [str(channel_id) for channel_id in read_ids(form, "exempt_channels", most=50)],
        "actions": [_read_action(action, guild, trigger) for action in form.children("actions", least=is_new, most=5)],
        "trigger_metadata": _read_metadata(form, trigger),
    }
    if not is_new:
        changes = {key: value for key, value in changes.items() if form.data.get(key) is not None}
        if "actions" in changes and not changes["actions"]:
            form.fail("actions", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    errors.raise_if_any()
    return {"trigger_type": trigger, **changes} if is_new else changes


def _read_action(action: Form, guild: Guild, trigger: int | None) -> Json:
    allowed = {BLOCK_MESSAGE, SEND_ALERT_MESSAGE, TIMEOUT, BLOCK_MEMBER_INTERACTION}
    kind = action.choice("type", allowed if trigger in _WITH_TIMEOUT else allowed - {TIMEOUT}, required=True)
    metadata = action.child("metadata") or Form({}, action.errors, (*action.path, "metadata"))
    read: Json = {}
    if kind == BLOCK_MESSAGE and (message := metadata.text("custom_message", most=150)) is not None:
        read["custom_message"] = message
    elif kind == SEND_ALERT_MESSAGE:
        channel_id = metadata.snowflake("channel_id", required=True)
        if channel_id is not None and channel_id not in guild.channels:
            metadata.fail("channel_id", "CHANNEL_INVALID", "Channel is not in this guild.")
        read["channel_id"] = str(channel_id)
    elif kind == TIMEOUT:
        read["duration_seconds"] = metadata.integer("duration_seconds", least=0, most=_LONGEST_TIMEOUT, required=True)
    return {"type": kind, "metadata": read}


def _read_metadata(form: Form, trigger: int | None) -> Json:
    metadata = form.child("trigger_metadata") or Form({}, form.errors, ("trigger_metadata",))
    if trigger in (KEYWORD, MEMBER_PROFILE):
        return {
            "keyword_filter": read_texts(metadata, "keyword_filter", most=1000, longest=60),
            "regex_patterns": read_texts(metadata, "regex_patterns", most=10, longest=260),
            "allow_list": read_texts(metadata, "allow_list", most=100, longest=60),
        }
    if trigger == KEYWORD_PRESET:
        presets = metadata.items("presets")
        if len(presets) > len(_PRESETS) or any(preset not in _PRESETS for preset in presets):
            metadata.fail("presets", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3).")
        return {"presets": presets, "allow_list": read_texts(metadata, "allow_list", most=1000, longest=60)}
    if trigger == MENTION_SPAM:
        return {
            "mention_total_limit": metadata.integer("mention_total_limit", least=0, most=50) or 0,
            "mention_raid_protection_enabled": bool(metadata.boolean("mention_raid_protection_enabled")),
        }
    return {}
