import asyncio

import pytest

from app.context.command import CommandContext
from app.models.response import LaunchActivity, Reply
from app.testing import TestBot
from tests.given import newest


async def test_returning_is_answering() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command(description="A text.")
    async def text(ctx: CommandContext) -> str:
        return f"/{ctx.command.qualified_name}"

    @bot.bot.slash_command("as reply", description="A reply.")
    def reply(ctx: CommandContext) -> Reply:
        return Reply(f"/{ctx.command.qualified_name}", ephemeral=True)

    assert (await bot.slash("text")).content == "/text"
    result = await bot.slash("as reply")
    assert result.content == "/as reply"
    assert result.ephemeral


async def test_who_answered_through_the_context_returns_nothing() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command(description="Answer.")
    async def answer(ctx: CommandContext) -> None:
        await ctx.respond("hello")

    assert (await bot.slash("answer")).texts() == ["hello"]


async def test_any_command_may_open_the_activity() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command(description="Play.")
    async def play(ctx: CommandContext) -> LaunchActivity:
        return LaunchActivity()

    result = await bot.slash("play")

    assert (result.launched, result.texts()) == (True, [])
    assert newest(bot).answer == b'{"type":12}'


async def test_an_activity_cannot_be_opened_after_a_deferral(caplog: pytest.LogCaptureFixture) -> None:
    bot = TestBot(None)

    @bot.bot.slash_command(description="Play.")
    async def play(ctx: CommandContext) -> LaunchActivity:
        await ctx.defer(ephemeral=True)
        return LaunchActivity()

    result = await bot.slash("play")

    assert not result.launched
    assert "Discord takes it as the first response alone" in caplog.text
    assert result.content.startswith("Something went wrong")


async def test_an_activity_is_no_second_answer(caplog: pytest.LogCaptureFixture) -> None:
    bot = TestBot(None)

    @bot.bot.slash_command(description="Play.")
    async def play(ctx: CommandContext) -> LaunchActivity:
        await ctx.respond("Here it comes.")
        return LaunchActivity()

    result = await bot.slash("play")

    assert (result.launched, result.content) == (False, "Here it comes.")
    assert "AlreadyResponded" in caplog.text


async def test_a_handler_that_declares_an_activity_is_not_deferred_by_the_clock() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command(description="Play.")
    async def play(ctx: CommandContext) -> "LaunchActivity | str":
        await asyncio.sleep(2.5)
        return LaunchActivity()

    @bot.bot.slash_command(description="Play late.", auto_defer="public")
    async def late(ctx: CommandContext) -> LaunchActivity | str:
        await asyncio.sleep(2.5)
        return "Not today."

    assert (await bot.slash("play")).launched
    assert (await bot.slash("late")).content == "Not today."


@pytest.mark.parametrize("way", ["respond", "send"])
async def test_an_activity_is_returned_and_not_sent(way: str, caplog: pytest.LogCaptureFixture) -> None:
    bot = TestBot(None)

    @bot.bot.slash_command(description="Play.")
    async def play(ctx: CommandContext) -> None:
        await getattr(ctx, way)(LaunchActivity())

    result = await bot.slash("play")

    assert not result.launched
    assert f"ctx.{way}() cannot be sent: content is of type LaunchActivity" in caplog.text
