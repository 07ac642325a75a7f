from app.simulator.permissions import Permission
from app.simulator.world import Json, Overwrite
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


async def pinned(bot: FakeBot, count: int, channel: str = "bots") -> list[Json]:
    path = f"/channels/{bot.discord.world.channel(channel).id}/messages"
    sent = [(await call(bot, "POST", path, {"content": str(number)}))[1] for number in range(count)]
    for number, message in enumerate(sent):
        assert (await call(bot, "PUT", f"{path}/pins/{message['id']}"))[0] == 204
        # The clock of the tests stands still: pins one second apart are easier to tell.
        bot.discord.world.pins[int(message["id"])] += number
    return sent


async def test_pins_are_listed_latest_first_and_in_pages(bot: FakeBot) -> None:
    sent = await pinned(bot, 3)
    path = f"/channels/{bot.discord.world.channel('bots').id}/messages/pins"

    _, page = await call(bot, "GET", f"{path}?limit=2")
    before = page["items"][-1]["pinned_at"].replace("+", "%2B")
    _, rest = await call(bot, "GET", f"{path}?before={before}")

    assert [item["message"]["id"] for item in page["items"]] == [sent[2]["id"], sent[1]["id"]]
    assert page["has_more"] is True
    assert [item["message"]["id"] for item in rest["items"]] == [sent[0]["id"]]
    assert rest["items"][0]["message"]["pinned"] is True
    assert rest["has_more"] is False
    assert await code(bot, "GET", f"{path}?before=yesterday") == (400, 50035)


async def test_the_channel_is_told_of_a_pin_once(bot: FakeBot) -> None:
    channel = bot.discord.world.channel("bots")
    [message] = await pinned(bot, 1)

    await call(bot, "PUT", f"/channels/{channel.id}/messages/pins/{message['id']}")
    _, [note, *_] = await call(bot, "GET", f"/channels/{channel.id}/messages")

    assert (note["type"], note["message_reference"]["message_id"]) == (6, message["id"])
    assert await code(bot, "PUT", f"/channels/{channel.id}/messages/pins/{note['id']}") == (403, 50021)
    [entry] = [entry for entry in bot.discord.world.audit_log if entry.target_id == bot.discord.application_id]
    assert entry.options["message_id"] == message["id"]


async def test_a_pin_is_taken_away(bot: FakeBot) -> None:
    channel = bot.discord.world.channel("bots")
    [message] = await pinned(bot, 1)

    assert (await call(bot, "DELETE", f"/channels/{channel.id}/messages/pins/{message['id']}"))[0] == 204

    assert (await call(bot, "GET", f"/channels/{channel.id}/messages/pins"))[1] == {"items": [], "has_more": False}


async def test_the_older_routes_do_the_same(bot: FakeBot) -> None:
    channel = bot.discord.world.channel("bots")
    path = f"/channels/{channel.id}/pins"
    sent = await pinned(bot, 2)

    assert [message["id"] for message in (await call(bot, "GET", path))[1]] == [sent[1]["id"], sent[0]["id"]]
    assert (await call(bot, "DELETE", f"{path}/{sent[0]['id']}"))[0] == 204
    assert (await call(bot, "PUT", f"{path}/{sent[0]['id']}"))[0] == 204


async def test_pinning_takes_its_own_permission_and_ends_at_250(bot: FakeBot) -> None:
    world = bot.discord.world
    channel = world.channel("bots")
    path = f"/channels/{channel.id}/messages"
    _, message = await call(bot, "POST", path, {"content": "x"})
    one = f"{path}/pins/{message['id']}"
    for number in range(250):
        world.messages[number] = {**message, "id": str(number)}
        world.pins[number] = 0.0

    assert await code(bot, "PUT", one) == (400, 30003)
    channel.overwrites = [Overwrite(world.application.bot.id, 1, deny=int(Permission.PIN_MESSAGES))]
    assert await code(bot, "PUT", one) == (403, 50013)
    assert await code(bot, "PUT", f"{path}/pins/999") == (403, 50013)


async def test_pins_of_a_private_channel_and_of_one_without_history(bot: FakeBot) -> None:
    world = bot.discord.world
    private = world.dm(world.user("ben"))
    _, message = await call(bot, "POST", f"/channels/{private.id}/messages", {"content": "x"})
    await pinned(bot, 1)
    bots = world.channel("bots")
    bots.overwrites = [Overwrite(world.application.bot.id, 1, deny=int(Permission.READ_MESSAGE_HISTORY))]

    assert (await call(bot, "PUT", f"/channels/{private.id}/messages/pins/{message['id']}"))[0] == 204
    assert len((await call(bot, "GET", f"/channels/{private.id}/messages/pins"))[1]["items"]) == 1
    assert (await call(bot, "GET", f"/channels/{bots.id}/messages/pins"))[1]["items"] == []
    world.messages.clear()
    assert (await call(bot, "GET", f"/channels/{private.id}/messages/pins"))[1]["items"] == []
