from typing import Any

import pytest

from app.simulator.permissions import Permission
from app.simulator.world import Overwrite
from tests.simulator.fake_bot import FakeBot


async def read(bot: FakeBot, path: str) -> tuple[int, Any]:
    response = await bot.rest.get(path, headers={"Authorization": f"Bot {bot.discord.bot_token}"})
    return response.status_code, response.json()


async def test_the_roles_of_a_guild_are_listed(bot: FakeBot) -> None:
    guild = bot.discord.world.guild

    status, roles = await read(bot, f"/guilds/{guild.id}/roles")

    assert status == 200
    assert [role["id"] for role in roles] == [str(role_id) for role_id in guild.roles]
    assert {"name", "permissions", "position", "managed"} <= roles[0].keys()
    assert (await bot.rest.get(f"/guilds/{guild.id}/roles")).status_code == 401


async def test_a_guild_without_the_bot_user_shows_neither_roles_nor_channels(bot: FakeBot) -> None:
    world = bot.discord.world
    del world.guild.members[world.application.bot.id]

    for path in (f"/guilds/{world.guild.id}/roles", f"/channels/{world.channel('general').id}"):
        assert await read(bot, path) == (403, {"message": "Missing Access", "code": 50001})


@pytest.mark.parametrize(("path", "code"), [("/guilds/1/roles", 10004), ("/channels/1", 10003)])
async def test_what_does_not_exist_is_unknown(bot: FakeBot, path: str, code: int) -> None:
    status, body = await read(bot, path)

    assert (status, body["code"]) == (404, code)


async def test_a_channel_says_whether_it_is_age_restricted_and_a_thread_does_not(bot: FakeBot) -> None:
    world = bot.discord.world

    _, channel = await read(bot, f"/channels/{world.channel('late-night').id}")
    _, thread = await read(bot, f"/channels/{world.channel('weekend plans').id}")

    assert channel["nsfw"] is True
    assert "permissions" not in channel
    assert "app_permissions" not in channel
    assert "nsfw" not in thread
    assert thread["parent_id"] == str(world.channel("general").id)


async def test_the_bot_reads_the_private_channels_alone_that_it_is_in(bot: FakeBot) -> None:
    world = bot.discord.world
    own = world.dm(world.user("ben"))
    other = next(channel for channel in world.channels.values() if world.application.bot not in channel.recipients)

    assert (await read(bot, f"/channels/{own.id}"))[0] == 200
    assert (await read(bot, f"/channels/{other.id}"))[0] == 403


async def test_a_channel_that_the_bot_cannot_see_is_refused(bot: FakeBot) -> None:
    channel = bot.discord.world.channel("general")
    channel.overwrites = [Overwrite(bot.discord.world.guild.id, deny=int(Permission.VIEW_CHANNEL))]

    assert (await read(bot, f"/channels/{channel.id}"))[0] == 403
