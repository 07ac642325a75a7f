"""Answers that are kept for a while."""

import asyncio
import contextvars

import pytest

from app.rest import memo
from app.rest.memo import Memo
from app.telemetry.logs import interaction_id
from app.testing import VirtualTimeLoop

asker: contextvars.ContextVar[str] = contextvars.ContextVar("asker", default="nobody")


class Source:
    """Answers after a second, with how often it was asked.

    Attributes:
        asked: The keys that it was asked for.
        fails: Whether it raises instead.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = False
        self.asker = ""

    async def __call__(self, key: str) -> int:
        self.asked.append(key)
        self.asker = asker.get()
        number = len(self.asked)
        await asyncio.sleep(1)
        if self.fails:
            raise LookupError(key)
        return number


@pytest.fixture
def source() -> Source:
    return Source()


async def test_an_answer_is_good_for_a_while(source: Source) -> None:
    kept = Memo(source, 60)

    assert await kept.get("a") == 1
    await asyncio.sleep(59)
    assert await kept.get("a") == 1
    await asyncio.sleep(1)
    assert await kept.get("a") == 2


async def test_answers_are_kept_by_what_was_asked_for(source: Source) -> None:
    kept = Memo(source, 60)

    assert await asyncio.gather(*(kept.get(key) for key in "aabab")) == [1, 1, 2, 1, 2]
    assert source.asked == ["a", "b"]


async def test_a_failure_reaches_all_who_wait_and_is_not_kept(source: Source) -> None:
    kept = Memo(source, 60)
    source.fails = True

    both = await asyncio.gather(kept.get("a"), kept.get("a"), return_exceptions=True)
    assert [type(one) for one in both] == [LookupError, LookupError]
    source.fails = False
    assert await kept.get("a") == 2


async def test_who_gives_up_takes_nothing_from_the_others(source: Source) -> None:
    kept = Memo(source, 60)
    impatient = asyncio.create_task(kept.get("a"))
    patient = asyncio.create_task(kept.get("a"))
    await asyncio.sleep(0.5)

    impatient.cancel()

    assert await patient == 1
    assert impatient.cancelled()


async def test_with_the_last_who_waits_the_request_is_given_up(source: Source) -> None:
    """Where the host freezes the process behind its response, it would be left behind."""
    kept = Memo(source, 60)
    tasks = asyncio.all_tasks()

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(kept.get("a"), 0.5)
    await asyncio.sleep(0)

    assert asyncio.all_tasks() == tasks
    assert await kept.get("a") == 2


async def test_a_failure_that_nobody_waits_for_any_more_is_silent(source: Source) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, complaint: complaints.append(complaint))
    kept = Memo(source, 60)
    source.fails = True

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(kept.get("a"), 0.5)
    await asyncio.sleep(1)

    assert not complaints
    assert not kept._asking


async def test_a_request_for_all_does_not_count_as_the_work_of_one(source: Source) -> None:
    asker.set("an interaction")

    await Memo(source, 60).get("a")

    assert source.asker == "nobody"


async def test_a_request_that_an_interaction_waits_for_goes_before_bulk_work() -> None:
    working_for: list[int | None] = []

    async def ask(key: str) -> None:
        working_for.append(interaction_id.get())

    interaction_id.set(5)
    await Memo(ask, 60).get("a")

    assert working_for == [5]


async def test_the_oldest_answer_goes_where_there_are_too_many(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memo, "MOST_KEPT", 2)
    kept = Memo(source, 60)

    for key in "abc":
        await kept.get(key)

    assert await kept.get("c") == 3
    assert await kept.get("b") == 2
    assert await kept.get("a") == 4


def test_a_request_of_a_loop_that_stands_still_is_made_again(source: Source) -> None:
    """Serverless hosts freeze a loop with what runs on it, and bring another one with the next call."""
    kept = Memo(source, 60)

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(kept.get("a"), 0.5)

    frozen = VirtualTimeLoop()
    frozen.run_until_complete(give_up())
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as second:
        assert second.run(kept.get("a")) == 2

    frozen.run_until_complete(asyncio.sleep(1))
    frozen.close()
    assert not kept._asking
