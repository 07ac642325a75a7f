"""A store whose failures are counted keeps what it is given, and fails as it did."""

from collections.abc import Awaitable, Callable

import pytest

from app.errors import StoreError
from app.stores.base import Store
from app.stores.memory import MemoryBackend
from app.stores.open import open_store
from app.stores.watched import WatchedBackend


class Broken:
    """A backend whose machine is gone."""

    async def read(self, key: str) -> bytes | None:
        raise StoreError("gone")

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        raise StoreError("gone")

    async def delete(self, key: str) -> None:
        raise StoreError("gone")

    async def ttl(self, key: str) -> float | None:
        raise StoreError("gone")

    async def increment(self, key: str, by: int, minimum: int | None, ttl: float | None) -> int:
        raise StoreError("gone")

    async def close(self) -> None:
        raise StoreError("gone")


CALLS: dict[str, Callable[[Store], Awaitable[object]]] = {
    "get": lambda store: store.get("a", int),
    "set": lambda store: store.set("a", 1),
    "delete": lambda store: store.delete("a"),
    "ttl": lambda store: store.ttl("a"),
    "increment": lambda store: store.increment("a"),
}


@pytest.mark.parametrize("name", CALLS)
async def test_each_call_that_fails_is_counted_and_fails_all_the_same(name: str) -> None:
    failed: list[str] = []
    store = Store(WatchedBackend(Broken(), lambda: failed.append(name)))

    with pytest.raises(StoreError, match="gone"):
        await CALLS[name](store)
    assert failed == [name]


async def test_what_works_works_as_before() -> None:
    failed: list[str] = []
    store = Store(WatchedBackend(MemoryBackend(lambda: 0.0), lambda: failed.append("")))

    await store.set("a", 1, ttl=5.0)
    assert await store.increment("a", 2) == 3
    assert (await store.get("a", int), await store.ttl("a")) == (3, 5.0)
    await store.delete("a")
    assert await store.get("a", int) is None
    await store.close()
    assert failed == []


async def test_a_store_is_watched_only_where_somebody_counts() -> None:
    assert isinstance(open_store("memory:", failed=lambda: None)._backend, WatchedBackend)
    assert not isinstance(open_store("memory:")._backend, WatchedBackend)
