from typing import Any

import pytest

from app.models.audit_log import AuditLogChange, AuditLogEvent
from tests.rest.wire import Sent, recorded, sent

PATH = "/guilds/1/audit-logs"


def log(*ids: int) -> dict[str, Any]:
    return {"audit_log_entries": [{"id": str(number), "action_type": 20} for number in ids]}


async def test_a_log_tells_what_was_done_and_whom_it_is_about() -> None:
    entry = {
        "id": "9",
        "action_type": 25,
        "user_id": "2",
        "target_id": "3",
        "changes": [{"key": "$add", "new_value": [{"id": "4", "name": "Artist"}]}],
        "options": {"integration_type": "discord"},
        "reason": "event",
    }
    rest, requests = recorded({"audit_log_entries": [entry], "users": [{"id": "2"}], "webhooks": [{"id": "5"}]})

    read = await rest.audit_logs.get(1)

    (first,) = read.audit_log_entries
    assert (first.action_type, first.target_id, first.reason) == (AuditLogEvent.member_role_update, 3, "event")
    assert first.changes == (AuditLogChange(key="$add", new_value=[{"id": "4", "name": "Artist"}]),)
    assert first.options is not None
    assert first.options.integration_type == "discord"
    assert (read.users[0].id, read.webhooks[0].id) == (2, 5)
    assert sent(requests[0]) == Sent("GET", PATH, {"limit": "50"}, None)


async def test_a_log_is_read_by_doer_target_and_deed() -> None:
    rest, requests = recorded(log())

    await rest.audit_logs.get(1, user_id=2, target_id=3, action_type=AuditLogEvent.member_kick, after=0, limit=5)

    assert sent(requests[0]).query == {
        "user_id": "2",
        "target_id": "3",
        "action_type": "20",
        "after": "0",
        "limit": "5",
    }


async def test_all_entries_are_read_a_hundred_at_a_time_the_newest_first() -> None:
    rest, requests = recorded(log(*range(200, 100, -1)), log(100))

    assert [entry.id async for entry in rest.audit_logs.list(1)] == list(range(200, 99, -1))
    assert [sent(request) for request in requests] == [
        Sent("GET", PATH, {"limit": "100"}, None),
        Sent("GET", PATH, {"limit": "100", "before": "101"}, None),
    ]


async def test_some_entries_before_one_are_read() -> None:
    rest, requests = recorded(log(8))

    entries = rest.audit_logs.list(1, user_id=2, target_id=3, action_type=AuditLogEvent.member_kick, before=9, limit=1)

    assert [entry.action_type async for entry in entries] == [AuditLogEvent.member_kick]
    assert [sent(request).query for request in requests] == [
        {"user_id": "2", "target_id": "3", "action_type": "20", "before": "9", "limit": "1"}
    ]


async def test_entries_after_an_id_are_read_from_the_oldest_to_newer_ones() -> None:
    rest, requests = recorded(log(*range(11, 111)), log(111))

    assert [entry.id async for entry in rest.audit_logs.list(1, after=10)] == list(range(11, 112))
    assert [sent(request).query for request in requests] == [
        {"limit": "100", "after": "10"},
        {"limit": "100", "after": "110"},
    ]


async def test_a_log_is_read_one_way_only() -> None:
    rest, requests = recorded(log())

    with pytest.raises(ValueError, match="entries of an audit log are listed before an id or after one"):
        rest.audit_logs.list(1, before=9, after=5)
    with pytest.raises(ValueError, match="leave before or after out"):
        await rest.audit_logs.get(1, before=9, after=5)
    assert not requests
