"""Views: buttons and menus that belong to an object, and wait with it."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Literal

import pytest

from app.checks.base import check
from app.components.button import button
from app.components.modal import modal
from app.components.select import select
from app.components.view import View
from app.context.base import Context
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.context.modal import ModalContext
from app.errors import AppError
from app.models.component import ActionRow, Container
from app.models.modal import Modal
from app.models.response import Reply, Update
from app.models.select import StringSelect
from app.testing import TestBot
from tests.components.forms import Age


class Counter(View):
    """Counts clicks, until it is stopped."""

    count = 0

    @button(label="One more")
    async def more(self, ctx: ComponentContext) -> Update:
        self.count += 1
        return Update(f"{self.count}")

    @button(label="Stop")
    async def end(self, ctx: ComponentContext) -> Update:
        self.stop()
        return Update.disabled(ctx.message, "It is over.")


def viewing_bot(make: Callable[[], View], **settings: Any) -> tuple[TestBot, list[object]]:
    """Make a bot whose command `/try` sends a view and waits for it, and return what came of that."""
    bot = TestBot(commands=None, **settings)
    came: list[object] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext, first: bool = False) -> None:
        if first:
            await ctx.respond("First.")
        view = make()
        await view.send(ctx, "0")
        came.append(await view.wait())

    return bot, came


async def test_an_object_keeps_its_state_from_click_to_click_until_it_is_stopped() -> None:
    bot, came = viewing_bot(Counter)
    shown = await bot.slash("try")
    for _ in range(3):
        shown = await shown.click("One more")

    assert shown.content == "3"
    assert came == []

    shown = await shown.click("Stop")

    assert shown.content == "It is over."
    assert came == [True]


async def test_two_objects_of_one_class_count_apart() -> None:
    bot, _ = viewing_bot(Counter)
    one, other = await bot.slash("try"), await bot.slash("try")
    await one.click("One more")
    await one.click("One more")
    await other.click("One more")

    assert [one.content, other.content] == ["2", "1"]


async def test_a_view_whose_time_is_over_is_greyed_out() -> None:
    bot, came = viewing_bot(lambda: Counter(timeout=60))
    shown = await bot.slash("try")
    await asyncio.sleep(61)
    await bot.settle()

    assert came == [False]
    with pytest.raises(ValueError, match="disabled"):
        await shown.click("One more")


async def test_each_click_lets_the_time_begin_anew() -> None:
    bot, came = viewing_bot(lambda: Counter(timeout=60))
    shown = await bot.slash("try")
    for _ in range(3):
        await asyncio.sleep(50)
        await shown.click("One more")

    assert came == []
    assert shown.content == "3"


async def test_a_followup_is_greyed_out_too() -> None:
    bot, _ = viewing_bot(lambda: Counter(timeout=60))
    shown = (await bot.slash("try", first=True)).followups[0]
    await asyncio.sleep(61)
    await bot.settle()

    with pytest.raises(ValueError, match="disabled"):
        await shown.click("One more")


async def test_others_than_the_one_who_caused_it_are_told_so() -> None:
    bot, _ = viewing_bot(Counter)
    shown = await bot.slash("try")
    eve = bot.actor("Eve")
    told = await shown.click("One more", by=eve)

    assert told.ephemeral
    assert told.content == "This is for the one who asked for it."
    assert shown.content == "0"


async def test_anybody_may_use_a_view_that_says_so() -> None:
    bot, _ = viewing_bot(lambda: Counter(anybody=True))
    shown = await bot.slash("try")

    assert (await shown.click("One more", by=bot.actor("Eve"))).content == "1"


async def test_a_click_on_a_view_of_another_process_is_answered_politely(caplog: pytest.LogCaptureFixture) -> None:
    bot, _ = viewing_bot(Counter)
    shown = await bot.slash("try")
    for handler in list(bot.bot.components):
        if handler.name.startswith("postern.view."):
            bot.bot.components.remove(handler)
    with caplog.at_level(logging.INFO):
        told = await shown.click("One more")

    assert told.ephemeral
    assert told.content == "This has expired. Ask for a new one and try again."
    assert "the view waits no longer, or waited in another process" in caplog.text


async def test_a_view_that_is_over_leaves_nothing_behind() -> None:
    bot, _ = viewing_bot(Counter)
    before = set(bot.bot.components)
    shown = await bot.slash("try")
    await shown.click("Stop")

    assert set(bot.bot.components) == before


async def test_a_view_that_cannot_be_sent_leaves_nothing_behind() -> None:
    class TooMany(Counter):
        def components(self) -> list[Any]:
            return [ActionRow(*(self.more.button() for _ in range(6)))]

    bot, came = viewing_bot(TooMany)
    before = set(bot.bot.components)
    told = await bot.slash("try")

    assert told.content.startswith("Something went wrong.")
    assert came == []
    assert set(bot.bot.components) == before


class Chooser(View):
    """Has what a view can have: a check, a menu, many buttons, a form."""

    chosen: Literal["a", "b"] | None = None

    @check
    async def is_ben(self, ctx: Context) -> bool:
        return ctx.user.username == "ben"

    @select(placeholder="Which?")
    async def choose(self, ctx: ComponentContext, values: list[Literal["a", "b"]]) -> Update:
        self.chosen = values[0]
        return Update(f"You chose {values[0]}.")

    @button
    async def ask_age(self, ctx: ComponentContext) -> Modal:
        return self.age.modal()

    @modal(title="Your age")
    async def age(self, ctx: ModalContext, form: Age) -> Update:
        return Update(f"{form.age} and {self.chosen}")


async def test_menus_forms_and_checks_are_methods_too() -> None:
    bot, _ = viewing_bot(lambda: Chooser(anybody=True))
    shown = await bot.slash("try")
    await shown.select("b")
    opened = await shown.click("Ask age")
    await opened.submit(age=7)

    assert shown.content == "7 and b"
    assert isinstance(shown.components[0], ActionRow)
    assert isinstance(shown.components[0].components[0], StringSelect)
    assert (await shown.select("a", by=bot.actor("Eve"))).content == "You cannot use this here."


async def test_an_error_in_a_view_is_handled_as_everywhere() -> None:
    class Failing(View):
        @button
        async def fail(self, ctx: ComponentContext) -> Update:
            raise KeyError("x")

    def make() -> Failing:
        view = Failing()

        @view.on_error(KeyError)
        async def explain(ctx: ComponentContext, error: KeyError) -> str:
            return "No such key."

        return view

    bot, _ = viewing_bot(make)
    shown = await bot.slash("try")

    assert (await shown.click("Fail")).content == "No such key."


async def test_a_layout_of_ones_own_is_a_method() -> None:
    class Boxed(Counter):
        @button(label="Once more")
        async def again(self, ctx: ComponentContext) -> Update:
            self.count += 1
            return Update(components=self.components())

        def components(self) -> list[Any]:
            return [Container(f"Clicks: {self.count}", ActionRow(self.again.button()))]

    bot = TestBot(commands=None)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await Boxed().send(ctx)

    shown = await bot.slash("try")

    assert shown.content == "Clicks: 0"
    assert (await shown.click("Once more")).content == "Clicks: 1"


async def test_buttons_stand_five_in_a_row_and_menus_alone() -> None:
    class Many(View):
        @button
        async def a(self, ctx: ComponentContext) -> None: ...
        @button
        async def b(self, ctx: ComponentContext) -> None: ...
        @select
        async def c(self, ctx: ComponentContext, values: list[Literal["x", "y"]]) -> None: ...
        @button
        async def d(self, ctx: ComponentContext) -> None: ...
        @button
        async def e(self, ctx: ComponentContext) -> None: ...
        @button
        async def f(self, ctx: ComponentContext) -> None: ...
        @button
        async def g(self, ctx: ComponentContext) -> None: ...
        @button
        async def h(self, ctx: ComponentContext) -> None: ...
        @button
        async def i(self, ctx: ComponentContext) -> None: ...

    rows = Many().components()

    assert [len(row.components) for row in rows if isinstance(row, ActionRow)] == [2, 1, 5, 1]


@pytest.mark.parametrize("background", ["inline", "callback"])
async def test_a_host_that_freezes_is_refused_with_the_way_out(
    background: str, caplog: pytest.LogCaptureFixture
) -> None:
    bot, came = viewing_bot(Counter, background=background)
    await bot.slash("try")

    assert came == []
    assert "View.send() waits in this process" in caplog.text
    assert "@button" in caplog.text


async def test_what_is_done_in_the_wrong_order_is_refused() -> None:
    bot = TestBot(commands=None)
    ctx = bot.context(CommandContext)
    view = Counter()
    with pytest.raises(AppError, match=r"was not sent: await view\.send"):
        await view.wait()
    await view.send(ctx, "0")

    with pytest.raises(AppError, match="was sent already: make another one"):
        await view.send(ctx, "0")
    view.stop()


async def test_a_time_out_of_ones_own_takes_the_place_of_greying_out(caplog: pytest.LogCaptureFixture) -> None:
    over: list[str] = []

    class Telling(Counter):
        async def on_timeout(self) -> None:
            over.append("over")
            raise KeyError("x")

    bot, came = viewing_bot(lambda: Telling(timeout=5))
    await bot.slash("try")
    await asyncio.sleep(6)
    await bot.settle()

    assert over == ["over"]
    assert came == [False]
    assert "view Telling: on_timeout() failed" in caplog.text


async def test_a_class_that_forgets_to_call_ours_works() -> None:
    class Forgetful(Counter):
        def __init__(self, start: int) -> None:
            self.count = start

    bot, _ = viewing_bot(lambda: Forgetful(40))
    shown = await bot.slash("try")

    assert (await shown.click("One more")).content == "41"


async def test_a_message_that_was_deleted_is_no_trouble(caplog: pytest.LogCaptureFixture) -> None:
    bot = TestBot(commands=None)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        view = Counter(timeout=5)
        await view.send(ctx, Reply("0"))
        await ctx.delete()
        await view.wait()

    await bot.slash("try")
    await asyncio.sleep(6)
    await bot.settle()

    assert not caplog.records
