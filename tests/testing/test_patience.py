"""A step of a test is over when every handler has ended, or waits for the test."""

import asyncio

import pytest

from app.components.button import button
from app.components.view import View
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.models.response import Update
from app.testing import TestBot


def asking() -> TestBot:
    bot = TestBot(None)

    @bot.bot.slash_command("order", description="Order something.")
    async def order(ctx: CommandContext) -> None:
        size = await ctx.ask("Which size?", ["Small", "Large"])
        if size is None:
            await ctx.edit("Too late.", components=[])
            return
        await asyncio.sleep(5)
        if await ctx.confirm(f"A {size} one?"):
            await ctx.send(f"Here is a {size} one.")

    return bot


async def test_a_question_is_seen_before_it_is_answered_and_the_handler_goes_on_with_each_click() -> None:
    bot = asking()
    asked = await bot.slash("order")

    assert asked.content == "Which size?"
    chosen = await asked.click("Large")
    assert asked.texts() == ["Which size?", "A Large one?"]
    assert chosen.content == "Which size?"
    await asked.followups[0].click("Yes")
    assert asked.texts() == ["Which size?", "A Large one?", "Here is a Large one."]


async def test_who_is_not_asked_is_refused_while_the_question_waits() -> None:
    bot = asking()
    asked = await bot.slash("order")
    refused = await asked.click("Large", by=bot.actor("Ida"))

    assert refused.content == "This is for the one who asked for it."
    assert refused.ephemeral
    await asked.click("Small")
    assert len(asked.followups) == 1


async def test_a_question_that_waits_holds_up_nobody_else() -> None:
    bot = asking()
    pia = bot.actor("Pia")
    first, second = await bot.slash("order"), await pia.slash("order")
    await second.click("Small", by=pia)

    assert (len(first.followups), len(second.followups)) == (0, 1)


async def test_time_passes_while_a_question_waits() -> None:
    bot = asking()
    asked = await bot.slash("order")
    bot.clock.advance(181)
    await asyncio.sleep(1)

    assert asked.texts() == ["Too late."]


async def test_settling_runs_what_fell_due() -> None:
    bot = asking()
    asked = await bot.slash("order")
    bot.clock.advance(181)
    await bot.settle()

    assert asked.texts() == ["Too late."]


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_settling_in_real_time_waits_for_handlers_alone(anyio_backend: object) -> None:
    bot = asking()
    asked = await bot.slash("order")
    await bot.settle()

    assert asked.texts() == ["Which size?"]
    await bot.bot.drain(grace=0.0)


async def test_a_handler_that_never_ends_is_cancelled_in_the_end() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("wait", description="Wait.")
    async def wait(ctx: CommandContext) -> None:
        await ctx.respond("Wait.")
        await asyncio.Event().wait()

    began = asyncio.get_running_loop().time()

    assert (await bot.slash("wait")).content == "Wait."
    assert 3600 <= asyncio.get_running_loop().time() - began < 3610


async def test_a_handler_that_waits_for_a_view_waits_for_the_test() -> None:
    class Choice(View):
        @button(label="Done")
        async def done(self, ctx: ComponentContext) -> Update:
            self.stop()
            return Update("Done.")

    bot = TestBot(None)

    @bot.bot.slash_command("choose", description="Choose something.")
    async def choose(ctx: CommandContext) -> None:
        view = Choice()
        await view.send(ctx, "Choose.")
        if await view.wait():
            await ctx.send("Thank you.")

    shown = await bot.slash("choose")

    assert shown.texts() == ["Choose."]
    await shown.click("Done")
    assert shown.texts() == ["Done.", "Thank you."]
