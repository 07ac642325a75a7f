"""The door while a process ends: it works on, and lets nobody use a connection again."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from app.bot import Bot
from app.server.asgi import AsgiDoor
from app.server.drain import QUIET
from tests.server.asgi import Exchange, chunks, make_bot, post, scope
from tests.server.interactions import PING, command, of_length
from tests.signature.signing import forged, signed

CLOSE = (b"connection", b"close")


class Lifespan:
    """A server's side of the lifespan protocol."""

    def __init__(self, door: AsgiDoor) -> None:
        self._to_door: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._from_door: asyncio.Queue[str] = asyncio.Queue()
        self._door = door

    async def __aenter__(self) -> None:
        async def send(event: object) -> None:
            assert isinstance(event, dict)
            await self._from_door.put(event["type"])

        self._running = asyncio.create_task(self._door({"type": "lifespan"}, self._to_door.get, send))
        await self._say("lifespan.startup")

    async def __aexit__(self, *error: object) -> None:
        await self._say("lifespan.shutdown")
        await self._running

    async def _say(self, what: str) -> None:
        await self._to_door.put({"type": what})
        assert await self._from_door.get() == f"{what}.complete"


@pytest.fixture(autouse=True)
def told() -> Iterator[list[float]]:
    """Stand behind the door as a server does; what it is told, and when."""
    told: list[float] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: told.append(asyncio.get_running_loop().time()))
    yield told
    signal.signal(signal.SIGTERM, before)


async def test_answers_say_that_the_connection_closes_once_the_process_ends(door: AsgiDoor) -> None:
    async with Lifespan(door):
        before = await post(door, PING, signed(PING))
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.1)
        after = [
            await post(door, PING, signed(PING)),
            await post(door, PING, forged(PING)),
            await post(door, command(), signed(command())),
            await post(door, PING, signed(PING), path="/events"),
        ]

    assert CLOSE not in before.sent[0]["headers"]
    for exchange in after:
        assert exchange.sent[0]["headers"].count(CLOSE) == 1


async def test_the_server_is_told_when_the_last_request_is_a_moment_ago(door: AsgiDoor, told: list[float]) -> None:
    async with Lifespan(door):
        await post(door, PING, signed(PING))
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.3)
        await post(door, PING, forged(PING))
        await asyncio.sleep(5)

    assert told == [pytest.approx(0.3 + QUIET)]


async def test_over_http_2_no_answer_bears_a_header_that_is_forbidden_there() -> None:
    bot: Bot = make_bot([], max_body=2000)
    door = bot.asgi()
    async with Lifespan(door):
        large = await post(door, of_length(2001), signed(of_length(2001)), http_version="2")
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.1)
        ping = await post(door, PING, signed(PING), http_version="2")

    assert (large.status, ping.status) == (413, 200)
    for exchange in (large, ping):
        assert CLOSE not in exchange.sent[0]["headers"]


async def test_a_server_that_does_not_say_its_version_of_http_speaks_the_usual_one(door: AsgiDoor) -> None:
    asked = scope(sent=signed(PING))
    del asked["http_version"]
    async with Lifespan(door):
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.1)
        exchange = await Exchange(*chunks(PING)).run(door, asked)

    assert CLOSE in exchange.sent[0]["headers"]
