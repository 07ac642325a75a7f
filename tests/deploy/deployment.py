"""A recipe as a process, in the environment that its host makes, and a Discord that sends to it."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import orjson

from app.bot import Bot
from app.models.base import encode
from app.settings import Settings
from app.simulator.discord import Discord
from tests.deploy.watching import LEFT_BEHIND
from tests.journeys.server_process import PATIENCE, free_port
from tests.journeys.test_shutdown import listening

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent
PACKAGE = "tests.fixtures.slow"


class Deployment:
    """A running recipe.

    Attributes:
        discord: Sends its interactions there.
        url: Where it listens.
    """

    def __init__(self, discord: Discord, port: int, process: "subprocess.Popen[bytes]", log: int) -> None:
        self.discord = discord
        self.url = f"http://127.0.0.1:{port}"
        self._port = port
        self._process = process
        self._log = log

    def log(self) -> str:
        """Return all that it has written so far."""
        return os.pread(self._log, 1_000_000, 0).decode()

    def tell(self, number: int) -> None:
        """Send a signal to it."""
        self._process.send_signal(number)

    async def ready(self) -> None:
        """Wait until it listens."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up and self._process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self._port), PATIENCE):
                    return
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)
        raise AssertionError(f"the recipe did not start: {self.log()}")

    async def post(self, path: str, body: bytes, *, forged: bool = False) -> httpx.Response:
        """Post a body there that Discord has signed, or that a stranger has."""
        signer = self.discord.signer
        headers = (signer.forge if forged else signer.sign)(body, time.time())
        async with httpx.AsyncClient() as client:
            return await client.post(self.url + path, content=body, headers=headers, timeout=PATIENCE)

    async def ask(self, method: str, path: str) -> httpx.Response:
        """Send a request there that Discord would not."""
        async with httpx.AsyncClient() as client:
            return await client.request(method, self.url + path, timeout=PATIENCE)

    async def check_what_every_host_owes(self, way: str) -> None:
        """See the portal's save sequence through, and an interaction of every kind.

        Args:
            way: How a handler is deferred there: by the `response`; or by a
                `callback`, and then all is done when the response comes.
        """
        discord = self.discord
        assert (await discord.ping()).ok, self.log()
        assert (await discord.ping(forged=True)).ok
        assert (await discord.ping(endpoint=f"{self.url}/interactions/")).ok

        quick = await discord.command("ping")
        assert (quick.status, quick.answered_by, quick.content) == (200, "response", "Pong, Ben!")

        slow = await discord.command("wait", {"seconds": 1.0})
        assert slow.answered_by == way, self.log()
        await slow.until(lambda i: i.status is not None, within=PATIENCE)
        if way == "response":
            await slow.until(lambda i: i.state == "answered", within=PATIENCE)
        assert (slow.status, slow.failure, slow.content) == (202 if way == "callback" else 200, None, "waited")

        event_ping = b'{"version":1,"application_id":"%d","type":0}' % discord.application_id
        assert (await self.post("/events", event_ping)).status_code == 204
        assert (await self.post("/events", event_ping, forged=True)).status_code == 401
        assert discord.violations == []
        assert LEFT_BEHIND not in self.log()


@contextlib.asynccontextmanager
async def deployed(*command: str, **environ: str) -> AsyncIterator[Deployment]:
    """Run a recipe until its test is over.

    Args:
        command: The program among those of this environment, and its
            arguments; `{port}` is where it is to listen.
        environ: What the host puts into the environment, and the operator.
    """
    discord, port = Discord(), free_port()
    discord.endpoint = f"http://127.0.0.1:{port}/interactions"
    bot = Bot(Settings(commands=PACKAGE))
    bot.load()
    discord.register(orjson.loads(encode(bot.tree.scopes()[None])))
    program, *arguments = (part.format(port=port) for part in command)
    async with listening(discord) as api:
        with tempfile.TemporaryFile() as log:
            process = subprocess.Popen(
                [BIN / program, *arguments],
                cwd=ROOT,
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": os.environ.get("HOME", "/"),
                    "PYTHONPATH": str(ROOT),
                    "DISCORD_PUBLIC_KEY": discord.public_key,
                    "DISCORD_APPLICATION_ID": str(discord.application_id),
                    "DISCORD_API_URL": api,
                    "POSTERN_COMMANDS": PACKAGE,
                    "POSTERN_AUTO_DEFER": "0.2",
                    **{name: value.format(port=port) for name, value in environ.items()},
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            deployment = Deployment(discord, port, process, log.fileno())
            try:
                await deployment.ready()
                yield deployment
            finally:
                process.terminate()
                await asyncio.to_thread(process.wait, PATIENCE)
                await discord.aclose()


def base_requirements(path: Path) -> set[str]:
    """Return what a requirements file names, comments left out."""
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    return {line for line in lines if line}
