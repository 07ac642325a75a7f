import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from app.errors import AnswerInvalid
from app.models.channel import ChannelType, Thread
from app.models.file import File
from app.rest.threads import ThreadsResource
from tests.rest.wire import Sent, recorded, sent

THREAD = {"id": "5", "type": 11, "name": "plans", "parent_id": "1"}
NOON = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)


def archived(*ids: int, has_more: bool = False, joined: int = 0) -> dict[str, Any]:
    threads = [
        {
            "id": str(one),
            "type": 11,
            "thread_metadata": {
                "archived": True,
                "archive_timestamp": (NOON - dt.timedelta(minutes=one)).isoformat(),
            },
        }
        for one in ids
    ]
    members = [{"id": str(joined), "user_id": "8"}] if joined else []
    return {"threads": threads, "members": members, "has_more": has_more}


@pytest.mark.parametrize(
    ("call", "request_sent"),
    [
        pytest.param(
            lambda threads: threads.create(1, "plans", reason="why"),
            Sent("POST", "/channels/1/threads", {}, {"name": "plans", "type": 11}),
            id="a public one",
        ),
        pytest.param(
            lambda threads: threads.create(
                1, "plans", type=ChannelType.private_thread, invitable=False, auto_archive_duration=60, reason="why"
            ),
            Sent(
                "POST",
                "/channels/1/threads",
                {},
                {"name": "plans", "type": 12, "invitable": False, "auto_archive_duration": 60},
            ),
            id="a private one",
        ),
        pytest.param(
            lambda threads: threads.create_from_message(1, 5, "plans", rate_limit_per_user=10, reason="why"),
            Sent("POST", "/channels/1/messages/5/threads", {}, {"name": "plans", "rate_limit_per_user": 10}),
            id="below a message",
        ),
        pytest.param(
            lambda threads: threads.create_post(1, "plans", "Where to?", applied_tags=[3], reason="why"),
            Sent(
                "POST",
                "/channels/1/threads",
                {},
                {"name": "plans", "message": {"content": "Where to?"}, "applied_tags": ["3"]},
            ),
            id="in a forum",
        ),
        pytest.param(
            lambda threads: threads.create_post(1, "plans", sticker_ids=[4], reason="why"),
            Sent("POST", "/channels/1/threads", {}, {"name": "plans", "message": {"sticker_ids": ["4"]}}),
            id="in a forum, with a sticker alone",
        ),
    ],
)
async def test_a_thread_is_begun_with_a_reason(
    call: Callable[[ThreadsResource], Awaitable[Thread]], request_sent: Sent
) -> None:
    rest, requests = recorded(THREAD)
    thread = await call(rest.threads)

    assert (thread.id, thread.name) == (5, "plans")
    assert sent(requests[0]) == request_sent
    assert requests[0].headers["X-Audit-Log-Reason"] == "why"


async def test_a_post_comes_with_its_first_message_and_its_files() -> None:
    rest, requests = recorded(THREAD | {"message": {"id": "5", "content": "Where to?"}})
    post = await rest.threads.create_post(1, "plans", "Where to?", files=[File("map.txt", b"north")])

    assert post.message.content == "Where to?"
    assert sent(requests[0]).data["message"]["attachments"] == [{"id": 0, "filename": "map.txt"}]
    assert b"north" in requests[0].content


async def test_a_post_that_discord_would_refuse_is_not_sent() -> None:
    rest, requests = recorded(THREAD)

    with pytest.raises(AnswerInvalid, match=r"rest\.threads\.create_post\(\) cannot be sent"):
        await rest.threads.create_post(1, "plans")
    assert not requests


async def test_the_active_threads_of_a_server_say_which_ones_the_bot_has_joined() -> None:
    rest, requests = recorded({"threads": [THREAD, THREAD | {"id": "6"}], "members": [{"id": "6", "user_id": "8"}]})

    first, second = await rest.threads.list_active(9)

    assert first.member is None
    assert second.member is not None
    assert second.member.user_id == 8
    assert sent(requests[0]) == Sent("GET", "/guilds/9/threads/active", {}, None)


@pytest.mark.parametrize(
    ("call", "path", "cursor"),
    [
        (lambda threads: threads.list_public_archived(1), "/channels/1/threads/archived/public", NOON),
        (lambda threads: threads.list_private_archived(1), "/channels/1/threads/archived/private", NOON),
        (lambda threads: threads.list_joined_private_archived(1), "/channels/1/users/@me/threads/archived/private", 2),
    ],
)
async def test_archived_threads_are_listed_while_there_are_more(
    call: Callable[[ThreadsResource], AsyncIterator[Thread]], path: str, cursor: object
) -> None:
    rest, requests = recorded(archived(1, 2, has_more=True, joined=2), archived(3))

    threads = [thread async for thread in call(rest.threads)]

    assert [(thread.id, thread.member is not None) for thread in threads] == [(1, False), (2, True), (3, False)]
    before = "2026-07-01T11:58:00+00:00" if cursor is NOON else "2"
    assert [sent(request) for request in requests] == [
        Sent("GET", path, {"limit": "100"}, None),
        Sent("GET", path, {"limit": "100", "before": before}, None),
    ]


async def test_a_single_archived_thread_is_read_though_discord_gives_no_fewer_than_two() -> None:
    rest, requests = recorded(archived(1, 2, has_more=True))

    assert [thread.id async for thread in rest.threads.list_public_archived(1, before=NOON, limit=1)] == [1]
    assert [sent(request).query for request in requests] == [{"limit": "2", "before": "2026-07-01T12:00:00+00:00"}]


async def test_a_thread_that_does_not_say_when_it_was_archived_ends_no_list_in_a_circle() -> None:
    rest, requests = recorded({"threads": [THREAD], "has_more": True}, archived())

    assert len([thread async for thread in rest.threads.list_public_archived(1)]) == 1
    assert sent(requests[1]).query["before"] == "2015-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("call", "method", "path"),
    [
        (lambda threads: threads.join(5), "PUT", "/channels/5/thread-members/@me"),
        (lambda threads: threads.leave(5), "DELETE", "/channels/5/thread-members/@me"),
        (lambda threads: threads.add_member(5, 8), "PUT", "/channels/5/thread-members/8"),
        (lambda threads: threads.remove_member(5, 8), "DELETE", "/channels/5/thread-members/8"),
    ],
)
async def test_members_of_a_thread_come_and_go(
    call: Callable[[ThreadsResource], Awaitable[None]], method: str, path: str
) -> None:
    rest, requests = recorded()
    await call(rest.threads)

    assert sent(requests[0]) == Sent(method, path, {}, None)


async def test_a_member_of_a_thread_is_read_with_the_member_of_the_server() -> None:
    rest, requests = recorded({"id": "5", "user_id": "8", "member": {"nick": "Mi", "user": {"id": "8"}}})

    found = await rest.threads.get_member(5, 8)

    assert found.member is not None
    assert found.member.display_name == "Mi"
    assert sent(requests[0]) == Sent("GET", "/channels/5/thread-members/8", {"with_member": "true"}, None)


async def test_the_members_of_a_thread_are_listed() -> None:
    first = [{"id": "5", "user_id": str(number)} for number in range(1, 101)]
    rest, requests = recorded(first, [{"id": "5", "user_id": "101"}])

    assert [member.user_id async for member in rest.threads.list_members(5)] == list(range(1, 102))
    assert [sent(request).query for request in requests] == [
        {"with_member": "true", "limit": "100"},
        {"with_member": "true", "limit": "100", "after": "100"},
    ]
