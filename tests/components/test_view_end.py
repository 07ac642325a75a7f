"""How views end: by their time, by a click, from a thread, and when there are too many."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.checks.base import check
from app.components.button import button
from app.components.view import View
from app.context.base import Context
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.errors import AppError
from app.models.button import Button, LinkButton
from app.models.component import ActionRow, MessageComponent
from app.models.display import TextDisplay
from app.models.response import Reply, Update
from app.testing import TestBot

EXPIRED = "This has expired. Ask for a new one and try again."


class Short(View):
    """Is over soon, and counts how often."""

    timeout = 60
    ended = 0

    @button
    async def go(self, ctx: ComponentContext) -> Update:
        return Update("gone")

    @button
    def end(self, ctx: ComponentContext) -> Update:
        self.stop()
        return Update("ended")

    async def on_timeout(self) -> None:
        self.ended += 1
        await super().on_timeout()


def viewing_bot(*views: View, reply: Reply | None = None) -> tuple[TestBot, list[object]]:
    """Make a bot whose command `/try` sends these views, one each time, and return what each came to."""
    bot, left = TestBot(commands=None), iter(views)
    came: list[object] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        view = next(left)
        await view.send(ctx, reply or Reply("0"))
        came.append(await view.wait())

    return bot, came


def dead(components: Any) -> list[tuple[str, bool]]:
    """Return the label of each button, and whether it is greyed out."""
    rows = [row for row in components if isinstance(row, ActionRow)]
    return [
        (str(one.label), one.disabled) for row in rows for one in row.components if isinstance(one, Button | LinkButton)
    ]


ABOVE: dict[str, tuple[MessageComponent, ...]] = {
    "text": (TextDisplay("Read this."),),
    "a link": (ActionRow(LinkButton("https://example.com", "Read")),),
    "a button of its own": (ActionRow(Button(custom_id="own:1", label="Mine")),),
}


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE)
async def test_what_was_sent_beside_a_view_stays_when_its_time_is_over(above: tuple[MessageComponent, ...]) -> None:
    is_text = isinstance(above[0], TextDisplay)
    reply = Reply(None if is_text else "0", components=above)
    bot, came = viewing_bot(Short(), reply=reply)
    shown = await bot.slash("try")
    before = dead(shown.components)
    await asyncio.sleep(61)
    await bot.settle()

    assert came == [False]
    assert len(shown.components) == 2
    assert type(shown.components[0]) is type(above[0])
    assert dead(shown.components)[:-2] == before[:-2]
    assert dead(shown.components)[-2:] == [("Go", True), ("End", True)]
    assert bot.discord.violations == []


# ── clicks at the end ──


def slow(seconds: float) -> Callable[[Context], Any]:
    async def ask(ctx: Context) -> bool:
        await asyncio.sleep(seconds)
        return True

    return ask


class SlowBeforeAll(Short):
    """Takes its time before it knows who it is."""

    @check
    async def ask(self, ctx: Context) -> bool:
        return bool(await slow(2)(ctx))


class SlowAtLast(Short):
    """Takes its time with one button alone, behind all that holds for the view."""

    @check(slow(2))
    @button
    async def go_on(self, ctx: ComponentContext) -> Update:
        return Update("gone on")


@pytest.mark.parametrize(("kind", "label"), [(SlowBeforeAll, "Go"), (SlowAtLast, "Go on")])
async def test_a_click_that_is_in_its_checks_when_the_time_ends_has_come_too_late(
    kind: type[Short], label: str
) -> None:
    view = kind()
    bot, came = viewing_bot(view)
    before = set(bot.bot.components)
    shown = await bot.slash("try")
    await asyncio.sleep(59)
    told = await shown.click(label)
    await asyncio.sleep(120)
    await bot.settle()

    assert (told.content, told.ephemeral) == (EXPIRED, True)
    assert shown.content == "0"
    assert {is_dead for _, is_dead in dead(shown.components)} == {True}
    assert view.ended == 1
    assert came == [False]
    assert set(bot.bot.components) == before


async def test_a_click_that_is_in_its_checks_when_another_one_stops_the_view_has_come_too_late() -> None:
    bot, came = viewing_bot(SlowAtLast())
    shown = await bot.slash("try")
    late = asyncio.create_task(shown.click("Go on"))
    await asyncio.sleep(1)
    await shown.click("End")
    told = await late

    assert told.content == EXPIRED
    assert shown.content == "ended"
    assert came == [True]


async def test_a_view_that_stops_itself_when_its_time_is_over_was_not_stopped() -> None:
    class Tidy(Short):
        async def on_timeout(self) -> None:
            self.stop()

    bot, came = viewing_bot(Tidy())
    await bot.slash("try")
    await asyncio.sleep(61)
    await bot.settle()

    assert came == [False]


async def test_a_view_that_was_stopped_before_cannot_be_sent() -> None:
    bot = TestBot(commands=None)
    view = Short()
    view.stop()

    with pytest.raises(AppError, match="view Short was stopped: make another one"):
        await view.send(bot.context(CommandContext), "0")
    assert not [one for one in bot.bot.components if one.plugin is view]


async def test_a_view_that_is_stopped_while_it_is_being_sent_does_not_begin_to_wait() -> None:
    class Hasty(Short):
        def components(self) -> list[MessageComponent]:
            self.stop()
            return super().components()

    view = Hasty()
    bot, came = viewing_bot(view)
    await bot.slash("try")
    await asyncio.sleep(61)
    await bot.settle()

    assert (came, view.ended) == ([True], 0)


# ── threads ──


async def test_a_sync_method_stops_the_view_from_its_thread() -> None:
    # Tells of whatever touches the loop from elsewhere.
    asyncio.get_running_loop().set_debug(True)
    bot, came = viewing_bot(Short())
    shown = await bot.slash("try")

    assert (await shown.click("End")).content == "ended"
    await bot.settle()
    assert came == [True]
    assert not [one for one in bot.bot.components if isinstance(one.plugin, Short)]


# ── too many ──


async def test_of_too_many_views_the_one_that_was_not_used_for_the_longest_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.context.waiting.MOST_WAITING", 2)
    views = [Short(timeout=None) for _ in range(3)]
    bot, came = viewing_bot(*views)
    first, second = await bot.slash("try"), await bot.slash("try")
    await first.click("Go")
    third = await bot.slash("try")
    await bot.settle()

    assert came == [False]
    assert [view.ended for view in views] == [0, 1, 0]
    assert {is_dead for _, is_dead in dead(second.components)} == {True}
    assert (await first.click("Go")).content == "gone"
    assert (await third.click("Go")).content == "gone"


async def test_a_view_that_is_over_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.context.waiting.MOST_WAITING", 1)
    views = [Short(timeout=None) for _ in range(2)]
    bot, came = viewing_bot(*views)
    await (await bot.slash("try")).click("End")
    await bot.slash("try")
    await bot.settle()

    assert came == [True]
    assert [view.ended for view in views] == [0, 0]
