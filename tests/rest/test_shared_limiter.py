"""Limits that several processes keep together: in one process on virtual time, and in two real ones over Redis."""

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from app.errors import RateLimited, StoreError
from app.rest import routes
from app.rest.requester import Requester
from app.rest.shared_limiter import SharedLimiter
from app.stores.base import Store
from app.stores.memory import MemoryBackend
from tests.rest.counting import Counting
from tests.rest.given import SECRET, Wire, requester
from tests.stores.kinds import REDIS, needs_redis, redis_of_its_own

ROOT = Path(__file__).parents[2]


def make_store() -> Store:
    return Store(MemoryBackend(lambda: asyncio.get_running_loop().time()))


def processes(wire: Wire, count: int = 2, store: Store | None = None, per_second: int = 50) -> list[Requester]:
    """Make clients that have nothing in common but the store."""
    store = store or make_store()
    return [requester(wire, SharedLimiter(store, "1", per_second)) for _ in range(count)]


async def post(asked: Requester, count: int, channel_id: int = 1) -> None:
    await asyncio.gather(
        *(asked.request(routes.CREATE_MESSAGE, {"content": str(n)}, channel_id=channel_id) for n in range(count))
    )


# ── on virtual time ──


@pytest.mark.parametrize("way", [0.0, 0.3, 2.0])
@pytest.mark.parametrize("limit", [1, 5])
async def test_a_bucket_of_several_processes_is_never_exceeded(way: float, limit: int) -> None:
    discord = Counting(limit=limit, period=2, way=way)
    await asyncio.gather(*(post(asked, 8) for asked in processes(Wire(discord), 3)))

    assert discord.refused == 0
    assert len(discord.contents) == 24


async def test_each_process_keeps_its_order() -> None:
    wire = Wire(Counting(period=2, way=0.1))
    first, second = processes(wire)
    await asyncio.gather(post(first, 12), post(second, 3, channel_id=2))
    sent = [json.loads(body)["content"] for body in wire.bodies]

    assert [content for content in sent if int(content) > 2] == [str(number) for number in range(3, 12)]


async def test_what_one_process_learned_the_others_know() -> None:
    discord = Counting(way=1.0)
    first, second = processes(Wire(discord))
    await post(first, 1)
    began = asyncio.get_running_loop().time()
    await post(second, 5, channel_id=2)

    assert asyncio.get_running_loop().time() - began == pytest.approx(1.0)


async def test_a_route_without_a_limit_is_known_as_such() -> None:
    async def slow(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(1)
        return httpx.Response(200, json={})

    wire = Wire(slow)
    first, second = processes(wire)
    await post(first, 1)
    await asyncio.gather(post(first, 5), post(second, 5))

    assert wire.times == pytest.approx([0] + [1] * 10)


async def test_the_global_limit_holds_for_all_together() -> None:
    wire = Wire(httpx.Response(200, json={}))
    asked = processes(wire, per_second=10)
    await asyncio.gather(*(one.request(routes.GET_CHANNEL, channel_id=n) for n in range(30) for one in asked))

    assert len(wire.times) == 60
    assert all(later - earlier > 1 - 1e-6 for earlier, later in zip(wire.times, wire.times[10:], strict=False))


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_a_refusal_is_heard_by_all(scope: str) -> None:
    headers = {"X-RateLimit-Scope": scope, "X-RateLimit-Bucket": "a", "X-RateLimit-Limit": "5",
               "X-RateLimit-Remaining": "4", "X-RateLimit-Reset-After": "1"}  # fmt: skip
    refusal = httpx.Response(429, headers=headers, json={"retry_after": 7})
    wire = Wire(refusal, httpx.Response(200, headers=headers, json={}))
    first, second = processes(wire)
    one = asyncio.create_task(post(first, 1))
    await asyncio.sleep(1)
    await post(second, 1)
    await one

    assert wire.times[0] == pytest.approx(0)
    assert min(wire.times[1:]) >= 7


@pytest.mark.parametrize("seconds", [5, 30])
async def test_places_of_a_bucket_are_kept_while_all_of_them_wait_for_the_global_limit(seconds: float) -> None:
    discord = Counting(limit=2, period=2, way=0.1)
    wire = Wire(discord, discord, httpx.Response(429, json={"retry_after": seconds, "global": True}), discord)
    asked = processes(wire, 4)
    await post(asked[0], 2)
    refused = asyncio.create_task(post(asked[0], 1, channel_id=2))
    await asyncio.sleep(3)
    await asyncio.gather(refused, *(post(one, 4) for one in asked[1:]))

    assert discord.refused == 0
    assert len(discord.contents) == 15


async def test_a_long_refusal_is_raised_by_all() -> None:
    wire = Wire(httpx.Response(429, json={"retry_after": 3600}))
    for asked in processes(wire):
        with pytest.raises(RateLimited):
            await post(asked, 1)

    assert len(wire.requests) == 1


async def test_a_bucket_that_changes_is_passed_on() -> None:
    store = make_store()
    (asked,) = processes(Wire(Counting(bucket="old")), 1, store)
    await post(asked, 2)
    new = Counting(bucket="new", limit=1, period=2)
    asked._transport = Wire(new)
    await asked.close()
    await post(asked, 1)
    (other,) = processes(Wire(new), 1, store)
    await asyncio.gather(post(asked, 3), post(other, 3))

    assert new.refused == 0


async def test_who_gives_up_frees_his_places() -> None:
    discord = Counting(limit=1, period=4)
    first, second = processes(Wire(discord))
    await post(first, 1)
    waiting = asyncio.create_task(post(second, 1))
    with pytest.raises(RateLimited):
        await second.request(routes.CREATE_MESSAGE, {}, channel_id=1, within=1)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await post(first, 2)

    assert discord.refused == 0


async def test_what_failed_counts_as_long_as_it_may_have_been_counted() -> None:
    wire = Wire(httpx.ConnectError("refused"), httpx.ReadError("lost"), Counting(limit=2))
    first, second = processes(wire)
    for asked in (first, second):
        await asked.request(routes.UPDATE_MESSAGE, {}, channel_id=1, message_id=2)

    assert len(wire.requests) == 4


async def test_answers_to_interactions_and_requests_for_others_never_touch_the_store() -> None:
    class NoStore(MemoryBackend):
        async def increment(self, key: str, by: int, minimum: int | None, ttl: float | None) -> int:
            raise AssertionError(key)

        async def read(self, key: str) -> bytes | None:
            raise AssertionError(key)

    (asked,) = processes(Wire(httpx.Response(200, json={})), 1, Store(NoStore()))
    await asked.request(routes.EXECUTE_WEBHOOK, {}, webhook_id=1, token=SECRET)
    await asked.request(routes.GET_MY_USER, authorization="Bearer of a user")


@pytest.mark.parametrize("fails", ["read", "increment", "write"])
async def test_while_the_store_is_away_each_process_keeps_the_limits_itself(
    fails: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked_for: list[float] = []

    async def fail(*_: object) -> None:
        asked_for.append(asyncio.get_running_loop().time())
        raise StoreError("redis at x:6379 cannot be reached")

    backend = MemoryBackend(lambda: asyncio.get_running_loop().time())
    setattr(backend, fails, fail)
    discord = Counting(period=2, way=0.1)
    (asked,) = processes(Wire(discord), 1, Store(backend))
    await post(asked, 12)

    assert discord.refused == 0
    assert len(discord.contents) == 12
    # Those that were on their way already may have asked in vain.
    assert len(asked_for) <= 2 * 5
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


# ── two processes ──

_ASK = """
import asyncio, json, sys
from app.rest import routes
from app.rest.requester import Requester
from app.rest.shared_limiter import SharedLimiter
from app.stores.base import Store
from app.stores.redis import RedisBackend

async def ask(url, prefix, redis, count):
    store = Store(RedisBackend(redis, prefix=prefix))
    asked = Requester(url, "token", limiter=SharedLimiter(store, "1"))
    print("ready", flush=True)
    sys.stdin.readline()
    await asyncio.gather(*(
        asked.request(routes.CREATE_MESSAGE, {"content": str(number)}, channel_id=1) for number in range(count)
    ))
    await asked.close()
    await store.close()

asyncio.run(ask(*json.loads(sys.argv[1])))
"""


class FakeDiscord:
    """Answers over real sockets as `Counting` does."""

    def __init__(self, discord: Counting) -> None:
        self.discord = discord

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                lines = head.split("\r\n")
                fields = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
                method, path, _ = lines[0].split(" ")
                body = await reader.readexactly(int(fields.get("content-length", 0)))
                response = await self.discord(httpx.Request(method, f"http://discord.test{path}", content=body))
                said = "".join(f"{name}: {value}\r\n" for name, value in response.headers.items())
                writer.write(f"HTTP/1.1 {response.status_code} OK\r\n{said}\r\n".encode() + response.content)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@pytest.fixture
def real_redis() -> Iterator[str]:
    with redis_of_its_own() as (_, prefix):
        yield prefix


class TestTwoProcesses:
    @pytest.fixture
    def anyio_backend(self) -> str:
        return "asyncio"

    @pytest.fixture
    async def discord(self) -> AsyncIterator[tuple[Counting, str]]:
        counting = Counting(limit=4, period=0.4, way=0.03)
        server = await asyncio.start_server(FakeDiscord(counting).serve, "127.0.0.1", 0)
        async with server:
            yield counting, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v10"

    @needs_redis
    async def test_they_never_exceed_a_bucket(self, discord: tuple[Counting, str], real_redis: str) -> None:
        counting, url = discord
        what = json.dumps([url, real_redis, REDIS, 16])
        pipe = asyncio.subprocess.PIPE
        started = [
            await asyncio.create_subprocess_exec(sys.executable, "-c", _ASK, what, cwd=ROOT, stdin=pipe, stdout=pipe)
            for _ in range(2)
        ]
        for process in started:
            assert process.stdout is not None
            assert await process.stdout.readline() == b"ready\n"
        await asyncio.gather(*(process.communicate(b"\n") for process in started))

        assert [process.returncode for process in started] == [0, 0]
        assert counting.refused == 0
        assert len(counting.contents) == 32
