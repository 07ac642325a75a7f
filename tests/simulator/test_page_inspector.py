"""The inspector's routes, as the page asks them."""

import asyncio
import json

import pytest

from tests.simulator.fake_bot import Answer, FakeBot, Json, answers, named, says
from tests.simulator.page_client import PageClient


@pytest.fixture(autouse=True)
def registered(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))
    bot.discord.rate_limits.enabled = True


async def test_everything_about_an_interaction_is_told(bot: FakeBot, page: PageClient) -> None:
    interaction = await bot.discord.command("roll")
    await bot.rest.post(bot.hook(interaction.payload), json={"content": "more"})
    bot.discord.add_log(
        {
            "level": "info",
            "message": "rolled",
            "interaction_id": str(interaction.id),
            "time": "2027-01-15T08:00:01.000+00:00",
        }
    )
    bot.discord.add_log({"level": "info", "message": "of another one", "interaction_id": "1"})
    told = await page.read(f"interactions/{interaction.id}")

    assert (told["id"], told["state"], told["deadline"], told["trial"]) == (str(interaction.id), "answered", 3.0, None)
    assert told["request"]["url"] == "http://bot.test/interactions"
    assert told["request"]["headers"]["X-Signature-Timestamp"] == "1800000000"
    assert told["request"]["body"]["data"]["name"] == "roll"
    assert told["answer"]["body"] == {"type": 4, "data": {"content": "hello"}}
    assert (told["answer"]["status"], told["answer"]["by"]) == (200, "response")
    assert told["answer"]["size"] == len(json.dumps(told["answer"]["body"]))
    (call,) = told["calls"]
    assert (call["method"], call["status"], call["remaining"], call["rule"]) == ("POST", 200, 4, None)
    assert call["path"].endswith("/{token}")
    assert (call["request"], call["response"]["content"]) == ({"content": "more"}, "more")
    assert [log["message"] for log in told["logs"]] == ["rolled"]
    assert [event["kind"] for event in told["events"]] == ["sent", "answered", "call", "followup", "log"]
    assert told["rules"] == []
    assert {one["how"] for one in told["breaks"]} == {
        "signature",
        "slow",
        "duplicate",
        "rate_limit",
        "server_error",
        "token",
    }


async def test_an_answer_by_callback_is_shown_as_the_answer(bot: FakeBot, page: PageClient) -> None:
    async def calls_back(payload: Json) -> Answer:
        await bot.rest.post(bot.callback(payload), json={"type": 4, "data": {"content": "by callback"}})
        return Answer(status=202, raw=b"")

    bot.behaviour = calls_back
    interaction = await bot.discord.command("roll")
    await interaction.until(lambda one: one.status)
    told = await page.read(f"interactions/{interaction.id}")

    assert (told["answer"]["status"], told["answer"]["by"], told["answer"]["size"]) == (202, "callback", 0)
    assert told["answer"]["body"]["data"]["content"] == "by callback"


async def test_the_token_is_told_nowhere(bot: FakeBot, page: PageClient) -> None:
    async def tells(payload: Json) -> Answer:
        return Answer({"type": 4, "data": {"content": f"my token is {payload['token']}"}})

    bot.behaviour = tells
    interaction = await bot.discord.command("roll")
    await bot.rest.post(bot.hook(interaction.payload), json={"content": "x", "token": interaction.token})
    response = await page.http.get(f"/playground/interactions/{interaction.id}")

    for secret in (interaction.token, bot.discord.bot_token, bot.discord.client_secret):
        assert secret not in response.text
    assert "my token is [hidden]" in response.text


async def test_while_nothing_is_answered_there_is_no_answer(bot: FakeBot, page: PageClient) -> None:
    gate = asyncio.Event()

    async def waits(_: Json) -> Answer:
        await gate.wait()
        return Answer({"type": 4, "data": {"content": "hello"}})

    bot.behaviour = waits
    interaction = bot.discord.begin_command("roll")
    await asyncio.sleep(0)
    assert (await page.read(f"interactions/{interaction.id}"))["answer"] is None
    response = await page.http.get(f"/playground/interactions/{interaction.id}/test")
    assert (response.status_code, "not done" in response.json()["error"]) == (400, True)
    gate.set()
    await interaction.until(lambda one: one.state == "answered")


@pytest.mark.parametrize("raw", [b"<html>nothing</html>", b"\xff\xfe\x00"])
async def test_an_answer_that_is_no_json_is_shown_as_it_is(bot: FakeBot, page: PageClient, raw: bytes) -> None:
    bot.behaviour = answers(Answer(raw=raw, status=500, content_type=None))
    interaction = await bot.discord.command("roll")
    told = await page.read(f"interactions/{interaction.id}")

    assert told["answer"]["size"] == len(raw)
    assert isinstance(told["answer"]["body"], str)
    assert told["failure"] == "status 500, where 200 with an answer is expected"
    assert told["rule"] == told["rules"][0]
    assert told["rule"]["link"].startswith("https://docs.discord.com/developers/")


async def test_every_broken_rule_is_told_once(bot: FakeBot, page: PageClient) -> None:
    interaction = await bot.discord.command("roll")
    for _ in range(2):
        await bot.rest.post(bot.hook(interaction.payload), json={}, headers={"User-Agent": "python"})
    told = await page.read(f"interactions/{interaction.id}")

    assert [call["rule"]["text"] for call in told["calls"]] == [told["rules"][0]["text"]] * 2
    assert [rule["text"].split()[0:2] for rule in told["rules"]] == [["A", "message"], ["The", "User-Agent"]]


async def test_a_log_line_without_a_time_stands_last(bot: FakeBot, page: PageClient) -> None:
    interaction = await bot.discord.command("roll")
    bot.discord.add_log({"level": "error", "message": "crash", "interaction_id": interaction.id})
    told = await page.read(f"interactions/{interaction.id}")

    assert told["events"][-1] == {"seconds": None, "text": "error: crash", "kind": "log"}


async def test_the_same_is_sent_again(bot: FakeBot, page: PageClient) -> None:
    interaction = await bot.discord.command("roll")
    begun = (await page.send(f"interactions/{interaction.id}/again"))["id"]

    assert begun != str(interaction.id)
    assert (await page.read(f"interactions/{begun}"))["name"] == "/roll"


async def test_something_is_broken_and_the_page_told_what(bot: FakeBot, page: PageClient) -> None:
    interaction = await bot.discord.command("roll")
    answer = await page.send(f"interactions/{interaction.id}/break", how="signature")

    assert "401" in answer["says"]
    assert (await page.read(f"interactions/{answer['id']}"))["trial"] == "signature"
    sentence = await page.refused(f"interactions/{interaction.id}/break", how="token")
    assert sentence.startswith("this cannot be broken by 'token'; there are: signature, slow, duplicate")
    assert "'how' is missing" in await page.refused(f"interactions/{interaction.id}/break")


async def test_a_test_is_written(bot: FakeBot, page: PageClient) -> None:
    bot.behaviour = says("hello")
    interaction = await bot.discord.command("roll")
    code = (await page.read(f"interactions/{interaction.id}/test"))["code"]

    assert 'result = await bot.slash("roll")' in code
    assert 'assert result.content == "hello"' in code


@pytest.mark.parametrize("tail", ["", "/test", "/again", "/break"])
async def test_what_is_not_there_is_said_to_be_gone(page: PageClient, tail: str) -> None:
    path = f"interactions/1{tail}"
    if tail in ("/again", "/break"):
        assert await page.refused(path) == "there is no such interaction, or no longer"
    else:
        response = await page.http.get(f"/playground/{path}")
        assert (response.status_code, response.json()["error"]) == (400, "there is no such interaction, or no longer")
