"""Handlers that do anything at any moment, while Discord and the line fail: one answer, and nobody hangs."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.context.command import CommandContext
from app.errors import AppError
from app.models.display import TextDisplay
from app.models.file import File
from app.models.modal import Modal
from app.models.response import LaunchActivity, Reply
from app.simulator.interaction import Interaction
from app.testing import TestBot
from tests.given import given_bot
from tests.soak import many

HOSTS = [("stays", "task"), ("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")]
ROUNDS = many(2000, 60)
FORM = Modal("form:1", "A form", [TextDisplay(content="Read this.")])
LARGE = [File("a.bin", bytes(100_000))]
HUGE = [File("b.bin", bytes(2_500_000))]
MOMENTS = [0.0, 0.0, 0.0, 0.001, 0.3, 1.0, 1.999, 2.0, 2.001, 4.0]
FAULTS: list[dict[str, Any]] = [
    {"status": 502},
    {"status": 502, "takes_effect": True},
    {"breaks": True},
    {"breaks": True, "takes_effect": True},
    {"delay": 0.7},
    {"delay": 5.0},
    {"status": 404, "body": {"code": 10015, "message": "Unknown Webhook"}},
    {"status": 400, "body": {"code": 50035, "message": "Invalid Form Body"}},
    {"status": 429, "body": {"message": "slow down", "retry_after": 0.4, "global": False}},
]

Step = Callable[[CommandContext], Awaitable[Any]]


class Chaos:
    """One seed: what the handler does, and what goes wrong."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.story: list[str] = []
        self.ended = False

    def disturb(self, bot: TestBot) -> None:
        choose = self.random.choice
        bot.discord.webhook_lag = choose([0.0, 0.0, 0.5, 3.0])
        for _ in range(self.random.randint(0, 3)):
            method, path = choose([("POST", "*/callback"), ("PATCH", "*"), ("POST", "/webhooks/*"), ("*", "*")])
            fault = choose(FAULTS)
            self.story.append(f"{method} {path} {fault}")
            bot.discord.faults.add(method, path, times=choose([1, 1, 2]), **fault)

    async def handle(self, ctx: CommandContext) -> Any:
        choose = self.random.choice
        steps: dict[str, Step] = {
            "respond": lambda ctx: ctx.respond("text"),
            "respond privately": lambda ctx: ctx.respond("text", ephemeral=True),
            "respond largely": lambda ctx: ctx.respond("text", files=LARGE),
            "respond hugely": lambda ctx: ctx.respond("text", files=HUGE, ephemeral=choose([True, False])),
            "defer": lambda ctx: ctx.defer(ephemeral=choose([True, False])),
            "send": lambda ctx: ctx.send("text"),
            "edit": lambda ctx: ctx.edit("text"),
            "follow up": lambda ctx: ctx.followup("text", ephemeral=choose([True, False])),
            "read": lambda ctx: ctx.original(),
            "form": lambda ctx: ctx.show_modal(FORM),
        }
        try:
            for name in self.random.choices(list(steps), k=self.random.randint(0, 4)):
                await asyncio.sleep(choose(MOMENTS))
                self.story.append(f"{asyncio.get_running_loop().time():.3f} {name}")
                try:
                    async with asyncio.timeout(choose([None, None, 0.5])):
                        await steps[name](ctx)
                except (AppError, TimeoutError) as error:
                    self.story.append(f"{asyncio.get_running_loop().time():.3f} {type(error).__name__}: {error}")
                    if choose([True, False]):
                        raise
            return choose([None, "text", Reply("text", ephemeral=True), LaunchActivity(), 7])
        finally:
            self.ended = True


async def run(bot: TestBot, chaos: Chaos) -> Interaction:
    """Use a command that does what this seed says, until the last bit of it is over."""

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> Any:
        return await chaos.handle(ctx)

    bot.require("try")
    chaos.disturb(bot)
    begun = bot.discord.begin_command("try")
    await begun.until(lambda one: one.state != "waiting", within=60)
    await bot.settle()
    return await begun.until(lambda one: one.status is not None, within=120)


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_whatever_happens_there_is_at_most_one_answer_and_everybody_ends(
    host: Any, background: Any, part: int
) -> None:
    for seed in range(part * ROUNDS // 4, (part + 1) * ROUNDS // 4):
        bot, chaos = given_bot(host=host, background=background), Chaos(seed)
        begun = await run(bot, chaos)
        story = f"seed {seed}: {chaos.story} {begun.timeline}"

        assert chaos.ended, story
        assert len([text for _, text in begun.timeline if ", type " in text]) == (begun.failure is None), story
        assert [one for one in bot.discord.double_answers if "by HTTP response after" in one] == [], story
        assert bot.discord.violations == [], story
        assert background == "task" or bot.left_behind == [], story
