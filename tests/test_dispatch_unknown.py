"""Commands that Discord knows and the code does not: the bot may answer, else a sentence does."""

import asyncio
import logging
from typing import Any

import pytest

from app.command_errors import CommandInvokeError
from app.context.base import Context
from app.context.command import CommandContext
from app.errors import CommandNotFound
from app.models.response import Reply
from app.models.user import Member, User
from app.testing import TestBot, virtual_time
from tests.given import given_bot, newest

GONE = "This command was updated or removed. Reload Discord and try again."


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


async def answers(ctx: CommandContext) -> str:
    return "hello"


async def use_what_is_gone(bot: TestBot, path: str = "try", *, stays: str = "") -> Any:
    """Register a command, take it out of the code, and use it."""
    command = bot.bot.slash_command(path, description="Try it.")(answers)
    if stays:
        bot.bot.slash_command(stays, description="Stays.")(answers)
    bot.require(path)
    bot.bot.remove(command)
    begun = await bot.discord.command(path)
    await bot.settle()
    return begun


async def test_the_user_is_told_and_the_log_says_what_is_gone(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()
    begun = await use_what_is_gone(bot, "tag create", stays="tag show")

    assert begun.content == GONE
    assert begun.original["flags"] == 64
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage() == "drift between Discord and the code: no command /tag create"


@pytest.mark.parametrize("kinds", [(CommandNotFound,), (Exception,), ()])
async def test_the_bot_may_catch_all_and_the_log_still_says_what_is_gone(
    kinds: tuple[type[Exception], ...], caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_bot()

    @bot.bot.on_error(*kinds)
    async def catch_all(ctx: CommandContext, error: Exception) -> Reply:
        assert isinstance(error, CommandNotFound)
        return Reply(f"There is no {error.path} ({ctx.command.qualified_name}).", ephemeral=True)

    assert (await use_what_is_gone(bot)).content == "There is no try (try)."
    assert [record.getMessage() for record in caplog.records] == ["drift between Discord and the code: no command /try"]


async def test_it_is_no_fault_of_the_authors_code() -> None:
    bot = given_bot()

    @bot.bot.on_error(CommandInvokeError)
    async def faults(ctx: CommandContext, error: CommandInvokeError) -> str:
        return "never"

    @bot.bot.check
    async def refuses(ctx: Context) -> bool:
        return False

    assert (await use_what_is_gone(bot)).content == GONE


async def test_a_catch_all_that_says_nothing_or_fails_leaves_the_sentence(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()

    @bot.bot.on_error(CommandNotFound)
    async def looks_only(ctx: CommandContext, error: CommandNotFound) -> None:
        return None

    assert (await use_what_is_gone(bot)).content == GONE

    failing = given_bot()

    @failing.bot.on_error(CommandNotFound)
    async def fails(ctx: CommandContext, error: CommandNotFound) -> None:
        raise ZeroDivisionError

    assert (await use_what_is_gone(failing)).content.startswith("Something went wrong")
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(("deferral", "flags"), [("public", 0), ("ephemeral", 64)])
async def test_a_slow_catch_all_is_deferred_as_the_bot_says(deferral: Any, flags: int) -> None:
    bot = given_bot(deferral=deferral)

    @bot.bot.on_error(CommandNotFound)
    async def slow(ctx: CommandContext, error: CommandNotFound) -> str:
        await asyncio.sleep(10)
        return "at last"

    begun = await use_what_is_gone(bot)

    assert (begun.content, begun.original.get("flags", 0)) == ("at last", flags)
    assert newest(bot).callback_type == 5


async def test_a_command_of_a_menu_may_be_gone_too(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()

    @bot.bot.user_command("Wave")
    async def wave(ctx: CommandContext, user: Member | User) -> str:
        return "hello"

    bot.require("Wave")
    bot.bot.remove(wave)
    begun = await bot.discord.user_command("Wave", bot.discord.world.user("ben"))

    assert begun.content == GONE
    assert "no command /Wave (user command)" in caplog.text
