"""Error handlers on the way outwards: who answers, who passes on, and what is left for the default."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.command_errors import CheckFailure, CommandError, CommandInvokeError, MissingAnyRole
from app.context.command import CommandContext
from app.errors import CommandNotFound, DeadlineMissed
from app.models.response import Reply
from app.testing import DidNotRespond, TestBot
from app.tree.command import Command
from tests.given import given_bot, newest, sent

Handler = Callable[..., Awaitable[Any]]


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


def declare(bot: TestBot, raised: BaseException, *, answer: str = "", after: float = 0.0) -> Command[..., Any]:
    """Declare `/try`, which answers (or not), waits, and raises."""

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        if answer:
            await ctx.respond(answer)
        await asyncio.sleep(after)
        raise raised

    return command


async def says_sorry(ctx: CommandContext, error: Exception) -> str:
    return f"sorry: {error}"


async def says_nothing(ctx: CommandContext, error: Exception) -> None:
    return None


# ── who answers ──


@pytest.mark.parametrize("error", [LookupError("lost"), CheckFailure("lost")])
async def test_what_a_handler_returns_is_the_answer_and_nothing_is_logged(
    bot: TestBot, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    declare(bot, error).on_error(says_sorry)

    assert (await bot.slash("try")).texts() == ["sorry: lost"]
    assert caplog.records == []


async def test_a_handler_may_answer_by_itself(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    @declare(bot, LookupError("lost")).on_error
    async def answers(ctx: CommandContext, error: Exception) -> None:
        await ctx.respond("mine", ephemeral=True)

    bot.bot.on_error(says_sorry)
    result = await bot.slash("try")

    assert (result.texts(), result.ephemeral) == (["mine"], True)
    assert caplog.records == []


async def test_a_handler_that_leaves_the_user_without_an_answer_passes_the_error_on(bot: TestBot) -> None:
    declare(bot, LookupError("lost")).on_error(says_nothing)
    bot.bot.on_error(LookupError)(says_sorry)

    assert (await bot.slash("try")).texts() == ["sorry: lost"]


async def test_where_nobody_answers_the_default_does(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    declare(bot, LookupError("lost")).on_error(says_nothing)
    bot.bot.on_error(says_nothing)

    assert (await bot.slash("try")).content.startswith("Something went wrong")
    (record,) = caplog.records
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], LookupError)


async def test_after_an_answer_a_handler_that_says_nothing_has_handled_it(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    declare(bot, LookupError("lost"), answer="one").on_error(says_nothing)

    assert (await bot.slash("try")).texts() == ["one"]
    assert caplog.records == []


async def test_after_an_answer_what_a_handler_returns_is_a_followup(bot: TestBot) -> None:
    declare(bot, LookupError("lost"), answer="one").on_error(says_sorry)

    assert (await bot.slash("try")).texts() == ["one", "sorry: lost"]
    assert bot.discord.violations == []


# ── handlers that fail ──


async def test_what_a_handler_raises_is_the_next_ones(bot: TestBot) -> None:
    @declare(bot, LookupError("lost")).on_error
    async def refuses(ctx: CommandContext, error: Exception) -> None:
        raise CheckFailure("Ask later.")

    @bot.bot.on_error(CheckFailure)
    async def handles(ctx: CommandContext, error: CheckFailure) -> str:
        return f"refused: {error}"

    assert (await bot.slash("try")).texts() == ["refused: Ask later."]


@pytest.mark.parametrize("is_async", [True, False])
async def test_the_record_of_a_handler_that_failed_names_what_it_was_asked_about(
    bot: TestBot, caplog: pytest.LogCaptureFixture, is_async: bool
) -> None:
    async def fails(ctx: CommandContext, error: Exception) -> None:
        raise ZeroDivisionError("in the handler")

    def fails_in_a_thread(ctx: CommandContext, error: Exception) -> None:
        raise ZeroDivisionError("in the handler")

    declare(bot, LookupError("lost")).on_error(fails if is_async else fails_in_a_thread)

    assert (await bot.slash("try")).content.startswith("Something went wrong")
    assert "ZeroDivisionError: in the handler" in caplog.text
    assert "LookupError: lost" in caplog.text
    assert len(caplog.records) == 1


@pytest.mark.parametrize("answer", [7, "", ["a", "list"], Reply()])
async def test_what_cannot_be_an_answer_is_the_next_ones_error(
    bot: TestBot, answer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    @declare(bot, LookupError("lost")).on_error
    async def wrong(ctx: CommandContext, error: Exception) -> Any:
        return answer

    assert (await bot.slash("try")).content.startswith("Something went wrong")
    assert "AnswerInvalid" in caplog.text
    assert "LookupError: lost" in caplog.text


async def test_a_handler_that_awaits_what_was_cancelled_does_not_leave_the_user_alone(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    @declare(bot, LookupError("lost"), after=2.5).on_error
    async def waits(ctx: CommandContext, error: Exception) -> None:
        given_up = asyncio.get_running_loop().create_future()
        given_up.cancel()
        await given_up

    assert (await bot.slash("try")).content.startswith("Something went wrong")
    assert "CancelledError" in caplog.text


# ── wrapped ──


async def test_a_fault_is_wrapped_for_who_asks_for_it_so(bot: TestBot) -> None:
    seen: list[CommandInvokeError] = []
    lost = LookupError("lost")

    @declare(bot, lost).on_error(CommandInvokeError)
    async def handles(ctx: CommandContext, error: CommandInvokeError) -> str:
        seen.append(error)
        return str(error)

    assert (await bot.slash("try")).content == "/try raised LookupError: lost"
    (error,) = seen
    assert error.original is error.__cause__ is lost
    assert error.command == "/try"


async def test_a_refusal_is_not_wrapped(bot: TestBot) -> None:
    declare(bot, CheckFailure("No.")).on_error(CommandInvokeError)(says_sorry)

    assert (await bot.slash("try")).texts() == ["No."]


async def test_what_was_wrapped_is_passed_on_as_it_was(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    @declare(bot, LookupError("lost")).on_error(CommandInvokeError)
    async def passes_on(ctx: CommandContext, error: CommandInvokeError) -> None:
        raise error

    asked: list[Exception] = []

    @bot.bot.on_error(LookupError)
    async def hears(ctx: CommandContext, error: LookupError) -> None:
        asked.append(error)

    assert (await bot.slash("try")).content.startswith("Something went wrong")
    assert [str(error) for error in asked] == ["lost"]
    (record,) = caplog.records
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], LookupError)


# ── what does not go to handlers ──


async def test_a_missed_deadline_does_not_go_to_handlers(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot(deferral="off")
    asked: list[Exception] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        await asyncio.sleep(4)
        return "late"

    @command.on_error
    async def handles(ctx: CommandContext, error: Exception) -> None:
        asked.append(error)

    with pytest.raises(DidNotRespond):
        await bot.slash("try")
    assert asked == []
    assert DeadlineMissed.__name__ not in caplog.text


async def test_a_process_that_ends_does_not_go_to_handlers(bot: TestBot) -> None:
    asked: list[Exception] = []

    @declare(bot, LookupError(), after=900).on_error
    async def handles(ctx: CommandContext, error: Exception) -> None:
        asked.append(error)

    bot.require("try")
    begun = bot.discord.begin_command("try")
    await begun.until(lambda i: i.state == "deferred")
    await bot.bot.drain(grace=1)

    assert asked == []


# ── what the default cannot say ──


class Broken(MissingAnyRole):
    """Holds what fits no sentence."""

    def __init__(self) -> None:
        self.roles = 7  # type: ignore[assignment]


async def test_a_refusal_whose_values_fit_no_sentence_is_a_fault(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    declare(bot, Broken())

    assert (await bot.slash("try")).content.startswith("Something went wrong")
    (record,) = caplog.records
    assert record.levelno == logging.ERROR


async def test_a_sentence_that_its_values_make_too_long_is_cut(bot: TestBot) -> None:
    declare(bot, MissingAnyRole(tuple(range(10**17, 10**17 + 200))))

    result = await bot.slash("try")

    assert result.content.startswith("You need one of these roles: <@&1")
    assert len(result.content) == 2000


async def test_a_command_that_the_authors_own_code_does_not_find_is_a_fault(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    declare(bot, CommandNotFound("elsewhere"))

    assert (await bot.slash("try")).content.startswith("Something went wrong")
    assert "Traceback" in caplog.text


# ── when they are late ──


@pytest.mark.parametrize(("before", "within"), [(0.0, 5.0), (1.0, 1.5), (2.5, 1.0)])
async def test_a_handler_that_answers_after_the_deferral_makes_the_edit(
    bot: TestBot, before: float, within: float
) -> None:
    @declare(bot, LookupError("lost"), after=before).on_error
    async def slow(ctx: CommandContext, error: Exception) -> str:
        await asyncio.sleep(within)
        return "sorry"

    result = await bot.slash("try")

    assert result.texts() == ["sorry"]
    assert newest(bot).callback_type == 5
    assert sent(bot) == [("PATCH", "/messages/@original")]
    assert bot.discord.violations == []


async def test_a_private_answer_of_a_late_handler_stays_private(bot: TestBot) -> None:
    @declare(bot, CommandError("No."), after=2.5).on_error
    async def private(ctx: CommandContext, error: Exception) -> Reply:
        return Reply("between us", ephemeral=True)

    result = await bot.slash("try")

    assert (result.content, result.ephemeral) == ("between us", True)
