"""
What we tell operators, in one place: the parts say what happens, and know nothing of lines, samples and spans.

Everything on an interaction's way is plain arithmetic. What costs more than that
is done in batches, or when somebody asks; what nobody asked for is not done.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from app.request_errors import RequestRejected
from app.telemetry.journal import Journal
from app.telemetry.logs import redact
from app.telemetry.record import BROKEN, REJECTED, EventRecord, Record
from app.telemetry.release import read_release
from app.telemetry.tally import REASONS, SCOPES, Tally
from app.telemetry.tracing import Tracing, find_tracing
from app.telemetry.workers import PERIOD, Share

STARTED = time.time()
"""Unix time at which this process began, near enough."""

UNKNOWN = "unknown"
_STATUSES = frozenset({200, 201, 204, 304, 400, 401, 403, 404, 405, 413, 429, 500, 502, 503, 504})
_LATEST = frozenset({"start_time_seconds", "last_interaction_time_seconds"})


class Telemetry:
    """Hears what happens.

    Args:
        metrics: Whether numbers are kept.
        running: Returns how many handlers run.
        directory: Where the workers of one server share their numbers; empty: there is one alone.

    Attributes:
        journal: The lines of interactions and webhook events.
        tally: The numbers, if they are kept.
        tracing: Makes spans, if somebody collects them; decided when the
            endpoint is built.
        requests_waiting: Requests to Discord that its limits hold back now.
    """

    def __init__(self, metrics: bool = False, running: Callable[[], int] = int, directory: str = "") -> None:
        self.journal = Journal()
        self.tally = Tally() if metrics else None
        self.tracing: Tracing | None = None
        self.requests_waiting = 0
        self._running = running
        self._directory = directory
        self._share: Share | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_cold = True
        self._newest = 0.0

    def begin(
        self,
        interaction_id: int,
        arrived: float,
        waited: float = 0.0,
        took: float = 0.0,
        headers: Iterable[tuple[bytes, bytes]] = (),
    ) -> Record:
        """Open the record of an interaction that is genuine.

        Args:
            interaction_id: Discord's id of it.
            arrived: Loop time at which the headers of its request came.
            waited: Seconds from then until its body was there.
            took: Seconds that its signature was checked for.
            headers: Those of the request, by which a trace is continued.
        """
        record = Record(self, interaction_id, arrived, waited + took)
        if self._is_cold:
            self._is_cold, record.is_cold = False, True
        if self.tally is not None and took:
            self.tally.measure("verification_seconds", took)
        if self.tracing is not None:
            record.span = self.tracing.interaction(headers, record.verified)
        return record

    def close(self, record: Record) -> None:
        """Take a record that is complete."""
        record.closed = self._newest = time.time()
        is_held = self.journal.add(record)
        if self.tally is not None:
            self._count(record, self.tally)
            if not is_held:
                self.tally.count("log_lines_dropped")
        if record.span is not None:
            record.span.end(record)

    def withdraw(self, record: Record) -> None:
        """Take a record back, whose request was refused after all: it has no line, and is not the process's first."""
        self._is_cold = self._is_cold or record.is_cold
        if record.span is not None:
            record.kind, record.is_declared, record.outcome = UNKNOWN, False, REJECTED
            record.span.end(record)

    def rejected(self, error: RequestRejected) -> None:
        """Count a request that is refused before a handler is looked for; the error's class is the reason."""
        if self.tally is not None:
            self.tally.count("rejections", REASONS.get(type(error), "other"))

    def broke(self) -> None:
        """Count an interaction that met a fault of Postern."""
        if self.tally is not None:
            self.tally.count("interactions", UNKNOWN, UNKNOWN, BROKEN)

    def event(self, kind: str, outcome: str, listeners: int, took: float) -> None:
        """Take a webhook event that was dealt with.

        Args:
            kind: Discord's name of its type; `unknown` where the code has none.
            outcome: What became of it, a word of a closed list; see `EventRecord`.
            listeners: How many heard of it.
            took: Seconds from the request's arrival until the last of them had ended.
        """
        is_held = self.journal.add(EventRecord(kind, outcome, listeners, took, time.time()))
        if self.tally is not None:
            self.tally.count("events", kind, outcome)
            if not is_held:
                self.tally.count("log_lines_dropped")

    def called_back(self, result: str) -> None:
        """Count a first response that went by a request: `accepted`, `refused`, or `unknown`."""
        if self.tally is not None:
            self.tally.count("callbacks", result)

    def request(self, route: str, waited: float) -> "Request":
        """Return a context manager for one request to Discord.

        Args:
            route: Method, and path with names in place of ids.
            waited: Seconds for which limits held it back.
        """
        if self.tally is not None or self.tracing is not None:
            # An author may have put a whole path where its template belongs, the token of a webhook included.
            route = redact(route)
        return Request(self, route, waited)

    def rate_limited(self, scope: str) -> None:
        """Count a 429 by its scope, or a ban (`cloudflare`)."""
        if self.tally is not None:
            self.tally.count("rest_rate_limited", scope if scope in SCOPES else "other")

    @property
    def hears_of_stores(self) -> Callable[[], None] | None:
        """What is to be called for each call of the store that failed; None without metrics."""
        return None if self.tally is None else self._count_store_error

    def start(self) -> None:
        """Begin to share numbers with the other workers, if there are some; needs an event loop.

        Raises:
            SettingsError: If the directory cannot be used.
        """
        if self._directory and self.tally is not None and self._share is None:
            self._share = Share(Path(self._directory))
            self.tally.add(self._share.before)
            self._tell_others()

    def flush(self) -> None:
        """Write what is held back: before a host freezes the process, and at the end."""
        self.journal.flush()

    def stop(self) -> None:
        """Write all that is held back, and leave the numbers to the worker that comes next."""
        self.flush()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        share, self._share = self._share, None
        if share is not None and self.tally is not None:
            share.write(self.tally, self._gauges())
            share.close()
            # They stand in the file now, and would be counted twice by whoever starts this one again.
            self.tally = Tally()

    def find_tracing(self, secrets: Iterable[str] = ()) -> None:
        """Make spans from here on, if the program has set a tracer provider; no secret gets into them."""
        self.tracing = find_tracing(secrets)

    def scraper(self) -> Callable[[str], tuple[bytes, str]] | None:
        """Return what answers a scrape; None without metrics.

        Raises:
            SettingsError: If prometheus-client is not installed.
        """
        if self.tally is None:
            return None
        import_module("app.telemetry.metrics")
        return self.scrape

    def scrape(self, accept: str = "") -> tuple[bytes, str]:
        """Return what Prometheus is told, and its content type; of all workers.

        Args:
            accept: The `Accept` header of whoever asks.
        """
        from app.telemetry.metrics import expose

        total, gauges = Tally(), self._gauges()
        if self.tally is not None:
            total.add(self.tally)
        for told in self._share.others() if self._share is not None else ():
            total.add(told.tally)
            for name, value in told.gauges.items():
                if name in _LATEST:
                    gauges[name] = max(gauges.get(name, 0.0), value)
                elif told.is_alive:
                    gauges[name] = gauges.get(name, 0.0) + value
        build = {"version": read_release(), "python": sys.version.partition(" ")[0]}
        return expose(total, gauges, build, accept)

    def _count_store_error(self) -> None:
        if self.tally is not None:
            self.tally.count("store_errors")

    def _gauges(self) -> dict[str, float]:
        return {
            "handlers_running": self._running(),
            "rest_requests_waiting": self.requests_waiting,
            "log_lines_waiting": self.journal.waiting,
            "workers": 1,
            "start_time_seconds": STARTED,
            "last_interaction_time_seconds": self._newest,
        }

    def _tell_others(self) -> None:
        if self._share is not None and self.tally is not None:
            self._share.write(self.tally, self._gauges())
            self._timer = asyncio.get_running_loop().call_later(PERIOD, self._tell_others)

    @staticmethod
    def _count(record: Record, tally: Tally) -> None:
        kind, response = record.kind, "deferral" if record.is_deferral else "answer"
        tally.count("interactions", kind, record.handler if record.is_declared else UNKNOWN, record.outcome)
        if record.acknowledged is not None:
            tally.measure("acknowledgement_seconds", record.acknowledged, kind, response)
        tally.measure("margin_seconds", record.margin, kind, response)
        if record.finished is not None:
            tally.measure("handler_seconds", record.finished, kind)
        if record.is_deferral:
            tally.count("deferrals", kind)
        if record.is_cold:
            tally.count("cold_starts")


class Request:
    """One request to Discord, while it is on the wire.

    Attributes:
        status: HTTP status of the answer; 0 as long as there is none.
    """

    __slots__ = ("_began", "_owner", "_route", "_span", "_waited", "status")

    def __init__(self, owner: Telemetry, route: str, waited: float) -> None:
        self._owner = owner
        self._route = route
        self._waited = waited
        self._span: Any = None
        self.status = 0

    def __enter__(self) -> "Request":
        """Begin."""
        self._began = asyncio.get_running_loop().time()
        if self._owner.tracing is not None:
            self._span = self._owner.tracing.request(self._route)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End: it was answered, or given up."""
        tally, tracing = self._owner.tally, self._owner.tracing
        if tally is not None:
            status = str(self.status) if self.status in _STATUSES else f"{self.status // 100}xx"
            tally.count("rest_requests", self._route, status if self.status else "none")
            took = asyncio.get_running_loop().time() - self._began
            tally.measure("rest_request_seconds", took, self._route.partition(" ")[0])
            tally.measure("rest_wait_seconds", self._waited)
        if tracing is not None and self._span is not None:
            tracing.end_request(self._span, self.status, error)
