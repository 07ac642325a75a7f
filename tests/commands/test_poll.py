import asyncio
import dataclasses
from inspect import cleandoc

import pytest

from app import CommandContext, Store
from app.models import ActionRow, Container
from app.stores.memory import MemoryBackend
from app.testing import Result, TestBot
from commands.poll import Poll


def results(poll: Result) -> list[int]:
    """The number behind each bar."""
    return [int(line.split()[-1]) for line in poll.content.splitlines() if line.startswith(("▰", "▱"))]


async def test_a_poll_shows_its_answers_with_empty_bars(bot: TestBot) -> None:
    poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta,Pizza,, Soup")

    assert poll.snapshot() == cleandoc("""
        postern:
          | ## Lunch?
          | **Pizza**
          | ▱▱▱▱▱▱▱▱▱▱ 0   [Vote]
          | **Pasta**
          | ▱▱▱▱▱▱▱▱▱▱ 0   [Vote]
          | **Soup**
          | ▱▱▱▱▱▱▱▱▱▱ 0   [Vote]
          | ───
          | -# 0 votes · anonymous · open
          | [Close the poll]
    """)


async def test_each_vote_changes_the_message(bot: TestBot) -> None:
    poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta, Soup")
    await poll.click("Vote", index=1)
    await poll.click("Vote", index=0, by=bot.actor("Ida"))
    await poll.click("Vote", index=1, by=bot.actor("Leo"))

    assert results(poll) == [1, 2, 0]
    assert "▰▰▰▰▰▰▰▱▱▱ 2" in poll.content
    assert "-# 3 votes" in poll.content


async def test_a_second_vote_takes_the_place_of_the_first(bot: TestBot) -> None:
    poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta")
    for index in (0, 1, 1):
        await poll.click("Vote", index=index)

    assert results(poll) == [0, 1]


async def test_of_votes_that_come_in_at_once_none_is_lost(bot: TestBot) -> None:
    poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta")
    await asyncio.gather(*(poll.click("Vote", by=bot.actor(f"guest {number}")) for number in range(8)))
    last = await poll.click("Vote")

    assert results(last) == [9, 0]


async def test_several_answers_can_be_chosen_and_taken_back(bot: TestBot) -> None:
    poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta, Soup", several=True)
    await poll.select("Pizza", "Soup")
    await poll.select("Soup", by=bot.actor("Ida"))
    assert results(poll) == [1, 0, 2]

    await poll.select()
    assert results(poll) == [0, 0, 1]


async def test_only_who_asked_can_close_a_poll(bot: TestBot) -> None:
    poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta")
    refused = await poll.click("Close the poll", by=bot.actor("Ida"))

    assert refused.content == "This is for the one who asked for it."
    assert refused.ephemeral
    assert poll.content.endswith("open")


@pytest.mark.parametrize("several", [False, True])
async def test_a_closed_poll_keeps_its_results_and_has_nothing_to_press(bot: TestBot, several: bool) -> None:
    poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta", several=several)
    await (poll.select("Pasta") if several else poll.click("Vote", index=1))
    closed = await poll.click("Close the poll")

    assert results(closed) == [0, 1]
    assert closed.content.endswith("-# 1 vote · anonymous · closed")
    (box,) = closed.components
    assert isinstance(box, Container)
    assert not any(isinstance(component, ActionRow) for component in box.components)
    with pytest.raises(LookupError):
        await closed.click("Vote")


class SlowBackend(MemoryBackend):
    """Takes its time to count votes."""

    async def increment(self, key: str, by: int, minimum: int | None, ttl: float | None) -> int:
        if "#" in key:
            await asyncio.sleep(2)
        return await super().increment(key, by, minimum, ttl)


async def test_a_vote_that_is_on_its_way_does_not_open_a_closed_poll(bot: TestBot) -> None:
    bot.provide(Store, Store(SlowBackend(bot.clock.now)))
    poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta")
    voting = asyncio.create_task(poll.click("Vote", by=bot.actor("Ida")))
    await asyncio.sleep(1)
    await poll.click("Close the poll")
    await voting

    assert results(poll) == [1, 0]
    assert poll.content.endswith("-# 1 vote · anonymous · closed")


@pytest.mark.parametrize("several", [False, True])
async def test_whoever_still_sees_a_closed_poll_open_is_shown_that_it_is_closed(bot: TestBot, several: bool) -> None:
    poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta", several=several)
    assert poll.message is not None
    assert poll.message.interaction_metadata is not None
    store, poll_id = await bot.context(CommandContext).get(Store), poll.message.interaction_metadata.id
    kept = await store.get(f"poll:{poll_id}", Poll)
    assert kept is not None
    await store.set(f"poll:{poll_id}", dataclasses.replace(kept, is_open=False))
    shown = await (poll.select("Pasta") if several else poll.click("Vote"))

    assert results(shown) == [0, 0]
    assert shown.content.endswith("closed")


async def test_a_poll_that_is_gone_from_the_store_is_over(bot: TestBot) -> None:
    poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta")
    bot.clock.advance(31 * 86_400)
    refused = await poll.click("Vote")

    assert refused.content == "This poll is over."
    assert refused.ephemeral


async def test_the_largest_poll_fits_into_a_message(bot: TestBot) -> None:
    answers = ",".join(f"{number} {'x' * 97}" for number in range(10))
    poll = await bot.slash("poll", question="?" * 250, answers=answers)
    voted = await poll.click("Vote", index=9)

    assert results(voted) == [0] * 9 + [1]


@pytest.mark.parametrize(
    ("answers", "count"),
    [
        pytest.param("Pizza", 1, id="nothing to choose from"),
        pytest.param("Pizza, Pizza,", 1, id="the same twice"),
        pytest.param(",".join(map(str, range(11))), 11, id="too many"),
    ],
)
async def test_polls_with_too_few_or_too_many_answers_are_refused(bot: TestBot, answers: str, count: int) -> None:
    refused = await bot.slash("poll", question="Lunch?", answers=answers)

    assert refused.content == f"A poll has 2 to 10 answers, and yours has {count}."
    assert refused.ephemeral


async def test_nobody_is_called_by_a_question(bot: TestBot) -> None:
    poll = await bot.slash("poll", question="@everyone, lunch?", answers=f"Pizza, <@{bot.actor('Ida').id}>")

    assert poll.message is not None
    assert not poll.message.mention_everyone
    assert not poll.message.mentions
