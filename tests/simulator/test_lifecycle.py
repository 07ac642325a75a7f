from collections.abc import AsyncIterator

import pytest

from app.simulator.interaction import Interaction
from tests.simulator.fake_bot import Answer, FakeBot, Json, answers, named, says

DEFERRED = answers(Answer({"type": 5}))
HIDDEN = answers(Answer({"type": 5, "data": {"flags": 64}}))
USER_ONLY = {"name": "mine", "description": "Mine.", "integration_types": [1]}
COMPLETES = {
    "name": "find",
    "description": "Find it.",
    "options": [{"type": 3, "name": "what", "description": "What", "autocomplete": True}],
}


@pytest.fixture(autouse=True)
async def registered(bot: FakeBot) -> AsyncIterator[None]:
    bot.discord.register([*named(["roll"]), USER_ONLY, COMPLETES])
    yield


def refused(response: object) -> tuple[int, int]:
    return response.status_code, response.json()["code"]  # type: ignore[attr-defined]


def hook(bot: FakeBot, interaction: Interaction, tail: str = "") -> str:
    return bot.hook(interaction.payload, tail)


async def test_an_edit_completes_a_deferral(bot: FakeBot) -> None:
    bot.behaviour = DEFERRED
    interaction = await bot.discord.command("roll")
    assert interaction.state == "deferred"
    assert interaction.original is not None
    assert interaction.original["flags"] == 128

    response = await bot.rest.patch(hook(bot, interaction, "/messages/@original"), json={"content": "done"})

    assert response.status_code == 200
    assert response.json() == interaction.original
    assert (interaction.state, interaction.content, interaction.original["flags"]) == ("answered", "done", 0)
    assert interaction.edits == []


async def test_the_first_followup_to_a_deferral_takes_its_place_and_stays_hidden(bot: FakeBot) -> None:
    bot.behaviour = HIDDEN
    interaction = await bot.discord.command("roll")

    await bot.rest.post(hook(bot, interaction), json={"content": "done", "flags": 0})
    await bot.rest.post(hook(bot, interaction), json={"content": "more"})

    assert (interaction.content, interaction.is_ephemeral) == ("done", True)
    assert [message["content"] for message in interaction.followups] == ["more"]
    assert interaction.followups[0]["flags"] == 0


async def test_an_edit_cannot_change_who_sees_it(bot: FakeBot) -> None:
    bot.behaviour = says("secret", flags=64)
    interaction = await bot.discord.command("roll")

    await bot.rest.patch(hook(bot, interaction, "/messages/@original"), json={"content": "still", "flags": 4})

    assert interaction.is_ephemeral
    assert interaction.original is not None
    assert interaction.original["flags"] == 68
    assert interaction.original["edited_timestamp"] == "2027-01-15T08:00:00.500000+00:00"
    assert [edit.content for edit in interaction.edits] == ["secret"]


async def test_before_the_answer_has_arrived_there_is_no_webhook(bot: FakeBot) -> None:
    seen = []

    async def edits_early(interaction: Json) -> Answer:
        path = bot.hook(interaction)
        seen.append(refused(await bot.rest.patch(path + "/messages/@original", json={"content": "x"})))
        seen.append(refused(await bot.rest.post(path, json={"content": "x"})))
        return Answer({"type": 5})

    bot.behaviour = edits_early
    interaction = await bot.discord.command("roll")

    assert seen == [(404, 10015)] * 2
    assert interaction.state == "deferred"


async def test_after_a_missed_deadline_the_token_is_void(bot: FakeBot) -> None:
    bot.behaviour, bot.discord.deadline = answers(Answer(status=202, raw=b"")), 0.01
    interaction = await bot.discord.command("roll")

    callback = await bot.rest.post(bot.callback(interaction.payload), json={"type": 5})
    edit = await bot.rest.patch(hook(bot, interaction, "/messages/@original"), json={"content": "x"})

    assert refused(callback) == (404, 10062)
    assert refused(edit) == (404, 10015)


async def test_a_second_callback_is_refused(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")

    response = await bot.rest.post(bot.callback(interaction.payload), json={"type": 5})

    assert refused(response) == (400, 40060)
    assert interaction.content == "hello"


async def test_a_callback_that_was_refused_may_be_tried_again(bot: FakeBot) -> None:
    async def tries_twice(interaction: Json) -> Answer:
        first = await bot.rest.post(bot.callback(interaction), json={"type": 4, "data": {"content": "x" * 2001}})
        assert refused(first) == (400, 50035)
        await bot.rest.post(bot.callback(interaction), json={"type": 4, "data": {"content": "x"}})
        return Answer(status=202, raw=b"")

    bot.behaviour = tries_twice

    assert (await bot.discord.command("roll")).content == "x"


async def test_a_token_lives_a_quarter_of_an_hour(bot: FakeBot) -> None:
    assert bot.discord.token_life == 900
    interaction = await bot.discord.command("roll")

    bot.discord.token_life = 0.0

    for response in (
        await bot.rest.get(hook(bot, interaction, "/messages/@original")),
        await bot.rest.post(hook(bot, interaction), json={"content": "x"}),
    ):
        assert refused(response) == (401, 50027)


async def test_an_unknown_interaction_and_webhook_are_told_apart(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")
    wrong_id = f"/interactions/1/{interaction.token}/callback"

    assert refused(await bot.rest.post("/interactions/1/none/callback", json={"type": 5})) == (404, 10062)
    assert refused(await bot.rest.post(wrong_id, json={"type": 5})) == (404, 10062)
    assert refused(await bot.rest.post(f"/webhooks/{bot.discord.application_id}/none", json={})) == (404, 10015)
    assert refused(await bot.rest.post(f"/webhooks/1/{interaction.token}", json={})) == (404, 10015)


async def test_messages_are_read_edited_and_deleted_by_their_id(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")
    sent = (await bot.rest.post(hook(bot, interaction), json={"content": "more"})).json()
    path = hook(bot, interaction, f"/messages/{sent['id']}")

    assert (await bot.rest.get(path)).json() == sent
    await bot.rest.patch(path, json={"content": "less"})
    assert interaction.followups[0]["content"] == "less"
    assert (await bot.rest.delete(path)).status_code == 204
    assert interaction.followups == []
    assert refused(await bot.rest.get(path)) == (404, 10008)


async def test_a_deleted_original_is_unknown_afterwards(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")
    path = hook(bot, interaction, "/messages/@original")

    assert (await bot.rest.delete(path)).status_code == 204
    assert interaction.original is None
    assert refused(await bot.rest.patch(path, json={"content": "x"})) == (404, 10008)


async def test_nothing_may_be_edited_or_sent_empty(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")

    edit = await bot.rest.patch(hook(bot, interaction, "/messages/@original"), json={"content": None})
    followup = await bot.rest.post(hook(bot, interaction), json={})

    assert refused(edit) == refused(followup) == (400, 50006)
    assert interaction.content == "hello"


async def test_a_user_install_alone_allows_five_followups(bot: FakeBot) -> None:
    interaction = await bot.discord.command("mine")
    assert interaction.is_user_install_only

    statuses = [await bot.rest.post(hook(bot, interaction), json={"content": str(n)}) for n in range(5)]
    await bot.rest.delete(hook(bot, interaction, f"/messages/{statuses[0].json()['id']}"))
    statuses.append(await bot.rest.post(hook(bot, interaction), json={"content": "5"}))

    assert [response.status_code for response in statuses[:5]] == [200] * 5
    assert statuses[5].json()["code"] == 40094


async def test_a_guild_install_allows_more(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")

    for number in range(7):
        assert (await bot.rest.post(hook(bot, interaction), json={"content": str(number)})).status_code == 200


async def test_autocomplete_is_answered_by_choices_and_by_nothing_else(bot: FakeBot) -> None:
    choices = [{"name": "One", "value": "1"}]
    bot.behaviour = answers(Answer({"type": 8, "data": {"choices": choices}}))
    interaction = await bot.discord.autocomplete("find", "what", "o")

    assert interaction.choices == choices
    assert bot.received[-1]["data"]["options"] == [{"name": "what", "type": 3, "value": "o", "focused": True}]
    assert refused(await bot.rest.post(hook(bot, interaction), json={"content": "x"})) == (404, 10015)

    bot.behaviour = says("no")
    wrong = await bot.discord.autocomplete("find", "what", "o")
    assert "not allowed for an autocomplete" in (wrong.failure or "")


async def test_a_modal_is_kept_and_leaves_no_message(bot: FakeBot) -> None:
    modal = {"custom_id": "c", "title": "T", "components": [{"type": 10, "content": "Read this."}]}
    bot.behaviour = answers(Answer({"type": 9, "data": modal}))

    interaction = await bot.discord.command("roll")

    assert (interaction.modal, interaction.original, interaction.state) == (modal, None, "answered")
    assert refused(await bot.rest.get(hook(bot, interaction, "/messages/@original"))) == (404, 10008)


async def test_a_component_may_update_its_message(bot: FakeBot) -> None:
    first = await bot.discord.command("roll")
    press = {**first.payload, "type": 3, "data": {"custom_id": "again", "component_type": 2}}
    bot.behaviour = answers(Answer({"type": 7, "data": {"content": "changed"}}))

    pressed = bot.discord.begin(press, origin=first.origin, source=first.original)
    await pressed.until(lambda i: i.state != "waiting")

    assert pressed.state == "answered"
    assert first.content == "changed"
    assert pressed.original is first.original


async def test_a_component_may_be_acknowledged_and_its_message_edited_later(bot: FakeBot) -> None:
    first = await bot.discord.command("roll")
    press = {**first.payload, "type": 3, "data": {"custom_id": "again", "component_type": 2}}
    bot.behaviour = answers(Answer({"type": 6}))
    pressed = bot.discord.begin(press, origin=first.origin, source=first.original)
    await pressed.until(lambda i: i.state == "deferred")

    await bot.rest.patch(hook(bot, pressed, "/messages/@original"), json={"content": "later"})

    assert (pressed.state, first.content) == ("answered", "later")


async def test_too_large_a_file_is_refused(bot: FakeBot) -> None:
    bot.discord.world.user("ben").upload_limit = bot.discord.world.guild.upload_limit = 3
    interaction = await bot.discord.command("roll")

    response = await bot.rest.post(hook(bot, interaction), files={"files[0]": ("a.txt", b"four")})

    assert refused(response) == (413, 40005)
