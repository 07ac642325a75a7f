import pytest

from app.simulator.permissions import Permission
from app.simulator.world import Channel, Json, Overwrite
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code


def deny(bot: FakeBot, channel: Channel, permission: Permission) -> None:
    channel.overwrites = [Overwrite(bot.discord.application_id, 1, deny=int(permission))]


def restrict(bot: FakeBot, permission: Permission) -> None:
    bot.discord.world.role("postern").permissions &= ~permission


async def test_every_kind_of_channel_is_read(bot: FakeBot) -> None:
    world = bot.discord.world
    world.role("postern").permissions |= Permission.ADMINISTRATOR
    channels = [*world.guild.channels.values(), world.dm(world.user("ben"))]

    read = [(await call(bot, "GET", f"/channels/{channel.id}"))[1] for channel in channels]

    assert [int(channel["id"]) for channel in read] == [channel.id for channel in channels]
    assert await code(bot, "GET", "/channels/1") == (404, 10003)


async def test_a_group_and_a_channel_with_pins_say_so(bot: FakeBot) -> None:
    world = bot.discord.world
    ben, bots = world.user("ben"), world.channel("bots")
    world.channels[9] = Channel(9, 3, "us", recipients=[ben, world.application.bot])
    _, message = await call(bot, "POST", f"/channels/{bots.id}/messages", {"content": "x"})
    await call(bot, "PUT", f"/channels/{bots.id}/messages/pins/{message['id']}")

    _, group = await call(bot, "GET", "/channels/9")
    _, pinned = await call(bot, "GET", f"/channels/{bots.id}")

    assert (group["name"], group["owner_id"]) == ("us", str(ben.id))
    assert pinned["last_pin_timestamp"] is not None


@pytest.mark.parametrize("kind", [0, 2, 4, 5, 13, 15, 16])
async def test_a_setting_of_null_is_what_a_channel_is_without_it(bot: FakeBot, kind: int) -> None:
    path = f"/guilds/{bot.discord.world.guild.id}/channels"
    numbers = ("bitrate", "user_limit", "video_quality_mode", "default_auto_archive_duration", "flags")
    of_threads = ("default_thread_rate_limit_per_user", "default_forum_layout", "default_sort_order", "available_tags")
    nulls = dict.fromkeys((*numbers, *of_threads, "rtc_region", "default_reaction_emoji", "topic", "nsfw"))

    status, made = await call(bot, "POST", path, {"name": "x", "type": kind, **nulls})
    _, plain = await call(bot, "POST", path, {"name": "x", "type": kind})

    assert status == 201
    assert made | {"id": plain["id"], "position": plain["position"]} == plain


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        (0, {"name": "New Talk", "topic": "t", "nsfw": True}, {"name": "new-talk", "topic": "t", "nsfw": True}),
        (2, {"name": "New Talk", "bitrate": 96_000}, {"name": "New Talk", "bitrate": 96_000, "user_limit": 0}),
        (4, {"name": "Corner"}, {"name": "Corner", "parent_id": None}),
        (5, {"name": "press", "default_auto_archive_duration": 60}, {"default_auto_archive_duration": 60}),
        (15, {"name": "ask", "default_forum_layout": 1}, {"default_forum_layout": 1, "available_tags": []}),
    ],
)
async def test_channels_are_made_with_what_their_type_has(bot: FakeBot, kind: int, body: Json, expected: Json) -> None:
    guild = bot.discord.world.guild

    status, made = await call(bot, "POST", f"/guilds/{guild.id}/channels", {"type": kind, **body})

    assert status == 201
    assert made | expected == made
    assert made["type"] == kind
    assert (await call(bot, "GET", f"/channels/{made['id']}"))[1] == made
    assert bot.discord.world.audit_log[-1].target_id == int(made["id"])


async def test_a_forum_keeps_its_tags_and_its_emoji(bot: FakeBot) -> None:
    body = {
        "name": "ask",
        "type": 15,
        "available_tags": [{"name": "open", "emoji_name": "🔓"}],
        "default_reaction_emoji": {"emoji_id": "5"},
    }

    _, made = await call(bot, "POST", f"/guilds/{bot.discord.world.guild.id}/channels", body)

    [tag] = made["available_tags"]
    assert (tag["name"], tag["moderated"], tag["emoji_id"], tag["emoji_name"]) == ("open", False, None, "🔓")
    assert made["default_reaction_emoji"] == {"emoji_id": "5", "emoji_name": None}
    _, changed = await call(bot, "PATCH", f"/channels/{made['id']}", {"available_tags": [tag | {"name": "shut"}]})
    assert [(one["id"], one["name"]) for one in changed["available_tags"]] == [(tag["id"], "shut")]


async def test_overwrites_may_come_with_the_channel_itself(bot: FakeBot) -> None:
    world = bot.discord.world
    ben, artist = str(world.user("ben").id), str(world.role("Artist").id)
    path = f"/channels/{world.channel('bots').id}"

    _, changed = await call(bot, "PATCH", path, {"permission_overwrites": [{"id": ben}, {"id": artist, "deny": "64"}]})

    assert [(one["id"], one["type"], one["deny"]) for one in changed["permission_overwrites"]] == [
        (ben, 1, "0"),
        (artist, 0, "64"),
    ]
    many = [{"id": str(number)} for number in range(1, 1002)]
    assert await code(bot, "PATCH", path, {"permission_overwrites": many}) == (400, 30060)


async def test_categories_hold_channels_and_not_each_other(bot: FakeBot) -> None:
    world = bot.discord.world
    path, town = f"/guilds/{world.guild.id}/channels", str(world.channel("Town").id)

    assert await code(bot, "POST", path, {"name": "x", "type": 4, "parent_id": town}) == (400, 50035)
    general = str(world.channel("general").id)
    assert await code(bot, "POST", path, {"name": "x", "parent_id": general}) == (400, 50035)
    for number in range(1, 51):
        world.guild.channels[number] = Channel(number, 0, "x", world.guild.id, int(town))
    assert await code(bot, "POST", path, {"name": "x", "parent_id": town}) == (400, 50035)
    for number in range(51, 500):
        world.guild.channels[number] = Channel(number, 0, "x", world.guild.id)
    assert await code(bot, "POST", path, {"name": "x"}) == (400, 30013)


async def test_a_new_channel_takes_over_what_its_category_allows(bot: FakeBot) -> None:
    world = bot.discord.world
    town = world.channel("Town")
    town.overwrites = [Overwrite(world.role("Artist").id, allow=1 << 11)]

    _, made = await call(bot, "POST", f"/guilds/{world.guild.id}/channels", {"name": "new", "parent_id": str(town.id)})

    assert made["parent_id"] == str(town.id)
    assert [one["id"] for one in made["permission_overwrites"]] == [str(world.role("Artist").id)]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 101},
        {"name": "x", "type": 1},
        {"name": "x", "topic": "t" * 1025},
        {"name": "x", "rate_limit_per_user": 21_601},
        {"name": "x", "bitrate": 1},
        {"name": "x", "parent_id": "1"},
        {"name": "x", "permission_overwrites": [{"allow": "x"}]},
        {"name": "x", "available_tags": [{}]},
    ],
)
async def test_a_wrong_form_makes_no_channel(bot: FakeBot, body: Json) -> None:
    guild = bot.discord.world.guild
    before = len(guild.channels)

    assert await code(bot, "POST", f"/guilds/{guild.id}/channels", body) == (400, 50035)
    assert len(guild.channels) == before


async def test_a_channel_is_changed_and_the_reason_kept(bot: FakeBot) -> None:
    world = bot.discord.world
    channel = world.channel("bots")
    body = {"name": "robots", "topic": None, "rate_limit_per_user": 10, "parent_id": None, "type": 5}

    _, changed = await call(bot, "PATCH", f"/channels/{channel.id}", body, headers={"X-Audit-Log-Reason": "tidy%20up"})

    assert (changed["name"], changed["topic"], changed["rate_limit_per_user"]) == ("robots", None, 10)
    assert (changed["type"], changed["parent_id"]) == (5, None)
    entry = world.audit_log[-1]
    assert (entry.target_id, entry.reason) == (channel.id, "tidy up")
    assert {"key": "name", "old_value": "bots", "new_value": "robots"} in entry.changes
    voice = world.channel("Lounge")
    assert await code(bot, "PATCH", f"/channels/{voice.id}", {"type": 0}) == (400, 50035)
    restrict(bot, Permission.MANAGE_CHANNELS)
    assert await code(bot, "PATCH", f"/channels/{channel.id}", body) == (403, 50013)


async def test_a_deleted_channel_takes_all_with_it(bot: FakeBot) -> None:
    world = bot.discord.world
    general = world.channel("general")
    await call(bot, "POST", f"/channels/{general.id}/webhooks", {"name": "hook"})
    await call(bot, "POST", f"/channels/{general.id}/invites", {})

    status, gone = await call(bot, "DELETE", f"/channels/{general.id}")

    assert (status, gone["id"]) == (200, str(general.id))
    assert "weekend plans" not in [channel.name for channel in world.guild.channels.values()]
    assert (world.messages, world.webhooks, world.invites) == ({}, {}, {})
    assert await code(bot, "GET", f"/channels/{general.id}") == (404, 10003)
    town = world.channel("Town")
    await call(bot, "DELETE", f"/channels/{town.id}")
    assert world.channel("bots").parent_id is None


async def test_a_private_channel_is_closed_and_stays(bot: FakeBot) -> None:
    world = bot.discord.world
    channel = world.dm(world.user("ben"))

    assert (await call(bot, "DELETE", f"/channels/{channel.id}"))[1]["id"] == str(channel.id)
    assert world.dm(world.user("ben")) is channel
    assert await code(bot, "PATCH", f"/channels/{channel.id}", {"name": "x"}) == (400, 50003)


async def test_channels_of_a_guild_are_listed_without_threads_and_moved(bot: FakeBot) -> None:
    world = bot.discord.world
    path = f"/guilds/{world.guild.id}/channels"
    late, town = world.channel("late-night"), world.channel("Town")
    town.overwrites = [Overwrite(world.role("Artist").id)]

    listed = (await call(bot, "GET", path))[1]
    moved = await call(
        bot,
        "PATCH",
        path,
        [{"id": str(late.id), "position": 9, "parent_id": str(town.id), "lock_permissions": True}],
    )

    assert "weekend plans" not in [channel["name"] for channel in listed]
    assert "staff" in [channel["name"] for channel in listed]
    assert moved[0] == 204
    assert (late.position, late.parent_id) == (9, town.id)
    assert [one.id for one in late.overwrites] == [world.role("Artist").id]
    assert await code(bot, "PATCH", path, [{"id": "1", "position": 0}]) == (404, 10003)
    assert await code(bot, "PATCH", path, {"id": "1"}) == (400, 50035)


async def test_overwrites_are_set_and_taken_away(bot: FakeBot) -> None:
    world = bot.discord.world
    channel, role = world.channel("bots"), world.role("Artist")
    path = f"/channels/{channel.id}/permissions"

    for allow in ("2048", "1024"):
        status, _ = await call(bot, "PUT", f"{path}/{role.id}", {"type": 0, "allow": allow, "deny": "0"})
        assert status == 204

    assert [(one.id, one.allow) for one in channel.overwrites] == [(role.id, 1024)]
    assert (await call(bot, "DELETE", f"{path}/{role.id}"))[0] == 204
    assert channel.overwrites == []
    assert await code(bot, "DELETE", f"{path}/{role.id}") == (404, 10009)
    assert await code(bot, "PUT", f"{path}/1", {"type": 0}) == (404, 10009)
    assert await code(bot, "PUT", f"{path}/{role.id}", {"allow": "1"}) == (400, 50035)
    administrator = {"type": 0, "allow": str(int(Permission.ADMINISTRATOR))}
    assert await code(bot, "PUT", f"{path}/{role.id}", administrator) == (403, 50013)
    restrict(bot, Permission.MANAGE_ROLES)
    assert await code(bot, "PUT", f"{path}/{role.id}", {"type": 0}) == (403, 50013)


async def test_typing_takes_permission_to_send(bot: FakeBot) -> None:
    channel = bot.discord.world.channel("bots")

    assert (await call(bot, "POST", f"/channels/{channel.id}/typing"))[0] == 204
    deny(bot, channel, Permission.SEND_MESSAGES)
    assert await code(bot, "POST", f"/channels/{channel.id}/typing") == (403, 50013)


async def test_threads_are_changed_by_their_owner_and_by_moderators(bot: FakeBot) -> None:
    world = bot.discord.world
    thread = world.channel("weekend plans")
    path = f"/channels/{thread.id}"

    _, changed = await call(bot, "PATCH", path, {"name": "plans", "archived": True, "locked": True})

    assert changed["name"] == "plans"
    assert changed["thread_metadata"]["archived"] is changed["thread_metadata"]["locked"] is True
    assert await code(bot, "PATCH", path, {"name": "x"}) == (400, 50083)
    assert (await call(bot, "PATCH", path, {"archived": False, "locked": False}))[0] == 200
    restrict(bot, Permission.MANAGE_THREADS)
    assert await code(bot, "PATCH", path, {"name": "x"}) == (403, 50013)
    thread.thread.archived = True
    assert (await call(bot, "PATCH", path, {"archived": False}))[0] == 200
    thread.owner_id = bot.discord.application_id
    assert (await call(bot, "PATCH", path, {"name": "mine", "auto_archive_duration": 60}))[0] == 200
    assert await code(bot, "PATCH", path, {"rate_limit_per_user": 5}) == (403, 50013)
    assert await code(bot, "PATCH", path, {"auto_archive_duration": 61}) == (400, 50035)
    assert await code(bot, "DELETE", path) == (403, 50013)
