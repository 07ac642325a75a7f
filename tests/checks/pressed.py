"""Components and forms under a guard, through signed interactions: who presses what, and what became of it."""

from collections.abc import Awaitable, Callable
from typing import Any

from app.checks.node import Node
from app.checks.passage import run_checks, run_within_limits
from app.context.command import CommandContext
from app.context.component import UpdatingContext
from app.errors import ComponentNotFound
from app.models.button import Button
from app.models.component import ActionRow
from app.models.response import Reply
from app.simulator.interaction import Interaction
from app.simulator.payloads import Origin, envelope
from app.simulator.rules import MESSAGE_COMPONENT, MODAL_SUBMIT
from app.testing import Actor, TestBot
from tests.context.clicks import FIELD, answered

Json = dict[str, Any]
Handler = Callable[[UpdatingContext], Awaitable[Any]]


class Guarded(Node):
    """Stands for the handler of a component."""

    shown_name = "button try"


async def acknowledge(ctx: UpdatingContext) -> None:
    """Answer by nothing, as most handlers of buttons do."""


class Pressed:
    """A bot whose command `/try` sends a button that bears a guard.

    Attributes:
        bot: The bot.
        errors: What became of every press, None for one that passed.
    """

    def __init__(self, decorate: Callable[[Any], Any], handler: Handler = acknowledge) -> None:
        self.bot = TestBot(None)
        self.errors: list[BaseException | None] = []
        self.handler = handler
        node = Guarded()
        decorate(node)

        @self.bot.bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Reply:
            return Reply("Press it.", components=[ActionRow(Button(custom_id="gone:1", label="Press"))])

        @self.bot.bot.on_error(ComponentNotFound)
        async def invoke(ctx: UpdatingContext, error: ComponentNotFound) -> None:
            async def run() -> None:
                await ctx.finish(await self.handler(ctx))

            try:
                await run_checks([node], ctx)
                await run_within_limits([node], ctx, run)
            except BaseException as raised:
                self.errors.append(raised)
                raise
            self.errors.append(None)

    async def message(self, actor: Actor) -> Json:
        """Let somebody use the command; returns the answer with its button."""
        self.bot.require("try")
        begun = await self.bot.discord.command("try", user=actor._account, channel=actor._channel)
        await self.bot.settle()
        assert begun.original is not None
        return begun.original

    def begin(self, actor: Actor, message: Json | None, *, is_form: bool = False) -> Interaction:
        """Press the button of a message, or send a form that it opened, without waiting."""
        world = self.bot.discord.world
        origin = Origin(world, actor._account, actor._channel, "en-US")
        kind = MODAL_SUBMIT if is_form else MESSAGE_COMPONENT
        data: Json = {"components": [FIELD]} if is_form else {"component_type": 2, "id": 2}
        data["custom_id"] = "gone:1"
        payload = envelope(origin, interaction_id=0, token="", type=kind, owners={"0": str(world.guild.id)}, data=data)
        if message is not None:
            payload["message"] = message.copy()
        return self.bot.discord.begin(payload, origin=origin, source=message)

    async def press(self, actor: Actor, message: Json | None, *, is_form: bool = False) -> BaseException | None:
        """Press it, and return what was raised; None if it passed."""
        await answered(self.bot, self.begin(actor, message, is_form=is_form))
        return self.errors[-1]
