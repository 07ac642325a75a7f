"""A crowd: hundreds of conversations at once, against a Discord that enforces its rate limits."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from app.bot import Bot
from app.context.command import CommandContext
from app.testing import TestBot, virtual_time

CROWD = 200
FOLLOWUPS = 3


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


def declare(bot: Bot) -> None:
    @bot.slash_command(description="Say much.")
    async def talk(ctx: CommandContext) -> None:
        await ctx.defer()
        number = ctx.interaction.id
        for count in range(FOLLOWUPS):
            # The first one takes the place of "thinking", as authors of other libraries expect.
            await ctx.respond(f"{number}: 0") if count == 0 else await ctx.followup(f"{number}: {count}")
        await ctx.followup(f"{number}: {FOLLOWUPS}")
        await ctx.edit(f"{number}: edited")


@pytest.mark.parametrize(("host", "background"), [("stays", "task"), ("waits", "inline"), ("buffers", "callback")])
async def test_nothing_is_lost_and_the_order_is_kept(host: Any, background: Any) -> None:
    bot = TestBot(None, host=host, background=background)
    declare(bot.bot)
    bot.require("talk")

    begun = [bot.discord.begin_command("talk") for _ in range(CROWD)]
    await asyncio.gather(*(one.until(lambda i: i.state != "waiting", within=600) for one in begun))
    await bot.settle()

    for interaction in begun:
        assert interaction.failure is None, interaction.timeline
        assert interaction.content == f"{interaction.id}: edited"
        assert [message["content"] for message in interaction.followups] == [
            f"{interaction.id}: {count}" for count in range(1, FOLLOWUPS + 1)
        ]
    # What a bucket holds is known by its first answer; a 429 may teach it, once.
    refused = Counter(one.bucket for one in bot.discord.rate_limited)
    assert not refused or max(refused.values()) == 1
    assert bot.discord.violations == []
    assert bot.discord.double_answers == []


async def test_answers_to_interactions_do_not_wait_behind_bulk_work() -> None:
    bot = TestBot(None)
    channel = bot.discord.world.channel("general").id

    @bot.bot.slash_command(description="Answer, and say more.")
    async def hello(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        await ctx.followup("more")

    async def bulk() -> None:
        for number in range(60):
            await bot.bot.rest.messages.create(channel, str(number))

    work = asyncio.create_task(bulk())
    await asyncio.sleep(20)
    result = await bot.slash("hello")
    age = list(bot.discord.interactions.values())[-1].age

    assert result.texts() == ["hello", "more"]
    assert age < 1
    assert not work.done()
    work.cancel()
