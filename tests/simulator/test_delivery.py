import asyncio

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.simulator.discord import Discord
from tests.simulator.fake_bot import Answer, FakeBot, Json, answers, named, says


@pytest.fixture(autouse=True)
def registered(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))


async def test_a_ping_is_answered_and_a_forged_one_refused(bot: FakeBot) -> None:
    genuine, forged = await bot.discord.ping(), await bot.discord.ping(forged=True)

    assert (genuine.ok, genuine.status, genuine.reason) == (True, 200, "")
    assert (forged.ok, forged.status) == (True, 401)
    assert [payload["type"] for payload in bot.received] == [1]


async def test_a_bot_that_verifies_nothing_is_found_out(bot: FakeBot) -> None:
    bot.verifies = False

    forged = await bot.discord.ping(forged=True)

    assert not forged.ok
    assert forged.reason == "status 200 to a wrong signature, where 401 is expected"


async def test_requests_look_like_discords(bot: FakeBot) -> None:
    await bot.discord.command("roll")

    assert bot.headers["user-agent"] == "Discord-Interactions/1.0 (+https://discord.com)"
    assert bot.headers["content-type"] == "application/json"
    assert bot.headers["x-signature-timestamp"] == "1800000000"


async def test_an_answer_by_http_response_becomes_a_message(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")

    assert (interaction.state, interaction.content, interaction.answered_by) == ("answered", "hello", "response")
    assert interaction.failure is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(Answer(status=401), "status 401", id="signature refused"),
        pytest.param(Answer(status=500), "status 500, where 200", id="server error"),
        pytest.param(Answer(status=204, raw=b""), "status 204, where 200", id="no content"),
        pytest.param(Answer(status=307, headers=((b"location", b"/x"),)), "a redirect to '/x'", id="redirect"),
        pytest.param(Answer(raw=b""), "empty body", id="empty"),
        pytest.param(Answer({"type": 5}, content_type=None), "content-type header is missing", id="no content-type"),
        pytest.param(Answer({"type": 5}, content_type="text/html"), "'text/html' is neither", id="wrong content-type"),
        pytest.param(Answer(raw=b"<html>"), "not JSON: b'<html>'", id="not JSON"),
        pytest.param(Answer({"type": 8}), "not allowed for an interaction of type 2", id="wrong type"),
        pytest.param(Answer({"type": 4, "data": {"content": "x" * 2001}}), "data.content: Must be 2000", id="too long"),
        pytest.param(Answer({"type": 4, "data": {}}), "Cannot send an empty message", id="empty message"),
        pytest.param(Answer({"type": 4, "data": {"content": "x" * 150_000}}), "Discord drops it", id="too large"),
    ],
)
async def test_why_the_application_did_not_respond(bot: FakeBot, answer: Answer, reason: str) -> None:
    bot.behaviour = answers(answer)

    interaction = await bot.discord.command("roll")

    assert interaction.state == "failed"
    assert reason in (interaction.failure or "")
    assert interaction.original is None


async def test_a_bot_that_breaks_is_told_from_one_that_is_slow(bot: FakeBot) -> None:
    async def breaks(_: Json) -> Answer:
        raise ZeroDivisionError("division by zero")

    bot.behaviour = breaks
    interaction = await bot.discord.command("roll")

    assert interaction.failure == "the bot's server broke: ZeroDivisionError: division by zero"


async def test_nobody_listening_is_a_failure_at_once() -> None:
    discord = Discord(endpoint="http://127.0.0.1:9/interactions")
    discord.register(named(["roll"]))

    interaction = await discord.command("roll")
    exchange = await discord.ping()

    assert "no connection to the endpoint" in (interaction.failure or "")
    assert not exchange.ok
    await discord.aclose()


async def test_an_answer_after_the_deadline_is_too_late(bot: FakeBot) -> None:
    may_answer = asyncio.Event()

    async def dawdles(_: Json) -> Answer:
        await may_answer.wait()
        return Answer({"type": 4, "data": {"content": "late"}})

    bot.behaviour, bot.discord.deadline = dawdles, 0.02
    interaction = await bot.discord.command("roll")
    may_answer.set()
    await interaction.until(lambda i: i.status)

    assert interaction.failure == "no answer within 0.02 s"
    assert interaction.original is None
    assert "too late" in interaction.timeline[-1][1]


async def test_a_callback_answers_while_the_request_stays_open(bot: FakeBot) -> None:
    may_return = asyncio.Event()

    async def calls_back(interaction: Json) -> Answer:
        response = await bot.rest.post(bot.callback(interaction), json={"type": 4, "data": {"content": "hi"}})
        assert response.status_code == 204
        await may_return.wait()
        return Answer(status=202, raw=b"", content_type=None)

    bot.behaviour, bot.discord.deadline = calls_back, 0.05
    interaction = await bot.discord.command("roll")
    await asyncio.sleep(0.1)
    assert interaction.status is None
    may_return.set()
    await interaction.until(lambda i: i.status)

    assert (interaction.state, interaction.content, interaction.answered_by) == ("answered", "hi", "callback")
    assert interaction.timeline[-1][1] == "HTTP 202 after the callback"


async def test_a_second_answer_in_the_response_is_ignored(bot: FakeBot) -> None:
    async def answers_twice(interaction: Json) -> Answer:
        await bot.rest.post(bot.callback(interaction), json={"type": 4, "data": {"content": "first"}})
        return Answer({"type": 4, "data": {"content": "second"}})

    bot.behaviour = answers_twice
    interaction = await bot.discord.command("roll")
    await interaction.until(lambda i: i.status)

    assert interaction.content == "first"
    assert interaction.timeline[-1][1].endswith("a second answer, ignored")


async def test_202_without_a_callback_fails_at_the_deadline(bot: FakeBot) -> None:
    bot.behaviour, bot.discord.deadline = answers(Answer(status=202, raw=b"")), 0.02

    interaction = await bot.discord.command("roll")

    assert interaction.failure == "202 promised an answer by callback, and none came within 0.02 s"


async def test_files_may_come_in_the_response(bot: FakeBot) -> None:
    request = httpx.Request(
        "POST",
        "http://x.test",
        data={"payload_json": '{"type": 4, "data": {"attachments": [{"id": 0, "description": "a cat"}]}}'},
        files={"files[0]": ("cat.png", b"\x89PNG", "image/png")},
    )
    bot.behaviour = answers(Answer(raw=request.read(), content_type=request.headers["content-type"]))

    interaction = await bot.discord.command("roll")

    assert interaction.original is not None
    [attachment] = interaction.original["attachments"]
    assert (attachment["filename"], attachment["size"], attachment["description"]) == ("cat.png", 4, "a cat")


async def test_many_interactions_run_at_once(bot: FakeBot) -> None:
    arrived = asyncio.Event()

    async def waits_for_all(interaction: Json) -> Answer:
        if len(bot.received) == 50:
            arrived.set()
        await arrived.wait()
        return await says(interaction["id"])(interaction)

    bot.behaviour = waits_for_all
    interactions = await asyncio.gather(*(bot.discord.command("roll") for _ in range(50)))

    assert [i.content for i in interactions] == [str(i.id) for i in interactions]


async def test_closing_gives_up_on_deliveries_under_way(bot: FakeBot) -> None:
    async def never(_: Json) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError

    bot.behaviour = never
    interaction = bot.discord.begin_command("roll")
    await asyncio.sleep(0.01)
    await bot.discord.aclose()

    assert interaction.state == "waiting"


async def test_waiting_in_vain_tells_what_did_happen(bot: FakeBot) -> None:
    interaction = await bot.discord.command("roll")

    with pytest.raises(TimeoutError, match="answered by HTTP response, type 4"):
        await interaction.until(lambda i: i.followups, within=0.01)
    assert interaction.token not in repr(interaction)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 99) | st.sampled_from(["", "x", "4"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["content", "flags", "embeds", "choices", "title", "type"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
RESPONSES = st.fixed_dictionaries({"type": st.sampled_from([4, 5, 7, 8, 9, 12, "4", None])}, optional={"data": JSON})


@given(body=RESPONSES | JSON)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_answered_becomes_an_answer_or_a_failure(bot: FakeBot, body: object) -> None:
    bot.behaviour = answers(Answer(body))

    interaction = await bot.discord.command("roll")

    assert interaction.state in ("answered", "deferred", "failed")
    assert (interaction.state == "failed") == (interaction.failure is not None)
