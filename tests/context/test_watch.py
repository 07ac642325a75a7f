"""Handlers that block the event loop are named; whatever they do else passes through unchanged."""

import asyncio
import contextvars
import logging
from collections.abc import Generator
from typing import Any

import pytest

from app.context import watch
from app.context.command import CommandContext
from app.context.watch import watched
from app.testing import TestBot
from tests.given import use


class Clock:
    """Stands for the machine's clock: goes on only where a test says so."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(watch, "perf_counter", clock)
    return clock


def lines(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage().partition(":")[0] for record in log.records if record.name == watch.__name__]


async def test_every_step_that_takes_long_is_named_and_no_other(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    async def handler() -> str:
        clock.now += 0.4
        await asyncio.sleep(0)
        clock.now += 3.0
        await asyncio.sleep(60)
        clock.now += 0.4
        await asyncio.sleep(0)
        clock.now += 0.7
        return "hello"

    assert await watched(handler(), "/try") == "hello"
    assert lines(caplog) == ["/try blocked the event loop for 3.0 s", "/try blocked the event loop for 0.7 s"]


async def test_what_happens_between_two_steps_is_no_matter(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    async def handler() -> None:
        await asyncio.sleep(1)

    async def others() -> None:
        await asyncio.sleep(0.5)
        clock.now += 10

    await asyncio.gather(watched(handler(), "/try"), others())

    assert lines(caplog) == []


async def test_a_handler_that_blocks_and_raises_is_named_too(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    async def handler() -> None:
        clock.now += 2
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone") as caught:
        await watched(handler(), "/try")
    assert lines(caplog) == ["/try blocked the event loop for 2.0 s"]
    assert caught.value.__context__ is None


async def test_what_is_awaited_may_raise_and_the_handler_may_catch_it() -> None:
    async def fails() -> None:
        await asyncio.sleep(1)
        raise LookupError

    async def handler() -> str:
        try:
            await asyncio.create_task(fails())
        except LookupError:
            await asyncio.sleep(1)
            return "caught"
        return "never"

    assert await watched(handler(), "/try") == "caught"


async def test_a_cancellation_is_the_handlers_to_handle() -> None:
    story: list[str] = []

    async def handler() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            story.append("cancelled")
            await asyncio.sleep(1)
            story.append("tidied up")
            raise
        return "never"

    async def run() -> str:
        return await watched(handler(), "/try")

    task = asyncio.create_task(run())
    await asyncio.sleep(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert story == ["cancelled", "tidied up"]


async def test_a_handler_may_refuse_to_be_cancelled() -> None:
    async def handler() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return "stayed"
        return "never"

    async def run() -> str:
        return await watched(handler(), "/try")

    task = asyncio.create_task(run())
    await asyncio.sleep(1)
    task.cancel()

    assert await task == "stayed"


async def test_time_limits_and_context_variables_work_within() -> None:
    name = contextvars.ContextVar("name", default="outside")

    async def handler() -> str:
        name.set("inside")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await asyncio.sleep(60)
        async with asyncio.TaskGroup() as group:
            one = group.create_task(asyncio.sleep(1, "one"))
        return f"{name.get()} {one.result()}"

    assert await watched(handler(), "/try") == "inside one"


def test_a_handler_that_is_thrown_away_is_closed() -> None:
    story: list[str] = []

    class Pause:
        def __await__(self) -> Generator[Any, None, None]:
            yield

    async def handler() -> None:
        try:
            await Pause()
        finally:
            story.append("closed")

    steps = watched(handler(), "/try")
    next(steps)
    steps.close()

    assert story == ["closed"]


async def test_a_command_that_blocks_is_named_and_one_in_a_thread_is_not(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    bot = TestBot(None)

    async def handler(ctx: CommandContext) -> str:
        clock.now += 1.0
        return "hello"

    await use(bot, handler)

    @bot.bot.slash_command(description="Runs in a thread.")
    def sync(ctx: CommandContext) -> str:
        return "hello"

    await bot.slash("sync")
    assert lines(caplog) == ["/try blocked the event loop for 1.0 s"]
    assert "a plain def, which runs in a thread" in caplog.text
