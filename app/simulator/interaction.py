"""
The record of one interaction: what was sent, what came back, what became of it.

A record is alive. It changes while the bot answers, edits and follows up, and
`until` waits for that. Seconds in it are those of the event loop, so that a loop
with virtual time moves them too.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from app.simulator.payloads import Origin
from app.simulator.world import Json

State = Literal["waiting", "deferred", "answered", "failed"]


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
        created: Loop time at which it was sent, in seconds.
        created_at: The same as Unix time.
        status: HTTP status of the bot's answer; None while there is none.
        answer: Body of the bot's HTTP answer.
        callback_type: Type of the response that was accepted.
        answered_by: Whether that came as HTTP response or by callback route;
            None too where Discord itself did what there was to do.
        failure: Why "The application did not respond", in plain words.
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
        timeline: What happened, with the seconds since sending.
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
    request_headers: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: bytes | None = None
    state: State = "waiting"
    failure: str | None = None
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
    timeline: list[tuple[float, str]] = field(default_factory=list)
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

    def note(self, text: str) -> None:
        """Write a line into the timeline, and wake who waits for a change."""
        self.timeline.append((round(self.age, 3), text))
        self._changed.set()
        self._changed = asyncio.Event()
        if self.on_change is not None:
            self.on_change(self)

    def fail(self, reason: str) -> None:
        """End it without an answer; one that was answered stays so, and gets a note only."""
        if self.state == "waiting":
            self.state = "failed"
            self.failure = reason
            self.note(f"The application did not respond: {reason}")
        else:
            self.note(reason)

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
