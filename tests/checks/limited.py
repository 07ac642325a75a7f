"""Uses of something limited: by whom, where, and of which bot."""

import asyncio
from typing import Any

from app.context.command import CommandContext
from app.context.delivery import Delivery
from app.context.responder import Responder
from app.models.interaction import decode_interaction
from app.testing import TestBot
from tests.server.interactions import command

GUILD, CHANNEL = 290926798626357999, 645027906669510667


class Used:
    """Stands for the command: limits do not look at it."""

    qualified_name = "try"
    shown_name = "/try"


def use_by(bot: TestBot, user: int = 1, *, guild: int | None = GUILD, channel: int = CHANNEL) -> CommandContext:
    """Return the context of somebody's use of a command; in a direct message where there is no guild."""
    person = {"id": str(user), "username": f"user{user}", "discriminator": "0", "avatar": None, "global_name": None}
    place: dict[str, Any] = {"member": {"user": person, "roles": [], "permissions": "0"}, "guild_id": str(guild)}
    if guild is None:
        place = {"user": person, "member": None, "guild_id": None}
    own = str(bot.discord.application_id)
    interaction = decode_interaction(command("try", application_id=own, channel_id=str(channel), **place))
    delivery = Delivery(holds_back=False)
    delivery.left()
    responder = Responder(asyncio.get_running_loop().time(), delivery.accept, interaction)
    return CommandContext(bot.bot, interaction, bot.bot.lifetime(), responder, delivery, Used())
