"""What the handler of a form may do with its context: all that a component's may, but open another form."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.context.modal import ModalContext
from app.errors import AnswerInvalid, ComponentNotFound
from app.models.display import TextDisplay
from app.models.modal import Modal
from app.models.response import LaunchActivity, Reply, Update
from app.simulator.interaction import Interaction
from app.simulator.rules import CHANNEL_MESSAGE, DEFERRED_CHANNEL_MESSAGE, DEFERRED_UPDATE_MESSAGE, UPDATE_MESSAGE
from tests.context.clicks import answered, place_message, submit, texts
from tests.given import given_bot

FORM = Modal("form:1", "A form", [TextDisplay(content="Read this.")])

Step = Callable[[ModalContext], Awaitable[Any]]


async def use(handler: Step, *, opened_by: str = "component") -> tuple[Interaction, list[Exception]]:
    """Send a form whose handler this is; returns what came of it, and what the handler's answer raised."""
    bot = given_bot()
    raised: list[Exception] = []

    @bot.bot.on_error(ComponentNotFound)
    async def handles(ctx: ModalContext, error: ComponentNotFound) -> None:
        try:
            await ctx.finish(await handler(ctx))
        except Exception as failure:
            raised.append(failure)
            raise

    begun = await answered(bot, submit(bot, place_message(bot) if opened_by == "component" else None))
    assert bot.discord.violations == []
    return begun, raised


def returns(answer: Any, after: float = 0.0) -> Step:
    async def handler(ctx: ModalContext) -> Any:
        await asyncio.sleep(after)
        return answer

    return handler


@pytest.mark.parametrize("opened_by", ["component", "command"])
@pytest.mark.parametrize(("after", "deferral"), [(0.0, 0), (5.0, 1)])
@pytest.mark.parametrize("answer", ["new", Reply("new")], ids=["str", "Reply"])
async def test_a_text_is_a_new_message(answer: Any, after: float, deferral: int, opened_by: str) -> None:
    begun, raised = await use(returns(answer, after), opened_by=opened_by)
    late = DEFERRED_UPDATE_MESSAGE if opened_by == "component" else DEFERRED_CHANNEL_MESSAGE

    assert (texts(begun), raised) == (["new"], [])
    assert begun.callback_type == (late if deferral else CHANNEL_MESSAGE)


@pytest.mark.parametrize(("after", "kind"), [(0.0, UPDATE_MESSAGE), (5.0, DEFERRED_UPDATE_MESSAGE)])
async def test_a_form_that_a_component_opened_may_change_its_message(after: float, kind: int) -> None:
    begun, _ = await use(returns(Update("changed"), after))

    assert begun.source is not None
    assert (begun.callback_type, begun.source["content"], texts(begun)) == (kind, "changed", [])


async def test_nothing_acknowledges_a_form_that_a_component_opened_silently() -> None:
    begun, raised = await use(returns(None))

    assert (begun.callback_type, texts(begun), raised) == (DEFERRED_UPDATE_MESSAGE, [], [])


async def test_a_form_that_a_command_opened_has_no_message_to_change() -> None:
    begun, raised = await use(returns(Update("changed")), opened_by="command")

    assert isinstance(raised[0], AnswerInvalid)
    assert "which a modal that no component opened cannot be answered with" in str(raised[0])
    assert texts(begun)[0].startswith("Something went wrong")


@pytest.mark.parametrize("opened_by", ["component", "command"])
async def test_a_form_opens_no_other_form(opened_by: str) -> None:
    begun, raised = await use(returns(FORM), opened_by=opened_by)

    assert "allowed are a message" in str(raised[0])
    assert texts(begun)[0].startswith("Something went wrong")


async def test_a_form_may_open_the_activity() -> None:
    begun, raised = await use(returns(LaunchActivity()))

    assert (begun.callback_type, raised) == (12, [])


@pytest.mark.parametrize("opened_by", ["component", "command"])
async def test_the_message_is_the_one_that_the_form_came_from_if_there_is_one(opened_by: str) -> None:
    seen: list[str | None] = []

    async def handler(ctx: ModalContext) -> str:
        seen.append(ctx.message.content if ctx.message else None)
        return "new"

    await use(handler, opened_by=opened_by)

    assert seen == ["the old text" if opened_by == "component" else None]


async def test_a_form_of_a_command_cannot_be_deferred_as_an_update_and_may_still_be_answered() -> None:
    async def handler(ctx: ModalContext) -> str:
        with pytest.raises(AnswerInvalid, match="a deferred update, which a modal that no component opened"):
            await ctx.defer_update()
        return "new"

    begun, raised = await use(handler, opened_by="command")

    assert (begun.callback_type, texts(begun), raised) == (CHANNEL_MESSAGE, ["new"], [])
