"""Handlers that go on behind a question: what they answer is what it would be without it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.context.command import CommandContext
from app.context.component import UpdatingContext
from app.errors import AlreadyResponded, AnswerInvalid
from app.models.display import TextDisplay
from app.models.modal import Modal
from app.models.response import Reply, Update
from app.simulator.interaction import Interaction
from app.simulator.rules import CHANNEL_MESSAGE, DEFERRED_CHANNEL_MESSAGE, DEFERRED_UPDATE_MESSAGE
from app.testing import TestBot
from tests.context.asked import Json, asking_bot, click, done, looks
from tests.context.clicks import click as click_button
from tests.context.clicks import place_message, shown, submit, texts

Handler = Callable[[Any], Awaitable[Any]]

ANSWERS: dict[str, Callable[[Any], Awaitable[Any]]] = {}


def answer(function: Callable[[Any], Awaitable[Any]]) -> Callable[[Any], Awaitable[Any]]:
    """Let this be one of the ways to give a new message."""
    ANSWERS[function.__name__] = function
    return function


@answer
async def return_text(ctx: UpdatingContext) -> str:
    return "Deleted."


@answer
async def return_reply(ctx: UpdatingContext) -> Reply:
    return Reply("Deleted.")


@answer
async def respond(ctx: UpdatingContext) -> None:
    await ctx.respond("Deleted.")


@answer
async def send(ctx: UpdatingContext) -> None:
    await ctx.send("Deleted.")


@answer
async def follow_up(ctx: UpdatingContext) -> None:
    await ctx.followup("Deleted.")


async def return_update(ctx: UpdatingContext) -> Update:
    return Update("Deleted.", components=[])


async def update(ctx: UpdatingContext) -> None:
    await ctx.update("Deleted.", components=[])


async def edit(ctx: UpdatingContext) -> None:
    await ctx.edit("Deleted.", components=[])


async def nothing(ctx: UpdatingContext) -> None: ...


async def begin(bot: TestBot, how: str, message: Json | None = None) -> Interaction:
    """Use a command, a button, or a form that a component or a command opened."""
    if how == "command":
        bot.require("try")
        return bot.discord.begin_command("try")
    if how == "button":
        assert message is not None
        return click_button(bot, message)
    return submit(bot, message if how == "form" else None)


async def agree(bot: TestBot, begun: Interaction, text: str = "Sure?") -> None:
    """Wait for a question, and answer it with yes."""
    await begun.until(lambda one: text in texts(one), within=60)
    asked = next(message for message in shown(begun) if message["content"] == text)
    await done(bot, click(bot, asked, "Yes"))


async def run(handler: Handler, how: str, *questions: str) -> tuple[TestBot, Interaction, Json]:
    """Let a handler be used, agree to its questions, and return what came of it, and the component's message."""
    bot = asking_bot(handler, handler)
    message = place_message(bot)
    begun = await begin(bot, how, message)
    for text in questions or ("Sure?",):
        await agree(bot, begun, text)
    await done(bot, begun)
    assert (bot.discord.violations, bot.discord.double_answers) == ([], [])
    return bot, begun, message


def behind(*steps: Handler, slowly: bool = False, **how: Any) -> Handler:
    """Make a handler that asks, and then does this; what the last step returns is its answer."""

    async def handler(ctx: Any) -> Any:
        if slowly:
            await asyncio.sleep(10)
        got: Any = await ctx.confirm("Sure?", **how)
        assert got is True
        for step in steps:
            got = await step(ctx)
        return got

    return handler


def faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the log has, but that nobody has declared the components."""
    lines = [record.getMessage() for record in caplog.records]
    return [line for line in lines if not line.startswith("drift between Discord and the code")]


# ── a further message ──


@pytest.mark.parametrize("ephemeral", [False, True])
@pytest.mark.parametrize("slowly", [False, True])
@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("how", ["command", "button", "form", "form of a command"])
async def test_an_answer_behind_a_question_is_a_further_message(
    how: str, name: str, slowly: bool, ephemeral: bool, caplog: pytest.LogCaptureFixture
) -> None:
    _, begun, message = await run(behind(ANSWERS[name], slowly=slowly, ephemeral=ephemeral), how)

    assert texts(begun) == ["Sure?", "Deleted."]
    assert looks(shown(begun)[0]) == [("Yes", True), ("No", True)]
    assert message["content"] == "the old text"
    assert faults(caplog) == []


@pytest.mark.parametrize("how", ["command", "button", "form", "form of a command"])
async def test_several_questions_in_a_row_leave_the_way_free_too(how: str) -> None:
    async def handler(ctx: Any) -> Any:
        for text in ("One?", "Two?", "Three?"):
            await ctx.confirm(text)
        return "Deleted."

    _, begun, message = await run(handler, how, "One?", "Two?", "Three?")

    assert texts(begun) == ["One?", "Two?", "Three?", "Deleted."]
    assert message["content"] == "the old text"


@pytest.mark.parametrize("how", ["command", "button", "form", "form of a command"])
async def test_an_answer_before_the_question_is_none_behind_it(how: str) -> None:
    async def handler(ctx: Any) -> Any:
        await ctx.respond("Wait.")
        await ctx.confirm("Sure?")
        return "Deleted."

    _, begun, _ = await run(handler, how)

    assert texts(begun) == ["Wait.", "Sure?", "Deleted."]


@pytest.mark.parametrize("how", ["command", "button", "form of a command"])
async def test_a_question_takes_the_place_of_thinking(how: str) -> None:
    async def defer(ctx: Any) -> Any:
        await ctx.defer()
        await ctx.confirm("Sure?")
        return "Deleted."

    _, begun, _ = await run(defer, how)

    assert begun.callback_type == DEFERRED_CHANNEL_MESSAGE
    assert begun.original is not None
    assert begun.original["content"] == "Sure?"
    assert texts(begun) == ["Sure?", "Deleted."]


@pytest.mark.parametrize("ephemeral", [False, True])
@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("how", ["command", "button", "form of a command"])
async def test_what_was_deferred_for_one_is_not_shown_to_all_behind_a_question(
    how: str, name: str, ephemeral: bool
) -> None:
    async def handler(ctx: Any) -> Any:
        await ctx.defer(ephemeral=ephemeral)
        await ctx.confirm("One?")
        await ctx.confirm("Two?")
        return await ANSWERS[name](ctx)

    _, begun, _ = await run(handler, how, "One?", "Two?")

    assert texts(begun) == ["One?", "Two?", "Deleted."]
    assert {bool(message["flags"] & 64) for message in shown(begun)} == {ephemeral}


@pytest.mark.parametrize("how", ["command", "button", "form", "form of a command"])
async def test_a_question_for_one_alone_says_nothing_of_who_sees_the_answer(how: str) -> None:
    _, begun, _ = await run(behind(return_text, ephemeral=True), how)

    assert [bool(message["flags"] & 64) for message in shown(begun)] == [True, False]


@pytest.mark.parametrize("step", [edit, lambda ctx: ctx.delete()], ids=["edited", "deleted"])
async def test_a_command_may_change_its_question_and_answer_then(step: Handler) -> None:
    _, begun, _ = await run(behind(step, return_text), "command")

    assert texts(begun)[-1] == "Deleted."
    assert "Sure?" not in texts(begun)


# ── a change of the component's message ──


@pytest.mark.parametrize("ephemeral", [False, True])
@pytest.mark.parametrize("slowly", [False, True])
@pytest.mark.parametrize("step", [return_update, update, edit])
@pytest.mark.parametrize("how", ["button", "form"])
async def test_an_update_behind_a_question_changes_the_message_of_the_component(
    how: str, step: Handler, slowly: bool, ephemeral: bool, caplog: pytest.LogCaptureFixture
) -> None:
    _, begun, message = await run(behind(step, slowly=slowly, ephemeral=ephemeral), how)

    assert (message["content"], message["components"]) == ("Deleted.", [])
    assert texts(begun) == ["Sure?"]
    assert begun.callback_type == DEFERRED_UPDATE_MESSAGE
    assert bool(shown(begun)[0]["flags"] & 64) == ephemeral
    assert faults(caplog) == []


@pytest.mark.parametrize("how", ["button", "form"])
async def test_a_message_may_be_changed_before_and_behind_a_question(how: str) -> None:
    async def handler(ctx: UpdatingContext) -> Update:
        await ctx.update("Deleting…")
        await ctx.confirm("Sure?")
        return Update("Deleted.")

    _, begun, message = await run(handler, how)

    assert message["content"] == "Deleted."
    assert texts(begun) == ["Sure?"]


async def test_without_a_message_the_question_is_the_first_response() -> None:
    _, begun, _ = await run(behind(nothing), "form of a command")

    assert begun.callback_type == CHANNEL_MESSAGE
    assert texts(begun) == ["Sure?"]


@pytest.mark.parametrize("how", ["command", "button", "form", "form of a command"])
async def test_who_says_nothing_behind_a_question_has_answered(how: str, caplog: pytest.LogCaptureFixture) -> None:
    _, begun, message = await run(behind(nothing), how)

    assert texts(begun) == ["Sure?"]
    assert message["content"] == "the old text"
    assert faults(caplog) == []


# ── what is too much ──


@pytest.mark.parametrize("first", [return_text, respond, send])
@pytest.mark.parametrize("how", ["command", "button"])
async def test_two_answers_behind_a_question_are_one_too_many(how: str, first: Handler) -> None:
    told: list[str] = []

    async def twice(ctx: Any) -> None:
        answered = await first(ctx)
        if answered is not None:
            await ctx.respond(answered)
        try:
            await ctx.respond("Deleted again.")
        except AlreadyResponded as error:
            told.append(str(error))

    _, begun, _ = await run(behind(twice), how)

    assert texts(begun) == ["Sure?", "Deleted."]
    (line,) = told
    assert line.startswith("ctx.respond() came after ctx.")
    assert "ctx.ask" not in line


@pytest.mark.parametrize("how", ["command", "button"])
async def test_a_form_comes_too_late_behind_a_question(how: str) -> None:
    told: list[str] = []

    async def open_form(ctx: Any) -> None:
        try:
            await ctx.show_modal(Modal("form:1", "A form", [TextDisplay(content="Read this.")]))
        except AnswerInvalid as error:
            told.append(str(error))

    await run(behind(open_form), how)

    assert told
    assert "is a modal, and came after ctx.confirm(): Discord takes it as the first response alone" in told[0]


async def test_behind_a_message_of_its_own_an_update_says_why_it_cannot_be() -> None:
    told: list[str] = []

    async def handler(ctx: UpdatingContext) -> None:
        await ctx.respond("Wait.")
        await ctx.confirm("Sure?")
        try:
            await ctx.update("Deleted.")
        except AnswerInvalid as error:
            told.append(str(error))

    await run(handler, "button")

    assert told
    assert "came after ctx.respond(), which sent a new message: defer by ctx.defer_update()" in told[0]


@pytest.mark.parametrize("how", ["command", "button", "form", "form of a command"])
async def test_a_fault_behind_a_question_is_told(how: str, caplog: pytest.LogCaptureFixture) -> None:
    async def fail(ctx: Any) -> None:
        raise KeyError("x")

    _, begun, message = await run(behind(fail), how)
    first, told = texts(begun)

    assert first == "Sure?"
    assert told.startswith("Something went wrong")
    assert message["content"] == "the old text"
    assert "KeyError" in caplog.text


async def test_an_answer_that_discord_refuses_may_be_given_again() -> None:
    async def handler(ctx: CommandContext) -> str | None:
        await ctx.confirm("Sure?")
        bot.discord.faults.add("POST", "/webhooks/*", status=400, body={"code": 50035, "message": "Invalid Form Body"})
        try:
            await ctx.respond("Deleted?")
        except Exception:  # noqa: BLE001 - whatever it is, another answer must get through
            return "Deleted."
        return None

    bot = asking_bot(handler)
    bot.require("try")
    begun = bot.discord.begin_command("try")
    await agree(bot, begun)
    await done(bot, begun)

    assert texts(begun) == ["Sure?", "Deleted."]
