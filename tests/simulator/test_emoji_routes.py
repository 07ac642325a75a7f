from base64 import b64encode

from app.simulator.emoji_routes import MOST_OF_APPLICATION, MOST_OF_GUILD
from app.simulator.guild_records import Emoji
from app.simulator.permissions import Permission
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code

PNG = "data:image/png;base64,iVBORw0KGgo="
GIF = "data:image/gif;base64,R0lGODlh"


def of_guild(bot: FakeBot, tail: str = "") -> str:
    return f"/guilds/{bot.discord.world.guild.id}/emojis{tail}"


def of_application(bot: FakeBot, tail: str = "") -> str:
    return f"/applications/{bot.discord.application_id}/emojis{tail}"


async def test_an_emoji_of_a_guild_is_made_changed_and_removed(bot: FakeBot) -> None:
    artist = str(bot.discord.world.role("Artist").id)

    status, emoji = await call(bot, "POST", of_guild(bot), {"name": "door", "image": GIF, "roles": [artist]})

    assert (status, emoji["name"], emoji["animated"], emoji["roles"]) == (201, "door", True, [artist])
    one = of_guild(bot, f"/{emoji['id']}")
    assert (await call(bot, "PATCH", one, {"name": "gate", "roles": None}))[1]["roles"] == []
    assert (await call(bot, "GET", one))[1] == (await call(bot, "GET", of_guild(bot)))[1][0]
    assert await call(bot, "DELETE", one) == (204, None)
    assert await code(bot, "GET", one) == (404, 10014)
    assert [entry.action_type for entry in bot.discord.world.audit_log] == [60, 61, 62]


async def test_an_emoji_has_a_short_name_and_a_small_picture(bot: FakeBot) -> None:
    large = "data:image/png;base64," + b64encode(bytes(262_145)).decode()

    for body in ({"name": "x", "image": PNG}, {"name": "a b", "image": PNG}, {"name": "door"}):
        assert await code(bot, "POST", of_guild(bot), body) == (400, 50035)
    assert await code(bot, "POST", of_application(bot), {"name": "door", "image": large}) == (400, 50035)


async def test_emojis_of_others_take_another_permission_than_ones_own(bot: FakeBot) -> None:
    world = bot.discord.world
    world.guild.emojis[5] = Emoji(5, "hers", world.user("ada").id)
    world.guild.emojis[6] = Emoji(6, "mine", world.application.bot.id)
    world.role("postern").permissions &= ~Permission.MANAGE_GUILD_EXPRESSIONS

    assert await code(bot, "DELETE", of_guild(bot, "/5")) == (403, 50013)
    assert await call(bot, "DELETE", of_guild(bot, "/6")) == (204, None)


async def test_a_guild_has_50_emojis_of_either_kind(bot: FakeBot) -> None:
    world = bot.discord.world
    world.guild.emojis |= {number: Emoji(number, "full", world.application.bot.id) for number in range(MOST_OF_GUILD)}

    assert await code(bot, "POST", of_guild(bot), {"name": "door", "image": PNG}) == (400, 30008)
    assert (await call(bot, "POST", of_guild(bot), {"name": "door", "image": GIF}))[0] == 201


async def test_the_application_has_emojis_of_its_own(bot: FakeBot) -> None:
    _, emoji = await call(bot, "POST", of_application(bot), {"name": "door", "image": PNG})

    one = of_application(bot, f"/{emoji['id']}")
    assert (await call(bot, "GET", of_application(bot)))[1] == {"items": [emoji]}
    assert (await call(bot, "PATCH", one, {"name": "gate"}))[1]["name"] == "gate"
    assert await code(bot, "POST", of_application(bot), {"name": "gate", "image": PNG}) == (400, 50035)
    assert (await call(bot, "GET", one))[1]["user"]["bot"] is True
    assert await call(bot, "DELETE", one) == (204, None)
    assert await code(bot, "DELETE", one) == (404, 10014)
    assert await code(bot, "GET", "/applications/1/emojis") == (403, 20012)


async def test_the_application_has_2000_emojis_at_most(bot: FakeBot) -> None:
    bot.discord.world.application.emojis |= {number: Emoji(number, "x", 1) for number in range(MOST_OF_APPLICATION)}

    assert await code(bot, "POST", of_application(bot), {"name": "door", "image": PNG}) == (400, 30008)
