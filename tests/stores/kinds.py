"""The kinds of store that there are, and a time that moves for each of them."""

import functools
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import redis

from app.stores.base import Backend
from app.stores.memory import MemoryBackend
from app.stores.redis import RedisBackend
from app.stores.sqlite import SqliteBackend

REDIS = "redis://127.0.0.1:6379/0"


class Time:
    """The time of the stores that ask for it."""

    def __init__(self) -> None:
        self._now = 1_000_000.0

    def __call__(self) -> float:
        return self._now

    @property
    def now(self) -> float:
        return self._now

    @now.setter
    def now(self, now: float) -> None:
        passed, self._now = now - self._now, now
        self.let_pass(passed)

    def let_pass(self, seconds: float) -> None:
        """Nothing to do: who asks is told."""


class TimeOfRedis(Time):
    """Redis has a clock of its own: what is moved is the end of each key's life."""

    def __init__(self, server: redis.Redis, prefix: str) -> None:
        super().__init__()
        self._server = server
        self._prefix = prefix

    def let_pass(self, seconds: float) -> None:
        for key in keys_below(self._server, self._prefix):
            left: Any = self._server.pttl(key)
            if left > 0:
                self._server.pexpire(key, int(max(left - seconds * 1000, 0)))


Kind: TypeAlias = Callable[[Path], AbstractContextManager[tuple[Backend, Time]]]


def keys_below(server: redis.Redis, prefix: str) -> list[bytes]:
    return list(server.scan_iter(prefix + "*"))


@contextmanager
def memory(_: Path) -> Iterator[tuple[Backend, Time]]:
    time = Time()
    yield MemoryBackend(time), time


@contextmanager
def sqlite(folder: Path) -> Iterator[tuple[Backend, Time]]:
    time = Time()
    yield SqliteBackend(folder / "store.db", time), time


@contextmanager
def real_redis(_: Path) -> Iterator[tuple[Backend, Time]]:
    with redis_of_its_own() as (server, prefix):
        yield RedisBackend(REDIS, prefix=prefix), TimeOfRedis(server, prefix)


@contextmanager
def redis_of_its_own() -> Iterator[tuple[redis.Redis, str]]:
    """Give a client, and a prefix below which all keys are removed in the end."""
    prefix = f"postern-test-{uuid.uuid4().hex}:"
    with redis.Redis.from_url(REDIS) as server:
        yield server, prefix
        for key in keys_below(server, prefix):
            server.delete(key)


@functools.cache
def redis_answers() -> bool:
    try:
        with redis.Redis.from_url(REDIS, socket_connect_timeout=1, socket_timeout=1) as server:
            return bool(server.ping())
    except redis.RedisError:
        return False


needs_redis = pytest.mark.skipif(not redis_answers(), reason="no Redis answers at 127.0.0.1:6379")

STORES: list[Any] = [
    pytest.param(memory, id="memory"),
    pytest.param(sqlite, id="sqlite"),
    pytest.param(real_redis, id="redis", marks=needs_redis),
]
