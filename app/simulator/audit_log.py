"""
Writes down who did what in a guild, with the reason that came along, and compares what changed.

https://docs.discord.com/developers/resources/audit-log
"""

from collections.abc import Mapping
from enum import IntEnum
from urllib.parse import unquote

from starlette.requests import Request

from app.simulator.guild_records import AuditLogEntry
from app.simulator.refusal import form_refusal
from app.simulator.world import Guild, Json, World

_LONGEST_REASON = 512


class Action(IntEnum):
    """Types of audit log entries, under their documented names."""

    GUILD_UPDATE = 1
    CHANNEL_CREATE = 10
    CHANNEL_UPDATE = 11
    CHANNEL_DELETE = 12
    CHANNEL_OVERWRITE_CREATE = 13
    CHANNEL_OVERWRITE_UPDATE = 14
    CHANNEL_OVERWRITE_DELETE = 15
    MEMBER_KICK = 20
    MEMBER_PRUNE = 21
    MEMBER_BAN_ADD = 22
    MEMBER_BAN_REMOVE = 23
    MEMBER_UPDATE = 24
    MEMBER_ROLE_UPDATE = 25
    MEMBER_MOVE = 26
    MEMBER_DISCONNECT = 27
    ROLE_CREATE = 30
    ROLE_UPDATE = 31
    ROLE_DELETE = 32
    INVITE_CREATE = 40
    INVITE_DELETE = 42
    WEBHOOK_CREATE = 50
    WEBHOOK_UPDATE = 51
    WEBHOOK_DELETE = 52
    EMOJI_CREATE = 60
    EMOJI_UPDATE = 61
    EMOJI_DELETE = 62
    MESSAGE_DELETE = 72
    MESSAGE_BULK_DELETE = 73
    MESSAGE_PIN = 74
    MESSAGE_UNPIN = 75
    STICKER_CREATE = 90
    STICKER_UPDATE = 91
    STICKER_DELETE = 92
    GUILD_SCHEDULED_EVENT_CREATE = 100
    GUILD_SCHEDULED_EVENT_UPDATE = 101
    GUILD_SCHEDULED_EVENT_DELETE = 102
    THREAD_CREATE = 110
    THREAD_UPDATE = 111
    THREAD_DELETE = 112
    APPLICATION_COMMAND_PERMISSION_UPDATE = 121
    AUTO_MODERATION_RULE_CREATE = 140
    AUTO_MODERATION_RULE_UPDATE = 141
    AUTO_MODERATION_RULE_DELETE = 142


def record(
    world: World,
    request: Request,
    guild: Guild,
    action: Action,
    target_id: int | None = None,
    *,
    changes: list[Json] | None = None,
    options: Mapping[str, str] | None = None,
    user_id: int | None = None,
) -> None:
    """Write down what was done, with the reason that the request gave.

    Args:
        world: What Discord holds.
        request: The request by which it was done.
        guild: Where.
        action: What was done.
        target_id: To what, or to whom.
        changes: Audit log change objects.
        options: More about it.
        user_id: Who did it, if not the bot user.
    """
    entry = AuditLogEntry(
        world.snowflakes(), guild.id, action, user_id or world.application.bot.id, target_id, reason_of(request)
    )
    entry.changes += changes or []
    entry.options |= options or {}
    world.audit_log.append(entry)


def reason_of(request: Request) -> str | None:
    """Read the reason that a request gives for the audit log.

    Raises:
        Refusal: If it is longer than 512 characters.
    """
    reason = unquote(request.headers.get("x-audit-log-reason", ""))
    if len(reason) > _LONGEST_REASON:
        raise form_refusal(("reason",), "BASE_TYPE_MAX_LENGTH", f"Must be {_LONGEST_REASON} or fewer in length.")
    return reason or None


def compared(before: Mapping[str, object], after: Mapping[str, object]) -> list[Json]:
    """List as audit log changes what differs; a null is left out, as Discord does."""
    changes: list[Json] = []
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        if old == new or key == "id":
            continue
        change: Json = {"key": key}
        if old is not None:
            change["old_value"] = old
        if new is not None:
            change["new_value"] = new
        changes.append(change)
    return changes


def entry_view(entry: AuditLogEntry) -> Json:
    """Give the audit log entry object."""
    view: Json = {
        "id": str(entry.id),
        "action_type": entry.action_type,
        "user_id": str(entry.user_id),
        "target_id": str(entry.target_id) if entry.target_id is not None else None,
    }
    if entry.changes:
        view["changes"] = entry.changes
    if entry.options:
        view["options"] = entry.options
    if entry.reason is not None:
        view["reason"] = entry.reason
    return view
