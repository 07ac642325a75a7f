from typing import Any

import pytest

from app.simulator.permissions import Permission
from app.simulator.world import Overwrite
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


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


def guild_path(bot: FakeBot, tail: str = "") -> str:
    return f"/guilds/{bot.discord.world.guild.id}{tail}"


async def test_a_guild_is_read_with_counts_when_they_are_asked_for(bot: FakeBot) -> None:
    _, plain = await call(bot, "GET", guild_path(bot))
    _, counted = await call(bot, "GET", guild_path(bot, "?with_counts=true"))

    assert "approximate_member_count" not in plain
    assert counted["approximate_member_count"] == 6
    assert plain["roles"][0]["name"] == "@everyone"


async def test_a_guild_shows_a_preview_to_its_members_or_to_all(bot: FakeBot) -> None:
    world = bot.discord.world
    assert (await call(bot, "GET", guild_path(bot, "/preview")))[1]["name"] == world.guild.name

    del world.guild.members[world.application.bot.id]

    assert await code(bot, "GET", guild_path(bot, "/preview")) == (404, 10004)
    assert await code(bot, "GET", guild_path(bot)) == (403, 50001)
    world.guild.features.append("DISCOVERABLE")
    assert (await call(bot, "GET", guild_path(bot, "/preview")))[0] == 200


async def test_a_guild_is_changed_and_the_audit_log_says_how(bot: FakeBot) -> None:
    world = bot.discord.world
    channel_id = str(world.channel("general").id)
    body = {"name": "Harbour", "description": "Ships", "system_channel_id": channel_id, "verification_level": 2}

    _, guild = await call(bot, "PATCH", guild_path(bot), body)

    assert {key: guild[key] for key in body} == body
    assert {change["key"] for change in world.audit_log[-1].changes} == body.keys()
    _, guild = await call(bot, "PATCH", guild_path(bot), {"description": None, "name": None})
    assert (guild["name"], guild["description"]) == ("Harbour", None)


@pytest.mark.parametrize(
    "body",
    [{"name": "x"}, {"afk_timeout": 61}, {"system_channel_id": "1"}, {"icon": "no image"}, {"features": "NEWS"}],
)
async def test_a_wrong_setting_of_a_guild_is_refused(bot: FakeBot, body: dict[str, Any]) -> None:
    assert await code(bot, "PATCH", guild_path(bot), body) == (400, 50035)


async def test_features_are_switched_by_who_may(bot: FakeBot) -> None:
    _, guild = await call(bot, "PATCH", guild_path(bot), {"features": ["COMMUNITY", "INVITES_DISABLED", "PARTNERED"]})

    assert guild["features"] == ["COMMUNITY", "NEWS", "INVITES_DISABLED"]
    assert await code(bot, "PATCH", guild_path(bot), {"features": []}) == (403, 50013)
    bot.discord.world.role("postern").permissions &= ~Permission.MANAGE_GUILD
    assert await code(bot, "PATCH", guild_path(bot), {"name": "Harbour"}) == (403, 50013)


async def test_a_prune_removes_who_has_no_role_and_did_nothing(bot: FakeBot) -> None:
    world = bot.discord.world
    artist = str(world.role("Artist").id)

    assert (await call(bot, "GET", guild_path(bot, "/prune?days=1")))[1] == {"pruned": 1}
    assert (await call(bot, "GET", guild_path(bot, f"/prune?include_roles={artist}")))[1] == {"pruned": 2}
    assert await code(bot, "GET", guild_path(bot, "/prune?days=31")) == (400, 50035)

    assert (await call(bot, "POST", guild_path(bot, "/prune"), {"days": 30}))[1] == {"pruned": 1}
    assert world.user("ben").id not in world.guild.members
    assert world.audit_log[-1].options == {"delete_member_days": "30", "members_removed": "1"}
    uncounted = {"include_roles": [artist], "compute_prune_count": False}
    assert (await call(bot, "POST", guild_path(bot, "/prune"), uncounted))[1] == {"pruned": None}
    assert world.user("noor").id not in world.guild.members
