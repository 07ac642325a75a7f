"""Discord waits three seconds: who answers when, the whole way through the simulator, on virtual time."""

import asyncio
import logging
import random
import threading
import time
from collections.abc import Callable

import pytest

from app.checks.node import AutoDefer
from app.context.command import CommandContext
from app.errors import DeadlineMissed
from app.models.response import Reply
from app.simulator.interaction import Interaction
from app.simulator.rules import CHANNEL_MESSAGE, DEFERRED_CHANNEL_MESSAGE
from app.testing import DidNotRespond, TestBot, virtual_time
from tests.given import given_bot, newest


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


def declare_slow(bot: TestBot, seconds: float) -> None:
    @bot.bot.slash_command(description="Take your time.")
    async def slow(ctx: CommandContext) -> str:
        await asyncio.sleep(seconds)
        return "done"


def acknowledged_at(interaction: Interaction) -> float:
    """Return when the first answer came, in seconds since the interaction was sent."""
    return next(seconds for seconds, text in interaction.timeline if "by HTTP response" in text)


def messages(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == level]


@pytest.mark.parametrize("seconds", [0, 1.9])
async def test_who_is_fast_is_answered_inline(seconds: float) -> None:
    bot = TestBot(None)
    declare_slow(bot, seconds)
    result = await bot.slash("slow")

    assert result.content == "done"
    assert not result.ephemeral
    assert newest(bot).callback_type == CHANNEL_MESSAGE
    assert acknowledged_at(newest(bot)) == seconds
    assert bot.requests == []


@pytest.mark.parametrize("seconds", [2.1, 2.5, 2.9, 10])
@pytest.mark.parametrize("deferral", ["public", "ephemeral"])
async def test_who_is_slow_is_deferred_after_two_seconds_and_answers_by_an_edit(
    seconds: float, deferral: AutoDefer
) -> None:
    bot = given_bot(deferral=deferral)
    declare_slow(bot, seconds)
    began = asyncio.get_running_loop().time()
    result = await bot.slash("slow")

    assert result.content == "done"
    assert result.ephemeral == (deferral == "ephemeral")
    assert newest(bot).callback_type == DEFERRED_CHANNEL_MESSAGE
    assert acknowledged_at(newest(bot)) == 2.0
    assert asyncio.get_running_loop().time() - began == pytest.approx(seconds)
    assert [method for method, _, _ in bot.requests] == ["PATCH"]
    assert bot.discord.violations == []


@pytest.mark.parametrize("after", [0.5, 1.0, 2.8])
async def test_the_moment_of_the_deferral_can_be_set(after: float) -> None:
    bot = given_bot(auto_defer=after)
    declare_slow(bot, 10)
    await bot.slash("slow")

    assert acknowledged_at(newest(bot)) == after


async def test_a_command_has_its_say_before_its_group_and_the_group_before_the_bot() -> None:
    bot = given_bot(deferral="off")
    group = bot.bot.group("slow", "Slow ones.", auto_defer="ephemeral")

    @group.command(description="As the group.")
    async def silent(ctx: CommandContext) -> str:
        await asyncio.sleep(5)
        return "done"

    @group.command(description="For all.", auto_defer="public")
    async def loud(ctx: CommandContext) -> str:
        await asyncio.sleep(5)
        return "done"

    assert (await bot.slash("slow silent")).ephemeral
    assert not (await bot.slash("slow loud")).ephemeral


def _off_by_bot(seconds: float) -> TestBot:
    bot = given_bot(deferral="off")
    declare_slow(bot, seconds)
    return bot


def _off_by_setting(seconds: float) -> TestBot:
    bot = given_bot(auto_defer=0.0)
    declare_slow(bot, seconds)
    return bot


def _off_by_command(seconds: float) -> TestBot:
    bot = TestBot(None)

    @bot.bot.slash_command(description="Take your time.", auto_defer="off")
    async def slow(ctx: CommandContext) -> str:
        await asyncio.sleep(seconds)
        return "done"

    return bot


def _off_by_group(seconds: float) -> TestBot:
    bot = TestBot(None)

    @bot.bot.group("slow", "Slow ones.", auto_defer="off").command(description="Take your time.")
    async def one(ctx: CommandContext) -> str:
        await asyncio.sleep(seconds)
        return "done"

    return bot


OFF = pytest.mark.parametrize(
    ("given_slow", "name"),
    [
        pytest.param(_off_by_bot, "slow", id="by the bot"),
        pytest.param(_off_by_setting, "slow", id="by POSTERN_AUTO_DEFER=0"),
        pytest.param(_off_by_command, "slow", id="by the command"),
        pytest.param(_off_by_group, "slow one", id="by the group"),
    ],
)


@OFF
async def test_without_deferral_an_answer_just_in_time_is_taken(
    given_slow: Callable[[float], TestBot], name: str
) -> None:
    bot = given_slow(2.9)
    result = await bot.slash(name)

    assert result.content == "done"
    assert acknowledged_at(newest(bot)) == 2.9


@OFF
async def test_without_deferral_a_late_answer_is_one_error_for_the_operator_and_no_crash(
    given_slow: Callable[[float], TestBot], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_slow(10)
    with pytest.raises(DidNotRespond, match=f"^/{name}: no answer within 3 s"):
        await bot.slash(name)

    (error,) = messages(caplog, logging.ERROR)
    assert error.startswith(f"/{name} was neither answered nor deferred in time")
    assert messages(caplog, logging.WARNING) == [
        f"/{name}: answered 10.0 s after arrival, Discord waits 3 s; defer earlier, or set auto_defer"
    ]
    assert bot.requests == []


async def test_a_late_handler_can_catch_that_it_is_late(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot(deferral="off")
    caught: list[DeadlineMissed] = []

    @bot.bot.slash_command(description="Take your time.")
    async def slow(ctx: CommandContext) -> None:
        await asyncio.sleep(5)
        for attempt in (ctx.respond("late"), ctx.defer(), ctx.followup("late"), ctx.edit("late"), ctx.original()):
            try:
                await attempt
            except DeadlineMissed as error:
                caught.append(error)

    with pytest.raises(DidNotRespond):
        await bot.slash("slow")

    assert [error.seconds for error in caught] == [pytest.approx(5)] * 5
    assert len(messages(caplog, logging.ERROR)) == 1
    assert messages(caplog, logging.WARNING) == []


@pytest.mark.parametrize("deferral", ["public", "off"])
async def test_a_handler_that_blocks_the_loop_is_told_apart_from_one_that_waits(
    deferral: AutoDefer, caplog: pytest.LogCaptureFixture
) -> None:
    """F4."""
    bot = given_bot(deferral=deferral)

    @bot.bot.slash_command(description="Block.")
    async def block(ctx: CommandContext) -> str:
        bot.clock.advance(4)
        return "too late"

    @bot.bot.slash_command(description="Block, then wait.")
    async def block_and_wait(ctx: CommandContext) -> str:
        bot.clock.advance(4)
        await asyncio.sleep(0.1)
        return "too late"

    for name in ("block", "block_and_wait"):
        caplog.clear()
        with pytest.raises(DidNotRespond):
            await bot.slash(name)
        assert len(messages(caplog, logging.ERROR)) == 1
        (warning,) = messages(caplog, logging.WARNING)
        assert warning.startswith(f"/{name}: answered 4.")
        # No deferral could have helped.
        assert warning.endswith("Discord waits 3 s")
    # No request was made for a token that Discord never made valid.
    assert bot.requests == []


async def test_answers_at_the_very_moment_of_the_deferral_are_acknowledged_once_and_arrive() -> None:
    bot = TestBot(None)
    source = random.Random(20)

    @bot.bot.slash_command(description="Answer at about the moment of the deferral.")
    async def race(ctx: CommandContext, way: int, wait: float, turns: int, number: int) -> Reply | None:
        await asyncio.sleep(wait)
        for _ in range(turns):
            await asyncio.sleep(0)
        answer = Reply(f"answer {number}", ephemeral=way == 3)
        if way < 2:
            return answer
        await (ctx.respond(answer) if way < 4 else ctx.send(answer))
        return None

    async def use(number: int) -> None:
        wait = source.choice([2.0, 2.0, 2.0, 1.999999, 2.000001, source.uniform(1.99, 2.01)])
        way, turns = source.randrange(6), source.randrange(6)
        interaction = await bot.discord.command("race", {"way": way, "wait": wait, "turns": turns, "number": number})
        await interaction.until(lambda i: i.state == "answered")
        if way == 3 and interaction.callback_type == DEFERRED_CHANNEL_MESSAGE:
            await interaction.until(lambda i: i.followups)
        shown = interaction.original or interaction.followups[0]

        assert shown["content"] == f"answer {number}"
        assert sum("by HTTP response" in text for _, text in interaction.timeline) == 1
        assert bool(shown["flags"] & 64) == (way == 3)
        assert interaction.failure is None
        kinds.add(interaction.callback_type)

    kinds: set[int | None] = set()
    bot.require("race")
    for start in range(0, 400, 40):
        await asyncio.gather(*(use(number) for number in range(start, start + 40)))
    await bot.settle()

    assert kinds == {CHANNEL_MESSAGE, DEFERRED_CHANNEL_MESSAGE}
    assert bot.discord.violations == []


async def test_a_sync_handler_runs_in_a_thread_and_blocks_nobody() -> None:
    bot = TestBot(None)
    release = threading.Event()
    threads: list[str] = []

    @bot.bot.slash_command(description="Hold the thread.")
    def hold(ctx: CommandContext) -> str:
        threads.append(threading.current_thread().name)
        time.sleep(0.01)
        release.wait(10)
        return "held"

    @bot.bot.slash_command(description="Let it go.")
    async def free(ctx: CommandContext) -> str:
        release.set()
        return "freed"

    bot.require("hold")
    held = bot.discord.begin_command("hold")
    freed = await bot.slash("free")
    await bot.settle()
    await held.until(lambda i: i.state == "answered")

    assert freed.content == "freed"
    assert held.content == "held"
    assert threads
    assert threads[0] != threading.main_thread().name


async def test_a_slow_sync_handler_is_deferred_too() -> None:
    bot = given_bot(auto_defer=0.05)

    @bot.bot.slash_command(description="Take your time.")
    def slow(ctx: CommandContext) -> str:
        time.sleep(0.2)
        return "done"

    result = await bot.slash("slow")

    assert result.content == "done"
    assert newest(bot).callback_type == DEFERRED_CHANNEL_MESSAGE
