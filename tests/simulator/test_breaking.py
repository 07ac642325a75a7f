"""What can go wrong on purpose, tried with the tutorial's commands: a good bot copes with all of it."""

import pytest

from app.simulator.breaking import BREAKS, breaks_of, send_again, send_broken
from app.simulator.interaction import Interaction
from app.testing import TestBot, virtual_time
from tests.simulator.fake_bot import Answer, FakeBot, answers, named


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


async def done(bot: TestBot, name: str) -> Interaction:
    interaction = await bot.discord.command(name)
    await bot.settle()
    return interaction


async def clicked(bot: TestBot) -> Interaction:
    """A click on the button below a roll."""
    rolled = await done(bot, "roll")
    assert rolled.original is not None
    return await bot.discord.click(rolled.original, rolled.original["components"][0]["components"][0]["custom_id"])


async def broken(bot: TestBot, before: Interaction, how: str) -> Interaction:
    begun, says = send_broken(bot.discord, before, how)
    assert says == next(one.explains for one in BREAKS if one.how == how)
    await begun.until(lambda one: one.state != "waiting")
    await bot.settle()
    return begun


def hows(bot: TestBot, interaction: Interaction) -> set[str]:
    return {one.how for one in breaks_of(bot.discord, interaction)}


async def test_only_what_fits_is_offered(tutorial: TestBot) -> None:
    everywhere = {"signature", "slow", "duplicate"}

    assert hows(tutorial, await done(tutorial, "roll")) == everywhere
    assert hows(tutorial, await clicked(tutorial)) == everywhere | {"custom_id", "unknown_custom_id"}
    assert hows(tutorial, await done(tutorial, "simulate")) == everywhere | {"rate_limit", "server_error", "token"}
    with pytest.raises(LookupError, match="cannot be broken by 'token'"):
        send_broken(tutorial.discord, await done(tutorial, "roll"), "token")


async def test_a_forged_signature_is_refused_and_the_record_says_so(tutorial: TestBot) -> None:
    begun = await broken(tutorial, await done(tutorial, "roll"), "signature")

    assert begun.status == 401
    assert begun.failure == "its signature was forged, and the bot refused it with status 401, as it must"
    assert begun.rule is None


async def test_a_bot_that_takes_a_forged_signature_is_told_the_rule(bot: FakeBot) -> None:
    bot.verifies = False
    bot.discord.register(named(["roll"]))
    begun, _ = send_broken(bot.discord, await bot.discord.command("roll"), "signature")
    await begun.until(lambda one: one.state != "waiting")

    assert begun.failure == "status 200 to a wrong signature, where 401 is expected"
    assert begun.rule is not None
    assert begun.rule.key == "forged_accepted"
    assert begun.original is None


async def test_on_a_slow_network_the_users_seconds_run_while_the_request_is_on_its_way(tutorial: TestBot) -> None:
    begun = await broken(tutorial, await done(tutorial, "roll"), "slow")

    assert begun.state == "answered"
    assert begun.answer_seconds == pytest.approx(2.5, abs=0.01)


async def test_a_slow_bot_is_too_late_on_a_slow_network(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))
    before = await bot.discord.command("roll")
    bot.behaviour = answers(Answer(status=202, raw=b""))
    begun, _ = send_broken(bot.discord, before, "slow")
    await begun.until(lambda one: one.state != "waiting")

    assert begun.rule is not None
    assert (begun.rule.key, round(begun.age, 2)) == ("deadline", 3.0)


async def test_a_request_that_comes_twice_is_answered_once(tutorial: TestBot) -> None:
    before = await done(tutorial, "simulate")
    begun = await broken(tutorial, before, "duplicate")

    assert begun.content is not None
    assert "came most often" in begun.content
    assert len(begun.edits) == len(before.edits)
    assert any("the copy of the request was answered with HTTP 200" in text for _, text in begun.timeline)


@pytest.mark.parametrize(("how", "status"), [("rate_limit", 429), ("server_error", 502)])
async def test_rest_calls_that_fail_once_are_made_again(tutorial: TestBot, how: str, status: int) -> None:
    begun = await broken(tutorial, await done(tutorial, "simulate"), how)

    made = [
        call.outcome.status for call in tutorial.discord.requests if call.interaction_id == begun.id and call.outcome
    ]
    assert made[:2] == [status, 200]
    assert begun.content is not None
    assert "came most often" in begun.content


async def test_what_goes_wrong_with_one_interaction_leaves_others_alone(tutorial: TestBot) -> None:
    before = await done(tutorial, "simulate")
    send_broken(tutorial.discord, before, "rate_limit")
    other = await done(tutorial, "simulate")
    await tutorial.settle()

    statuses = {
        call.interaction_id: call.outcome.status for call in reversed(tutorial.discord.requests) if call.outcome
    }
    assert statuses.pop(other.id) == 200
    assert sorted(filter(None, statuses.values())) == [200, 429]


async def test_an_expired_token_takes_the_first_answer_and_no_edit(
    tutorial: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    begun = await broken(tutorial, await done(tutorial, "simulate"), "token")

    assert begun.state == "deferred"
    rules = {call.rule.key for call in tutorial.discord.requests if call.interaction_id == begun.id and call.rule}
    assert rules == {"expired_token"}
    assert "50027" in caplog.text


@pytest.mark.parametrize("how", ["custom_id", "unknown_custom_id"])
async def test_a_component_of_another_version_is_explained_to_the_user(tutorial: TestBot, how: str) -> None:
    before = await clicked(tutorial)
    begun = await broken(tutorial, before, how)

    custom_id, old = begun.payload["data"]["custom_id"], before.payload["data"]["custom_id"]
    assert custom_id != old
    assert (custom_id.partition(":")[0] == old.partition(":")[0]) == (how == "custom_id")
    assert begun.payload["message"]["components"][0]["components"][0]["custom_id"] == custom_id
    assert before.payload["data"]["custom_id"] == old
    assert begun.content is not None
    assert "older version" in begun.content


async def test_the_same_is_sent_again_with_an_id_and_a_token_of_its_own(tutorial: TestBot) -> None:
    before = await tutorial.discord.command("roll", {"dice": 3})
    again = send_again(tutorial.discord, before)
    await again.until(lambda one: one.state != "waiting")

    assert (again.name, again.payload["data"]) == (before.name, before.payload["data"])
    assert (again.id, again.token) != (before.id, before.token)
    assert again.original is not before.original


async def test_a_component_is_used_again_on_its_message_as_that_stands_now(tutorial: TestBot) -> None:
    before = await clicked(tutorial)
    assert before.source is not None
    before.source["content"] = "as it stands now"
    again = send_again(tutorial.discord, before)
    assert again.payload["message"]["content"] == "as it stands now"

    before.source["components"] = []
    again = send_again(tutorial.discord, before)
    assert again.payload["message"] == before.payload["message"]
    await tutorial.settle()


async def test_a_form_is_sent_again_by_who_opened_it(tutorial: TestBot) -> None:
    opened = await done(tutorial, "feedback")
    sent = await tutorial.discord.submit(opened, {"rating": "Good", "topics": ["speed"], "text": "Fine."})
    again = send_again(tutorial.discord, sent)
    await again.until(lambda one: one.state != "waiting")

    assert again.opener is opened
    assert opened.submission is again
    assert sent.original is not None
    assert again.original is not None
    assert again.original["embeds"] == sent.original["embeds"]


async def test_what_discord_does_itself_is_done_by_discord_again(bot: FakeBot) -> None:
    bot.discord.register([{"name": "Launch", "type": 4, "handler": 2}])
    before = await bot.discord.entry_point()

    assert breaks_of(bot.discord, before) == []
    again = send_again(bot.discord, before)
    assert (again.state, bot.received) == ("answered", [])
