"""Bots that differ from the everyday one, and what Discord holds of their conversations."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from app.bot import Bot
from app.checks.node import AutoDefer
from app.context.command import CommandContext
from app.models.response import Reply
from app.simulator.app_transport import AppTransport, Host
from app.simulator.interaction import Interaction
from app.simulator.rest import rest
from app.testing import Result, TestBot

Handler = Callable[[CommandContext], Awaitable[str | Reply | None]]


def given_bot(
    *,
    deferral: AutoDefer = "public",
    wire: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport] = lambda transport: transport,
    host: Host = "stays",
    **settings: Any,
) -> TestBot:
    """Make a bot without commands: of these settings, and with this on its way to Discord's REST routes."""
    test = TestBot(None, host=host, **settings)
    transport = wire(AppTransport(rest(test.discord)))
    test.bot = Bot(test.bot.settings, auto_defer=deferral, now=test.clock.now, transport=transport)
    return test


def newest(bot: TestBot) -> Interaction:
    """Return Discord's record of the newest interaction."""
    return list(bot.discord.interactions.values())[-1]


async def use(bot: TestBot, handler: Handler) -> Result:
    """Declare a handler as the command `/try`, and use it."""

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str | Reply | None:
        return await handler(ctx)

    return await bot.slash("try")


def sent(bot: TestBot) -> list[tuple[str, str]]:
    """Return the method and the end of the path of every REST request."""
    return [(method, path.partition("{token}")[2]) for method, path, _ in bot.requests]
