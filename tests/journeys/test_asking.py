"""Questions that wait in a real server process: answered there, and told of politely everywhere else."""

from collections.abc import AsyncIterator

import pytest

from tests.journeys.deployments import DRIFT, EXPIRED, Deployments, custom_id_of, deployed, lines_of, seen_alone
from tests.journeys.test_shutdown import SERVERS, turned

ORDER = {"name": "order", "description": "Order something."}


@pytest.fixture
async def bot() -> AsyncIterator[Deployments]:
    async with deployed() as made:
        made.discord.register([ORDER])
        yield made


@pytest.mark.parametrize("how", SERVERS)
async def test_a_click_gets_to_the_one_who_asked_and_what_he_does_comes_behind_it(how: str, bot: Deployments) -> None:
    await bot.start("asking", how=how)
    asked = await bot.discord.command("order")
    assert asked.original is not None
    await bot.click(asked.original, "Large")
    await asked.until(lambda one: one.followups, within=30)

    assert asked.content == "A Large one."
    assert asked.original["components"] == []
    assert [followup["content"] for followup in asked.followups] == ["Here it is."]
    assert (bot.discord.violations, bot.discord.double_answers) == ([], [])


async def test_another_process_tells_politely_that_the_question_is_not_its_own(bot: Deployments) -> None:
    one, other = await bot.start("asking", "asking")
    message = await bot.show("order")
    bot.put_to_work(other)

    assert seen_alone(await bot.click(message, "Small")) == EXPIRED
    bot.put_to_work(one)
    await bot.click(message, "Small")
    await turned(lambda: message["content"] == "A Small one.")
    assert await lines_of(other, DRIFT) == []


async def test_a_process_ends_in_time_though_a_question_waits_and_the_next_one_knows_nothing_of_it(
    bot: Deployments,
) -> None:
    one, other = await bot.start("asking", "asking", POSTERN_GRACE="1")
    message = await bot.show("order")
    # Nobody waits for as long as the question would.
    one.stop()
    bot.put_to_work(other)

    assert custom_id_of(message, "Large").startswith("postern.ask:")
    assert seen_alone(await bot.click(message, "Large")) == EXPIRED
