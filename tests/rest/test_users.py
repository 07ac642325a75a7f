from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from app.errors import AnswerInvalid, Forbidden, Unauthorized
from app.models.user import User
from app.rest.users import UsersResource
from tests.rest.wire import Sent, recorded, sent

GIF = b"GIF89a!"
GIF_DATA = "data:image/gif;base64,R0lGODlhIQ=="
DM = {"id": "4", "type": 1, "recipients": [{"id": "8"}]}
MESSAGE = {"id": "5", "channel_id": "4", "content": "hello"}
REFUSED = httpx.Response(403, json={"code": 50007, "message": "Cannot send messages to this user"})


@pytest.mark.parametrize(
    ("call", "request_sent"),
    [
        (lambda users: users.get(8), Sent("GET", "/users/8", {}, None)),
        (lambda users: users.get_me(), Sent("GET", "/users/@me", {}, None)),
        (lambda users: users.edit_me(username="mira"), Sent("PATCH", "/users/@me", {}, {"username": "mira"})),
        (
            lambda users: users.edit_me(avatar=GIF, banner=None),
            Sent("PATCH", "/users/@me", {}, {"avatar": GIF_DATA, "banner": None}),
        ),
    ],
)
async def test_a_user_is_read_and_the_bots_own_is_edited(
    call: Callable[[UsersResource], Awaitable[User]], request_sent: Sent
) -> None:
    rest, requests = recorded({"id": "8", "username": "mira"})

    assert (await call(rest.users)).username == "mira"
    assert sent(requests[0]) == request_sent


async def test_a_token_that_is_not_good_is_found_out_by_asking_who_one_is() -> None:
    rest, _ = recorded(httpx.Response(401, json={"message": "401: Unauthorized", "code": 0}))

    with pytest.raises(Unauthorized):
        await rest.users.get_me()


async def test_a_picture_of_no_known_kind_is_not_sent() -> None:
    rest, requests = recorded({})

    with pytest.raises(ValueError, match="PNG"):
        await rest.users.edit_me(avatar=b"<svg/>")
    assert not requests


# ── servers ──


async def test_the_servers_of_the_bot_are_listed_two_hundred_at_a_time() -> None:
    first = [{"id": str(number)} for number in range(1, 201)]
    rest, requests = recorded(first, [{"id": "201", "name": "Krew", "approximate_member_count": 3}])

    guilds = [guild async for guild in rest.users.list_own_guilds(with_counts=True)]

    assert (len(guilds), guilds[-1].name, guilds[-1].approximate_member_count) == (201, "Krew", 3)
    assert [sent(request) for request in requests] == [
        Sent("GET", "/users/@me/guilds", {"limit": "200", "with_counts": "true"}, None),
        Sent("GET", "/users/@me/guilds", {"limit": "200", "after": "200", "with_counts": "true"}, None),
    ]


async def test_the_ids_of_the_bots_servers_are_listed() -> None:
    rest, requests = recorded([{"id": "3"}, {"id": "6"}])

    assert [guild_id async for guild_id in rest.users.list_own_guild_ids()] == [3, 6]
    assert sent(requests[0]).query == {"limit": "200", "with_counts": "false"}


async def test_the_bot_leaves_a_server() -> None:
    rest, requests = recorded()
    await rest.users.leave_guild(9)

    assert sent(requests[0]) == Sent("DELETE", "/users/@me/guilds/9", {}, None)


# ── direct messages ──


async def test_a_direct_message_is_sent_through_a_channel_that_is_opened_once() -> None:
    rest, requests = recorded(DM, MESSAGE)

    first = await rest.users.send(8, "hello", nonce="once")
    await rest.users.send(8, "hello", nonce="twice")

    assert first.content == "hello"
    assert [sent(request) for request in requests] == [
        Sent("POST", "/users/@me/channels", {}, {"recipient_id": "8"}),
        Sent("POST", "/channels/4/messages", {}, {"content": "hello", "nonce": "once", "enforce_nonce": True}),
        Sent("POST", "/channels/4/messages", {}, {"content": "hello", "nonce": "twice", "enforce_nonce": True}),
    ]


async def test_a_user_who_takes_no_direct_messages_is_an_error() -> None:
    rest, _ = recorded(DM, REFUSED)

    with pytest.raises(Forbidden) as caught:
        await rest.users.send(8, "hello")
    assert caught.value.code == 50007


async def test_a_direct_message_that_discord_would_refuse_opens_no_channel() -> None:
    rest, requests = recorded(DM, MESSAGE)

    with pytest.raises(AnswerInvalid, match=r"rest\.users\.send\(\) cannot be sent"):
        await rest.users.send(8, "")
    assert not requests


async def test_the_accounts_that_a_user_has_linked_are_read_with_the_users_own_token() -> None:
    linked: dict[str, Any] = {"id": "a1", "name": "mira", "type": "github", "verified": True, "visibility": 1}
    rest, requests = recorded([linked | {"integrations": [{"id": "3", "type": "twitch", "account": {"id": "x"}}]}])

    (connection,) = await rest.users.list_connections("granted")

    assert (connection.id, connection.type, connection.integrations[0].account.id) == ("a1", "github", "x")
    assert sent(requests[0]).path == "/users/@me/connections"
    assert requests[0].headers["Authorization"] == "Bearer granted"
