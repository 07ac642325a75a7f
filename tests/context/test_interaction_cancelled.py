"""Handlers that are stopped, by the end of the process or by a time limit of their own, at every moment."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.context.command import CommandContext
from app.context.sentences import SENTENCES
from app.models.embed import Embed
from app.models.file import File
from app.simulator.interaction import Interaction
from app.testing import TestBot
from tests.given import given_bot, newest, sent, use

HOSTS = [("stays", "task"), ("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")]
STOPPED = SENTENCES["stopped"]
LARGE = [File("a.bin", bytes(100_000))]

Handler = Callable[[CommandContext], Awaitable[None]]


async def slow(ctx: CommandContext) -> None:
    await asyncio.sleep(60)
    await ctx.respond("hello")


async def defers(ctx: CommandContext) -> None:
    await ctx.defer(ephemeral=True)
    await asyncio.sleep(60)
    await ctx.respond("hello")


async def defers_and_answers(ctx: CommandContext) -> None:
    await ctx.defer()
    await ctx.respond("hello")
    await asyncio.sleep(60)


async def answers(ctx: CommandContext) -> None:
    await ctx.respond("hello")
    await asyncio.sleep(60)


async def answers_largely(ctx: CommandContext) -> None:
    await ctx.respond("hello", files=LARGE)
    await asyncio.sleep(60)


async def follows_up(ctx: CommandContext) -> None:
    await ctx.respond("hello")
    await ctx.followup("more")
    await asyncio.sleep(60)


async def is_stubborn(ctx: CommandContext) -> None:
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        await ctx.respond("hello")
        raise


async def swallows_it(ctx: CommandContext) -> None:
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        await ctx.respond("hello")


HANDLERS = [slow, defers, defers_and_answers, answers, answers_largely, follows_up, is_stubborn, swallows_it]


def shown(interaction: Interaction) -> list[str]:
    made = (interaction.original, *interaction.followups)
    return [message["content"] for message in made if message is not None]


async def use_and_stop(bot: TestBot, handler: Handler, seconds: float) -> Interaction:
    """Use a command, and end the process so many seconds later."""

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await handler(ctx)

    bot.require("try")
    begun = bot.discord.begin_command("try")
    await asyncio.sleep(seconds)
    await bot.bot.drain(0)
    return await begun.until(lambda one: one.status is not None, within=60)


@pytest.mark.parametrize("seconds", [0.001, 0.5, 1.999, 2.0, 2.001, 2.5, 30.0])
@pytest.mark.parametrize("handler", HANDLERS, ids=lambda handler: handler.__name__)
@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_whoever_is_stopped_at_whichever_moment_has_answered_once(
    host: Any, background: Any, handler: Handler, seconds: float
) -> None:
    bot = given_bot(host=host, background=background)
    bot.discord.faults.add("*", "/interactions/*", times=None, delay=0.3)
    bot.discord.faults.add("*", "/webhooks/*", times=None, delay=0.3)
    begun = await use_and_stop(bot, handler, seconds)

    assert begun.failure is None
    assert "" not in shown(begun)  # nobody thinks for ever
    assert shown(begun)[0] in {"hello", STOPPED}
    assert bot.discord.violations == []
    assert background == "task" or bot.left_behind == []


async def test_an_answer_that_discord_did_not_take_before_the_end_gives_way_to_the_sentence() -> None:
    bot = given_bot()
    bot.discord.webhook_lag = 3.0

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        await ctx.respond("hello")

    assert shown(await use_and_stop(bot, handler, 1.0)) == [STOPPED]


async def test_the_sentence_has_the_privacy_of_the_thinking_that_it_takes_the_place_of() -> None:
    bot = given_bot(deferral="ephemeral")
    begun = await use_and_stop(bot, slow, 5.0)

    assert begun.original is not None
    assert (shown(begun), begun.original["flags"] & 64) == ([STOPPED], 64)
    assert sent(bot) == [("PATCH", "/messages/@original")]


async def test_who_was_not_deferred_yet_is_told_privately_in_the_first_response() -> None:
    bot = given_bot()
    begun = await use_and_stop(bot, slow, 1.0)

    assert (shown(begun), begun.is_ephemeral, begun.callback_type) == ([STOPPED], True, 4)
    assert bot.requests == []


async def test_the_end_of_the_process_does_not_wait_for_a_discord_that_is_silent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot = given_bot()
    bot.discord.faults.add("*", "*", times=None, delay=600.0, breaks=True)
    begun = await use_and_stop(bot, slow, 5.0)

    assert shown(begun) == [""]
    assert asyncio.get_running_loop().time() == pytest.approx(8.0)
    assert caplog.messages.count("/try: the user could not be told before the process ended") == 1


# ── a time limit of the handler's own ──


@pytest.mark.parametrize("lag", [0.0, 3.0])
async def test_an_answer_that_was_given_up_behind_a_deferral_may_be_given_again(lag: float) -> None:
    bot = given_bot()
    bot.discord.webhook_lag = lag
    bot.discord.faults.add("PATCH", "*", delay=0 if lag else 2.0)

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await ctx.respond("one")
        await ctx.respond("two")

    assert (await use(bot, handler)).texts() == ["two"]


async def test_a_followup_that_was_given_up_may_be_sent_again() -> None:
    bot = given_bot()
    bot.discord.faults.add("POST", "/webhooks/*", delay=5.0)

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("answer")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await ctx.followup("one")
        await ctx.followup("two")

    assert (await use(bot, handler)).texts() == ["answer", "two"]


async def test_a_large_answer_that_was_given_up_arrives_all_the_same_and_once() -> None:
    bot = given_bot()
    bot.discord.faults.add("POST", "*/callback", delay=1.5)

    async def handler(ctx: CommandContext) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await ctx.respond("large", files=LARGE)
        await ctx.send("more")

    assert (await use(bot, handler)).texts() == ["large", "more"]
    assert newest(bot).answered_by == "callback"


async def test_a_handler_that_stops_itself_is_a_fault_like_others(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> None:
        async with asyncio.timeout(0.5):
            await asyncio.sleep(60)

    assert (await use(bot, handler)).content.startswith("Something went wrong")
    assert "TimeoutError" in caplog.text


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_progress_that_nobody_is_left_to_end_gives_way_to_the_sentence(
    host: Any, background: Any, public: bool, caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_bot(host=host, background=background)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.defer(ephemeral=not public)
        await ctx.edit("50 %", embeds=[Embed(title="Half of it")])
        await asyncio.sleep(60)

    bot.require("try")
    begun = bot.discord.begin_command("try")
    await asyncio.sleep(5)
    assert begun.content == "50 %"
    await bot.bot.drain(1)

    assert begun.original is not None
    assert (begun.content, begun.original["embeds"], begun.followups) == (STOPPED, [], [])
    assert "/try was stopped before it was done" in caplog.text
