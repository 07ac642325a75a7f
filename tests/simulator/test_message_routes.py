import json

from app.simulator.guild_records import Sticker
from app.simulator.permissions import Permission
from app.simulator.views import message_view, user_view
from app.simulator.world import MESSAGE_CONTENT_INTENT, Json, Overwrite
from tests.simulator.fake_bot import FakeBot, named, says
from tests.simulator.rest_calls import call, code


def messages(bot: FakeBot, channel: str = "bots") -> str:
    return f"/channels/{bot.discord.world.channel(channel).id}/messages"


def deny(bot: FakeBot, channel: str, *permissions: Permission) -> None:
    world = bot.discord.world
    denied = sum(permissions)
    world.channel(channel).overwrites = [Overwrite(world.application.bot.id, 1, deny=int(denied))]


async def send(bot: FakeBot, content: str = "hello", channel: str = "bots", **body: object) -> Json:
    message: Json
    status, message = await call(bot, "POST", messages(bot, channel), {"content": content, **body})
    assert status == 200, message
    return message


async def test_a_message_is_sent_read_edited_and_deleted(bot: FakeBot) -> None:
    world = bot.discord.world

    message = await send(bot, "hello", tts=False, flags=1 << 12)
    one = f"{messages(bot)}/{message['id']}"

    assert message["author"]["id"] == str(world.application.bot.id)
    assert message["flags"] == 1 << 12
    assert world.channel("bots").last_message_id == int(message["id"])
    assert (await call(bot, "GET", one))[1] == message
    edited = (await call(bot, "PATCH", one, {"content": "bye"}))[1]
    assert (edited["content"], edited["id"]) == ("bye", message["id"])
    assert edited["edited_timestamp"] is not None
    assert (await call(bot, "DELETE", one))[0] == 204
    assert await code(bot, "GET", one) == (404, 10008)


async def test_messages_are_listed_newest_first_and_in_pages(bot: FakeBot) -> None:
    ids = [(await send(bot, str(number)))["id"] for number in range(6)]

    async def listed(query: str) -> list[int]:
        found = (await call(bot, "GET", f"{messages(bot)}?{query}"))[1]
        return [ids.index(message["id"]) for message in found]

    assert await listed("limit=2") == [5, 4]
    assert await listed(f"limit=2&before={ids[4]}") == [3, 2]
    assert await listed(f"limit=2&after={ids[1]}") == [3, 2]
    assert await listed(f"limit=3&around={ids[2]}") == [3, 2, 1]
    assert await code(bot, "GET", f"{messages(bot)}?limit=101") == (400, 50035)
    assert await code(bot, "GET", f"{messages(bot)}?before=soon") == (400, 50035)


async def test_files_embeds_and_components_come_with_a_message(bot: FakeBot) -> None:
    body = {
        "embeds": [{"title": "Cat", "image": {"url": "attachment://cat.png"}}],
        "components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}],
        "attachments": [{"id": 0, "description": "a cat"}],
    }
    files = {"files[0]": ("cat.png", b"PNG", "image/png")}

    status, message = await call(bot, "POST", messages(bot), data={"payload_json": json.dumps(body)}, files=files)

    assert status == 200
    [attachment] = message["attachments"]
    assert (attachment["filename"], attachment["description"]) == ("cat.png", "a cat")
    assert message["embeds"][0]["image"]["url"] == attachment["url"]
    assert message["components"][0]["components"][0]["id"] is not None


async def test_the_newer_components_are_read_back_whole(bot: FakeBot) -> None:
    body = {
        "flags": 1 << 15,
        "components": [
            {"type": 17, "components": [{"type": 10, "content": "text"}, {"type": 14}]},
            {"type": 12, "items": [{"media": {"url": "attachment://a.txt"}}]},
            {"type": 13, "file": {"url": "attachment://a.txt"}},
            {
                "type": 9,
                "components": [{"type": 10, "content": "side"}],
                "accessory": {"type": 11, "media": {"url": "https://cats.test/1.png"}},
            },
            {"type": 1, "components": [{"type": 5, "custom_id": "who"}]},
        ],
    }
    files = {"files[0]": ("a.txt", b"text", "text/plain")}

    status, message = await call(bot, "POST", messages(bot), data={"payload_json": json.dumps(body)}, files=files)

    assert status == 200
    container, gallery, file, section, row = message["components"]
    assert container["components"][1]["spacing"] == 1
    assert gallery["items"][0]["media"]["attachment_id"] == message["attachments"][0]["id"]
    assert (file["name"], file["size"]) == ("a.txt", 4)
    assert section["accessory"]["media"]["url"] == "https://cats.test/1.png"
    assert row["components"][0]["min_values"] == 1


async def test_everything_is_mentioned_unless_the_message_says_otherwise(bot: FakeBot) -> None:
    world = bot.discord.world
    content = f"<@{world.user('mira').id}> <@&{world.role('Artist').id}> @everyone"

    loud = await send(bot, content)
    quiet = await send(bot, content, allowed_mentions={"parse": []})
    deny(bot, "bots", Permission.MENTION_EVERYONE)
    small = await send(bot, content)

    assert [user["username"] for user in loud["mentions"]] == ["mira"]
    assert (loud["mention_roles"], loud["mention_everyone"]) == ([str(world.role("Artist").id)], True)
    assert (quiet["mentions"], quiet["mention_roles"], quiet["mention_everyone"]) == ([], [], False)
    assert small["mention_everyone"] is False


async def test_a_reply_shows_what_it_replies_to_and_pings_its_author(bot: FakeBot) -> None:
    world = bot.discord.world
    asked = next(m for m in world.messages.values() if m["author"]["username"] == "ben")
    reference = {"message_id": asked["id"]}

    reply = await send(bot, channel="general", message_reference=reference)
    quiet = await send(bot, channel="general", message_reference=reference, allowed_mentions={"replied_user": False})
    orphan = await send(bot, channel="general", message_reference={"message_id": "1", "fail_if_not_exists": False})
    refused = await code(
        bot, "POST", messages(bot, "general"), {"content": "x", "message_reference": {"message_id": "1"}}
    )

    assert reply["type"] == 19
    assert reply["referenced_message"]["content"] == asked["content"]
    assert [user["username"] for user in reply["mentions"]] == ["ben"]
    assert quiet["mentions"] == []
    assert orphan["type"] == 0
    assert refused == (400, 50035)


async def test_a_forward_carries_a_snapshot(bot: FakeBot) -> None:
    world = bot.discord.world
    source = world.channel("general")
    message = next(m for m in world.messages.values() if m["author"]["username"] == "ada")
    reference = {"type": 1, "channel_id": str(source.id), "message_id": message["id"]}

    status, forward = await call(bot, "POST", messages(bot), {"message_reference": reference})

    assert status == 200
    assert forward["message_reference"]["type"] == 1
    assert forward["message_snapshots"][0]["message"]["content"] == message["content"]
    assert forward["flags"] & 1 << 14
    refused = {"message_reference": {"type": 1, "message_id": message["id"]}}
    assert await code(bot, "POST", messages(bot), refused) == (400, 50035)
    deny(bot, "general", Permission.READ_MESSAGE_HISTORY)
    assert await code(bot, "POST", messages(bot), {"message_reference": reference}) == (403, 160014)


async def test_the_same_nonce_sends_one_message(bot: FakeBot) -> None:
    first = await send(bot, "once", nonce="n1", enforce_nonce=True)
    again = await send(bot, "twice", nonce="n1", enforce_nonce=True)
    other = await send(bot, "other", nonce="n2", enforce_nonce=True)
    loose = await send(bot, "loose", nonce="n1")

    assert again["id"] == first["id"]
    assert first["nonce"] == "n1"
    assert len({first["id"], other["id"], loose["id"]}) == 3
    assert await code(bot, "POST", messages(bot), {"content": "x", "nonce": "n" * 26}) == (400, 50035)


async def test_what_cannot_be_sent_is_refused(bot: FakeBot) -> None:
    assert await code(bot, "POST", messages(bot), {"content": ""}) == (400, 50006)
    assert await code(bot, "POST", messages(bot), {"content": "x" * 2001}) == (400, 50035)
    assert await code(bot, "POST", messages(bot), {"sticker_ids": ["1"]}) == (400, 50081)
    assert await code(bot, "POST", messages(bot, "Town"), {"content": "x"}) == (400, 50008)
    assert await code(bot, "POST", "/channels/1/messages", {"content": "x"}) == (404, 10003)
    deny(bot, "bots", Permission.SEND_MESSAGES)
    assert await code(bot, "POST", messages(bot), {"content": "x"}) == (403, 50013)
    deny(bot, "bots", Permission.VIEW_CHANNEL)
    assert await code(bot, "POST", messages(bot), {"content": "x"}) == (403, 50001)


async def test_a_bot_that_may_not_read_the_history_is_shown_nothing(bot: FakeBot) -> None:
    message = await send(bot)
    deny(bot, "bots", Permission.READ_MESSAGE_HISTORY)

    assert (await call(bot, "GET", messages(bot)))[1] == []
    assert await code(bot, "GET", f"{messages(bot)}/{message['id']}") == (403, 50013)
    reply = {"content": "x", "message_reference": {"message_id": message["id"]}}
    assert await code(bot, "POST", messages(bot), reply) == (403, 160002)


async def test_messages_of_others_can_be_deleted_and_their_embeds_suppressed_but_not_edited(bot: FakeBot) -> None:
    asked = next(m for m in bot.discord.world.messages.values() if m["author"]["username"] == "ben")
    one = f"{messages(bot, 'general')}/{asked['id']}"

    assert await code(bot, "PATCH", one, {"content": "x"}) == (403, 50005)
    assert (await call(bot, "PATCH", one, {"flags": 4}))[1]["flags"] == 4
    deny(bot, "general", Permission.MANAGE_MESSAGES)
    assert await code(bot, "PATCH", one, {"flags": 0}) == (403, 50005)
    assert await code(bot, "DELETE", one) == (403, 50013)
    deny(bot, "general")
    assert (await call(bot, "DELETE", one))[0] == 204


async def test_two_to_a_hundred_young_messages_are_deleted_at_once(bot: FakeBot) -> None:
    ids = [(await send(bot))["id"] for _ in range(3)]
    old = [m["id"] for m in bot.discord.world.messages.values() if m["author"]["username"] == "ada"]
    path = f"{messages(bot)}/bulk-delete"

    assert await code(bot, "POST", path, {"messages": ids[:1]}) == (400, 50016)
    assert await code(bot, "POST", path, {"messages": [ids[0], ids[0]]}) == (400, 50016)
    assert await code(bot, "POST", path, {"messages": [ids[0], *old]}) == (400, 50034)
    assert (await call(bot, "POST", path, {"messages": ids[:2]}))[0] == 204
    assert [m["id"] for m in (await call(bot, "GET", messages(bot)))[1]] == ids[2:]
    deny(bot, "bots", Permission.MANAGE_MESSAGES)
    assert await code(bot, "POST", path, {"messages": ids[:2]}) == (403, 50013)


async def test_an_announcement_is_published_once_to_who_follows(bot: FakeBot) -> None:
    world = bot.discord.world
    source, target = world.channel("news"), world.channel("general")
    followed = {"webhook_channel_id": str(target.id)}
    _, follower = await call(bot, "POST", f"/channels/{source.id}/followers", followed)
    message = await send(bot, "big news", channel="news")
    path = f"{messages(bot, 'news')}/{message['id']}/crosspost"

    _, published = await call(bot, "POST", path)

    assert published["flags"] & 1
    arrived = (await call(bot, "GET", f"{messages(bot, 'general')}?limit=1"))[1][0]
    assert (arrived["content"], arrived["flags"], arrived["webhook_id"]) == ("big news", 2, follower["webhook_id"])
    assert await code(bot, "POST", path) == (400, 40033)
    elsewhere = await send(bot)
    assert await code(bot, "POST", f"{messages(bot)}/{elsewhere['id']}/crosspost") == (400, 50024)


async def test_answers_to_interactions_are_messages_of_the_channel_unless_ephemeral(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))
    general = bot.discord.world.channel("general")
    shown = await bot.discord.command("roll", channel=general)
    bot.behaviour = says("psst", flags=64)
    hidden = await bot.discord.command("roll", channel=general)
    assert shown.original is not None
    assert hidden.original is not None

    found = (await call(bot, "GET", messages(bot, "general")))[1]

    assert found[0]["id"] == shown.original["id"]
    assert await code(bot, "GET", f"{messages(bot, 'general')}/{hidden.original['id']}") == (404, 10008)


async def test_a_private_channel_has_messages_too(bot: FakeBot) -> None:
    world = bot.discord.world
    path = f"/channels/{world.dm(world.user('ben')).id}/messages"

    _, message = await call(bot, "POST", path, {"content": "psst"})

    assert (await call(bot, "GET", path))[1] == [message]
    assert await code(bot, "POST", f"{path}/bulk-delete", {"messages": ["1", "2"]}) == (400, 50003)


async def test_stickers_of_the_guild_can_be_sent(bot: FakeBot) -> None:
    guild = bot.discord.world.guild
    guild.stickers[5] = Sticker(5, guild.id, "wave", "wave", guild.owner_id)

    _, message = await call(bot, "POST", messages(bot), {"sticker_ids": ["5"]})

    assert message["sticker_items"] == [{"id": "5", "name": "wave", "format_type": 1}]
    assert await code(bot, "POST", messages(bot), {"sticker_ids": ["5"] * 4}) == (400, 50035)


async def test_files_are_measured_and_those_that_an_edit_leaves_out_are_gone(bot: FakeBot) -> None:
    guild = bot.discord.world.guild
    file = {"files[0]": ("a.txt", b"text", "text/plain")}
    _, message = await call(bot, "POST", messages(bot), data={"payload_json": "{}"}, files=file)
    one = f"{messages(bot)}/{message['id']}"

    assert len((await call(bot, "PATCH", one, {"content": "x"}))[1]["attachments"]) == 1
    assert (await call(bot, "PATCH", one, {"attachments": []}))[1]["attachments"] == []
    guild.upload_limit = 3
    big = await code(bot, "POST", messages(bot), data={"payload_json": "{}"}, files=file)
    assert big == (413, 40005)


async def test_what_others_wrote_in_private_and_what_discord_wrote_stays(bot: FakeBot) -> None:
    world = bot.discord.world
    channel = world.dm(world.user("ben"))
    private = message_view(5, channel, world.user("ben"), "mine", 0.0)
    joined = message_view(6, world.channel("bots"), world.user("ben"), "", 0.0) | {"type": 1}
    world.messages |= {5: private, 6: joined}

    assert await code(bot, "DELETE", f"/channels/{channel.id}/messages/5") == (403, 50003)
    assert await code(bot, "DELETE", f"{messages(bot)}/6") == (403, 50021)


async def test_messages_of_others_are_published_with_permission(bot: FakeBot) -> None:
    world = bot.discord.world
    news = world.channel("news")
    world.messages[5] = message_view(5, news, world.user("ada"), "by hand", 0.0)
    world.messages[6] = message_view(6, news, world.user("ada"), "", 0.0) | {"type": 6}

    assert (await call(bot, "POST", f"{messages(bot, 'news')}/5/crosspost"))[1]["flags"] == 1
    assert await code(bot, "POST", f"{messages(bot, 'news')}/6/crosspost") == (400, 50068)
    deny(bot, "news", Permission.MANAGE_MESSAGES)
    assert await code(bot, "POST", f"{messages(bot, 'news')}/5/crosspost") == (403, 50013)


async def test_the_audit_log_names_whose_messages_were_deleted(bot: FakeBot) -> None:
    world = bot.discord.world
    asked = next(m for m in world.messages.values() if m["author"]["username"] == "ben")
    own = await send(bot)

    await call(bot, "DELETE", f"{messages(bot, 'general')}/{asked['id']}", headers={"X-Audit-Log-Reason": "rude"})
    await call(bot, "DELETE", f"{messages(bot)}/{own['id']}")

    [entry] = world.audit_log
    assert (entry.action_type, entry.target_id, entry.reason) == (72, world.user("ben").id, "rude")


async def test_components_that_cannot_stand_there_are_refused_by_their_path(bot: FakeBot) -> None:
    body = {"content": "x", "components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Go"}]}]}
    status, refused = await call(bot, "POST", messages(bot), body)

    (error,) = refused["errors"]["components"]["0"]["components"]["0"]["custom_id"]["_errors"]
    assert (status, refused["code"], error["code"]) == (400, 50035, "BASE_TYPE_REQUIRED")


async def test_a_message_of_components_is_edited_without_saying_so_again(bot: FakeBot) -> None:
    text = {"type": 10, "content": "text"}
    status, message = await call(bot, "POST", messages(bot), {"flags": 1 << 15, "components": [text]})
    one = f"{messages(bot)}/{message['id']}"

    assert status == 200
    assert (await call(bot, "PATCH", one, {"components": [text, text]}))[0] == 200
    assert await code(bot, "PATCH", one, {"content": "x"}) == (400, 50035)


async def test_bots_and_strangers_cannot_be_written_to(bot: FakeBot) -> None:
    world = bot.discord.world
    noor, other = world.user("noor"), world.dm(world.user("tidy"))
    path = f"/channels/{world.dm(noor).id}/messages"

    assert await code(bot, "POST", f"/channels/{other.id}/messages", {"content": "x"}) == (403, 50007)
    del world.guild.members[noor.id]
    assert (await call(bot, "POST", path, {"content": "x"}))[0] == 200
    world.application.installed_by.clear()
    assert await code(bot, "POST", path, {"content": "x"}) == (403, 50278)


async def test_without_the_intent_only_messages_for_the_bot_have_content(bot: FakeBot) -> None:
    world = bot.discord.world
    world.application.flags &= ~MESSAGE_CONTENT_INTENT
    asked = next(m for m in world.messages.values() if m["author"]["username"] == "ben")
    one = f"{messages(bot, 'general')}/{asked['id']}"

    reply = await send(bot, "answer", "general", message_reference={"message_id": asked["id"]})

    assert (await call(bot, "GET", one))[1]["content"] == ""
    assert (reply["content"], reply["referenced_message"]["content"]) == ("answer", "")
    asked["mentions"] = [user_view(world.application.bot)]
    assert (await call(bot, "GET", one))[1]["content"] == asked["content"]
