"""F2 of the field notes: the handler and the clock race for the first response; there is one, and nothing is lost."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.command_errors import CommandError
from app.context.command import CommandContext
from app.errors import ResponseError
from app.simulator.interaction import Interaction
from app.testing import TestBot, virtual_time
from tests.given import given_bot
from tests.soak import many

SCHEDULES = many(10_000, 400)
AT_ONCE = 50
MOMENT = 2.0

Step = Callable[[CommandContext], Awaitable[Any]]


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


class Schedules:
    """Handlers that do random things at random moments, most of them around the moment of deferral."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.ran = 0

    def moment(self) -> float:
        near = self._random.choice([0.0, 0.0, 0.0, 1e-9, -1e-9, 0.001, -0.001, 0.5, -1.9, 3.0])
        return max(MOMENT + near, 0.0)

    async def run(self, ctx: CommandContext) -> str | None:
        self.ran += 1
        number = str(ctx.interaction.id)
        choose = self._random.choice
        steps: dict[str, Step] = {
            "respond": lambda ctx: ctx.respond(number),
            "defer": lambda ctx: ctx.defer(ephemeral=choose([True, False])),
            "send": lambda ctx: ctx.send(number),
            "edit": lambda ctx: ctx.edit(number),
            "nothing": lambda ctx: asyncio.sleep(0),
        }
        for step in self._random.choices(list(steps), k=self._random.randint(0, 3)):
            # The same tick as the clock, a turn of the loop before or behind it, or some other time.
            await asyncio.sleep(max(self.moment() - ctx._time() + ctx._responder.arrived, 0.0))
            for _ in range(self._random.randint(0, 3)):
                await asyncio.sleep(0)
            try:
                await steps[step](ctx)
            except ResponseError:
                continue
        if choose([True, False, False]):
            raise CommandError(number)
        return None if ctx._responder.completed else number


def check(interaction: Interaction) -> None:
    acknowledged = [text for _, text in interaction.timeline if " by HTTP response" in text or " by callback" in text]
    shown = [message for message in (interaction.original, *interaction.followups) if message is not None]

    assert interaction.failure is None, interaction.timeline
    assert len(acknowledged) == 1, interaction.timeline
    assert shown, interaction.timeline
    assert {message["content"] for message in shown} == {str(interaction.id)}, interaction.timeline


async def race(bot: TestBot, schedules: Schedules, count: int) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str | None:
        return await schedules.run(ctx)

    bot.require("try")
    for _ in range(0, count, AT_ONCE):
        begun = [bot.discord.begin_command("try") for _ in range(AT_ONCE)]
        await asyncio.gather(*(one.until(lambda i: i.state != "waiting", within=60) for one in begun))
        await bot.settle()
        await asyncio.gather(*(one.until(lambda i: i.status is not None, within=60) for one in begun))
        for interaction in begun:
            check(interaction)
    assert bot.discord.violations == []
    assert schedules.ran == count


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("host", "background"), [("stays", "task"), ("waits", "inline"), ("buffers", "callback")])
async def test_there_is_one_acknowledgement_and_one_answer(host: Any, background: Any, seed: int) -> None:
    """F2."""
    bot = given_bot(host=host, background=background)
    await race(bot, Schedules(seed), SCHEDULES // 4)

    assert background == "task" or bot.left_behind == []
