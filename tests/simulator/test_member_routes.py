from datetime import UTC, datetime

import pytest

from app.simulator.guild_records import AuditLogEntry
from app.simulator.permissions import Permission
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


def members(bot: FakeBot, name: str = "", tail: str = "") -> str:
    user = f"/{bot.discord.world.user(name).id}" if name else ""
    return f"/guilds/{bot.discord.world.guild.id}/members{user}{tail}"


def last_entry(bot: FakeBot) -> AuditLogEntry:
    return bot.discord.world.audit_log[-1]


def in_days(bot: FakeBot, days: float) -> str:
    return datetime.fromtimestamp(bot.discord.now() + days * 86_400, UTC).isoformat()


def take(bot: FakeBot, permission: Permission) -> None:
    roles = [bot.discord.world.role("postern"), bot.discord.world.role("@everyone")]
    for role in roles:
        role.permissions &= ~permission


async def test_members_are_read_one_by_one_and_page_by_page(bot: FakeBot) -> None:
    ids = sorted(bot.discord.world.guild.members)

    _, one = await call(bot, "GET", members(bot, "noor"))
    _, first = await call(bot, "GET", members(bot, tail="?limit=4"))
    _, rest = await call(bot, "GET", members(bot, tail=f"?limit=1000&after={ids[3]}"))

    assert one["nick"] == "Noor of the North"
    assert "permissions" not in one
    assert [int(member["user"]["id"]) for member in first + rest] == ids
    assert len((await call(bot, "GET", members(bot)))[1]) == 1
    assert await code(bot, "GET", members(bot, tail="?limit=1001")) == (400, 50035)


async def test_members_are_listed_only_to_an_application_with_the_intent(bot: FakeBot) -> None:
    bot.discord.world.application.flags = 0

    assert await code(bot, "GET", members(bot)) == (403, 50001)
    assert (await call(bot, "GET", members(bot, tail="/search?query=a")))[0] == 200


async def test_members_are_searched_by_the_beginning_of_their_names(bot: FakeBot) -> None:
    _, found = await call(bot, "GET", members(bot, tail="/search?query=NOOR%20OF&limit=5"))

    assert [member["user"]["username"] for member in found] == ["noor"]
    assert await code(bot, "GET", members(bot, tail="/search")) == (400, 50035)


async def test_who_is_no_member_and_who_is_nobody_are_told_apart(bot: FakeBot) -> None:
    world = bot.discord.world
    del world.guild.members[world.user("ben").id]

    assert await code(bot, "GET", members(bot, "ben")) == (404, 10007)
    assert await code(bot, "GET", members(bot, tail="/1")) == (404, 10013)


async def test_a_member_gets_a_nickname_with_a_reason_in_the_audit_log(bot: FakeBot) -> None:
    reason = {"X-Audit-Log-Reason": "h%C3%A9"}

    _, member = await call(bot, "PATCH", members(bot, "ben"), {"nick": "Benny"}, headers=reason)

    assert member["nick"] == "Benny"
    assert last_entry(bot).changes == [{"key": "nick", "new_value": "Benny"}]
    assert last_entry(bot).reason == "hé"
    assert (await call(bot, "PATCH", members(bot, "ben"), {"nick": None}))[1]["nick"] is None
    assert await code(bot, "PATCH", members(bot, "ben"), {"nick": "x" * 33}) == (400, 50035)


@pytest.mark.parametrize("name", ["mira", "ada"])
async def test_nobody_above_the_bot_is_renamed_silenced_or_removed(bot: FakeBot, name: str) -> None:
    path = members(bot, name)

    assert await code(bot, "PATCH", path, {"nick": "x"}) == (403, 50013)
    assert await code(bot, "PATCH", path, {"communication_disabled_until": in_days(bot, 1)}) == (403, 50013)
    assert await code(bot, "DELETE", path) == (403, 50013)


async def test_a_timeout_lasts_28_days_at_most_and_can_be_lifted(bot: FakeBot) -> None:
    until = "communication_disabled_until"

    _, member = await call(bot, "PATCH", members(bot, "ben"), {until: in_days(bot, 27.9)})

    assert member[until] == in_days(bot, 27.9)
    assert await code(bot, "PATCH", members(bot, "ben"), {until: in_days(bot, 28.1)}) == (400, 50035)
    assert await code(bot, "PATCH", members(bot, "ben"), {until: "tomorrow"}) == (400, 50035)
    assert (await call(bot, "PATCH", members(bot, "ben"), {until: None}))[1][until] is None


async def test_roles_are_given_and_taken_up_to_below_the_bots_own(bot: FakeBot) -> None:
    world = bot.discord.world
    artist, moderator = world.role("Artist"), world.role("Moderator")

    assert await call(bot, "PUT", members(bot, "ben", f"/roles/{artist.id}")) == (204, None)
    assert world.member("ben").role_ids == [artist.id]
    added = [{"id": str(artist.id), "name": "Artist"}]
    assert last_entry(bot).changes == [{"key": "$add", "new_value": added}]
    assert await call(bot, "DELETE", members(bot, "ben", f"/roles/{artist.id}")) == (204, None)
    assert world.member("ben").role_ids == []
    assert await code(bot, "PUT", members(bot, "ben", f"/roles/{moderator.id}")) == (403, 50013)
    assert await code(bot, "PUT", members(bot, "ben", "/roles/1")) == (404, 10011)
    assert await code(bot, "PUT", members(bot, "ben", f"/roles/{world.role('postern').id}")) == (400, 50028)


async def test_all_roles_of_a_member_are_set_at_once(bot: FakeBot) -> None:
    world = bot.discord.world
    artist, moderator = str(world.role("Artist").id), str(world.role("Moderator").id)

    assert (await call(bot, "PATCH", members(bot, "ben"), {"roles": [artist]}))[1]["roles"] == [artist]
    # What a member has already is not touched, be it above the bot.
    assert (await call(bot, "PATCH", members(bot, "mira"), {"roles": [moderator]}))[1]["roles"] == [moderator]
    assert await code(bot, "PATCH", members(bot, "ben"), {"roles": [moderator]}) == (403, 50013)
    assert await code(bot, "PATCH", members(bot, "ben"), {"roles": ["1"]}) == (400, 50028)


async def test_only_who_is_in_a_voice_channel_can_be_muted_or_moved(bot: FakeBot) -> None:
    world = bot.discord.world
    lounge = world.channel("Lounge")
    assert await code(bot, "PATCH", members(bot, "ben"), {"mute": True}) == (400, 40032)

    world.member("ben").voice_channel_id = 1
    _, member = await call(
        bot, "PATCH", members(bot, "ben"), {"mute": True, "deaf": True, "channel_id": str(lounge.id)}
    )

    assert (member["mute"], member["deaf"]) == (True, True)
    assert world.member("ben").voice_channel_id == lounge.id
    assert last_entry(bot).options == {"channel_id": str(lounge.id), "count": "1"}
    not_voice = {"channel_id": str(world.channel("general").id)}
    assert await code(bot, "PATCH", members(bot, "ben"), not_voice) == (400, 50035)
    await call(bot, "PATCH", members(bot, "ben"), {"channel_id": None})
    assert world.member("ben").voice_channel_id is None


async def test_every_field_takes_its_own_permission(bot: FakeBot) -> None:
    take(bot, Permission.MANAGE_NICKNAMES)

    assert await code(bot, "PATCH", members(bot, "ben"), {"nick": "x", "flags": 4}) == (403, 50013)
    assert bot.discord.world.member("ben").nick is None
    assert (await call(bot, "PATCH", members(bot, "ben"), {"flags": 4}))[1]["flags"] == 4


async def test_the_bot_changes_its_own_name_and_picture(bot: FakeBot) -> None:
    picture = "data:image/gif;base64,R0lGODlh"

    _, member = await call(bot, "PATCH", members(bot, tail="/@me"), {"nick": "Porter", "avatar": picture})

    assert member["nick"] == "Porter"
    assert member["avatar"].startswith("a_")
    assert await code(bot, "PATCH", members(bot, tail="/@me"), {"avatar": "data:image/gif;base64,!"}) == (400, 50035)
    take(bot, Permission.CHANGE_NICKNAME)
    assert await code(bot, "PATCH", members(bot, tail="/@me"), {"nick": "x"}) == (403, 50013)


async def test_a_member_is_removed_by_who_may(bot: FakeBot) -> None:
    world = bot.discord.world
    ben = world.user("ben")

    assert await call(bot, "DELETE", members(bot, "ben")) == (204, None)

    assert ben.id not in world.guild.members
    assert (last_entry(bot).action_type, last_entry(bot).target_id) == (20, ben.id)
    take(bot, Permission.KICK_MEMBERS)
    assert await code(bot, "DELETE", members(bot, "noor")) == (403, 50013)


async def test_a_user_who_allowed_it_is_added(bot: FakeBot) -> None:
    world, credentials = bot.discord.world, bot.discord.credentials
    ben = world.user("ben")
    del world.guild.members[ben.id]
    token = credentials.issue_token(["guilds.join"], ben.id).access_token
    wrong = credentials.issue_token(["identify"], ben.id).access_token

    assert await code(bot, "PUT", members(bot, "ben"), {"access_token": "made-up"}) == (403, 50025)
    assert await code(bot, "PUT", members(bot, "ben"), {"access_token": wrong}) == (403, 50026)
    status, member = await call(bot, "PUT", members(bot, "ben"), {"access_token": token, "nick": "Benny"})
    assert (status, member["nick"]) == (201, "Benny")
    assert await call(bot, "PUT", members(bot, "ben"), {"access_token": token}) == (204, None)
    world.guild.bans[ben.id] = None
    assert await code(bot, "PUT", members(bot, "ben"), {"access_token": token}) == (403, 40007)


async def test_a_user_lets_the_application_read_his_own_member(bot: FakeBot) -> None:
    world = bot.discord.world
    token = bot.discord.credentials.issue_token(["guilds.members.read"], world.user("noor").id).access_token
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/users/@me/guilds/{world.guild.id}/member"

    assert (await call(bot, "GET", path, headers=headers))[1]["nick"] == "Noor of the North"
    assert await code(bot, "GET", path) == (403, 20001)
    assert await code(bot, "GET", "/users/@me/guilds/1/member", headers=headers) == (404, 10004)
