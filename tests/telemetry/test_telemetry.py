"""What operators learn of a bot at work: each thing that can become of an interaction, counted and in the log."""

import asyncio
import contextlib
from typing import Any

import httpx
import pytest

from app.bot import Bot
from app.command_errors import CheckFailure
from app.context.command import CommandContext
from app.errors import RestError, SettingsError
from app.models.response import Reply
from app.settings import Settings
from app.telemetry.tally import Tally
from app.telemetry.telemetry import Telemetry
from app.testing import DidNotRespond, TestBot, virtual_time
from tests.given import given_bot
from tests.server.asgi import make_bot, post
from tests.server.interactions import PING, command
from tests.signature.signing import NOW, PUBLIC_KEY, forged, signed
from tests.telemetry.lines import objects, written


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


def tally_of(bot: Bot) -> Tally:
    assert bot.telemetry.tally is not None
    return bot.telemetry.tally


def counted(bot: Bot) -> dict[tuple[str, ...], int]:
    return tally_of(bot).counts["interactions"]


async def tried(
    seconds: float = 0.0, raises: Exception | None = None, answer: Any = "hello", **options: Any
) -> TestBot:
    """Use a command `/try` that takes so long, and then raises or answers."""
    bot = given_bot(metrics=True, **options)

    @bot.bot.slash_command("try", description="Try it.")
    async def handler(ctx: CommandContext) -> Any:
        await asyncio.sleep(seconds)
        if raises is not None:
            raise raises
        return answer

    with contextlib.suppress(DidNotRespond):
        await bot.slash("try")
    await bot.settle()
    return bot


@pytest.mark.parametrize(
    ("outcome", "how"),
    [
        ("answered", {}),
        ("deferred", {"seconds": 5.0}),
        ("refused", {"raises": CheckFailure("No.")}),
        ("failed", {"raises": ZeroDivisionError()}),
        ("failed", {"seconds": 5.0, "raises": ZeroDivisionError()}),
        ("unanswered", {"answer": None}),
        ("expired", {"seconds": 5.0, "deferral": "off"}),
    ],
    ids=["answered", "deferred", "refused", "failed", "failed late", "unanswered", "expired"],
)
async def test_what_became_of_a_command_is_counted_and_has_one_line(outcome: str, how: dict[str, Any]) -> None:
    with written("json") as into:
        bot = (await tried(**how)).bot
        bot.telemetry.flush()

    assert counted(bot) == {("application_command", "/try", outcome): 1}
    (line,) = objects(into)
    assert (line["handler"], line["outcome"]) == ("/try", outcome)
    assert ("reference" in line) == (outcome in {"failed", "unanswered"})
    assert line.get("is_deferral", False) == (how.get("seconds", 0.0) > 0 and outcome != "expired")
    margin = {"deferred": 1000, "expired": 0}.get(outcome, 1000 if "seconds" in how else 3000)
    assert margin - 100 <= line["margin_ms"] <= margin


async def test_the_reference_in_the_line_is_the_one_that_the_user_has() -> None:
    with written("json") as into:
        bot = await tried(raises=ZeroDivisionError())
        bot.bot.telemetry.flush()

    (line,) = objects(into)
    (original,) = [one.original for one in bot.discord.interactions.values()]
    assert original is not None
    assert line["reference"] in original["content"]


async def test_a_deferral_is_counted_and_its_margin_kept_apart() -> None:
    tally = tally_of((await tried(seconds=5.0)).bot)

    assert tally.counts["deferrals"] == {("application_command",): 1}
    assert tally.measures["margin_seconds"].keys() == {("application_command", "deferral")}
    assert tally.measures["handler_seconds"][("application_command",)][-1] >= 5.0


@pytest.mark.parametrize("host", ["buffers", "freezes"])
async def test_where_the_host_holds_back_a_deferral_goes_by_callback(host: Any) -> None:
    with written("json") as into:
        bot = (await tried(seconds=5.0, host=host, background="callback")).bot
        bot.telemetry.flush()

    (line,) = objects(into)
    assert (line["outcome"], line["by_callback"], line["is_deferral"]) == ("deferred", True, True)
    assert tally_of(bot).counts["callbacks"] == {("accepted",): 1, ("refused",): 0, ("unknown",): 0}


async def test_requests_to_discord_are_counted_by_route_and_status() -> None:
    tally = tally_of((await tried(seconds=5.0)).bot)

    ((route, status),) = tally.counts["rest_requests"]
    assert route.startswith("PATCH /webhooks/{")
    assert status == "200"
    assert tally.measures["rest_wait_seconds"][()][0] == 1
    assert tally.measures["rest_request_seconds"].keys() == {("PATCH",)}


@pytest.mark.parametrize(
    ("status", "headers", "body", "scope", "shown"),
    [
        (429, {"retry-after": "0.1", "x-ratelimit-scope": "shared"}, b'{"retry_after": 0.1}', "shared", "429"),
        (429, {"retry-after": "0.1", "x-ratelimit-scope": "planted"}, b'{"retry_after": 0.1}', "user", "429"),
        (429, {"cf-ray": "8a1"}, b"error code: 1015", "cloudflare", "429"),
        (418, {}, b"{}", "", "4xx"),
    ],
    ids=["shared", "odd scope", "banned", "odd status"],
)
async def test_refusals_are_counted_by_words_of_a_closed_list(
    status: int, headers: dict[str, str], body: bytes, scope: str, shown: str
) -> None:
    answers = iter([httpx.Response(status, headers=headers, content=body)])

    class Wire(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return next(answers, httpx.Response(200, json={"id": "1", "username": "x"}))

    bot = Bot(Settings(metrics=True, token="t"), transport=Wire())
    with contextlib.suppress(RestError):
        await bot.rest.users.get_me()
    tally = tally_of(bot)
    await bot.close()

    assert ("GET /users/@me", shown) in tally.counts["rest_requests"]
    assert {kind: count for (kind,), count in tally.counts["rest_rate_limited"].items() if count} == (
        {scope: 1} if scope else {}
    )


async def test_a_token_in_an_authors_own_route_never_becomes_a_label() -> None:
    told = Telemetry(True)
    with told.request("POST /webhooks/5/a-secret", 0.0):
        assert told.tally is not None
    assert told.tally.counts["rest_requests"] == {("POST /webhooks/5/[redacted]", "none"): 1}


async def test_a_request_without_an_answer_has_no_status() -> None:
    class Wire(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused")

    bot = Bot(Settings(metrics=True, token="t"), transport=Wire())
    with pytest.raises(Exception, match="no answer"):
        await bot.rest.users.get_me()

    assert tally_of(bot).counts["rest_requests"] == {("GET /users/@me", "none"): 4}
    await bot.close()


async def test_a_ping_and_a_duplicate_have_lines_of_their_own() -> None:
    bot = make_bot([], metrics=True)
    door, body = bot.asgi(), command()
    with written("json") as into:
        await post(door, PING, signed(PING))
        await post(door, body, signed(body))
        await post(door, body, signed(body))
        bot.telemetry.flush()

    assert [(line["kind"], line["handler"], line["outcome"]) for line in objects(into)] == [
        ("ping", "PING", "answered"),
        ("application_command", "/ping", "answered"),
        ("application_command", "", "duplicate"),
    ]
    assert [line.get("cold_start") for line in objects(into)] == [True, None, None]
    assert tally_of(bot).counts["cold_starts"] == {(): 1}
    assert counted(bot)[("application_command", "unknown", "duplicate")] == 1


async def test_refused_requests_are_counted_by_reason_and_have_no_line() -> None:
    bot = make_bot([], metrics=True)
    door, body = bot.asgi(), command()
    with written("json") as into:
        for headers in ([], forged(body), signed(body, NOW - 900), signed(b"x")):
            await post(door, body if headers else b"", headers)
        await post(door, b"x", signed(b"x"))
        bot.telemetry.flush()

    assert {reason: count for (reason,), count in tally_of(bot).counts["rejections"].items() if count} == {
        "signature_missing": 1,
        "signature_invalid": 2,
        "signature_expired": 1,
        "body_malformed": 1,
    }
    assert objects(into) == []
    assert counted(bot) == {}


async def test_what_a_stranger_or_a_user_sends_never_becomes_a_label() -> None:
    bot = make_bot([], metrics=True)
    door = bot.asgi()
    for number in range(50):
        body = command(f"planted{number}")
        await post(door, body, signed(body))
        data = {"custom_id": f"planted{number}:x", "component_type": 2, "id": 2}
        body = command(type=3, data=data, message={})
        await post(door, body, signed(body))

    assert b"planted" not in bot.telemetry.scrape()[0]
    assert counted(bot)[("application_command", "unknown", "unknown")] == 50


async def test_suggestions_are_told_of_as_what_they_complete() -> None:
    bot = given_bot(metrics=True)

    async def suggest(ctx: Any, value: str) -> list[str]:
        if value == "bad":
            raise ZeroDivisionError
        return [value]

    @bot.bot.slash_command("find", description="Find it.")
    async def find(ctx: CommandContext, what: str) -> str:
        return what

    find.autocomplete("what")(suggest)
    await bot.autocomplete("find", "what", "a")
    await bot.autocomplete("find", "what", "bad")

    kind = "application_command_autocomplete"
    assert counted(bot.bot) == {(kind, "/find", "answered"): 1, (kind, "/find", "failed"): 1}


async def test_a_client_that_leaves_is_told_of() -> None:
    bot = make_bot([], metrics=True)

    @bot.slash_command("slow", description="Takes its time.")
    async def slow(ctx: CommandContext) -> str:
        await asyncio.sleep(1)
        return "done"

    body = command("slow")
    call = asyncio.create_task(post(bot.asgi(), body, signed(body)))
    await asyncio.sleep(0.5)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    await asyncio.sleep(2)

    assert counted(bot) == {("application_command", "/slow", "left"): 1}


async def test_a_handler_that_the_end_stops_is_told_of() -> None:
    bot = make_bot([], metrics=True, grace=0)

    @bot.slash_command("slow", description="Takes its time.")
    async def slow(ctx: CommandContext) -> Reply:
        await asyncio.sleep(100)
        return Reply("done")

    body = command("slow")
    call = asyncio.create_task(post(bot.asgi(), body, signed(body)))
    await asyncio.sleep(0.5)
    assert b"postern_handlers_running 1.0" in bot.telemetry.scrape()[0]
    await bot.drain(0)
    await call

    assert counted(bot) == {("application_command", "/slow", "stopped"): 1}


async def test_a_fault_of_our_own_is_counted() -> None:
    bot = make_bot([], metrics=True)
    door, body = bot.asgi(), command()
    door._endpoint._replays = "broken"  # type: ignore[assignment]

    assert (await post(door, body, signed(body))).status == 500
    assert counted(bot) == {("unknown", "unknown", "broken"): 1}


@pytest.mark.parametrize("background", ["inline", "callback"])
async def test_where_the_process_may_be_frozen_the_line_is_there_before_the_call_returns(background: Any) -> None:
    bot = make_bot([], background=background)
    door, body = bot.asgi(), command()
    with written("json") as into:
        await post(door, body, signed(body))

        assert [line["handler"] for line in objects(into)] == ["/ping"]
        assert bot.telemetry.journal._timer is None


async def test_without_metrics_nothing_is_counted_and_there_is_nothing_to_scrape() -> None:
    bot = make_bot([])
    door, body = bot.asgi(), command()
    await post(door, body, signed(body))

    assert bot.telemetry.tally is None
    assert bot.telemetry.scraper() is None


async def test_what_comes_in_is_counted_though_the_log_is_off() -> None:
    bot = make_bot([], metrics=True)
    door, body = bot.asgi(), command()
    with written(level="warning") as into:
        await post(door, body, signed(body))

    assert sum(counted(bot).values()) == 1
    assert into.getvalue() == ""


async def test_events_are_counted_as_their_receiver_says() -> None:
    telemetry = Telemetry(metrics=True)
    telemetry.event("ENTITLEMENT_CREATE", "handled", 1, 0.5)
    Telemetry().event("ENTITLEMENT_CREATE", "handled", 1, 0.5)

    assert telemetry.tally is not None
    assert telemetry.tally.counts["events"] == {("ENTITLEMENT_CREATE", "handled"): 1}


async def test_a_server_that_is_started_again_counts_nothing_twice(tmp_path: Any) -> None:
    telemetry = Telemetry(metrics=True, directory=str(tmp_path))
    for _ in range(3):
        telemetry.start()
        telemetry.called_back("accepted")
        await asyncio.sleep(5)
        telemetry.stop()
    telemetry.start()

    assert b'postern_callbacks_total{result="accepted"} 3.0' in telemetry.scrape()[0]
    telemetry.stop()


async def test_one_worker_tells_of_all(tmp_path: Any) -> None:
    one, two = (Telemetry(True, lambda: 2, str(tmp_path)) for _ in range(2))
    one.start()
    two.start()
    two.called_back("accepted")
    await asyncio.sleep(1.5)
    told = one.scrape()[0]
    assert b'postern_callbacks_total{result="accepted"} 1.0' in told
    assert b"postern_workers 2.0" in told
    assert b"postern_handlers_running 4.0" in told

    two.stop()
    told = one.scrape()[0]
    assert b'postern_callbacks_total{result="accepted"} 1.0' in told
    assert b"postern_workers 1.0" in told
    one.stop()


async def test_what_is_refused_is_not_the_first_interaction_of_its_process() -> None:
    bot = make_bot([], metrics=True, application_id=5)
    door = bot.asgi()
    with written("json") as into:
        for body in (command(type=99, application_id="5"), command(application_id="6"), command(application_id="5")):
            await post(door, body, signed(body))
        bot.telemetry.flush()

    assert [line.get("cold_start") for line in objects(into)] == [True]
    assert tally_of(bot).counts["cold_starts"] == {(): 1}


async def test_a_directory_that_cannot_be_used_stops_the_start(tmp_path: Any) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError):
        Telemetry(True, int, str(tmp_path / "file")).start()
    Telemetry(False, int, str(tmp_path / "file")).start()


def test_a_bot_keeps_numbers_only_where_it_is_told_to() -> None:
    assert Bot(Settings(public_key=PUBLIC_KEY)).telemetry.hears_of_stores is None
    telemetry = Bot(Settings(public_key=PUBLIC_KEY, metrics=True)).telemetry
    assert telemetry.hears_of_stores is not None
    telemetry.hears_of_stores()

    assert telemetry.tally is not None
    assert telemetry.tally.counts["store_errors"] == {(): 1}
