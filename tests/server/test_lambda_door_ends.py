"""How a call ends where something hangs, or was left in the middle: in time, and with nothing behind it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest

from app.context.command import CommandContext
from tests.server.interactions import command
from tests.server.lambda_sources import Function, make_event
from tests.signature.signing import signed


@pytest.fixture
def function() -> Iterator[Function]:
    made = Function()
    yield made
    made.close()


def call(function: Function, name: str, seconds: float = 60.0) -> int:
    body = command(name)
    status: int = function(make_event("function_url", body, signed(body)), seconds)["statusCode"]
    return status


def still_there(function: Function) -> list[object]:
    (loop,) = function.loops
    timers = [timer for timer in loop._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
    return [*asyncio.all_tasks(loop), *timers]


@pytest.mark.parametrize("hangs_from", ["the deferral", "the last words"])
@pytest.mark.parametrize("seconds", [6.0, 10.0, 20.0])
def test_a_call_ends_by_itself_also_where_discord_hangs(seconds: float, hangs_from: str, function: Function) -> None:
    """Lambda would end the process with it, and nobody would read what its log holds back."""

    def hang() -> None:
        function.wire.takes = 1000.0 if hangs_from == "the deferral" or function.wire.requests else 0.0

    function.wire.hears = hang

    assert call(function, "long", seconds) == 202
    assert function.loops[0].time() - 1000.0 <= seconds - 0.5
    assert still_there(function) == []


@pytest.mark.parametrize("seconds", [0.0, -5.0])
def test_a_clock_that_has_jumped_stops_nothing(
    seconds: float, function: Function, caplog: pytest.LogCaptureFixture
) -> None:
    assert call(function, "behind", seconds) == 202
    assert function.ran == ["behind"]
    assert "timeout" not in caplog.text


def test_a_generator_that_was_left_in_the_middle_is_closed_before_the_call_returns(
    function: Function, caplog: pytest.LogCaptureFixture
) -> None:
    async def rows() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(2)
            function.ran.append("closed")

    @function.bot.slash_command(description="Looks at the first row.")
    async def first(ctx: CommandContext) -> str:
        async for row in rows():
            return str(row)
        return "none"

    assert [call(function, "first"), call(function, "first")] == [200, 200]
    assert function.ran == ["closed", "closed"]
    assert still_there(function) == []
    assert "not waited for" not in caplog.text


def test_a_generator_that_does_not_end_holds_no_call_back(function: Function) -> None:
    async def rows() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(1_000_000)

    @function.bot.slash_command(description="Looks at the first row.")
    async def first(ctx: CommandContext) -> str:
        async for row in rows():
            return str(row)
        return "none"

    assert call(function, "first", 20.0) == 200
    assert function.loops[0].time() - 1000.0 <= 19.5
    assert still_there(function) == []


def test_a_handler_that_cannot_be_cancelled_holds_no_call_back_and_is_named_once(
    function: Function, caplog: pytest.LogCaptureFixture
) -> None:
    @function.bot.slash_command(description="Goes on whatever happens.")
    async def stubborn(ctx: CommandContext) -> None:
        while not function.ran:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(100)

    for _ in range(2):
        began = function.loops[0].time() if function.loops else 1000.0
        assert call(function, "stubborn", 20.0) == 504
        assert function.loops[0].time() - began < 20.0

    assert caplog.text.count("a handler that catches CancelledError has to raise it again") == 1
    assert " at 0x" not in caplog.text
    function.ran.append("let go")
