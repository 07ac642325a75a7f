from urllib.parse import quote

from app.simulator.guild_records import Emoji
from app.simulator.permissions import Permission
from app.simulator.reactions import react
from app.simulator.world import Overwrite
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code

WAVE = quote("👋")


def asked(bot: FakeBot) -> str:
    world = bot.discord.world
    message = next(m for m in world.messages.values() if m["author"]["username"] == "ben")
    return f"/channels/{world.channel('general').id}/messages/{message['id']}"


async def test_a_reaction_is_counted_listed_and_taken_back(bot: FakeBot) -> None:
    path = asked(bot)

    assert (await call(bot, "PUT", f"{path}/reactions/{WAVE}/@me"))[0] == 204
    assert (await call(bot, "PUT", f"{path}/reactions/{WAVE}/@me"))[0] == 204

    [reaction] = (await call(bot, "GET", path))[1]["reactions"]
    assert (reaction["emoji"], reaction["count"], reaction["me"]) == ({"id": None, "name": "👋"}, 1, True)
    [user] = (await call(bot, "GET", f"{path}/reactions/{WAVE}"))[1]
    assert user["id"] == str(bot.discord.application_id)
    assert (await call(bot, "GET", f"{path}/reactions/{WAVE}?type=1"))[1] == []
    assert (await call(bot, "DELETE", f"{path}/reactions/{WAVE}/@me"))[0] == 204
    assert "reactions" not in (await call(bot, "GET", path))[1]


async def test_who_reacted_is_listed_by_id_in_pages(bot: FakeBot) -> None:
    world, path = bot.discord.world, asked(bot)
    message = world.messages[int(path.rpartition("/")[2])]
    people = [world.user(name) for name in ("noor", "ada", "mira")]
    for user in people:
        react(world, message, "👋", user.id)
    ids = sorted(user.id for user in people)

    first = (await call(bot, "GET", f"{path}/reactions/{WAVE}?limit=2"))[1]
    rest = (await call(bot, "GET", f"{path}/reactions/{WAVE}?after={ids[1]}"))[1]

    assert [int(user["id"]) for user in first] == ids[:2]
    assert [int(user["id"]) for user in rest] == ids[2:]


async def test_custom_emojis_are_written_with_their_id(bot: FakeBot) -> None:
    world, path = bot.discord.world, asked(bot)
    world.guild.emojis[77] = Emoji(77, "blob", world.user("ada").id, animated=True)

    assert (await call(bot, "PUT", f"{path}/reactions/blob:77/@me"))[0] == 204

    [reaction] = (await call(bot, "GET", path))[1]["reactions"]
    assert reaction["emoji"] == {"id": "77", "name": "blob", "animated": True}
    world.application.emojis[79] = Emoji(79, "own", world.user("ada").id)
    assert (await call(bot, "PUT", f"{path}/reactions/renamed:79/@me"))[0] == 204
    assert [user["bot"] for user in (await call(bot, "GET", f"{path}/reactions/own:79"))[1]] == [True]
    assert await code(bot, "PUT", f"{path}/reactions/blob:78/@me") == (400, 10014)
    assert await code(bot, "PUT", f"{path}/reactions/smile/@me") == (400, 10014)
    assert await code(bot, "PUT", f"{path}/reactions/{quote('é')}/@me") == (400, 10014)


async def test_reactions_of_others_take_permission_to_remove(bot: FakeBot) -> None:
    world, path = bot.discord.world, asked(bot)
    message, ben, mira = world.messages[int(path.rpartition("/")[2])], world.user("ben"), world.user("mira")
    for user in (ben, mira):
        for emoji in ("👋", "🎲"):
            react(world, message, emoji, user.id)

    assert (await call(bot, "DELETE", f"{path}/reactions/{WAVE}/{ben.id}"))[0] == 204
    assert [(one["emoji"]["name"], one["count"]) for one in message["reactions"]] == [("👋", 1), ("🎲", 2)]
    assert (await call(bot, "DELETE", f"{path}/reactions/{WAVE}"))[0] == 204
    assert len(message["reactions"]) == 1
    denied = Overwrite(world.application.bot.id, 1, deny=int(Permission.MANAGE_MESSAGES))
    world.channel("general").overwrites = [denied]
    assert await code(bot, "DELETE", f"{path}/reactions") == (403, 50013)
    world.channel("general").overwrites = []
    assert (await call(bot, "DELETE", f"{path}/reactions"))[0] == 204
    assert "reactions" not in message


async def test_a_message_takes_twenty_different_emojis(bot: FakeBot) -> None:
    world, path = bot.discord.world, asked(bot)
    message = world.messages[int(path.rpartition("/")[2])]
    for number in range(20):
        react(world, message, chr(0x1F600 + number), world.user("ben").id)

    assert await code(bot, "PUT", f"{path}/reactions/{WAVE}/@me") == (403, 30010)
    assert (await call(bot, "PUT", f"{path}/reactions/{quote(chr(0x1F600))}/@me"))[0] == 204


async def test_joining_in_needs_less_than_being_the_first(bot: FakeBot) -> None:
    world, path = bot.discord.world, asked(bot)
    message = world.messages[int(path.rpartition("/")[2])]
    react(world, message, "👋", world.user("ben").id)
    denied = Overwrite(world.application.bot.id, 1, deny=int(Permission.ADD_REACTIONS))
    world.channel("general").overwrites = [denied]

    assert (await call(bot, "PUT", f"{path}/reactions/{WAVE}/@me"))[0] == 204
    assert await code(bot, "PUT", f"{path}/reactions/{quote('🎲')}/@me") == (403, 50013)


async def test_a_deleted_message_takes_its_reactions_with_it(bot: FakeBot) -> None:
    path = asked(bot)
    await call(bot, "PUT", f"{path}/reactions/{WAVE}/@me")

    await call(bot, "DELETE", path)

    assert bot.discord.world.reactions == {}
    assert await code(bot, "GET", f"{path}/reactions/{WAVE}") == (404, 10008)
