from app.simulator.permissions import Permission
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


def bans(bot: FakeBot, name: str = "", tail: str = "") -> str:
    user = f"/{bot.discord.world.user(name).id}" if name else ""
    return f"/guilds/{bot.discord.world.guild.id}/bans{user}{tail}"


async def test_a_ban_removes_a_member_and_keeps_its_reason(bot: FakeBot) -> None:
    world = bot.discord.world
    reason = {"X-Audit-Log-Reason": "spam"}

    assert await call(bot, "PUT", bans(bot, "ben"), {}, headers=reason) == (204, None)

    _, ban = await call(bot, "GET", bans(bot, "ben"))
    assert (ban["user"]["username"], ban["reason"]) == ("ben", "spam")
    assert world.user("ben").id not in world.guild.members
    assert (world.audit_log[-1].action_type, world.audit_log[-1].reason) == (22, "spam")
    assert await call(bot, "DELETE", bans(bot, "ben")) == (204, None)
    assert await code(bot, "DELETE", bans(bot, "ben")) == (404, 10026)


async def test_a_ban_removes_what_was_written_lately(bot: FakeBot) -> None:
    world, channel = bot.discord.world, bot.discord.world.channel("bots")
    ben = world.user("ben")
    before = [message_id for message_id, one in world.messages.items() if one["author"]["id"] == str(ben.id)]
    new = world.snowflakes()
    world.messages[new] = {**world.messages[before[0]], "id": str(new), "channel_id": str(channel.id)}

    await call(bot, "PUT", bans(bot, "ben"), {"delete_message_seconds": 3600})

    assert new not in world.messages
    assert before[0] in world.messages
    assert await code(bot, "PUT", bans(bot, "noor"), {"delete_message_seconds": 604_801}) == (400, 50035)


async def test_bans_are_listed_in_pages(bot: FakeBot) -> None:
    world = bot.discord.world
    ids = sorted(user.id for user in world.users.values())
    world.guild.bans = dict.fromkeys(ids)

    async def page(query: str) -> list[int]:
        return [int(ban["user"]["id"]) for ban in (await call(bot, "GET", bans(bot, tail=query)))[1]]

    assert await page("") == ids
    assert await page(f"?after={ids[1]}&limit=2") == ids[2:4]
    assert await page(f"?before={ids[3]}&limit=2") == ids[1:3]
    assert await code(bot, "GET", bans(bot, tail="?limit=1001")) == (400, 50035)


async def test_many_are_banned_at_once_as_far_as_they_can_be(bot: FakeBot) -> None:
    world = bot.discord.world
    ben, mira = str(world.user("ben").id), str(world.user("mira").id)
    path = f"/guilds/{world.guild.id}/bulk-ban"

    assert await call(bot, "POST", path, {"user_ids": [ben, mira, "1"]}) == (
        200,
        {"banned_users": [ben], "failed_users": [mira, "1"]},
    )
    assert await code(bot, "POST", path, {"user_ids": [mira]}) == (400, 500000)
    assert await code(bot, "POST", path, {"user_ids": [str(number) for number in range(1, 202)]}) == (400, 50035)
    assert await code(bot, "POST", path, {}) == (400, 50035)


async def test_who_stands_above_the_bot_or_does_not_exist_is_not_banned(bot: FakeBot) -> None:
    assert await code(bot, "PUT", bans(bot, "mira"), {}) == (403, 50013)
    assert await code(bot, "PUT", bans(bot, tail="/1"), {}) == (404, 10013)

    bot.discord.world.role("postern").permissions &= ~Permission.BAN_MEMBERS
    assert await code(bot, "GET", bans(bot)) == (403, 50013)
