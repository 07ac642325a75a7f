"""One request: how it looks on the wire, and what becomes of each answer."""

import asyncio
import inspect
import io
import logging
import re
import subprocess
import sys
import traceback
from typing import Any

import httpx
import pytest

from app.errors import (
    BadRequest,
    Forbidden,
    NotFound,
    RateLimited,
    RestError,
    ServerError,
    TransportError,
    Unauthorized,
)
from app.models.user import User
from app.rest import routes
from app.rest.line import LONGEST_WAIT
from app.rest.ratelimit import SHORTEST_WAIT
from app.rest.requester import TIMEOUT, Requester
from app.rest.routes import Route
from app.telemetry.logs import JsonFormatter
from app.testing import VirtualTimeLoop
from tests.rest.given import HTML, PARTS, SECRET, TOKEN, Wire, ask, never, requester

# ── on the wire ──


async def test_a_request_carries_what_discord_asks_for() -> None:
    wire = Wire(httpx.Response(200, json={"id": "5"}))
    answer = await requester(wire).request(routes.EXECUTE_WEBHOOK, {"content": "hello"}, **PARTS)
    (request,) = wire.requests

    assert answer == {"id": "5"}
    assert (request.method, str(request.url)) == ("POST", f"https://discord.test/api/v10/webhooks/1/{SECRET}")
    assert request.content == b'{"content":"hello"}'
    assert request.headers["Content-Type"] == "application/json"
    assert re.fullmatch(r"DiscordBot \(\S+, \d[\w.]*\)", request.headers["User-Agent"])


async def test_a_request_without_a_body_has_no_content_type_and_may_have_no_answer() -> None:
    wire = Wire(httpx.Response(204))

    assert await requester(wire).request(routes.DELETE_ORIGINAL_WEBHOOK_MESSAGE, None, **PARTS) is None
    assert "Content-Type" not in wire.requests[0].headers


@pytest.mark.parametrize(
    "route", [value for value in vars(routes).values() if isinstance(value, Route)], ids=lambda route: route.template
)
async def test_the_bot_token_goes_to_routes_without_a_token_of_their_own_and_to_no_other(route: Route) -> None:
    wire = Wire()
    parts: dict[str, Any] = dict.fromkeys(re.findall(r"{(\w+)}", route.template), 7)
    await requester(wire).request(route, None, **parts)

    assert route.authorized == ("token" not in parts)
    assert wire.requests[0].headers.get("Authorization") == (f"Bot {TOKEN}" if route.authorized else None)


# ── refusals ──


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequest),
        (401, Unauthorized),
        (403, Forbidden),
        (404, NotFound),
        (405, RestError),
        (409, RestError),
        (302, RestError),
        (500, ServerError),
        (502, ServerError),
        (599, ServerError),
    ],
)
@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        pytest.param(b'{"code":10015,"message":"Unknown Webhook"}', 10015, "Unknown Webhook", id="in Discord's form"),
        pytest.param(HTML, 0, None, id="a proxy's page"),
        pytest.param(b"", 0, None, id="nothing"),
        pytest.param(b"[1]", 0, None, id="a list"),
        pytest.param(b'{"code":"odd","message":null,"errors":"odd"}', 0, None, id="an odd object"),
        pytest.param(b"\xff{", 0, None, id="no text"),
    ],
)
async def test_every_status_has_its_error(
    status: int, kind: type[RestError], content: bytes, code: int, message: str | None
) -> None:
    answer = httpx.Response(status, content=content)
    with pytest.raises(RestError) as caught:
        await ask(answer)
    error = caught.value

    assert type(error) is kind
    assert (error.method, error.path) == ("PATCH", "/webhooks/1/[redacted]/messages/@original")
    assert (error.status, error.code, error.errors) == (status, code, ())
    assert error.message == (answer.reason_phrase if message is None else message)


async def test_the_fields_that_discord_refuses_are_named_one_a_line() -> None:
    body = {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {
            "_errors": [{"code": "A", "message": "All of it."}],
            "embeds": {"0": {"title": {"_errors": [{"message": "Too long."}, {"message": "Too dull."}]}}},
            "content": {"_errors": [{"message": "Empty."}, "odd"]},
            "odd": 5,
        },
    }
    with pytest.raises(BadRequest) as caught:
        await ask(httpx.Response(400, json=body))

    lines = ("body: All of it.", "embeds.0.title: Too long.", "embeds.0.title: Too dull.", "content: Empty.")
    assert caught.value.errors == lines
    assert str(caught.value).splitlines()[1:] == [f"  {line}" for line in lines]


async def test_a_page_in_place_of_an_answer_is_an_error_though_its_status_is_200() -> None:
    with pytest.raises(RestError, match="no JSON but text/html") as caught:
        await ask(httpx.Response(200, content=HTML, headers={"Content-Type": "text/html"}))

    assert caught.value.status == 200


# ── rate limits ──


@pytest.mark.parametrize(
    ("headers", "content", "wait"),
    [
        pytest.param({"Retry-After": "9"}, b'{"retry_after":2.5,"global":false}', 2.5, id="the body is more exact"),
        pytest.param({}, b'{"retry_after":3}', 3, id="an integer"),
        pytest.param({"Retry-After": "4"}, HTML, 4, id="a page and a header"),
        pytest.param({"Retry-After": "4"}, b'{"retry_after":null}', 4, id="nothing in the body"),
        pytest.param({"Retry-After": "4"}, b'{"retry_after":"soon"}', 4, id="a word in the body"),
        pytest.param({}, HTML, 1, id="not a word of it"),
        pytest.param({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, b"", 1, id="a date"),
        pytest.param({"Retry-After": "nan"}, b"", 1, id="no number"),
        pytest.param({"Retry-After": "-5"}, b'{"retry_after":-1}', 1, id="the past"),
        pytest.param({}, b'{"retry_after":0}', SHORTEST_WAIT, id="at once"),
    ],
)
async def test_a_rate_limit_is_waited_for_and_the_request_repeated(
    headers: dict[str, str], content: bytes, wait: float
) -> None:
    wire = Wire(httpx.Response(429, headers=headers, content=content), httpx.Response(200, json={"id": "5"}))
    answer = await requester(wire).request(routes.UPDATE_ORIGINAL_WEBHOOK_MESSAGE, {}, **PARTS)

    assert answer == {"id": "5"}
    assert [request.content for request in wire.requests] == [b"{}", b"{}"]
    assert wire.times[1] - wire.times[0] == pytest.approx(wait)


async def test_a_rate_limit_that_takes_too_long_is_raised_at_once() -> None:
    headers = {"X-RateLimit-Scope": "shared"}
    wire = Wire(httpx.Response(429, headers=headers, json={"retry_after": LONGEST_WAIT + 1, "code": 20028}))
    with pytest.raises(RateLimited) as caught:
        await requester(wire).request(routes.UPDATE_ORIGINAL_WEBHOOK_MESSAGE, {}, **PARTS)

    error = caught.value
    assert (error.status, error.code, error.scope, error.retry_after) == (429, 20028, "shared", 61)
    assert wire.times == [0]


@pytest.mark.parametrize("retry_after", ["inf", "3600"])
async def test_a_ban_by_the_network_in_between_is_raised_at_once(retry_after: str) -> None:
    with pytest.raises(RateLimited):
        await ask(httpx.Response(429, content=HTML, headers={"Retry-After": retry_after}))


@pytest.mark.parametrize("retry_after", [0, 0.3, 25])
async def test_rate_limits_without_end_are_given_up(retry_after: float) -> None:
    wire = Wire(httpx.Response(429, json={"retry_after": retry_after}))
    with pytest.raises(RateLimited):
        await requester(wire).request(routes.UPDATE_ORIGINAL_WEBHOOK_MESSAGE, {}, **PARTS)

    assert wire.times[-1] <= LONGEST_WAIT + 0.001
    assert len(wire.times) <= LONGEST_WAIT / SHORTEST_WAIT + 2


# ── no answer ──


def _http_errors(base: type[Exception] = httpx.HTTPError) -> list[type[Exception]]:
    return [base, *(error for below in base.__subclasses__() for error in _http_errors(below))]


def _make(kind: type[Exception]) -> Exception:
    url = f"https://discord.test/webhooks/1/{SECRET}"
    request = httpx.Request("PATCH", url)
    offered = {"request": request, "response": httpx.Response(500, request=request)}
    parameters = inspect.signature(kind).parameters
    needed = {name: value for name, value in offered.items() if name in parameters}
    return kind(f"failed at {url}", **needed)


@pytest.mark.parametrize("kind", [*_http_errors(), httpx.InvalidURL], ids=lambda kind: kind.__name__)
async def test_every_error_of_httpx_is_no_answer(kind: type[Exception]) -> None:
    made = _make(kind)
    with pytest.raises(TransportError) as caught:
        await ask(made)
    error = caught.value

    late = ", timed out" if issubclass(kind, httpx.TimeoutException) else ""
    assert (error.status, error.code, error.message) == (0, 0, kind.__name__ + late)
    cause = error.__cause__
    assert cause is not None
    assert type(cause) in {kind, httpx.HTTPError}
    assert (error.__context__, cause.__context__) == (None, None)
    for shown in (error, cause):
        assert SECRET not in f"{shown} {shown!r} {vars(shown)}"


async def test_an_answer_that_never_comes_is_given_up() -> None:
    began = asyncio.get_running_loop().time()
    with pytest.raises(TransportError, match=r"no answer: timed out after 10\.0 s") as caught:
        await requester(Wire(never)).request(routes.EXECUTE_WEBHOOK, {}, **PARTS)

    assert caught.value.may_have_arrived
    assert asyncio.get_running_loop().time() - began == pytest.approx(TIMEOUT)


# ── secrets ──


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={}),
        httpx.Response(200, content=HTML),
        httpx.Response(404, json={"code": 10015, "message": "Unknown Webhook"}),
        httpx.Response(429, json={"retry_after": 1}),
        httpx.Response(429, json={"retry_after": 100}),
        httpx.Response(401, json={"message": "401: Unauthorized"}),
        httpx.Response(429, content=b"error code: 1015"),
        httpx.Response(502, content=HTML),
        httpx.ConnectError(f"no way to https://discord.test/webhooks/1/{SECRET}"),
        httpx.LocalProtocolError(f"Illegal header value b'Bot {TOKEN}'"),
        httpx.ReadTimeout(f"{SECRET} took too long"),
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    "route", [routes.UPDATE_ORIGINAL_WEBHOOK_MESSAGE, routes.BULK_SET_APPLICATION_COMMANDS], ids=lambda r: r.template
)
async def test_no_token_gets_into_any_log_or_error(
    answer: httpx.Response | Exception, route: Route, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter((TOKEN,)))
    asked = requester(Wire(answer))
    logging.getLogger().addHandler(handler)
    errors = ""
    try:
        await asked.request(route, {}, **PARTS)
    except RestError as error:
        errors = f"{error} {error!r} {vars(error)} {error.__cause__!r} {error.__context__!r}"
        logging.getLogger("author").exception("it failed")
        assert SECRET not in "".join(traceback.format_exception_only(error))
    finally:
        logging.getLogger().removeHandler(handler)
    # The author's own logging is in force in `caplog`, ours in `stream`.
    records = "".join(record.getMessage() for record in caplog.records)

    for text in (errors, records, stream.getvalue(), repr(asked)):
        assert SECRET not in text
        assert TOKEN not in text
    assert "HTTP Request" in records or isinstance(answer, Exception)


# ── connections ──


def test_each_loop_has_connections_of_its_own() -> None:
    asked = requester(Wire(httpx.Response(200, json={"id": "5"})))
    clients = []

    async def ask_twice() -> None:
        for _ in range(2):
            await asked.request(routes.GET_ORIGINAL_WEBHOOK_MESSAGE, None, **PARTS)
            clients.append(asked._client)

    for _ in range(2):
        loop = VirtualTimeLoop()
        loop.run_until_complete(ask_twice())
        loop.close()

    assert clients[0] is clients[1]
    assert clients[2] is clients[3]
    assert clients[0] is not clients[2]


def test_connections_of_a_loop_that_is_gone_are_let_go() -> None:
    wire = Wire()
    asked = requester(wire)
    for step in (asked.request(routes.GET_ORIGINAL_WEBHOOK_MESSAGE, None, **PARTS), asked.close(), asked.close()):
        asyncio.run(step)

    assert wire.closed == 0


async def test_close_closes_and_a_later_request_opens_again() -> None:
    wire = Wire(httpx.Response(200, json={}))
    asked = requester(wire)
    await asked.close()
    await asked.request(routes.GET_ORIGINAL_WEBHOOK_MESSAGE, None, **PARTS)
    await asked.close()
    await asked.request(routes.GET_ORIGINAL_WEBHOOK_MESSAGE, None, **PARTS)

    assert wire.closed == 1
    assert len(wire.requests) == 2


def test_httpx_is_loaded_with_the_first_request_only() -> None:
    script = """
import asyncio, sys
from app.bot import Bot
from app.errors import TransportError
from app.rest import routes
from app.settings import Settings
bot = Bot(Settings(api_url="http://127.0.0.1:1"))
assert "httpx" not in sys.modules
async def ask():
    try:
        await bot.rest.interactions.get_original(1, "token")
    except TransportError as error:
        print(error.message)
asyncio.run(ask())
assert "httpx" in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "ConnectError\n", "")


async def test_an_answer_of_another_form_than_documented_is_an_error_of_ours() -> None:
    wire = Wire(httpx.Response(200, json={"id": "5", "username": ["no", "name"]}))

    with pytest.raises(RestError, match=r"GET /users/@me → 200: the answer is not of the form that Discord documents"):
        await Requester("https://discord.test/api/v10", TOKEN, wire).fetch(User, routes.GET_MY_USER)
