"""
No secret in anything that is printed, logged, raised or shown: secrets are planted, everything fails, all is searched.

The author's own logging counts too, which knows nothing of what is to be taken out.
"""

import asyncio
import base64
import gc
import io
import logging
import sys
import traceback
import types
import warnings
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import httpx
import msgspec
import pytest

from app.bot import Bot
from app.context.command import CommandContext
from app.errors import AppError, RestError
from app.models.base import convert
from app.models.oauth import AccessToken
from app.models.response import Reply
from app.models.webhook import Webhook
from app.rest.routes import Route
from app.settings import Settings
from app.simulator.faults import Faults
from app.stores.base import Store
from app.telemetry.logs import configure_logging
from app.testing import TestBot, virtual_time
from tests.given import given_bot

PASSWORD = "pa55word-of-the-proxy"
REDIS_PASSWORD = "pa55word-of-redis"
ACCESS_TOKEN = "an-access-token-of-a-user"
REFRESH_TOKEN = "a-refresh-token-of-a-user"
CODE = "a-code-of-a-user"

Call = Callable[[CommandContext, Webhook], Awaitable[object]]

log = logging.getLogger("commands.somebodys_own")


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root, httpx_log = logging.getLogger(), logging.getLogger("httpx")
    before = root.handlers[:], root.level, httpx_log.level
    yield
    root.handlers[:], level, httpx_level = before
    root.setLevel(level)
    httpx_log.setLevel(httpx_level)


class Printed:
    """Everything that somebody might read, and the secrets that must not be in it."""

    def __init__(self, form: str) -> None:
        self._texts: list[str] = []
        self.secrets: dict[str, str] = {
            "the proxy's password": PASSWORD,
            "the password of Redis": REDIS_PASSWORD,
            "an access token": ACCESS_TOKEN,
            "a refresh token": REFRESH_TOKEN,
            "a code": CODE,
        }
        self._logged = io.StringIO()
        root = logging.getLogger()
        if form == OWN:
            root.handlers[:] = [logging.StreamHandler(self._logged)]
            root.setLevel(logging.DEBUG)
            logging.getLogger("httpx").setLevel(logging.DEBUG)
        else:
            configure_logging("debug", form)
            handler = root.handlers[0]
            assert isinstance(handler, logging.StreamHandler)
            handler.setStream(self._logged)

    def know(self, bot: TestBot, webhook: Webhook | None = None) -> None:
        """Take note of the secrets of a bot."""
        discord = bot.discord
        basic = f"{discord.application_id}:{discord.client_secret}".encode()
        self.secrets["the bot token"] = discord.bot_token
        self.secrets["the client secret"] = discord.client_secret
        self.secrets["the client secret in a header"] = base64.b64encode(basic).decode()
        for token in discord.interactions:
            self.secrets[f"an interaction token {len(self.secrets)}"] = token
        if webhook is not None:
            self.secrets["a webhook token"] = webhook.token or ""

    def add(self, *texts: object) -> None:
        """Take note of what is printed."""
        self._texts += map(str, texts)

    def add_error(self, error: BaseException) -> None:
        """Take note of all that an error shows, with what it was raised from."""
        self.add(repr(error), vars(error), *traceback.format_exception(error))
        cause = error.__cause__ or error.__context__
        if cause is not None:
            self.add_error(cause)

    def check(self, capsys: pytest.CaptureFixture[str]) -> str:
        """Search for the secrets, and return all that was searched."""
        shown = capsys.readouterr()
        everything = "\n".join([*self._texts, self._logged.getvalue(), shown.out, shown.err])
        for name, secret in self.secrets.items():
            found = everything.find(secret) if secret else -1
            assert found < 0, f"{name}: …{everything[max(found - 300, 0) : found + 100]}…"
        return everything


OWN = "the author's own"
FORMS = ["console", "json", OWN]

FAULTS: Mapping[str, Callable[[Faults], object]] = {
    "no route": lambda faults: faults.add("*", "*", times=None, status=404, body={"message": "404", "code": 0}),
    "a form": lambda faults: faults.add(
        "*", "*", times=None, status=400, body={"code": 50035, "message": "Invalid Form Body", "errors": {"a": {}}}
    ),
    "401": lambda faults: faults.add("*", "*", times=None, status=401, body={"message": "401: Unauthorized"}),
    "403": lambda faults: faults.add("*", "*", times=None, status=403, body={"code": 50013, "message": "Missing"}),
    "10062": lambda faults: faults.add("*", "*", times=None, status=404, body={"code": 10062, "message": "Unknown"}),
    "10015": lambda faults: faults.add("*", "*", times=None, status=404, body={"code": 10015, "message": "Unknown"}),
    "50027": lambda faults: faults.add("*", "*", times=None, status=401, body={"code": 50027, "message": "Invalid"}),
    "429": lambda faults: faults.add(
        "*", "*", times=None, status=429, body={"retry_after": 0.5, "global": False}, headers={"Retry-After": "1"}
    ),
    "429 for long": lambda faults: faults.add(
        "*", "*", times=None, status=429, body={"retry_after": 5000}, headers={"Retry-After": "5000"}
    ),
    "429 without a body": lambda faults: faults.add("*", "*", times=None, status=429),
    "500": lambda faults: faults.add("*", "*", times=None, status=500, body={"message": "500", "code": 0}),
    "502 page": lambda faults: faults.add("*", "*", times=None, status=502, body="<h1>Bad gateway</h1>"),
    "200 page": lambda faults: faults.add("*", "*", times=None, status=200, body="<h1>Log in</h1>"),
    "200 of another kind": lambda faults: faults.add("*", "*", times=None, status=200, body=["?"]),
    "breaks": lambda faults: faults.add("*", "*", times=None, breaks=True),
    "hangs": lambda faults: faults.add("*", "*", times=None, delay=3600.0, breaks=True),
    "ban page": lambda faults: faults.ban("page"),
    "ban text": lambda faults: faults.ban("text", status=403, retry_after=60),
}
CALLS: list[Call] = [
    lambda ctx, webhook: ctx.edit("new"),
    lambda ctx, webhook: ctx.followup("more"),
    lambda ctx, webhook: ctx.delete(5),
    lambda ctx, webhook: ctx.original(),
    lambda ctx, webhook: ctx.rest.webhooks.execute(webhook.id, webhook.token or "", "by a webhook"),
    lambda ctx, webhook: ctx.rest.webhooks.get_by_token(webhook.id, webhook.token or ""),
    lambda ctx, webhook: ctx.rest.request(
        Route("DELETE", "/webhooks/{webhook_id}/{token}"), webhook_id=webhook.id, token=webhook.token
    ),
    lambda ctx, webhook: ctx.rest.roles.list_recent(ctx.guild_id),
    lambda ctx, webhook: ctx.rest.messages.create(ctx.channel_id, "hello"),
    lambda ctx, webhook: ctx.rest.oauth.get_authorization(ACCESS_TOKEN),
]


def declare(bot: TestBot, printed: Printed, webhook: Webhook, secret: str) -> None:
    """Let a command meet everything that fails, and fail in the end itself."""
    application = bot.discord.application_id
    calls: list[Call] = [
        *CALLS,
        lambda ctx, _: ctx.rest.oauth.get_client_token(application, secret, "identify"),
        lambda ctx, _: ctx.rest.oauth.refresh_token(application, secret, REFRESH_TOKEN),
        lambda ctx, _: ctx.rest.oauth.exchange_code(application, secret, CODE, redirect_uri="https://a.test"),
        lambda ctx, _: ctx.rest.oauth.revoke(application, secret, ACCESS_TOKEN),
    ]

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.defer()
        failed = 0
        for call in calls:
            try:
                await call(ctx, webhook)
            except (AppError, msgspec.ValidationError) as error:
                failed += 1
                printed.add_error(error)
                log.exception("%s of %r: %s", error, ctx, webhook)
        printed.add(failed, shown_by(ctx), shown_by(bot.bot))
        raise RuntimeError(f"{ctx!r} of {ctx.interaction!r}") from None

    @bot.bot.on_error(RuntimeError)
    async def look(ctx: CommandContext, error: RuntimeError) -> None:
        # As tools do that collect errors.
        kept = traceback.TracebackException.from_exception(error, capture_locals=True)
        printed.add(*kept.format())


def shown_by(*roots: object) -> str:
    """Return how everything of ours shows itself that can be reached from these objects."""
    seen: dict[int, object] = {}
    waiting = list(roots)
    texts = []
    while waiting:
        thing = waiting.pop()
        module = type(thing).__module__
        is_ours = module.startswith("app.") and not module.startswith(("app.simulator", "app.testing"))
        if id(thing) in seen or isinstance(thing, type | types.ModuleType | types.FunctionType):
            continue
        seen[id(thing)] = thing
        if is_ours:
            texts.append(repr(thing))
        if is_ours or isinstance(thing, dict | list | tuple | set | asyncio.Task | asyncio.Future):
            waiting += gc.get_referents(thing)
    assert len(texts) > 10
    return "\n".join(texts)


async def make_webhook(bot: TestBot) -> Webhook:
    return await bot.bot.rest.webhooks.create(bot.discord.world.channel("general").id, "Hook")


async def meet(bot: TestBot, printed: Printed, webhook: Webhook) -> None:
    """Use the command under the eyes of asyncio, which then says what it does, and with what."""
    declare(bot, printed, webhook, bot.discord.client_secret)
    bot.require("try")
    printed.know(bot, webhook)
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        begun = bot.discord.begin_command("try")
        printed.know(bot, webhook)
        await begun.until(lambda i: i.status is not None, within=7200)
        await bot.settle()
        await bot.bot.close()
        gc.collect()
    loop.set_debug(False)


@pytest.mark.parametrize(
    ("fault", "form"), [*((fault, OWN) for fault in FAULTS), ("500", "console"), ("50027", "json"), ("hangs", "json")]
)
@pytest.mark.parametrize(("host", "background"), [("stays", "task"), ("buffers", "callback")])
async def test_whatever_discord_answers(
    host: Any, background: Any, fault: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bot = given_bot(host=host, background=background)
    webhook = await make_webhook(bot)
    printed = Printed(form)
    FAULTS[fault](bot.discord.faults)
    await meet(bot, printed, webhook)

    everything = printed.check(capsys)
    assert "try failed" in everything or "could not be" in everything or "Traceback" in everything
    assert "Executing <" in everything


def _raise(error: Exception, cause: Exception | None = None) -> None:
    raise error from cause


class Broken(httpx.AsyncBaseTransport):
    """A wire whose errors say all that they know."""

    def __init__(self, make: Callable[[str, httpx.Request], Exception]) -> None:
        self._make = make

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        said = f"{request.method} {request.url} {request.headers.get('authorization')}"
        _raise(self._make(said, request), OSError(said))
        raise AssertionError("unreachable")


ERRORS: list[Callable[[str, httpx.Request], Exception]] = [
    lambda said, request: httpx.ConnectError(said, request=request),
    lambda said, request: httpx.ConnectTimeout(said, request=request),
    lambda said, request: httpx.ReadError(said, request=request),
    lambda said, request: httpx.ReadTimeout(said, request=request),
    lambda said, request: httpx.RemoteProtocolError(said, request=request),
    lambda said, request: httpx.ProxyError(said, request=request),
    lambda said, request: httpx.UnsupportedProtocol(said, request=request),
    lambda said, request: httpx.DecodingError(said, request=request),
    lambda said, request: httpx.InvalidURL(said),
]


@pytest.mark.parametrize("make", ERRORS)
async def test_whatever_breaks_the_connection(
    make: Callable[[str, httpx.Request], Exception], capsys: pytest.CaptureFixture[str]
) -> None:
    webhook = await make_webhook(given_bot())
    bot = given_bot(wire=lambda _: Broken(make))
    printed = Printed(OWN)
    await meet(bot, printed, webhook)

    assert "Traceback" in printed.check(capsys)


class Echoing(httpx.AsyncBaseTransport):
    """A proxy that answers with what it was asked."""

    def __init__(self, status: int) -> None:
        self._status = status

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        said = f"Cannot {request.method} {request.url} {request.headers.get('authorization')}"
        body = {"message": said, "errors": {"url": {"_errors": [{"code": "X", "message": said}]}}}
        extensions = {"reason_phrase": f"Cannot {request.method} {request.url}".encode()}
        return httpx.Response(self._status, json=body, extensions=extensions, request=request)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 429, 500])
async def test_a_proxy_that_repeats_what_it_was_asked(status: int, capsys: pytest.CaptureFixture[str]) -> None:
    webhook = await make_webhook(given_bot())
    bot = given_bot(wire=lambda _: Echoing(status))
    printed = Printed(OWN)
    await meet(bot, printed, webhook)

    assert "Traceback" in printed.check(capsys)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ending", ["deadline", "disconnect", "shutdown", "drift", "double", "too large", "forged"])
async def test_whatever_becomes_of_a_handler(ending: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    bot = given_bot(deferral="off" if ending == "deadline" else "public")
    printed = Printed(form)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str | Reply:
        if ending == "double":
            await ctx.respond("one")
            await ctx.respond("two")
        if ending == "too large":
            return Reply("x" * 2001)
        await asyncio.sleep(600)
        return "late"

    bot.require("try")
    if ending == "drift":
        bot.bot.remove(command)
    asyncio.get_running_loop().set_debug(True)
    asyncio.get_running_loop().slow_callback_duration = 0.0
    begun = bot.discord.begin_command("try")
    printed.know(bot)
    await asyncio.sleep(1)
    if ending == "disconnect":
        await bot.discord._delivery.aclose()
    if ending == "forged":
        await bot.discord.ping(forged=True)
    await asyncio.sleep(4)
    await bot.bot.drain(grace=1.0)
    await bot.bot.close()
    printed.add(repr(begun), shown_by(bot.bot))
    asyncio.get_running_loop().set_debug(False)

    assert "Executing <" in printed.check(capsys)


@pytest.mark.parametrize("form", FORMS)
async def test_a_proxy_and_a_store_that_cannot_be_reached(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    printed = Printed(form)
    test = TestBot(None)
    store = f"redis://:{REDIS_PASSWORD}@127.0.0.1:9/0"
    settings = Settings(public_key=test.discord.public_key, token=test.discord.bot_token, store=store)
    proxies: list[Mapping[str, Any]] = [
        {"proxy": f"http://postern:{PASSWORD}@127.0.0.1:9"},
        {"proxy": "http://127.0.0.1:9", "proxy_auth": ("postern", PASSWORD)},
    ]
    printed.know(test)
    for options in proxies:
        bot = Bot(settings, **options)
        printed.add(repr(settings), str(settings), shown_by(bot))
        shared = await bot._providers.get(Store)
        attempts: list[Awaitable[object]] = [bot.rest.users.get_me(), shared.increment("key")]
        for attempt in attempts:
            try:
                await attempt
            except AppError as error:
                printed.add_error(error)
                log.exception("%r", error)
            else:
                raise AssertionError("it was reached")
        await bot.close()

    assert "Traceback" in printed.check(capsys)


def test_models_that_hold_secrets_do_not_show_them() -> None:
    token, address = "t0ken", "https://discord.com/api/webhooks/1/t0ken"
    hook = convert({"id": "1", "token": token, "url": address}, Webhook)
    access = convert({"access_token": token, "refresh_token": token}, AccessToken)

    for shown in (repr(hook), str(hook), f"{hook}", repr(access), repr([hook, access]), repr({"hook": hook})):
        assert token not in shown
    assert "REDACTED" in repr(hook).upper()
    assert isinstance(RestError("GET", "/x", 500), AppError)
    assert sys.exc_info() == (None, None, None)
