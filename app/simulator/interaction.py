"""
The record of one interaction: what was sent, what came back, what became of it.

A record is alive. It changes while the bot answers, edits and follows up, and
`until` waits for that. Seconds in it are those of the event loop, so that a loop
with virtual time moves them too.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import orjson

from app.simulator.payloads import Origin
from app.simulator.rulebook import Rule
from app.simulator.world import Json

State = Literal["waiting", "deferred", "answered", "failed"]
EventKind = Literal["sent", "answered", "deferred", "failed", "followup", "edit", "note"]

_KEPT_SHOWN = 20

in_order = itertools.count().__next__
"""Numbers what happens, since there may be several things at the same time."""


class Event(NamedTuple):
    """Something that happened to an interaction.

    Attributes:
        seconds: Since the user did what it tells of.
        order: Which of two came first that have the same time.
    """

    seconds: float
    text: str
    kind: EventKind
    order: int


class Shown(NamedTuple):
    """How a message looked once.

    Attributes:
        message_id: Which message.
        seconds: Since the interaction was sent that wrote or changed it.
        body: The message, as JSON.
    """

    message_id: str
    seconds: float
    body: bytes

    def is_like(self, message: Json) -> bool:
        """Tell whether it looked like a message."""
        return bool(orjson.loads(self.body) == message)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One PING and its answer.

    Attributes:
        status: HTTP status; None when no answer came.
        ok: Whether Discord would be content: a PONG, or 401 to a forged one.
        reason: What is wrong, in plain words; empty when `ok`.
        seconds: How long it took.
    """

    status: int | None
    headers: dict[str, str]
    body: bytes
    ok: bool
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Edit:
    """What a message said before it was edited."""

    message_id: int
    content: str
    seconds: float


@dataclass(slots=True, eq=False)
class Interaction:
    """One interaction on its way, and afterwards.

    Attributes:
        name: What was invoked, as a user would say it.
        endpoint: The URL that it was sent to.
        created: Loop time at which it was sent, in seconds.
        created_at: The same as Unix time.
        status: HTTP status of the bot's answer; None while there is none.
        answer: Body of the bot's HTTP answer.
        answer_seconds: When that came.
        copy_status: HTTP status of the answer to a copy of the request, where one was sent.
        copy_answer: Body of that answer.
        callback_type: Type of the response that was accepted.
        answered_by: Whether that came as HTTP response or by callback route;
            None too where Discord itself did what there was to do.
        failure: Why "The application did not respond", in plain words.
        rule: The rule of Discord's that was broken where it failed, if one was.
        broken: Rules that were broken beside that.
        trial: What of its way was broken on purpose: a key of `app.simulator.breaking`.
        is_stale: Whether it was done on a message that looks otherwise by now, which no user can do.
        is_token_expired: Whether its token is to count as expired once it is answered.
        source: The message that the interaction sits on, if it does.
        original: The first answer's message, as it stands now; a loading one
            while deferred, None once deleted.
        followups: Further messages, as they stand now.
        followups_sent: How many there ever were, deleted ones included.
        choices: What an autocomplete was answered with.
        modal: The modal that was opened.
        opener: For a form: the interaction that opened it.
        submission: The form as it was sent last, if it was.
        eligibility: What was said about the purchase of a Social Layer SKU.
        webhook_opens: Loop time from which on its webhook is known.
        edits: Earlier contents of edited messages, oldest first.
        shown: How messages looked that it wrote or changed, oldest first; the newest of them.
        events: What happened, oldest first.
    """

    id: int
    token: str
    type: int
    name: str
    payload: Json
    created_at: float
    origin: Origin | None = None
    source: Json | None = None
    created: float = 0.0
    endpoint: str = ""
    request_headers: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: bytes | None = None
    answer_seconds: float | None = None
    copy_status: int | None = None
    copy_answer: bytes | None = None
    state: State = "waiting"
    failure: str | None = None
    rule: Rule | None = None
    broken: list[Rule] = field(default_factory=list)
    trial: str | None = None
    is_stale: bool = False
    is_token_expired: bool = False
    callback_type: int | None = None
    answered_by: Literal["response", "callback"] | None = None
    original: Json | None = None
    followups: list[Json] = field(default_factory=list)
    followups_sent: int = 0
    choices: list[Json] | None = None
    modal: Json | None = None
    opener: "Interaction | None" = None
    submission: "Interaction | None" = None
    eligibility: Json | None = None
    webhook_opens: float = 0.0
    edits: list[Edit] = field(default_factory=list)
    shown: deque[Shown] = field(default_factory=lambda: deque(maxlen=_KEPT_SHOWN))
    events: list[Event] = field(default_factory=list)
    on_change: Callable[["Interaction"], None] | None = field(default=None, repr=False)
    _changed: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def __repr__(self) -> str:
        # The token stays out: whoever prints a record may print it into a log.
        return f"<Interaction {self.id} {self.name!r} {self.state}{f': {self.failure}' if self.failure else ''}>"

    @property
    def content(self) -> str | None:
        """Text of the first answer's message, as it stands now."""
        return None if self.original is None else str(self.original["content"])

    @property
    def embeds(self) -> list[Json]:
        """Embeds of the first answer's message, as they stand now."""
        return [] if self.original is None else list(self.original["embeds"])

    @property
    def is_ephemeral(self) -> bool:
        """Whether only the invoker sees the first answer."""
        return self.original is not None and bool(self.original["flags"] & 64)

    @property
    def is_acknowledged(self) -> bool:
        """Whether a first answer was accepted."""
        return self.callback_type is not None

    @property
    def is_user_install_only(self) -> bool:
        """Whether nothing but a user's own installation brought the command here."""
        return list(self.payload.get("authorizing_integration_owners", {})) == ["1"]

    @property
    def age(self) -> float:
        """Seconds since it was sent, by the clock of the running event loop."""
        return asyncio.get_running_loop().time() - self.created

    @property
    def answered_after(self) -> float | None:
        """Seconds until the first answer that was taken; None while there is none, or where the bot was not asked."""
        if self.answered_by is None:
            return None
        return next((event.seconds for event in self.events if event.kind in ("answered", "deferred")), None)

    @property
    def timeline(self) -> list[tuple[float, str]]:
        """What happened, in words, with the seconds since sending."""
        return [(event.seconds, event.text) for event in self.events]

    def keep_shown(self, message: Json) -> None:
        """Keep how a message looks that this interaction has just written or changed."""
        self.shown.append(Shown(str(message["id"]), self.age, orjson.dumps(message)))

    def note(self, text: str, kind: EventKind = "note") -> None:
        """Write a line into the timeline, and wake who waits for a change."""
        self.events.append(Event(round(self.age, 3), text, kind, in_order()))
        self._changed.set()
        self._changed = asyncio.Event()
        if self.on_change is not None:
            self.on_change(self)

    def fail(self, reason: str, rule: Rule | None = None) -> None:
        """End it without an answer; one that was answered stays so, and gets a note only.

        Args:
            reason: What is wrong, in plain words.
            rule: The rule that was broken, if one was.
        """
        if self.state == "waiting":
            self.state = "failed"
            self.failure, self.rule = reason, rule
            self.note(f"The application did not respond: {reason}", "failed")
        else:
            self.note(reason)
            if rule is not None:
                self.broken.append(rule)

    def refuse_forged(self) -> None:
        """End it as a request that the bot refused for its forged signature, which nobody is waiting for."""
        reason = "its signature was forged, and the bot refused it with status 401, as it must"
        if self.state == "waiting":
            self.state, self.failure = "failed", reason
        self.note(reason, "answered")

    async def until(self, condition: Callable[["Interaction"], object], within: float = 5.0) -> "Interaction":
        """Wait until something is true of this interaction.

        Args:
            condition: Is asked now and after every change.
            within: Largest wait, in seconds.

        Returns:
            The interaction itself.

        Raises:
            TimeoutError: If it did not come true in time; says what did happen.
        """
        try:
            async with asyncio.timeout(within):
                while not condition(self):
                    await self._changed.wait()
        except TimeoutError:
            story = "; ".join(f"{seconds:.3f} s {text}" for seconds, text in self.timeline)
            raise TimeoutError(f"{self!r} did not get there within {within} s: {story}") from None
        return self
