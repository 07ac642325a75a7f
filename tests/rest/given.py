"""Discord's side of single requests, and a client that talks to it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from app.rest import routes
from app.rest.limiter import Limiter
from app.rest.requester import Requester

TOKEN = "MTIxMzA2MzE4MTEwNzIwMDAwNA.GkzKxx.planted-bot-token-that-nobody-may-see"
SECRET = "planted-interaction-token"
PARTS: dict[str, Any] = {"webhook_id": 1, "application_id": 1, "token": SECRET}
HTML = b"<html><body>Bad gateway</body></html>"
BASE = "https://discord.test/api/v10"

Made = httpx.Response | Exception
Respond = Callable[[httpx.Request], Made | Awaitable[Made]]


class Wire(httpx.AsyncBaseTransport):
    """Keeps requests, and answers with one answer after the other, the last one again and again.

    Args:
        answers: Responses, errors that are raised, or functions that make either.
    """

    def __init__(self, *answers: Made | Respond) -> None:
        self.requests: list[httpx.Request] = []
        self.bodies: list[bytes] = []
        self.times: list[float] = []
        self.closed = 0
        self._answers = list(answers) or [httpx.Response(204)]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.times.append(asyncio.get_running_loop().time())
        self.bodies.append(await request.aread())
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if callable(answer):
            made = answer(request)
            answer = await made if isinstance(made, Awaitable) else made
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    async def aclose(self) -> None:
        self.closed += 1


async def never(_: httpx.Request) -> httpx.Response:
    """Answer nothing, ever."""
    return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]


def requester(wire: Wire, limiter: Limiter | None = None) -> Requester:
    """Make a client whose repeated attempts wait for as long as they may."""
    return Requester(BASE, TOKEN, wire, limiter=limiter, jitter=lambda: 1.0)


async def ask(*answers: Made | Respond) -> object:
    """Edit an original message."""
    return await requester(Wire(*answers)).request(routes.UPDATE_ORIGINAL_WEBHOOK_MESSAGE, {}, **PARTS)
