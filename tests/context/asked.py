"""A command that asks in its middle, and users who click on its question."""

from collections.abc import Awaitable, Callable
from typing import Any

from app.context.command import CommandContext
from app.context.component import UpdatingContext
from app.errors import ComponentExpired, ComponentNotFound
from app.models.response import Reply
from app.simulator.interaction import Interaction
from app.simulator.payloads import Origin, envelope
from app.simulator.rules import MESSAGE_COMPONENT
from app.testing import Actor, TestBot
from tests.given import given_bot

Json = dict[str, Any]
Asking = Callable[[CommandContext], Awaitable[str | Reply | None]]
AskingAgain = Callable[[UpdatingContext], Awaitable[Any]]


async def answer_nothing(ctx: UpdatingContext) -> None:
    """Answer a component by nothing."""


def asking_bot(
    handler: Asking,
    component: AskingAgain = answer_nothing,
    **settings: Any,
) -> TestBot:
    """Make a bot whose command `/try` this is.

    Args:
        handler: The command's.
        component: That of every other component, and of forms.
        settings: What the operator would set otherwise than is usual.
    """
    bot = given_bot(**settings)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str | Reply | None:
        return await handler(ctx)

    @bot.bot.on_error(ComponentNotFound)
    async def others(ctx: UpdatingContext, error: ComponentNotFound) -> None:
        if isinstance(error, ComponentExpired):
            raise error
        await ctx.finish(await component(ctx))

    return bot


async def begin(bot: TestBot, *, by: Actor | None = None) -> Interaction:
    """Use the command, and wait until its question is there."""
    bot.require("try")
    actor = by or bot
    begun = bot.discord.begin_command("try", user=actor._account, channel=actor._channel)
    return await begun.until(lambda one: buttons(question(one)), within=120)


def question(begun: Interaction) -> Json:
    """Return the message that asks: the newest that has something to click on."""
    shown = [message for message in (begun.original, *begun.followups) if message is not None]
    return next((message for message in reversed(shown) if message["components"]), {})


def buttons(message: Json) -> list[Json]:
    """Return the components of the last row of a message."""
    rows = message.get("components") or [{}]
    return list(rows[-1].get("components", ()))


def looks(message: Json) -> list[tuple[str, bool]]:
    """Return the label of each button of a question, and whether it is greyed out."""
    return [(button["label"], bool(button.get("disabled"))) for button in buttons(message)]


def click(bot: TestBot, message: Json, label: str, *, by: Actor | None = None) -> Interaction:
    """Click on a choice, as a button or in a menu, without waiting for the answer."""
    for one in buttons(message):
        if one["type"] == 2 and one["label"] == label:
            return press(bot, message, one["custom_id"], by=by)
        for option in one.get("options", ()):
            if option["label"] == label:
                return press(bot, message, one["custom_id"], option["value"], by=by)
    raise LookupError(label)


def press(bot: TestBot, message: Json | None, custom_id: str, *values: str, by: Actor | None = None) -> Interaction:
    """Send what a click on a component is, whether there is one or not."""
    actor, world = by or bot, bot.discord.world
    origin = Origin(world, actor._account, actor._channel, "en-US")
    data: Json = {"custom_id": custom_id, "component_type": 3 if values else 2, "id": 2}
    if values:
        data["values"] = list(values)
    owners = {"0": str(world.guild.id)}
    payload = envelope(origin, interaction_id=0, token="", type=MESSAGE_COMPONENT, owners=owners, data=data)
    if message is not None:
        payload["message"] = message.copy()
    return bot.discord.begin(payload, origin=origin, source=message)


async def done(bot: TestBot, *begun: Interaction) -> None:
    """Wait until Discord has the answers to these, and no handler is running any more."""
    for one in begun:
        await one.until(lambda one: one.state != "waiting", within=1000)
    await bot.settle()
