from app.simulator.world import PRIVATE_THREAD, PUBLIC_THREAD, Channel
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code

ARCHIVED = 1_800_000_000.0


def archived(bot: FakeBot, kind: int, at: float, *, joined: bool = False) -> Channel:
    world = bot.discord.world
    thread = Channel(world.snowflakes(), kind, "old", world.guild.id, world.channel("bots").id)
    thread.thread.archived, thread.thread.changed_at = True, at
    if joined:
        thread.thread.members[bot.discord.application_id] = at
    world.guild.channels[thread.id] = thread
    return thread


async def listed(bot: FakeBot, kind: str, query: str = "") -> tuple[list[int], bool]:
    path = f"/channels/{bot.discord.world.channel('bots').id}/{kind}"
    _, answer = await call(bot, "GET", path + query)
    return [int(thread["id"]) for thread in answer["threads"]], answer["has_more"]


async def test_active_threads_are_listed_newest_first(bot: FakeBot) -> None:
    world = bot.discord.world
    await call(bot, "POST", f"/channels/{world.channel('bots').id}/threads", {"name": "new"})
    archived(bot, PUBLIC_THREAD, ARCHIVED)

    _, answer = await call(bot, "GET", f"/guilds/{world.guild.id}/threads/active")

    assert [thread["name"] for thread in answer["threads"]] == ["new", "weekend plans"]
    assert [member["id"] for member in answer["members"]] == [str(world.channel("new").id)]


async def test_archived_threads_are_listed_by_when_they_were_archived(bot: FakeBot) -> None:
    late, early, middle = (archived(bot, PUBLIC_THREAD, ARCHIVED + seconds).id for seconds in (9, 1, 5))
    private = archived(bot, PRIVATE_THREAD, ARCHIVED).id

    assert await listed(bot, "threads/archived/public") == ([late, middle, early], False)
    assert await listed(bot, "threads/archived/public", "?limit=2") == ([late, middle], True)
    before = "?before=2027-01-15T08:00:05%2B00:00"
    assert await listed(bot, "threads/archived/public", before) == ([early], False)
    assert await listed(bot, "threads/archived/private") == ([private], False)


async def test_private_archived_threads_of_the_bot_are_listed_by_id(bot: FakeBot) -> None:
    archived(bot, PRIVATE_THREAD, ARCHIVED)
    mine = [archived(bot, PRIVATE_THREAD, ARCHIVED, joined=True).id for _ in range(3)]
    path = "users/@me/threads/archived/private"

    assert await listed(bot, path) == (mine[::-1], False)
    assert await listed(bot, path, f"?before={mine[2]}&limit=2") == ([mine[1], mine[0]], False)


async def test_a_channel_without_threads_and_one_without_access_have_none(bot: FakeBot) -> None:
    world = bot.discord.world

    assert await listed(bot, "threads/archived/public") == ([], False)
    private = f"/channels/{world.channel('staff').id}/threads/archived/private"
    assert await code(bot, "GET", private) == (403, 50001)
