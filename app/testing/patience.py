"""
What a test waits for: handlers, but not those that wait for the test.

A handler in the middle of `ctx.ask` goes on with the next click, and the test
that clicks must have the question first. So a step is over when every handler
has ended, or waits for a user.
"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from app.bot import Bot
from app.context.waiting import Waiting
from app.simulator.interaction import Interaction
from app.simulator.rules import LOADING
from app.testing.loop import VirtualTimeLoop

T = TypeVar("T")

LONGEST = 3600.0
"""Seconds after which a handler is taken for one that never ends."""


class NoticedWaiting(Waiting):
    """The questions of a process, which says when a handler begins to wait for a user.

    Attributes:
        paused: The handlers that do.
        noticed: Is set when one more does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.paused: set[asyncio.Task[object]] = set()
        self.noticed = asyncio.Event()

    async def pause(self, until: Awaitable[T]) -> T:
        """Wait for a user, and let it be known."""
        task = asyncio.current_task()
        assert task is not None
        self.paused.add(task)
        self.noticed.set()
        try:
            return await super().pause(until)
        finally:
            self.paused.discard(task)


async def settle(bot: Bot) -> None:
    """Wait until every handler of a bot has ended, or waits for a user; one that needs an hour is cancelled."""
    loop = asyncio.get_running_loop()
    if isinstance(loop, VirtualTimeLoop):
        # Who waits for a user may wait no longer: after a jump of the clock his time is over.
        await loop.until_idle()
    until = loop.time() + LONGEST
    waiting = bot.waiting
    if isinstance(waiting, NoticedWaiting):
        while (running := _running(bot, waiting)) and loop.time() < until:
            noticed = loop.create_task(waiting.noticed.wait())
            await asyncio.wait({*running, noticed}, timeout=until - loop.time(), return_when=asyncio.FIRST_COMPLETED)
            noticed.cancel()
            await asyncio.wait({noticed})
        if waiting.paused:
            return
    await bot.drain(grace=max(until - loop.time(), 0.0))


async def until_answered(interaction: Interaction) -> None:
    """Wait until the user reads an answer, in place of "thinking" if need be; and for what goes on at that moment."""
    await interaction.until(lambda one: not _is_thinking(one), within=LONGEST)
    loop = asyncio.get_running_loop()
    if isinstance(loop, VirtualTimeLoop):
        await loop.until_idle()


def _is_thinking(interaction: Interaction) -> bool:
    original = interaction.original
    return interaction.state == "waiting" or (original is not None and bool(original["flags"] & LOADING))


def _running(bot: Bot, waiting: NoticedWaiting) -> set[asyncio.Task[object]]:
    """Return the handlers that go on by themselves; who begins to wait from here on is noticed."""
    waiting.noticed.clear()
    return bot._tasks.others() - waiting.paused
