import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from app.rest.paging import Page, check_direction, follow, paginate


class Numbers:
    """A list of numbers above others, as Discord would give it."""

    def __init__(self, count: int) -> None:
        self.asked: list[tuple[int, int | None]] = []
        self._numbers = range(1, count + 1)

    async def read(self, count: int, behind: int | None) -> Sequence[int]:
        self.asked.append((count, behind))
        return [number for number in self._numbers if number > (behind or 0)][:count]

    async def read_half(self, count: int, behind: int | None) -> Page[int]:
        """Give fewer than there are, and say so."""
        items = await self.read(count, behind)
        return Page(items[: len(items) // 2 or 1], len(items) > 1)


@pytest.mark.parametrize(
    ("count", "limit", "start", "asked"),
    [
        pytest.param(0, None, None, [(10, None)], id="nothing"),
        pytest.param(25, None, None, [(10, None), (10, 10), (10, 20)], id="the last page is not full"),
        pytest.param(20, None, None, [(10, None), (10, 10), (10, 20)], id="every page is full"),
        pytest.param(25, 12, None, [(10, None), (2, 10)], id="no more than are wanted"),
        pytest.param(25, 10, None, [(10, None)], id="one page is enough"),
        pytest.param(25, 0, None, [], id="none is wanted"),
        pytest.param(25, None, 18, [(10, 18)], id="from the middle"),
    ],
)
async def test_a_list_is_read_page_by_page(
    count: int, limit: int | None, start: int | None, asked: list[tuple[int, int | None]]
) -> None:
    numbers = Numbers(count)
    found = [number async for number in paginate(numbers.read, size=10, limit=limit, start=start, cursor=int)]

    assert found == list(range(1, count + 1))[start or 0 :][:limit]
    assert numbers.asked == asked


def test_a_list_is_read_one_way() -> None:
    check_direction("bans", None, 5)
    check_direction("bans", 0, None)
    with pytest.raises(ValueError, match="bans are listed before an id or after one"):
        check_direction("bans", 0, 5)


@pytest.mark.parametrize(("before", "after"), [(dt.datetime(2026, 1, 1), None), (None, dt.datetime(2026, 1, 1))])
def test_a_list_is_read_from_an_id_and_it_is_said_how_to_make_one_of_a_time(before: Any, after: Any) -> None:
    with pytest.raises(TypeError, match=r"bans are listed before an id or after one; Snowflake\.at"):
        check_direction("bans", before, after)


async def test_nothing_is_read_before_somebody_goes_through_it() -> None:
    numbers = Numbers(25)
    pages = paginate(numbers.read, size=10, limit=None, start=None, cursor=int)
    assert not numbers.asked

    assert await anext(pages) == 1
    assert numbers.asked == [(10, None)]


@pytest.mark.parametrize("limit", [None, 7, 40])
async def test_a_list_goes_on_while_discord_says_so(limit: int | None) -> None:
    numbers = Numbers(25)
    found = [number async for number in follow(numbers.read_half, size=10, limit=limit, start=None, cursor=int)]

    assert found == list(range(1, 26))[:limit]


async def test_a_page_that_holds_more_than_was_asked_for_is_cut() -> None:
    async def read(count: int, behind: int | None) -> Page[int]:
        return Page([1, 2], True)

    assert [number async for number in follow(read, size=10, limit=1, start=None, cursor=int)] == [1]


async def test_an_empty_page_is_the_last_one_whatever_discord_says() -> None:
    async def read(count: int, behind: int | None) -> Page[int]:
        return Page([], True)

    assert not [number async for number in follow(read, size=10, limit=None, start=None, cursor=int)]
