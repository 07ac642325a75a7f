from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.models.auto_moderation import (
    AutoModerationAction,
    AutoModerationActionMetadata,
    AutoModerationActionType,
    AutoModerationEventType,
    AutoModerationKeywordPresetType,
    AutoModerationRule,
    AutoModerationTriggerMetadata,
    AutoModerationTriggerType,
)
from app.models.base import Snowflake
from app.rest.client import Rest
from tests.rest.wire import Sent, recorded, sent

PATH = "/guilds/1/auto-moderation/rules"
RULE = {"id": "2", "name": "No cats", "trigger_type": 1, "actions": [{"type": 3, "metadata": {"duration_seconds": 60}}]}
BLOCK = AutoModerationAction(type=AutoModerationActionType.block_message)
ALERT = AutoModerationAction(
    type=AutoModerationActionType.send_alert_message, metadata=AutoModerationActionMetadata(channel_id=Snowflake(9))
)
MESSAGES = AutoModerationEventType.message_send


async def test_rules_are_read() -> None:
    rest, requests = recorded([RULE], RULE)

    (listed,) = await rest.auto_moderation.list(1)

    assert listed.trigger_type is AutoModerationTriggerType.keyword
    assert listed.actions[0].metadata == AutoModerationActionMetadata(duration_seconds=60)
    assert await rest.auto_moderation.get(1, 2) == listed
    assert [sent(request) for request in requests] == [
        Sent("GET", PATH, {}, None),
        Sent("GET", f"{PATH}/2", {}, None),
    ]


WRITES: list[tuple[Callable[[Rest], Awaitable[AutoModerationRule]], str, str, dict[str, Any]]] = [
    (
        lambda rest: rest.auto_moderation.create(
            1,
            name="No cats",
            event_type=MESSAGES,
            trigger_type=AutoModerationTriggerType.keyword,
            trigger_metadata=AutoModerationTriggerMetadata(keyword_filter=["cat*"], regex_patterns=["(b|c)at"]),
            actions=[BLOCK, ALERT],
            enabled=True,
            exempt_roles=[5],
            exempt_channels=[6, 7],
            reason="dogs",
        ),
        "POST",
        PATH,
        {
            "name": "No cats",
            "event_type": 1,
            "trigger_type": 1,
            "trigger_metadata": {"keyword_filter": ["cat*"], "regex_patterns": ["(b|c)at"]},
            "actions": [{"type": 1}, {"type": 2, "metadata": {"channel_id": "9"}}],
            "enabled": True,
            "exempt_roles": ["5"],
            "exempt_channels": ["6", "7"],
        },
    ),
    (
        lambda rest: rest.auto_moderation.create(
            1,
            name="No spam",
            event_type=MESSAGES,
            trigger_type=AutoModerationTriggerType.spam,
            actions=[BLOCK],
            reason="dogs",
        ),
        "POST",
        PATH,
        {"name": "No spam", "event_type": 1, "trigger_type": 3, "actions": [{"type": 1}]},
    ),
    (
        lambda rest: rest.auto_moderation.create(
            1,
            name="Manners",
            event_type=MESSAGES,
            trigger_type=AutoModerationTriggerType.keyword_preset,
            trigger_metadata=AutoModerationTriggerMetadata(
                presets=(AutoModerationKeywordPresetType.slurs,), allow_list=("heck",)
            ),
            actions=[BLOCK],
            reason="dogs",
        ),
        "POST",
        PATH,
        {
            "name": "Manners",
            "event_type": 1,
            "trigger_type": 4,
            "trigger_metadata": {"presets": [3], "allow_list": ["heck"]},
            "actions": [{"type": 1}],
        },
    ),
    (
        lambda rest: rest.auto_moderation.edit(
            1,
            2,
            trigger_metadata=AutoModerationTriggerMetadata(
                mention_total_limit=5, mention_raid_protection_enabled=False
            ),
            exempt_roles=[],
            reason="dogs",
        ),
        "PATCH",
        f"{PATH}/2",
        {
            "trigger_metadata": {"mention_total_limit": 5, "mention_raid_protection_enabled": False},
            "exempt_roles": [],
        },
    ),
    (
        lambda rest: rest.auto_moderation.edit(
            1, 2, name="Cats", event_type=MESSAGES, actions=[BLOCK], enabled=False, exempt_channels=[6], reason="dogs"
        ),
        "PATCH",
        f"{PATH}/2",
        {"name": "Cats", "event_type": 1, "actions": [{"type": 1}], "enabled": False, "exempt_channels": ["6"]},
    ),
]


@pytest.mark.parametrize(("write", "method", "path", "data"), WRITES)
async def test_a_rule_is_made_and_edited_with_what_is_given(
    write: Callable[[Rest], Awaitable[AutoModerationRule]], method: str, path: str, data: dict[str, Any]
) -> None:
    rest, requests = recorded(RULE)

    assert (await write(rest)).id == 2
    assert sent(requests[0]) == Sent(method, path, {}, data)
    assert requests[0].headers["X-Audit-Log-Reason"] == "dogs"


async def test_a_rule_is_deleted_for_a_reason() -> None:
    rest, requests = recorded(None)

    await rest.auto_moderation.delete(1, 2, reason="cats")

    assert sent(requests[0]) == Sent("DELETE", f"{PATH}/2", {}, None)
    assert requests[0].headers["X-Audit-Log-Reason"] == "cats"
