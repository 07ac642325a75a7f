from app.context.command import CommandContext
from app.testing import TestBot
from tests.given import given_bot


async def test_commands_are_registered_with_discord() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("tag create", description="Keep a text.")
    async def create(ctx: CommandContext, text: str) -> str:
        return text

    stored = await bot.bot.rest.commands.overwrite_global(bot.discord.application_id, bot.bot.tree.registrations())

    assert [command.name for command in stored] == ["tag"]
    assert stored[0].id
    assert [command["name"] for command in bot.discord.commands.listed()] == ["tag"]
    assert bot.discord.violations == []


async def test_registering_nothing_removes_all() -> None:
    bot = given_bot()
    bot.discord.register([{"name": "old", "description": "An old one."}])

    assert await bot.bot.rest.commands.overwrite_global(bot.discord.application_id, []) == ()
    assert bot.discord.commands.listed() == []


async def test_commands_are_listed_by_scope_with_all_their_languages() -> None:
    bot = given_bot()
    rest, application_id, guild_id = bot.bot.rest.commands, bot.discord.application_id, bot.discord.world.guild.id
    told = {"name": "old", "description": "An old one.", "name_localizations": {"de": "alt"}}
    bot.discord.register([told])
    (made,) = await rest.overwrite_guild(application_id, guild_id, [told | {"name": "here"}])

    (everywhere,) = await rest.list_global(application_id)
    assert (everywhere.name, everywhere.name_localizations) == ("old", {"de": "alt"})
    assert await rest.list_guild(application_id, guild_id) == (made,)
    assert (made.name, made.guild_id) == ("here", guild_id)
