"""How bots cope with what was broken on purpose is judged: the tutorial's well, careless ones as they deserve."""

import asyncio

import pytest

from app.simulator.breaking import send_broken
from app.simulator.interaction import Interaction
from app.simulator.page_view import interaction_view
from app.simulator.verdicts import Verdict, verdict
from app.testing import TestBot, virtual_time
from tests.simulator.fake_bot import Answer, FakeBot, Json, answers, named, says


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def careless(bot: FakeBot) -> FakeBot:
    bot.discord.register(named(["roll"]))
    return bot


async def judged(bot: FakeBot, how: str, before: Interaction | None = None) -> Verdict:
    """Break a command, and give what is said of it in the end."""
    begun, _ = send_broken(bot.discord, before or await bot.discord.command("roll"), how)
    await begun.until(lambda one: one.state != "waiting")
    await asyncio.sleep(5)
    found = verdict(bot.discord, begun)
    assert found is not None
    return found


async def test_the_tutorial_passes_whatever_is_tried(tutorial: TestBot) -> None:
    discord = tutorial.discord
    rolled = await discord.command("roll")
    assert rolled.original is not None
    clicked = await discord.click(rolled.original, rolled.original["components"][0]["components"][0]["custom_id"])
    simulated = await discord.command("simulate")
    await tutorial.settle()
    said = {}
    for before, how in (
        *((rolled, how) for how in ("signature", "slow", "duplicate")),
        *((simulated, how) for how in ("rate_limit", "server_error", "token")),
        *((clicked, how) for how in ("custom_id", "unknown_custom_id")),
    ):
        begun, _ = send_broken(discord, before, how)
        await begun.until(lambda one: one.state != "waiting")
        await tutorial.settle()
        view = interaction_view(discord, begun)
        assert view["trial_passed"] is True, (how, view["trial_says"])
        said[how] = view["trial_says"]

    assert said["signature"] == "The bot refused it, as it should."
    assert said["slow"].startswith("The bot answered in time, 2.5")
    assert said["server_error"] == "The bot made the call again, and it went through."
    assert said["token"].startswith("The bot stopped")
    assert interaction_view(discord, rolled)["trial_passed"] is None
    assert verdict(discord, rolled) is None


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (200, "The bot accepted a forged signature, where Discord expects status 401."),
        (500, "The bot answered a forged signature with status 500, where Discord expects status 401."),
    ],
)
async def test_a_forged_signature_that_is_not_refused_is_a_failure(careless: FakeBot, status: int, words: str) -> None:
    before = await careless.discord.command("roll")
    careless.verifies = False
    careless.behaviour = answers(Answer({"type": 4, "data": {"content": "hi"}}, status=status))

    assert await judged(careless, "signature", before) == (False, words)


async def test_a_refused_forgery_is_no_failure_in_its_timeline(careless: FakeBot) -> None:
    begun, _ = send_broken(careless.discord, await careless.discord.command("roll"), "signature")
    await begun.until(lambda one: one.state != "waiting")

    assert "failed" not in [event.kind for event in begun.events]
    assert begun.answered_after is None


async def test_an_answer_that_does_not_come_is_told(careless: FakeBot) -> None:
    before = await careless.discord.command("roll")
    careless.behaviour = answers(Answer(status=202, raw=b""))
    found = await judged(careless, "slow", before)

    assert found.passed is False
    assert found.says.startswith("The user got no answer: 202 promised an answer")


async def test_two_different_answers_to_the_same_request_are_work_done_twice(careless: FakeBot) -> None:
    before = await careless.discord.command("roll")

    async def count(_: Json) -> Answer:
        return Answer({"type": 4, "data": {"content": f"number {len(careless.received)}"}})

    careless.behaviour = count

    assert await judged(careless, "duplicate", before) == (
        False,
        "The bot gave two different answers, so it did its work twice.",
    )
    careless.behaviour = says("always this")
    assert (await judged(careless, "duplicate", before)).passed is True


async def test_a_followup_that_is_sent_twice_is_work_done_twice(careless: FakeBot) -> None:
    before = await careless.discord.command("roll")
    tasks = []

    async def follow(interaction: Json) -> None:
        await asyncio.sleep(1)
        await careless.rest.post(careless.hook(interaction), json={"content": "more"})

    async def respond(interaction: Json) -> Answer:
        tasks.append(asyncio.create_task(follow(interaction)))
        return Answer({"type": 4, "data": {"content": "hello"}})

    careless.behaviour = respond

    assert await judged(careless, "duplicate", before) == (
        False,
        "The bot did its work twice: it sent the same by POST more than once.",
    )


@pytest.mark.parametrize(
    ("how", "pause", "passed", "beginning"),
    [
        ("rate_limit", None, None, "A REST call got 429, and the bot has not made it again"),
        ("rate_limit", 0.2, False, "The bot was told to wait 1 s, and called again after 0.20 s"),
        ("rate_limit", 1.2, True, "The bot waited 1.20 s"),
        ("server_error", None, None, "POST got 502, and was not made again"),
        ("server_error", 0.2, True, "The bot made the call again"),
        ("token", None, True, "The bot stopped when"),
        ("token", 0.2, True, "The bot stopped; one call more"),
    ],
)
async def test_a_rest_call_that_fails_is_made_again_as_it_should_be(
    careless: FakeBot, how: str, pause: float | None, passed: bool | None, beginning: str
) -> None:
    tasks = []

    async def follow(interaction: Json) -> None:
        await asyncio.sleep(0.5)
        response = await careless.rest.post(careless.hook(interaction), json={"content": "more"})
        if not response.is_success and pause is not None:
            await asyncio.sleep(pause)
            await careless.rest.post(careless.hook(interaction), json={"content": "more"})

    async def respond(interaction: Json) -> Answer:
        tasks.append(asyncio.create_task(follow(interaction)))
        return Answer({"type": 4, "data": {"content": "hello"}})

    careless.behaviour = respond
    before = await careless.discord.command("roll")
    await asyncio.sleep(2)
    found = await judged(careless, how, before)

    assert found.passed is passed, found.says
    assert found.says.startswith(beginning)


async def test_a_bot_that_goes_on_with_an_expired_token_is_told_so(careless: FakeBot) -> None:
    tasks = []

    async def follow(interaction: Json) -> None:
        for number in range(3):
            await asyncio.sleep(0.5)
            await careless.rest.post(careless.hook(interaction), json={"content": f"part {number}"})

    async def respond(interaction: Json) -> Answer:
        tasks.append(asyncio.create_task(follow(interaction)))
        return Answer({"type": 4, "data": {"content": "hello"}})

    careless.behaviour = respond
    before = await careless.discord.command("roll")
    await asyncio.sleep(2)

    assert await judged(careless, "token", before) == (
        False,
        "The bot went on after the refusal: 3 calls with the expired token.",
    )
