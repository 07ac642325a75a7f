"""Questions in the middle of a handler: how they are put, who answers, and what comes back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.context.base import Context
from app.context.command import CommandContext
from app.context.component import UpdatingContext
from app.models.button import Button
from app.models.component import ActionRow
from app.models.display import TextDisplay
from app.models.response import Reply
from app.simulator.rules import IS_COMPONENTS_V2, UPDATE_MESSAGE
from app.testing import TestBot
from tests.context.asked import asking_bot, begin, buttons, click, done, looks, question
from tests.context.clicks import click as click_button
from tests.context.clicks import place_message, shown, submit, texts
from tests.given import sent

SIZES = ["Small", "Large"]
FRUITS = {"Apple": 1, "Pear": 2, "Plum": 3, "Fig": 4, "Quince": 5, "Cherry": 6}

Step = Callable[[CommandContext], Awaitable[None]]


async def nothing(ctx: CommandContext) -> None: ...


async def respond(ctx: CommandContext) -> None:
    await ctx.respond("Wait.")


async def defer(ctx: CommandContext) -> None:
    await ctx.defer()


async def be_slow(ctx: CommandContext) -> None:
    await asyncio.sleep(10)


async def run(bot: TestBot, label: str, **by: Any) -> Any:
    """Use the command, click on a choice, and return Discord's record of the command and of the click."""
    begun = await begin(bot)
    clicked = click(bot, question(begun), label, **by)
    await done(bot, begun, clicked)
    return begun, clicked


# ── what comes back ──


async def test_the_text_that_was_chosen_comes_back() -> None:
    got: list[str | None] = []

    async def handler(ctx: CommandContext) -> None:
        got.append(await ctx.ask("Which size?", SIZES))

    bot = asking_bot(handler)
    begun, clicked = await run(bot, "Large")

    assert got == ["Large"]
    assert begun.original["content"] == "Which size?"
    assert clicked.callback_type == UPDATE_MESSAGE
    assert looks(begun.original) == [("Small", True), ("Large", True)]
    assert sent(bot) == []
    assert len(bot.bot.waiting) == 0


async def test_what_stands_for_the_text_comes_back() -> None:
    got: list[float | None] = []

    async def handler(ctx: CommandContext) -> None:
        got.append(await ctx.ask("Which size?", {"Small": 0.3, "Large": 0.5}))

    await run(asking_bot(handler), "Small")

    assert got == [0.3]


async def test_more_than_five_choices_are_a_menu_that_shows_what_was_chosen() -> None:
    got: list[int | None] = []

    async def handler(ctx: CommandContext) -> None:
        got.append(await ctx.ask("Which fruit?", FRUITS))

    begun, _ = await run(asking_bot(handler), "Cherry")
    (menu,) = buttons(begun.original)

    assert got == [6]
    assert (menu["type"], menu["disabled"]) == (3, True)
    assert [option["label"] for option in menu["options"] if option.get("default")] == ["Cherry"]


@pytest.mark.parametrize(("label", "agreed"), [("Yes", True), ("No", False)])
async def test_confirm_says_whether_the_user_agrees(label: str, agreed: bool) -> None:
    got: list[bool | None] = []

    async def handler(ctx: CommandContext) -> None:
        got.append(await ctx.confirm("Delete it?"))

    begun, _ = await run(asking_bot(handler), label)

    assert got == [agreed]
    assert [(button["label"], button["style"]) for button in buttons(begun.original)] == [("Yes", 3), ("No", 4)]


async def test_confirm_takes_labels_and_may_be_private() -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.confirm("Delete it?", yes="Delete", no="Keep", ephemeral=True)

    begun, clicked = await run(asking_bot(handler), "Keep")

    assert begun.is_ephemeral
    assert clicked.failure is None
    assert [label for label, _ in looks(begun.original)] == ["Delete", "Keep"]


async def test_the_handler_goes_on_with_what_it_knows() -> None:
    async def handler(ctx: CommandContext) -> None:
        size = await ctx.ask("Which size?", SIZES)
        if await ctx.confirm(f"A {size} one?"):
            await ctx.send(f"Here is a {size} one.")
        await ctx.edit("That was all.", components=[])

    bot = asking_bot(handler)
    begun = await begin(bot)
    first = click(bot, question(begun), "Large")
    await begun.until(lambda one: one.followups)
    second = click(bot, question(begun), "Yes")
    await done(bot, first, second)

    assert texts(begun) == ["That was all.", "A Large one?", "Here is a Large one."]
    assert begun.original is not None
    assert begun.original["components"] == []
    assert looks(begun.followups[0]) == [("Yes", True), ("No", True)]
    assert (bot.discord.violations, bot.discord.double_answers) == ([], [])


# ── where the question stands ──


@pytest.mark.parametrize("ephemeral", [False, True])
@pytest.mark.parametrize("before", [nothing, respond, defer, be_slow])
async def test_it_is_the_answer_if_there_is_none_yet_else_a_followup(before: Step, ephemeral: bool) -> None:
    got: list[str | None] = []

    async def handler(ctx: CommandContext) -> None:
        await before(ctx)
        got.append(await ctx.ask("Which size?", SIZES, ephemeral=ephemeral))

    bot = asking_bot(handler)
    begun, clicked = await run(bot, "Small")
    message = clicked.source

    assert got == ["Small"]
    assert texts(begun) == (["Wait.", "Which size?"] if before is respond else ["Which size?"])
    assert bool(message["flags"] & 64) == ephemeral
    assert looks(message) == [("Small", True), ("Large", True)]
    assert bot.discord.violations == []


@pytest.mark.parametrize("before", [nothing, respond, defer, be_slow])
@pytest.mark.parametrize("ephemeral", [False, True])
async def test_wherever_it_stands_it_is_greyed_out_when_the_time_is_over(before: Step, ephemeral: bool) -> None:
    got: list[str | None] = ["nothing yet"]

    async def handler(ctx: CommandContext) -> None:
        await before(ctx)
        got.append(await ctx.ask("Which size?", SIZES, timeout=60, ephemeral=ephemeral))

    bot = asking_bot(handler)
    begun = await begin(bot)
    message = question(begun)
    await asyncio.sleep(59)
    assert looks(message) == [("Small", False), ("Large", False)]
    await bot.settle()

    assert got[1:] == [None]
    assert looks(message) == [("Small", True), ("Large", True)]
    assert message["content"] == "Which size?"
    assert texts(begun) == (["Wait.", "Which size?"] if before is respond else ["Which size?"])
    assert len(bot.bot.waiting) == 0


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("is_deferred", [False, True])
@pytest.mark.parametrize("is_form", [False, True])
async def test_the_handlers_of_components_and_forms_ask_beside_their_message(
    is_form: bool, is_deferred: bool, answers: bool
) -> None:
    got: list[str | None] = []

    async def handler(ctx: UpdatingContext) -> None:
        if is_deferred:
            await ctx.defer_update()
        got.append(await ctx.ask("Which size?", SIZES, timeout=60))

    bot = asking_bot(nothing, handler)
    message = place_message(bot)
    begun = submit(bot, message) if is_form else click_button(bot, message)
    await begun.until(lambda one: shown(one), within=60)
    (asked,) = shown(begun)
    if answers:
        await done(bot, click(bot, asked, "Small"))
    await bot.settle()

    assert got == ["Small" if answers else None]
    assert looks(asked) == [("Small", True), ("Large", True)]
    assert (message["content"], looks(message)) == ("the old text", [("Roll again", False)])
    assert bot.discord.violations == []


# ── what it looks like ──


async def test_what_a_reply_has_stays_above_the_choices() -> None:
    own = ActionRow(Button(custom_id="own:1", label="Mine"))

    async def handler(ctx: CommandContext) -> None:
        await ctx.ask(Reply("Which size?", components=[own], ephemeral=True), SIZES)

    begun, _ = await run(asking_bot(handler), "Small")
    rows = begun.original["components"]

    assert begun.is_ephemeral
    assert [[(one["label"], bool(one.get("disabled"))) for one in row["components"]] for row in rows] == [
        [("Mine", False)],
        [("Small", True), ("Large", True)],
    ]


@pytest.mark.parametrize("answers", [True, False])
async def test_a_question_may_be_made_up_of_components(answers: bool) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.ask(Reply(components=[TextDisplay(content="Which size?")]), SIZES)

    bot = asking_bot(handler)
    begun = await begin(bot)
    message = question(begun)
    if answers:
        await done(bot, click(bot, message, "Small"))
    else:
        await bot.settle()

    assert message["flags"] & IS_COMPONENTS_V2
    assert message["components"][0]["content"] == "Which size?"
    assert looks(message) == [("Small", True), ("Large", True)]
    assert bot.discord.violations == []


# ── who may answer ──


async def test_others_are_told_privately_that_it_is_not_for_them() -> None:
    got: list[str | None] = []

    async def handler(ctx: CommandContext) -> None:
        got.append(await ctx.ask("Which size?", SIZES))

    bot = asking_bot(handler)
    begun = await begin(bot)
    other = click(bot, question(begun), "Small", by=bot.actor("Ida"))
    await other.until(lambda one: one.original is not None)

    assert texts(other) == ["This is for the one who asked for it."]
    assert other.is_ephemeral
    assert looks(question(begun)) == [("Small", False), ("Large", False)]
    await done(bot, click(bot, question(begun), "Large"))
    assert got == ["Large"]


async def test_where_anybody_may_answer_the_first_one_does() -> None:
    got: list[str | None] = []

    async def handler(ctx: CommandContext) -> None:
        got.append(await ctx.ask("Which size?", SIZES, anybody=True))

    bot = asking_bot(handler)
    await run(bot, "Small", by=bot.actor("Ida"))

    assert got == ["Small"]


@pytest.mark.parametrize("anybody", [True, False])
async def test_the_checks_of_the_bot_hold_for_a_click_on_a_question(anybody: bool) -> None:
    got: list[str | None] = []
    says = [True]

    async def handler(ctx: CommandContext) -> None:
        got.append(await ctx.ask("Which size?", SIZES, anybody=anybody))

    bot = asking_bot(handler)

    @bot.bot.check
    def is_not_banned(ctx: Context) -> bool:
        return says[-1]

    begun = await begin(bot)
    who = bot.actor("Ida") if anybody else bot
    says.append(False)
    refused = click(bot, question(begun), "Small", by=who)
    await refused.until(lambda one: one.original is not None)

    assert texts(refused) == ["You cannot use this here."]
    assert refused.is_ephemeral
    assert looks(question(begun)) == [("Small", False), ("Large", False)]
    says.append(True)
    await done(bot, click(bot, question(begun), "Large", by=who))
    assert got == ["Large"]
