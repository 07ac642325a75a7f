"""The guards on real buttons, menus and forms: as an author writes them, and as users meet them."""

import asyncio
import datetime as dt
from typing import Annotated

import pytest

from app.checks.guards import invoker_only, once, only_users, until
from app.components.button import button
from app.components.form import Form
from app.components.modal import modal
from app.components.select import select
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.context.modal import ModalContext
from app.models.component import ActionRow, Label
from app.models.modal import Modal
from app.models.response import Reply, Update
from app.models.select import SelectOption
from app.plugins.plugin import Plugin
from app.testing import DidNotRespond, TestBot
from app.tree.decorators import slash_command

NOT_ASKED, USED = "This is for the one who asked for it.", "This can be used only once, and it has been."


@button(label="Claim")
@once
async def claim(ctx: ComponentContext, prize: str) -> str:
    return f"{ctx.user.display_name} has the {prize}."


@once(by="user")
@button(label="Vote")
async def vote(ctx: ComponentContext) -> str:
    return f"{ctx.user.display_name} has voted."


@button(label="Mine")
@invoker_only
async def mine(ctx: ComponentContext) -> Update:
    return Update("Yours.")


@button(label="Theirs")
@only_users(7)
async def theirs(ctx: ComponentContext) -> str:
    return "Theirs."


@button(label="Early")
@until(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
async def early(ctx: ComponentContext) -> str:
    return "In time."


@select(options=[SelectOption("Red"), SelectOption("Blue")])
@invoker_only
async def colour(ctx: ComponentContext, values: list[str]) -> str:
    return values[0]


class Why(Form):
    why: Annotated[str, Label("Why?")]


@modal(title="Why?")
@once
@invoker_only
async def explain(ctx: ModalContext, form: Why) -> str:
    return f"Because {form.why}."


@button(label="Explain")
async def open_form(ctx: ComponentContext) -> Modal:
    return explain.modal()


@slash_command
async def show(ctx: CommandContext) -> Reply:
    """Show all."""
    buttons = [claim.button("cup"), claim.button("bowl"), vote.button(), mine.button(), theirs.button()]
    return Reply(
        "Press.",
        components=[
            ActionRow(*buttons),
            ActionRow(early.button(), open_form.button()),
            ActionRow(colour.select()),
        ],
    )


@pytest.fixture
def bot() -> TestBot:
    test = TestBot(None)
    for one in (show, claim, vote, mine, theirs, early, open_form, explain, colour):
        test.bot.add(one)
    return test


async def test_what_is_claimed_once_is_gone_with_all_that_its_handler_has_in_the_message(bot: TestBot) -> None:
    shown, ida = await bot.slash("show"), bot.actor("Ida")

    assert (await shown.click("Claim", by=ida)).content == "Ida has the cup."
    assert (await shown.click("Claim", index=1)).content == USED
    assert (await (await bot.slash("show")).click("Claim", index=1)).content == "Ben has the bowl."


async def test_each_user_votes_once(bot: TestBot) -> None:
    shown, ida = await bot.slash("show"), bot.actor("Ida")

    assert (await shown.click("Vote", by=ida)).content == "Ida has voted."
    assert (await shown.click("Vote", by=ida)).content == USED
    assert (await shown.click("Vote")).content == "Ben has voted."


async def test_who_asked_may_use_buttons_and_menus_that_others_may_not(bot: TestBot) -> None:
    shown, ida = await bot.slash("show"), bot.actor("Ida")

    assert (await shown.click("Mine", by=ida)).content == NOT_ASKED
    assert (await shown.select("Red", by=ida)).content == NOT_ASKED
    assert (await shown.select("Blue")).content == "Blue"
    assert (await shown.click("Mine")).content == "Yours."


async def test_users_and_moments_are_told(bot: TestBot) -> None:
    shown = await bot.slash("show")

    assert (await shown.click("Theirs")).content == "You are not among those who may use this."
    assert (await shown.click("Early")).content == "This could be used until <t:1577836800:f>."


async def test_a_form_belongs_to_the_message_whose_button_opened_it(bot: TestBot) -> None:
    shown, ida = await bot.slash("show"), bot.actor("Ida")
    opened, again = await shown.click("Explain"), await shown.click("Explain")

    assert (await (await shown.click("Explain", by=ida)).submit(why="not", by=ida)).content == NOT_ASKED
    assert (await opened.submit(why="so")).content == "Because so."
    assert (await again.submit(why="yes")).content == USED


async def test_a_guard_of_a_plugin_holds_for_what_it_has() -> None:
    bot = TestBot(None)

    @invoker_only
    class Shop(Plugin):
        @button(label="Buy")
        async def buy(self, ctx: ComponentContext) -> str:
            return "bought"

        @slash_command
        async def shop(self, ctx: CommandContext) -> Reply:
            """Open the shop."""
            return Reply("Open.", components=[ActionRow(self.buy.button())])

    bot.bot.add_plugin(Shop)
    opened = await bot.slash("shop")

    assert (await opened.click("Buy", by=bot.actor("Ida"))).content == NOT_ASKED
    assert (await opened.click("Buy")).content == "bought"


async def test_a_use_that_came_too_late_for_an_answer_is_given_back(bot: TestBot) -> None:
    waits = [4.0, 0.0]

    @bot.bot.button(label="Late", auto_defer="off")
    @once
    async def late(ctx: ComponentContext) -> str:
        await asyncio.sleep(waits.pop(0))
        return "in time"

    @bot.bot.slash_command("late", description="Show it.")
    async def command(ctx: CommandContext) -> Reply:
        return Reply("Late?", components=[ActionRow(late.button())])

    shown = await bot.slash("late")
    with pytest.raises(DidNotRespond):
        await shown.click("Late")

    assert (await shown.click("Late")).content == "in time"


async def test_a_handler_that_only_forgot_to_answer_is_not_run_again(bot: TestBot) -> None:
    runs: list[int] = []

    @bot.bot.button(label="Forget", auto_defer="public")
    @once
    async def forget(ctx: ComponentContext) -> None:
        runs.append(1)
        await asyncio.sleep(2.5)

    @bot.bot.slash_command("forget", description="Show it.")
    async def command(ctx: CommandContext) -> Reply:
        return Reply("Forget?", components=[ActionRow(forget.button())])

    shown = await bot.slash("forget")
    told = await shown.click("Forget")

    assert told.content.startswith("This ended without an answer.")
    assert (await shown.click("Forget")).content == USED
    assert runs == [1]
