"""The questions of a process: which are found, who claims one, and how many there are."""

import asyncio

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.context.waiting import ASKED, MOST_REMEMBERED, MOST_WAITING, Answer, Question, Waiting
from app.errors import ComponentExpired

SIZES = ["Small", "Large"]


async def test_a_question_is_found_until_it_is_given_up() -> None:
    waiting, asked = Waiting(), Question(SIZES)
    waiting.expect(asked)

    assert waiting.find(f"{ASKED}{asked.key}:0") is asked
    assert waiting.give_up(asked)
    assert not waiting.give_up(asked)
    with pytest.raises(ComponentExpired) as caught:
        waiting.find(f"{ASKED}{asked.key}:0")
    assert caught.value.custom_id == f"{ASKED}{asked.key}:0"


async def test_one_user_claims_a_question_and_from_then_on_nobody_gives_it_up() -> None:
    waiting, asked = Waiting(), Question(SIZES)
    waiting.expect(asked)

    assert waiting.claim(asked, 7)
    assert not waiting.claim(asked, 8)
    assert not waiting.give_up(asked)
    assert asked.answered_by == 7
    assert waiting.find(f"{ASKED}{asked.key}:1") is asked


async def test_a_question_is_settled_once_and_nobody_need_wait_for_it() -> None:
    asked, left = Question(SIZES), Question(SIZES)
    asked.settle(Answer(1, is_shown=True))
    asked.settle(None)
    left.answer.cancel()
    left.settle(None)

    assert await asked.answer == (1, True)


async def test_no_two_questions_share_a_key() -> None:
    assert len({Question(SIZES).key for _ in range(100)}) == 100


def read(custom_id: str, values: list[str], labels: list[str]) -> int | None:
    async def ask() -> int | None:
        return Question(labels).read(custom_id, values)

    return asyncio.run(ask())


@given(st.text(max_size=100), st.lists(st.text(max_size=3), max_size=2))
@example("postern.ask:key:25", [])
@example("postern.ask:key:menu", ["25"])
@example("postern.ask:key:-1", [])
@example("postern.ask:key:٣", [])
def test_whatever_a_click_brings_is_one_of_the_choices_or_none(custom_id: str, values: list[str]) -> None:
    labels = [str(number) for number in range(25)]
    found = read(custom_id, values, labels)
    last = custom_id.rpartition(":")[2]
    named = values[0] if last == "menu" and len(values) == 1 else last

    assert found == (labels.index(named) if named in labels else None)


# ── how many ──


async def test_beyond_the_limit_the_oldest_question_is_given_up() -> None:
    waiting = Waiting()
    questions = [Question(SIZES) for _ in range(MOST_WAITING + 1)]
    for one in questions:
        waiting.expect(one)

    assert len(waiting) == MOST_WAITING
    assert questions[0].answer.result() is None
    assert not questions[1].answer.done()


async def test_of_those_answered_the_newest_are_remembered() -> None:
    waiting = Waiting()
    questions = [Question(SIZES) for _ in range(MOST_REMEMBERED + 1)]
    for one in questions:
        waiting.expect(one)
        waiting.claim(one, 7)

    with pytest.raises(ComponentExpired):
        waiting.find(f"postern.ask:{questions[0].key}:0")
    assert waiting.find(f"postern.ask:{questions[1].key}:0") is questions[1]
    assert len(waiting) == 0
