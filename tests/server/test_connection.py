"""Connections to uvicorn: what is slow, endless or unused ends; what is on its way when the server ends does not."""

import asyncio
import socket
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.server.connection import HEAD_WITHIN, KEPT_OPEN, MOST_HEAD, ON_ITS_WAY, Connection, Server

REQUEST = b"POST /interactions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}"
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"


class Wire(asyncio.Transport):
    """The other side of a connection, and when it was closed."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__()
        self.sent = b""
        self.closed_at: float | None = None
        self.connection = Connection(config, ServerState(), {})
        self.connection.connection_made(self)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert self.closed_at is None
        self.sent += bytes(data)

    def close(self) -> None:
        if self.closed_at is None:
            self.closed_at = asyncio.get_running_loop().time()

    def is_closing(self) -> bool:
        return self.closed_at is not None

    def resume_reading(self) -> None:
        """Nothing is read here: what comes is given."""

    pause_reading = resume_reading

    async def receive(self, *parts: bytes) -> None:
        for part in parts:
            self.connection.data_received(part)
            await asyncio.sleep(0.001)


@pytest.fixture
def config() -> uvicorn.Config:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/slow":
            await asyncio.sleep(60)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"hi"})

    config = uvicorn.Config(application, log_config=None, access_log=False, timeout_keep_alive=KEPT_OPEN)
    config.load()
    return config


@pytest.fixture
async def wire(config: uvicorn.Config) -> Wire:
    return Wire(config)


async def test_requests_are_answered_one_after_the_other(wire: Wire) -> None:
    for number in range(1, 4):
        await wire.receive(REQUEST[:30], REQUEST[30:-1], REQUEST[-1:])
        assert wire.sent == ANSWER * number
        await asyncio.sleep(KEPT_OPEN - 1)

    assert wire.closed_at is None


async def test_a_handler_may_take_longer_than_a_head_may(wire: Wire) -> None:
    await wire.receive(REQUEST.replace(b"/interactions", b"/slow"))
    await asyncio.sleep(61)

    assert (wire.sent, wire.closed_at) == (ANSWER, None)


@pytest.mark.parametrize("before", [0, 1], ids=["the first", "the second"])
async def test_a_connection_that_nobody_uses_is_closed_later_than_proxies_close_theirs(wire: Wire, before: int) -> None:
    await wire.receive(*[REQUEST] * before)
    await asyncio.sleep(61)
    assert wire.closed_at is None
    await asyncio.sleep(KEPT_OPEN)

    assert wire.closed_at == pytest.approx(KEPT_OPEN, abs=0.1)


@pytest.mark.parametrize("before", [0, 1], ids=["the first", "the second"])
@pytest.mark.parametrize(
    "drip", [b"\r\n", b"P", b"POST / HTTP/1.1\r\nx: y"], ids=["empty lines", "a method", "headers"]
)
async def test_a_head_that_comes_drop_by_drop_is_not_waited_for(wire: Wire, drip: bytes, before: int) -> None:
    await wire.receive(*[REQUEST] * before)
    await wire.receive(drip)
    for _ in range(30):
        if wire.closed_at is not None:
            break
        await asyncio.sleep(0.5)
        await wire.receive(b"z" if drip.startswith(b"POST") else b"\r\n" if drip == b"\r\n" else b"")

    assert wire.closed_at == pytest.approx(HEAD_WITHIN, abs=0.1)


@pytest.mark.parametrize("before", [0, 1], ids=["the first", "the second"])
async def test_a_head_without_an_end_is_refused(wire: Wire, before: int) -> None:
    await wire.receive(*[REQUEST] * before, b"POST / HTTP/1.1\r\n")
    lines, pieces = b"x-%d: y\r\n" * 100, 0
    while wire.closed_at is None:
        await wire.receive(lines)
        pieces += 1

    assert pieces * len(lines) < MOST_HEAD + 2 * len(lines)
    assert b" 400 Bad Request" in wire.sent


async def test_what_is_no_request_is_refused_once_however_long_it_is(wire: Wire) -> None:
    await wire.receive(b"POST / HTTP/1.1\r\nno header\r\n" + b"z" * MOST_HEAD)

    assert wire.sent.count(b" 400 Bad Request") == 1


async def test_a_body_that_nobody_reads_is_not_waited_for_either(wire: Wire) -> None:
    await wire.receive(REQUEST.replace(b"content-length: 2", b"content-length: 20000000"))
    assert wire.sent == ANSWER
    while wire.closed_at is None:
        await wire.receive(b"z" * 100_000)
        await asyncio.sleep(0.5)

    assert wire.closed_at == pytest.approx(HEAD_WITHIN, abs=0.6)


@pytest.mark.parametrize("before", [0, 1], ids=["the first", "the second"])
async def test_a_request_that_is_on_its_way_when_the_server_ends_is_answered(wire: Wire, before: int) -> None:
    await wire.receive(*[REQUEST] * before)
    wire.connection.shutdown()
    await asyncio.sleep(ON_ITS_WAY - 0.1)
    assert wire.closed_at is None
    await wire.receive(REQUEST)
    assert wire.sent == ANSWER * (before + 1)
    await asyncio.sleep(0.2)

    assert wire.closed_at is not None


async def test_one_that_is_answered_as_the_server_ends_is_told_that_the_connection_closes(wire: Wire) -> None:
    await wire.receive(REQUEST.replace(b"/interactions", b"/slow"))
    wire.connection.shutdown()
    await asyncio.sleep(61)

    assert b"connection: close\r\n" in wire.sent
    assert wire.closed_at == pytest.approx(60, abs=0.1)


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_whoever_has_connected_when_a_server_stops_listening_is_served(config: uvicorn.Config) -> None:
    """The kernel lets them in before the server has heard of them, and would hang up on them."""
    config.lifespan = "off"
    config.http_protocol_class = Connection
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup([listening])
    # Nobody runs the loop between these lines, as in a process that is busy.
    clients = [socket.create_connection(listening.getsockname()) for _ in range(20)]
    for client in clients:
        client.sendall(REQUEST)
    await server.shutdown([listening])

    answers = [await asyncio.to_thread(client.makefile("rb").read) for client in clients]
    assert [answer.splitlines()[0] for answer in answers] == [b"HTTP/1.1 200 OK"] * 20
    for client in clients:
        client.close()
