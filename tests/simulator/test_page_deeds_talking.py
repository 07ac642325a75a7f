"""What users do on the page that the bot hears nothing of."""

from typing import Any

import pytest

from app.simulator.polls import end_poll
from app.simulator.world import FORUM, PUBLIC_THREAD, Channel, Overwrite
from tests.simulator.fake_bot import FakeBot, Json, says
from tests.simulator.page_client import PageClient

TEXT_FILE = ("0", ("a.txt", b"hello", "text/plain"))
POLL = {"question": {"text": "Tea?"}, "answers": [{"poll_media": {"text": t}} for t in ("Yes", "No")]}


async def written(page: PageClient, **wanted: Any) -> Json:
    """Write a message, and give it as the page is told it."""
    sent = await page.send("messages", **{"user": "ben", "channel": "general"} | wanted)
    told: Json = (await page.things())[f"message/{sent['id']}"]
    return told


async def ephemeral(bot: FakeBot) -> str:
    bot.discord.register([{"name": "hush", "description": "d"}])
    bot.behaviour = says("psst", flags=64)
    interaction = await bot.discord.command("hush")
    assert interaction.original is not None
    return str(interaction.original["id"])


async def test_a_user_writes_a_message(page: PageClient, bot: FakeBot) -> None:
    message = await written(page, content=" Hi <@{}>! ".format(bot.discord.world.user("ada").id))

    assert (message["type"], message["author"]["username"], message["content"][:4]) == (0, "ben", "Hi <")
    assert [user["username"] for user in message["mentions"]] == ["ada"]
    assert bot.discord.world.channel("general").last_message_id == int(message["id"])
    status = (
        await bot.rest.get(f"/channels/{message['channel_id']}/messages/{message['id']}", headers=auth(bot))
    ).json()
    assert status["content"] == message["content"]


def auth(bot: FakeBot) -> dict[str, str]:
    return {"Authorization": f"Bot {bot.discord.bot_token}"}


async def test_files_become_attachments_that_can_be_fetched(page: PageClient, bot: FakeBot) -> None:
    bot.discord.world.cdn_url = "http://localhost:8000"
    message = await written(page, files=[TEXT_FILE, ("1", ("b c.txt", b"more", "text/plain"))])

    assert [one["filename"] for one in message["attachments"]] == ["a.txt", "b c.txt"]
    assert (await page.http.get(message["attachments"][1]["url"])).text == "more"


async def test_a_reply_says_what_it_replies_to(page: PageClient, bot: FakeBot) -> None:
    first = await written(page, user="ada", content="Tea?")
    reply = await written(page, content="Yes", reply_to=first["id"])

    assert (reply["type"], reply["message_reference"]["message_id"]) == (19, first["id"])
    assert reply["referenced_message"]["content"] == "Tea?"
    assert [user["username"] for user in reply["mentions"]] == ["ada"]
    del bot.discord.world.messages[int(first["id"])]
    assert (await page.things())[f"message/{reply['id']}"]["referenced_message"] is None


@pytest.mark.parametrize(
    ("user", "mentions_everyone", "mentions_roles"), [("ben", False, ["Artist"]), ("ada", True, ["Admin", "Artist"])]
)
async def test_only_who_may_do_so_pings_everyone(
    page: PageClient, bot: FakeBot, user: str, mentions_everyone: bool, mentions_roles: list[str]
) -> None:
    world = bot.discord.world
    content = f"@everyone <@&{world.role('Admin').id}> <@&{world.role('Artist').id}>"

    message = await written(page, user=user, content=content)

    assert message["mention_everyone"] is mentions_everyone
    assert [world.guild.roles[int(role)].name for role in message["mention_roles"]] == mentions_roles


async def test_private_messages_are_written_too(page: PageClient) -> None:
    assert (await written(page, user="noor", channel="dm", content="@everyone"))["mention_everyone"] is False


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"content": "x" * 2001}, "a message has at most 2000 characters, this one has 2001"),
        ({"content": "  "}, "there is nothing to send"),
        ({}, "there is nothing to send"),
        ({"content": 7}, "the field 'content' must be a text"),
        ({"content": "x", "channel": "staff"}, "Ben does not see this channel"),
        ({"content": "x", "channel": "Town"}, "nobody can write messages into a channel of this type"),
        ({"content": "x", "reply_to": "5"}, "the message to reply to is not here any more"),
        ({"content": "x", "reply_to": "x"}, "the field 'reply_to' must be an id, not 'x'"),
    ],
)
async def test_what_cannot_be_written_is_explained(page: PageClient, wanted: Json, sentence: str) -> None:
    whole: Json = {"user": "ben", "channel": "general"} | wanted

    assert await page.refused("messages", **whole) == sentence


async def test_who_may_not_write_is_told_what_he_lacks(page: PageClient, bot: FakeBot) -> None:
    world = bot.discord.world
    everyone, general = world.guild.roles[world.guild.id], world.channel("general")
    everyone.permissions &= ~(1 << 15)
    refused = await page.refused("messages", user="ben", channel="general", content="x", files=[TEXT_FILE])
    assert refused == "Ben may not send files here: it needs Attach Files"

    general.overwrites = [Overwrite(world.guild.id, deny=1 << 11)]
    refused = await page.refused("messages", user="ben", channel="general", content="x")
    assert refused == "Ben may not write here: it needs Send Messages"
    assert (await written(page, user="ada", content="x"))["content"] == "x"
    general.overwrites = []
    world.member("ben").timed_out_until = bot.discord.now() + 60
    assert "is in timeout" in await page.refused("messages", user="ben", channel="general", content="x")


async def test_too_many_or_too_large_files_are_not_sent(page: PageClient, bot: FakeBot) -> None:
    wanted = {"user": "ben", "channel": "general"}
    assert "at most 10 files" in await page.refused("messages", files=[TEXT_FILE] * 11, **wanted)
    bot.discord.world.user("ben").upload_limit = bot.discord.world.guild.upload_limit = 4

    assert "'a.txt' has 5 bytes, at most 4" in await page.refused("messages", files=[TEXT_FILE], **wanted)


async def test_locked_threads_and_forums_take_no_messages(page: PageClient, bot: FakeBot) -> None:
    world, thread = bot.discord.world, bot.discord.world.channel("weekend plans")
    thread.thread.locked = True
    forum = Channel(world.snowflakes(), FORUM, "ideas", guild_id=world.guild.id)
    world.guild.channels[forum.id] = forum
    assert thread.type == PUBLIC_THREAD

    assert "locked thread" in await page.refused("messages", user="ben", channel="weekend plans", content="x")
    assert "a channel of this type" in await page.refused("messages", user="ben", channel="ideas", content="x")


async def test_a_reaction_comes_and_goes(page: PageClient, bot: FakeBot) -> None:
    message, ben = await written(page, content="Tea?"), str(bot.discord.world.user("ben").id)
    for user in ("ben", "ada"):
        await page.send("reactions", user=user, message=message["id"], emoji="🍵")
    shown = (await page.things())[f"message/{message['id']}"]
    assert (shown["reactions"][0]["count"], shown["reactors"]["🍵"][0]) == (2, ben)

    for user in ("ben", "ada"):
        await page.send("reactions", user=user, message=message["id"], emoji="🍵")

    assert (await page.things())[f"message/{message['id']}"].keys() & {"reactions", "reactors"} == set()


async def test_what_cannot_be_reacted_with_is_explained(page: PageClient, bot: FakeBot) -> None:
    world = bot.discord.world
    message = (await written(page, content="Tea?"))["id"]
    hidden = await ephemeral(bot)

    assert await page.refused("reactions", user="ben", message=message, emoji="tea") == "there is no emoji 'tea'"
    assert "does not see this message" in await page.refused("reactions", user="ada", message=hidden, emoji="🍵")
    assert "only one user sees" in await page.refused("reactions", user="ben", message=hidden, emoji="🍵")
    assert await page.refused("reactions", user="ben", message="5", emoji="🍵") == "the message has been deleted"
    for number in range(20):
        await page.send("reactions", user="ben", message=message, emoji=chr(0x1F600 + number))
    assert "at most 20 emoji" in await page.refused("reactions", user="ben", message=message, emoji="🍵")
    world.guild.roles[world.guild.id].permissions &= ~(1 << 6)
    assert "Add Reactions" in await page.refused("reactions", user="noor", message=message, emoji="🍵")
    await page.send("reactions", user="noor", message=message, emoji=chr(0x1F600))


async def test_votes_are_counted_changed_and_taken_back(page: PageClient, bot: FakeBot) -> None:
    message, ben = await poll(bot), str(bot.discord.world.user("ben").id)

    for answers in ([1], [2]):
        await page.send("votes", user="ben", message=message, answers=answers)
    shown = (await page.things())[f"message/{message}"]
    assert shown["poll"]["results"]["answer_counts"] == [{"id": 2, "count": 1, "me_voted": False}]
    assert shown["voters"] == {"2": [ben]}
    await page.send("votes", user="ben", message=message, answers=[])

    assert (await page.things())[f"message/{message}"]["poll"]["results"]["answer_counts"] == []


async def test_a_poll_that_nobody_has_counted_yet_takes_votes(page: PageClient, bot: FakeBot) -> None:
    message = await poll(bot)
    del bot.discord.world.messages[int(message)]["poll"]["results"]
    await page.send("votes", user="ben", message=message, answers=["1"])

    shown = (await page.things())[f"message/{message}"]["poll"]["results"]
    assert shown == {"answer_counts": [{"id": 1, "count": 1, "me_voted": False}], "is_finalized": False}


async def test_what_cannot_be_voted_for_is_explained(page: PageClient, bot: FakeBot) -> None:
    message, plain = await poll(bot), (await written(page, content="x"))["id"]

    async def refused(answers: list[int], message: str = message) -> str:
        return await page.refused("votes", user="ben", message=message, answers=answers)

    assert await refused([1], plain) == "the message has no poll"
    assert await refused([3]) == "the poll has no answer 3"
    assert await refused([1, 2]) == "only one answer of this poll can be chosen"
    bot.discord.world.messages[int(message)]["poll"]["allow_multiselect"] = True
    await page.send("votes", user="ben", message=message, answers=[1, 2])
    end_poll(bot.discord.world.messages[int(message)], bot.discord.now())
    assert await refused([1]) == "the poll has ended"


async def poll(bot: FakeBot) -> str:
    bot.discord.register([{"name": "poll", "description": "d"}])
    bot.behaviour = says("", poll=POLL)
    interaction = await bot.discord.command("poll")
    assert interaction.original is not None, interaction.failure
    return str(interaction.original["id"])


async def test_a_dismissed_message_is_gone_from_the_page_and_still_there_for_the_bot(
    page: PageClient, bot: FakeBot
) -> None:
    message = await ephemeral(bot)
    assert f"message/{message}" in await page.things()
    assert "does not see this message" in await page.refused("dismissals", user="ada", message=message)

    await page.send("dismissals", user="ben", message=message)

    assert f"message/{message}" not in await page.things()
    [interaction] = bot.discord.interactions.values()
    edited = await bot.rest.patch(bot.hook(interaction.payload, "/messages/@original"), json={"content": "new"})
    assert edited.status_code == 200
    assert f"message/{message}" not in await page.things()


async def test_an_open_message_cannot_be_dismissed(page: PageClient) -> None:
    message = await written(page, content="x")

    assert "one user alone" in await page.refused("dismissals", user="ben", message=message["id"])


async def test_nobody_replies_to_what_one_user_alone_sees(page: PageClient, bot: FakeBot) -> None:
    hidden: Json = {"channel": "bots", "content": "x", "reply_to": await ephemeral(bot)}

    assert "only one user sees" in await page.refused("messages", user="ben", **hidden)
    assert "does not see this message" in await page.refused("messages", user="ada", **hidden)


async def test_nobody_reacts_in_an_archived_thread(page: PageClient, bot: FakeBot) -> None:
    message, thread = (
        await written(page, channel="weekend plans", content="x"),
        bot.discord.world.channel("weekend plans"),
    )
    thread.thread.archived = True

    assert await page.refused("reactions", user="ben", message=message["id"], emoji="🍵") == "Thread is archived"
    await written(page, channel="weekend plans", content="y")
    assert thread.thread.archived is False
