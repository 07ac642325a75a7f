from app.simulator.channel_records import Webhook
from app.simulator.world import FORUM, Channel, Json
from tests.simulator.fake_bot import FakeBot, named
from tests.simulator.rest_calls import call


async def made(bot: FakeBot, channel: str = "bots") -> tuple[Json, str]:
    path = f"/channels/{bot.discord.world.channel(channel).id}/webhooks"
    _, webhook = await call(bot, "POST", path, {"name": "hook"})
    return webhook, f"/webhooks/{webhook['id']}/{webhook['token']}"


def forum(bot: FakeBot) -> Channel:
    world = bot.discord.world
    channel = Channel(world.snowflakes(), FORUM, "questions", world.guild.id)
    world.guild.channels[channel.id] = channel
    return channel


async def refused(bot: FakeBot, path: str, body: Json) -> tuple[int, int]:
    response = await bot.rest.post(path, json=body)
    return response.status_code, response.json()["code"]


async def test_a_message_is_shown_to_those_who_wait_for_it(bot: FakeBot) -> None:
    webhook, path = await made(bot)

    status, message = await call(bot, "POST", f"{path}?wait=true", {"content": "hi", "username": "Crier"})
    quiet = await call(bot, "POST", path, {"content": "again"})

    assert status == 200
    assert (message["author"]["username"], message["author"]["id"]) == ("Crier", webhook["id"])
    assert message["webhook_id"] == webhook["id"]
    assert quiet == (204, None)
    channel = bot.discord.world.channel("bots")
    listed = (await call(bot, "GET", f"/channels/{channel.id}/messages"))[1]
    assert [(one["content"], one["author"]["username"]) for one in listed] == [("again", "hook"), ("hi", "Crier")]


async def test_a_webhook_reads_edits_and_deletes_what_it_sent(bot: FakeBot) -> None:
    _, path = await made(bot)
    _, other = await made(bot)
    _, message = await call(bot, "POST", f"{path}?wait=true", {"content": "hi"})
    one = f"{path}/messages/{message['id']}"

    assert (await call(bot, "GET", one))[1] == message
    assert (await call(bot, "PATCH", one, {"content": "bye"}))[1]["content"] == "bye"
    assert (await bot.rest.get(f"{other}/messages/{message['id']}")).json()["code"] == 10008
    assert (await bot.rest.get(f"{path}/messages/@original")).json()["code"] == 10008
    assert (await bot.rest.get(f"{one}?thread_id=1")).json()["code"] == 10008
    assert (await call(bot, "DELETE", one))[0] == 204
    assert (await bot.rest.get(one)).json()["code"] == 10008


async def test_a_webhook_writes_in_threads_of_its_channel(bot: FakeBot) -> None:
    world = bot.discord.world
    _, path = await made(bot, "general")
    thread = world.channel("weekend plans")
    thread.thread.archived = True

    _, message = await call(bot, "POST", f"{path}?wait=true&thread_id={thread.id}", {"content": "hi"})

    assert message["channel_id"] == str(thread.id)
    assert thread.thread.archived is False
    one = f"{path}/messages/{message['id']}"
    assert (await bot.rest.get(one)).status_code == 404
    assert (await bot.rest.get(f"{one}?thread_id={thread.id}")).status_code == 200
    elsewhere = world.channel("bots").id
    assert await refused(bot, f"{path}?thread_id={elsewhere}", {"content": "hi"}) == (404, 10003)
    assert await refused(bot, path, {"content": "hi", "thread_name": "x"}) == (400, 220003)


async def test_a_webhook_of_a_forum_makes_posts(bot: FakeBot) -> None:
    forum(bot)
    _, path = await made(bot, "questions")

    _, message = await call(bot, "POST", f"{path}?wait=true", {"content": "How?", "thread_name": "Asking"})

    post = bot.discord.world.channel("Asking")
    assert message["id"] == message["channel_id"] == str(post.id)
    assert await refused(bot, path, {"content": "How?"}) == (400, 220001)
    both = {"content": "How?", "thread_name": "x"}
    assert await refused(bot, f"{path}?thread_id={post.id}", both) == (400, 220002)


async def test_only_users_are_pinged_unless_the_message_says_more(bot: FakeBot) -> None:
    _, path = await made(bot)
    content = f"<@{bot.discord.world.user('mira').id}> @everyone"

    _, plain = await call(bot, "POST", f"{path}?wait=1", {"content": content})
    _, loud = await call(
        bot, "POST", f"{path}?wait=1", {"content": content, "allowed_mentions": {"parse": ["everyone"]}}
    )

    assert ([user["username"] for user in plain["mentions"]], plain["mention_everyone"]) == (["mira"], False)
    assert (loud["mentions"], loud["mention_everyone"]) == ([], True)


async def test_a_webhook_that_no_application_made_shows_components_on_request_alone(bot: FakeBot) -> None:
    world = bot.discord.world
    channel = world.channel("bots")
    world.webhooks[5] = Webhook(5, "plain", channel.id, world.guild.id, world.user("ada").id, "secret")
    body = {
        "content": "x",
        "components": [{"type": 1, "components": [{"type": 2, "style": 5, "label": "a", "url": "https://a.test"}]}],
    }

    _, without = await call(bot, "POST", "/webhooks/5/secret?wait=true", body)
    _, shown = await call(bot, "POST", "/webhooks/5/secret?wait=true&with_components=true", body)

    assert without["components"] == []
    assert len(shown["components"]) == 1
    assert "application_id" not in shown


async def test_a_wrong_message_is_refused(bot: FakeBot) -> None:
    webhook, path = await made(bot)

    assert await refused(bot, path, {"content": ""}) == (400, 50006)
    assert await refused(bot, path, {"content": "x", "username": ""}) == (400, 50035)
    assert await refused(bot, f"/webhooks/{webhook['id']}/wrong", {"content": "x"}) == (401, 50027)
    assert await refused(bot, "/webhooks/1/wrong", {"content": "x"}) == (404, 10015)


async def test_the_webhook_of_an_interaction_is_still_its_own(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))
    interaction = await bot.discord.command("roll")

    response = await bot.rest.post(bot.hook(interaction.payload), json={"content": "more"})

    assert response.json()["type"] == 19
    assert interaction.followups[0]["content"] == "more"
