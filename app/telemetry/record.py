"""
What is kept of one interaction while it is handled, for the line and the numbers that it leaves behind;
and of one webhook event, once it is dealt with.

A record is closed once its handler has ended and its first response has left,
whichever comes last: the moment that a response leaves is the one that Discord
waits for. A handler's answer may lie about for a while before that, where
something else blocks the event loop.
"""

from collections.abc import Coroutine
from typing import Any, NamedTuple, Protocol

import msgspec

DEADLINE = 3.0
"""Seconds that Discord waits for the first response."""

ANSWERED = "answered"
"""The handler answered, or an error handler did."""
DEFERRED = "deferred"
"""The user saw "thinking" first, or nothing, and then the answer."""
REFUSED = "refused"
"""A check or an option said no, in a sentence."""
FAILED = "failed"
"""The user saw a reference number, which the log has too."""
UNKNOWN = "unknown"
"""Discord knows what the code does not (any more), and the user was told."""
UNANSWERED = "unanswered"
"""The handler ended without an answer."""
EXPIRED = "expired"
"""Nothing answered in time: the user sees "did not respond"."""
STOPPED = "stopped"
"""The process ended before the handler did."""
LEFT = "left"
"""The client went away before its answer, as a proxy does that does not wait."""
DUPLICATE = "duplicate"
"""It came twice, and shared the first one's answer."""
BROKEN = "broken"
"""A fault of Postern: the request was answered with 500."""

OUTCOMES = (
    ANSWERED, DEFERRED, REFUSED, FAILED, UNKNOWN, UNANSWERED, EXPIRED, STOPPED, LEFT, DUPLICATE, BROKEN,
)  # fmt: skip
"""All that can become of an interaction, as its user sees it."""

REJECTED = "rejected"
"""The request was refused after all, which a trace alone tells of as one of an interaction."""
HANDLED = "handled"
"""All listeners that a webhook event was for have heard of it."""
IGNORED = "ignored"
"""Nobody listens to a webhook event."""


class Ending(NamedTuple):
    """What became of a handler that raised.

    Attributes:
        outcome: One of `OUTCOMES`; empty where an error handler has answered.
        reference: The number that the user was given, if there is one.
    """

    outcome: str = ""
    reference: str = ""


class Closes(Protocol):
    """What takes a record that is complete."""

    def close(self, record: "Record") -> None:
        """Take it; called once."""


class Span(Protocol):
    """What a trace knows of one interaction; `trace_id` is what the log calls it."""

    trace_id: str

    def enter(self) -> object:
        """Begin it, and make it the one that the running code works in; returns what `leave` needs."""

    def leave(self, entered: object) -> None:
        """Let the running code work in what it worked in before."""

    async def around(
        self, work: Coroutine[Any, Any, None], name: str, refusals: tuple[type[BaseException], ...]
    ) -> None:
        """Run a handler within a span of its own."""

    def end(self, record: "Record") -> None:
        """End it, with what the record says."""


class Record(msgspec.Struct, eq=False, gc=False):
    """One interaction on its way.

    Times are seconds from `arrived` on; None until they have come.

    Attributes:
        owner: Takes it once it is complete.
        id: The interaction's id.
        arrived: Loop time at which the request's headers came.
        verified: When its signature was known to be Discord's.
        is_cold: Whether it is the first one of its process.
        span: What a trace knows of it, if there is one.
        kind: Discord's word for its type.
        handler: What was used, as people read it: `/roll`.
        is_declared: Whether the code has a handler of that name.
        acknowledged: When the first response had left.
        finished: When the handler had ended, all behind its answer included.
        by_callback: Whether the first response went by a request of its own.
        is_deferral: Whether it was one that only said "later".
        outcome: One of `OUTCOMES`.
        reference: The number that the user was given, if it failed.
        closed: Unix time at which it was complete.
    """

    owner: Closes
    id: int
    arrived: float
    verified: float = 0.0
    is_cold: bool = False
    span: Span | None = None
    kind: str = "application_command"
    handler: str = ""
    is_declared: bool = True
    acknowledged: float | None = None
    finished: float | None = None
    by_callback: bool = False
    is_deferral: bool = False
    outcome: str = ""
    reference: str = ""
    closed: float = 0.0

    @property
    def margin(self) -> float:
        """Seconds that were left when the first response went: what is 0 came too late, or never."""
        if self.acknowledged is None or self.outcome == EXPIRED:
            return 0.0
        return max(DEADLINE - self.acknowledged, 0.0)

    def left(self, now: float) -> None:
        """Say that the first response has left, or cannot, at this loop time."""
        if self.acknowledged is None:
            self.acknowledged = now - self.arrived
            if self.finished is not None:
                self.owner.close(self)

    def note(self, ending: Ending) -> None:
        """Take what became of a handler that raised; where its client has left, that is why it did, as a rule."""
        if self.outcome not in {LEFT, BROKEN}:
            self.outcome = ending.outcome
        self.reference = ending.reference

    def end(self, now: float) -> None:
        """Say that the handler has ended, at this loop time."""
        if self.finished is None:
            self.finished = now - self.arrived
            if self.acknowledged is not None:
                self.owner.close(self)


class EventRecord(msgspec.Struct, eq=False, gc=False, frozen=True):
    """One webhook event that was dealt with.

    Attributes:
        event: Discord's name of its type; `unknown` where the code has none.
        outcome: `HANDLED`, `IGNORED`, `FAILED` (a listener did) or `DUPLICATE`; `ANSWERED` for PING.
        listeners: How many heard of it.
        finished: Seconds from the request's arrival until the last of them had ended.
        closed: Unix time at which that was so.
    """

    event: str
    outcome: str
    listeners: int
    finished: float
    closed: float
