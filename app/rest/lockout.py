"""
What can shut a whole address out of Discord, and how we stay clear of it.

Two things do. Whoever gets too many refusals (401, 403, 429) is taken for
broken or evil: 10,000 of them within ten minutes, and Cloudflare, which stands
before Discord, turns the address away for hours, with every other bot behind
it. And hosts that lend one address to many customers share the bans that any
of them has earned: the first request of an innocent bot may be turned away.

Against the first, refusals are counted, and before there are too many,
everything stops here. The second is recognised by its form: Cloudflare does not
speak Discord's JSON, but answers with a page, or with `error code: 1015`. Each
request into a ban may prolong it, so for its time none is sent, and then a
single one, to see.

The module does no I/O and reads no clock.

https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/
"""

import math
import re
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

WINDOW = 600.0
"""Seconds over which Discord counts refusals."""
MOST_INVALID = 8_000
"""Refusals in a window at which we stop: Discord shuts out at 10,000, and others may use the same address."""
WARNED_AT = frozenset({1_000, 5_000, MOST_INVALID})
"""Numbers of refusals that an operator is told of."""
SHORTEST_BAN = 60.0
"""Seconds that a ban is taken to last at least, since most do not say."""
LONGEST_BAN = 600.0
"""Seconds after which a ban is tried, however long it says it is: the host may have got another address."""
TRIAL = 10.0
"""Seconds between requests that try whether a ban is over."""

_SLICE = 10.0
"""Seconds whose refusals are counted in one number."""
_MARKS = re.compile(rb"error(?: code)?:?\s*1[0-9]{3}\b|cloudflare|cf-error|\bcf-ray\b", re.IGNORECASE)
_MOST_READ = 65_536


class InvalidRequests:
    """How many requests were refused within the last ten minutes."""

    __slots__ = ("_slices", "count")

    def __init__(self) -> None:
        self.count = 0
        # Number of the slice of time, and the refusals in it.
        self._slices: deque[list[int]] = deque()

    def add(self, now: float) -> bool:
        """Count one; tells whether an operator should hear of how many there are."""
        self._drop(now)
        current = int(now // _SLICE)
        if not self._slices or self._slices[-1][0] != current:
            self._slices.append([current, 0])
        self._slices[-1][1] += 1
        self.count += 1
        return self.count in WARNED_AT

    def wait(self, now: float) -> float:
        """Return the seconds for which nothing may be sent; 0 almost always."""
        if self.count < MOST_INVALID:
            return 0.0
        self._drop(now)
        wait, left = 0.0, self.count
        for number, count in self._slices:
            if left < MOST_INVALID:
                break
            left -= count
            wait = (number + 1) * _SLICE + WINDOW - now
        return wait

    def _drop(self, now: float) -> None:
        while self._slices and (self._slices[0][0] + 1) * _SLICE + WINDOW <= now:
            self.count -= self._slices.popleft()[1]


class BanNotice(NamedTuple):
    """What Cloudflare says when it turns an address away.

    Attributes:
        retry_after: Seconds that it says the ban lasts; 0 if it does not say.
        ray_id: What it calls the refused request; empty if it does not say.
    """

    retry_after: float
    ray_id: str


def read_ban(status: int, headers: Mapping[str, str], content: bytes) -> BanNotice | None:
    """Recognise a refusal that is Cloudflare's own; None for any other answer.

    Args:
        status: HTTP status.
        headers: By names in lower case.
        content: The answer's body.
    """
    # Discord's own refusals come through Cloudflare too, with its headers; but these are JSON.
    if status not in {403, 429} or content.lstrip()[:1] in {b"", b"{", b"["}:
        return None
    ray_id = headers.get("cf-ray", "")
    if not ray_id and not _MARKS.search(content[:_MOST_READ]):
        return None
    try:
        retry_after = float(headers.get("retry-after", "0"))
    except ValueError:
        retry_after = 0.0
    return BanNotice(retry_after if 0 < retry_after < math.inf else 0.0, ray_id)


class Ban:
    """Whether the address is turned away, and when that is to be tried."""

    __slots__ = ("_since_trial", "_until", "notice", "status")

    def __init__(self) -> None:
        self.status = 0
        self.notice = BanNotice(0.0, "")
        self._until = -math.inf
        # When the first request went out that may show that the ban is over; None without a ban.
        self._since_trial: float | None = None

    def begin(self, status: int, notice: BanNotice, now: float) -> None:
        """Send nothing for a while."""
        self.status, self.notice = status, notice
        self._until = now + min(max(notice.retry_after, SHORTEST_BAN), LONGEST_BAN)
        self._since_trial = math.inf

    def wait(self, now: float) -> float:
        """Return the seconds for which nothing may be sent; 0 without a ban, and when one request may try."""
        return max(0.0, self._until - now)

    def admit(self, now: float) -> None:
        """Count a request that leaves: under a ban it is the one that tries, and the others wait for it."""
        if self._since_trial is not None:
            self._since_trial = min(self._since_trial, now)
            self._until = now + TRIAL

    def answered(self, sent: float) -> None:
        """Take in an answer that is Discord's own; it ends the ban unless its request was sent before."""
        if self._since_trial is not None and sent >= self._since_trial:
            self._since_trial = None
            self._until = -math.inf
