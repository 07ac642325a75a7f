"""Leases: one holder at a time, for as long as he lives and can renew it."""

import asyncio
import logging

import pytest

from app.errors import StoreError
from app.stores.base import Store
from app.stores.lease import LEASE, RENEWED_EVERY, TRUSTED_FOR, Lease
from app.testing import virtual_time
from tests.stores.flaky import AWAY, Flaky


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def flaky() -> Flaky:
    return Flaky(lambda: asyncio.get_running_loop().time())


@pytest.fixture
def store(flaky: Flaky) -> Store:
    return Store(flaky)


async def take(store: Store, *, again: bool = False) -> Lease:
    lease = await Lease.take(store, "key", "the try", again=again)
    assert lease is not None
    return lease


async def is_free(store: Store) -> bool:
    lease = await Lease.take(store, "key", "the try")
    if lease is not None:
        await lease.release()
    return lease is not None


async def test_one_holds_it_and_frees_it_once(store: Store) -> None:
    lease = await take(store)
    assert lease.is_unbroken
    assert not await is_free(store)
    await lease.release()
    other = await take(store)
    await lease.release()

    assert not await is_free(store)
    await other.release()


async def test_who_asks_for_it_does_not_prolong_it(store: Store) -> None:
    await store.increment("key", ttl=LEASE)
    for _ in range(9):
        await asyncio.sleep(LEASE / 10)
        assert not await is_free(store)
    await asyncio.sleep(LEASE / 10)

    assert await is_free(store)


async def test_it_is_renewed_for_as_long_as_it_is_held(store: Store) -> None:
    lease = await take(store)
    for _ in range(20):
        await asyncio.sleep(LEASE / 3)
        assert not await is_free(store)
        assert lease.is_unbroken
    await lease.release()

    assert await is_free(store)


async def test_one_renewal_may_fail(store: Store, flaky: Flaky, caplog: pytest.LogCaptureFixture) -> None:
    lease = await take(store)
    for _ in range(3):
        flaky.is_away = True
        await asyncio.sleep(RENEWED_EVERY + 1)
        flaky.is_away = False
        assert lease.is_unbroken
        await asyncio.sleep(LEASE)
        assert not await is_free(store)
    await lease.release()

    assert [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING] == [
        f"the try may let in too many: it cannot be renewed: {AWAY}"
    ]


@pytest.mark.parametrize("again", [False, True], ids=["for good", "until it is free"])
async def test_what_could_not_be_renewed_in_time_is_lost(store: Store, flaky: Flaky, again: bool) -> None:
    lease = await take(store, again=again)
    flaky.is_away = True
    await asyncio.sleep(TRUSTED_FOR)
    assert not lease.is_unbroken
    await asyncio.sleep(LEASE - TRUSTED_FOR)
    flaky.is_away = False
    await asyncio.sleep(RENEWED_EVERY)

    assert await is_free(store) is not again
    assert not lease.is_unbroken
    await lease.release()
    assert await is_free(store)


async def test_who_lost_it_frees_nobody_elses(store: Store, flaky: Flaky) -> None:
    lost = await take(store, again=True)
    flaky.is_away = True
    await asyncio.sleep(LEASE + 1)
    flaky.is_away = False
    holds = await take(store)
    await asyncio.sleep(LEASE)
    await lost.release()

    assert not await is_free(store)
    await holds.release()
    assert await is_free(store)


async def test_what_cannot_be_freed_frees_itself(store: Store, flaky: Flaky, caplog: pytest.LogCaptureFixture) -> None:
    lease = await take(store)
    flaky.is_away = True
    await lease.release()
    flaky.is_away = False
    assert not await is_free(store)
    await asyncio.sleep(LEASE)

    assert await is_free(store)
    assert caplog.messages == [f"the try is not freed before 30 s: {AWAY}"]


async def test_a_renewal_on_its_way_is_waited_for(store: Store, flaky: Flaky) -> None:
    lease = await take(store)
    slow = asyncio.Event()
    write = flaky.write

    async def write_slowly(key: str, value: bytes, ttl: float | None) -> None:
        slow.set()
        await asyncio.sleep(2)
        await write(key, value, ttl)

    setattr(flaky, "write", write_slowly)  # noqa: B010 - a store that answers late
    await slow.wait()
    await lease.release()

    assert await is_free(store)
    await asyncio.sleep(RENEWED_EVERY)
    assert await is_free(store)


async def test_a_store_that_is_away_gives_none(store: Store, flaky: Flaky) -> None:
    flaky.is_away = True

    with pytest.raises(StoreError, match=AWAY):
        await Lease.take(store, "key", "the try")
