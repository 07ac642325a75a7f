"""A form that was refused, is sent again, and asks then: it goes on as if it had been sent for the first time."""

import pytest

from app.context.modal import ModalContext
from app.models.response import Update
from app.testing import TestBot
from app.testing.patience import NoticedWaiting
from tests.components.forms import Age
from tests.components.reopened import Answer, given_form, is_clean, mended, refused, visible


async def updates(ctx: ModalContext, form: Age) -> Update:
    await ctx.confirm("Sure?")
    return Update(f"Age: {form.age}.")


async def edits(ctx: ModalContext, form: Age) -> None:
    await ctx.confirm("Sure?")
    await ctx.edit(f"Age: {form.age}.")


async def tells(ctx: ModalContext, form: Age) -> str:
    await ctx.confirm("Sure?")
    return f"Age: {form.age}."


def given_asking(answer: Answer) -> TestBot:
    """Make a bot with this form, and a test that goes on while it asks."""
    bot = given_form(answer)
    bot.bot.waiting = NoticedWaiting()
    return bot


@pytest.mark.parametrize("answer", [updates, edits])
async def test_what_changes_its_message_behind_a_question_changes_that(answer: Answer) -> None:
    bot = given_asking(answer)
    told = await refused(await bot.slash("panel"))
    asked = await mended(told)
    await asked.click("Yes")
    await bot.settle()

    assert visible(bot) == ["Age: 30.", "Sure?"]
    assert is_clean(bot)


@pytest.mark.parametrize("by_command", [False, True])
async def test_a_new_message_behind_a_question_is_one_and_the_refusal_goes(by_command: bool) -> None:
    bot = given_asking(tells)
    told = await refused(bot if by_command else await bot.slash("panel"))
    asked = await mended(told)
    await asked.click("Yes")
    await bot.settle()

    assert visible(bot) == ([] if by_command else ["The panel."]) + ["Sure?", "Age: 30."]
    assert is_clean(bot)
