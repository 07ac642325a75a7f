"""
Exactly one first response, in time.

Every interaction has one first response, and Discord waits 3 seconds for it.
Two things race for it: the handler with its answer, and the clock with a
deferral. Whoever is first wins, and what the loser had to say becomes an edit
of the original message; it never reaches Discord as a second response.

    WAITING ──respond──▶ SENT
       ├────defer──────▶ DEFERRED ──respond──▶ (an edit of the original)
       └────expire─────▶ EXPIRED

A question in the middle of a handler (`go_on`) is no answer: one may come behind
it, as a message of its own, or as an edit of the message that carries the
component.

A response that could not be delivered (`reject`) leads back to WAITING: Discord
has seen nothing, and still waits.

The responder only decides. It does no I/O and reads no clock: the caller
passes `now` and carries out what it is told.

https://docs.discord.com/developers/interactions/receiving-and-responding#responding-to-an-interaction
"""

import enum
from collections.abc import Callable, Collection, Mapping

from app.errors import AlreadyResponded, AnswerInvalid, DeadlineMissed, TokenExpired
from app.models.interaction import Interaction, InteractionType
from app.models.response import InteractionCallbackType, InteractionResponse
from app.telemetry.record import DEADLINE

TOKEN_LIFE = 900.0
"""Seconds for which the interaction's token can be used."""


_Kind = InteractionCallbackType
_MODAL_SUBMIT = InteractionType.modal_submit
_EVERYWHERE = (_Kind.channel_message_with_source, _Kind.deferred_channel_message_with_source, _Kind.launch_activity)
_UPDATES = (_Kind.update_message, _Kind.deferred_update_message)
_ON_A_MESSAGE = (*_EVERYWHERE, *_UPDATES)
# By number, and in tuples: hashing a member of an enum costs more than the rest of the look-up.
_ALLOWED: Mapping[int, Collection[InteractionCallbackType]] = {
    int(InteractionType.ping): (_Kind.pong,),
    int(InteractionType.application_command): (*_EVERYWHERE, _Kind.modal),
    int(InteractionType.message_component): (*_ON_A_MESSAGE, _Kind.modal),
    int(InteractionType.modal_submit): _EVERYWHERE,
    int(InteractionType.application_command_autocomplete): (_Kind.application_command_autocomplete_result,),
    int(InteractionType.social_layer_sku_purchase_eligibility): (_Kind.social_layer_sku_purchase_eligibility,),
}
_WORDS = {
    _Kind.pong: "a pong",
    _Kind.channel_message_with_source: "a message",
    _Kind.deferred_channel_message_with_source: "a deferred message",
    _Kind.deferred_update_message: "a deferred update",
    _Kind.update_message: "an update of its message",
    _Kind.application_command_autocomplete_result: "suggestions",
    _Kind.modal: "a modal",
    _Kind.launch_activity: "an Activity",
    _Kind.social_layer_sku_purchase_eligibility: "whether the SKU may be bought",
}


def allowed_answers(interaction: Interaction) -> Collection[InteractionCallbackType]:
    """Return what an interaction may be answered with.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
    """
    if interaction.type is _MODAL_SUBMIT and interaction.has_message:
        return _ON_A_MESSAGE
    return _ALLOWED.get(int(interaction.type), ())


class State(enum.Enum):
    """Where the first response stands."""

    WAITING = "waiting"
    SENT = "sent"
    DEFERRED = "deferred"
    EXPIRED = "expired"


# Looking a member up costs more than comparing it, and each interaction does so a dozen times.
WAITING, SENT, DEFERRED, EXPIRED = State


class Responder:
    """Decides what becomes of each answer to one interaction.

    Args:
        arrived: When the request came, in seconds of the clock that every
            `now` is read from.
        deliver: Takes the first response, once; None when the time is over.
        interaction: What is answered.

    Attributes:
        arrived: When the request came.
        interaction: What is answered.
        state: Where the first response stands.
        kind: What the first response does; None while there is none.
        answered: When it was given, in seconds from the request's arrival.
        ephemeral: Whether the original message is seen by the user alone;
            fixed by the first response.
        completed: Whether the original message has its answer, so that a
            further one is too many.
        shows_progress: Whether that answer was an edit of a "thinking", which
            others may follow.
        has_asked: Whether a question stands there, which left the way free
            for an answer behind it.
    """

    __slots__ = (
        "_deliver",
        "_first",
        "_was_blocked",
        "answered",
        "arrived",
        "completed",
        "ephemeral",
        "has_asked",
        "interaction",
        "kind",
        "shows_progress",
        "state",
    )

    def __init__(
        self, arrived: float, deliver: Callable[[InteractionResponse | None], None], interaction: Interaction
    ) -> None:
        self.arrived = arrived
        self._deliver = deliver
        self.interaction = interaction
        self._first = ""
        self._was_blocked = False
        self.state = WAITING
        self.kind: InteractionCallbackType | None = None
        self.answered = 0.0
        self.ephemeral = False
        self.completed = False
        self.shows_progress = False
        self.has_asked = False

    def respond(self, response: InteractionResponse, now: float, *, by: str, ephemeral: bool = False) -> bool:
        """Take an answer.

        Args:
            response: What goes out if it is the first.
            now: Current time.
            by: What answered, for the error of the next one.
            ephemeral: Whether the message is seen by the user alone.

        Returns:
            True if it went out as the first response; False if the caller
            must edit the original, which was deferred, or send a message
            behind it.

        Raises:
            AlreadyResponded: If the interaction has its answer.
            AnswerInvalid: If it cannot be answered with this, or not after
                the deferral.
            DeadlineMissed: If Discord no longer waits.
            TokenExpired: If it was deferred, but longer ago than tokens live.
        """
        self._check_kind(response, by)
        self._raise_if_expired(now)
        if self.completed:
            raise AlreadyResponded(by, self._first)
        if self.state is DEFERRED or self.has_asked:
            self._check_completes(response, by)
            self.check_token(now)
            self._complete(by)
            return False
        self._settle(SENT, response, now, by, ephemeral)
        self.completed = True
        self._deliver(response)
        return True

    def defer(self, response: InteractionResponse, now: float, *, by: str, ephemeral: bool = False) -> None:
        """Acknowledge now, answer later.

        Raises:
            AlreadyResponded: If there is a first response, deferred or not.
            AnswerInvalid: If this kind of interaction cannot be deferred so.
            DeadlineMissed: If Discord no longer waits.
        """
        self._check_kind(response, by)
        self._raise_if_expired(now)
        if self.state is not WAITING:
            raise AlreadyResponded(by, self._first)
        self._settle(DEFERRED, response, now, by, ephemeral)
        self._deliver(response)

    def defer_in_time(self, response: InteractionResponse, now: float, *, ephemeral: bool = False) -> bool:
        """Defer if nobody has answered: the clock's side of the race. Returns whether it won."""
        if self.state is not WAITING:
            return False
        self._settle(DEFERRED, response, now, "the automatic deferral", ephemeral)
        self._deliver(response)
        return True

    def expire(self, *, was_blocked: bool = False) -> bool:
        """Give up if nobody has answered: Discord has hung up. Returns whether that was so.

        Args:
            was_blocked: Whether the clock came too late to do anything else, since something blocked the loop.
        """
        if self.state is not WAITING:
            return False
        self.state = EXPIRED
        self._was_blocked = was_blocked
        self._deliver(None)
        return True

    def complete(self, by: str, *, is_edit: bool = False) -> None:
        """Take note that a deferred original gets its answer, and from whom."""
        if not self.completed and not self.goes_behind:
            self._complete(by, is_edit=is_edit)

    def go_on(self) -> None:
        """Leave the way free for one more answer: what was sent asks the user something, and is none."""
        self.completed = False
        self.has_asked = True

    def reopen(self) -> None:
        """Take that back: Discord refused the answer, and the user still sees "thinking"."""
        self.completed = False

    def reject(self) -> None:
        """Take the first response back: it has not reached Discord, which still waits for one."""
        self.state = WAITING
        self.kind = None
        self.completed = False
        self.has_asked = False

    @property
    def is_update(self) -> bool:
        """Whether the original is the message that carries the component."""
        return self.kind in _UPDATES

    @property
    def goes_behind(self) -> bool:
        """Whether the answer is a message of its own, behind a question."""
        return self.has_asked and not self.is_update

    @property
    def is_private(self) -> bool:
        """Whether what was deferred is for the user alone."""
        return self.ephemeral and self.state is State.DEFERRED

    @property
    def is_owed(self) -> bool:
        """Whether the user waits for an answer, and can still get one."""
        return not (self.completed or self.goes_behind) and self.state is not EXPIRED

    def require_response(self, attempted: str, now: float) -> None:
        """See to it that the token can be used: after the first response, and for 15 minutes.

        Raises:
            AnswerInvalid: If there is no first response yet.
            DeadlineMissed: If there never was one.
            TokenExpired: If the token's time is over.
        """
        self._raise_if_expired(now)
        if self.state is WAITING:
            raise AnswerInvalid(f"{attempted} came before an answer: call ctx.respond() or ctx.defer() first")
        self.check_token(now)

    def check_token(self, now: float) -> None:
        """Raise `TokenExpired` if the interaction is older than tokens live."""
        age = now - self.arrived
        if age >= TOKEN_LIFE:
            raise TokenExpired(age)

    def _complete(self, by: str, *, is_edit: bool = False) -> None:
        self.completed = True
        self._first = by
        self.shows_progress = is_edit and not self.is_update

    def _check_kind(self, response: InteractionResponse, by: str) -> None:
        """Raise `AnswerInvalid` if Discord takes no such answer to this kind of interaction."""
        allowed = allowed_answers(self.interaction)
        if response.type not in allowed:
            words = ", ".join(_WORDS[kind] for kind in sorted(allowed))
            raise AnswerInvalid(
                f"{by} is {_WORDS[response.type]}, which {_name(self.interaction)} cannot be answered with; "
                + (f"allowed are {words}" if words else "no answer to it is known")
            )

    def _check_completes(self, response: InteractionResponse, by: str) -> None:
        """Raise `AnswerInvalid` if this comes too late: after a first response there are edits and followups alone."""
        if response.type in {_Kind.modal, _Kind.launch_activity}:
            raise AnswerInvalid(
                f"{by} is {_WORDS[response.type]}, and came after {self._first}: Discord takes it as the first "
                f"response alone. Give it at once; a handler that returns it says so in its signature, -> "
                f"{'Modal' if response.type is _Kind.modal else 'LaunchActivity'}, and is then never deferred "
                "automatically"
            )
        if response.type is _Kind.update_message and not self.is_update:
            did = "deferred" if self.state is DEFERRED else "sent"
            raise AnswerInvalid(
                f"{by} is an update of the component's message, and came after {self._first}, which {did} a new "
                "message: defer by ctx.defer_update(), or let the handler's signature say -> Update"
            )

    def _settle(self, state: State, response: InteractionResponse, now: float, by: str, ephemeral: bool) -> None:
        self.state = state
        self.kind = response.type
        self.answered = now - self.arrived
        self._first = by
        self.ephemeral = ephemeral

    def _raise_if_expired(self, now: float) -> None:
        if now - self.arrived >= DEADLINE:
            # Where the clock has not had its turn yet, something blocked the loop.
            self.expire(was_blocked=True)
        if self.state is EXPIRED:
            raise DeadlineMissed(now - self.arrived, was_blocked=self._was_blocked)


def _name(interaction: Interaction) -> str:
    if interaction.type is InteractionType.modal_submit:
        return "a modal" if interaction.has_message else "a modal that no component opened"
    return {
        InteractionType.ping: "a ping",
        InteractionType.application_command: "a command",
        InteractionType.message_component: "a component",
        InteractionType.application_command_autocomplete: "an autocomplete",
    }.get(interaction.type, f"an interaction of type {int(interaction.type)}")
