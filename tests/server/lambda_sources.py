"""What AWS Lambda is invoked with, by each of its sources, and the bot that answers it."""

import asyncio
import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import httpx
import orjson

from app.bot import Bot
from app.context.autocomplete import AutocompleteContext
from app.context.command import CommandContext
from app.models.file import File
from app.models.response import Reply
from app.parameters.option import Option
from app.server.lambda_door import LambdaDoor
from app.settings import Settings
from app.testing import VirtualTimeLoop
from tests.signature.signing import NOW, PUBLIC_KEY, Headers

Json = dict[str, Any]

PAYLOADS = Path(__file__).parents[1] / "payloads" / "lambda"
SOURCES = ["rest_api", "http_api_payload_1", "http_api", "function_url", "balancer", "balancer_multiple"]
FOREIGN: dict[str, Json] = json.loads((PAYLOADS / "foreign.json").read_text())
WARM_UPS: dict[str, Json] = json.loads((PAYLOADS / "warm_up.json").read_text())


def make_event(
    source: str,
    body: bytes | None,
    sent: Headers = [],  # noqa: B006
    *,
    path: str | None = None,
    method: str = "POST",
    is_base64: bool = False,
) -> Json:
    """Return an event with this request in it, as the source would put it there."""
    event: Json = json.loads((PAYLOADS / f"{source}.json").read_text())
    for name, value in sent:
        # All sources but the REST API write the names of headers in lower case.
        _put_header(event, name.decode().title() if source == "rest_api" else name.decode(), value.decode("latin-1"))
    if body is not None:
        event["body"] = base64.b64encode(body).decode() if is_base64 else body.decode()
    event["isBase64Encoded"] = is_base64
    http = event["requestContext"].get("http")
    if http is not None:
        http["method"] = method
        event["rawPath"] = http["path"] = path or event["rawPath"]
    else:
        event["httpMethod"] = method
        event["path"] = path or event["path"]
    return event


def _put_header(event: Json, name: str, value: str) -> None:
    several = event.get("multiValueHeaders")
    if several is not None:
        several.setdefault(name, []).append(value)
    single = event.get("headers")
    if single is not None:
        is_joined = event.get("version") == "2.0" and name in single
        single[name] = f"{single[name]},{value}" if is_joined else value


def body_of(response: Json) -> bytes:
    """Return the body as the source would send it on."""
    return base64.b64decode(response["body"]) if response["isBase64Encoded"] else response["body"].encode()


def headers_of(response: Json) -> dict[str, str]:
    several = response.get("multiValueHeaders")
    if several is None:
        return dict(response["headers"])
    assert "headers" not in response
    return {name: value for name, (value,) in several.items()}


class LambdaContext:
    """Lambda's context, for a function with this timeout."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self._seconds * 1000)


class Wire(httpx.AsyncBaseTransport):
    """Discord's REST routes: takes everything, and remembers it; `hears` is called each time.

    Attributes:
        takes: Seconds until it answers.
    """

    def __init__(self) -> None:
        self.takes = 0.0
        self.requests: list[tuple[str, str, Any]] = []
        self.hears: Callable[[], object] = lambda: None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.hears()
        await asyncio.sleep(self.takes)
        content = await request.aread()
        said = orjson.loads(content) if content.startswith(b"{") else None
        self.requests.append((request.method, request.url.path.rpartition("/")[2], said))
        if request.url.path.endswith("/callback"):
            return httpx.Response(204)
        return httpx.Response(200, json=MESSAGE | {"content": (said or {}).get("content", "")})


MESSAGE: Json = {
    "id": "1234968734674853999",
    "channel_id": "645027906669510667",
    "author": {"id": "234248956100616262", "username": "bot", "discriminator": "0", "avatar": None},
    "content": "",
    "timestamp": "2023-11-14T22:13:20+00:00",
    "edited_timestamp": None,
    "tts": False,
    "mention_everyone": False,
    "mentions": [],
    "mention_roles": [],
    "attachments": [],
    "embeds": [],
    "pinned": False,
    "type": 20,
}


class Function:
    """A Lambda function with a bot in it, on virtual time.

    Attributes:
        wire: What the bot has asked of Discord.
        ran: What became of the handlers.
        loops: The event loops that were made, one by one.
    """

    def __init__(self, **settings: Any) -> None:
        self.wire = Wire()
        self.ran: list[str] = []
        self.loops: list[VirtualTimeLoop] = []
        self.warmed = 0
        chosen = {"public_key": PUBLIC_KEY, "background": "callback", **settings}
        self.bot = Bot(Settings(**chosen), now=lambda: NOW, transport=self.wire)
        self._declare(self.bot)
        self.door = LambdaDoor(
            self.bot.endpoint(),
            events_path=self.bot.settings.events_path,
            interactions_path=self.bot.settings.interactions_path,
            max_body=self.bot.settings.max_body,
            warm_up=self._warm_up,
            drain=self.bot.drain,
            flush=self.bot.telemetry.flush,
            new_loop=self._make_loop,
        )

    def __call__(self, event: object, seconds: float = 60.0) -> Json:
        return self.door(event, LambdaContext(seconds))

    def close(self) -> None:
        for loop in self.loops:
            for task in asyncio.all_tasks(loop):
                task.cancel()
            if not loop.is_closed():
                loop.run_until_complete(asyncio.sleep(0))
                loop.run_until_complete(loop.shutdown_asyncgens())
                loop.close()

    async def _warm_up(self) -> None:
        self.warmed += 1
        await self.bot.load_plugins()

    def _make_loop(self) -> VirtualTimeLoop:
        loop = VirtualTimeLoop()
        # As in a process, whose clock does not begin anew with a loop.
        loop.advance(1000.0 * (len(self.loops) + 1))
        self.loops.append(loop)
        return loop

    def _declare(self, bot: Bot) -> None:
        command = bot.slash_command

        async def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
            return ["one", "two"]

        @command(description="Answers at once.")
        async def ping(ctx: CommandContext) -> str:
            self.ran.append("ping")
            return "Pong, ☎!"

        @command(description="Answers with a file.")
        async def picture(ctx: CommandContext) -> Reply:
            return Reply("Here.", files=[File("a.bin", bytes(range(256)))])

        @command(description="Takes a minute and a half.")
        async def long(ctx: CommandContext) -> str:
            await asyncio.sleep(90)
            self.ran.append("long")
            return "At last."

        @command(description="Takes five seconds, and more behind its answer.")
        async def behind(ctx: CommandContext) -> None:
            await asyncio.sleep(5)
            await ctx.respond("begun")
            await asyncio.sleep(5)
            await ctx.followup("ended")
            self.ran.append("behind")

        @command(description="Fails.")
        async def fail(ctx: CommandContext) -> str:
            raise RuntimeError("a fault of its author")

        @command(description="Starts something, and does not wait for it.")
        async def forgetful(ctx: CommandContext) -> str:
            self.forgotten = asyncio.create_task(forgotten())
            return "begun"

        async def forgotten() -> None:
            await asyncio.sleep(10)
            self.ran.append("forgotten")

        @command(description="Finds.")
        async def find(ctx: CommandContext, what: Annotated[str, Option("What", autocomplete=suggest)]) -> str:
            return what
