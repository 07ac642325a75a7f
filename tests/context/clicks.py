"""Components that are used, and forms that are sent, as Discord tells a bot of them."""

from typing import Any

from app.simulator.interaction import Interaction
from app.simulator.payloads import Origin, envelope
from app.simulator.rules import MESSAGE_COMPONENT, MODAL_SUBMIT
from app.simulator.views import message_view
from app.testing import TestBot

Json = dict[str, Any]

BUTTON = {"type": 2, "style": 1, "label": "Roll again", "custom_id": "gone:1"}
ROW = {"type": 1, "components": [BUTTON]}
FIELD = {"type": 18, "component": {"type": 4, "custom_id": "why", "value": "because"}}


def place_message(bot: TestBot, content: str = "the old text", *, flags: int = 0) -> Json:
    """Put a message of the bot's with a button into the channel; returns it as Discord holds it, alive."""
    world = bot.discord.world
    view = message_view(world.snowflakes(), world.channel("bots"), world.application.bot, content, bot.clock.now())
    view |= {"components": [ROW], "flags": flags}
    world.messages[int(view["id"])] = view
    return view


def click(bot: TestBot, message: Json, custom_id: str = "gone:1") -> Interaction:
    """Use the button of a message, without waiting for the answer."""
    return _begin(bot, MESSAGE_COMPONENT, {"custom_id": custom_id, "component_type": 2, "id": 1}, message)


def submit(bot: TestBot, message: Json | None = None, custom_id: str = "gone:2") -> Interaction:
    """Send a form, opened from a message's component or by a command, without waiting for the answer."""
    return _begin(bot, MODAL_SUBMIT, {"custom_id": custom_id, "components": [FIELD]}, message)


async def answered(bot: TestBot, interaction: Interaction) -> Interaction:
    """Wait until the bot is done with an interaction, and Discord with the bot's answer."""
    await interaction.until(lambda one: one.state != "waiting", within=60)
    await bot.settle()
    return await interaction.until(lambda one: one.status is not None or one.failure, within=60)


def shown(interaction: Interaction) -> list[Json]:
    """Return the messages that came of an interaction, but not the one that carries the component."""
    made = (interaction.original, *interaction.followups)
    return [message for message in made if message is not None and message is not interaction.source]


def texts(interaction: Interaction) -> list[str]:
    """Return what those messages say."""
    return [message["content"] for message in shown(interaction)]


def _begin(bot: TestBot, kind: int, data: Json, message: Json | None) -> Interaction:
    world = bot.discord.world
    ben = world.user("ben")
    origin = Origin(world, ben, world.channel("bots"), ben.locale)
    owners = {"0": str(world.guild.id)}
    payload = envelope(origin, interaction_id=0, token="", type=kind, owners=owners, data=data)
    if message is not None:
        payload["message"] = message.copy()
    return bot.discord.begin(payload, origin=origin, source=message)
