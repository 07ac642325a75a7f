"""Handlers that ask and answer at any moment, while the line fails: one first response, and nobody hangs."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.errors import AppError
from app.models.file import File
from app.models.response import Reply, Update
from app.simulator.interaction import Interaction
from app.testing import TestBot
from tests.context.asked import asking_bot, click, looks
from tests.context.clicks import click as click_button
from tests.context.clicks import place_message, shown, submit
from tests.soak import many

ROUNDS = many(800, 48)
LARGE = [File("a.bin", bytes(100_000))]
MOMENTS = [0.0, 0.0, 0.3, 1.0, 1.999, 2.0, 2.001, 4.0]
FAULTS: list[dict[str, Any]] = [
    {"status": 502},
    {"breaks": True},
    {"delay": 0.7},
    {"delay": 5.0},
    {"status": 404, "body": {"code": 10015, "message": "Unknown Webhook"}},
    {"status": 400, "body": {"code": 50035, "message": "Invalid Form Body"}},
]

Step = Callable[[Any], Awaitable[Any]]


class Chaos:
    """One seed: what the handler does, what the user does, and what goes wrong."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.story: list[str] = []
        self.ended = 0

    def disturb(self, bot: TestBot) -> None:
        choose = self.random.choice
        for _ in range(self.random.randint(0, 2)):
            method, path = choose([("POST", "*/callback"), ("PATCH", "*"), ("POST", "/webhooks/*")])
            fault = choose(FAULTS)
            self.story.append(f"{method} {path} {fault}")
            bot.discord.faults.add(method, path, times=1, **fault)

    async def handle(self, ctx: Any) -> Any:
        choose = self.random.choice
        steps: dict[str, Step] = {
            "ask": lambda ctx: ctx.confirm("Sure?", timeout=choose([1, 5, 60]), ephemeral=choose([True, False])),
            "ask again": lambda ctx: ctx.ask("Which?", ["Yes", "Nay"], timeout=choose([1, 5, 60])),
            "respond": lambda ctx: ctx.respond("text", ephemeral=choose([True, False])),
            "respond largely": lambda ctx: ctx.respond("text", files=LARGE),
            "defer": lambda ctx: ctx.defer(ephemeral=choose([True, False])),
            "send": lambda ctx: ctx.send("text"),
            "edit": lambda ctx: ctx.edit("text"),
            "delete": lambda ctx: ctx.delete(),
            "follow up": lambda ctx: ctx.followup("text", ephemeral=choose([True, False])),
        }
        if hasattr(ctx, "update"):
            steps |= {"update": lambda ctx: ctx.update("text"), "defer the update": lambda ctx: ctx.defer_update()}
        try:
            for name in self.random.choices([*steps, "ask"], k=self.random.randint(1, 4)):
                await asyncio.sleep(choose(MOMENTS))
                self.story.append(name)
                try:
                    async with asyncio.timeout(choose([None, None, 3])):
                        await steps[name](ctx)
                except (AppError, TimeoutError) as error:
                    self.story.append(f"{type(error).__name__}: {error}")
                    if choose([True, False]):
                        raise
            return choose([None, "text", Reply("text", ephemeral=True), Update("text"), 7])
        finally:
            self.ended += 1

    async def answer(self, bot: TestBot, begun: Interaction) -> None:
        """Click on whatever asks, sometimes."""
        while not self.ended:
            await asyncio.sleep(0.7)
            for message in shown(begun):
                if ("Yes", False) in looks(message) and self.random.random() < 0.6:
                    click(bot, message, "Yes")


def begin(bot: TestBot, how: str) -> Interaction:
    """Use the command, the button, or the form of the button or of a command."""
    if how == "command":
        return bot.discord.begin_command("try")
    message = place_message(bot) if how != "form of a command" else None
    if how == "button" and message is not None:
        return click_button(bot, message)
    return submit(bot, message)


@pytest.mark.parametrize("how", ["command", "button", "form", "form of a command"])
async def test_whatever_happens_there_is_one_first_response_and_everybody_ends(how: str) -> None:
    for seed in range(ROUNDS // 4):
        chaos = Chaos(seed)
        bot = asking_bot(chaos.handle, chaos.handle)
        bot.require("try")
        chaos.disturb(bot)
        begun = begin(bot, how)
        answering = asyncio.create_task(chaos.answer(bot, begun))
        await begun.until(lambda one: one.state != "waiting", within=60)
        await bot.settle()
        await answering
        await bot.settle()
        story = f"seed {seed}: {chaos.story} {begun.timeline}"

        assert chaos.ended, story
        assert len([text for _, text in begun.timeline if ", type " in text]) == (begun.failure is None), story
        assert [one for one in bot.discord.double_answers if "by HTTP response after" in one] == [], story
        assert bot.discord.violations == [], story
        assert len(bot.bot.waiting) == 0, story
