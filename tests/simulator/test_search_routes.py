from app.simulator.permissions import Permission
from app.simulator.world import Overwrite
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


async def contents(bot: FakeBot, query: str) -> list[str]:
    _, answer = await call(bot, "GET", f"/guilds/{bot.discord.world.guild.id}/messages/search{query}")
    return [message["content"] for (message,) in answer["messages"]]


async def test_messages_are_found_by_their_words_the_newest_first(bot: FakeBot) -> None:
    assert await contents(bot, "?content=BOT") == [
        "Try it in #bots, please.",
        "Does **anybody** know what the new bot can do?",
    ]
    assert (await contents(bot, "?content=bot&sort_order=asc"))[0].startswith("Does")
    assert await contents(bot, "?content=bot&limit=1&offset=1") == ["Does **anybody** know what the new bot can do?"]
    assert await contents(bot, "?content=bot%20anybody%20nowhere") == []


async def test_messages_are_found_by_who_wrote_them_and_what_they_hold(bot: FakeBot) -> None:
    world = bot.discord.world
    ada, mira, general = world.user("ada").id, world.user("mira").id, world.channel("general").id
    await call(bot, "POST", f"/channels/{general}/messages", {"content": "see https://bot.test"})

    assert await contents(bot, f"?author_id={ada}") == ["Welcome to the playground!"]
    assert len(await contents(bot, f"?author_id={ada}&author_id={mira}")) == 2
    assert await contents(bot, "?author_type=bot&has=link") == ["see https://bot.test"]
    assert len(await contents(bot, "?author_type=-bot")) == 3
    assert await contents(bot, "?has=image") == await contents(bot, "?pinned=true") == []
    assert len(await contents(bot, f"?channel_id={general}&min_id={min(world.messages)}")) == 3


async def test_messages_in_threads_come_with_their_threads(bot: FakeBot) -> None:
    thread = bot.discord.world.channel("weekend plans")
    await call(bot, "POST", f"/channels/{thread.id}/messages", {"content": "sailing"})

    _, answer = await call(bot, "GET", f"/guilds/{bot.discord.world.guild.id}/messages/search?content=sailing")

    assert [one["id"] for one in answer["threads"]] == [str(thread.id)]


async def test_only_what_the_bot_can_read_is_searched(bot: FakeBot) -> None:
    world = bot.discord.world
    path = f"/guilds/{world.guild.id}/messages/search"
    world.channel("general").overwrites = [Overwrite(world.guild.id, deny=int(Permission.READ_MESSAGE_HISTORY))]
    assert await contents(bot, "") == []

    assert await code(bot, "GET", path + "?limit=26") == (400, 50035)
    assert await code(bot, "GET", path + "?offset=9976") == (400, 50035)
    world.application.flags = 0
    assert await code(bot, "GET", path) == (403, 50001)
