from typing import Any

from app.simulator.command_permission_routes import SCOPE
from tests.simulator.fake_bot import FakeBot, named
from tests.simulator.rest_calls import call, code


def commands(bot: FakeBot, tail: str = "") -> str:
    return f"/applications/{bot.discord.application_id}/guilds/{bot.discord.world.guild.id}/commands{tail}"


def by(bot: FakeBot, name: str) -> dict[str, str]:
    grant = bot.discord.credentials.issue_token([SCOPE], bot.discord.world.user(name).id)
    return {"Authorization": f"Bearer {grant.access_token}"}


async def test_who_manages_the_guild_decides_who_uses_a_command(bot: FakeBot) -> None:
    command = bot.discord.register(named(["roll"]))[0]
    path = commands(bot, f"/{command['id']}/permissions")
    wanted = [{"id": str(bot.discord.world.role("Artist").id), "type": 1, "permission": True}]

    assert await code(bot, "GET", path) == (404, 10066)
    _, stored = await call(bot, "PUT", path, {"permissions": wanted}, headers=by(bot, "ada"))

    assert stored["permissions"] == wanted
    assert (await call(bot, "GET", path))[1] == stored
    assert (await call(bot, "GET", commands(bot, "/permissions")))[1] == [stored]
    entry = bot.discord.world.audit_log[-1]
    assert (entry.action_type, entry.user_id) == (121, bot.discord.world.user("ada").id)
    await call(bot, "PUT", path, {"permissions": []}, headers=by(bot, "ada"))
    assert (await call(bot, "GET", commands(bot, "/permissions")))[1] == []


async def test_neither_the_bot_nor_who_manages_nothing_decides(bot: FakeBot) -> None:
    command = bot.discord.register(named(["roll"]))[0]
    path = commands(bot, f"/{command['id']}/permissions")
    body: dict[str, Any] = {"permissions": []}

    assert await code(bot, "PUT", path, body) == (403, 20001)
    assert await code(bot, "PUT", path, body, headers=by(bot, "ben")) == (403, 50013)
    assert await code(bot, "PUT", commands(bot, "/1/permissions"), body, headers=by(bot, "ada")) == (404, 10063)


async def test_wrong_permissions_are_refused(bot: FakeBot) -> None:
    path = commands(bot, f"/{bot.discord.application_id}/permissions")

    for entry in ({"id": "1", "type": 4, "permission": True}, {"id": "1", "type": 1}, {"type": 1, "permission": True}):
        assert await code(bot, "PUT", path, {"permissions": [entry]}, headers=by(bot, "ada")) == (400, 50035)
    many = [{"id": str(number), "type": 2, "permission": True} for number in range(101)]
    assert await code(bot, "PUT", path, {"permissions": many}, headers=by(bot, "ada")) == (400, 50035)


async def test_a_deleted_command_loses_its_permissions(bot: FakeBot) -> None:
    command = bot.discord.register(named(["roll"]))[0]
    path = commands(bot, f"/{command['id']}/permissions")
    await call(bot, "PUT", path, {"permissions": [{"id": "1", "type": 2, "permission": True}]}, headers=by(bot, "ada"))

    await call(bot, "DELETE", f"/applications/{bot.discord.application_id}/commands/{command['id']}")

    assert (await call(bot, "GET", commands(bot, "/permissions")))[1] == []


async def test_single_commands_of_a_guild_and_of_all_fit_the_description(bot: FakeBot) -> None:
    for path in (commands(bot), f"/applications/{bot.discord.application_id}/commands"):
        status, made = await call(bot, "POST", path, named(["roll"])[0])
        one = f"{path}/{made['id']}"

        assert status == 201
        assert (await call(bot, "POST", path, named(["roll"])[0]))[0] == 200
        assert (await call(bot, "GET", one))[1]["name"] == "roll"
        assert (await call(bot, "PATCH", one, {"description": "Dice"}))[1]["description"] == "Dice"
        assert [command["name"] for command in (await call(bot, "GET", path + "?with_localizations=1"))[1]] == ["roll"]
        assert await call(bot, "DELETE", one) == (204, None)
        assert await code(bot, "GET", one) == (404, 10063)
