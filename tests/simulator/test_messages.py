import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.simulator.fake_bot import Answer, FakeBot, answers, named, says


@pytest.fixture(autouse=True)
def registered(bot: FakeBot) -> None:
    bot.discord.register([*named(["roll"]), {"name": "Who", "type": 2}])


async def test_a_message_has_all_that_discord_always_sends(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")

    message = interaction.original
    assert message is not None
    assert message["type"] == 20
    assert message["author"]["id"] == message["application_id"] == message["webhook_id"]
    assert message["interaction_metadata"]["id"] == str(interaction.id)
    assert message["interaction"]["name"] == "roll"
    assert {"timestamp", "edited_timestamp", "tts", "mentions", "pinned", "embeds", "components"} <= message.keys()


async def test_a_followup_replies_to_the_first_answer(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")
    await bot.rest.post(bot.hook(interaction.payload), json={"content": "more"})

    [followup] = interaction.followups
    assert interaction.original is not None
    assert followup["message_reference"]["message_id"] == interaction.original["id"]
    assert followup["interaction_metadata"]["original_response_message_id"] == interaction.original["id"]


async def test_a_context_menu_command_names_its_target(bot: FakeBot) -> None:
    noor = bot.discord.world.user("noor")

    interaction = await bot.discord.user_command("Who", noor)

    assert interaction.original is not None
    assert interaction.original["type"] == 23
    assert interaction.original["interaction_metadata"]["target_user"]["id"] == str(noor.id)


async def test_users_are_mentioned_and_roles_only_when_allowed(bot: FakeBot) -> None:
    world = bot.discord.world
    content = f"<@{world.user('mira').id}> <@&{world.role('Artist').id}> @everyone"
    bot.behaviour = says(content)
    plain = (await bot.discord.command("roll")).original
    bot.behaviour = says(content, allowed_mentions={"parse": ["roles", "everyone"]})
    loud = (await bot.discord.command("roll")).original

    assert plain is not None
    assert loud is not None
    assert [user["username"] for user in plain["mentions"]] == ["mira"]
    assert (plain["mention_roles"], plain["mention_everyone"]) == ([], False)
    assert (loud["mentions"], loud["mention_roles"], loud["mention_everyone"]) == (
        [],
        [str(world.role("Artist").id)],
        True,
    )


async def test_embeds_refer_to_uploads_by_name(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")
    payload = {
        "embeds": [{"title": "T", "image": {"url": "attachment://cat.png"}, "fields": [{"name": "n", "value": "v"}]}]
    }
    response = await bot.rest.post(
        bot.hook(interaction.payload),
        data={"payload_json": json.dumps(payload)},
        files={"files[0]": ("cat.png", b"PNG", "image/png")},
    )

    message = response.json()
    [embed] = message["embeds"]
    assert embed["type"] == "rich"
    assert embed["image"]["url"] == message["attachments"][0]["url"]
    assert embed["fields"][0]["inline"] is False


async def test_an_edit_keeps_the_files_it_lists(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")
    path = bot.hook(interaction.payload)
    files = [("files[0]", ("a.txt", b"a")), ("files[1]", ("b.txt", b"b"))]
    message = (await bot.rest.post(path, data={"payload_json": "{}"}, files=files)).json()
    one = f"{path}/messages/{message['id']}"
    kept = message["attachments"][1]["id"]

    untouched = (await bot.rest.patch(one, json={"content": "c"})).json()
    edited = (await bot.rest.patch(one, json={"attachments": [{"id": kept, "description": "d"}]})).json()
    unknown = await bot.rest.patch(one, json={"attachments": [{"id": "1"}]})

    assert len(untouched["attachments"]) == 2
    assert [(a["filename"], a["description"]) for a in edited["attachments"]] == [("b.txt", "d")]
    assert unknown.json()["code"] == 50035


async def test_components_are_numbered_and_may_replace_the_content(bot: FakeBot) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go", "id": 1}]}
    bot.behaviour = says("hello", components=[row])
    interaction = await bot.discord.command("roll")
    path = bot.hook(interaction.payload, "/messages/@original")
    assert interaction.original is not None
    assert interaction.original["components"][0]["id"] == 2

    v2 = {"flags": 1 << 15, "components": [{"type": 10, "content": "text"}]}
    refused = await bot.rest.patch(path, json=v2)
    accepted = await bot.rest.patch(path, json={**v2, "content": None, "embeds": None})

    assert refused.json()["code"] == 50035
    assert accepted.status_code == 200
    assert interaction.original["flags"] == 1 << 15


async def test_only_the_ephemeral_flag_of_a_deferral_counts(bot: FakeBot) -> None:
    bot.behaviour = answers(Answer({"type": 5, "data": {"flags": 64 | 1 << 15}}))

    interaction = await bot.discord.command("roll")

    assert interaction.original is not None
    assert interaction.original["flags"] == 64 | 128


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
KEYS = st.sampled_from(
    ["parse", "users", "id", "type", "components", "image", "url", "title", "fields", "name", "value"]
)
THINGS = st.recursive(
    SCALARS | st.sampled_from(["", "x", "<@1>", "users", "attachment://a", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["content", "embeds", "flags", "components", "allowed_mentions", "attachments", "poll", "tts"])


@given(body=st.dictionaries(FIELDS, THINGS, max_size=4) | THINGS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_sent_is_accepted_or_refused(bot: FakeBot, body: Any) -> None:
    interaction = await bot.discord.command("roll")
    path = bot.hook(interaction.payload)

    for response in (
        await bot.rest.post(path, json=body),
        await bot.rest.patch(path + "/messages/@original", json=body),
    ):
        assert response.status_code in (200, 400)
