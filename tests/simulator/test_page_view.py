import pytest

from app.simulator.page_view import SHOWN_COMPLETIONS
from app.simulator.refusal import Refusal
from app.simulator.world import PRIVATE_THREAD, Channel, World
from tests.simulator.fake_bot import Answer, FakeBot, Json, answers, named
from tests.simulator.page_client import PageClient


@pytest.fixture
def world(bot: FakeBot) -> World:
    return bot.discord.world


async def seen(page: PageClient, world: World, user: str, channel: Channel) -> Json:
    found: Json = await page.read("seen", user=world.user(user).id, channel=channel.id)
    return found


def hidden(seen: Json) -> dict[str, str | None]:
    return {command["name"]: command["hidden"] for command in seen["commands"]}


async def test_somebody_sees_the_commands_and_channels_that_are_for_him(page: PageClient, world: World) -> None:
    staff, between = world.channel("staff"), next(c for c in world.channels.values() if len(c.recipients) == 2)

    for_ben, for_mira = [await seen(page, world, user, world.channel("bots")) for user in ("ben", "mira")]

    assert str(staff.id) not in for_ben["channels"]
    assert str(staff.id) in for_mira["channels"]
    assert str(between.id) in for_ben["channels"]
    assert str(between.id) not in for_mira["channels"]


async def test_private_threads_are_for_who_is_in_them(page: PageClient, world: World) -> None:
    general = world.channel("general")
    thread = Channel(world.snowflakes(), PRIVATE_THREAD, "plot", guild_id=world.guild.id, parent_id=general.id)
    thread.owner_id = world.user("noor").id
    world.guild.channels[thread.id] = thread

    who = [u for u in ("ada", "ben", "noor") if str(thread.id) in (await seen(page, world, u, general))["channels"]]

    assert who == ["ada", "noor"]


async def test_a_guilds_command_hides_a_global_one_of_its_name(page: PageClient, bot: FakeBot, world: World) -> None:
    bot.discord.register([*named(["roll", "quote"]), {"name": "roll", "type": 2}])
    bot.discord.register([{"name": "roll", "description": "The guild's own"}], world.guild.id)

    commands = (await seen(page, world, "ben", world.channel("bots")))["commands"]

    assert [command["description"] for command in commands] == ["The guild's own", "The command quote", ""]
    assert len((await seen(page, world, "ben", world.dm(world.user("ben"))))["commands"]) == 3


async def test_where_the_application_is_not_only_commands_that_users_install_are_offered(
    page: PageClient, bot: FakeBot, world: World
) -> None:
    roll, dig, both = named(["roll", "dig", "both"])
    bot.discord.register([roll, dig | {"integration_types": [1]}, both | {"integration_types": [0, 1]}])
    lobby = world.channel("lobby")
    between = next(c for c in world.channels.values() if world.application.bot not in c.recipients)

    told = hidden(await seen(page, world, "ben", lobby))
    assert (told["dig"], told["both"]) == (None, None)
    assert told["roll"] == (
        "roll is not offered here: it asks that the application is installed by a server, and The Neighbours has not"
    )
    assert [name for name, why in hidden(await seen(page, world, "ben", between)).items() if not why] == ["dig", "both"]

    await page.send("users", user="ben", has_installed=False)
    told = hidden(await seen(page, world, "ben", lobby))
    assert (
        told["dig"] == "dig is not offered here: it asks that the application is installed by its user, and Ben has not"
    )
    assert [name for name, why in hidden(await seen(page, world, "mira", lobby)).items() if not why] == ["dig", "both"]
    sent = await page.send("interactions", user="mira", channel="lobby", name="dig")
    assert (sent["id"], bot.discord.interactions.popitem()[1].is_user_install_only) == (sent["id"], True)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"user": "5"}, "the acting user is gone"),
        ({"channel": "5"}, "the channel is gone"),
        ({"user": "x"}, "the field 'user' must be an id, not 'x'"),
        ({"locale": "tlh"}, "Discord's client does not know the language 'tlh'"),
        ({"channel": None}, "the field 'channel' is missing"),
    ],
)
async def test_nobody_sees_anything_from_nowhere(page: PageClient, world: World, query: Json, sentence: str) -> None:
    here = {"user": str(world.user("ben").id), "channel": str(world.channel("bots").id)} | query
    response = await page.http.get("/playground/seen", params={key: value for key, value in here.items() if value})

    assert (response.status_code, response.json()) == (400, {"error": sentence})


async def test_who_is_not_there_sees_nothing_there(page: PageClient, world: World) -> None:
    query = {"user": world.user("mira").id, "channel": world.dm(world.user("ben")).id}
    response = await page.http.get("/playground/seen", params=query)

    assert "takes no part" in response.json()["error"]


async def test_the_list_of_commands_has_another_number_only_when_it_is_another(page: PageClient, bot: FakeBot) -> None:
    async def number() -> int:
        found: int = (await page.things())["bot/0"]["commands_revision"]
        return found

    before = await number()
    bot.discord.register(named(["roll"]))
    registered = await number()
    bot.discord.register(named(["roll"]))
    await bot.discord.command("roll")

    assert (before < registered, await number()) == (True, registered)


async def test_what_a_registration_changed_is_told(page: PageClient, bot: FakeBot, world: World) -> None:
    assert "registration/0" not in await page.things()
    bot.discord.register(named(["roll", "quote"]))
    bot.discord.register(named(["local"]), world.guild.id)
    bot.discord.register([{"name": "roll", "description": "New"}, {"name": "find", "description": "d"}])

    things = await page.things()
    told = things["registration/0"]
    assert (told["added"], told["changed"], told["removed"]) == (["find"], ["roll"], ["quote"])
    assert (told["refused"], told["guild_id"]) == (None, None)
    told = things[f"registration/{world.guild.id}"]
    assert (told["added"], told["guild_id"]) == (["local"], str(world.guild.id))


async def test_a_refused_registration_is_told_with_discords_body(page: PageClient, bot: FakeBot) -> None:
    with pytest.raises(Refusal):
        bot.discord.register([*named(["roll"]), {"name": "Roll!", "description": "d"}])

    told = (await page.things())["registration/0"]
    assert (told["sent"], told["added"]) == (["roll", "Roll!"], [])
    assert (told["refused"]["code"], list(told["refused"]["errors"])) == (50035, ["1"])


async def test_messages_show_what_they_said_before(page: PageClient, bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))
    interaction = await bot.discord.command("roll")
    await bot.rest.patch(bot.hook(interaction.payload, "/messages/@original"), json={"content": "new"})

    assert interaction.original is not None
    shown = (await page.things())[f"message/{interaction.original['id']}"]
    assert (shown["content"], shown["before"][0]["content"]) == ("new", "hello")


async def test_messages_of_all_channels_are_shown(page: PageClient, bot: FakeBot, world: World) -> None:
    headers = {"Authorization": f"Bot {bot.discord.bot_token}"}
    for channel in (world.channel("news"), world.dm(world.user("mira"))):
        sent = await bot.rest.post(f"/channels/{channel.id}/messages", json={"content": "hi"}, headers=headers)
        assert (await page.things())[f"message/{sent.json()['id']}"]["channel_id"] == str(channel.id)


async def test_purchases_of_a_guild_are_nobodys_own(page: PageClient, bot: FakeBot, world: World) -> None:
    wanted = {"sku_id": str(world.application.skus[0].id), "owner_id": str(world.guild.id), "owner_type": 1}
    headers = {"Authorization": f"Bot {bot.discord.bot_token}"}
    path = f"/applications/{bot.discord.application_id}/entitlements"
    assert (await bot.rest.post(path, json=wanted, headers=headers)).status_code == 200

    assert [one["entitlements"] for key, one in (await page.things()).items() if key.startswith("user/")] == [[]] * 6


async def test_completions_push_nothing_out_and_the_newest_of_them_are_told(page: PageClient, bot: FakeBot) -> None:
    option = {"type": 3, "name": "what", "description": "What to find", "autocomplete": True}
    bot.discord.register([{"name": "find", "description": "Find it", "options": [option]}])
    used = await page.send("interactions", user="ben", channel="bots", type=1, name="find", options={})
    bot.behaviour = answers(Answer({"type": 8, "data": {"choices": []}}))

    typed = [await bot.discord.autocomplete("find", "what", str(n)) for n in range(SHOWN_COMPLETIONS + 2)]

    told = {key for key in await page.things() if key.startswith("interaction/")}
    assert told == {f"interaction/{used['id']}", *(f"interaction/{one.id}" for one in typed[2:])}
