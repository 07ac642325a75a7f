"""Recordings are sent again: components and forms, on the messages that were made anew."""

import asyncio

import pytest

from app.simulator.recording import without_secrets
from app.simulator.replaying import Replay
from tests.simulator.fake_bot import Answer, FakeBot, Json
from tests.simulator.test_recording import PAYLOAD


def row(custom_id: str, label: str) -> list[Json]:
    return [{"type": 1, "components": [{"type": 2, "style": 1, "custom_id": custom_id, "label": label}]}]


def clicked(custom_id: str, label: str, *, made_by: str = "1", message: str = "500", **metadata: str) -> Json:
    """Make the record of a click on a message that an interaction had made."""
    shown = {"id": message, "components": row(custom_id, label), "interaction_metadata": {"id": made_by, **metadata}}
    data = {"custom_id": custom_id, "component_type": 2}
    return {**without_secrets(PAYLOAD), "id": f"9{message}", "type": 3, "message": shown, "data": data}


def opens(custom_id: str, field: str = "a") -> Answer:
    fields = [{"type": 18, "label": "?", "component": {"type": 4, "custom_id": field, "style": 1}}]
    return Answer({"type": 9, "data": {"custom_id": custom_id, "title": "Mail", "components": fields}})


@pytest.fixture
def bot() -> FakeBot:
    """A bot whose button is another one with each command, and edits its message."""
    fake = FakeBot()

    async def behave(payload: Json) -> Answer:
        if payload["type"] == 2:
            return Answer({"type": 4, "data": {"content": "?", "components": row(f"go:{payload['id']}", "Go")}})
        return Answer({"type": 7, "data": {"content": payload["data"]["custom_id"]}})

    fake.behaviour = behave
    return fake


async def test_a_click_is_one_on_the_message_that_was_made_anew(bot: FakeBot) -> None:
    before = len(bot.discord.world.messages)
    await Replay(bot.discord).send_all([PAYLOAD, clicked("go:1", "Go")])
    made, click = bot.discord.interactions.values()

    assert made.original is click.source is click.original
    assert made.content == bot.received[1]["data"]["custom_id"] == f"go:{made.id}"
    assert bot.received[1]["message"]["id"] == made.original["id"]  # type: ignore[index]
    assert (click.name, len(bot.discord.world.messages)) == ("Go", before + 1)


async def test_a_click_without_what_made_its_message_is_sent_as_it_was(bot: FakeBot) -> None:
    click = clicked("go:1", "Go", made_by="2")
    await Replay(bot.discord).send_all([PAYLOAD, click])

    assert bot.received[1]["message"] == click["message"]
    assert bot.received[1]["data"] == click["data"]


async def test_a_click_for_which_nothing_fits_is_sent_as_it_was(bot: FakeBot) -> None:
    bot.behaviour = FakeBot().behaviour
    replay, click = Replay(bot.discord), clicked("go:1", "Go")
    await replay.send(PAYLOAD).until(lambda one: one.state == "answered")
    await replay.send(click).until(lambda one: one.state == "answered")

    assert bot.received[1]["message"] == click["message"]


async def test_a_click_on_a_deleted_message_is_sent_as_it_was(bot: FakeBot) -> None:
    replay, click = Replay(bot.discord), clicked("go:1", "Go")
    made = await replay.send(PAYLOAD).until(lambda one: one.state == "answered")
    assert made.original is not None
    await replay.send(click).until(lambda one: one.state == "answered")
    del bot.discord.world.messages[int(made.original["id"])]
    await replay.send(click).until(lambda one: one.state == "answered")

    assert [received["message"]["id"] for received in bot.received[1:]] == [made.original["id"], "500"]


async def test_followups_are_told_apart_by_what_they_say_and_their_order(bot: FakeBot) -> None:
    replay = Replay(bot.discord)
    made = await replay.send(PAYLOAD).until(lambda one: one.state == "answered")
    for number, content in enumerate(("same", "other", "same")):
        body = {"content": content, "components": row(f"go:x{number}", "Go")}
        await bot.rest.post(bot.hook(made.payload), json=body)
    for message, content in (("600", "other"), ("601", "same"), ("602", "same"), ("601", "same")):
        click = clicked("go:1", "Go", message=message, original_response_message_id="500")
        click["message"]["content"] = content
        await replay.send(click).until(lambda one: one.state == "answered")

    assert [received["data"]["custom_id"] for received in bot.received[1:]] == ["go:x1", "go:x0", "go:x2", "go:x0"]


async def test_a_click_waits_for_its_button(bot: FakeBot) -> None:
    replaying = asyncio.create_task(Replay(bot.discord).send_all([PAYLOAD, clicked("sure:1", "Sure?")]))
    await asyncio.sleep(0.05)
    (made,) = bot.discord.interactions.values()
    await bot.rest.patch(bot.hook(made.payload, "/messages/@original"), json={"components": row("sure:2", "Sure?")})
    await asyncio.wait_for(replaying, 1)

    assert bot.received[1]["data"]["custom_id"] == "sure:2"


async def test_a_form_is_that_of_the_message_that_was_made_anew(bot: FakeBot) -> None:
    async def behave(payload: Json) -> Answer:
        if payload["type"] == 3:
            return opens("7f3a")
        return Answer(
            {"type": 7 if payload["type"] == 5 else 4, "data": {"content": "?", "components": row("x", "Go")}}
        )

    bot.behaviour = behave
    click = clicked("x", "Go")
    components = [{"type": 18, "component": {"type": 4, "custom_id": "a", "value": "hi"}}]
    form = {**click, "id": "3", "type": 5, "data": {"custom_id": "91bc", "components": components}}
    await Replay(bot.discord).send_all([PAYLOAD, click, form])
    made, opened, sent = bot.discord.interactions.values()

    assert bot.received[2]["data"] == {"custom_id": "7f3a", "components": components}
    assert sent.opener is opened
    assert sent.source is made.original
    assert bot.received[2]["message"]["id"] == made.original["id"]  # type: ignore[index]


async def test_the_fields_of_a_form_are_those_of_the_modal(bot: FakeBot) -> None:
    async def behave(payload: Json) -> Answer:
        return Answer({"type": 4, "data": {"content": "!"}}) if payload["type"] == 5 else opens("mail:2", "b")

    bot.behaviour = behave
    components = [{"type": 18, "component": {"type": 4, "custom_id": "a", "value": "hi"}}]
    form = {**PAYLOAD, "type": 5, "data": {"custom_id": "mail:1", "components": components}}
    await Replay(bot.discord).send_all([PAYLOAD, form])

    assert bot.received[1]["data"]["components"][0]["component"] == {"type": 4, "custom_id": "b", "value": "hi"}
