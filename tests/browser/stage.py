"""The playground with a bot, served on loopback from a thread of this process, for a browser to look at."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

import uvicorn

from app.simulator.page import playground
from app.simulator.world import Json
from app.testing import TestBot

T = TypeVar("T")


class Stage:
    """One bot, its Discord and the page, in an event loop of their own.

    Attributes:
        test: The bot and its Discord.
        url: Address of the page.
    """

    test: TestBot

    def __init__(self, commands: str | None = "commands") -> None:
        self._commands = commands
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="stage", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(15), "the page does not start"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(setattr, self._server, "should_exit", True)
        self._thread.join(15)
        self._socket.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine where the bot runs, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def do(self, action: Callable[[], T]) -> T:
        """Call a function where the bot runs, between two of its steps."""

        async def called() -> T:
            return action()

        return self.run(called())

    def show(self, message: Json) -> str:
        """Put a message of the bot's into #bots, whatever is in it, and return its id."""

        def put() -> str:
            world = self.test.discord.world
            made = self.test.message("").id
            whole = world.messages[int(made)] | {
                "author": {**world.messages[int(made)]["author"], "id": str(world.application.bot.id), "bot": True},
                "application_id": str(world.application.id),
                **message,
                "id": str(made),
                "channel_id": str(world.channel("bots").id),
            }
            world.messages[int(made)] = whole
            return str(made)

        return self.do(put)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.test = TestBot(self._commands)
        self.test.discord.world.cdn_url = self.url
        if self._commands:
            # Whatever is asked for, all commands are registered.
            self.test.require("ping")
        config = uvicorn.Config(playground(self.test.discord), lifespan="off", log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._ready.set()
        await self._server.serve(sockets=[self._socket])
        await self.test.bot.close()
        await self.test.discord.aclose()
