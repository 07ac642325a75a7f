"""
The line before a gate: who waits to be let through, and who goes first.

A line has three lanes, and nobody of a lane goes before all of the lanes before
it have gone:

1. answers to interactions: a user waits for them, and their token lives shortly;
2. whatever else is done for the sake of an interaction;
3. all other work.

Within a lane the order of arrival is kept. Who was refused by a 429 stands at
the head of his lane again.
"""

import asyncio
import math
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.errors import RateLimited
from app.rest.ratelimit import DEFAULT_WAIT, Bucket, Gate

G = TypeVar("G", bound=Gate)

LONGEST_WAIT = 60.0
"""Seconds of a closed gate that are waited for; a longer one is raised."""
LANES = 3
"""How many lanes there are; the first goes first."""


@dataclass(slots=True, eq=False, repr=False)
class Claim:
    """One request, as a limiter sees it; the same for all of its attempts.

    Attributes:
        method: HTTP method, for errors.
        shown: Path without secrets, for errors.
        route: Method and template.
        major: Major part of the path.
        lane: Number of the lane that it waits in.
        is_global: Whether it counts towards the bot's global limit.
        deadline: When to give up, by the loop's time.
        lasts: Seconds that one attempt may last.
        was_refused: Whether it got a 429 before.
        line: Which line's gate it has passed, for `release`.
        places: Keys that it holds of the limits that processes share.
        not_before: When a proxy said that it may come again.
    """

    method: str
    shown: str
    route: str
    major: str
    lane: int
    is_global: bool
    deadline: float = math.inf
    lasts: float = 10.0
    was_refused: bool = False
    line: "Line[Bucket] | None" = None
    places: dict[str, str] = field(default_factory=dict)
    not_before: float = -math.inf

    def too_long(self, wait: float, scope: str) -> RateLimited:
        """Make the error of a wait that is not worth it."""
        return RateLimited(self.method, self.shown, retry_after=wait if wait < math.inf else DEFAULT_WAIT, scope=scope)


class _Waiter(Generic[G]):
    """Somebody in a line.

    His future's result is the line whose gate let him pass, None if there is no
    gate any more, or the seconds that it stays closed, if these are too many.
    """

    __slots__ = ("future", "lane", "line")

    def __init__(self, line: "Line[G]", lane: int) -> None:
        self.line = line
        self.lane = lane
        self.future: asyncio.Future[Line[G] | float | None] = line.loop.create_future()


class Line(Generic[G]):
    """Those who wait before a gate.

    Args:
        gate: Says who may pass.
        loop: Whose time it is.
    """

    __slots__ = ("_lanes", "_timer", "_waiting", "gate", "loop")

    def __init__(self, gate: G, loop: asyncio.AbstractEventLoop) -> None:
        self.gate = gate
        self.loop = loop
        self._waiting = 0
        # Most lines never have anybody waiting.
        self._lanes: tuple[OrderedDict[_Waiter[G], None], ...] = ()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nobody waits."""
        return not self._waiting

    def passes(self, now: float) -> bool:
        """Let somebody through who has just come, if he need not wait."""
        if self._waiting or self.gate.wait(now) > 0:
            return False
        self.gate.take()
        return True

    async def queue(self, claim: Claim, now: float) -> "Line[G] | None":
        """Wait; returns the line whose gate was passed, or None if there is no gate any more.

        Raises:
            RateLimited: If it takes longer than `LONGEST_WAIT`, or than the
                request has.
        """
        wait = self.gate.wait(now)
        if wait < math.inf and (wait > LONGEST_WAIT or now + wait > claim.deadline):
            raise claim.too_long(wait, self.gate.scope)
        waiter = _Waiter(self, claim.lane)
        self._add(waiter)
        if claim.was_refused:
            self._lanes[claim.lane].move_to_end(waiter, last=False)
        self.advance(now)
        try:
            async with asyncio.timeout_at(claim.deadline if claim.deadline < math.inf else None):
                result = await waiter.future
        except TimeoutError:
            waiter.line._leave(waiter)
            gate = waiter.line.gate
            raise claim.too_long(gate.wait(self.loop.time()), gate.scope) from None
        except asyncio.CancelledError:
            waiter.line._leave(waiter)
            raise
        if isinstance(result, float):
            raise claim.too_long(result, waiter.line.gate.scope)
        return result

    def advance(self, now: float) -> None:
        """Let through who may pass, and come back when the next one may."""
        while self._waiting:
            wait = self.gate.wait(now)
            if wait > 0:
                if LONGEST_WAIT < wait < math.inf:
                    self._dismiss(wait)
                else:
                    self._wake_after(wait, now)
                return
            waiter = self._next()
            if not waiter.future.done():
                self.gate.take()
                waiter.future.set_result(self)

    def absorb(self, other: "Line[G]") -> None:
        """Take over those who wait in another line."""
        while other._waiting:
            waiter = other._next()
            waiter.line = self
            self._add(waiter)
        other._wake_after(math.inf, 0.0)

    def let_all_pass(self) -> None:
        """Tell all who wait that there is no gate any more."""
        self._dismiss(None)

    def _dismiss(self, result: float | None) -> None:
        while self._waiting:
            waiter = self._next()
            if not waiter.future.done():
                waiter.future.set_result(result)
        self._wake_after(math.inf, 0.0)

    def _add(self, waiter: _Waiter[G]) -> None:
        if not self._lanes:
            self._lanes = tuple(OrderedDict() for _ in range(LANES))
        self._lanes[waiter.lane][waiter] = None
        self._waiting += 1

    def _next(self) -> _Waiter[G]:
        """Take the one whose turn it is out of the line."""
        lane = next(lane for lane in self._lanes if lane)
        self._waiting -= 1
        return lane.popitem(last=False)[0]

    def _leave(self, waiter: _Waiter[G]) -> None:
        """Let somebody go who gave up; perhaps he had his turn already, and does not know."""
        if waiter in self._lanes[waiter.lane]:
            del self._lanes[waiter.lane][waiter]
            self._waiting -= 1
        elif not waiter.future.cancelled() and isinstance(passed := waiter.future.result(), Line):
            passed.gate.give_back()
            passed.advance(self.loop.time())

    def _wake_after(self, wait: float, now: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if wait == math.inf else self.loop.call_at(now + wait, self._wake)

    def _wake(self) -> None:
        self._timer = None
        self.advance(self.loop.time())
