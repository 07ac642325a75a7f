"""Spans, as a collector gets them; and nothing at all where nobody collects."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from app.bot import Bot
from app.command_errors import CheckFailure
from app.context.command import CommandContext
from app.errors import RestError
from app.settings import Settings
from app.telemetry.logs import REDACTED
from app.telemetry.tracing import Tracing
from app.testing import virtual_time
from tests.given import given_bot
from tests.server.asgi import make_bot, post
from tests.server.interactions import PING, command
from tests.signature.signing import signed
from tests.stores.processes import run_script
from tests.telemetry.lines import objects, written

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = (b"traceparent", f"00-{TRACE}-{PARENT}-01".encode())
BOT_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GrandA.0123456789abcdefghijklmnopqrstuvwxyz_-"


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def provider() -> Iterator[TracerProvider]:
    made = TracerProvider()
    yield made
    made.shutdown()


@pytest.fixture
def spans(provider: TracerProvider) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return exporter


@pytest.fixture
def tracing(provider: TracerProvider, spans: InMemorySpanExporter) -> Tracing:
    return Tracing(provider.get_tracer("postern"), ["sesame", ""])


def named(spans: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in spans.get_finished_spans()}


def parent_of(span: ReadableSpan) -> int:
    assert span.parent is not None
    return span.parent.span_id


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


async def test_an_interaction_its_handler_and_its_requests_are_one_trace(
    tracing: Tracing, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = given_bot()
    # Found out when the endpoint is built, which is at the first interaction here.
    monkeypatch.setattr("app.telemetry.telemetry.find_tracing", lambda secrets: tracing)

    @bot.bot.slash_command("try", description="Try it.")
    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        await ctx.followup("more")

    await bot.slash("try")
    await bot.settle()

    found = named(spans)
    root, inner = found["application_command /try"], found["handler /try"]
    (request,) = [span for name, span in found.items() if name.startswith("POST /webhooks/{")]
    assert (root.kind, request.kind) == (SpanKind.SERVER, SpanKind.CLIENT)
    assert root.parent is None
    assert (parent_of(inner), parent_of(request)) == (root.context.span_id, inner.context.span_id)
    said = attributes(root)
    assert (said["postern.handler"], said["postern.outcome"], said["http.request.method"]) == (
        "/try",
        "answered",
        "POST",
    )
    assert said["discord.interaction.id"].isdecimal()
    assert attributes(request)["http.response.status_code"] == 200
    assert "{" in attributes(request)["url.template"]
    assert root.status.status_code is StatusCode.UNSET


async def used(tracing: Tracing, raises: BaseException, headers: list[tuple[bytes, bytes]] = []) -> Bot:  # noqa: B006
    bot = make_bot([])

    @bot.slash_command("fail", description="Fails.")
    async def fail(ctx: CommandContext) -> str:
        raise raises

    door, body = bot.asgi(), command("fail")
    bot.telemetry.tracing = tracing
    await post(door, body, [*signed(body), *headers])
    await asyncio.sleep(1)
    return bot


async def test_a_proxys_trace_is_continued_and_the_log_names_it(tracing: Tracing, spans: InMemorySpanExporter) -> None:
    with written("json") as into:
        bot = await used(tracing, CheckFailure("No."), [TRACEPARENT])
        bot.telemetry.flush()

    root = named(spans)["application_command /fail"]
    assert (f"{root.context.trace_id:032x}", f"{parent_of(root):016x}") == (TRACE, PARENT)
    assert [line["trace_id"] for line in objects(into)] == [TRACE]


@pytest.mark.parametrize("value", [b"", b"\xff\xfe", b"00-zz-zz-01", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01"])
async def test_a_trace_that_makes_no_sense_begins_anew(
    tracing: Tracing, spans: InMemorySpanExporter, value: bytes
) -> None:
    await used(tracing, CheckFailure("No."), [(b"traceparent", value), (b"tracestate", b"\xff")])

    assert named(spans)["application_command /fail"].parent is None


async def test_a_fault_is_named_without_secrets(tracing: Tracing, spans: InMemorySpanExporter) -> None:
    await used(tracing, RuntimeError(f"open sesame with {BOT_TOKEN}"))

    root, inner = named(spans)["application_command /fail"], named(spans)["handler /fail"]
    assert root.status.status_code is inner.status.status_code is StatusCode.ERROR
    (event,) = inner.events
    assert dict(event.attributes or {}) == {
        "exception.type": "RuntimeError",
        "exception.message": f"open {REDACTED} with {REDACTED}",
    }
    assert len(attributes(root)["postern.reference"]) == 8
    everything = "".join(span.to_json() for span in spans.get_finished_spans())
    assert "sesame" not in everything
    assert "GrandA" not in everything


async def test_a_refusal_is_no_fault(tracing: Tracing, spans: InMemorySpanExporter) -> None:
    await used(tracing, CheckFailure("No."))

    root, inner = named(spans)["application_command /fail"], named(spans)["handler /fail"]
    assert root.status.status_code is inner.status.status_code is StatusCode.UNSET
    assert attributes(root)["postern.outcome"] == "refused"


async def test_what_has_no_handler_and_what_is_refused_has_no_name_of_its_own(
    tracing: Tracing, spans: InMemorySpanExporter
) -> None:
    bot = make_bot([])
    door = bot.asgi()
    bot.telemetry.tracing = tracing
    body = command("planted")
    await post(door, body, signed(body))
    await post(door, body, signed(body, 1))
    await post(door, PING, signed(PING))

    assert set(named(spans)) == {"application_command", "handler /planted"}
    assert attributes(named(spans)["application_command"])["postern.handler"] == "unknown"


async def test_the_span_of_an_interaction_that_nobody_can_answer_is_ended(
    tracing: Tracing, spans: InMemorySpanExporter
) -> None:
    bot = make_bot([])
    door, body = bot.asgi(), command(type=99)
    bot.telemetry.tracing = tracing

    assert (await post(door, body, signed(body))).status == 400
    (span,) = spans.get_finished_spans()
    assert (span.name, attributes(span)["postern.outcome"]) == ("unknown", "rejected")
    assert trace.get_current_span() is trace.INVALID_SPAN


async def test_the_span_is_left_when_the_first_response_is_there(tracing: Tracing) -> None:
    await used(tracing, CheckFailure("No."))

    assert trace.get_current_span() is trace.INVALID_SPAN


FIND = """
import sys
from app.bot import Bot
from app.settings import Settings
from tests.signature.signing import PUBLIC_KEY

bot = Bot(Settings(public_key=PUBLIC_KEY))
bot.endpoint()
"""


def test_where_nobody_traces_the_api_is_not_even_loaded() -> None:
    assert run_script(FIND + "print(bot.telemetry.tracing, 'opentelemetry' in sys.modules)") == "None False"


def test_the_api_alone_makes_no_spans() -> None:
    assert run_script("from opentelemetry import trace\n" + FIND + "print(bot.telemetry.tracing)") == "None"


def test_a_provider_that_is_set_is_used() -> None:
    script = f"""
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
trace.set_tracer_provider(TracerProvider())
{FIND}
print(type(bot.telemetry.tracing).__name__)
"""

    assert run_script(script) == "Tracing"


@pytest.mark.parametrize(
    ("answers", "kinds"),
    [
        ([httpx.Response(403, json={})], ["403"]),
        (
            [httpx.ConnectError("refused"), httpx.Response(200, json={"id": "1", "username": "x"})],
            ["TransportError", ""],
        ),
        ([RuntimeError(f"no way with {BOT_TOKEN}")], ["RuntimeError"]),
    ],
    ids=["refused", "not reached at first", "broken"],
)
async def test_a_request_that_fails_says_how(
    tracing: Tracing, spans: InMemorySpanExporter, answers: list[httpx.Response | Exception], kinds: list[str]
) -> None:
    left = iter(answers)

    class Wire(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = next(left)
            if isinstance(answer, Exception):
                raise answer
            return answer

    bot = Bot(Settings(token="t"), transport=Wire())
    bot.telemetry.tracing = tracing
    with contextlib.suppress(RestError, RuntimeError):
        await bot.rest.users.get_me()
    await bot.close()

    finished = spans.get_finished_spans()
    assert [attributes(span).get("error.type", "") for span in finished] == kinds
    assert [span.status.status_code is StatusCode.ERROR for span in finished] == [bool(kind) for kind in kinds]
    assert all(BOT_TOKEN not in span.to_json() for span in finished)
