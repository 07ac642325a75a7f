"""
A bot in the shape of one ASGI callable, to stand on the other side of the simulator.

It verifies signatures by itself and answers with whatever the test says.
"""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpx
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from starlette.types import Receive, Scope, Send

from app.simulator.app_transport import AppTransport
from app.simulator.discord import Discord
from app.simulator.rest import rest

Json = dict[str, Any]


@dataclass
class Answer:
    """One HTTP answer of the bot; JSON unless `raw` is given."""

    body: object = None
    status: int = 200
    content_type: str | None = "application/json"
    raw: bytes | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()

    @property
    def content(self) -> bytes:
        """The bytes of the answer."""
        return self.raw if self.raw is not None else json.dumps(self.body).encode()


Behaviour = Callable[[Json], Awaitable[Answer]]


class FakeBot:
    """An ASGI application that answers interactions, and a client for its REST calls.

    Attributes:
        behaviour: Answers a genuine interaction; may be replaced by the test.
        hears: Answers a genuine webhook event, or Discord's PING of their URL; likewise.
        received: Decoded bodies, oldest first.
        headers: Request headers of the last one.
    """

    def __init__(self) -> None:
        self.behaviour: Behaviour = says("hello")
        self.hears: Behaviour = answers(Answer(status=204, raw=b""))
        self.received: list[Json] = []
        self.headers: dict[str, str] = {}
        self.verifies = True
        self.discord = Discord(transport=httpx.ASGITransport(app=self), now=lambda: 1_800_000_000.5, seed=bytes(32))
        self.rest = httpx.AsyncClient(
            transport=AppTransport(rest(self.discord)),
            base_url="http://discord.test/api/v10",
            headers={"User-Agent": "DiscordBot (https://bot.test, 1)"},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        body = b""
        more = True
        while more:
            event = await receive()
            body += event.get("body", b"")
            more = event.get("more_body", False)
        self.headers = {key.decode(): value.decode() for key, value in scope["headers"]}
        answer = await self._answer(body)
        headers = list(answer.headers)
        if answer.content_type is not None:
            headers.append((b"content-type", answer.content_type.encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.content})

    def hook(self, interaction: Json, tail: str = "") -> str:
        """Give the webhook path of an interaction."""
        return f"/webhooks/{interaction['application_id']}/{interaction['token']}{tail}"

    def callback(self, interaction: Json) -> str:
        """Give the callback path of an interaction."""
        return f"/interactions/{interaction['id']}/{interaction['token']}/callback"

    async def aclose(self) -> None:
        """Close both sides."""
        await self.discord.aclose()
        await self.rest.aclose()

    async def _answer(self, body: bytes) -> Answer:
        signature = bytes.fromhex(self.headers["x-signature-ed25519"])
        key = VerifyKey(bytes.fromhex(self.discord.public_key))
        try:
            key.verify(self.headers["x-signature-timestamp"].encode() + body, signature)
        except BadSignatureError:
            if self.verifies:
                return Answer({"error": "invalid request signature"}, 401)
        interaction = json.loads(body)
        self.received.append(interaction)
        if interaction["type"] == 0 or "event" in interaction:
            return await self.hears(interaction)
        if interaction["type"] == 1:
            return Answer({"type": 1})
        return await self.behaviour(interaction)


def says(content: str, **data: object) -> Behaviour:
    """Make a bot that answers every interaction with this message."""

    async def behave(_: Json) -> Answer:
        return Answer({"type": 4, "data": {"content": content, **data}})

    return behave


def answers(answer: Answer) -> Behaviour:
    """Make a bot that gives this HTTP answer to every interaction."""

    async def behave(_: Json) -> Answer:
        return answer

    return behave


def named(commands: Iterable[str]) -> list[Json]:
    """Make chat input commands without options."""
    return [{"name": name, "description": f"The command {name}"} for name in commands]
