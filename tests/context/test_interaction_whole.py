"""Answers that are made of components: how they are changed later on."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.context.command import CommandContext
from app.context.sentences import SENTENCES
from app.errors import AnswerInvalid
from app.models.display import TextDisplay
from app.models.response import Reply
from tests.given import given_bot, newest, use

WHOLE = [TextDisplay("all of it")]

Step = Callable[[CommandContext], Awaitable[object]]


async def responds(ctx: CommandContext) -> None:
    await ctx.respond(components=WHOLE)


async def defers(ctx: CommandContext) -> None:
    await ctx.defer()
    await ctx.respond(components=WHOLE)


async def defers_and_edits(ctx: CommandContext) -> None:
    await ctx.defer()
    await ctx.edit(components=WHOLE)


async def becomes_it(ctx: CommandContext) -> None:
    await ctx.respond("text")
    await ctx.edit(components=WHOLE)


async def hides_it(ctx: CommandContext) -> None:
    await ctx.defer()
    await ctx.respond(components=WHOLE, ephemeral=True)


@pytest.mark.parametrize("first", [responds, defers, defers_and_edits, becomes_it, hides_it])
async def test_an_answer_of_components_is_changed_by_components_alone(first: Step) -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> None:
        await first(ctx)
        with pytest.raises(AnswerInvalid, match="content cannot be given to a message that is made of components"):
            await ctx.edit("Done.")
        await ctx.edit(components=[TextDisplay("more")] * 6)

    await use(bot, handler)

    messages = [message for message in (newest(bot).original, *newest(bot).followups) if message is not None]
    assert [len(message["components"]) for message in messages] == [6]
    assert bot.discord.violations == []


async def test_what_discord_has_is_known_once_it_was_read() -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("text")
        await ctx.edit("a newer text")
        original = newest(bot).original
        assert original is not None
        # Another process has changed it meanwhile.
        original |= {"content": "", "flags": 1 << 15, "components": [{"type": 10, "id": 1, "content": "all of it"}]}
        await ctx.original()
        with pytest.raises(AnswerInvalid, match="made of components"):
            await ctx.edit("Done.")
        await ctx.followup("told")

    await use(bot, handler)

    assert [message["content"] for message in newest(bot).followups] == ["told"]
    assert bot.discord.violations == []


@pytest.mark.parametrize("reply", [Reply("50 %"), Reply(components=[TextDisplay("50 %")])], ids=["text", "components"])
async def test_who_is_stopped_says_so_in_the_place_of_his_progress(reply: Reply) -> None:
    bot = given_bot()

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.defer()
        await ctx.edit(reply.content, components=reply.components)
        await asyncio.sleep(60)

    bot.require("try")
    begun = bot.discord.begin_command("try")
    await asyncio.sleep(5)
    await bot.bot.drain(1)

    assert begun.original is not None
    told = [begun.content, *(part["content"] for part in begun.original["components"])]
    assert [text for text in told if text] == [SENTENCES["stopped"]]
    assert begun.followups == []
