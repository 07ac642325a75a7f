import pytest

from app.errors import Forbidden, NotFound
from app.models.flags import Permissions
from app.testing import TestBot


async def test_the_roles_of_a_server_can_be_read() -> None:
    bot = TestBot(None)
    guild = bot.discord.world.guild

    roles = await bot.bot.rest.roles.list(guild.id)

    assert [role.name for role in roles] == ["@everyone", "Artist", "postern", "Moderator", "Admin"]
    assert [role.id for role in roles] == list(guild.roles)
    assert roles[-1].permissions == Permissions.administrator


async def test_roles_of_other_servers_are_refused() -> None:
    bot = TestBot(None)
    world = bot.discord.world
    del world.guild.members[world.application.bot.id]

    with pytest.raises(Forbidden):
        await bot.bot.rest.roles.list(world.guild.id)
    with pytest.raises(NotFound):
        await bot.bot.rest.roles.list(1)


async def test_recent_roles_are_at_most_a_minute_old() -> None:
    bot = TestBot(None)
    guild = bot.discord.world.guild
    roles = bot.bot.rest.roles
    first = await roles.list_recent(guild.id)
    bot.discord.world.role("Artist").name = "Painter"

    assert await roles.list_recent(guild.id) is first
    assert (await roles.list(guild.id))[1].name == "Painter"
    bot.clock.advance(60)
    assert (await roles.list_recent(guild.id))[1].name == "Painter"
