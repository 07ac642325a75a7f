from app.context.command import CommandContext
from app.models.response import Reply
from app.testing import TestBot


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
