"""What a view is asked for when it is sent, and under what it is known from then on."""

import asyncio
import logging
from typing import Any

import pytest

from app.checks.cooldowns import cooldown
from app.components.button import button
from app.components.view import View
from app.context.base import Context
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.errors import DuplicateName, ProviderMissing
from app.models.response import Update
from app.plugins.plugin import before_invoke
from app.providers import provided
from app.testing import TestBot


class Price:
    """What a handler asks for."""


def viewing_bot(kind: type[View], **settings: Any) -> TestBot:
    """Make a bot whose command `/try` sends a view of this class."""
    bot = TestBot(commands=None, **settings)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await kind().send(ctx, "0")

    return bot


class Sealed(View):
    """Has what needs the bot to be built."""

    @button(expires=60)
    async def soon(self, ctx: ComponentContext) -> Update:
        return Update("soon")

    @button(signed=True)
    async def sealed(self, ctx: ComponentContext) -> Update:
        return Update("sealed")


async def test_buttons_of_a_view_may_expire_and_be_signed() -> None:
    bot = viewing_bot(Sealed)
    shown = await bot.slash("try")

    assert (await shown.click("Sealed")).content == "sealed"
    assert (await shown.click("Soon")).content == "soon"
    await asyncio.sleep(61)
    bot.clock.advance(61)
    assert (await shown.click("Soon")).content == "This has expired. Ask for a new one and try again."


async def test_a_view_whose_names_meet_leaves_nothing_behind() -> None:
    class Twice(View):
        @button(name="go")
        async def one(self, ctx: ComponentContext) -> None: ...
        @button(name="go")
        async def other(self, ctx: ComponentContext) -> None: ...

    bot = TestBot(commands=None)
    before = set(bot.bot.components)

    with pytest.raises(DuplicateName, match=r"button Twice\.other would claim the custom_ids of button Twice\.one"):
        await Twice().send(bot.context(CommandContext), "0")
    assert set(bot.bot.components) == before


# ── dependencies ──


class Selling(View):
    """Has a button that asks for something."""

    @button
    async def buy(self, ctx: ComponentContext, price: Price = provided) -> Update:
        return Update("sold")


class Watched(View):
    """Has a hook that asks for something."""

    @button
    async def go(self, ctx: ComponentContext) -> None: ...
    @before_invoke
    async def weigh(self, ctx: Context, price: Price) -> None: ...


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            Selling,
            "button Selling.buy: parameter price is a Price, and nobody provides one: call bot.provide(Price, factory)",
        ),
        (
            Watched,
            "Watched.weigh: parameter price is a Price, and nobody provides one: call bot.provide(Price, factory)",
        ),
    ],
)
async def test_a_view_that_needs_what_nobody_provides_is_not_sent(kind: type[View], told: str) -> None:
    bot = TestBot(commands=None)
    before = set(bot.bot.components)

    with pytest.raises(ProviderMissing) as caught:
        await kind().send(bot.context(CommandContext), "0")

    assert told in str(caught.value)
    assert caught.value.where.startswith(f"{__file__}:")
    assert set(bot.bot.components) == before


@pytest.mark.parametrize(("kind", "label"), [(Selling, "Buy"), (Watched, "Go")])
async def test_what_a_view_needs_is_provided(kind: type[View], label: str, caplog: pytest.LogCaptureFixture) -> None:
    bot = viewing_bot(kind)
    bot.bot.provide(Price, Price)
    shown = await bot.slash("try")
    await shown.click(label)

    assert caplog.records == []


# ── names ──


class Limited(View):
    """Has buttons that may be used once a minute."""

    @cooldown(1, 60)
    @button
    async def go(self, ctx: ComponentContext) -> Update:
        return Update("gone")

    @cooldown(1, 60)
    @button
    async def stay(self, ctx: ComponentContext) -> Update:
        return Update("stayed")


async def test_a_cooldown_holds_for_all_views_of_a_class_and_each_method_apart() -> None:
    bot = viewing_bot(Limited)
    one, other = await bot.slash("try"), await bot.slash("try")
    await one.click("Go")
    told = await other.click("Go")

    assert one.content == "gone"
    assert told.ephemeral
    assert other.content == "0"
    assert (await other.click("Stay")).content == "stayed"


async def test_the_log_names_class_and_method(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(View):
        @button
        async def go(self, ctx: ComponentContext) -> Update:
            raise KeyError("x")

    shown = await viewing_bot(Failing).slash("try")
    with caplog.at_level(logging.ERROR):
        await shown.click("Go")

    assert "button Failing.go failed" in caplog.text
