"""Components that are used, and what became of it: signed interactions, in virtual time."""

from collections.abc import Mapping
from typing import Any

from app.simulator.interaction import Interaction
from app.simulator.payloads import Origin, envelope
from app.simulator.rules import MESSAGE_COMPONENT, MODAL_SUBMIT
from app.testing import TestBot
from tests.context.clicks import answered, place_message

Json = dict[str, Any]

GONE = "This message is from an older version of the bot. Ask for a new one and try again."
EXPIRED = "This has expired. Ask for a new one and try again."
FAILED = "Something went wrong"
BUTTON, STRINGS, USERS, ROLES, MENTIONABLES, CHANNELS = 2, 3, 5, 6, 7, 8


def begin(
    bot: TestBot,
    custom_id: str,
    kind: int = BUTTON,
    values: list[str] | None = None,
    *,
    resolved: Mapping[str, Any] | None = None,
    fields: list[Json] | None = None,
    message: Json | None = None,
    in_message: bool = True,
) -> Interaction:
    """Use a component of a message, or send a form, as Discord tells of it; whether or not there is such a one."""
    world = bot.discord.world
    ben = world.user("ben")
    origin = Origin(world, ben, world.channel("bots"), ben.locale)
    data: Json = {"custom_id": custom_id}
    if fields is None:
        data |= {"component_type": kind, "id": 1}
    else:
        data |= {"components": fields}
    if values is not None:
        data["values"] = values
    if resolved is not None:
        data["resolved"] = resolved
    type = MESSAGE_COMPONENT if fields is None else MODAL_SUBMIT
    owners = {"0": str(world.guild.id)}
    payload = envelope(origin, interaction_id=0, token="", type=type, owners=owners, data=data)
    source = None
    if in_message:
        source = place_message(bot) if message is None else message
        payload["message"] = source.copy()
    return bot.discord.begin(payload, origin=origin, source=source)


async def use(
    bot: TestBot, custom_id: str, kind: int = BUTTON, values: list[str] | None = None, **rest: Any
) -> Interaction:
    """Use a component, wait for the bot, and return the record of it."""
    return await answered(bot, begin(bot, custom_id, kind, values, **rest))


def source_of(begun: Interaction) -> Json:
    """Return the message that carries the component, as it stands by now."""
    assert begun.source is not None
    return begun.source


def entered(custom_id: str, value: str) -> Json:
    """Return a text that was entered into a form, as Discord sends it."""
    return {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": custom_id, "value": value}}
