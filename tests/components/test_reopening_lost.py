"""What was entered is lost to nobody, and no form that was taken is offered again."""

import asyncio
from typing import Any

import pytest

from app.checks.cooldowns import cooldown
from app.command_errors import FormInvalid, UserInputError
from app.context.command import CommandContext
from app.context.interaction import InteractionContext
from app.context.modal import ModalContext
from app.models.modal import Modal
from app.testing import Result, TestBot
from tests.components.forms import Age
from tests.components.moody import Order, moody_bot
from tests.components.reopened import AGAIN, declare, given_form, mended, refused, visible


def has_offer(told: Result) -> bool:
    return AGAIN in str(told.components)


async def form_of_a_flow(bot: TestBot) -> tuple[Result, Order]:
    """Open a form that belongs to a flow."""
    begun: list[Order] = []

    @bot.bot.modal(title="Age")
    async def tell(ctx: ModalContext, form: Age, order: Order) -> str:
        return f"{form.age}"

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> Modal:
        begun.append(await Order().begin(ctx))
        return tell.modal(begun[0])

    return await bot.slash("try"), begun[0]


async def test_a_form_whose_flow_is_busy_is_offered_again() -> None:
    bot, backend = moody_bot()
    opened, order = await form_of_a_flow(bot)
    held = f"postern:flow:{order._bond.key if order._bond else ''}:step"
    await backend.increment(held, 1, None, 20.0)
    told = await opened.submit(age="30")

    assert has_offer(told)
    await asyncio.sleep(20)
    assert (await mended(told)).content == "30"


async def test_a_form_whose_flow_cannot_be_read_is_offered_again() -> None:
    bot, backend = moody_bot()
    opened, _ = await form_of_a_flow(bot)
    backend.cannot_read = True
    told = await opened.submit(age="30")
    backend.cannot_read = False

    assert has_offer(told)
    assert (await mended(told)).content == "30"


async def test_a_handler_that_forgot_to_answer_is_not_offered_a_second_time() -> None:
    done: list[int] = []

    async def handle(ctx: ModalContext, form: Age) -> str | None:
        done.append(form.age)
        await ctx.defer()
        return None

    bot = given_form(handle)
    await mended(await refused(bot))

    assert done == [30]
    assert [text.split(".")[0] for text in visible(bot)] == ["This ended without an answer"]


async def test_what_an_error_handler_answers_takes_the_place_of_the_refusal_before() -> None:
    asked: list[str] = []

    async def handle(ctx: ModalContext, form: Age) -> str:
        raise UserInputError("Not that age.")

    bot = given_form(handle)

    @bot.bot.on_error(UserInputError)
    async def explain(ctx: InteractionContext, error: UserInputError) -> str:
        asked.append(str(error))
        if len(asked) == 1:
            raise error
        return "Handled."

    told = await (await bot.slash("ask")).submit(age="30")
    await mended(told)

    assert visible(bot) == ["Handled."]


@pytest.mark.parametrize("opener", ["panel", "ask"])
async def test_a_refusal_whose_button_works_stays_where_another_one_cannot_have_one(opener: str) -> None:
    async def handle(ctx: ModalContext, form: Age) -> str:
        return f"{form.age}"

    bot, backend = moody_bot()
    declare(bot, handle)
    told = await refused(await bot.slash("panel") if opener == "panel" else bot)
    again = await told.click(AGAIN)
    backend.cannot_write = True
    await again.submit(age="older")
    backend.cannot_write = False

    assert (await mended(told)).content == "30"


@pytest.mark.parametrize("background", ["task", "inline", "callback"])
async def test_a_store_that_hangs_does_not_cost_the_refusal_its_time(background: str) -> None:
    async def handle(ctx: ModalContext, form: Age) -> str:
        return f"{form.age}"

    bot, backend = moody_bot(background=background)
    declare(bot, handle)
    opened = await bot.slash("ask")
    backend.takes = 10.0
    told = await opened.submit(age="old")

    assert told.content == "`Age` must be a whole number."
    assert not has_offer(told)


async def test_what_fails_behind_the_answer_is_no_reason_to_send_the_form_again() -> None:
    async def handle(ctx: ModalContext, form: Age) -> str:
        return "Saved."

    bot = given_form(handle)

    @bot.bot.after_invoke
    async def audit(ctx: InteractionContext) -> None:
        if isinstance(ctx, ModalContext):
            raise RuntimeError("the audit log is away")

    saved = await (await bot.slash("ask")).submit(age="30")

    assert saved.content == "Saved."
    assert [has_offer(one) for one in saved.followups] == [False]


async def test_what_was_mistyped_uses_no_limit_up() -> None:
    async def handle(ctx: ModalContext, form: Age) -> str:
        return f"{form.age}"

    bot = given_form(handle, cooldown(1, per=60.0))
    told = await refused(await bot.slash("panel"))

    assert (await mended(told)).content == "30"
    assert (await (await bot.slash("ask")).submit(age="31")).content.startswith("You have used this too often.")


async def test_a_field_that_the_form_does_not_have_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def handle(ctx: ModalContext, form: Age) -> str:
        raise FormInvalid({"agee": "Not that age."})

    told = await (await given_form(handle).slash("ask")).submit(age="30")

    assert told.content == "Not that age."
    assert "form Age has no field 'agee'; there are: age" in caplog.text


@pytest.mark.parametrize("wrong", ["no", {}, None], ids=str)
def test_an_error_without_a_sentence_for_a_field_says_what_it_takes(wrong: Any) -> None:
    with pytest.raises(TypeError, match="FormInvalid takes a sentence for each field"):
        FormInvalid(wrong)
