"""What becomes of a handler that fails: a polite sentence that only the user sees, and one record in the log."""

import asyncio
import io
import json
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, cast

import httpx
import pytest

from app.command_errors import CheckFailure, CommandError
from app.context.command import CommandContext
from app.context.sentences import SENTENCES, sentence
from app.models.embed import Embed
from app.models.response import Reply
from app.telemetry.logs import JsonFormatter
from app.testing import DidNotRespond, TestBot
from tests.given import given_bot, newest

Handler = Callable[[CommandContext], Awaitable[Any]]
REFERENCE = re.compile(r"`([0-9a-f]{8})`")


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


def declare(bot: TestBot, handler: Handler) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str | Reply | None:
        return cast("str | Reply | None", await handler(ctx))


async def returns_nothing(ctx: CommandContext) -> None:
    pass


async def returns_a_number(ctx: CommandContext) -> int:
    return 7


async def returns_a_list(ctx: CommandContext) -> list[str]:
    return ["hello"]


async def raises(ctx: CommandContext) -> None:
    raise ZeroDivisionError("oh no")


async def awaits_what_was_cancelled(ctx: CommandContext) -> None:
    task = asyncio.create_task(asyncio.sleep(1))
    task.cancel()
    await task


async def edits_before_an_answer(ctx: CommandContext) -> None:
    await ctx.edit("too early")


async def answers_emptily(ctx: CommandContext) -> str:
    return ""


async def defers_and_returns_nothing(ctx: CommandContext) -> None:
    await ctx.defer()


async def defers_and_raises(ctx: CommandContext) -> None:
    await ctx.defer()
    raise ZeroDivisionError


async def defers_silently_and_raises(ctx: CommandContext) -> None:
    await ctx.defer(ephemeral=True)
    raise ZeroDivisionError


async def is_deferred_and_raises(ctx: CommandContext) -> None:
    await asyncio.sleep(3)
    raise ZeroDivisionError


async def defers_and_is_refused_by_discord(ctx: CommandContext) -> Reply:
    await ctx.defer()
    return Reply("hello", embeds=[Embed(title="x" * 300)])


async def defers_and_edits_wrongly(ctx: CommandContext) -> None:
    await ctx.defer()
    await ctx.edit("x" * 2001)


async def defers_and_follows_up_wrongly(ctx: CommandContext) -> None:
    await ctx.defer()
    await ctx.followup("x" * 2001, ephemeral=True)


async def defers_twice(ctx: CommandContext) -> None:
    await ctx.defer()
    await ctx.defer()


async def answers_twice(ctx: CommandContext) -> None:
    await ctx.respond("one")
    await ctx.respond("two")


async def answers_and_returns(ctx: CommandContext) -> str:
    await ctx.respond("one")
    return "two"


async def answers_and_defers(ctx: CommandContext) -> None:
    await ctx.respond("one")
    await ctx.defer()


async def answers_and_raises(ctx: CommandContext) -> None:
    await ctx.respond("one")
    raise ZeroDivisionError


ANSWERED = [answers_twice, answers_and_returns, answers_and_defers, answers_and_raises]


@pytest.mark.parametrize(
    "handler",
    [
        returns_nothing,
        returns_a_number,
        returns_a_list,
        raises,
        awaits_what_was_cancelled,
        edits_before_an_answer,
        answers_emptily,
        defers_and_returns_nothing,
        defers_and_raises,
        defers_silently_and_raises,
        is_deferred_and_raises,
        defers_and_is_refused_by_discord,
        defers_and_edits_wrongly,
        defers_and_follows_up_wrongly,
        defers_twice,
        *ANSWERED,
    ],
)
async def test_a_fault_is_told_politely_and_privately_and_logged_once(
    bot: TestBot, handler: Handler, caplog: pytest.LogCaptureFixture
) -> None:
    declare(bot, handler)
    await bot.slash("try")
    interaction = newest(bot)
    shown = [message for message in (interaction.original, *interaction.followups) if message is not None]
    *before, told = shown
    reference = REFERENCE.search(told["content"])

    assert [message["content"] for message in before] == (["one"] if handler in ANSWERED else [])
    assert told["flags"] == 64
    assert reference is not None
    assert told["content"] in {
        sentence("failed", reference=reference[1]),
        sentence("no_answer", reference=reference[1]),
    }
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert f"[reference {reference[1]}]" in record.getMessage()
    assert "/try" in record.getMessage()
    assert interaction.failure is None
    assert bot.discord.violations == []


async def test_a_handler_that_ended_without_an_answer_is_explained(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    declare(bot, returns_nothing)
    result = await bot.slash("try")

    assert result.content.startswith("This ended without an answer.")
    assert "/try returned None and never answered" in caplog.text
    assert caplog.records[0].exc_info is None


async def test_what_cannot_be_an_answer_is_named(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    declare(bot, returns_a_number)
    await bot.slash("try")

    assert "/try returned int; a command returns str, Reply, Modal, LaunchActivity or None" in caplog.text


@pytest.mark.parametrize(
    ("handler", "named"),
    [
        (returns_nothing, "{where}: /try returned None and never answered"),
        (returns_a_number, "{where}: /try failed [reference "),
        (answers_emptily, "{where}: /try failed [reference "),
        # Its traceback leads to the author's line.
        (edits_before_an_answer, "/try failed [reference "),
        (raises, "/try failed [reference "),
    ],
)
async def test_the_record_says_where_the_handler_stands(
    bot: TestBot, caplog: pytest.LogCaptureFixture, handler: Handler, named: str
) -> None:
    declare(bot, handler)
    await bot.slash("try")

    (command,) = bot.bot.commands
    (record,) = caplog.records
    assert record.getMessage().startswith(named.format(where=command.where))


async def test_the_traceback_is_in_the_log(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    declare(bot, raises)
    await bot.slash("try")

    assert "ZeroDivisionError: oh no" in caplog.text
    assert "in raises" in caplog.text


@pytest.mark.parametrize("seconds", [0, 3])
@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(CommandError("Not on Sundays."), "Not on Sundays.", id="with a sentence"),
        pytest.param(CheckFailure(), SENTENCES["refused"], id="without one"),
        pytest.param(CommandError(" \n"), SENTENCES["refused"], id="with a blank one"),
        pytest.param(CommandError("x" * 3000), "x" * 2000, id="with one that is too long"),
    ],
)
async def test_a_refusal_is_a_sentence_for_the_user_and_no_record(
    bot: TestBot, error: CommandError, told: str, seconds: float, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(ctx: CommandContext) -> None:
        await asyncio.sleep(seconds)
        raise error

    declare(bot, refuse)
    await bot.slash("try")
    interaction = newest(bot)
    shown = interaction.original or interaction.followups[0]

    assert (shown["content"], shown["flags"]) == (told, 64)
    assert caplog.records == []


async def test_an_error_that_cannot_be_told_is_one_warning_more(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        await asyncio.sleep(901)
        raise ZeroDivisionError

    declare(bot, handler)
    await bot.slash("try")

    error, warning = caplog.records
    assert error.levelno == logging.ERROR
    assert warning.getMessage().startswith("/try: the user could not be told (interaction token expired")


class _Silent(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits that long")


async def test_who_could_not_be_told_before_the_end_of_the_process_is_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot = given_bot(wire=lambda discord: _Silent())
    declare(bot, defers_and_raises)
    bot.require("try")
    begun = bot.discord.begin_command("try")
    await begun.until(lambda i: i.state == "deferred")
    await bot.bot.drain(grace=1)

    assert "/try: the user could not be told before the process ended" in caplog.text


async def test_discord_out_of_reach_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot(wire=lambda discord: _Silent())
    declare(bot, defers_and_raises)
    await bot.slash("try")

    assert "the user could not be told (DELETE /webhooks/" in caplog.text
    assert "no answer: timed out" in caplog.text


async def test_a_dependency_that_fails_at_its_end_does_not_hide_the_answer(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    async def connect() -> AsyncIterator[dict[str, int]]:
        yield {"answer": 42}
        raise ConnectionError("lost")

    async def handler(ctx: CommandContext) -> str:
        return str((await ctx.get(dict))["answer"])

    bot.bot.provide(dict, connect, scope="interaction")
    declare(bot, handler)
    result = await bot.slash("try")

    assert result.content == "42"
    (record,) = caplog.records
    assert record.getMessage() == "/try: a dependency could not be ended"


# ── records bear the interaction's id ──


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def ids(lines: io.StringIO) -> list[tuple[str, str | None]]:
    records = map(json.loads, lines.getvalue().splitlines())
    return [(record["message"], record.get("interaction_id")) for record in records]


async def test_records_of_a_handler_and_of_its_tasks_and_threads_bear_the_interaction_id(
    bot: TestBot, lines: io.StringIO
) -> None:
    log = logging.getLogger("author")
    tasks: list[asyncio.Task[None]] = []

    async def later() -> None:
        await asyncio.sleep(60)
        log.warning("from a task")

    @bot.bot.slash_command(description="In a thread.")
    def threaded(ctx: CommandContext) -> str:
        log.warning("from a thread")
        return "done"

    async def handler(ctx: CommandContext) -> str:
        log.warning("from the handler")
        tasks.append(asyncio.create_task(later()))
        return "done"

    declare(bot, handler)
    await bot.slash("try")
    await bot.slash("threaded")
    await tasks[0]
    log.warning("from nowhere")
    first, second = (str(interaction.id) for interaction in bot.discord.interactions.values())

    assert ids(lines) == [
        ("from the handler", first),
        ("from a thread", second),
        ("from a task", first),
        ("from nowhere", None),
    ]


async def test_the_record_of_a_missed_deadline_bears_the_interaction_id(lines: io.StringIO) -> None:
    bot = given_bot(deferral="off")

    async def slow(ctx: CommandContext) -> str:
        await asyncio.sleep(4)
        return "late"

    declare(bot, slow)
    with pytest.raises(DidNotRespond):
        await bot.slash("try")

    assert [interaction for _, interaction in ids(lines)] == [str(newest(bot).id)] * 2


async def test_the_record_of_a_handler_that_is_cut_short_bears_the_interaction_id(
    bot: TestBot, lines: io.StringIO
) -> None:
    async def goes_on(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        await asyncio.sleep(600)

    declare(bot, goes_on)
    bot.require("try")
    begun = bot.discord.begin_command("try")
    await asyncio.sleep(1)
    await bot.bot.drain(grace=0)

    told = ("/try was cut short: the process ended before it was done", str(begun.id))
    assert ids(lines)[0] == told
