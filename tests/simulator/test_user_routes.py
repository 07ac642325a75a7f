from typing import Any

from app.simulator.world import Guild
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


async def test_anybody_is_read_and_the_bot_itself_with_more(bot: FakeBot) -> None:
    mira = bot.discord.world.user("mira")

    assert (await call(bot, "GET", f"/users/{mira.id}"))[1]["username"] == "mira"
    own = (await call(bot, "GET", "/users/@me"))[1]
    assert (own["id"], own["verified"]) == (str(bot.discord.application_id), True)
    assert await code(bot, "GET", "/users/1") == (404, 10013)


async def test_the_bot_renames_itself(bot: FakeBot) -> None:
    body = {"username": "Gate", "avatar": "data:image/png;base64,AA=="}

    _, changed = await call(bot, "PATCH", "/users/@me", body)

    assert (changed["username"], len(changed["avatar"])) == ("Gate", 32)
    assert (await call(bot, "PATCH", "/users/@me", {"avatar": None}))[1]["avatar"] is None
    assert await code(bot, "PATCH", "/users/@me", {"username": "x"}) == (400, 50035)


async def test_the_guilds_of_the_bot_come_in_pages(bot: FakeBot) -> None:
    world = bot.discord.world
    first = world.guild
    second = Guild(first.id + 1, "Second", first.owner_id)
    world.guilds[second.id] = second
    world.guilds[first.id + 2] = Guild(first.id + 2, "Without", first.owner_id, has_application=False)

    async def listed(query: str) -> list[str]:
        return [guild["name"] for guild in (await call(bot, "GET", f"/users/@me/guilds{query}"))[1]]

    assert await listed("") == [first.name, "Second"]
    assert await listed(f"?after={first.id}") == ["Second"]
    assert await listed(f"?before={second.id}") == [first.name]
    assert await listed("?limit=1") == [first.name]
    assert await code(bot, "GET", "/users/@me/guilds?limit=201") == (400, 50035)
    counted = (await call(bot, "GET", "/users/@me/guilds?with_counts=true"))[1][0]
    assert counted["approximate_member_count"] == len(first.members)


async def test_an_access_token_shows_the_user_who_gave_it(bot: FakeBot) -> None:
    world, issue = bot.discord.world, bot.discord.credentials.issue_token
    mira = world.user("mira")
    steam = {"id": "1", "name": "mira", "type": "steam", "verified": True, "friend_sync": False}
    mira.connections.append(steam | {"show_activity": True, "two_way_link": False, "visibility": 1})
    token = issue(["identify", "guilds", "connections"], mira.id).access_token
    own = issue(["identify"]).access_token

    async def read(path: str, token: str) -> tuple[int, Any]:
        return await call(bot, "GET", path, headers={"Authorization": f"Bearer {token}"})

    assert (await read("/users/@me", token))[1]["username"] == "mira"
    assert (await read("/users/@me", own))[1]["username"] == "ada"
    guilds = (await read("/users/@me/guilds", token))[1]
    assert (guilds[0]["name"], guilds[0]["owner"]) == ("Postern Playground", False)
    assert (await read("/users/@me/connections", token))[1][0]["name"] == "mira"
    assert (await read("/users/@me/guilds", own))[0] == 401
    assert await code(bot, "GET", "/users/@me/connections") == (403, 20001)


async def test_the_bot_leaves_a_guild(bot: FakeBot) -> None:
    guild = bot.discord.world.guild

    assert (await call(bot, "DELETE", f"/users/@me/guilds/{guild.id}"))[0] == 204

    assert bot.discord.application_id not in guild.members
    assert (await call(bot, "GET", "/users/@me/guilds"))[1] == []
    assert await code(bot, "DELETE", f"/users/@me/guilds/{guild.id}") == (404, 10004)


async def test_a_private_channel_is_opened_once(bot: FakeBot) -> None:
    world = bot.discord.world
    noor = world.user("noor")
    body = {"recipient_id": str(noor.id)}

    _, channel = await call(bot, "POST", "/users/@me/channels", body)

    assert [user["username"] for user in channel["recipients"]] == ["noor"]
    assert (await call(bot, "POST", "/users/@me/channels", body))[1] == channel
    assert await code(bot, "POST", "/users/@me/channels", {}) == (400, 50035)
    for stranger in ("1", str(bot.discord.application_id)):
        assert await code(bot, "POST", "/users/@me/channels", {"recipient_id": stranger}) == (400, 50033)
