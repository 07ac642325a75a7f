"""Steps that fail half-way: what they changed has not happened."""

import asyncio
from collections.abc import Awaitable, Callable

from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.errors import StoreError
from app.models.component import ActionRow
from app.models.response import Reply
from app.stores.base import Store
from app.testing import TestBot
from tests.components.moody import Moody, Order, moody_bot


def begins(code: Callable[[ComponentContext, Order], Awaitable[str]]) -> Callable[[TestBot], None]:
    def declare_on(bot: TestBot) -> None:
        @bot.bot.button
        async def use(ctx: ComponentContext, order: Order) -> str:
            return await code(ctx, order)

        @bot.bot.button
        async def tell(ctx: ComponentContext, order: Order) -> str:
            return f"{order.number}"

        @bot.bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Reply:
            order = await Order().begin(ctx)
            return Reply("?", components=[ActionRow(use.button(order), tell.button(order))])

    return declare_on


async def test_a_step_that_is_stopped_before_its_answer_has_not_happened() -> None:
    async def change(ctx: ComponentContext, order: Order) -> str:
        order.number += 1
        await asyncio.sleep(5)
        return "done"

    bot, _ = moody_bot()
    begins(change)(bot)
    shown = await bot.slash("try")
    # The edit that completes the deferral hangs, until the process ends.
    bot.discord.faults.add("*", "/webhooks/*", delay=50.0)
    clicked = asyncio.create_task(shown.click("Use"))
    await asyncio.sleep(10)
    await bot.bot.drain(0.0)
    await clicked

    assert (await shown.click("Tell")).content == "0"


async def test_a_change_that_was_written_though_the_store_failed_is_taken_back() -> None:
    async def change(ctx: ComponentContext, order: Order) -> str:
        order.number += 1
        return "done"

    class Late(Moody):
        is_late = False

        async def write(self, key: str, value: bytes, ttl: float | None) -> None:
            await super().write(key, value, ttl)
            if self.is_late:
                self.is_late = False
                raise StoreError("no answer in time")

    bot = TestBot(None)
    backend = Late(bot.clock.now)
    bot.provide(Store, Store(backend))
    begins(change)(bot)
    shown = await bot.slash("try")
    backend.is_late = True
    await shown.click("Use")

    assert (await shown.click("Tell")).content == "0"
