"""Who answers first, by which way, and what becomes of a second answer."""

import asyncio
from typing import Any

import httpx
import pytest

from app.simulator.delivery import INLINE_LIMIT
from app.testing import virtual_time
from tests.simulator.fake_bot import Answer, FakeBot, Json, answers, named, says

ACCEPTED = Answer(status=202, raw=b"", content_type=None)
HELLO = {"type": 4, "data": {"content": "hello"}}
POLL = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}]}


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture(autouse=True)
def registered(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))


def refused(response: httpx.Response) -> tuple[int, int]:
    return response.status_code, response.json()["code"]


async def test_a_callback_may_come_before_the_request_is_answered_with_202(bot: FakeBot) -> None:
    async def calls_back(interaction: Json) -> Answer:
        assert (await bot.rest.post(bot.callback(interaction), json={"type": 5})).status_code == 204
        await asyncio.sleep(10)
        await bot.rest.patch(bot.hook(interaction, "/messages/@original"), json={"content": "done"})
        return ACCEPTED

    bot.behaviour = calls_back
    interaction = await bot.discord.command("roll")
    await interaction.until(lambda i: i.status, within=60)

    assert (interaction.state, interaction.content, interaction.failure) == ("answered", "done", None)
    assert bot.discord.double_answers == bot.discord.violations == []


async def test_a_callback_may_come_after_202(bot: FakeBot) -> None:
    bot.behaviour = answers(ACCEPTED)
    interaction = bot.discord.begin_command("roll")
    await interaction.until(lambda i: i.status)
    await asyncio.sleep(2)

    assert (await bot.rest.post(bot.callback(interaction.payload), json=HELLO)).status_code == 204

    await asyncio.sleep(5)
    assert (interaction.state, interaction.content, interaction.answered_by) == ("answered", "hello", "callback")
    assert bot.discord.double_answers == []


async def test_202_and_no_callback_is_no_answer(bot: FakeBot) -> None:
    bot.behaviour = answers(ACCEPTED)

    interaction = await bot.discord.command("roll")

    assert interaction.failure == "202 promised an answer by callback, and none came within 3 s"
    assert refused(await bot.rest.post(bot.callback(interaction.payload), json=HELLO)) == (404, 10062)
    assert bot.discord.double_answers == []


@pytest.mark.parametrize("status", [200, 202])
async def test_an_answer_in_the_response_after_a_callback_is_ignored_and_kept_as_a_fault(
    bot: FakeBot, status: int
) -> None:
    async def answers_twice(interaction: Json) -> Answer:
        await bot.rest.post(bot.callback(interaction), json=HELLO)
        return Answer({"type": 4, "data": {"content": "second"}}, status)

    bot.behaviour = answers_twice
    interaction = await bot.discord.command("roll")
    await interaction.until(lambda i: i.status)

    assert interaction.content == "hello"
    [line] = bot.discord.double_answers
    assert line.endswith("an answer by HTTP response after 0.000 s, where one by callback route was taken already")
    assert bot.discord.violations == [f"/roll: HTTP {status} with a second answer, which is ignored"]


async def test_a_second_callback_is_refused_and_kept_whichever_way_the_first_came(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")

    for _ in range(2):
        assert refused(await bot.rest.post(bot.callback(interaction.payload), json=HELLO)) == (400, 40060)

    assert len(bot.discord.double_answers) == 2
    assert "by callback route" in bot.discord.double_answers[0]
    assert interaction.token not in repr(bot.discord.double_answers)


async def test_an_error_in_the_response_after_a_callback_is_no_answer(bot: FakeBot) -> None:
    async def breaks(interaction: Json) -> Answer:
        await bot.rest.post(bot.callback(interaction), json=HELLO)
        return Answer({"error": "x"}, 500)

    bot.behaviour = breaks
    interaction = await bot.discord.command("roll")
    await interaction.until(lambda i: i.status)

    assert interaction.state == "answered"
    assert bot.discord.double_answers == []


async def test_a_deferral_in_the_response_leaves_the_webhook_unknown_for_a_while(bot: FakeBot) -> None:
    bot.behaviour, bot.discord.webhook_lag = answers(Answer({"type": 5})), 1.5
    interaction = await bot.discord.command("roll")
    path = bot.hook(interaction.payload, "/messages/@original")

    early = await bot.rest.patch(path, json={"content": "x"})
    followup = await bot.rest.post(bot.hook(interaction.payload), json={"content": "x"})
    await asyncio.sleep(1.5)
    late = await bot.rest.patch(path, json={"content": "x"})

    assert refused(early) == refused(followup) == (404, 10015)
    assert late.status_code == 200
    assert interaction.content == "x"


async def test_neither_a_message_nor_a_callback_has_that_lag(bot: FakeBot) -> None:
    bot.discord.webhook_lag = 10.0
    at_once = await bot.discord.command("roll")

    async def calls_back(interaction: Json) -> Answer:
        await bot.rest.post(bot.callback(interaction), json={"type": 5})
        return ACCEPTED

    bot.behaviour = calls_back
    deferred = await bot.discord.command("roll")

    for interaction in (at_once, deferred):
        path = bot.hook(interaction.payload, "/messages/@original")
        assert (await bot.rest.patch(path, json={"content": "x"})).status_code == 200


async def test_an_answer_with_files_counts_whole_against_the_size_of_a_response(bot: FakeBot) -> None:
    def answer(size: int) -> Answer:
        form = {"payload_json": '{"type": 4, "data": {}}'}
        request = httpx.Request("POST", "http://x.test", data=form, files={"files[0]": ("a.txt", b"x" * size)})
        return Answer(raw=request.read(), content_type=request.headers["content-type"])

    assert bot.discord.inline_limit == INLINE_LIMIT
    bot.behaviour = answers(answer(INLINE_LIMIT - 1000))
    fits = await bot.discord.command("roll")
    bot.behaviour = answers(answer(INLINE_LIMIT))
    dropped = await bot.discord.command("roll")

    assert fits.original is not None
    assert fits.original["attachments"][0]["size"] == INLINE_LIMIT - 1000
    assert "Discord drops it (use the callback route)" in (dropped.failure or "")


async def test_a_poll_may_complete_a_deferral_and_is_refused_in_any_other_edit(bot: FakeBot) -> None:
    plain = await bot.discord.command("roll")
    bot.behaviour = answers(Answer({"type": 5}))
    deferred = await bot.discord.command("roll")

    wrong, right = [
        await bot.rest.patch(bot.hook(one.payload, "/messages/@original"), json={"poll": POLL})
        for one in (plain, deferred)
    ]

    assert refused(wrong) == (400, 520003)
    assert right.status_code == 200
    assert deferred.original is not None
    assert deferred.original["poll"]


async def press(bot: FakeBot, answer: Json, **changes: object) -> Any:
    """Press a button on a message, which is answered like this."""
    first = await bot.discord.command("roll")
    data = {"custom_id": "again", "component_type": 2}
    payload = {**first.payload, "type": 3, "data": data, "message": first.original, **changes}
    bot.behaviour = answers(Answer(answer))
    pressed = bot.discord.begin(payload, origin=first.origin)
    return await pressed.until(lambda i: i.state != "waiting")


async def test_a_component_sits_on_the_message_that_its_payload_carries(bot: FakeBot) -> None:
    pressed = await press(bot, {"type": 7, "data": {"content": "changed"}})

    assert pressed.original["content"] == "changed"


async def test_an_update_of_a_message_that_was_deleted_meanwhile_is_refused(bot: FakeBot) -> None:
    bot.behaviour = says("hello")
    first = await bot.discord.command("roll")
    path = bot.hook(first.payload, "/messages/@original")

    async def deletes(_: Json) -> Answer:
        await bot.rest.delete(path)
        return Answer({"type": 7, "data": {"content": "changed"}})

    payload = {**first.payload, "type": 3, "data": {"custom_id": "again", "component_type": 2}}
    bot.behaviour = deletes
    pressed = bot.discord.begin({**payload, "message": first.original}, origin=first.origin)
    await pressed.until(lambda i: i.state != "waiting")

    assert (pressed.state, pressed.failure) == ("failed", "Unknown Message")


async def test_an_update_of_no_message_or_with_a_poll_is_refused(bot: FakeBot) -> None:
    nowhere = await press(bot, {"type": 7, "data": {"content": "changed"}}, message=None)
    bot.behaviour = says("hello")
    poll = await press(bot, {"type": 7, "data": {"poll": POLL}})

    assert "not allowed for an interaction of type 3" in nowhere.failure
    assert poll.failure == "Cannot edit a poll message"


async def test_a_purchase_is_answered_by_its_eligibility_alone(bot: FakeBot) -> None:
    bot.behaviour = answers(Answer({"type": 13, "data": {"eligible": True}}))
    asked = bot.discord.begin({"type": 6, "data": {}})
    await asked.until(lambda i: i.state != "waiting")
    bot.behaviour = says("hello")
    wrong = bot.discord.begin({"type": 6, "data": {}})
    await wrong.until(lambda i: i.state != "waiting")

    assert (asked.state, asked.eligibility) == ("answered", {"eligible": True})
    path = f"/webhooks/{bot.discord.application_id}/{asked.token}"
    assert refused(await bot.rest.post(path, json={"content": "x"})) == (404, 10015)
    assert "not allowed for an interaction of type 6" in (wrong.failure or "")
