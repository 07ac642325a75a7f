"""
One line for each interaction and each webhook event, written in batches.

A line through `logging` costs as much as a quarter of a signature check, while
an interaction has room for little more than that in all. So what its line says
is held back in a bounded buffer, and all that came within `PERIOD` is encoded
and written at once: to the handler that `configure_logging` has set up. Whoever
has logging of his own finds the lines in the logger `postern.interactions`.

A line holds the names of handlers and events, ids and times: nothing that a user has typed.
"""

import logging
import time
import weakref
from asyncio import AbstractEventLoop, TimerHandle, get_running_loop
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from app.telemetry.logs import Handler, redact
from app.telemetry.record import (
    ANSWERED,
    BROKEN,
    DEADLINE,
    DEFERRED,
    DUPLICATE,
    EXPIRED,
    FAILED,
    HANDLED,
    IGNORED,
    REFUSED,
    STOPPED,
    UNANSWERED,
    UNKNOWN,
    EventRecord,
    Record,
)

NAME = "postern.interactions"
"""The logger that the lines belong to."""
PERIOD = 0.05
"""Seconds for which a line is held back at most."""
MOST_HELD = 10_000
"""Lines that are held back; what comes beyond them is counted, and left out."""
MOST_NAMES = 1_000
"""Names of handlers that are known to be without secrets; beyond it they are looked at anew."""
LATER = 100
"""Milliseconds between the response and the end of a handler that are worth a word."""

Entry: TypeAlias = Record | EventRecord
"""What has a line."""

_logger = logging.getLogger(NAME)
_MOST = int(DEADLINE * 1000)
_encoder = msgspec.json.Encoder()

_VERBS: Mapping[str, str] = {
    ANSWERED: "answered",
    DEFERRED: "deferred",
    REFUSED: "refused",
    FAILED: "failed, acknowledged",
    UNKNOWN: "is unknown to the code, answered",
    UNANSWERED: "gave no answer, acknowledged",
    STOPPED: "was stopped since the process ends, acknowledged",
    BROKEN: "met a fault of Postern's, answered",
}


class Journal:
    """Holds lines back, and writes them."""

    def __init__(self) -> None:
        self._held: list[Entry] = []
        self._timer: TimerHandle | None = None
        self._loop: AbstractEventLoop | None = None
        self._untold = 0
        # Also written when the process ends, and when nobody needs the journal any more.
        weakref.finalize(self, _write, self._held)

    @property
    def waiting(self) -> int:
        """How many lines are held back."""
        return len(self._held)

    def add(self, record: Entry) -> bool:
        """Take a record that is complete, to be written soon if anybody would see it; False if there are too many."""
        held, loop = self._held, get_running_loop()
        # Serverless hosts stop a loop in the middle, and its timer never comes.
        if not held or loop is not self._loop:
            if not _logger.isEnabledFor(logging.INFO):
                return True
            if self._timer is not None:
                self._timer.cancel()
            self._loop, self._timer = loop, loop.call_later(PERIOD, self.flush)
        if len(held) >= MOST_HELD:
            self._untold += 1
            return False
        held.append(record)
        return True

    def flush(self) -> None:
        """Write what is held back, at once: before a host freezes the process, and at the end."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._held:
            return
        _write(self._held)
        if self._untold:
            untold, self._untold = self._untold, 0
            _logger.warning("%d interactions or events have no line: they came faster than lines are written", untold)


class Line(msgspec.Struct, omit_defaults=True, gc=False):
    """What machines read of one interaction.

    Times are whole milliseconds from the request's arrival on, but for `verified_ms`, which is mostly less than one.
    """

    time: str
    message: str
    interaction_id: str
    kind: str
    handler: str
    outcome: str
    verified_ms: float
    acknowledged_ms: int
    finished_ms: int
    margin_ms: int
    level: str = msgspec.field(default_factory=lambda: "info")
    logger: str = msgspec.field(default_factory=lambda: NAME)
    by_callback: bool = False
    is_deferral: bool = False
    cold_start: bool = False
    reference: str = ""
    trace_id: str = ""


class EventLine(msgspec.Struct, omit_defaults=True, gc=False):
    """What machines read of one webhook event; the time is whole milliseconds from the request's arrival on."""

    time: str
    message: str
    event: str
    outcome: str
    listeners: int
    finished_ms: int
    kind: str = msgspec.field(default_factory=lambda: "webhook_event")
    level: str = msgspec.field(default_factory=lambda: "info")
    logger: str = msgspec.field(default_factory=lambda: NAME)


def describe(record: Record, acknowledged: int, finished: int, margin: int) -> str:
    """Return the line's sentence, without what it begins and ends with; times are milliseconds."""
    name, outcome = record.handler or record.kind, record.outcome
    if verb := _VERBS.get(outcome):
        by = " by callback" if record.by_callback else ""
        text = f"{name} {verb}{by} in {acknowledged} ms (margin {margin} ms)"
        if finished - acknowledged > LATER:
            text += f", done after {finished} ms"
    elif outcome == EXPIRED:
        text = f"{name} expired: nothing answered in time, done after {finished} ms"
    elif outcome == DUPLICATE:
        text = f"{name} came twice, and shared the first answer"
    else:
        text = f"{name} was left by its client after {acknowledged} ms"
    if record.reference:
        text += f" [reference {record.reference}]"
    return f"{text} [first of its process]" if record.is_cold else text


def describe_event(record: EventRecord, finished: int) -> str:
    """Return the line's sentence, without what it begins with; the time is milliseconds."""
    heard = "1 listener" if record.listeners == 1 else f"{record.listeners} listeners"
    again = f"heard of by {heard} this time, done after {finished} ms" if record.listeners else "handled before"
    what = {
        HANDLED: f"was handled by {heard} in {finished} ms",
        FAILED: f"failed after {finished} ms, {heard} heard of it",
        DUPLICATE: f"came again: {again}",
        IGNORED: "is listened to by nobody",
    }
    name = "of an unknown type" if record.event == UNKNOWN else record.event
    return f"webhook event {name} {what.get(record.outcome) or f'{record.outcome} in {finished} ms'}"


def _times(record: Record) -> tuple[int, int, int]:
    # Whole numbers are written faster than rounded ones, and this is done for each interaction.
    acknowledged, finished = int((record.acknowledged or 0.0) * 1000), int((record.finished or 0.0) * 1000)
    # Made of the whole number beside it, so that both make up the deadline.
    return acknowledged, finished, 0 if record.outcome == EXPIRED or acknowledged > _MOST else _MOST - acknowledged


def _sentence(record: Entry) -> str:
    """Return what people read, without time and level."""
    if isinstance(record, EventRecord):
        return describe_event(record, int(record.finished * 1000))
    return f"{describe(record, *_times(record))} [interaction {record.id}]"


def _spell(record: Entry, time: str) -> Line | EventLine:
    if isinstance(record, EventRecord):
        finished = int(record.finished * 1000)
        told = describe_event(record, finished)
        return EventLine(time, told, record.event, record.outcome, record.listeners, finished)
    acknowledged, finished, margin = _times(record)
    line = Line(
        time,
        describe(record, acknowledged, finished, margin),
        str(record.id),
        record.kind,
        record.handler,
        record.outcome,
        int(record.verified * 100_000) / 100,
        acknowledged,
        finished,
        margin,
        "info",
        NAME,
        record.by_callback,
        record.is_deferral,
        record.is_cold,
        record.reference,
    )
    if record.span is not None:
        line.trace_id = record.span.trace_id
    return line


def _write(held: list[Entry]) -> None:
    """Give a batch to all handlers that there are for its logger."""
    records = held[:]
    held.clear()
    if not records:
        return
    foreign = []
    for handler in _handlers():
        if handler.level > logging.INFO:
            continue
        if isinstance(handler, Handler):
            _clean(records, handler.secrets)
            encode = _encode_json if handler.is_json else _encode_console
            handler.write(encode(records))
        else:
            foreign.append(handler)
    if foreign:
        _hand_on(records, foreign)


def _handlers() -> Iterator[logging.Handler]:
    logger: logging.Logger | None = _logger
    while logger is not None:
        yield from logger.handlers
        logger = logger.parent if logger.propagate else None


_clean_names: dict[tuple[str, ...], dict[str, str]] = {}


def _clean(records: Sequence[Entry], secrets: tuple[str, ...] = ()) -> None:
    """Take out of the names what has a token's form; most names come again and again."""
    known = _clean_names.setdefault(secrets, {})
    for record in records:
        if isinstance(record, EventRecord):
            # Its name is one of Discord's.
            continue
        name = known.get(record.handler)
        if name is None:
            if len(known) >= MOST_NAMES:
                known.clear()
            # What no UTF-8 has a form for must not cost the whole batch.
            name = known[record.handler] = redact(record.handler, secrets).encode(errors="replace").decode()
        record.handler = name


def _encode_console(records: Sequence[Entry]) -> str:
    lines, second, shown = [], -1, ""
    for record in records:
        if int(record.closed) != second:
            second = int(record.closed)
            shown = time.strftime("%H:%M:%S", time.localtime(second))
        lines.append(f"{shown} INFO    {_sentence(record)}\n")
    return "".join(lines)


def _encode_json(records: Sequence[Entry]) -> str:
    lines, second, shown = [], -1, ""
    for record in records:
        if int(record.closed) != second:
            second = int(record.closed)
            shown = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        lines.append(_spell(record, f"{shown}.{int((record.closed - second) * 1000):03d}+00:00"))
    return _encoder.encode_lines(lines).decode()


def _hand_on(records: Sequence[Entry], handlers: Sequence[logging.Handler]) -> None:
    """Make records of `logging`, for handlers that Postern knows nothing of."""
    _clean(records)
    for record in records:
        fields = msgspec.structs.asdict(_spell(record, ""))
        for name in ("time", "message", "level", "logger"):
            del fields[name]
        made = _logger.makeRecord(NAME, logging.INFO, __file__, 0, _sentence(record), (), None, extra=fields)
        made.created, made.msecs = record.closed, record.closed % 1 * 1000
        if _logger.filter(made):
            for handler in handlers:
                handler.handle(made)
