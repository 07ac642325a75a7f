from app.simulator.permissions import Permission
from app.simulator.world import Json
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


async def made(bot: FakeBot, channel: str = "bots", **body: object) -> Json:
    invite: Json
    path = f"/channels/{bot.discord.world.channel(channel).id}/invites"
    status, invite = await call(bot, "POST", path, body)
    assert status == 200
    return invite


async def test_an_invite_is_made_read_and_deleted(bot: FakeBot) -> None:
    invite = await made(bot, max_age=3600, max_uses=5)
    path = f"/invites/{invite['code']}"

    assert (invite["max_uses"], invite["max_age"], invite["uses"]) == (5, 3600, 0)
    assert invite["expires_at"] == "2027-01-15T09:00:00.500000+00:00"
    read = (await call(bot, "GET", f"{path}?with_counts=true"))[1]
    assert read["channel"]["name"] == "bots"
    assert read["approximate_member_count"] == len(bot.discord.world.guild.members)
    assert "uses" not in read
    assert (await call(bot, "DELETE", path))[1]["code"] == invite["code"]
    assert await code(bot, "GET", path) == (404, 10006)


async def test_the_same_invite_is_given_again_unless_a_unique_one_is_wanted(bot: FakeBot) -> None:
    first = await made(bot)
    same = await made(bot)
    unique = await made(bot, unique=True)
    other = await made(bot, max_age=0)

    assert same["code"] == first["code"]
    assert len({first["code"], unique["code"], other["code"]}) == 3
    assert other["expires_at"] is None


async def test_invites_are_listed_until_they_end(bot: FakeBot) -> None:
    world = bot.discord.world
    invite = await made(bot)
    await made(bot, "general")
    of_channel = f"/channels/{world.channel('bots').id}/invites"
    of_guild = f"/guilds/{world.guild.id}/invites"

    assert [one["code"] for one in (await call(bot, "GET", of_channel))[1]] == [invite["code"]]
    assert len((await call(bot, "GET", of_guild))[1]) == 2
    world.invites[invite["code"]].created_at -= 86_401
    assert (await call(bot, "GET", of_channel))[1] == []
    assert len((await call(bot, "GET", of_guild))[1]) == 1


async def test_invites_take_permissions(bot: FakeBot) -> None:
    world = bot.discord.world
    invite = await made(bot)
    path = f"/channels/{world.channel('bots').id}/invites"
    of_guild = f"/guilds/{world.guild.id}/invites"
    held = Permission.CREATE_INSTANT_INVITE | Permission.MANAGE_CHANNELS | Permission.MANAGE_GUILD
    world.role("postern").permissions &= ~held

    assert await code(bot, "POST", path, {}) == (403, 50013)
    assert await code(bot, "GET", path) == (403, 50013)
    assert "uses" not in (await call(bot, "GET", of_guild))[1][0]
    world.role("postern").permissions &= ~Permission.VIEW_AUDIT_LOG
    assert await code(bot, "GET", of_guild) == (403, 50013)
    assert await code(bot, "DELETE", f"/invites/{invite['code']}") == (403, 50013)
    assert (await call(bot, "GET", f"/invites/{invite['code']}"))[0] == 200


async def test_a_wrong_form_makes_no_invite(bot: FakeBot) -> None:
    world = bot.discord.world
    path = f"/channels/{world.channel('bots').id}/invites"

    assert await code(bot, "POST", path, {"max_age": 604_801}) == (400, 50035)
    assert await code(bot, "POST", path, {"max_uses": 101}) == (400, 50035)
    assert await code(bot, "POST", f"/channels/{world.channel('Town').id}/invites", {}) == (400, 50024)


async def name_targets(bot: FakeBot, invite: Json, content: str) -> int:
    files = {"target_users_file": ("targets.csv", content.encode())}
    status, _ = await call(bot, "PUT", f"/invites/{invite['code']}/target-users", files=files)
    return status


async def test_an_invite_can_be_for_some_users_alone(bot: FakeBot) -> None:
    invite = await made(bot)
    path, headers = f"/invites/{invite['code']}/target-users", {"Authorization": f"Bot {bot.discord.bot_token}"}

    _, job = await call(bot, "GET", f"{path}/job-status")
    assert (job["status"], job["total_users"], job["completed_at"]) == (0, 0, None)
    assert await name_targets(bot, invite, "user_id\n5\r\n6\n") == 204
    _, job = await call(bot, "GET", f"{path}/job-status")
    assert (job["status"], job["total_users"], job["processed_users"]) == (2, 2, 2)
    listed = await bot.rest.get(path, headers=headers)
    assert listed.text == "user_id\n5\n6"


async def test_a_list_of_users_with_anything_else_in_it_is_refused(bot: FakeBot) -> None:
    invite = await made(bot)

    assert await name_targets(bot, invite, "user_id\n5\nben\n") == 400
    assert await code(bot, "PUT", f"/invites/{invite['code']}/target-users", {}) == (400, 50035)
    assert await code(bot, "PUT", "/invites/nowhere/target-users", {}) == (404, 10006)


async def test_the_users_of_somebody_elses_invite_are_not_the_bots_business(bot: FakeBot) -> None:
    world = bot.discord.world
    invite = await made(bot)
    world.invites[invite["code"]].inviter_id = world.user("ben").id
    world.role("postern").permissions &= ~int(Permission.MANAGE_GUILD)

    assert (await call(bot, "GET", f"/invites/{invite['code']}/target-users/job-status"))[0] == 200
    assert await name_targets(bot, invite, "user_id\n5\n") == 403
