"""Sync handlers run in threads: what they may do there, and what becomes of it."""

import asyncio
import threading
import time
from typing import Any

import pytest

from app.context.command import CommandContext
from app.errors import AlreadyResponded
from app.models.response import Reply
from app.testing import TestBot
from tests.given import given_bot, newest

HOSTS = [("stays", "task"), ("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")]


def call(loop: asyncio.AbstractEventLoop, step: Any) -> Any:
    """Do something on the loop from a thread, as authors of sync code do, and wait for it."""
    return asyncio.run_coroutine_threadsafe(step, loop).result(timeout=30)


@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_a_sync_handler_may_answer_and_follow_up_through_its_context(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)
    loop = asyncio.get_running_loop()

    @bot.bot.slash_command("try", description="Try it.")
    def command(ctx: CommandContext) -> None:
        call(loop, ctx.respond("answer"))
        call(loop, ctx.followup("more"))
        call(loop, ctx.edit("edited"))

    assert (await bot.slash("try")).texts() == ["edited", "more"]
    assert bot.discord.double_answers == []


@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_a_sync_handler_may_defer_and_return(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)
    loop = asyncio.get_running_loop()

    @bot.bot.slash_command("try", description="Try it.")
    def command(ctx: CommandContext) -> Reply:
        call(loop, ctx.defer(ephemeral=True))
        return Reply("done")

    result = await bot.slash("try")

    assert (result.content, result.ephemeral, newest(bot).callback_type) == ("done", True, 5)


async def test_a_sync_handler_that_answers_twice_is_told_so_in_its_thread() -> None:
    bot = TestBot(None)
    loop = asyncio.get_running_loop()
    caught: list[str] = []

    @bot.bot.slash_command("try", description="Try it.")
    def command(ctx: CommandContext) -> None:
        call(loop, ctx.respond("answer"))
        try:
            call(loop, ctx.respond("another"))
        except AlreadyResponded as error:
            caught.append(error.first)

    assert (await bot.slash("try")).texts() == ["answer"]
    assert caught == ["ctx.respond()"]


async def test_sync_handlers_do_not_hold_each_other_up() -> None:
    bot = TestBot(None)
    meet = threading.Barrier(8, timeout=30)

    @bot.bot.slash_command("try", description="Try it.")
    def command(ctx: CommandContext) -> str:
        meet.wait()
        return "met"

    bot.require("try")
    begun = await asyncio.gather(*(bot.discord.command("try") for _ in range(8)))

    assert [one.content for one in begun] == ["met"] * 8


async def test_a_sync_error_handler_answers_for_a_sync_handler() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("try", description="Try it.")
    def command(ctx: CommandContext) -> str:
        raise LookupError("gone")

    @command.on_error(LookupError)
    def handles(ctx: CommandContext, error: LookupError) -> str:
        return f"sorry, {error}"

    assert (await bot.slash("try")).content == "sorry, gone"


async def test_a_sync_handler_that_outlives_the_process_is_apologized_for(caplog: pytest.LogCaptureFixture) -> None:
    bot = TestBot(None)
    began, go, ended = threading.Event(), threading.Event(), threading.Event()

    @bot.bot.slash_command("try", description="Try it.")
    def command(ctx: CommandContext) -> str:
        began.set()
        go.wait(30)
        ended.set()
        return "never seen"

    bot.require("try")
    begun = bot.discord.begin_command("try")
    await asyncio.to_thread(began.wait, 30)
    await bot.bot.drain(0)
    go.set()
    await begun.until(lambda one: one.state == "answered", within=60)
    await asyncio.to_thread(ended.wait, 30)

    assert begun.content == "The bot is being restarted, and could not finish this. Try again in a moment."
    assert "/try was stopped before it answered" in caplog.text


async def test_a_sync_handler_that_sleeps_does_not_block_the_loop(caplog: pytest.LogCaptureFixture) -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("try", description="Try it.")
    def command(ctx: CommandContext) -> str:
        time.sleep(0.6)
        return "awake"

    assert (await bot.slash("try")).content == "awake"
    assert "blocked the event loop" not in caplog.text
