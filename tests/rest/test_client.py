import asyncio

from app.context.command import CommandContext
from app.testing import TestBot
from tests.given import newest


async def test_a_client_that_was_closed_opens_again() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.defer()
        await asyncio.sleep(1)
        await ctx.rest.close()
        await ctx.edit("hello")

    assert (await bot.slash("try")).content == "hello"
    await bot.bot.rest.close()
    where = bot.discord.application_id, newest(bot).token
    assert (await bot.bot.rest.interactions.get_original(*where)).content == "hello"
