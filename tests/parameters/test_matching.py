"""What autocompleters are made of."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.parameters.matching import MOST_KEPT, cached, match
from app.parameters.option import Autocompleter, Choice

NOBODY = cast("Any", None)
"""Stands for the context, which these autocompleters do not look at."""


def test_the_best_come_first_and_keep_their_order_within_a_rank() -> None:
    candidates = ["trap", "a raft", "craft", "Rap", "rapid", "raw paper", "RAPTOR", "wrap", "the rap", "nothing"]

    assert match("rap", candidates) == ["Rap", "rapid", "RAPTOR", "the rap", "trap", "wrap", "raw paper"]


@pytest.mark.parametrize(
    ("typed", "candidate"),
    [("STRASSE", "straße"), ("ß", "GROSS"), (" tea ", "Tea"), ("é", "CAFÉ"), ("nyc", "New York City"), ("b", "a-b")],
)
def test_case_and_spaces_around_do_not_matter(typed: str, candidate: str) -> None:
    assert match(typed, [candidate]) == [candidate]


def test_letters_must_stand_in_order() -> None:
    assert match("cba", ["abc", "cb", "c-b-a", "ccbbaa"]) == ["c-b-a", "ccbbaa"]
    assert match("aa", ["a"]) == []


def test_a_later_word_counts_as_a_word() -> None:
    assert match("an", ["banana split", "banana and more"]) == ["banana and more", "banana split"]


def test_pairs_and_choices_are_found_by_their_names() -> None:
    pairs = [("Pear", 1), ("Apple", 2)]
    choices = [Choice("Pear", "x"), Choice("Apple", "pear")]

    assert match("app", pairs) == [("Apple", 2)]
    assert match("pear", choices) == [choices[0]]


def test_nothing_typed_gives_the_first_25() -> None:
    assert match("", (str(number) for number in range(100))) == [str(number) for number in range(25)]
    assert match("  ", ["a"]) == ["a"]
    assert match("x", []) == []


@given(st.text(), st.lists(st.text()))
def test_what_is_found_stands_among_the_candidates(typed: str, candidates: list[str]) -> None:
    found = match(typed, candidates)

    assert len(found) <= 25
    left = list(candidates)
    for one in found:
        left.remove(one)


# ── suggestions that are kept ──


async def suggested(suggest: Autocompleter, typed: str, *before: object, **more: object) -> list[Any]:
    made: Any = suggest(*before, NOBODY, typed, **more)
    return list(await made)


def sync(ctx: object, value: str) -> list[str]:
    asked.append(value)
    return [value, value, "end"]


async def coroutine(ctx: object, value: str) -> list[str]:
    return sync(ctx, value)


def generator(ctx: object, value: str) -> Iterator[str]:
    yield from sync(ctx, value)


async def async_generator(ctx: object, value: str) -> AsyncIterator[str]:
    for one in sync(ctx, value):
        yield one


asked: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    asked.clear()


@pytest.mark.parametrize("suggest", [sync, coroutine, generator, async_generator])
async def test_a_text_is_asked_for_once(suggest: Autocompleter) -> None:
    kept = cached(suggest)

    assert [await suggested(kept, typed) for typed in ("a", "b", "a")] == [["a", "end"], ["b", "end"], ["a", "end"]]
    assert asked == ["a", "b"]


async def test_no_more_is_kept_than_can_be_shown() -> None:
    @cached
    async def endless(ctx: object, value: str) -> AsyncIterator[str]:
        number = 0
        while True:
            yield str(number // 2)
            number += 1

    assert await suggested(endless, "") == [str(number) for number in range(25)]


async def test_what_was_not_asked_for_longest_goes_first() -> None:
    kept = cached(coroutine)
    for number in range(MOST_KEPT):
        await suggested(kept, str(number))
    await suggested(kept, "0")
    await suggested(kept, "new")
    asked.clear()

    for typed in ("0", "new", "1"):
        await suggested(kept, typed)
    assert asked == ["1"]


async def test_what_it_raises_is_not_kept() -> None:
    @cached
    async def fails(ctx: object, value: str) -> list[str]:
        asked.append(value)
        if len(asked) == 1:
            raise ValueError("not yet")
        return ["now"]

    with pytest.raises(ValueError, match="not yet"):
        await suggested(fails, "a")
    assert await suggested(fails, "a") == ["now"]


async def test_what_is_cancelled_is_not_kept() -> None:
    @cached
    async def slow(ctx: object, value: str) -> list[str]:
        asked.append(value)
        await asyncio.sleep(0)
        return [value]

    task = asyncio.create_task(suggested(slow, "a"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await suggested(slow, "a") == ["a"]
    assert asked == ["a", "a"]


async def test_dependencies_are_handed_on() -> None:
    @cached
    async def suggest(ctx: object, value: str, table: dict[str, str]) -> list[str]:
        return [table[value]]

    assert await suggested(suggest, "a", table={"a": "apple"}) == ["apple"]


class Shop:
    def __init__(self, name: str) -> None:
        self.name = name

    @cached
    async def suggest(self, ctx: object, value: str) -> list[str]:
        asked.append(value)
        return [f"{value} of {self.name}"]


async def test_a_method_keeps_the_suggestions_of_each_instance_apart() -> None:
    first, second = Shop("Ada"), Shop("Ben")
    suggest: Any = Shop.suggest

    assert await suggested(suggest, "tea", first) == ["tea of Ada"]
    assert await suggested(suggest, "tea", second) == ["tea of Ben"]
    assert await suggested(suggest, "tea", first) == ["tea of Ada"]
    assert asked == ["tea", "tea"]
    # One that is gone does not leave its place to another that happens to have the same identity.
    for _ in range(3):
        assert await suggested(suggest, "tea", Shop(str(len(asked)))) == [f"tea of {len(asked) - 1}"]
        gc.collect()
