import datetime as dt
from typing import Any

import pytest

from tests.rest.wire import Sent, recorded, sent

NOON = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)


def page(*ids: int, has_more: bool = False) -> dict[str, Any]:
    items = [{"pinned_at": (NOON - dt.timedelta(minutes=one)).isoformat(), "message": {"id": str(one)}} for one in ids]
    return {"items": items, "has_more": has_more}


async def test_pins_are_listed_by_when_they_were_pinned() -> None:
    rest, requests = recorded(page(1, 2, has_more=True), page(3))

    pins = [pin async for pin in rest.pins.list(1)]

    assert [pin.message.id for pin in pins] == [1, 2, 3]
    assert pins[0].pinned_at == NOON - dt.timedelta(minutes=1)
    assert [sent(request) for request in requests] == [
        Sent("GET", "/channels/1/messages/pins", {"limit": "50"}, None),
        Sent("GET", "/channels/1/messages/pins", {"limit": "50", "before": "2026-07-01T11:58:00+00:00"}, None),
    ]


async def test_pins_before_a_time_are_listed() -> None:
    rest, requests = recorded(page(1, 2, has_more=True))
    before = dt.datetime(2026, 7, 1, 14, tzinfo=dt.timezone(dt.timedelta(hours=2)))

    assert len([pin async for pin in rest.pins.list(1, before=before, limit=2)]) == 2
    assert sent(requests[0]).query == {"limit": "2", "before": "2026-07-01T12:00:00+00:00"}
    assert len(requests) == 1


@pytest.mark.parametrize(("verb", "method"), [("create", "PUT"), ("delete", "DELETE")])
async def test_a_message_is_pinned_and_unpinned_with_a_reason(verb: str, method: str) -> None:
    rest, requests = recorded()
    await getattr(rest.pins, verb)(1, 5, reason="rules")

    assert sent(requests[0]) == Sent(method, "/channels/1/messages/pins/5", {}, None)
    assert requests[0].headers["X-Audit-Log-Reason"] == "rules"
