"""What lives on when the bot is deployed anew, as the author of a bot tests it."""

import asyncio
from pathlib import Path

from app import CommandContext, Store
from app.bot import Bot
from app.testing import TestBot

NOTES = "tests.fixtures.commands"


def counting(bot: Bot) -> None:
    @bot.slash_command(description="Count.")
    async def count(ctx: CommandContext, store: Store) -> str:
        return str(await store.increment("count"))


async def test_the_commands_and_settings_of_a_restarted_bot_are_those_of_before() -> None:
    bot = TestBot(NOTES, grace=7.0)
    before = bot.bot
    await bot.slash("note create", name="rules", text="Be kind.")
    await bot.restart()

    assert bot.bot is not before
    assert bot.bot.settings.grace == 7.0
    assert (await bot.slash("note create", name="rules", text="Be kind.")).ephemeral is False


async def test_messages_and_their_buttons_outlive_a_restart() -> None:
    bot = TestBot()
    rolled = await bot.slash("roll", dice=2, sides=8)
    poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta")
    await bot.restart()

    assert (await rolled.click("Roll again")).content.startswith("2d8: ")
    assert (await poll.click("Vote")).content == "This poll is over."


async def test_a_store_in_memory_is_gone_and_one_in_a_file_stays(tmp_path: Path) -> None:
    counted = []
    for store in ("memory:", f"sqlite:///{tmp_path / 'store.db'}"):
        bot = TestBot(None, store=store)
        for _ in range(2):
            counting(bot.bot)
            counted.append((await bot.slash("count")).content)
            await bot.restart()

    assert counted == ["1", "1", "1", "2"]


async def test_what_was_provided_is_provided_after_a_restart_too() -> None:
    class Weather:
        word = "rain"

    bot = TestBot(None)
    bot.provide(Weather, Weather())
    await bot.restart()

    @bot.bot.slash_command(description="Ask for the weather.")
    async def weather(ctx: CommandContext, today: Weather) -> str:
        return today.word

    assert (await bot.slash("weather")).content == "rain"


async def test_a_question_and_its_handler_end_with_the_process() -> None:
    bot, ended = TestBot(None), []

    @bot.bot.slash_command("order", description="Order something.")
    async def order(ctx: CommandContext) -> None:
        try:
            await ctx.ask("Which size?", ["Small", "Large"])
        except asyncio.CancelledError:
            ended.append("order")
            raise

    asked = await bot.slash("order")
    await bot.restart()
    late = await asked.click("Large")

    assert ended == ["order"]
    assert late.ephemeral
