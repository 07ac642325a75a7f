from typing import Any

from app.simulator.permissions import Permission
from app.simulator.role_routes import MOST_ROLES
from app.simulator.world import Overwrite, Role
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


def roles(bot: FakeBot, name: str = "") -> str:
    role = f"/{bot.discord.world.role(name).id}" if name else ""
    return f"/guilds/{bot.discord.world.guild.id}/roles{role}"


async def test_roles_are_listed_read_and_counted(bot: FakeBot) -> None:
    world = bot.discord.world

    _, listed = await call(bot, "GET", roles(bot))
    _, one = await call(bot, "GET", roles(bot, "Artist"))
    _, counts = await call(bot, "GET", roles(bot) + "/member-counts")

    assert one in listed
    assert counts[str(world.role("Artist").id)] == 2
    assert str(world.guild.id) not in counts
    assert await code(bot, "GET", roles(bot) + "/1") == (404, 10011)


async def test_a_new_role_stands_right_above_everyone(bot: FakeBot) -> None:
    body: dict[str, Any] = {
        "name": "Baker",
        "permissions": str(int(Permission.SEND_POLLS)),
        "colors": {"primary_color": 0xFF0000, "secondary_color": 0xFF},
        "hoist": True,
    }

    _, role = await call(bot, "POST", roles(bot), body)

    assert (role["name"], role["color"], role["position"]) == ("Baker", 0xFF0000, 1)
    assert role["colors"]["secondary_color"] == 0xFF
    assert sorted(one.position for one in bot.discord.world.guild.roles.values()) == [0, 1, 2, 3, 4, 5]
    assert (await call(bot, "POST", roles(bot), {}))[1]["name"] == "new role"


async def test_nobody_gives_what_he_has_not(bot: FakeBot) -> None:
    administrator = str(int(Permission.ADMINISTRATOR))

    assert await code(bot, "POST", roles(bot), {"permissions": administrator}) == (403, 50013)
    assert await code(bot, "POST", roles(bot), {"name": "x" * 101, "color": -1}) == (400, 50035)
    assert await code(bot, "POST", roles(bot), {"unicode_emoji": "🍞"}) == (403, 50101)


async def test_a_role_below_the_bots_own_is_changed(bot: FakeBot) -> None:
    bot.discord.world.guild.features.append("ROLE_ICONS")
    body = {"name": "Painter", "unicode_emoji": "🎨", "mentionable": False, "color": None}

    _, role = await call(bot, "PATCH", roles(bot, "Artist"), body)

    assert (role["name"], role["unicode_emoji"], role["mentionable"]) == ("Painter", "🎨", False)
    changed = {change["key"] for change in bot.discord.world.audit_log[-1].changes}
    assert changed == {"name", "unicode_emoji", "mentionable"}
    assert await code(bot, "PATCH", roles(bot, "Admin"), body) == (403, 50013)
    assert await code(bot, "PATCH", roles(bot, "postern"), body) == (403, 50013)


async def test_roles_move_among_those_below_the_bots_own(bot: FakeBot) -> None:
    world = bot.discord.world
    world.guild.roles[5] = Role(5, "Baker", position=2)
    for name, position in (("postern", 3), ("Moderator", 4), ("Admin", 5)):
        world.role(name).position = position

    _, listed = await call(bot, "PATCH", roles(bot), [{"id": "5", "position": 1}])

    positions = {role["name"]: role["position"] for role in listed}
    assert (positions["Baker"], positions["Artist"], positions["postern"]) == (1, 2, 3)
    assert await code(bot, "PATCH", roles(bot), [{"id": "5", "position": 4}]) == (403, 50013)
    assert await code(bot, "PATCH", roles(bot), [{"id": str(world.role("Admin").id), "position": 1}]) == (403, 50013)
    assert await code(bot, "PATCH", roles(bot), [{"id": "6", "position": 1}]) == (404, 10011)


async def test_a_deleted_role_is_gone_from_members_and_channels(bot: FakeBot) -> None:
    world = bot.discord.world
    artist, general = world.role("Artist"), world.channel("general")
    general.overwrites = [Overwrite(artist.id)]

    assert await call(bot, "DELETE", roles(bot, "Artist")) == (204, None)

    assert general.overwrites == []
    assert artist.id not in world.member("noor").role_ids
    assert await code(bot, "DELETE", roles(bot, "postern")) == (400, 50028)


async def test_a_guild_has_no_more_than_250_roles(bot: FakeBot) -> None:
    known = bot.discord.world.guild.roles
    known |= {number: Role(number, str(number)) for number in range(1, MOST_ROLES - len(known) + 1)}

    assert await code(bot, "POST", roles(bot), {}) == (400, 30005)
