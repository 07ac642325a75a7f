"""How long a key still lives, in every kind of store."""

import asyncio

import pytest

from app.errors import StoreError
from app.stores.base import Store
from tests.stores.kinds import Time


def about(seconds: float) -> object:
    """Redis has a clock of its own, which moves on while a test runs."""
    return pytest.approx(seconds, abs=2)


async def test_a_key_says_how_long_it_still_lives(store: Store, time: Time) -> None:
    await store.set("a", 1, ttl=100)
    await store.increment("n", ttl=200)
    assert await store.ttl("a") == about(100)
    assert await store.ttl("n") == about(200)

    time.now += 60

    assert await store.ttl("a") == about(40)
    assert await store.ttl("n") == about(140)


async def test_parts_of_a_second_count(store: Store) -> None:
    await store.set("a", 1, ttl=0.5)

    left = await store.ttl("a")

    assert left is not None
    assert 0 < left <= 0.5


async def test_nothing_and_what_lives_for_good_have_no_time(store: Store) -> None:
    await store.set("good", 1)
    await store.set("gone", 1, ttl=100)
    await store.delete("gone")

    assert [await store.ttl(key) for key in ("good", "gone", "never there")] == [None, None, None]


async def test_what_is_over_has_no_time(store: Store, time: Time) -> None:
    await store.set("a", 1, ttl=10)

    time.now += 10

    assert await store.ttl("a") is None


async def test_counting_on_does_not_prolong_a_life(store: Store, time: Time) -> None:
    await store.increment("n", ttl=100)
    time.now += 60
    await store.increment("n", ttl=100)

    assert await store.ttl("n") == about(40)


async def test_to_ask_changes_nothing(store: Store, time: Time) -> None:
    await store.set("a", "text", ttl=100)

    await asyncio.gather(*(store.ttl("a") for _ in range(20)))

    assert await store.get("a", str) == "text"
    time.now += 100
    assert await store.get("a", str) is None


async def test_a_life_may_be_as_long_as_one_likes(store: Store) -> None:
    await store.set("a", 1, ttl=float("inf"))

    left = await store.ttl("a")

    assert left is not None
    assert left > 1e9


async def test_a_key_that_is_no_unicode_has_no_time_to_ask_for(store: Store) -> None:
    with pytest.raises(StoreError, match=r"^key '\\ud800' cannot be stored: "):
        await store.ttl("\ud800")
