"""The waist, through the ASGI door: clients that leave, ends of the process, deliveries that come twice."""

import asyncio
import logging
from collections.abc import MutableMapping
from typing import Any

import orjson
import pytest

from app.context.command import CommandContext
from app.context.tasks import MOST_TOLD
from app.errors import DeadlineMissed, NotFound
from app.testing import DidNotRespond, TestBot, virtual_time
from tests.given import given_bot, newest


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


class Caller:
    """Calls the ASGI application as a server does, with one signed interaction, as often as wanted."""

    def __init__(self, bot: TestBot, **changes: object) -> None:
        self._app = bot.bot.asgi()
        interaction: dict[str, object] = {
            "id": str(bot.discord.world.snowflakes()),
            "application_id": str(bot.discord.application_id),
            "type": 2,
            "token": "a-token",
            "version": 1,
            "data": {"id": "1", "name": "try", "type": 1},
            "user": {"id": "2", "username": "ben"},
        }
        self._body = orjson.dumps(interaction | changes)
        self._signed = bot.discord.signer.sign(self._body, bot.clock.now())

    async def call(self) -> tuple[int, Any]:
        """Send the request; returns status and body of the answer."""
        events: list[MutableMapping[str, Any]] = [{"type": "http.request", "body": self._body}]
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return events.pop()

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        headers = [(name.lower().encode(), value.encode()) for name, value in self._signed.items()]
        scope = {"type": "http", "method": "POST", "path": "/interactions", "headers": headers}
        await self._app(scope, receive, send)
        start, body = sent
        is_json = (b"content-type", b"application/json") in start["headers"]
        return start["status"], orjson.loads(body["body"]) if is_json else bytes(body["body"])


# ── the client leaves ──


async def test_a_handler_goes_on_when_its_client_has_left_and_learns_it_is_too_late(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "app.dispatch")
    done: list[str] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        await asyncio.sleep(1)
        with pytest.raises(DeadlineMissed):
            await ctx.followup("more")
        done.append("worked")
        return "hello"

    call = asyncio.create_task(Caller(bot).call())
    await asyncio.sleep(0.5)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await bot.settle()

    assert done == ["worked"]
    assert [record.getMessage() for record in caplog.records] == [
        "/try: the client left before its answer",
        "/try: answered 1.0 s after arrival, Discord waits 3 s; defer earlier, or set auto_defer",
    ]


async def test_a_followup_does_not_wait_for_an_answer_that_a_cancelled_call_will_never_send(bot: TestBot) -> None:
    ends: list[NotFound] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await asyncio.sleep(1)
        await ctx.respond("hello")
        # The server cancels the request in the very moment of its answer.
        call.cancel()
        try:
            await ctx.followup("more")
        except NotFound as error:
            ends.append(error)

    call = asyncio.create_task(Caller(bot).call())
    with pytest.raises(asyncio.CancelledError):
        await call
    await bot.settle()

    assert [error.code for error in ends] == [10015]


async def test_a_client_that_leaves_while_its_answer_is_written_stops_nothing(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        await asyncio.sleep(5)
        await ctx.followup("more")

    bot.require("try")
    begun = bot.discord.begin_command("try")
    await begun.until(lambda i: i.state == "answered")
    await bot.discord.aclose()
    await bot.settle()

    assert [message["content"] for message in begun.followups] == ["more"]


# ── the process ends ──


async def test_drain_waits_for_the_handlers_that_run(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        await asyncio.sleep(9)
        return "hello"

    bot.require("try")
    begun = bot.discord.begin_command("try")
    await begun.until(lambda i: i.state == "deferred")
    await bot.bot.drain()

    assert begun.content == "hello"
    assert caplog.records == []
    assert begun.age == pytest.approx(9)


async def test_drain_cancels_who_needs_longer_than_the_grace_period(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    ends: list[str] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        try:
            await asyncio.sleep(900)
        finally:
            ends.append("ended")
        return "hello"

    bot.require("try")
    begun = bot.discord.begin_command("try")
    await begun.until(lambda i: i.state == "deferred")
    await bot.bot.drain()

    assert ends == ["ended"]
    assert begun.age == pytest.approx(12)
    assert begun.content == "The bot is being restarted, and could not finish this. Try again in a moment."
    assert [record.getMessage() for record in caplog.records] == [
        "/try was stopped before it answered, since the process ends",
        "1 handler was cancelled: it needed longer than the grace period",
    ]


async def test_who_is_cut_short_behind_its_answer_is_named_as_long_as_they_are_not_very_many(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        await asyncio.sleep(900)

    bot.require("try")
    begun = [bot.discord.begin_command("try") for _ in range(MOST_TOLD + 2)]
    await asyncio.sleep(1)
    await bot.bot.drain()

    assert [record.getMessage() for record in caplog.records] == [
        *["/try was cut short: the process ended before it was done"] * MOST_TOLD,
        f"{MOST_TOLD + 2} handlers were cancelled: they needed longer than the grace period",
    ]
    assert {one.content for one in begun} == {"hello"}


async def test_who_is_cancelled_before_its_answer_does_not_leave_the_request_hanging(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        await asyncio.sleep(900)
        return "hello"

    call = asyncio.create_task(Caller(bot).call())
    await asyncio.sleep(0.1)
    began = asyncio.get_running_loop().time()
    await bot.bot.drain(grace=0)
    status, body = await call

    assert status == 200
    assert body["data"]["content"].startswith("The bot is being restarted")
    assert body["data"]["flags"] == 64
    assert asyncio.get_running_loop().time() == began


async def test_drain_with_nothing_to_wait_for_returns_at_once(bot: TestBot) -> None:
    await bot.bot.drain()

    assert asyncio.get_running_loop().time() == 0


# ── a delivery comes twice ──


async def test_a_duplicate_runs_no_handler_and_gets_the_first_ones_answer(bot: TestBot) -> None:
    runs: list[int] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        runs.append(len(runs))
        await asyncio.sleep(1)
        return f"run {len(runs)}"

    caller = Caller(bot)
    first, second = await asyncio.gather(caller.call(), caller.call())
    third = await caller.call()
    await asyncio.sleep(3)
    too_late = await caller.call()

    assert first == second == third == (200, {"type": 4, "data": {"content": "run 1"}})
    assert too_late == (401, b"invalid request signature")
    assert runs == [0]


async def test_a_duplicate_of_a_deferred_interaction_is_deferred_and_answered_once(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        await asyncio.sleep(2.5)
        return "hello"

    caller = Caller(bot)
    first, second = await asyncio.gather(caller.call(), caller.call())
    await bot.settle()

    assert first == second == (200, {"type": 5})
    # Discord does not know this token, so the one edit was repeated; nothing else was sent.
    assert {(method, path.rpartition("/")[2]) for method, path, _ in bot.requests} == {
        ("PATCH", "@original"),
        ("DELETE", "@original"),
    }


async def test_a_duplicate_of_an_answer_that_nobody_waits_for_any_more_is_refused(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        await asyncio.sleep(1)
        return "hello"

    caller = Caller(bot)
    first, second = asyncio.create_task(caller.call()), asyncio.create_task(caller.call())
    await asyncio.sleep(0.1)
    first.cancel()

    assert await second == (401, b"invalid request signature")
    await bot.settle()


# ── what has no handler ──


async def test_a_command_that_the_code_no_longer_has_is_explained(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    status, answer = await Caller(bot).call()

    assert status == 200
    assert answer["data"]["flags"] == 64
    assert answer["data"]["content"].startswith("This command was updated or removed.")
    assert "drift between Discord and the code: no command /try" in caplog.text


@pytest.mark.parametrize("kind", [3, 5])
async def test_a_component_of_an_older_version_is_explained(
    bot: TestBot, kind: int, caplog: pytest.LogCaptureFixture
) -> None:
    data = {"custom_id": "old", "component_type": 2, "components": []}
    status, answer = await Caller(bot, type=kind, data=data).call()

    assert status == 200
    assert answer["data"]["flags"] == 64
    assert "older version of the bot" in answer["data"]["content"]
    assert "no handler for the custom_id of 'old'" in caplog.text


async def test_an_autocomplete_is_answered_with_nothing_to_choose(bot: TestBot) -> None:
    assert await Caller(bot, type=4).call() == (200, {"type": 8, "data": {"choices": []}})


async def test_an_interaction_of_a_type_nobody_knows_is_refused(bot: TestBot) -> None:
    status, _ = await Caller(bot, type=99).call()

    assert status == 400


# ── handlers that end otherwise ──


async def test_one_handler_that_fails_does_not_disturb_another() -> None:
    bot = given_bot()

    @bot.bot.slash_command(description="Fail.")
    async def fail(ctx: CommandContext) -> str:
        await asyncio.sleep(0.5)
        raise ZeroDivisionError

    @bot.bot.slash_command(description="Work.")
    async def work(ctx: CommandContext) -> str:
        await asyncio.sleep(1)
        return "hello"

    failed, worked = await asyncio.gather(bot.slash("fail"), bot.slash("work"))

    assert failed.ephemeral
    assert worked.content == "hello"


async def test_nothing_is_left_behind_an_interaction(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        await ctx.followup("more")

    before = asyncio.all_tasks()
    for _ in range(3):
        await bot.slash("try")
    await bot.discord.aclose()

    assert asyncio.all_tasks() == before
    assert newest(bot).failure is None


async def test_a_handler_that_times_itself_out_after_the_deadline_is_one_error_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot = given_bot(deferral="off")

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        async with asyncio.timeout(5):
            await asyncio.sleep(10)
        return "never"

    with pytest.raises(DidNotRespond):
        await bot.slash("try")

    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR", "WARNING"]
    assert "the user could not be told" in caplog.records[2].getMessage()
