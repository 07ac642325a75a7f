"""Forms that are sent again: opened from a message or by a command, refused, mended."""

from collections.abc import Awaitable, Callable
from typing import Any

from app.components.modal import ModalHandler
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.context.modal import ModalContext
from app.models.component import ActionRow
from app.models.modal import Modal
from app.models.response import ModalAnswer, Reply
from app.testing import Result, TestBot
from tests.components.forms import Age
from tests.given import given_bot

Json = dict[str, Any]
Answer = Callable[[ModalContext, Age], Awaitable[ModalAnswer]]

AGAIN = "Edit and send again"
NO_NUMBER = "`Age` must be a whole number."


def given_form(answer: Answer, *checks: Callable[[Any], object], **settings: Any) -> TestBot:
    """Make a bot with a form that a button of `/panel` opens, and `/ask`."""
    test = given_bot(**settings)
    declare(test, answer, *checks)
    return test


def declare(test: TestBot, answer: Answer, *checks: Callable[[Any], object]) -> None:
    """Let a bot have the form, and what opens it."""

    async def handle(ctx: ModalContext, form: Age, who: str) -> ModalAnswer:
        assert ctx.state == {"who": "Ben"}
        return await answer(ctx, form)

    # It decides how the handler is deferred.
    handle.__annotations__["return"] = answer.__annotations__["return"]
    tell: ModalHandler[Age, ..., ModalAnswer] = test.bot.modal(title="Age", name="tell")(handle)
    for check in checks:
        check(tell)

    @test.bot.button(label="Open")
    async def open_form(ctx: ComponentContext) -> Modal:
        return tell.modal(who="Ben")

    @test.bot.slash_command("panel", description="Show the button.")
    async def panel(ctx: CommandContext) -> Reply:
        return Reply("The panel.", components=[ActionRow(open_form.button())])

    @test.bot.slash_command("ask", description="Open the form.")
    async def ask(ctx: CommandContext) -> Modal:
        return tell.modal(who="Ben")


async def refused(panel: Result | TestBot, age: str = "old") -> Result:
    """Open the form from the panel, or else by the command, and send what cannot be used."""
    opened = await (panel.slash("ask") if isinstance(panel, TestBot) else panel.click("Open"))
    told = await opened.submit(age=age)
    assert (told.content, told.ephemeral) == (NO_NUMBER, True)
    return told


async def mended(told: Result, age: str = "30") -> Result:
    """Open the form again below its refusal, and send it."""
    return await (await told.click(AGAIN)).submit(age=age)


def visible(bot: TestBot) -> list[str]:
    """Return what the messages say that came of interactions and are there now, oldest first."""
    there = sorted(bot.discord.world.messages.items())
    return [str(message["content"]) for _, message in there if message.get("interaction_metadata")]


def is_clean(bot: TestBot) -> bool:
    """Tell whether Discord has nothing to complain of, and each interaction has one answer."""
    answered = all(one.callback_type is not None for one in bot.discord.interactions.values())
    return answered and not (bot.discord.violations or bot.discord.double_answers or bot.left_behind)
