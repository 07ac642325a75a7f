"""Deployments for `postern doctor` to look at: a Discord on a socket, a bot that is served, and settings for both."""

import contextlib
import json
import os
import ssl
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import urlsplit

from app.bot import Bot
from app.cli.doctor import examine
from app.cli.doctor_case import Case
from app.cli.finding import Finding, Level
from app.settings import read_settings
from app.simulator.discord import Discord
from app.simulator.rest import rest
from tests.simulator.served import served

PACKAGE = "tests.fixtures.commands"
ROOT = Path(__file__).parents[2]


@dataclass
class Patient:
    """A deployment.

    Attributes:
        discord: Its Discord.
        environ: Its environment.
        url: Where its bot is served.
    """

    discord: Discord
    environ: dict[str, str]
    url: str

    async def examined(self, **environ: str) -> list[Finding]:
        """Look at it, with some variables other than they were."""
        return await examined(self.environ | environ)


async def examined(environ: Mapping[str, str], dotenv: Mapping[str, str] | None = None) -> list[Finding]:
    return [one async for _, found in examine(Case.of(environ, dotenv)) for one in found]


@contextlib.asynccontextmanager
async def patient(package: str = PACKAGE) -> AsyncIterator[Patient]:
    """Serve a Discord and a bot with which all is well."""
    discord = Discord()
    async with served(rest(discord)) as api:
        environ = {
            "DISCORD_PUBLIC_KEY": discord.public_key,
            "DISCORD_APPLICATION_ID": str(discord.application_id),
            "DISCORD_TOKEN": discord.bot_token,
            "DISCORD_API_URL": f"{api}/api/v10",
            "POSTERN_COMMANDS": package,
        }
        bot = Bot(read_settings(environ))
        bot.load()
        await bot.sync_commands()
        async with served(bot.asgi()) as url:
            discord.endpoint = f"{url}/interactions"
            yield Patient(discord, environ | {"POSTERN_PORT": str(urlsplit(url).port)}, url)
        await bot.close()


def of(findings: list[Finding], check: str) -> Finding:
    """Return what was found by one check, the worst first."""
    order = list(Level)
    return max((one for one in findings if one.check == check), key=lambda one: order.index(one.level))


def wrong(findings: list[Finding], *levels: Level) -> list[Finding]:
    """Return what is wrong, but for what is of the machine that tests run on: a container, or one that is busy."""
    of_the_machine = ("address", "endpoint-latency", "endpoint-cold-start")
    bad = levels or (Level.warning, Level.failure)
    return [one for one in findings if one.level in bad and one.check not in of_the_machine]


@dataclass
class FakeApi:
    """Something that stands where Discord's API is looked for.

    Attributes:
        ahead: Seconds that its clock is ahead.
        answers: Status and body by path below `/api/v10`; 404 where there is none.
        headers: What stands in each answer besides.
    """

    ahead: float = 0.0
    answers: dict[str, tuple[int, Any]] = field(default_factory=lambda: {"/gateway": (200, {"url": "wss://fake"})})
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def respond(self, request: BaseHTTPRequestHandler) -> None:
        status, body = self.answers.get(request.path.removeprefix("/api/v10"), (404, {"message": "404", "code": 0}))
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        request.send_response_only(status)
        kind = "text/html" if isinstance(body, str) else "application/json"
        own = {"Date": formatdate(time() + self.ahead, usegmt=True), "Content-Type": kind}
        for name, value in {**own, "Content-Length": str(len(content)), **self.headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(content)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of who does not trust the certificate."""


@contextlib.contextmanager
def fake_api(api: FakeApi, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve it, over TLS with a context; gives the value of DISCORD_API_URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            api.respond(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    if context is not None:
        # Each handshake in its own thread, so that one that fails ends nothing else.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        scheme = "http" if context is None else "https"
        yield f"{scheme}://127.0.0.1:{server.server_address[1]}/api/v10"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def outside(**environ: str) -> dict[str, str]:
    """Return the environment of a process that has nothing of ours but these."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | environ
