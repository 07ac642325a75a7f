"""
How often Discord may be asked: the theory, and the arithmetic that follows from it.

**Buckets.** Discord counts requests in *buckets*. A bucket lets so many through
in a window of time; whoever comes when it is empty gets a 429. Which bucket a
request falls into depends on three things: the method, the path, and the
*major* part of the path, which is the channel, the server, the webhook (with
its token) or the interaction that the path begins with. Messages to two
channels fall into two buckets; two messages of one channel that are edited fall
into one.

Nothing of this is written down anywhere. The documentation asks not to put
numbers into code, because they change. What a bucket holds is learned from the
headers that come with each answer:

    X-RateLimit-Bucket        a hash that names the bucket, without the major part
    X-RateLimit-Limit         how many go into a window
    X-RateLimit-Remaining     how many are left of them
    X-RateLimit-Reset-After   seconds until the window ends

Several routes may have one hash, and then share each bucket of it. So a bucket
is known by hash and major part, and the hash of a route is remembered, as is
what it holds: the next channel's bucket is known before it is used.

**What is known before the first answer** is nothing, not even whether there is
a limit at all. Until the route has been answered once, one request at a time is
sent for each major part; the others wait for what it brings. An answer without
the headers says that the route has no limit of its own.

**Windows.** A window begins when its first request *arrives*, and there lies the
one difficulty. We know when we sent a request and when its answer came, and
Discord counted it somewhere in between. Of two requests that are on their way,
the first may fall into the window that ends and the second into the one that
begins, and answers may overtake each other. So nothing is assumed of the way,
but two things that are certain:

1. A window that an answer speaks of is over, at the latest, when
   `Reset-After` seconds have passed since the answer came.
2. A request without an answer may have been counted in any window.

Hence the rule that `Bucket` keeps: a bucket is full again when the latest end
that any answer named has passed, less what is on its way at that moment. Whatever
Discord counts in one window was either sent since the last time the bucket was
full again, or was on its way then; had it been answered by then, its window
would have been over. Both together are never more than the limit, so a bucket
that is ours alone is never exceeded, however long the requests travel. What
others use up of it (another process with the same token) shows in `Remaining`,
which may lower what we think is left and never raises it: an answer that was
overtaken tells of better days.

**Whose clock** is trusted: none. `X-RateLimit-Reset` is a date by Discord's
clock, and would have to be compared with ours, which may be minutes off. Only
spans are used, `Reset-After` and `Retry-After`, and they are counted by a clock
that never goes back.

**The global limit** lets a bot send 50 requests a second, over all buckets. No
header tells how many are left, so it is kept ahead of time: a request takes one
of 50 places before it leaves, and gives it back a second after its answer. It
arrived in between, so that no second at Discord sees more than 50.

**Interactions stand outside.** Callbacks, followups and edits of the original
carry a token of their own in the path instead of the bot's, and Discord does
not count them globally. They have buckets, one for each interaction. So an
answer to a user never waits for the fifty places, which some bulk work may have
taken.

**A 429 all the same** happens: another process used the token, Discord changed
a limit, or something was limited that no header tells of. It says how long to
stay away: `retry_after` in the body, in seconds with fractions, and the header
`Retry-After`, in whole ones. Either may be missing, as a whole number or with a
fraction; the body may be no JSON, but a page of something that stands before
Discord. `X-RateLimit-Scope` says whose limit it was:

    user      ours, of this bucket
    shared    of the resource: others used it up, and we are not to blame
    global    ours, of all buckets together

With `shared` comes a `Remaining` above nothing: it counts something else. A 429
therefore closes the bucket whatever `Remaining` says.

**Refusals are counted.** An address that gets 10,000 answers of 401, 403 or 429
(`shared` ones aside) within ten minutes is shut out by Cloudflare for a while,
and with it every bot behind that address. What is kept against it stands in
`lockout.py`.

The module does no I/O and reads no clock: the caller passes the headers and
`now`, seconds that never go back.

https://docs.discord.com/developers/topics/rate-limits
"""

import functools
import math
import re
from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from app.rest.routes import Route

GLOBAL_LIMIT = 50
"""Requests of a bot in a second."""
SHORTEST_WAIT = 0.25
"""Seconds waited at least: who is told to come back at once, again and again, would never rest."""
ROUNDING = 0.001
"""Seconds that Discord may have rounded off: headers have three digits behind the point."""
DEFAULT_WAIT = 1.0
"""Seconds to stay away where a 429 does not say, and of a window of which nothing is known."""

_MAJOR = re.compile(r"/(?:channels|guilds)/{(\w+)}|/(?:webhooks|interactions)/{(\w+)}(?:/{(token)})?")


class Limits(NamedTuple):
    """What an answer says of its bucket.

    Attributes:
        bucket: The bucket's hash.
        limit: Requests in a window.
        remaining: Those that are left.
        reset_after: Seconds until the window ends.
    """

    bucket: str
    limit: int
    remaining: int
    reset_after: float


class Refusal(NamedTuple):
    """What a 429 says.

    Attributes:
        retry_after: Seconds to stay away.
        scope: `user`, `shared` or `global`.
    """

    retry_after: float
    scope: str


def read_limits(headers: Mapping[str, str]) -> Limits | None:
    """Read what an answer says of its bucket; None where it does not, or makes no sense.

    Args:
        headers: By names in lower case.
    """
    bucket = headers.get("x-ratelimit-bucket")
    if not bucket:
        return None
    limit = _read_number(headers.get("x-ratelimit-limit"))
    remaining = _read_number(headers.get("x-ratelimit-remaining"))
    reset_after = _read_number(headers.get("x-ratelimit-reset-after"))
    if limit is None or remaining is None or reset_after is None or limit < 1:
        return None
    return Limits(bucket, int(limit), int(remaining), reset_after + ROUNDING)


def read_refusal(headers: Mapping[str, str], body: Mapping[str, Any]) -> Refusal:
    """Read what a 429 says.

    Args:
        headers: By names in lower case.
        body: The JSON of the answer; empty where it has none.
    """
    waits = (_read_number(body.get("retry_after")), _read_number(headers.get("retry-after")))
    wait = next((wait for wait in waits if wait is not None), DEFAULT_WAIT)
    scope = headers.get("x-ratelimit-scope", "").lower()
    if body.get("global") is True or headers.get("x-ratelimit-global", "").lower() == "true":
        scope = "global"
    return Refusal(max(wait, SHORTEST_WAIT), scope if scope in {"shared", "global"} else "user")


def major_part(route: Route, parts: Mapping[str, object]) -> str:
    """Return the part of a path by which its buckets are told apart; empty where there is none."""
    names = _major_names(route.template)
    return "/".join([str(parts.get(name, "")) for name in names]) if names else ""


@functools.lru_cache(maxsize=1024)
def _major_names(template: str) -> tuple[str, ...]:
    found = _MAJOR.match(template)
    return tuple(name for name in found.groups() if name) if found else ()


def _read_number(said: object) -> float | None:
    """Read a span or a count, which may stand in a header or in JSON; None for whatever is none."""
    if not isinstance(said, str | int | float) or isinstance(said, bool):
        return None
    try:
        number = float(said)
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < math.inf else None


class Gate(Protocol):
    """Lets requests through, or says when."""

    scope: str

    def wait(self, now: float) -> float:
        """Return the seconds until one may pass: 0 for now, infinity for "when another one is answered"."""

    def take(self) -> None:
        """Let one pass; only after `wait` gave 0."""

    def give_back(self) -> None:
        """Take one back that never left."""


class Bucket:
    """One bucket, as far as it is known.

    Attributes:
        limit: Requests in a window; None before the first answer.
        period: The longest window that was seen, in seconds.
        scope: Whose limit closed it last.
    """

    __slots__ = ("_end", "_in_flight", "_is_closed", "_left", "limit", "period", "scope")

    def __init__(self, limit: int | None = None, period: float = DEFAULT_WAIT) -> None:
        self.limit = limit
        self.period = period
        self.scope = "user"
        # Before anything is known, one at a time.
        self._left = limit or 1
        self._in_flight = 0
        self._is_closed = False
        # When it is full again; infinity if no answer has told.
        self._end = math.inf

    def wait(self, now: float) -> float:
        """Return the seconds until a request may leave: 0 for now, infinity for "when another one is answered"."""
        if now >= self._end:
            self._end, self.scope, self._is_closed = math.inf, "user", False
            self._left = max(0, (self.limit or 1) - self._in_flight)
        return 0.0 if self._left > 0 and not self._is_closed else self._end - now

    def take(self) -> None:
        """Count a request that leaves."""
        self._left -= 1
        self._in_flight += 1

    def give_back(self) -> None:
        """Forget a request that never left."""
        self._left += 1
        self._in_flight -= 1

    def answered(self, limits: Limits | None, now: float) -> None:
        """Take in an answer.

        Args:
            limits: What it says; None if there was no answer, or none that
                says anything.
            now: When it came.
        """
        self._in_flight = max(0, self._in_flight - 1)
        if limits is None:
            # It may have been counted until now, and its window lasts as long as any other.
            self._end_not_before(now + self.period)
            if self.limit is None and self._in_flight == 0:
                self._left = 1
            return
        left = limits.remaining
        self._left = min(self._left, left) if self.limit is not None else left - self._in_flight
        self.limit = limits.limit
        self.period = max(self.period, limits.reset_after)
        self._end_not_before(now + limits.reset_after)

    def close(self, until: float, scope: str) -> None:
        """Let nothing through before this moment, whatever is given back meanwhile."""
        self._is_closed = True
        self.scope = scope
        self._end_not_before(until)

    def merge(self, other: "Bucket") -> None:
        """Take over what is on its way for another bucket, which turned out to be this one."""
        self._left -= other._in_flight
        self._in_flight += other._in_flight

    def forget_flights(self, now: float) -> None:
        """Count on no answer any more, since nobody waits for one; what was sent may have been counted until now."""
        if self._in_flight:
            self._in_flight = 0
            self._end_not_before(now + self.period)

    def is_idle(self, now: float) -> bool:
        """Tell whether it can be forgotten, since it says nothing that a new one would not."""
        return self._in_flight == 0 and (now >= self._end or self._end == math.inf)

    def _end_not_before(self, moment: float) -> None:
        self._end = moment if self._end == math.inf else max(self._end, moment)


class GlobalLimit:
    """So many requests in any second, over all buckets.

    Args:
        limit: How many.
        period: How long a "second" is.
    """

    __slots__ = ("_closed_until", "_ends", "_in_flight", "_limit", "_period", "scope")

    def __init__(self, limit: int = GLOBAL_LIMIT, period: float = 1.0) -> None:
        self.scope = "global"
        self._limit = limit
        self._period = period
        self._in_flight = 0
        self._ends: deque[float] = deque()
        self._closed_until = -math.inf

    def wait(self, now: float) -> float:
        """Return the seconds until a request may leave: 0 for now, infinity for "when another one is answered"."""
        if now < self._closed_until:
            return self._closed_until - now
        ends = self._ends
        while ends and ends[0] <= now:
            ends.popleft()
        if self._in_flight + len(ends) < self._limit:
            return 0.0
        return ends[0] - now if ends else math.inf

    def take(self) -> None:
        """Count a request that leaves."""
        self._in_flight += 1

    def give_back(self) -> None:
        """Forget a request that never left."""
        self._in_flight = max(0, self._in_flight - 1)

    def answered(self, now: float) -> None:
        """Free a place, a second from now."""
        self._in_flight = max(0, self._in_flight - 1)
        self._ends.append(now + self._period)

    def close(self, until: float) -> None:
        """Let nothing through before this moment."""
        self._closed_until = max(self._closed_until, until)

    def forget_flights(self, now: float) -> None:
        """Count on no answer any more, since nobody waits for one; what was sent may have been counted until now."""
        self._ends.extend([now + self._period] * self._in_flight)
        self._in_flight = 0
