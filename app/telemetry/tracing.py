"""
Spans for whoever collects traces, by OpenTelemetry.

There is nothing to switch on: spans are made where the program has set a tracer
provider by the time that its endpoint is built (`opentelemetry-instrument postern
serve`, or a few lines in `commands/__init__.py`). Without one the API makes spans
that nobody sees, so it is not even imported then, and costs nothing.

An interaction is a server's span, from the moment its request came until its
handler has ended. Below it stands the handler, and below that each request to
Discord. Where a proxy begins the trace (`traceparent`), it is continued. Errors
are named by their class, and by their message without what has a token's form;
the traceback stands in the log.

https://opentelemetry.io/docs/specs/semconv/http/http-spans/
https://www.w3.org/TR/trace-context/
"""

import sys
import time
from collections.abc import Coroutine, Iterable
from typing import TYPE_CHECKING, Any

from app.telemetry.logs import redact
from app.telemetry.record import BROKEN, EXPIRED, FAILED, UNANSWERED, Record

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

_CARRIED = frozenset({b"traceparent", b"tracestate"})
_FAULTS = frozenset({FAILED, EXPIRED, UNANSWERED, BROKEN})


class Tracing:
    """Makes spans.

    Args:
        tracer: OpenTelemetry's maker of spans.
        secrets: Values that are taken out of messages, wherever they appear.
    """

    def __init__(self, tracer: "Tracer", secrets: Iterable[str] = ()) -> None:
        from opentelemetry import context, propagate, trace

        self._context = context
        self._propagate = propagate
        self._trace = trace
        self._tracer = tracer
        self._secrets = tuple(secret for secret in secrets if secret)

    def interaction(self, headers: Iterable[tuple[bytes, bytes]], since: float) -> "InteractionSpan":
        """Return the span of an interaction; it begins when it is entered.

        Args:
            headers: The request's.
            since: Seconds since it came.
        """
        return InteractionSpan(self, headers, since)

    def start(self, headers: Iterable[tuple[bytes, bytes]], came: int) -> "Span":
        """Begin a server's span, below that of a proxy if there is one; `came` is Unix time in nanoseconds."""
        carrier = {
            name.decode().lower(): value.decode("latin-1") for name, value in headers if name.lower() in _CARRIED
        }
        return self._tracer.start_span(
            "interaction",
            context=self._propagate.extract(carrier) if carrier else None,
            kind=self._trace.SpanKind.SERVER,
            start_time=came,
            attributes={"http.request.method": "POST"},
        )

    def request(self, route: str) -> "Span":
        """Begin the span of one request to Discord, given its method and the template of its path."""
        method, _, template = route.partition(" ")
        return self._tracer.start_span(
            route,
            kind=self._trace.SpanKind.CLIENT,
            attributes={"http.request.method": method, "url.template": template},
        )

    def end_request(self, span: "Span", status: int, error: BaseException | None) -> None:
        """End it, with the status of the answer; 0 if there was none."""
        if status:
            span.set_attribute("http.response.status_code", status)
        if error is not None:
            self.tell(span, error)
        elif status >= 400 or not status:
            span.set_attribute("error.type", str(status) if status else "TransportError")
            span.set_status(self._trace.StatusCode.ERROR)
        span.end()

    def handling(self, name: str) -> Any:
        """Return a context manager for the span of a handler."""
        return self._tracer.start_as_current_span(
            f"handler {name}", record_exception=False, set_status_on_exception=False
        )

    def enter(self, span: "Span") -> object:
        """Make a span the one that the running code works in; returns what `leave` needs."""
        return self._context.attach(self._trace.set_span_in_context(span))

    def leave(self, entered: Any) -> None:
        """Take that back."""
        self._context.detach(entered)

    def tell(self, span: "Span", error: BaseException, *, is_fault: bool = True) -> None:
        """Say in a span what was raised, without secrets."""
        kind, message = type(error).__qualname__, redact(str(error), self._secrets)
        span.add_event("exception", {"exception.type": kind, "exception.message": message})
        if is_fault:
            span.set_attribute("error.type", kind)
            span.set_status(self._trace.StatusCode.ERROR)

    def end(self, span: "Span", record: Record) -> None:
        """End the span of an interaction, with what became of it."""
        name = record.handler if record.is_declared else ""
        span.update_name(f"{record.kind} {name}".rstrip())
        span.set_attributes(
            {
                "discord.interaction.id": str(record.id),
                "discord.interaction.type": record.kind,
                "postern.handler": name or "unknown",
                "postern.outcome": record.outcome,
                "postern.by_callback": record.by_callback,
                "postern.is_deferral": record.is_deferral,
                "postern.margin": record.margin,
                "faas.coldstart": record.is_cold,
            }
        )
        if record.reference:
            span.set_attribute("postern.reference", record.reference)
        if record.outcome in _FAULTS:
            span.set_attribute("error.type", record.outcome)
            span.set_status(self._trace.StatusCode.ERROR)
        span.end()


class InteractionSpan:
    """The span of one interaction.

    Attributes:
        trace_id: What the log calls its trace; empty until it is entered.
    """

    def __init__(self, tracing: Tracing, headers: Iterable[tuple[bytes, bytes]], since: float) -> None:
        self._tracing = tracing
        self._headers = headers
        self._came = time.time_ns() - int(since * 1e9)
        self._span: Span | None = None
        self.trace_id = ""

    def enter(self) -> object:
        """Begin it, and make it the one that the running code works in; returns what `leave` needs."""
        self._span = self._tracing.start(self._headers, self._came)
        self.trace_id = f"{self._span.get_span_context().trace_id:032x}"
        return self._tracing.enter(self._span)

    def leave(self, entered: object) -> None:
        """Let the running code work in what it worked in before; the span goes on."""
        self._tracing.leave(entered)

    async def around(
        self, work: Coroutine[Any, Any, None], name: str, refusals: tuple[type[BaseException], ...]
    ) -> None:
        """Run a handler within a span of its own.

        Args:
            work: The handler.
            name: What was used: `/roll`.
            refusals: Errors that are no fault.
        """
        with self._tracing.handling(name) as span:
            try:
                await work
            except BaseException as error:
                self._tracing.tell(span, error, is_fault=not isinstance(error, refusals))
                raise

    def end(self, record: Record) -> None:
        """End it."""
        if self._span is not None:
            self._tracing.end(self._span, record)


def find_tracing(secrets: Iterable[str] = ()) -> Tracing | None:
    """Return what makes spans, if the program has set a tracer provider; else None."""
    # Whoever has set one has loaded the API for it.
    trace = sys.modules.get("opentelemetry.trace")
    if trace is None or isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider | trace.NoOpTracerProvider):
        return None
    return Tracing(trace.get_tracer("postern"), secrets)
