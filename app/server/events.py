"""
Webhook events: what Discord tells an application without waiting for an answer.

A genuine request is answered with 204 and an empty body whatever becomes of it
here: anything else makes Discord send it again for ten minutes, and take the
URL away in the end. Some listeners ask for just that, since they must not miss
an event: for them the answer waits a moment, and is 503 where they have failed.

An event has no id, and comes again whenever Discord was not sure that it had
arrived. So the Store remembers a digest of it: all listeners hear of it once,
and those that ask for it again until they have done their part.

https://docs.discord.com/developers/events/webhook-events
"""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from typing import Protocol

import msgspec

from app.context.courier import Background
from app.context.tasks import Group, Tasks, collected
from app.errors import DefinitionError, StoreError
from app.listeners import OWN_EVENTS, Listener, Listeners
from app.models.event import WEBHOOK_EVENTS, Event, decode_event
from app.providers import kind_name
from app.request_errors import ApplicationUnknown
from app.server.answer import JSON, TEXT, Answer
from app.stores.base import Store
from app.stores.lease import Lease
from app.telemetry.record import ANSWERED, DEADLINE, DUPLICATE, FAILED, HANDLED, IGNORED
from app.telemetry.telemetry import UNKNOWN, Telemetry

log = logging.getLogger(__name__)

REMEMBERED = 900.0
"""Seconds for which an event is known again; Discord repeats it for ten minutes."""
ANSWERED_WITHIN = 2.5
"""Seconds from a request's arrival that listeners have which ask for redelivery; Discord waits three."""
ASKED_AGAIN = 503
"""Status by which Discord learns that an event shall come again."""
MOST_TOLD = 50
"""Types of events that are worth a line each in the log."""


class LoadedFirst(Protocol):
    """What the plugins are to a receiver: see `app.dispatch`."""

    @property
    def is_ready(self) -> bool:
        """Whether all are loaded."""

    async def load(self) -> None:
        """Load those that are not."""


class EventReceiver:
    """Hands webhook events on to whoever listens.

    Args:
        listeners: Who listens.
        plugins: What must be loaded before anybody hears of anything.
        tasks: Owns what listeners do.
        store: Where events are remembered.
        background: What this host does behind an answer.
        application_id: The only application that is served; 0: any.
        telemetry: Hears of each event, and what became of it.
    """

    def __init__(
        self,
        listeners: Listeners,
        plugins: LoadedFirst,
        tasks: Tasks,
        store: Store,
        *,
        background: Background = "task",
        application_id: int = 0,
        telemetry: Telemetry | None = None,
    ) -> None:
        self._listeners = listeners
        self._plugins = plugins
        self._tasks = tasks
        self._store = store
        self._background = background
        self._application_id = application_id
        self._telemetry = telemetry or Telemetry()
        self._told: set[str] = set()

    async def receive(self, body: bytes, arrived: float) -> Answer:
        """Take one request in, which Discord has signed.

        Args:
            body: Request body.
            arrived: Loop time at which the headers came.

        Raises:
            BodyMalformed: If it is no event.
            InteractionMisdirected: If it is an interaction.
            ApplicationUnknown: If it is for another application.
        """
        delivered = decode_event(body)
        event = delivered.event
        if event is None:
            self._telemetry.event("PING", ANSWERED, 0, asyncio.get_running_loop().time() - arrived)
            return Answer(204, b"", JSON)
        if self._application_id and delivered.application_id != self._application_id:
            raise ApplicationUnknown(delivered.application_id, self._application_id)
        names = self._names(event, delivered.problem)
        listeners = self._listeners.interested(*names)
        if not listeners and self._plugins.is_ready:
            log.debug("%s: nobody listens", event.type)
            self._note(event.type, IGNORED, 0, arrived)
            return Answer(204, b"", JSON)
        with collected() as group:
            work = self._tasks.start(self._hand_on(event, names, arrived))
            is_taken = await self._wait(work, group, names, arrived)
        after = None if self._background == "task" or group.is_done else group
        if is_taken:
            return Answer(204, b"", JSON, after)
        log.warning("%s: Discord is asked to send it again, since a listener that wants it so is not done", event.type)
        return Answer(ASKED_AGAIN, b"not done", TEXT, after)

    async def _wait(self, work: "asyncio.Task[bool]", group: Group, names: Sequence[str], arrived: float) -> bool:
        """Wait as long as this host and the listeners need it; whether the event need not come again is returned."""
        if self._background == "callback":
            # Whatever still ran behind the answer would be frozen with the process.
            await group.finished()
        # Not before: a plugin's listeners may be loaded by now.
        if not any(listener.redeliver for listener in self._listeners.interested(*names)):
            return True
        left = arrived + ANSWERED_WITHIN - asyncio.get_running_loop().time()
        await asyncio.wait([work], timeout=max(left, 0.0))
        return work.done() and not work.cancelled() and work.result()

    async def _hand_on(self, event: Event, names: Sequence[str], arrived: float) -> bool:
        """Let everybody hear of an event who has not yet; whether nobody wants it again is returned."""
        try:
            if not self._plugins.is_ready:
                await self._plugins.load()
        except DefinitionError as error:
            log.exception("%s: nobody hears of it: %s", event.type, error)
            self._note(event.type, FAILED, 0, arrived)
            return False
        key = f"postern:event:{_digest(event)}"
        is_new = await self._is_new(event, key)
        asking: list[asyncio.Task[bool]] = []
        plain: list[asyncio.Task[bool]] = []
        marks: set[str] = set()
        for listener in self._listeners.interested(*names):
            if listener.redeliver:
                mark = f"{key}:{kind_name(listener.handler)}"
                while mark in marks:
                    # Made in a loop, say: their order tells them apart.
                    mark += "+"
                marks.add(mark)
                asking.append(self._tasks.start(self._run_until_done(listener, event, mark, arrived)))
            elif is_new:
                plain.append(self._tasks.start(self._run(listener, event, arrived)))
        self._conclude(event, [*asking, *plain], HANDLED if is_new else DUPLICATE, arrived)
        if asking:
            await asyncio.wait(asking)
        return _succeeded(asking)

    def _conclude(self, event: Event, running: Sequence["asyncio.Task[bool]"], outcome: str, arrived: float) -> None:
        """See to it that operators learn what became of an event, as soon as all have ended who hear of it."""
        if not running:
            self._note(event.type, outcome, 0, arrived)
        left = set(running)

        def ended(one: "asyncio.Task[bool]") -> None:
            left.remove(one)
            if not left:
                self._note(event.type, outcome if _succeeded(running) else FAILED, len(running), arrived)

        for one in running:
            one.add_done_callback(ended)

    async def _is_new(self, event: Event, key: str) -> bool:
        """Tell whether an event comes for the first time; where nobody can tell, it does."""
        try:
            is_new = await self._store.increment(key, ttl=REMEMBERED) == 1
        except StoreError as error:
            log.warning("%s: whether it was handled before is not known: %s", event.type, error)
            return True
        if not is_new:
            log.debug("%s of %s has come again", event.type, event.timestamp)
        return is_new

    async def _run_until_done(self, listener: Listener[...], event: Event, mark: str, arrived: float) -> bool:
        """Run a listener unless it has succeeded, or runs, anywhere; whether it has succeeded is returned."""
        try:
            lease = await Lease.take(self._store, mark, f"{event.type}: {listener.shown_name}")
            if lease is None:
                return await self._has_done(mark)
        except StoreError as error:
            log.warning("%s: whether %s has heard of it is not known: %s", event.type, listener.shown_name, error)
            return await self._run(listener, event, arrived)
        try:
            # Not before it is held: who had it may have succeeded just now.
            return await self._has_done(mark) or await self._run_and_mark(listener, event, mark, arrived)
        except StoreError as error:
            log.warning("%s: %s hears of it when it comes again: %s", event.type, listener.shown_name, error)
            return False
        finally:
            await lease.release()

    async def _has_done(self, mark: str) -> bool:
        return await self._store.get(f"{mark}:done", bool) or False

    async def _run_and_mark(self, listener: Listener[...], event: Event, mark: str, arrived: float) -> bool:
        if not await self._run(listener, event, arrived):
            return False
        try:
            await self._store.set(f"{mark}:done", True, ttl=REMEMBERED)
        except StoreError as error:
            log.warning("%s: %s may hear of it twice: %s", event.type, listener.shown_name, error)
        return True

    async def _run(self, listener: Listener[...], event: Event, arrived: float) -> bool:
        is_done = await self._listeners.run(listener, event)
        took = asyncio.get_running_loop().time() - arrived
        if took > DEADLINE and self._background == "callback":
            log.warning(
                "%s: %s was done after %.1f s; this host must wait for it, and Discord waits for %.0f s, "
                "after which it sends the event again",
                event.type,
                listener.shown_name,
                took,
                DEADLINE,
            )
        return is_done

    def _names(self, event: Event, problem: str) -> Sequence[str]:
        """Return the names by which listeners hear of an event, and tell the operator of one that is not as usual."""
        if problem:
            self._tell_once(
                event.type,
                "%s is not as Discord documents it, so it is told to listeners to Event alone: %s",
                event.type,
                problem,
            )
            return ("event",)
        name = event.type.lower()
        if event.type not in WEBHOOK_EVENTS:
            self._tell_once(
                event.type, "%r is an event that Postern does not know: listen(%r) hears of it", event.type, name
            )
        # What Postern tells itself comes with other arguments.
        return ("event",) if f"on_{name.removeprefix('on_')}" in OWN_EVENTS else (name, "event")

    def _tell_once(self, type: str, message: str, *values: object) -> None:
        """Write a line about a type of event, the first time that it comes."""
        if type not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(type)
            log.warning(message, *values)

    def _note(self, type: str, outcome: str, listeners: int, arrived: float) -> None:
        kind = type if type in WEBHOOK_EVENTS else UNKNOWN
        self._telemetry.event(kind, outcome, listeners, asyncio.get_running_loop().time() - arrived)


def _succeeded(tasks: Sequence["asyncio.Task[bool]"]) -> bool:
    return all(task.done() and not task.cancelled() and task.result() for task in tasks)


def _digest(event: Event) -> str:
    """Return what tells an event from all others; the same one has the same, in whichever order its fields come."""
    said = (event.application_id, event.type, event.timestamp.isoformat(), event.raw)
    return hashlib.sha256(msgspec.json.encode(said, order="deterministic", enc_hook=int)).hexdigest()
