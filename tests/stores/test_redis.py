"""What the Redis store alone has: a wire, with a server at its other end that may fail in all ways."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import pytest
import redis

from app.errors import SettingsError, StoreError
from app.stores import redis as subject
from app.stores.base import Store
from app.stores.redis import RedisBackend
from tests.stores.kinds import REDIS, needs_redis, redis_of_its_own
from tests.stores.processes import count_in_processes, run_script

PASSWORD = "hunter/2"
ENCODED = "hunter%2F2"

Serve: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


Own: TypeAlias = tuple[redis.Redis, str]


@pytest.fixture
def own() -> Iterator[Own]:
    with redis_of_its_own() as made:
        yield made


@pytest.fixture
async def backend(own: Own) -> AsyncIterator[RedisBackend]:
    made = RedisBackend(REDIS, prefix=own[1])
    yield made
    await made.close()


# ── several processes ──


@needs_redis
async def test_processes_that_count_at_once_lose_nothing(own: Own) -> None:
    results = count_in_processes("RedisBackend", REDIS, {"prefix": own[1]}, processes=4, times=200)

    assert sorted(results) == list(range(1, 801))


@needs_redis
async def test_processes_that_pay_at_once_do_not_fall_below_the_minimum(own: Own) -> None:
    server, prefix = own
    server.set(prefix + "n", 100)

    results = count_in_processes("RedisBackend", REDIS, {"prefix": prefix}, processes=4, times=50, by=-1, minimum=0)

    assert sorted(results) == [0] * 100 + list(range(100))
    assert server.get(prefix + "n") == b"0"


@needs_redis
async def test_processes_that_make_a_number_at_once_agree_on_its_time(own: Own) -> None:
    server, prefix = own
    count_in_processes("RedisBackend", REDIS, {"prefix": prefix}, processes=4, times=20, ttl=1000)

    left: Any = server.pttl(prefix + "n")
    assert server.get(prefix + "n") == b"80"
    assert 0 < left <= 1_000_000


# ── keys, values, time ──


@needs_redis
async def test_keys_stand_below_a_name_of_ours() -> None:
    backend = RedisBackend(REDIS)
    with redis_of_its_own() as (server, unique):
        await backend.write(unique, b"1", 60)

        assert server.get(f"postern:{unique}") == b"1"
        await backend.delete(unique)
        assert server.get(f"postern:{unique}") is None
    await backend.close()


@needs_redis
async def test_redis_itself_keeps_the_time(backend: RedisBackend, own: Own) -> None:
    server, prefix = own
    await backend.write("a", b"1", 0.0001)
    await backend.write("b", b"1", 60)
    await backend.write("c", b"1", None)
    await asyncio.sleep(0.01)

    assert await backend.read("a") is None
    left: Any = server.pttl(prefix + "b")
    assert 0 < left <= 60_000
    assert server.pttl(prefix + "c") == -1


@needs_redis
async def test_a_server_that_forgot_the_script_is_told_again(backend: RedisBackend, own: Own) -> None:
    for expected in (1, 2):
        own[0].script_flush()

        assert await backend.increment("n", 1, None, None) == expected


@needs_redis
async def test_a_key_that_is_no_string_is_an_error(backend: RedisBackend, own: Own) -> None:
    own[0].rpush(own[1] + "list", "a")

    for attempt in (backend.read("list"), backend.increment("list", 1, None, None)):
        with pytest.raises(StoreError, match=r"^store redis at 127\.0\.0\.1:6379 refused: WRONGTYPE"):
            await attempt


@needs_redis
async def test_who_stops_waiting_gets_nobody_elses_answer(backend: RedisBackend) -> None:
    for number in range(20):
        await backend.write(f"key{number}", b"%d" % number, None)

    async def read(number: int) -> bool:
        asyncio.current_task().cancel() if number % 3 == 0 else None  # type: ignore[union-attr]
        await asyncio.sleep(0)
        return await backend.read(f"key{number}") == b"%d" % number

    tasks = [asyncio.create_task(read(number)) for number in range(20)]
    waiting = [asyncio.create_task(backend.read("key0")) for _ in range(20)]
    for step in range(20):
        await asyncio.sleep(0)
        waiting[step].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert all(answer for answer in answers if not isinstance(answer, asyncio.CancelledError))
    assert [await backend.read(f"key{number}") for number in range(20)] == [b"%d" % number for number in range(20)]


@needs_redis
async def test_more_callers_than_connections_wait_their_turn(backend: RedisBackend, own: Own) -> None:
    results = await asyncio.gather(*(backend.increment("n", 1, None, None) for _ in range(300)))

    assert sorted(results) == list(range(1, 301))


# ── loops and threads ──


@needs_redis
def test_one_store_serves_one_loop_after_another_and_leaves_no_connection(own: Own) -> None:
    store = Store(RedisBackend(REDIS, prefix=own[1]))

    async def count() -> int:
        await asyncio.gather(*(store.increment("n") for _ in range(5)))
        return await store.increment("n")

    assert [asyncio.run(count()) for _ in range(3)] == [6, 12, 18]
    # A connection that was left open would warn here, and warnings are errors.
    gc.collect()
    asyncio.run(store.close())


@needs_redis
def test_one_store_serves_threads_with_loops_of_their_own(own: Own) -> None:
    store = Store(RedisBackend(REDIS, prefix=own[1]))
    results: list[int] = []

    async def count() -> None:
        for _ in range(50):
            results.append(await store.increment("n"))
        await store.close()

    threads = [threading.Thread(target=asyncio.run, args=(count(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == list(range(1, 201))


@needs_redis
async def test_a_pool_that_was_idle_for_long_is_left_for_a_new_one(
    backend: RedisBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    await backend.increment("n", 1, None, None)
    (first,) = backend._pools.values()
    await backend.increment("n", 1, None, None)
    assert list(backend._pools.values()) == [first]

    monkeypatch.setattr(subject, "IDLE", 0.0)
    await asyncio.gather(*(backend.increment("n", 1, None, None) for _ in range(10)))
    monkeypatch.undo()

    (second,) = backend._pools.values()
    assert second is not first
    assert await backend.read("n") == b"12"


# ── a server that fails ──


@asynccontextmanager
async def pretended(serve: Serve) -> AsyncIterator[str]:
    """Stand at the other end of the wire; gives host and port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"{host}:{port}"


async def command(reader: asyncio.StreamReader) -> list[bytes]:
    count = int((await reader.readuntil(b"\r\n"))[1:])
    words = []
    for _ in range(count):
        length = int((await reader.readuntil(b"\r\n"))[1:])
        words.append((await reader.readexactly(length + 2))[:-2])
    return words


class Counting:
    """Answers as Redis does, but ends the connection at the first `broken` commands about a key."""

    def __init__(self, broken: int) -> None:
        self.broken = broken
        self.asked: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            name, *_ = await command(reader)
            if name not in {b"CLIENT", b"SELECT", b"HELLO"}:
                self.asked.append(name)
                if len(self.asked) <= self.broken:
                    return
            writer.write(b"$1\r\n7\r\n" if name in {b"GET", b"EVALSHA"} else b"+OK\r\n")


async def test_a_broken_connection_is_not_noticed_by_who_reads_or_writes() -> None:
    server = Counting(broken=1)
    async with pretended(server) as where:
        backend = RedisBackend(f"redis://{where}")
        assert await backend.read("a") == b"7"
        await backend.close()

    assert server.asked == [b"GET", b"GET"]


async def test_a_connection_that_keeps_breaking_is_an_error() -> None:
    server = Counting(broken=100)
    async with pretended(server) as where:
        backend = RedisBackend(f"redis://{where}")
        with pytest.raises(StoreError, match=rf"^store redis at {where} cannot be reached: "):
            await backend.write("a", b"1", None)
        await backend.close()

    assert server.asked == [b"SET", b"SET"]


async def test_an_increment_whose_answer_was_lost_is_not_sent_again() -> None:
    """It may have been counted."""
    server = Counting(broken=1)
    async with pretended(server) as where:
        backend = RedisBackend(f"redis://{where}")
        with pytest.raises(StoreError, match="cannot be reached"):
            await backend.increment("n", 1, None, None)
        assert server.asked == [b"EVALSHA"]
        assert await backend.increment("n", 1, None, None) == 7
        await backend.close()


async def test_nobody_there_is_an_error_and_later_somebody_may_be() -> None:
    backend = RedisBackend("redis://127.0.0.1:1")
    for attempt in (backend.read("a"), backend.increment("a", 1, None, None)):
        with pytest.raises(StoreError, match=r"^store redis at 127\.0\.0\.1:1 cannot be reached: "):
            await attempt
    await backend.close()


async def test_a_server_that_says_nothing_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "PATIENCE", 0.05)

    async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with pretended(silence) as where:
        backend = RedisBackend(f"redis://{where}")
        for attempt in (backend.read("a"), backend.increment("a", 1, None, None)):
            with pytest.raises(StoreError, match=rf"^store redis at {where} did not answer within 0\.05 s$"):
                await attempt
        await backend.close()


# ── passwords ──


def whole(error: BaseException) -> str:
    """What a traceback would print, and what a debugger shows."""
    texts = []
    shown: BaseException | None = error
    while shown is not None:
        texts.append(f"{shown} {shown!r}")
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
    return "\n".join(texts)


@pytest.mark.parametrize("place", [f"redis://:{ENCODED}@HOST", f"redis://HOST?password={ENCODED}"])
async def test_a_server_that_repeats_the_password_is_not_quoted(place: str) -> None:
    async def repeat(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            words = b" ".join(await command(reader))
            writer.write(b"-ERR unknown command, with args beginning with: '%s'\r\n" % words)

    async with pretended(repeat) as where:
        backend = RedisBackend(place.replace("HOST", where))
        for attempt in (backend.read("a"), backend.increment("a", 1, None, None)):
            with pytest.raises(StoreError, match=rf"^store redis at {where} .*'AUTH \*\*\*'") as caught:
                await attempt
            assert PASSWORD not in whole(caught.value)
            assert ENCODED not in whole(caught.value)
        await backend.close()


@needs_redis
async def test_a_wrong_password_is_an_error_that_does_not_repeat_it() -> None:
    backend = RedisBackend(f"redis://somebody:{ENCODED}@127.0.0.1:6379/0")
    with pytest.raises(StoreError, match=r"^store redis at 127\.0\.0\.1:6379 refused: ") as caught:
        await backend.read("a")
    await backend.close()

    assert PASSWORD not in whole(caught.value)


async def test_nothing_of_it_shows_in_what_can_be_printed() -> None:
    backend = RedisBackend(f"rediss://bot:{ENCODED}@[::1]/1")

    assert repr(backend) == str(backend) == "RedisBackend('redis at [::1]:6379')"


# ── settings ──


@pytest.mark.parametrize(
    "url",
    [
        f"redis://:{ENCODED}@localhost:port",
        f"redis://:{ENCODED}@localhost?no_such_option=1",
        f"redis://:{ENCODED}@localhost?socket_timeout=long",
        f"redis://:{ENCODED}@[::1",
    ],
)
def test_a_url_that_the_library_cannot_use_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        RedisBackend(url)

    assert str(caught.value).startswith("POSTERN_STORE is no URL that redis-py can use")
    assert "hunter" not in whole(caught.value)


def test_without_the_library_the_extra_is_named() -> None:
    script = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "redis":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
from app.errors import SettingsError
from app.stores.open import open_store

for url in ("memory:", "sqlite:///a.db"):
    open_store(url)
try:
    open_store("redis://localhost")
except SettingsError as error:
    print(error)
"""

    assert run_script(script) == 'POSTERN_STORE needs the extra: pip install "postern[redis]"'
