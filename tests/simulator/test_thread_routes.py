import pytest

from app.simulator.permissions import Permission
from app.simulator.world import FORUM, Channel, Json, Overwrite
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


def restrict(bot: FakeBot, permission: Permission) -> None:
    bot.discord.world.role("postern").permissions &= ~permission
    bot.discord.world.role("@everyone").permissions &= ~permission


async def started(bot: FakeBot, channel: str = "bots", **body: object) -> Json:
    path = f"/channels/{bot.discord.world.channel(channel).id}/threads"
    thread: Json
    status, thread = await call(bot, "POST", path, {"name": "thread", **body})
    assert status == 201, thread
    return thread


def forum(bot: FakeBot) -> Channel:
    world = bot.discord.world
    channel = Channel(world.snowflakes(), FORUM, "questions", world.guild.id, position=20)
    channel.settings["available_tags"] = [
        {"id": "5", "name": "open", "moderated": False, "emoji_id": None, "emoji_name": None}
    ]
    world.guild.channels[channel.id] = channel
    return channel


@pytest.mark.parametrize(("channel", "kind"), [("bots", 11), ("news", 10)])
async def test_a_thread_is_started_from_a_message_and_has_its_id(bot: FakeBot, channel: str, kind: int) -> None:
    parent = bot.discord.world.channel(channel)
    _, message = await call(bot, "POST", f"/channels/{parent.id}/messages", {"content": "x"})
    one = f"/channels/{parent.id}/messages/{message['id']}"

    status, thread = await call(bot, "POST", f"{one}/threads", {"name": "about x", "auto_archive_duration": 60})

    assert status == 201
    assert (thread["id"], thread["type"], thread["parent_id"]) == (message["id"], kind, str(parent.id))
    assert thread["thread_metadata"]["auto_archive_duration"] == 60
    assert thread["member"]["user_id"] == thread["owner_id"] == str(bot.discord.application_id)
    _, shown = await call(bot, "GET", one)
    assert shown["flags"] & 1 << 5
    assert shown["thread"]["id"] == thread["id"]
    assert await code(bot, "POST", f"{one}/threads", {"name": "again"}) == (400, 160004)
    [starter] = (await call(bot, "GET", f"/channels/{thread['id']}/messages"))[1]
    assert (starter["type"], starter["message_reference"]["message_id"]) == (21, message["id"])


async def test_a_thread_without_a_message_is_private_unless_it_is_told_otherwise(bot: FakeBot) -> None:
    private = await started(bot, invitable=False)
    public = await started(bot, type=11)

    assert (private["type"], private["thread_metadata"]["invitable"]) == (12, False)
    assert public["type"] == 11
    channel = bot.discord.world.channel("bots")
    [note] = (await call(bot, "GET", f"/channels/{channel.id}/messages"))[1]
    assert (note["type"], note["content"], note["message_reference"]["channel_id"]) == (18, "thread", public["id"])
    path = f"/channels/{channel.id}/threads"
    assert await code(bot, "POST", path, {"name": "x", "type": 10}) == (400, 50035)
    assert await code(bot, "POST", path, {"name": ""}) == (400, 50035)
    voice = bot.discord.world.channel("Lounge")
    assert await code(bot, "POST", f"/channels/{voice.id}/threads", {"name": "x"}) == (400, 50024)
    restrict(bot, Permission.CREATE_PRIVATE_THREADS)
    assert await code(bot, "POST", path, {"name": "x"}) == (403, 50013)


async def test_a_post_of_a_forum_starts_with_its_message(bot: FakeBot) -> None:
    channel = forum(bot)
    body = {"name": "How?", "applied_tags": ["5"], "message": {"content": "How is it done?"}}

    status, post = await call(bot, "POST", f"/channels/{channel.id}/threads", body)

    assert status == 201
    assert (post["message"]["id"], post["message"]["content"]) == (post["id"], "How is it done?")
    assert post["applied_tags"] == ["5"]
    assert post["message_count"] == 1
    path = f"/channels/{channel.id}/threads"
    assert await code(bot, "POST", path, {"name": "x"}) == (400, 50035)
    assert await code(bot, "POST", path, {"name": "x", "message": {"content": ""}}) == (400, 50006)
    assert await code(bot, "POST", path, {**body, "applied_tags": ["6"]}) == (400, 50035)
    assert await code(bot, "POST", f"/channels/{channel.id}/messages", {"content": "x"}) == (400, 40058)


async def test_the_bot_joins_and_leaves(bot: FakeBot) -> None:
    thread = bot.discord.world.channel("weekend plans")
    path = f"/channels/{thread.id}/thread-members"
    own = f"{path}/{bot.discord.application_id}"

    assert (await call(bot, "PUT", f"{path}/@me"))[0] == 204
    assert (await call(bot, "GET", own))[1]["id"] == str(thread.id)
    assert (await call(bot, "DELETE", f"{path}/@me"))[0] == 204
    assert await code(bot, "GET", own) == (404, 10007)
    assert await code(bot, "GET", f"/channels/{bot.discord.world.channel('bots').id}/thread-members") == (400, 50024)


async def test_members_are_added_listed_and_removed(bot: FakeBot) -> None:
    world = bot.discord.world
    thread = await started(bot)
    path = f"/channels/{thread['id']}/thread-members"
    ben, noor = world.user("ben").id, world.user("noor").id

    for user_id in (ben, noor, ben):
        assert (await call(bot, "PUT", f"{path}/{user_id}"))[0] == 204

    listed = (await call(bot, "GET", path))[1]
    ids = sorted([ben, noor, bot.discord.application_id])
    assert [int(member["user_id"]) for member in listed] == ids
    page = (await call(bot, "GET", f"{path}?with_member=true&limit=1&after={ids[0]}"))[1]
    assert [int(member["member"]["user"]["id"]) for member in page] == ids[1:2]
    assert (await call(bot, "GET", f"{path}/{ben}?with_member=true"))[1]["member"]["user"]["username"] == "ben"
    assert (await call(bot, "DELETE", f"{path}/{ben}"))[0] == 204
    assert await code(bot, "DELETE", f"{path}/{ben}") == (404, 10007)
    assert await code(bot, "PUT", f"{path}/1") == (404, 10013)


async def test_only_moderators_remove_others_from_threads_that_are_not_theirs(bot: FakeBot) -> None:
    world = bot.discord.world
    thread = world.channel("weekend plans")
    await call(bot, "PUT", f"/channels/{thread.id}/thread-members/{world.user('ben').id}")
    restrict(bot, Permission.MANAGE_THREADS)

    path = f"/channels/{thread.id}/thread-members/{world.user('ben').id}"
    assert await code(bot, "DELETE", path) == (403, 50013)
    own = await started(bot)
    path = f"/channels/{own['id']}/thread-members/{world.user('ben').id}"
    await call(bot, "PUT", path)
    assert (await call(bot, "DELETE", path))[0] == 204


async def test_a_private_thread_is_seen_by_its_members_and_by_moderators(bot: FakeBot) -> None:
    thread = bot.discord.world.channel("weekend plans")
    thread.type = 12

    assert (await call(bot, "GET", f"/channels/{thread.id}"))[0] == 200
    restrict(bot, Permission.MANAGE_THREADS)
    assert await code(bot, "GET", f"/channels/{thread.id}") == (403, 50001)
    thread.thread.members[bot.discord.application_id] = 0.0
    assert (await call(bot, "GET", f"/channels/{thread.id}"))[0] == 200


async def test_nothing_changes_in_an_archived_thread_until_somebody_writes(bot: FakeBot) -> None:
    world = bot.discord.world
    thread = world.channel("weekend plans")
    path = f"/channels/{thread.id}"
    _, message = await call(bot, "POST", f"{path}/messages", {"content": "x"})
    one = f"{path}/messages/{message['id']}"
    await call(bot, "PATCH", path, {"archived": True})

    assert await code(bot, "PATCH", one, {"content": "y"}) == (400, 50083)
    assert await code(bot, "PUT", f"{one}/reactions/%F0%9F%91%8B/@me") == (400, 50083)
    assert await code(bot, "PUT", f"{path}/thread-members/@me") == (400, 50083)
    assert await code(bot, "PUT", f"{path}/messages/pins/{message['id']}") == (400, 50083)
    thread.thread.locked = True
    restrict(bot, Permission.MANAGE_THREADS)
    assert await code(bot, "POST", f"{path}/messages", {"content": "z"}) == (403, 160005)
    thread.thread.locked = False
    assert (await call(bot, "POST", f"{path}/messages", {"content": "z"}))[0] == 200
    assert thread.thread.archived is False


async def test_writing_in_threads_takes_a_permission_of_its_own(bot: FakeBot) -> None:
    thread = bot.discord.world.channel("weekend plans")
    restrict(bot, Permission.SEND_MESSAGES)

    assert (await call(bot, "POST", f"/channels/{thread.id}/messages", {"content": "x"}))[0] == 200
    restrict(bot, Permission.SEND_MESSAGES_IN_THREADS)
    assert await code(bot, "POST", f"/channels/{thread.id}/messages", {"content": "x"}) == (403, 50013)


async def test_not_every_message_and_not_everybody_comes_into_a_thread(bot: FakeBot) -> None:
    world = bot.discord.world
    thread, lounge = world.channel("weekend plans"), world.channel("Lounge")
    _, message = await call(bot, "POST", f"/channels/{lounge.id}/messages", {"content": "x"})

    refused = f"/channels/{lounge.id}/messages/{message['id']}/threads"
    assert await code(bot, "POST", refused, {"name": "x"}) == (400, 50024)
    world.channel("general").overwrites = [Overwrite(world.user("noor").id, 1, deny=int(Permission.VIEW_CHANNEL))]
    path = f"/channels/{thread.id}/thread-members"
    assert await code(bot, "PUT", f"{path}/{world.user('noor').id}") == (403, 50001)
    thread.thread.members |= dict.fromkeys(range(1000), 0.0)
    assert await code(bot, "PUT", f"{path}/{world.user('ben').id}") == (400, 30033)
