"""
Holds requests back until they may leave, by the arithmetic of `ratelimit.py`.

A request passes two gates: its bucket, then the global limit; `line.py` has the
line before each. Everything waits by the event loop. A limiter may be used from
one loop after the other, as serverless hosts do: what it knows of buckets
stays, and those who waited are gone with their loop.
"""

import asyncio
import itertools
import math
from collections import OrderedDict
from typing import NamedTuple, Protocol

from app.rest.line import Claim, Line
from app.rest.ratelimit import DEFAULT_WAIT, GLOBAL_LIMIT, Bucket, GlobalLimit, Limits, Refusal

MOST_ROUTES = 1_000
"""Routes whose bucket is remembered: an author's own templates may have ids in them."""

_SWEPT = 4
"""Lines that are looked at for each new one, so that idle ones go as fast as new ones come."""


class Told(NamedTuple):
    """What became of a request.

    Attributes:
        was_sent: Whether it left at all.
        is_success: Whether Discord did what was asked.
        limits: What the answer says of its bucket.
        refusal: What it says if it is a 429.
    """

    was_sent: bool = True
    is_success: bool = False
    limits: Limits | None = None
    refusal: Refusal | None = None


UNSENT = Told(was_sent=False)
UNANSWERED = Told()


class Limiter(Protocol):
    """Decides when requests leave."""

    async def acquire(self, claim: Claim) -> None:
        """Wait until a request may leave.

        Raises:
            RateLimited: If that takes longer than `LONGEST_WAIT`, or than the
                request has.
        """

    async def release(self, claim: Claim, told: Told) -> None:
        """Take in what became of a request; called once after each `acquire`."""


class ExternalLimiter:
    """Holds nothing back: a proxy between us and Discord does it. What the proxy refuses is waited for."""

    async def acquire(self, claim: Claim) -> None:
        """Let a request leave; one that was refused, when its time has come."""
        wait = claim.not_before - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)

    async def release(self, claim: Claim, told: Told) -> None:
        """Remember when a request that was refused may come again."""
        if told.refusal is not None:
            claim.not_before = asyncio.get_running_loop().time() + told.refusal.retry_after


class Known(NamedTuple):
    """What was learned of a route.

    Attributes:
        bucket: Its bucket's hash; empty if it has no limit of its own.
        limit: Requests in a window.
        period: Seconds of the longest window that was seen.
    """

    bucket: str
    limit: int
    period: float


_FREE = Known("", 0, 0.0)


class LocalLimiter:
    """Keeps the limits of one process.

    Args:
        per_second: Discord's global limit for this bot.
    """

    def __init__(self, per_second: int = GLOBAL_LIMIT) -> None:
        self._per_second = per_second
        self._global: Line[GlobalLimit]
        self._known: dict[str, Known] = {}
        self._lines: OrderedDict[tuple[str, str], Line[Bucket]] = OrderedDict()
        self._loop: asyncio.AbstractEventLoop | None = None
        # The loop's time when it was last used.
        self._seen = math.inf

    async def acquire(self, claim: Claim) -> None:
        """Wait until a request may leave.

        Raises:
            RateLimited: If that takes longer than `LONGEST_WAIT`, or than the
                request has.
        """
        loop = asyncio.get_running_loop()
        now = loop.time()
        if loop is not self._loop:
            self._enter(loop, now)
        self._seen = now
        line = self._find(claim, now)
        if line is not None:
            claim.line = line if line.passes(now) else await line.queue(claim, now)
        if claim.is_global and not self._global.passes(loop.time()):
            try:
                await self._global.queue(claim, loop.time())
            except BaseException:
                # Whoever gives up here never left, and must not stand in the way of others.
                self._give_back(claim)
                raise

    async def release(self, claim: Claim, told: Told) -> None:
        """Take in what became of a request; called once after each `acquire`."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            # All that was on its way was given up when another loop came.
            return
        now, refusal = loop.time(), told.refusal
        if claim.is_global:
            if told.was_sent:
                self._global.gate.answered(now)
            else:
                self._global.gate.give_back()
            if refusal is not None and refusal.scope == "global":
                self._global.gate.close(now + refusal.retry_after)
                refusal = None
            self._global.advance(now)
        if not told.was_sent:
            self._give_back(claim)
            return
        line = self._settle(claim, told, now)
        if line is not None:
            if refusal is not None:
                line.gate.close(now + refusal.retry_after, refusal.scope)
            line.advance(now)

    def known(self, route: str) -> Known | None:
        """Return what is known of a route."""
        return self._known.get(route)

    def teach(self, route: str, known: Known) -> None:
        """Take in what another process learned of a route."""
        self._remember(route, known)

    def learn(self, claim: Claim, told: Told) -> Known | None:
        """Take in what an answer teaches of its route, and return what is known of it now."""
        known, limits = self._known.get(claim.route), told.limits
        if limits is not None:
            if known is None or known.bucket != limits.bucket or known.limit != limits.limit:
                period = max(limits.reset_after, DEFAULT_WAIT if known is None else known.period)
                known = self._remember(claim.route, Known(limits.bucket, limits.limit, period))
        elif known is None and told.is_success:
            known = self._remember(claim.route, _FREE)
        elif known == _FREE and told.refusal is not None and told.refusal.scope != "global":
            del self._known[claim.route]
            known = None
        return known

    def _enter(self, loop: asyncio.AbstractEventLoop, now: float) -> None:
        self._loop = loop
        if now < self._seen:
            # Its time has nothing to do with that of the loop before, if there was one.
            self._lines.clear()
            self._global = Line(GlobalLimit(self._per_second), loop)
        self._global.gate.forget_flights(now)
        self._global = Line(self._global.gate, loop)
        for key, line in self._lines.items():
            line.gate.forget_flights(now)
            self._lines[key] = Line(line.gate, loop)

    def _find(self, claim: Claim, now: float) -> Line[Bucket] | None:
        """Return the line of a request; None if its route has no limit of its own."""
        # As long as nothing is known of a route, and until those who waited for that have gone.
        line = self._lines.get((claim.route, claim.major))
        if line is not None:
            return line
        known = self._known.get(claim.route)
        if known is None:
            return self._open((claim.route, claim.major), Bucket(), now)
        if known.bucket:
            return self._line_of(known, claim.major, now)
        return None

    def _line_of(self, known: Known, major: str, now: float) -> Line[Bucket]:
        key = known.bucket, major
        return self._lines.get(key) or self._open(key, Bucket(known.limit, known.period), now)

    def _open(self, key: tuple[str, str], bucket: Bucket, now: float) -> Line[Bucket]:
        for old in list(itertools.islice(self._lines, _SWEPT)):
            if self._lines[old].is_empty and self._lines[old].gate.is_idle(now):
                del self._lines[old]
            else:
                self._lines.move_to_end(old)
        assert self._loop is not None
        line = self._lines[key] = Line(bucket, self._loop)
        return line

    def _give_back(self, claim: Claim) -> None:
        line, claim.line = claim.line, None
        if line is not None:
            line.gate.give_back()
            line.advance(asyncio.get_running_loop().time())

    def _settle(self, claim: Claim, told: Told, now: float) -> Line[Bucket] | None:
        """Count an answer to the bucket that it belongs to, and return that bucket's line."""
        line, claim.line = claim.line, None
        known = self.learn(claim, told)
        unknown = claim.route, claim.major
        if line is not None and line.gate.limit is None and known is not None:
            # Now it is known what the others waited for.
            if self._lines.get(unknown) is line:
                del self._lines[unknown]
            if not known.bucket:
                line.let_all_pass()
                return None
            line, before = self._line_of(known, claim.major, now), line
            line.gate.merge(before.gate)
            line.absorb(before)
        elif line is None:
            # It was taken to have no limit of its own.
            if known is None:
                line = self._lines.get(unknown) or self._open(unknown, Bucket(), now)
            elif known.bucket:
                line = self._line_of(known, claim.major, now)
            else:
                return None
            line.gate.take()
        elif told.limits is not None and known is not None:
            counted = self._line_of(known, claim.major, now)
            if counted is not line:
                # Discord counts it elsewhere now: deleting an old message, say, is another bucket than a new one.
                line.gate.give_back()
                line.advance(now)
                counted.gate.take()
                line = counted
        if told.refusal is not None and told.limits is None:
            line.gate.give_back()
        else:
            line.gate.answered(told.limits, now)
        return line

    def _remember(self, route: str, known: Known) -> Known:
        if len(self._known) >= MOST_ROUTES:
            del self._known[next(iter(self._known))]
        self._known[route] = known
        return known
