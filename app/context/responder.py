"""
Exactly one first response, in time.

Every interaction has one first response, and Discord waits 3 seconds for it.
Two things race for it: the handler with its answer, and the clock with a
deferral. Whoever is first wins, and what the loser had to say becomes an edit
of the original message; it never reaches Discord as a second response.

    WAITING ──respond──▶ SENT
       ├────defer──────▶ DEFERRED ──respond──▶ (an edit of the original)
       └────expire─────▶ EXPIRED

The responder only decides. It does no I/O and reads no clock: the caller
passes `now` and carries out what it is told.

https://docs.discord.com/developers/interactions/receiving-and-responding#responding-to-an-interaction
"""

import enum
from collections.abc import Callable

from app.errors import AlreadyResponded, AnswerInvalid, DeadlineMissed, TokenExpired
from app.models.response import InteractionResponse

DEADLINE = 3.0
"""Seconds that Discord waits for the first response."""
TOKEN_LIFE = 900.0
"""Seconds for which the interaction's token can be used."""


class State(enum.Enum):
    """Where the first response stands."""

    WAITING = "waiting"
    SENT = "sent"
    DEFERRED = "deferred"
    EXPIRED = "expired"


class Responder:
    """Decides what becomes of each answer to one interaction.

    Args:
        arrived: When the request came, in seconds of the clock that every
            `now` is read from.
        deliver: Takes the first response, once; None when the time is over.

    Attributes:
        state: Where the first response stands.
        ephemeral: Whether the original message is seen by the user alone;
            fixed by the first response.
        completed: Whether the original message has its answer, so that a
            further one is too many.
    """

    __slots__ = ("_arrived", "_deliver", "_first", "completed", "ephemeral", "state")

    def __init__(self, arrived: float, deliver: Callable[[InteractionResponse | None], None]) -> None:
        self._arrived = arrived
        self._deliver = deliver
        self._first = ""
        self.state = State.WAITING
        self.ephemeral = False
        self.completed = False

    def respond(self, response: InteractionResponse, now: float, *, by: str, ephemeral: bool = False) -> bool:
        """Take an answer.

        Args:
            response: What goes out if it is the first.
            now: Current time.
            by: What answered, for the error of the next one.
            ephemeral: Whether the message is seen by the user alone.

        Returns:
            True if it went out as the first response; False if the caller
            must edit the original, which was deferred.

        Raises:
            AlreadyResponded: If the interaction has its answer.
            DeadlineMissed: If Discord no longer waits.
            TokenExpired: If it was deferred, but longer ago than tokens live.
        """
        self._raise_if_expired(now)
        if self.completed:
            raise AlreadyResponded(by, self._first)
        if self.state is State.DEFERRED:
            self.check_token(now)
            self.complete(by)
            return False
        self._settle(State.SENT, by, ephemeral)
        self.completed = True
        self._deliver(response)
        return True

    def defer(self, response: InteractionResponse, now: float, *, by: str, ephemeral: bool = False) -> None:
        """Acknowledge now, answer later.

        Raises:
            AlreadyResponded: If there is a first response, deferred or not.
            DeadlineMissed: If Discord no longer waits.
        """
        self._raise_if_expired(now)
        if self.state is not State.WAITING:
            raise AlreadyResponded(by, self._first)
        self._settle(State.DEFERRED, by, ephemeral)
        self._deliver(response)

    def defer_in_time(self, response: InteractionResponse, *, ephemeral: bool = False) -> bool:
        """Defer if nobody has answered: the clock's side of the race. Returns whether it won."""
        if self.state is not State.WAITING:
            return False
        self._settle(State.DEFERRED, "the automatic deferral", ephemeral)
        self._deliver(response)
        return True

    def expire(self) -> bool:
        """Give up if nobody has answered: Discord has hung up. Returns whether that was so."""
        if self.state is not State.WAITING:
            return False
        self.state = State.EXPIRED
        self._deliver(None)
        return True

    def complete(self, by: str) -> None:
        """Take note that a deferred original gets its answer, and from whom."""
        if not self.completed:
            self.completed = True
            self._first = by

    def reopen(self) -> None:
        """Take that back: Discord refused the answer, and the user still sees "thinking"."""
        self.completed = False

    @property
    def is_owed(self) -> bool:
        """Whether the user waits for an answer, and can still get one."""
        return not self.completed and self.state is not State.EXPIRED

    def require_response(self, attempted: str, now: float) -> None:
        """See to it that the token can be used: after the first response, and for 15 minutes.

        Raises:
            AnswerInvalid: If there is no first response yet.
            DeadlineMissed: If there never was one.
            TokenExpired: If the token's time is over.
        """
        self._raise_if_expired(now)
        if self.state is State.WAITING:
            raise AnswerInvalid(f"{attempted} came before an answer: call ctx.respond() or ctx.defer() first")
        self.check_token(now)

    def check_token(self, now: float) -> None:
        """Raise `TokenExpired` if the interaction is older than tokens live."""
        age = now - self._arrived
        if age >= TOKEN_LIFE:
            raise TokenExpired(age)

    def _settle(self, state: State, by: str, ephemeral: bool) -> None:
        self.state = state
        self._first = by
        self.ephemeral = ephemeral

    def _raise_if_expired(self, now: float) -> None:
        if now - self._arrived >= DEADLINE:
            # The clock may not have had its turn: something blocked the loop.
            self.expire()
        if self.state is State.EXPIRED:
            raise DeadlineMissed(now - self._arrived)
