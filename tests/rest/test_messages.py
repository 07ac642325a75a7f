"""The resource alone: what it asks for, and what it gives back."""

from contextlib import nullcontext
from typing import Any

import httpx
import pytest

from app.errors import AnswerInvalid, BadRequest, Forbidden, NotFound, RestError
from app.models.base import Snowflake
from app.models.display import TextDisplay
from app.models.embed import Embed
from app.models.file import File
from app.models.mention import AllowedMentions
from app.models.message import Message
from app.models.message_parts import MessageReference
from tests.given import given_bot
from tests.rest.channels import ChannelMessages
from tests.rest.wire import Sent, recorded, sent

MESSAGE = {"id": "5", "channel_id": "1", "content": "hello"}
MESSAGES = "/channels/1/messages"


async def test_a_message_is_read_with_the_bots_token() -> None:
    wires: list[ChannelMessages] = []

    def wire(beyond: object) -> ChannelMessages:
        wires.append(ChannelMessages(beyond, {(1, 5): "hello"}))  # type: ignore[arg-type]
        return wires[0]

    bot = given_bot(wire=wire)

    message = await bot.bot.rest.messages.get(1, 5)

    assert isinstance(message, Message)
    assert (message.id, message.channel_id, message.content) == (5, 1, "hello")
    (request,) = wires[0].requests
    assert (request.method, request.headers["Authorization"]) == ("GET", f"Bot {bot.discord.bot_token}")
    with pytest.raises(NotFound):
        await bot.bot.rest.messages.get(1, 6)
    with pytest.raises(Forbidden):
        await bot.bot.rest.messages.get(2, 5)


# ── new messages ──


@pytest.mark.parametrize(
    ("fields", "data"),
    [
        ({"content": "hello"}, {"content": "hello"}),
        ({"content": "hello", "silent": True, "tts": True}, {"content": "hello", "flags": 4096, "tts": True}),
        ({"content": "hello", "reply_to": 7}, {"content": "hello", "message_reference": {"message_id": "7"}}),
        (
            {"content": "hello", "reply_to": MessageReference(message_id=Snowflake(7), fail_if_not_exists=False)},
            {"content": "hello", "message_reference": {"message_id": "7", "fail_if_not_exists": False}},
        ),
        ({"sticker_ids": [8, 9]}, {"sticker_ids": ["8", "9"]}),
        (
            {"content": "@here", "allowed_mentions": AllowedMentions(users=False, roles=False)},
            {"content": "@here", "allowed_mentions": {"parse": [], "replied_user": True}},
        ),
        ({"embeds": [Embed(title="News")]}, {"embeds": [{"title": "News"}]}),
        ({"components": [TextDisplay("Hi")]}, {"components": [{"type": 10, "content": "Hi"}], "flags": 1 << 15}),
    ],
)
async def test_a_message_is_sent_to_a_channel(fields: dict[str, Any], data: dict[str, Any]) -> None:
    rest, requests = recorded(MESSAGE)

    message = await rest.messages.create(1, nonce="once", **fields)

    assert message.content == "hello"
    assert sent(requests[0]) == Sent("POST", MESSAGES, {}, data | {"nonce": "once", "enforce_nonce": True})


async def test_every_message_is_marked_so_that_its_request_can_be_repeated() -> None:
    rest, requests = recorded(MESSAGE)
    await rest.messages.create(1, "hello")
    await rest.messages.create(1, "hello")

    first, second = (sent(request).data for request in requests)
    assert first["enforce_nonce"]
    assert 0 < len(first["nonce"]) <= 25
    assert first["nonce"] != second["nonce"]


async def test_files_go_along_with_a_message() -> None:
    rest, requests = recorded(MESSAGE)
    await rest.messages.create(1, "See there.", files=[File("notes.txt", b"the whole text")], nonce="once")

    assert sent(requests[0]).data == {
        "content": "See there.",
        "attachments": [{"id": 0, "filename": "notes.txt"}],
        "nonce": "once",
        "enforce_nonce": True,
    }
    assert b"the whole text" in requests[0].content


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, "empty"),
        ({"content": "x" * 2001}, "2,000|2000"),
        ({"content": "hello", "ephemeral": True}, "ephemeral"),
        ({"sticker_ids": [8], "content": "x" * 2001}, "2,000|2000"),
    ],
)
async def test_what_discord_would_refuse_is_not_sent(fields: dict[str, Any], fault: str) -> None:
    rest, requests = recorded(MESSAGE)

    with pytest.raises(AnswerInvalid, match=rf"rest\.messages\.create\(\) cannot be sent: .*({fault})"):
        await rest.messages.create(1, **fields)
    assert not requests


async def test_what_is_none_of_a_messages_fields_is_refused_and_those_are_named() -> None:
    rest, requests = recorded(MESSAGE)

    with pytest.raises(TypeError, match=r"rest\.messages\.create\(\) takes no embed; it takes embeds"):
        await rest.messages.create(1, embed=Embed(title="News"))  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="an id is a number, not a Message; a model has it as its `id`"):
        await rest.messages.create(1, "hello", reply_to=Message())  # type: ignore[arg-type]
    assert not requests


async def test_a_message_is_forwarded() -> None:
    rest, requests = recorded(MESSAGE)
    await rest.messages.forward(1, 5, to=2, nonce="once")

    reference = {"type": 1, "channel_id": "1", "message_id": "5"}
    data = {"message_reference": reference, "nonce": "once", "enforce_nonce": True}
    assert sent(requests[0]) == Sent("POST", "/channels/2/messages", {}, data)


# ── edits ──


@pytest.mark.parametrize(
    ("fields", "data"),
    [
        ({"content": "new"}, {"content": "new"}),
        ({"content": None}, {"content": None}),
        ({"embeds": ()}, {"embeds": []}),
        ({"suppress_embeds": True}, {"flags": 4}),
        ({"suppress_embeds": False}, {"flags": 0}),
    ],
)
async def test_an_edit_sends_what_changes(fields: dict[str, Any], data: dict[str, Any]) -> None:
    rest, requests = recorded(MESSAGE)
    await rest.messages.edit(1, 5, **fields)

    assert sent(requests[0]) == Sent("PATCH", f"{MESSAGES}/5", {}, data)


async def test_an_edit_that_discord_would_refuse_is_not_sent() -> None:
    rest, requests = recorded(MESSAGE)

    with pytest.raises(AnswerInvalid, match=r"rest\.messages\.edit\(\) cannot be sent"):
        await rest.messages.edit(1, 5, "x" * 2001)
    with pytest.raises(TypeError, match="ephemeral"):
        await rest.messages.edit(1, 5, ephemeral=True)  # type: ignore[call-arg]
    assert not requests


async def test_a_message_is_published() -> None:
    rest, requests = recorded(MESSAGE)

    assert (await rest.messages.crosspost(1, 5)).id == 5
    assert sent(requests[0]) == Sent("POST", f"{MESSAGES}/5/crosspost", {}, None)


# ── deleting ──


async def test_a_message_is_deleted_with_a_reason() -> None:
    rest, requests = recorded()
    await rest.messages.delete(1, 5, reason="spam & more")

    assert sent(requests[0]) == Sent("DELETE", f"{MESSAGES}/5", {}, None)
    assert requests[0].headers["X-Audit-Log-Reason"] == "spam%20%26%20more"


@pytest.mark.parametrize(
    ("count", "by_request"),
    [(0, []), (1, [1]), (2, [2]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])],
)
async def test_many_messages_are_deleted_a_hundred_at_a_time(count: int, by_request: list[int]) -> None:
    rest, requests = recorded()
    ids = [*range(1, count + 1), *range(1, count + 1)]
    await rest.messages.bulk_delete(1, ids, reason="raid")

    deleted: list[list[int]] = []
    for request in requests:
        method, path, _, data = sent(request)
        one = method == "DELETE"
        assert one or (method, path) == ("POST", f"{MESSAGES}/bulk-delete")
        deleted.append([int(path.rpartition("/")[2])] if one else [int(one) for one in data["messages"]])
        assert request.headers["X-Audit-Log-Reason"] == "raid"
    assert [len(some) for some in deleted] == by_request
    assert [one for some in deleted for one in some] == list(range(1, count + 1))


@pytest.mark.parametrize(("code", "passed_over"), [(10008, True), (10003, False)])
async def test_a_single_one_that_is_gone_is_passed_over_too(code: int, passed_over: bool) -> None:
    rest, _ = recorded(httpx.Response(404, json={"code": code, "message": "Unknown"}))

    with nullcontext() if passed_over else pytest.raises(NotFound):
        await rest.messages.bulk_delete(1, [5])


# ── lists ──


def page(*ids: int) -> list[dict[str, str]]:
    return [{"id": str(one)} for one in ids]


async def test_messages_are_listed_from_the_newest_to_older_ones() -> None:
    rest, requests = recorded(page(*range(300, 200, -1)), page(200, 199))

    found = [message.id async for message in rest.messages.list(1)]

    assert found == [*range(300, 198, -1)]
    assert [sent(request).query for request in requests] == [{"limit": "100"}, {"limit": "100", "before": "201"}]


async def test_messages_after_an_id_are_listed_from_the_oldest_to_newer_ones() -> None:
    rest, requests = recorded(page(*range(110, 10, -1)), page(112, 111))

    found = [message.id async for message in rest.messages.list(1, after=10)]

    assert found == [*range(11, 113)]
    assert [sent(request).query for request in requests] == [
        {"limit": "100", "after": "10"},
        {"limit": "100", "after": "110"},
    ]


async def test_messages_are_listed_one_way_only() -> None:
    rest, requests = recorded([])

    with pytest.raises(ValueError, match="before"):
        rest.messages.list(1, before=5, after=6)
    assert [message async for message in rest.messages.list(1, before=5, limit=3)] == []
    assert sent(requests[0]) == Sent("GET", MESSAGES, {"limit": "3", "before": "5"}, None)


async def test_messages_around_another_are_listed() -> None:
    rest, requests = recorded(page(6, 5, 4))

    assert [message.id for message in await rest.messages.list_around(1, 5, limit=3)] == [6, 5, 4]
    assert sent(requests[0]).query == {"limit": "3", "around": "5"}


# ── search ──

NOT_READY = {"message": "Index not yet available. Try again later", "code": 110000, "documents_indexed": 0}


async def test_a_search_finds_messages_by_what_is_asked_for() -> None:
    answer = {
        "messages": [[MESSAGE], [{"id": "6", "channel_id": "1"}]],
        "total_results": 2,
        "doing_deep_historical_index": False,
        "threads": None,
    }
    rest, requests = recorded(answer)

    found = await rest.messages.search(
        9, content="hello", author_id=[3, 4], has=["link"], pinned=True, sort_by="relevance", offset=25
    )

    assert [message.id for message in found.messages] == [5, 6]
    assert found.total_results == 2
    query: dict[str, str | list[str]] = {"content": "hello", "author_id": ["3", "4"], "has": "link", "pinned": "true"}
    query |= {"sort_by": "relevance", "sort_order": "desc", "limit": "25", "offset": "25"}
    assert sent(requests[0]) == Sent("GET", "/guilds/9/messages/search", query, None)


async def test_a_search_refuses_what_discord_would_pass_over() -> None:
    rest, requests = recorded({})

    with pytest.raises(TypeError, match=r"rest\.messages\.search\(\) takes no author; it takes content"):
        await rest.messages.search(9, author=3)  # type: ignore[call-arg]
    assert not requests


async def test_a_search_waits_for_discord_to_read_the_messages_first() -> None:
    not_ready = httpx.Response(202, json=NOT_READY | {"retry_after": 2})
    at_once = httpx.Response(202, json=NOT_READY | {"retry_after": 0})
    rest, requests = recorded(not_ready, at_once, {"messages": [[MESSAGE]], "total_results": 1})

    assert (await rest.messages.search(9)).total_results == 1
    assert len(requests) == 3


async def test_a_search_does_not_wait_for_ever() -> None:
    rest, requests = recorded(httpx.Response(202, json=NOT_READY | {"retry_after": 25}))

    with pytest.raises(RestError) as caught:
        await rest.messages.search(9)
    assert (caught.value.status, caught.value.code) == (202, 110000)
    assert not isinstance(caught.value, BadRequest)
    assert len(requests) == 3
