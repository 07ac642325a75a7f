"""Handlers that are called directly, with a context of the testing kit."""

from app.context.command import CommandContext
from app.models.file import File
from app.testing import TestBot
from tests.given import newest


async def report(ctx: CommandContext) -> str:
    await ctx.defer(ephemeral=True)
    await ctx.edit("half")
    await ctx.edit("whole", files=[File("a.txt", b"a")])
    await ctx.followup("more", ephemeral=True)
    return "done"


async def test_what_a_handler_does_through_its_context_gets_to_discord() -> None:
    bot = TestBot(None)

    assert await report(bot.context(CommandContext)) == "done"
    assert newest(bot).content == "whole"
    assert [message["content"] for message in newest(bot).followups] == ["more"]
    assert newest(bot).failure is None


async def test_two_contexts_are_two_conversations() -> None:
    bot = TestBot(None)
    one, two = bot.context(CommandContext), bot.context(CommandContext)
    await one.respond("one")
    await two.respond("two", files=[File("b.txt", b"b")])

    assert [interaction.content for interaction in bot.discord.interactions.values()] == ["one", "two"]
