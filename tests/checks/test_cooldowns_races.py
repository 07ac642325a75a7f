"""Many at once, in every kind of store: never more than may be, and no place is lost for good."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.checks.cooldowns import Cooldown, MaxConcurrency
from app.command_errors import CommandOnCooldown, MaxConcurrencyReached
from app.context.command import CommandContext
from app.stores.base import Backend, Store
from app.stores.lease import LEASE
from app.testing import TestBot
from tests.checks.limited import use_by
from tests.stores.kinds import STORES, Kind, Time


@pytest.fixture
def anyio_backend() -> str:
    # Redis and the locks of SQLite do not wait for a virtual time.
    return "asyncio"


@pytest.fixture(params=STORES)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Backend, Time]]:
    kind: Kind = request.param
    with kind(tmp_path) as backend_and_time:
        yield backend_and_time


@pytest.fixture
async def context(kept: tuple[Backend, Time]) -> AsyncIterator[CommandContext]:
    bot = TestBot(None)
    store = Store(kept[0])
    bot.provide(Store, store)
    yield use_by(bot)
    await store.close()


@pytest.fixture
def time(kept: tuple[Backend, Time]) -> Time:
    return kept[1]


async def run_many(limit: MaxConcurrency, context: CommandContext, many: int) -> tuple[int, int, int]:
    """Let many try at once, each a few times; returns the most that ran at once, how often one ran, or was refused."""
    running = most = ran = refused = 0

    async def use(number: int) -> None:
        nonlocal running, most, ran, refused
        for _ in range(4):
            await asyncio.sleep(random.random() / 100)
            try:
                release = await limit.acquire(context, "/try")
            except MaxConcurrencyReached:
                refused += 1
                continue
            assert release is not None
            running += 1
            most = max(most, running)
            ran += 1
            if number % 7 == 0:
                # Some are cancelled in the midst of it.
                cancelled = asyncio.current_task()
                assert cancelled is not None
                cancelled.cancel()
            try:
                await asyncio.sleep(random.random() / 100)
            finally:
                running -= 1
                await release()

    async with asyncio.TaskGroup() as group:
        for number in range(many):
            group.create_task(use(number))
    return most, ran, refused


@pytest.mark.parametrize("most", [1, 3])
async def test_never_more_run_than_may(context: CommandContext, most: int) -> None:
    limit = MaxConcurrency(most)

    found, ran, refused = await run_many(limit, context, 40)

    assert found == most
    assert ran > most
    assert refused > 0


async def test_who_begins_at_the_same_moment_gets_every_place_once(context: CommandContext) -> None:
    limit = MaxConcurrency(5)

    results = await asyncio.gather(*(limit.acquire(context, "/try") for _ in range(30)), return_exceptions=True)

    assert sum(isinstance(result, MaxConcurrencyReached) for result in results) == 25
    for result in results:
        if not isinstance(result, BaseException):
            assert result is not None
            await result()
    again = [await limit.acquire(context, "/try") for _ in range(5)]
    for release in again:
        assert release is not None
        await release()


async def test_a_cooldown_lets_just_so_many_through_at_the_same_moment(context: CommandContext) -> None:
    limit = Cooldown(7, 100.0)

    results = await asyncio.gather(*(limit.acquire(context, "/try") for _ in range(30)), return_exceptions=True)

    refusals = [result for result in results if isinstance(result, CommandOnCooldown)]
    assert (results.count(None), len(refusals)) == (7, 23)
    assert all(refusal.retry_after == pytest.approx(100, abs=2) for refusal in refusals)


async def test_a_refused_use_does_not_prolong_the_window(context: CommandContext, time: Time) -> None:
    limit = Cooldown(1, 100.0)
    await limit.acquire(context, "/try")
    for left in (75, 50, 25):
        time.now += 25
        with pytest.raises(CommandOnCooldown) as caught:
            await limit.acquire(context, "/try")
        assert caught.value.retry_after == pytest.approx(left, abs=2)
    time.now += 25

    await limit.acquire(context, "/try")


async def test_what_a_dead_holder_held_is_free_after_the_lease(context: CommandContext, time: Time) -> None:
    limit = MaxConcurrency(2)
    # Who never comes back, and whose timer never rings: as in a process that was killed.
    held = [await limit.acquire(context, "/try") for _ in range(2)]

    time.now += LEASE / 2
    with pytest.raises(MaxConcurrencyReached):
        await limit.acquire(context, "/try")
    time.now += LEASE / 2
    fresh = [await limit.acquire(context, "/try") for _ in range(2)]

    with pytest.raises(MaxConcurrencyReached):
        await limit.acquire(context, "/try")
    # No timer of theirs may outlive the test.
    for release in (*held, *fresh):
        assert release is not None
        await release()
