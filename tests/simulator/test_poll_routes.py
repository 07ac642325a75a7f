from app.simulator.polls import vote
from app.simulator.world import Json
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code

POLL = {
    "question": {"text": "Tea or coffee?"},
    "answers": [{"poll_media": {"text": "Tea", "emoji": {"name": "🍵"}}}, {"poll_media": {"text": "Coffee"}}],
    "duration": 48,
}


async def asked(bot: FakeBot, **changes: object) -> tuple[str, Json]:
    channel = bot.discord.world.channel("bots")
    status, message = await call(bot, "POST", f"/channels/{channel.id}/messages", {"poll": {**POLL, **changes}})
    assert status == 200
    return f"/channels/{channel.id}/polls/{message['id']}", bot.discord.world.messages[int(message["id"])]


async def test_a_poll_numbers_its_answers_and_says_when_it_ends(bot: FakeBot) -> None:
    _, message = await asked(bot)

    poll = message["poll"]
    assert [answer["answer_id"] for answer in poll["answers"]] == [1, 2]
    assert poll["answers"][0]["poll_media"]["emoji"] == {"id": None, "name": "🍵"}
    assert poll["expiry"] == "2027-01-17T08:00:00.500000+00:00"
    assert poll["results"] == {"answer_counts": [], "is_finalized": False}


async def test_voters_are_listed_by_id_in_pages(bot: FakeBot) -> None:
    world = bot.discord.world
    path, message = await asked(bot)
    people = sorted(world.user(name).id for name in ("ada", "ben", "mira"))
    for user_id in people:
        vote(world, message, 1, user_id)

    first = (await call(bot, "GET", f"{path}/answers/1?limit=2"))[1]["users"]
    rest = (await call(bot, "GET", f"{path}/answers/1?after={people[1]}"))[1]["users"]

    assert [int(user["id"]) for user in first] == people[:2]
    assert [int(user["id"]) for user in rest] == people[2:]
    assert (await call(bot, "GET", f"{path}/answers/2"))[1] == {"users": []}


async def test_a_vote_moves_unless_several_answers_may_be_chosen(bot: FakeBot) -> None:
    world = bot.discord.world
    _, single = await asked(bot)
    _, several = await asked(bot, allow_multiselect=True)
    for message in (single, several):
        for answer_id in (1, 2, 2):
            vote(world, message, answer_id, world.user("ben").id)

    assert single["poll"]["results"]["answer_counts"] == [{"id": 2, "count": 1, "me_voted": False}]
    assert [count["id"] for count in several["poll"]["results"]["answer_counts"]] == [1, 2]


async def test_a_poll_of_the_bot_is_ended_once(bot: FakeBot) -> None:
    path, message = await asked(bot)

    _, ended = await call(bot, "POST", f"{path}/expire")

    assert ended["poll"]["results"]["is_finalized"] is True
    assert await code(bot, "POST", f"{path}/expire") == (400, 520001)
    message["author"] = {**message["author"], "id": "1"}
    assert await code(bot, "POST", f"{path}/expire") == (403, 50005)


async def test_a_message_with_a_poll_cannot_be_edited_and_others_cannot_be_ended(bot: FakeBot) -> None:
    _path, message = await asked(bot)
    channel = bot.discord.world.channel("bots")
    _, plain = await call(bot, "POST", f"/channels/{channel.id}/messages", {"content": "x"})

    edited = f"/channels/{channel.id}/messages/{message['id']}"
    assert await code(bot, "PATCH", edited, {"content": "y"}) == (400, 520003)
    assert await code(bot, "POST", f"/channels/{channel.id}/polls/{plain['id']}/expire") == (400, 520006)
