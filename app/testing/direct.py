"""
Contexts for handlers that a test calls by itself.

Behind each stands an interaction that Discord knows of but never sent, so that
what is answered through the context is judged as any other answer.
"""

import asyncio
from typing import Any

import orjson

from app.bot import Bot
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.context.delivery import Delivery
from app.context.interaction import InteractionContext
from app.context.modal import ModalContext
from app.context.responder import Responder
from app.models.interaction import decode_interaction
from app.models.response import InteractionResponse
from app.simulator.component_fields import BUTTON
from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.multipart import read_body
from app.simulator.payloads import Origin, authorizing_integration_owners, envelope, interaction_token
from app.simulator.rules import APPLICATION_COMMAND, MESSAGE_COMPONENT, MODAL_SUBMIT
from app.simulator.views import message_view

Json = dict[str, Any]

_NAME = "test"
_BUTTON: Json = {"type": BUTTON, "id": 2, "style": 1, "label": "Test", "custom_id": _NAME}
_ROW: Json = {"type": 1, "id": 1, "components": [_BUTTON]}
_DATA: dict[type[InteractionContext], tuple[int, Json]] = {
    CommandContext: (APPLICATION_COMMAND, {"id": "1", "name": _NAME, "type": 1}),
    ComponentContext: (MESSAGE_COMPONENT, {"custom_id": _NAME, "component_type": BUTTON, "id": 2}),
    ModalContext: (MODAL_SUBMIT, {"custom_id": _NAME, "components": []}),
}


def make_context(bot: Bot, discord: Discord, origin: Origin, kind: type) -> InteractionContext:
    """Make a context of a command, of a button on a message of the bot's, or of a form that such a button opened.

    Raises:
        TypeError: If there is no way to make this kind.
    """
    if kind not in _DATA:
        listed = ", ".join(known.__name__ for known in _DATA)
        raise TypeError(f"no {kind.__name__} can be made here; there are {listed}")
    number, data = _DATA[kind]
    source = None if kind is CommandContext else _place_message(discord, origin)
    record = _record(discord, origin, number, data, source)

    def deliver(response: InteractionResponse | None) -> None:
        if response is not None:
            body, files = read_body(*response.read())
            discord.lifecycle.acknowledge(record, body, files, "response")

    delivery = Delivery(holds_back=False)
    delivery.left()
    interaction = decode_interaction(orjson.dumps(record.payload))
    responder = Responder(record.created, deliver, interaction)
    lifetime = bot.lifetime()
    if kind is CommandContext:
        return CommandContext(bot, interaction, lifetime, responder, delivery, _Direct())
    made = ModalContext if kind is ModalContext else ComponentContext
    return made(bot, interaction, lifetime, responder, delivery, _NAME)


class _Direct:
    """Stands for the command where a test calls the handler itself."""

    qualified_name = _NAME
    shown_name = f"/{_NAME}"


def _place_message(discord: Discord, origin: Origin) -> Json:
    """Put a message of the bot's with a button into the channel; the user who acts has caused it."""
    world = discord.world
    view = message_view(world.snowflakes(), origin.channel, world.application.bot, "test", discord.now())
    view |= {"components": [_ROW], "application_id": str(world.application.id)}
    world.messages[int(view["id"])] = view
    return view


def _record(discord: Discord, origin: Origin, kind: int, data: Json, source: Json | None) -> Interaction:
    number, now = discord.world.snowflakes(), asyncio.get_running_loop().time()
    token = interaction_token(number, "direct")
    owners = authorizing_integration_owners(origin, [0])
    payload = envelope(origin, interaction_id=number, token=token, type=kind, owners=owners, data=data)
    if source is not None:
        payload["message"] = source.copy()
    record = Interaction(number, token, kind, f"/{_NAME}", payload, discord.now(), origin, source, created=now)
    discord.interactions[token] = record
    return record
