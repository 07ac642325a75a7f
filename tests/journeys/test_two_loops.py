"""
E of the field notes: hosts that bring a new event loop with each invocation, to one process and one bot.

Whatever belongs to a loop (connections, locks, timers, tasks, what providers
made) must be made anew; what does not (the store, what is cached) stays.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.context.command import CommandContext
from app.plugins.plugin import Plugin
from app.stores.base import Store
from app.testing import TestBot, VirtualTimeLoop
from tests.given import given_bot, newest

LATER = 1000.0


class Connection:
    """Something that works on the loop alone that it was made on."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()


class Connecting(Plugin):
    """A plugin that takes a while to start."""

    async def on_load(self) -> None:
        await asyncio.sleep(1)


def bot_of_everything(host: Any, background: Any) -> TestBot:
    bot = given_bot(host=host, background=background)
    bot.discord.rate_limits.enabled = True
    bot.bot.add_plugin(Connecting)

    @bot.bot.provide
    async def connect() -> Connection:
        await asyncio.sleep(0.5)
        return Connection()

    @bot.bot.listen("on_application_command")
    async def slow(ctx: CommandContext) -> None:
        await asyncio.sleep(1)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext, connection: Connection, store: Store) -> str:
        await ctx.defer()
        assert connection.loop is asyncio.get_running_loop()
        roles = await ctx.rest.roles.list_recent(ctx.guild_id)
        for _ in range(8):
            # More than a bucket holds: some of them wait in a line.
            await ctx.rest.messages.create(ctx.channel_id, "beside")
        return f"{await store.increment('uses')} of {len(roles) > 0}"

    bot.require("try")
    return bot


@pytest.fixture
def loops() -> Iterator[Callable[[], VirtualTimeLoop]]:
    """Give new loops; time goes on from one to the next, as it does in a process."""
    made: list[VirtualTimeLoop] = []

    def make() -> VirtualTimeLoop:
        loop = VirtualTimeLoop()
        loop.advance(LATER * (len(made) + 1))
        made.append(loop)
        return loop

    yield make
    for loop in made:
        if not loop.is_closed():
            loop.run_until_complete(_cancel_all())
            loop.close()


async def _cancel_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def use(bot: TestBot) -> str:
    content = (await bot.slash("try")).content
    await newest(bot).until(lambda i: i.status is not None, within=60)
    return content


@pytest.mark.parametrize(("host", "background"), [("waits", "inline"), ("buffers", "callback"), ("stays", "task")])
def test_each_invocation_on_a_loop_of_its_own(host: Any, background: Any, loops: Callable[[], VirtualTimeLoop]) -> None:
    bot = bot_of_everything(host, background)
    seen = []
    for _ in range(3):
        with asyncio.Runner(loop_factory=loops) as runner:
            seen.append(runner.run(use(bot)))

    assert seen == ["1 of True", "2 of True", "3 of True"]
    assert bot.left_behind == []
    assert bot.discord.violations == []


async def _begin(bot: TestBot, seconds: float) -> None:
    bot.discord.begin_command("try")
    await asyncio.sleep(seconds)


@pytest.mark.parametrize("seconds", [0.5, 1.2, 1.6, 2.5, 5.0, 8.0])
def test_an_invocation_that_was_stopped_in_the_middle_holds_nobody_up(
    seconds: float, loops: Callable[[], VirtualTimeLoop]
) -> None:
    """Wherever it stood: while plugins were loaded, a value was made, or a request waited for its turn."""
    bot = bot_of_everything("freezes", "task")
    bot.discord.faults.add("GET", "/guilds/*/roles", delay=2.0)
    frozen = loops()
    frozen.run_until_complete(_begin(bot, seconds))
    with asyncio.Runner(loop_factory=loops) as runner:
        content = runner.run(use(bot))

    assert content.endswith("of True")


def test_who_ends_a_bot_on_another_loop_ends_it(loops: Callable[[], VirtualTimeLoop]) -> None:
    """A host may run the lifespan around each request, and stop one of them in the middle."""
    bot = bot_of_everything("freezes", "task")
    frozen = loops()
    frozen.run_until_complete(_begin(bot, 1.2))

    async def end() -> None:
        await bot.bot._start()
        await bot.bot.close()

    with asyncio.Runner(loop_factory=loops) as runner:
        runner.run(end())
        assert runner.run(use(bot)).endswith("of True")
