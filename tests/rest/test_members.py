import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.models.flags import MemberFlags
from app.models.user import Member
from app.rest.client import Rest
from tests.rest.wire import Sent, recorded, sent

WHY = "warned twice"
UNTIL = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
EVERYTHING = {
    "nick": "Bo",
    "roles": ["7", "8"],
    "mute": True,
    "deaf": False,
    "channel_id": "9",
    "communication_disabled_until": "2026-12-01T09:00:00Z",
    "flags": 4,
}


def page(*ids: int) -> list[dict[str, Any]]:
    return [{"user": {"id": str(number)}} for number in ids]


async def test_a_member_is_read() -> None:
    rest, requests = recorded({"nick": "Bo", "user": {"id": "2"}})

    member = await rest.members.get(1, 2)

    assert (member.id, member.display_name) == (2, "Bo")
    assert sent(requests[0]) == Sent("GET", "/guilds/1/members/2", {}, None)


async def test_all_members_are_read_a_thousand_at_a_time() -> None:
    rest, requests = recorded(page(*range(1, 1001)), page(1001))

    assert [member.id async for member in rest.members.list(1)] == list(range(1, 1002))
    assert [sent(request) for request in requests] == [
        Sent("GET", "/guilds/1/members", {"limit": "1000"}, None),
        Sent("GET", "/guilds/1/members", {"limit": "1000", "after": "1000"}, None),
    ]


async def test_some_members_behind_one_are_read() -> None:
    rest, requests = recorded(page(6, 7))

    assert [member.id async for member in rest.members.list(1, after=5, limit=2)] == [6, 7]
    assert [sent(request).query for request in requests] == [{"limit": "2", "after": "5"}]


async def test_members_are_found_by_the_beginning_of_a_name() -> None:
    rest, requests = recorded(page(6, 7))

    assert [member.id for member in await rest.members.search(1, "bo b", limit=10)] == [6, 7]
    assert sent(requests[0]) == Sent("GET", "/guilds/1/members/search", {"query": "bo b", "limit": "10"}, None)


EDITS: list[tuple[Callable[[Rest], Awaitable[Member]], str, dict[str, Any]]] = [
    (
        lambda rest: rest.members.edit(
            1,
            2,
            nick="Bo",
            roles=[7, 8],
            mute=True,
            deaf=False,
            channel_id=9,
            communication_disabled_until=UNTIL,
            flags=MemberFlags.bypasses_verification,
            reason=WHY,
        ),
        "/guilds/1/members/2",
        EVERYTHING,
    ),
    (
        lambda rest: rest.members.edit(1, 2, nick=None, channel_id=None, communication_disabled_until=None, reason=WHY),
        "/guilds/1/members/2",
        {"nick": None, "channel_id": None, "communication_disabled_until": None},
    ),
    (
        lambda rest: rest.members.edit_me(1, nick="Bot", avatar=b"GIF89a", banner=None, bio="I roll", reason=WHY),
        "/guilds/1/members/@me",
        {"nick": "Bot", "avatar": "data:image/gif;base64,R0lGODlh", "banner": None, "bio": "I roll"},
    ),
]


@pytest.mark.parametrize(("edit", "path", "data"), EDITS)
async def test_of_a_member_what_is_given_is_edited_and_none_clears(
    edit: Callable[[Rest], Awaitable[Member]], path: str, data: dict[str, Any]
) -> None:
    rest, requests = recorded({"nick": "Bo", "user": {"id": "2"}})

    assert (await edit(rest)).id == 2
    assert sent(requests[0]) == Sent("PATCH", path, {}, data)
    assert requests[0].headers["X-Audit-Log-Reason"] == "warned%20twice"


async def test_who_granted_it_can_be_brought_into_a_server() -> None:
    rest, requests = recorded({"user": {"id": "2"}}, None)

    added = await rest.members.add(1, 2, access_token="access", nick="Bo", roles=[7], mute=False, deaf=False)

    assert added is not None
    assert added.id == 2
    assert await rest.members.add(1, 2, access_token="access") is None
    assert [sent(request) for request in requests] == [
        Sent(
            "PUT",
            "/guilds/1/members/2",
            {},
            {"access_token": "access", "nick": "Bo", "roles": ["7"], "mute": False, "deaf": False},
        ),
        Sent("PUT", "/guilds/1/members/2", {}, {"access_token": "access"}),
    ]


@pytest.mark.parametrize(
    ("call", "method", "path"),
    [
        (lambda rest: rest.members.add_role(1, 2, 3, reason=WHY), "PUT", "/guilds/1/members/2/roles/3"),
        (lambda rest: rest.members.remove_role(1, 2, 3, reason=WHY), "DELETE", "/guilds/1/members/2/roles/3"),
        (lambda rest: rest.members.kick(1, 2, reason=WHY), "DELETE", "/guilds/1/members/2"),
    ],
)
async def test_roles_are_given_and_taken_and_members_kicked_for_a_reason(
    call: Callable[[Rest], Awaitable[None]], method: str, path: str
) -> None:
    rest, requests = recorded(None)

    await call(rest)

    assert sent(requests[0]) == Sent(method, path, {}, None)
    assert requests[0].headers["X-Audit-Log-Reason"] == "warned%20twice"
