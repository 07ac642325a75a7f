"""Where the door is found, by which method, mounted in what, and what else it is asked."""

import logging
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from app.bot import Bot
from app.context.command import CommandContext
from app.errors import DiscoveryError
from app.rest.routes import Route as RestRoute
from app.server.asgi import AsgiApp, AsgiDoor
from app.settings import Settings
from tests.server.asgi import Event, Exchange, chunks, make_bot, make_door, post, scope
from tests.server.interactions import PING, command
from tests.signature.signing import PUBLIC_KEY, forged, signed

PONG = b'{"type":1}'
LIMIT = 1_048_576
LIFESPAN: list[Event] = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
SETTINGS = Settings(public_key=PUBLIC_KEY)


def names(log: pytest.LogCaptureFixture, level: int) -> list[str]:
    return [record.getMessage() for record in log.records if record.levelno >= level]


# ── where, and by which method ──


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "post"])
@pytest.mark.parametrize("path", ["/interactions", "/interactions/"])
async def test_other_methods_are_not_allowed(door: AsgiDoor, method: str, path: str) -> None:
    exchange = await Exchange().run(door, scope(path, method=method))

    assert exchange.status == 405
    assert exchange.headers[b"allow"] == b"POST"
    assert exchange.headers[b"content-length"] == b"%d" % len(exchange.body)
    assert exchange.body == b"This is an endpoint for Discord: it takes POST only.\n"


async def test_head_is_not_allowed_and_gets_no_body(door: AsgiDoor) -> None:
    exchange = await Exchange().run(door, scope(method="HEAD"))

    assert (exchange.status, exchange.body) == (405, b"")
    assert int(exchange.headers[b"content-length"]) > 0


@pytest.mark.parametrize(
    ("path", "root_path", "status"),
    [
        pytest.param("/interactions", "", 200, id="the path"),
        pytest.param("/interactions/", "", 200, id="with a slash"),
        pytest.param("/interactions//", "", 404, id="with two slashes"),
        pytest.param("//interactions", "", 404, id="two slashes before it"),
        pytest.param("", "", 404, id="nothing"),
        pytest.param("/", "", 404, id="the root"),
        pytest.param("/Interactions", "", 404, id="another case"),
        pytest.param("/interactions2", "", 404, id="a longer name"),
        pytest.param("/interactions/x", "", 404, id="below it"),
        pytest.param("/x/interactions", "", 404, id="below something else"),
        pytest.param("/prod/interactions", "/prod", 200, id="below a root path that stands in the path"),
        pytest.param("/prod/interactions/", "/prod/", 200, id="the same with slashes"),
        pytest.param("/interactions", "/prod", 200, id="below a root path that was taken out"),
        pytest.param("/interactions/", "/prod", 200, id="the same with a slash"),
        pytest.param("/prod", "/prod", 404, id="at another root path"),
        pytest.param("/", "/prod", 404, id="at another root path that was taken out"),
        pytest.param("/interactions/interactions", "/interactions", 200, id="mounted at its name, and its name"),
        pytest.param("/interactions/", "/interactions", 200, id="mounted at its name"),
        pytest.param("/", "/interactions", 200, id="mounted at its name, which was taken out"),
        pytest.param("", "/interactions", 200, id="the same without a slash"),
        pytest.param("", "/a/interactions", 200, id="mounted below, which was taken out"),
        pytest.param("/a/interactions/", "/a/interactions", 200, id="mounted below"),
        pytest.param("/my-interactions/", "/my-interactions", 404, id="mounted at a name that ends alike"),
        pytest.param("/interactions", "/inter", 200, id="a root path that is a part of its name"),
    ],
)
async def test_is_found_at_its_path_and_never_redirects(door: AsgiDoor, path: str, root_path: str, status: int) -> None:
    assert (await post(door, PING, signed(PING), path, root_path=root_path)).status == status


@pytest.mark.parametrize(
    ("path", "root_path"),
    [("/events", ""), ("/events/", ""), ("/prod/events", "/prod"), ("/events", "/prod"), ("/", "/events")],
)
async def test_events_are_taken_at_their_own_path_and_interactions_are_not(
    door: AsgiDoor, path: str, root_path: str
) -> None:
    event = b'{"version":1,"type":0}'

    assert (await post(door, event, signed(event), path, root_path=root_path)).status == 204
    assert (await post(door, PING, signed(PING), path, root_path=root_path)).status == 400
    assert (await post(door, event, signed(event), "/interactions")).status == 400


async def test_a_query_does_not_matter(door: AsgiDoor) -> None:
    assert (await post(door, PING, signed(PING), query_string=b"x=1")).body == PONG


async def test_the_path_is_a_setting(runs: list[int]) -> None:
    door = make_bot(runs, interactions_path="/api/discord").asgi()

    assert (await post(door, PING, signed(PING), "/api/discord")).status == 200
    assert (await post(door, PING, signed(PING), "/api/discord/")).status == 200
    assert (await post(door, PING, signed(PING), "/interactions")).status == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
async def test_what_is_elsewhere_is_not_found(door: AsgiDoor, method: str) -> None:
    for _ in range(2):
        exchange = await Exchange(*chunks(b"")).run(door, scope("/favicon.ico", method=method))
        assert exchange.status == 404


# ── mounted ──


@pytest.mark.parametrize(
    ("at", "path", "status"),
    [
        ("/discord", "/discord/interactions", 200),
        ("/discord", "/discord/interactions/", 200),
        ("/discord", "/discord/other", 404),
        ("/discord", "/interactions", 404),
        ("/interactions", "/interactions/", 200),
        ("/interactions", "/interactions/interactions", 200),
        ("/api/interactions", "/api/interactions/", 200),
        ("/", "/interactions", 200),
        ("", "/interactions/", 200),
    ],
)
@pytest.mark.parametrize("framework", ["starlette", "fastapi"])
async def test_can_be_mounted(door: AsgiDoor, framework: str, at: str, path: str, status: int) -> None:
    outer: AsgiApp
    if framework == "starlette":
        outer = Starlette(routes=[Mount(at, door)])
    else:
        outer = api = FastAPI()
        api.mount(at, door)

    exchange = await post(outer, PING, signed(PING), path)

    assert exchange.status == status
    if status == 200:
        assert exchange.body == PONG


async def test_mounted_below_two_applications_it_refuses_methods_and_forgeries(door: AsgiDoor) -> None:
    outer = Starlette(routes=[Mount("/a", Starlette(routes=[Mount("/b", door)]))])

    assert (await post(outer, PING, signed(PING), "/a/b/interactions")).body == PONG
    assert (await post(outer, PING, forged(PING), "/a/b/interactions")).status == 401
    assert (await Exchange().run(outer, scope("/a/b/interactions", method="GET"))).status == 405


@pytest.mark.parametrize("framework", ["starlette", "fastapi"])
async def test_a_mount_at_its_own_path_wants_a_slash_and_a_route_or_the_root_does_not(
    door: AsgiDoor, framework: str
) -> None:
    """C7: whoever mounts anything below a path is sent on to the slash by these frameworks, and Discord is not."""

    async def home(request: Request) -> Response:
        return Response("home")

    outers = [
        [Mount("/interactions", door)],
        [Route("/interactions", door)],
        [Route("/", home), Mount("/", door)],
    ]
    make: Any = Starlette if framework == "starlette" else FastAPI
    asked = [await post(make(routes=routes), PING, signed(PING), "/interactions") for routes in outers]

    assert [exchange.status for exchange in asked] == [307, 200, 200]
    assert [exchange.body for exchange in asked[1:]] == [PONG, PONG]


async def test_a_middleware_that_has_read_the_body_leaves_it_as_it_was(door: AsgiDoor) -> None:
    """C8."""

    async def read_first(request: Request, call_next: RequestResponseEndpoint) -> Response:
        if await request.body():
            assert (await request.json())["type"] == 1
        return await call_next(request)

    outer = Starlette(routes=[Mount("/", door)], middleware=[Middleware(BaseHTTPMiddleware, dispatch=read_first)])

    assert (await post(outer, PING, signed(PING))).body == PONG
    assert (await post(outer, PING, forged(PING))).status == 401
    for method, path, status in [("GET", "/interactions", 405), ("HEAD", "/events", 405), ("GET", "/favicon.ico", 404)]:
        assert (await Exchange(*chunks(b"")).run(outer, scope(path, method=method))).status == status


# ── other connections ──


async def test_a_websocket_is_closed(door: AsgiDoor) -> None:
    exchange = await Exchange({"type": "websocket.connect"}).run(door, {"type": "websocket", "path": "/interactions"})

    assert [event["type"] for event in exchange.sent] == ["websocket.close"]


async def test_a_connection_of_an_unknown_type_is_left_alone(door: AsgiDoor) -> None:
    assert (await Exchange().run(door, {"type": "webtransport"})).sent == []


async def test_the_lifespan_begins_and_ends(door: AsgiDoor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    exchange = await Exchange({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}).run(
        door, {"type": "lifespan"}
    )

    assert [event["type"] for event in exchange.sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert caplog.messages == ["ready: 1 command, interactions at /interactions"]


async def test_a_group_is_one_command_to_the_log_as_it_is_to_a_sync(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    bot = make_bot([])
    for path in ("tag show", "tag create", "tag find name"):

        @bot.slash_command(path, description="Does it.")
        async def handler(ctx: CommandContext) -> str:
            return "Done."

    await Exchange(*LIFESPAN).run(bot.asgi(), {"type": "lifespan"})

    assert len(bot.tree.registrations()) == 2
    assert caplog.messages[-1] == "ready: 2 commands, interactions at /interactions"


async def test_the_lifespan_may_run_around_every_request(door: AsgiDoor, runs: list[int]) -> None:
    for _ in range(3):
        await Exchange(*LIFESPAN).run(door, {"type": "lifespan"})
        body = command()
        assert (await post(door, body, signed(body))).status == 200

    assert len(runs) == 3


async def fail_in(bot: Bot, step: str, error: Exception) -> Event:
    """Let a step of the lifespan raise; returns the last word to the server."""

    async def fine() -> None:
        return

    async def fail() -> None:
        raise error

    door = make_door(bot, fail if step == "startup" else fine, fail if step == "shutdown" else fine)
    return (await Exchange(*LIFESPAN).run(door, {"type": "lifespan"})).sent[-1]


STEPS = [("startup", "the bot cannot start"), ("shutdown", "the bot did not end in order")]


@pytest.mark.parametrize(("step", "sentence"), STEPS)
async def test_a_start_or_end_that_fails_is_told_to_the_server(
    bot: Bot, step: str, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = await fail_in(bot, step, OSError("no database"))

    assert said == {"type": f"lifespan.{step}.failed", "message": "no database"}
    assert caplog.messages == [sentence]
    assert caplog.records[0].exc_info is not None


@pytest.mark.parametrize(("step", "sentence"), STEPS)
async def test_an_error_of_ours_at_the_start_or_end_is_one_line(
    bot: Bot, step: str, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = await fail_in(bot, step, DiscoveryError("shop.py:7", "plugin Shop", "no stock list"))

    # The server would write the message as another line.
    assert said == {"type": f"lifespan.{step}.failed", "message": ""}
    assert caplog.messages == [f"{sentence}: shop.py:7: plugin Shop could not be loaded: no stock list"]
    assert caplog.records[0].exc_info is None


class Connections(httpx.AsyncBaseTransport):
    """Says whether they were closed."""

    are_closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(204)

    async def aclose(self) -> None:
        self.are_closed = True


async def test_an_end_that_fails_closes_the_connections_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    connections = Connections()
    bot = Bot(SETTINGS, transport=connections)

    @bot.provide
    async def connect() -> AsyncIterator[bytearray]:
        yield bytearray()
        raise OSError("the database is gone")

    await bot.lifetime().get(bytearray)
    await bot.rest.request(RestRoute("GET", "/gateway"))
    said = (await Exchange(*LIFESPAN).run(bot.asgi(), {"type": "lifespan"})).sent[-1]

    assert said == {"type": "lifespan.shutdown.failed", "message": "the database is gone"}
    assert connections.are_closed


async def test_the_door_changes_nothing_that_the_server_owns(door: AsgiDoor) -> None:
    given: MutableMapping[str, Any] = scope(sent=signed(PING))
    before = dict(given)

    await Exchange(*chunks(PING)).run(door, given)

    assert given == before
