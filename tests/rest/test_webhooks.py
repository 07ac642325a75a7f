from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.errors import AnswerInvalid
from app.models.display import TextDisplay
from app.models.file import File
from app.models.message import Message
from app.models.webhook import WebhookType
from app.rest.webhooks import WebhooksResource
from tests.rest.wire import Sent, recorded, sent

TOKEN = "planted-webhook-token"
WEBHOOK = {"id": "7", "type": 1, "channel_id": "1", "name": "News", "token": TOKEN}
MESSAGE = {"id": "5", "channel_id": "1", "content": "hello"}
GIF = b"GIF89a!"
GIF_DATA = "data:image/gif;base64,R0lGODlhIQ=="
BY_TOKEN = f"/webhooks/7/{TOKEN}"

Call = Callable[[WebhooksResource], Awaitable[Any]]


@pytest.mark.parametrize(
    ("call", "request_sent"),
    [
        (lambda w: w.create(1, "News", reason="why"), Sent("POST", "/channels/1/webhooks", {}, {"name": "News"})),
        (
            lambda w: w.create(1, "News", avatar=GIF, reason="why"),
            Sent("POST", "/channels/1/webhooks", {}, {"name": "News", "avatar": GIF_DATA}),
        ),
        (
            lambda w: w.edit(7, name="Olds", channel_id=2, reason="why"),
            Sent("PATCH", "/webhooks/7", {}, {"name": "Olds", "channel_id": "2"}),
        ),
        (lambda w: w.edit(7, avatar=None, reason="why"), Sent("PATCH", "/webhooks/7", {}, {"avatar": None})),
        (lambda w: w.delete(7, reason="why"), Sent("DELETE", "/webhooks/7", {}, None)),
    ],
)
async def test_a_bot_makes_and_changes_a_webhook_with_a_reason(call: Call, request_sent: Sent) -> None:
    rest, requests = recorded(WEBHOOK)
    await call(rest.webhooks)

    assert sent(requests[0]) == request_sent
    assert requests[0].headers["X-Audit-Log-Reason"] == "why"
    assert requests[0].headers["Authorization"] == "Bot bot-token"


async def test_a_bot_reads_webhooks() -> None:
    rest, requests = recorded(WEBHOOK, [WEBHOOK], [WEBHOOK])

    webhook = await rest.webhooks.get(7)

    assert (webhook.type, webhook.name, webhook.token) == (WebhookType.incoming, "News", TOKEN)
    assert await rest.webhooks.list_channel(1) == (webhook,)
    assert await rest.webhooks.list_guild(9) == (webhook,)
    assert [sent(request).path for request in requests] == [
        "/webhooks/7",
        "/channels/1/webhooks",
        "/guilds/9/webhooks",
    ]


@pytest.mark.parametrize(
    ("call", "request_sent"),
    [
        (lambda w: w.get_by_token(7, TOKEN), Sent("GET", BY_TOKEN, {}, None)),
        (lambda w: w.edit_by_token(7, TOKEN, avatar=GIF), Sent("PATCH", BY_TOKEN, {}, {"avatar": GIF_DATA})),
        (lambda w: w.delete_by_token(7, TOKEN), Sent("DELETE", BY_TOKEN, {}, None)),
        (lambda w: w.get_message(7, TOKEN, 5), Sent("GET", f"{BY_TOKEN}/messages/5", {}, None)),
        (
            lambda w: w.get_message(7, TOKEN, 5, thread_id=3),
            Sent("GET", f"{BY_TOKEN}/messages/5", {"thread_id": "3"}, None),
        ),
        (
            lambda w: w.edit_message(7, TOKEN, 5, "new", embeds=(), thread_id=3),
            Sent("PATCH", f"{BY_TOKEN}/messages/5", {"thread_id": "3"}, {"content": "new", "embeds": []}),
        ),
        (
            lambda w: w.edit_message(7, TOKEN, 5, components=[TextDisplay("Hi")]),
            Sent(
                "PATCH",
                f"{BY_TOKEN}/messages/5",
                {"with_components": "true"},
                {"flags": 1 << 15, "content": None, "embeds": [], "components": [{"type": 10, "content": "Hi"}]},
            ),
        ),
        (lambda w: w.delete_message(7, TOKEN, 5), Sent("DELETE", f"{BY_TOKEN}/messages/5", {}, None)),
    ],
)
async def test_whoever_has_the_token_needs_no_other(call: Call, request_sent: Sent) -> None:
    rest, requests = recorded(WEBHOOK)
    await call(rest.webhooks)

    assert sent(requests[0]) == request_sent
    assert "Authorization" not in requests[0].headers


@pytest.mark.parametrize(
    ("fields", "query", "data"),
    [
        ({"content": "hello"}, {}, {"content": "hello"}),
        ({"content": "hello", "thread_id": 3}, {"thread_id": "3"}, {"content": "hello"}),
        (
            {"content": "hello", "username": "Clerk", "avatar_url": "https://example.org/a.png", "tts": True},
            {},
            {"content": "hello", "username": "Clerk", "avatar_url": "https://example.org/a.png", "tts": True},
        ),
        (
            {"content": "hello", "thread_name": "plans", "applied_tags": [3]},
            {},
            {"content": "hello", "thread_name": "plans", "applied_tags": ["3"]},
        ),
        (
            {"components": [TextDisplay("Hi")]},
            {"with_components": "true"},
            {"components": [{"type": 10, "content": "Hi"}], "flags": 1 << 15},
        ),
    ],
)
async def test_a_webhook_sends_a_message(fields: dict[str, Any], query: dict[str, Any], data: dict[str, Any]) -> None:
    rest, requests = recorded(MESSAGE)

    message = await rest.webhooks.execute(7, TOKEN, **fields)

    assert isinstance(message, Message)
    assert message.content == "hello"
    assert sent(requests[0]) == Sent("POST", BY_TOKEN, {"wait": "true"} | query, data)
    assert "Authorization" not in requests[0].headers


async def test_a_webhook_sends_files() -> None:
    rest, requests = recorded(MESSAGE)
    await rest.webhooks.execute(7, TOKEN, files=[File("map.txt", b"north")])

    assert sent(requests[0]).data == {"attachments": [{"id": 0, "filename": "map.txt"}]}
    assert b"north" in requests[0].content


async def test_a_webhook_need_not_wait_for_its_message() -> None:
    rest, requests = recorded(None)
    await rest.webhooks.execute(7, TOKEN, "hello", wait=False)

    assert sent(requests[0]).query == {"wait": "false"}


async def test_what_discord_would_refuse_or_pass_over_is_not_sent() -> None:
    rest, requests = recorded(MESSAGE)

    with pytest.raises(AnswerInvalid, match=r"rest\.webhooks\.execute\(\) cannot be sent"):
        await rest.webhooks.execute(7, TOKEN)
    with pytest.raises(AnswerInvalid, match=r"rest\.webhooks\.edit_message\(\) cannot be sent"):
        await rest.webhooks.edit_message(7, TOKEN, 5, "x" * 2001)
    with pytest.raises(TypeError, match=r"rest\.webhooks\.execute\(\) takes no name"):
        await rest.webhooks.execute(7, TOKEN, "hello", name="Clerk")  # type: ignore[call-overload]
    assert not requests
