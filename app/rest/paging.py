"""Long lists, read page by page while somebody goes through them."""

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
C = TypeVar("C")


class Page(NamedTuple, Generic[T]):
    """A part of a list, of which Discord says whether it goes on."""

    items: Sequence[T]
    has_more: bool


def check_direction(what: str, before: int | None, after: int | None) -> None:
    """See to it that a list is read from an id, and one way: Discord would pass over the other end in silence.

    Raises:
        TypeError: If a time is given.
        ValueError: If both ends are given.
    """
    if any(isinstance(end, dt.datetime) for end in (before, after)):
        raise TypeError(f"{what} are listed before an id or after one; Snowflake.at(…) makes one of a time")
    if before is not None and after is not None:
        raise ValueError(f"{what} are listed before an id or after one; leave before or after out")


def paginate(
    read: Callable[[int, C | None], Awaitable[Sequence[T]]],
    *,
    size: int,
    limit: int | None,
    start: C | None,
    cursor: Callable[[T], C],
) -> AsyncIterator[T]:
    """Go through a list that Discord gives in pages, the last of which is not full.

    Args:
        read: Reads a page: how many at most, and behind what; None for the
            first one.
        size: The most that Discord gives at once.
        limit: How many at most; None for all.
        start: Behind what to begin.
        cursor: Gives what the next page begins behind, an id as a rule, of the
            last item of a page.
    """

    async def read_page(count: int, behind: C | None) -> Page[T]:
        items = await read(count, behind)
        return Page(items, len(items) >= count)

    return follow(read_page, size=size, limit=limit, start=start, cursor=cursor)


async def follow(
    read: Callable[[int, C | None], Awaitable[Page[T]]],
    *,
    size: int,
    limit: int | None,
    start: C | None,
    cursor: Callable[[T], C],
) -> AsyncIterator[T]:
    """Go through a list of which each page says whether there are more; otherwise as `paginate`."""
    left = limit
    while left is None or left > 0:
        count = size if left is None else min(size, left)
        page = await read(count, start)
        for item in page.items[:count]:
            yield item
        if not page.items or not page.has_more:
            return
        start = cursor(page.items[-1])
        left = None if left is None else left - len(page.items)
