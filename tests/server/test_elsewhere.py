"""What several processes count in one store, so that one of them handles each interaction."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.server.elsewhere import PERIOD
from app.stores.base import Store
from app.stores.memory import MemoryBackend
from app.stores.redis import RedisBackend
from app.stores.sqlite import SqliteBackend
from tests.server.interactions import PING, command
from tests.server.served import Served, content
from tests.signature.signing import NOW
from tests.stores.flaky import AWAY, Flaky
from tests.stores.kinds import REDIS, needs_redis, redis_of_its_own


@contextlib.contextmanager
def two_stores(kind: str, folder: Path) -> Iterator[tuple[Store, Store]]:
    """Give the store of each of two processes; what one writes the other reads."""
    if kind == "sqlite":
        yield (
            Store(SqliteBackend(folder / "seen.db", lambda: NOW)),
            Store(SqliteBackend(folder / "seen.db", lambda: NOW)),
        )
        return
    with redis_of_its_own() as (_, prefix):
        yield Store(RedisBackend(REDIS, prefix=prefix)), Store(RedisBackend(REDIS, prefix=prefix))


@pytest.mark.parametrize(
    ("kind", "anyio_backend"), [("sqlite", "asyncio"), pytest.param("redis", "asyncio", marks=needs_redis)]
)
async def test_of_two_processes_that_get_the_same_interaction_at_once_one_handles_it(kind: str, tmp_path: Path) -> None:
    with two_stores(kind, tmp_path) as stores:
        one, other = (Served(seen=store) for store in stores)
        for _ in range(5):
            body = command()
            answers = await asyncio.gather(*(served.post(body) for _ in range(3) for served in (one, other)))

            statuses = [[answer.status for answer in answers[at::2]] for at in range(2)]
            # Within a process a duplicate shares the first one's fate.
            assert sorted(statuses) == [[200] * 3, [401] * 3]
        assert len(one.runs) + len(other.runs) == 5
        for store in stores:
            await store.close()


async def test_a_duplicate_that_comes_to_another_process_later_is_refused() -> None:
    store = Store(MemoryBackend(lambda: NOW))
    one, other = Served(seen=store), Served(seen=store)
    body = command()

    assert content(await one.post(body)) == "Pong!"
    await asyncio.sleep(200)
    assert (await other.post(body)).status == 401
    assert (await other.post(body)).status == 401
    assert other.runs == []


async def test_what_was_counted_is_forgotten_when_its_signature_can_no_longer_pass() -> None:
    store = Store(MemoryBackend(lambda: NOW))
    await Served(seen=store).post(command(id="77"))

    assert await store.ttl("postern:seen:234248956100616262:77") == 360


async def test_the_same_id_of_another_application_is_another_interaction() -> None:
    store = Store(MemoryBackend(lambda: NOW))
    one, other = Served(seen=store), Served(seen=store)

    assert content(await one.post(command(id="77"))) == "Pong!"
    assert content(await other.post(command(id="77", application_id="1002"))) == "Pong!"


async def test_a_ping_asks_no_store() -> None:
    backend = Flaky()
    backend.is_away = True
    served = Served(seen=Store(backend))

    for _ in range(3):
        assert (await served.post(PING)).body == b'{"type":1}'


async def test_while_the_store_is_away_interactions_are_handled_and_the_log_says_so_once_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    backend = Flaky()
    backend.is_away = True
    served = Served(seen=Store(backend))

    for _ in range(500):
        assert content(await served.post(command())) == "Pong!"
    said = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(said) == 1
    assert AWAY in said[0].getMessage()
    assert "POSTERN_REPLAY" in said[0].getMessage()

    await asyncio.sleep(PERIOD)
    await served.post(command())
    assert len([record for record in caplog.records if record.levelno >= logging.WARNING]) == 2
    backend.is_away = False
    body = command()
    await served.post(body)
    assert (await Served(seen=Store(backend)).post(body)).status == 401


class Hanging(MemoryBackend):
    """A store that takes what it is asked, and says nothing."""

    async def increment(self, key: str, by: int, minimum: int | None, ttl: float | None) -> int:
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits that long")


async def test_a_store_that_hangs_costs_an_interaction_a_moment_and_not_its_deadline(
    caplog: pytest.LogCaptureFixture,
) -> None:
    served = Served(seen=Store(Hanging()))

    assert content(await served.post(command())) == "Pong!"
    assert asyncio.get_running_loop().time() < 1
    assert "did not answer within 0.5 s" in caplog.text
