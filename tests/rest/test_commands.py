from app.context.command import CommandContext
from app.testing import TestBot
from tests.given import given_bot


async def test_commands_are_registered_with_discord() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("tag create", description="Keep a text.")
    async def create(ctx: CommandContext, text: str) -> str:
        return text

    stored = await bot.bot.rest.commands.overwrite(bot.discord.application_id, bot.bot.tree.registrations())

    assert [command.name for command in stored] == ["tag"]
    assert stored[0].id
    assert [command["name"] for command in bot.discord.commands.listed()] == ["tag"]
    assert bot.discord.violations == []


async def test_registering_nothing_removes_all() -> None:
    bot = given_bot()
    bot.discord.register([{"name": "old", "description": "An old one."}])

    assert await bot.bot.rest.commands.overwrite(bot.discord.application_id, []) == ()
    assert bot.discord.commands.listed() == []
