"""Plays the real Discord for `postern dev --tunnel`: an API on a port of its own, which knows the tunnel's name."""

import asyncio
import contextlib
import json
import sys
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import httpx
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from app.simulator.discord import Discord
from app.simulator.rest import rest
from tests.simulator.served import served

T = TypeVar("T")

NAME = "quiet-lake.tunnel.test"
TUNNEL_URL = f"https://{NAME}/interactions"
OLD_URL = "https://old.test/interactions"
APPLICATION_ID = 987654321098765432

PROGRAM = """
import pathlib, sys, time
port, folder = sys.argv[1], pathlib.Path(sys.argv[2])
(folder / "port").write_text(port)
print("Read https://tunnel.test/docs before you begin", flush=True)
print("|  https://quiet-lake.tunnel.test  |", file=sys.stderr, flush=True)
while not (folder / "end").exists():
    time.sleep(0.05)
print("connection lost")
sys.exit(7)
"""
"""A tunnel program: it writes down where it leads to, names its address, and runs until a file appears."""


class RealDiscord:
    """A Discord in a thread, with one application.

    Attributes:
        discord: The Discord; its members are used within `run` alone.
        folder: Where the tunnel program leaves its notes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.discord = Discord(transport=_Internet(self), endpoint=OLD_URL, application_id=APPLICATION_ID)
        self.discord.register([{"name": name, "description": "Try."} for name in ("hello", "where")])
        self.discord.world.guild.name = "The Real Thing"
        self.api_url = ""
        self.is_old_one_up = True
        self._loop = asyncio.new_event_loop()
        self._started, self._over = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))
        self._thread.start()
        self._started.wait()
        (folder / "tunnel.py").write_text(PROGRAM)

    @property
    def command(self) -> str:
        """The value of `--tunnel`."""
        return f"{sys.executable} {self.folder / 'tunnel.py'} {{port}} {self.folder}"

    @property
    def environ(self) -> dict[str, str]:
        """What stands in the author's `.env`."""
        return {
            "DISCORD_TOKEN": self.discord.bot_token,
            "DISCORD_PUBLIC_KEY": self.discord.public_key,
            "DISCORD_API_URL": self.api_url,
        }

    @property
    def endpoint(self) -> str:
        """The interactions endpoint that is registered."""
        return self.discord.endpoint

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the thread of this Discord."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def relay_url(self) -> str:
        """Where the tunnel leads to."""
        return f"http://127.0.0.1:{(self.folder / 'port').read_text()}"

    def end(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        async with served(rest(self.discord)) as url:
            self.api_url = f"{url}/api/v10"
            self._started.set()
            await self._over.wait()
        await self.discord.aclose()


class _Internet(httpx.AsyncBaseTransport):
    """Knows the tunnel by its name, and an older deployment of the bot."""

    def __init__(self, real: RealDiscord) -> None:
        self._real = real
        self._wire = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == NAME and (self._real.folder / "port").exists():
            request.url = httpx.URL(f"{self._real.relay_url()}{request.url.path}")
            return await self._wire.handle_async_request(request)
        if request.url.host == "old.test" and self._real.is_old_one_up:
            return self._answer_of_old(request)
        raise httpx.ConnectError("no such host", request=request)

    async def aclose(self) -> None:
        await self._wire.aclose()

    def _answer_of_old(self, request: httpx.Request) -> httpx.Response:
        key = VerifyKey(bytes.fromhex(self._real.discord.public_key))
        message = request.headers["x-signature-timestamp"].encode() + request.content
        with contextlib.suppress(BadSignatureError):
            key.verify(message, bytes.fromhex(request.headers["x-signature-ed25519"]))
            return httpx.Response(200, json={"type": 1} if json.loads(request.content)["type"] == 1 else {})
        return httpx.Response(401)
