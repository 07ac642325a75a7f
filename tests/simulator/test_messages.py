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


async def test_components_refer_to_files_that_are_uploaded_or_kept(bot: FakeBot) -> None:
    file = {"type": 13, "file": {"url": "attachment://a.txt"}}
    body = {"flags": 1 << 15, "components": [file]}
    interaction = await bot.discord.command("roll")
    hook = bot.hook(interaction.payload)
    refused = await bot.rest.post(hook, json=body)
    parts = {"payload_json": (None, json.dumps(body), "application/json"), "files[0]": ("a.txt", b"text")}
    made = (await bot.rest.post(hook, files=parts)).json()  # type: ignore[arg-type]
    message = f"{hook}/messages/{made['id']}"
    again = await bot.rest.patch(message, json={"components": [file, {"type": 10, "content": "More"}]})
    dropped = await bot.rest.patch(message, json={"components": [file], "attachments": []})

    sentence = "The referenced attachment was not found in the attachments list"
    for answer in (refused, dropped):
        (error,) = answer.json()["errors"]["components"]["0"]["file"]["url"]["_errors"]
        assert error == {"code": "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "message": sentence}
    assert made["components"][0]["name"] == "a.txt"
    assert [component["type"] for component in again.json()["components"]] == [13, 10]


async def test_a_first_answer_names_what_it_lacks_within_its_data(bot: FakeBot) -> None:
    body = {"flags": 1 << 15, "components": [{"type": 13, "file": {"url": "attachment://a.txt"}}]}
    bot.behaviour = answers(Answer({"type": 4, "data": body}))

    failure = (await bot.discord.command("roll")).failure

    assert failure is not None
    assert "data.components.0.file.url: The referenced attachment was not found" in failure


async def test_a_message_of_components_stays_one_and_takes_no_content(bot: FakeBot) -> None:
    text = {"type": 10, "content": "text"}
    bot.behaviour = answers(Answer({"type": 4, "data": {"flags": 1 << 15, "components": [text]}}))
    interaction = await bot.discord.command("roll")
    path = bot.hook(interaction.payload) + "/messages/@original"
    edited = await bot.rest.patch(path, json={"flags": 0, "components": [text, text]})
    refused = await bot.rest.patch(path, json={"content": "x"})

    assert (edited.json()["flags"], len(edited.json()["components"])) == (1 << 15, 2)
    assert list(refused.json()["errors"]) == ["content"]


@pytest.mark.parametrize(
    ("held", "field"),
    [
        ({"poll": {"question": {"text": "?"}}}, "poll"),
        ({"sticker_items": [{"id": "1", "name": "cat", "format_type": 1}]}, "sticker_ids"),
    ],
)
async def test_what_cannot_stand_beside_components_is_cleared_by_the_edit_that_brings_them(
    bot: FakeBot, held: dict[str, Any], field: str
) -> None:
    interaction = await bot.discord.command("roll")
    path = bot.hook(interaction.payload, "/messages/@original")
    assert interaction.original is not None
    interaction.original |= held
    v2 = {"flags": 1 << 15, "content": None, "components": [{"type": 10, "content": "text"}]}

    refused = await bot.rest.patch(path, json=v2)
    accepted = await bot.rest.patch(path, json={**v2, field: None})

    (error,) = refused.json()["errors"]["flags"]["_errors"]
    assert error["message"] == f"{field} must be null when IS_COMPONENTS_V2 is set"
    assert accepted.status_code == 200
    assert not held.keys() & interaction.original.keys()


async def test_text_displays_mention_too(bot: FakeBot) -> None:
    mira = bot.discord.world.user("mira")
    text = {"type": 10, "content": f"Hello <@{mira.id}>"}
    bot.behaviour = answers(Answer({"type": 4, "data": {"flags": 1 << 15, "components": [text]}}))
    message = (await bot.discord.command("roll")).original

    assert message is not None
    assert [user["username"] for user in message["mentions"]] == ["mira"]


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
