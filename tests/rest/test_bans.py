from typing import Any

from tests.rest.wire import Sent, recorded, sent


def page(*ids: int) -> list[dict[str, Any]]:
    return [{"user": {"id": str(number)}, "reason": None} for number in ids]


async def test_a_ban_tells_its_reason() -> None:
    rest, requests = recorded({"user": {"id": "2"}, "reason": "spam"})

    ban = await rest.bans.get(1, 2)

    assert (ban.user.id, ban.reason) == (2, "spam")
    assert sent(requests[0]) == Sent("GET", "/guilds/1/bans/2", {}, None)


async def test_all_bans_are_read_a_thousand_at_a_time() -> None:
    rest, requests = recorded(page(*range(1, 1001)), page())

    assert [ban.user.id async for ban in rest.bans.list(1)] == list(range(1, 1001))
    assert [sent(request) for request in requests] == [
        Sent("GET", "/guilds/1/bans", {"limit": "1000"}, None),
        Sent("GET", "/guilds/1/bans", {"limit": "1000", "after": "1000"}, None),
    ]


async def test_some_bans_behind_one_are_read() -> None:
    rest, requests = recorded(page(6))

    assert [ban.user.id async for ban in rest.bans.list(1, after=5, limit=1)] == [6]
    assert [sent(request).query for request in requests] == [{"limit": "1", "after": "5"}]


async def test_a_ban_can_carry_a_reason_and_delete_messages() -> None:
    rest, requests = recorded(None)

    await rest.bans.create(1, 2)
    await rest.bans.create(1, 2, delete_message_seconds=3600, reason="spam, again")

    assert [sent(request) for request in requests] == [
        Sent("PUT", "/guilds/1/bans/2", {}, {"delete_message_seconds": 0}),
        Sent("PUT", "/guilds/1/bans/2", {}, {"delete_message_seconds": 3600}),
    ]
    assert [request.headers.get("X-Audit-Log-Reason") for request in requests] == [None, "spam%2C%20again"]


async def test_many_are_banned_at_once_and_those_who_could_not_be_are_told() -> None:
    rest, requests = recorded({"banned_users": ["2"], "failed_users": ["3"]})

    result = await rest.bans.bulk_create(1, [2, 3], delete_message_seconds=60, reason="raid")

    assert (result.banned_users, result.failed_users) == ((2,), (3,))
    assert sent(requests[0]) == Sent(
        "POST", "/guilds/1/bulk-ban", {}, {"user_ids": ["2", "3"], "delete_message_seconds": 60}
    )
    assert requests[0].headers["X-Audit-Log-Reason"] == "raid"


async def test_a_ban_is_lifted_for_a_reason() -> None:
    rest, requests = recorded(None)

    await rest.bans.delete(1, 2, reason="appeal")

    assert sent(requests[0]) == Sent("DELETE", "/guilds/1/bans/2", {}, {})
    assert requests[0].headers["X-Audit-Log-Reason"] == "appeal"
