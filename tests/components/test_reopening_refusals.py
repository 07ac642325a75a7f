"""Whoever refuses a form, and whatever fails: what was entered is offered again."""

from typing import Annotated, Any

import pytest

from app import check, cooldown, max_concurrency
from app.command_errors import BadArgument, CheckFailure, CommandError, UserInputError
from app.components.form import Form
from app.context.base import Context
from app.context.command import CommandContext
from app.context.modal import ModalContext
from app.models.attachment import Attachment
from app.models.component import Label
from app.models.modal import Modal
from app.models.response import Update
from app.testing import Result, TestBot, virtual_time
from tests.components.forms import Age
from tests.components.reopened import AGAIN, given_form, is_clean, mended, visible
from tests.given import given_bot

FAILED = "Something went wrong."
FILES = "Files cannot be kept: choose them again."


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


async def updates(ctx: ModalContext, form: Age) -> Update:
    return Update(f"Age: {form.age}.")


async def send(bot: TestBot, *, from_command: bool) -> Result:
    opened = await (bot.slash("ask") if from_command else (await bot.slash("panel")).click("Open"))
    return await opened.submit(age="30")


@pytest.mark.parametrize("from_command", [False, True], ids=["from a message", "from a command"])
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UserInputError("Not today."), "Not today."),
        (BadArgument("Too old.", option="age"), "Too old."),
        (BadArgument(option="age", value=30), "`age` cannot be 30."),
        (CommandError("No."), "No."),
        (CheckFailure("Not you."), "Not you."),
        (ZeroDivisionError("x"), FAILED),
    ],
    ids=lambda one: type(one).__name__,
)
async def test_whatever_the_handler_raises_the_form_can_be_sent_again(
    error: Exception, said: str, from_command: bool
) -> None:
    raised: list[Exception] = [error]

    async def refuses(ctx: ModalContext, form: Age) -> str:
        if raised:
            raise raised.pop()
        return f"Age: {form.age}."

    bot = given_form(refuses)
    told = await send(bot, from_command=from_command)
    assert told.content.startswith(said)
    assert told.ephemeral
    again = await told.click(AGAIN)
    assert again.modal is not None
    assert again.modal.values == {"age": "30"}
    await again.submit(age="31")

    assert visible(bot) == [*([] if from_command else ["The panel."]), "Age: 31."]
    assert is_clean(bot)


async def test_what_a_check_refuses_can_be_sent_again() -> None:
    closed = [True]

    def is_open(ctx: Context) -> bool:
        return not closed

    bot = given_form(updates, check(is_open, message="Closed."))
    told = await send(bot, from_command=False)
    assert told.content == "Closed."
    closed.clear()
    await mended(told)

    assert visible(bot) == ["Age: 30."]
    assert is_clean(bot)


async def test_a_check_that_has_told_the_user_itself_leaves_it_at_that() -> None:
    async def tells(ctx: ModalContext) -> bool:
        await ctx.respond("Ask Ida first.", ephemeral=True)
        return False

    bot = given_form(updates, check(tells))

    assert (await send(bot, from_command=False)).content == "Ask Ida first."
    assert visible(bot) == ["The panel.", "Ask Ida first."]


async def test_what_a_cooldown_refuses_can_be_sent_again_in_time() -> None:
    bot = given_form(updates, cooldown(1, 60.0))
    assert (await send(bot, from_command=False)).content == "Age: 30."
    told = await send(bot, from_command=False)
    assert told.content == "You have used this too often. Try again in 60 seconds."
    bot.clock.advance(61)
    await mended(told, "40")

    assert visible(bot) == ["Age: 30.", "Age: 40."]


async def test_what_is_sent_while_others_are_at_it_can_be_sent_again() -> None:
    told: list[Result] = []

    async def sends_another(ctx: ModalContext, form: Age) -> Update:
        if not told:
            told.append(await send(bot, from_command=False))
        return Update(f"Age: {form.age}.")

    bot = given_form(sends_another, max_concurrency(1))
    await send(bot, from_command=False)
    assert told[0].content == "This is being used by as many as it can be. Try again in a moment."
    await mended(told[0], "40")

    assert visible(bot) == ["Age: 30.", "Age: 40."]


async def test_who_forgets_to_answer_does_not_let_it_be_sent_twice() -> None:
    async def forgets(ctx: ModalContext, form: Age) -> None:
        await ctx.defer()

    bot = given_form(forgets)
    told = await send(bot, from_command=True)

    assert "ended without an answer" in told.content
    assert list(told.components) == []


class Report(Form):
    what: Annotated[str, Label("What?")]
    proof: Annotated[list[Attachment], Label("Proof")] = []  # noqa: RUF012


@pytest.mark.parametrize("message", ["No.", "x" * 3000])
@pytest.mark.parametrize("proof", [None, ("a.png", b"png")], ids=["without a file", "with a file"])
async def test_whose_files_are_lost_is_told_to_choose_them_again(message: str, proof: Any) -> None:
    bot = given_bot()

    @bot.bot.modal(title="Report")
    async def report(ctx: ModalContext, form: Report) -> str:
        raise CommandError(message)

    @bot.bot.slash_command("report", description="Report something.")
    async def ask(ctx: CommandContext) -> Modal:
        return report.modal()

    given: dict[str, Any] = {"what": "Noise"} | ({"proof": [proof]} if proof else {})
    told = await (await bot.slash("report")).submit(**given)

    assert told.content.startswith(message[:1900])
    assert told.content.endswith(f"\n{FILES}") == bool(proof)
    assert len(told.content) <= 2000
    again = await told.click(AGAIN)
    assert again.modal is not None
    assert again.modal.values["what"] == "Noise"
