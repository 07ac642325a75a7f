"""How often something may be used at once."""

import asyncio
import logging
import random

import pytest

from app.checks.cooldowns import CooldownKey, MaxConcurrency, cooldown, max_concurrency
from app.checks.node import Release
from app.command_errors import CommandOnCooldown, MaxConcurrencyReached
from app.context.command import CommandContext
from app.errors import StoreError
from app.stores.base import Store
from app.stores.lease import LEASE
from app.stores.memory import MemoryBackend
from app.testing import TestBot
from tests.checks.limited import use_by
from tests.stores.flaky import Flaky


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


@pytest.fixture
def flaky(bot: TestBot) -> Flaky:
    backend = Flaky(bot.clock.now)
    bot.provide(Store, Store(backend))
    return backend


async def take(limit: MaxConcurrency, context: CommandContext) -> Release:
    release = await limit.acquire(context, "/try")
    assert release is not None
    return release


async def is_free(limit: MaxConcurrency, context: CommandContext) -> bool:
    try:
        await (await take(limit, context))()
    except MaxConcurrencyReached:
        return False
    return True


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


# ── places ──


@pytest.mark.parametrize("most", [1, 2, 5])
async def test_so_many_run_and_the_next_one_when_one_has_ended(bot: TestBot, most: int) -> None:
    limit, context = MaxConcurrency(most), use_by(bot)
    held = [await take(limit, context) for _ in range(most)]

    with pytest.raises(MaxConcurrencyReached) as caught:
        await take(limit, context)
    assert caught.value.limit == most

    for release in held:
        assert not await is_free(limit, context)
        await release()
        assert await is_free(limit, context)
        held.append(await take(limit, context))
        # Whoever has taken the place meanwhile keeps it.
        await release()
        if len(held) == 2 * most:
            break
    assert not await is_free(limit, context)


@pytest.mark.parametrize(
    ("by", "busy"),
    [
        ("global", [True, True, True]),
        ("user", [True, False, True]),
        ("guild", [True, True, False]),
        (lambda ctx: ctx.channel_id, [True, True, False]),
        (lambda ctx: None, [False, False, False]),
    ],
)
async def test_who_is_counted_together_is_what_is_said(bot: TestBot, by: CooldownKey, busy: list[bool]) -> None:
    limit = MaxConcurrency(1, by)
    await limit.acquire(use_by(bot, 1), "/try")

    found = []
    for context in (use_by(bot, 1), use_by(bot, 2), use_by(bot, 1, guild=8, channel=9)):
        try:
            release = await limit.acquire(context, "/try")
        except MaxConcurrencyReached:
            found.append(True)
        else:
            found.append(False)
            if release is not None:
                await release()

    assert found == busy


# ── leases ──


async def test_a_handler_that_runs_for_long_keeps_its_place(bot: TestBot) -> None:
    limit, context = MaxConcurrency(1), use_by(bot)
    release = await take(limit, context)

    for _ in range(20):
        await asyncio.sleep(LEASE * random.random())
        assert not await is_free(limit, context)
    await release()

    assert await is_free(limit, context)


async def test_a_failed_renewal_is_logged_once_and_made_up_for(
    bot: TestBot, flaky: Flaky, caplog: pytest.LogCaptureFixture
) -> None:
    limit, context = MaxConcurrency(1), use_by(bot)
    release = await take(limit, context)

    for _ in range(3):
        flaky.is_away = True
        await asyncio.sleep(11)
        flaky.is_away = False
        await asyncio.sleep(30)
        assert not await is_free(limit, context)
    await release()

    assert await is_free(limit, context)
    assert warnings(caplog) == [
        "max_concurrency of /try may let in too many: it cannot be renewed: store redis at db:6379 cannot be reached"
    ]


async def test_who_lost_his_place_frees_nobody_elses(
    bot: TestBot, flaky: Flaky, caplog: pytest.LogCaptureFixture
) -> None:
    limit, context = MaxConcurrency(1), use_by(bot)
    lost = await take(limit, context)
    flaky.is_away = True
    await asyncio.sleep(LEASE + 1)
    flaky.is_away = False
    holds = await take(limit, context)

    await asyncio.sleep(LEASE)
    await lost()
    assert not await is_free(limit, context)

    await holds()
    assert await is_free(limit, context)


async def test_who_lost_his_place_takes_it_again_once_it_is_free(
    bot: TestBot, flaky: Flaky, caplog: pytest.LogCaptureFixture
) -> None:
    limit, context = MaxConcurrency(1), use_by(bot)
    release = await take(limit, context)
    flaky.is_away = True
    await asyncio.sleep(LEASE + 1)
    flaky.is_away = False

    await asyncio.sleep(LEASE)
    assert not await is_free(limit, context)
    await release()

    assert await is_free(limit, context)


async def test_a_place_that_cannot_be_freed_frees_itself(
    bot: TestBot, flaky: Flaky, caplog: pytest.LogCaptureFixture
) -> None:
    limit, context = MaxConcurrency(1), use_by(bot)
    release = await take(limit, context)
    flaky.is_away = True
    await release()
    flaky.is_away = False
    assert not await is_free(limit, context)

    await asyncio.sleep(LEASE)

    assert await is_free(limit, context)
    assert warnings(caplog) == [
        "max_concurrency of /try is not freed before 30 s: store redis at db:6379 cannot be reached"
    ]


async def test_a_store_that_is_away_lets_nobody_in(bot: TestBot, flaky: Flaky) -> None:
    flaky.is_away = True

    with pytest.raises(StoreError):
        await take(MaxConcurrency(1), use_by(bot))


async def test_who_ends_while_he_renews_waits_for_that(bot: TestBot) -> None:
    class Slow(MemoryBackend):
        async def write(self, key: str, value: bytes, ttl: float | None) -> None:
            # What is on its way arrives, also if nobody waits for it any more.
            await asyncio.shield(asyncio.create_task(self._arrive(key, value, ttl)))

        async def _arrive(self, key: str, value: bytes, ttl: float | None) -> None:
            await asyncio.sleep(3)
            await MemoryBackend.write(self, key, value, ttl)

    bot.provide(Store, Store(Slow(bot.clock.now)))
    limit, context = MaxConcurrency(1), use_by(bot)
    release = await take(limit, context)

    await asyncio.sleep(11)
    await release()

    for _ in range(8):
        assert await is_free(limit, context)
        await asyncio.sleep(5)


# ── handlers ──


async def test_a_place_is_free_when_the_handler_has_ended_however_it_ended(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try.")
    @max_concurrency(1)
    async def handler(ctx: CommandContext, way: str) -> str:
        if way == "raises":
            raise RuntimeError
        if way == "is cancelled":
            raise asyncio.CancelledError
        return "done"

    @bot.bot.on_error(MaxConcurrencyReached)
    async def busy(ctx: CommandContext, error: MaxConcurrencyReached) -> str:
        return "busy"

    for way in ("returns", "raises", "is cancelled", "returns"):
        assert (await bot.slash("try", way=way)).content != "busy"


async def test_a_place_is_free_when_the_process_ends_in_order(bot: TestBot) -> None:
    shared = Store(MemoryBackend(bot.clock.now))
    bot.provide(Store, shared)
    began = asyncio.Event()

    @bot.bot.slash_command("try", description="Try.")
    @max_concurrency(1)
    async def handler(ctx: CommandContext) -> str:
        began.set()
        await asyncio.sleep(10_000)
        return "done"

    running = asyncio.create_task(bot.slash("try"))
    await began.wait()
    assert not await is_free(MaxConcurrency(1), use_by(bot))
    await bot.bot.drain(grace=1)

    assert await is_free(MaxConcurrency(1), use_by(bot))
    await asyncio.gather(running, return_exceptions=True)


async def test_who_finds_no_place_has_not_used_up_a_wider_cooldown_either(bot: TestBot) -> None:
    cooldown(2, 60)(bot.bot)
    release = asyncio.Event()

    @bot.bot.slash_command("try", description="Try.")
    @max_concurrency(1)
    async def handler(ctx: CommandContext) -> str:
        await release.wait()
        return "done"

    running = asyncio.create_task(bot.slash("try"))
    await asyncio.sleep(0.1)
    bot.discord.begin_command("try")
    await asyncio.sleep(0.1)
    release.set()

    assert (await running).content == "done"
    assert (await bot.slash("try")).content == "done"
    assert "too often" in (await bot.slash("try")).content


async def test_two_groups_that_describe_one_command_count_apart(bot: TestBot) -> None:
    for name in ("one", "two"):
        tag = bot.bot.group("tag", "Texts")
        cooldown(2, 60)(tag)

        @tag.command(name, description="Answers.")
        async def handler(ctx: CommandContext) -> str:
            return "hello"

    answers = [(await bot.slash("tag one")).content for _ in range(3)]

    assert answers[:2] == ["hello", "hello"]
    assert "too often" in answers[2]


async def test_who_finds_no_place_has_used_nothing_up(bot: TestBot) -> None:
    release = asyncio.Event()

    @bot.bot.slash_command("try", description="Try.")
    @cooldown(2, 10)
    @max_concurrency(1)
    async def handler(ctx: CommandContext) -> str:
        await release.wait()
        return "done"

    @bot.bot.on_error(MaxConcurrencyReached)
    async def busy(ctx: CommandContext, error: MaxConcurrencyReached) -> str:
        return f"busy {error.limit}"

    @bot.bot.on_error(CommandOnCooldown)
    async def wait(ctx: CommandContext, error: CommandOnCooldown) -> str:
        return "wait"

    async def use(delay: float) -> str:
        await asyncio.sleep(delay)
        return (await bot.slash("try")).content

    asyncio.get_running_loop().call_later(3, release.set)

    assert [*await asyncio.gather(use(0), use(1), use(1.5))] == ["done", "busy 1", "busy 1"]
    assert [await use(0), await use(0)] == ["done", "wait"]
