"""An endpoint to ask, with a bot behind it."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson

from app.bot import Bot
from app.context.command import CommandContext
from app.context.tasks import Tasks
from app.dispatch import Dispatcher
from app.plugins.registry import Plugins
from app.providers import Providers
from app.server.answer import Answer
from app.server.endpoint import Endpoint
from app.server.events import EventReceiver
from app.settings import Settings
from app.signature.key_verifier import KeyVerifier
from app.stores.base import Store
from app.stores.memory import MemoryBackend
from tests.signature.signing import KEY, NOW, PUBLIC_KEY, Headers, signed


class Served:
    """An endpoint with a bot behind it, and what its handlers did."""

    def __init__(self, *, now: Callable[[], float] = lambda: NOW, **options: Any) -> None:
        self.runs: list[int] = []
        self.go = asyncio.Event()
        self.bot = Bot(Settings(public_key=PUBLIC_KEY), now=now)
        self.bot.slash_command("ping", description="Answers.")(self._ping)
        self.bot.slash_command("slow", description="Answers when told.")(self._slow)
        self.tasks = Tasks()
        plugins = Plugins(self.bot, self.bot.tree, self.bot.components, self.bot.listeners)
        self.dispatcher = Dispatcher(
            self.bot,
            self.bot.tree,
            self.bot.components,
            Providers(),
            2.0,
            self.bot.listeners,
            plugins,
            self.tasks,
        )
        events = EventReceiver(self.bot.listeners, plugins, self.tasks, Store(MemoryBackend(now)))
        self.endpoint = Endpoint(self.dispatcher, events, KeyVerifier([bytes(KEY.verify_key)]), now=now, **options)

    async def _ping(self, ctx: CommandContext) -> str:
        self.runs.append(ctx.interaction.id)
        return "Pong!"

    async def _slow(self, ctx: CommandContext) -> str:
        self.runs.append(ctx.interaction.id)
        await self.go.wait()
        return "Pong, at last!"

    async def post(self, body: bytes, sent: Headers | None = None) -> Answer:
        """Send a body, signed by Discord unless the headers are given."""
        async with asyncio.timeout(60):
            answer = await self.endpoint.handle(
                body, signed(body) if sent is None else sent, asyncio.get_running_loop().time()
            )
        answer.sent()
        return answer


def content(answer: Answer) -> str:
    assert answer.status == 200
    return str(orjson.loads(answer.body)["data"]["content"])
