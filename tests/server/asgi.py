"""An ASGI server's side of the door, in this process."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import replace
from typing import Any

from app.bot import Bot
from app.context.command import CommandContext
from app.context.tasks import Tasks
from app.server.asgi import AsgiApp, AsgiDoor
from app.server.drain import Drain
from app.settings import Settings
from tests.signature.signing import NOW, PUBLIC_KEY, Headers

SETTINGS = Settings(public_key=PUBLIC_KEY)

Event = MutableMapping[str, Any]


class Exchange:
    """One connection: what the application was told, and what it said.

    Args:
        events: What `receive` gives, one by one; a number is a pause of so
            many seconds before the next.
    """

    def __init__(self, *events: Event | float) -> None:
        self.sent: list[Event] = []
        self.left = list(events)

    async def run(self, app: AsgiApp, scope: MutableMapping[str, Any]) -> "Exchange":
        await app(scope, self._receive, self._send)
        return self

    async def _receive(self) -> Event:
        while self.left:
            event = self.left.pop(0)
            if not isinstance(event, float):
                return event
            await asyncio.sleep(event)
        raise AssertionError("the application asked for more than a client sends")

    async def _send(self, event: Event) -> None:
        self.sent.append(event)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(event.get("body", b"") for event in self.sent[1:])


def chunks(*parts: bytes) -> list[Event]:
    """Return a body as a server hands it on, in these parts."""
    last = len(parts) - 1
    return [{"type": "http.request", "body": part, "more_body": i < last} for i, part in enumerate(parts)]


def scope(path: str = "/interactions", sent: Iterable[Any] = (), method: str = "POST", **more: Any) -> dict[str, Any]:
    """Return what uvicorn says of a request."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000"), *sent],
        "state": {},
        **more,
    }


async def post(app: AsgiApp, body: bytes, sent: Headers, path: str = "/interactions", **more: Any) -> Exchange:
    """Post a body in one piece, with its length."""
    length = (b"content-length", b"%d" % len(body))
    return await Exchange(*chunks(body)).run(app, scope(path, [*sent, length], **more))


def make_door(bot: Bot, start: Callable[[], Awaitable[None]], stop: Callable[[], Awaitable[None]]) -> AsgiDoor:
    """Build the door of a bot with another start and end."""
    return AsgiDoor(
        bot.asgi()._endpoint,
        path="/interactions",
        events_path="/events",
        max_body=SETTINGS.max_body,
        waits=False,
        drain=Drain(Tasks().rest, Tasks().drain, 10.0),
        start=start,
        stop=stop,
    )


def make_bot(runs: list[int], **changes: Any) -> Bot:
    bot = Bot(replace(SETTINGS, **changes), now=lambda: NOW)

    @bot.slash_command
    async def ping(ctx: CommandContext) -> str:
        """Say hello."""
        runs.append(ctx.interaction.id)
        return "Pong!"

    return bot
