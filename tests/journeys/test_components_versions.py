"""Components and forms of an older version of the code, and of a newer one that was taken back."""

from collections.abc import AsyncIterator

import pytest

from tests.journeys.deployments import (
    DRIFT,
    GONE,
    Deployments,
    accepted,
    deployed,
    fields_of,
    lines_of,
    said,
    seen_alone,
)

OTHER_PARAMETERS = "another version of its handler made it, with other parameters"


@pytest.fixture
async def bot() -> AsyncIterator[Deployments]:
    async with deployed() as made:
        yield made


async def test_parameters_that_were_added_with_a_default_have_it_for_what_was_sent_before(bot: Deployments) -> None:
    old, new = await bot.start("first", "added")
    message = await bot.show()
    opened = await bot.click(message, "Tell us")
    await bot.stop(old)
    bot.put_to_work(new)

    assert (await bot.pick(message, "ada", "mira")).content == f"{2**60} (all): Ada, Mira"
    assert (await bot.send(opened, text="It broke.", times="2")).content == "7 (urgent: False): It broke. × 2, good"
    reopened = await bot.click(message, "Tell us")
    sent = await bot.send(reopened, text="It holds.", times="1", rating="bad")
    assert sent.content == "7 (urgent: False): It holds. × 1, bad"
    assert said(await bot.click(message, "Roll again")) == "2d6+0"
    # What the new version has put into the old one's message, it reads as its own.
    assert said(await bot.click(message, "Roll again")) == "3d6+0"
    assert not await lines_of(new, DRIFT)


async def test_a_version_that_is_taken_back_leaves_its_components_behind_and_the_old_ones_work(
    bot: Deployments,
) -> None:
    old, new = await bot.start("first", "added")
    message = await bot.show()
    bot.put_to_work(new)
    newer = await bot.show()
    opened = await bot.click(newer, "Tell us")
    await bot.stop(new)
    bot.put_to_work(old)

    assert said(await bot.click(message, "Roll again")) == "2d6"
    for label in ("Roll again", "Tell us"):
        assert seen_alone(await bot.click(newer, label)) == GONE
    assert seen_alone(await bot.send(opened, text="It broke.", times="2")) == GONE
    assert seen_alone(await bot.pick(newer, "ada")) == GONE
    lines = await lines_of(old, DRIFT)
    assert [OTHER_PARAMETERS in line for line in lines] == [True] * 4
    assert "Traceback" not in old.log()


async def test_what_an_older_version_sent_and_a_newer_one_cannot_read_is_answered_politely(bot: Deployments) -> None:
    old, new = await bot.start("first", "changed")
    message = await bot.show()
    await bot.stop(old)
    bot.put_to_work(new)

    renamed, gone, removed = [await bot.click(message, label) for label in ("Roll again", "Hurry", "Tell us")]
    retyped = await bot.pick(message, "ada")

    for used in (renamed, gone, removed, retyped):
        assert seen_alone(used) == GONE
    assert message["content"] == "2d6"
    lines = await lines_of(new, DRIFT)
    assert [OTHER_PARAMETERS in line for line in lines] == [True, False, True, False]
    assert "'hurry'" in lines[1]
    assert "what has this name now is a button" in lines[3]
    assert "Traceback" not in new.log()


async def test_a_form_of_an_older_version_that_lacks_a_field_is_opened_again_with_what_was_entered(
    bot: Deployments,
) -> None:
    old, new = await bot.start("first", "changed")
    opened = accepted(await bot.discord.command("ask"))
    await bot.stop(old)
    bot.put_to_work(new)

    refused = await bot.refuse(opened, text="It broke.", times="2")
    assert "`Where?` is missing" in refused["content"]
    reopened = await bot.click(refused, "Edit and send again")
    assert fields_of(reopened) == {"text": "It broke.", "where": None}
    assert (await bot.send(reopened, where="Here.")).content == "8: It broke. Here."
    assert not await lines_of(new, DRIFT)
