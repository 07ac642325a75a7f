"""
The bot's process under `postern dev`.

It imports what every bot needs, and waits for its parent to say on which port it
is to serve: a line on its standard input. So a process that is ready to go can
stand by, and takes but a moment to load the author's modules. It gets the
simulated Discord's address and keys through the environment, registers its
commands there as a deployment would with the real one, and serves.

What cannot be loaded is left out, so that the rest can be tried; the parent hears
of it, and of what keeps the bot from starting, by one record of its own. It ends
when its parent does: then its standard input closes.
"""

import asyncio
import importlib
import logging
import os
import threading
import time

import uvicorn

from app.bot import Bot
from app.cli import find_modules_here
from app.cli.mistakes import FAILED, LEFT_OUT, Mistakes, describe, describe_exit, describe_refusal
from app.errors import AppError, BadRequest, DefinitionError
from app.models.command import ApplicationCommand
from app.plugins.loader import check_place
from app.settings import Settings, set_up
from app.simulator.attribution import Attributing
from app.telemetry.journal import NAME as INTERACTIONS
from app.telemetry.logs import interaction_id
from app.tree.canonical import ENTRY_POINT, Json, sendable

STOP_WITHIN = 3.0
"""Seconds that the bot has to end when its parent is gone."""

_NEEDED_LATER = (
    "anyio._backends._asyncio",
    "anyio.streams.tls",
    "h11",
    "uvicorn.loops.auto",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.auto",
    "app.components.handler",
    "app.context.command",
    "app.parameters.annotation",
    "app.rest.commands",
    "app.rest.users",
    "app.stores.memory",
    "app.stores.sqlite",
    "app.tree.decorators",
)
"""Modules that are loaded with the first use otherwise, which would be when the author waits."""


def main() -> None:
    """Load, register and serve the bot when told to; say why it cannot."""
    find_modules_here()
    for name in _NEEDED_LATER:
        importlib.import_module(name)
    # Made while nobody waits, since certificates take a while to load.
    transport = Attributing.over_http(interaction_id.get)
    # Below sys.stdin, whose lock a daemon thread must not hold when the interpreter ends.
    port = os.read(0, 64).strip()
    if not port:
        return
    # Files may have come since this process looked into their folder.
    importlib.invalidate_caches()
    servers: list[uvicorn.Server] = []
    # Before anything of the author's is loaded, which may take for ever.
    threading.Thread(target=_stop_with_parent, args=(servers,), daemon=True).start()
    settings = set_up({**os.environ, "POSTERN_PORT": port.decode()})
    # The page shows what became of each, with its times, and says more.
    logging.getLogger(INTERACTIONS).setLevel(logging.WARNING)
    mistakes = Mistakes()
    logging.getLogger("app.plugins").addHandler(mistakes)
    try:
        bot = _load(settings, transport)
        config = uvicorn.Config(
            bot.asgi(),
            host=settings.host,
            port=settings.port,
            lifespan="on",
            ws="none",
            log_config=None,
            log_level="warning",
            access_log=False,
        )
        server = uvicorn.Server(config)
        servers.append(server)
        asyncio.run(_serve(bot, server, mistakes))
    except AppError as error:
        logging.getLogger(FAILED).error("%s", describe(error))
        raise SystemExit(1) from None


def _load(settings: Settings, transport: Attributing) -> Bot:
    """Load the author's modules.

    Raises:
        AppError: If there are none, or nothing can be done without what cannot be loaded.
        SystemExit: If one of them ends the process; where is said.
    """
    try:
        check_place(settings.commands)
        bot = Bot(settings, transport=transport)
        bot.load(strict=False)
    except SystemExit as leaving:
        logging.getLogger(FAILED).error("%s", describe_exit(leaving))
        raise SystemExit(1) from None
    return bot


async def _serve(bot: Bot, server: uvicorn.Server, mistakes: Mistakes) -> None:
    try:
        # Before the commands are registered: those of a plugin that is left out at this are not to be seen.
        await bot.load_plugins()
        await _register(bot)
    except AppError:
        await bot.close()
        raise
    logging.getLogger("app.plugins").removeHandler(mistakes)
    if mistakes.said:
        logging.getLogger(LEFT_OUT).error("%s", "\n".join(dict.fromkeys(mistakes.said)))
    await server.serve()


async def _register(bot: Bot) -> None:
    declared = bot.tree.scopes()[None]
    kept: list[Json] = []
    if all(one.type != ENTRY_POINT for one in declared):
        # Discord refuses a list that lacks the entry point command, once there is one.
        known = await bot.rest.commands.read_registered(bot.settings.application_id)
        kept = [sendable(one, in_guild=False) for one in known if one["type"] == ENTRY_POINT]
    await _overwrite(bot, None, declared, kept)
    async for guild_id in bot.rest.users.list_own_guild_ids():
        await _overwrite(bot, guild_id, bot.tree.gather(guild_id), [])


async def _overwrite(bot: Bot, scope: int | None, declared: list[ApplicationCommand], kept: list[Json]) -> None:
    application_id, commands = bot.settings.application_id, bot.rest.commands
    try:
        if scope is None:
            registered = await commands.overwrite_global(application_id, [*declared, *kept])
        else:
            registered = await commands.overwrite_guild(application_id, scope, declared)
    except BadRequest as error:
        raise DefinitionError("", describe_refusal(error, [_shown(bot, one) for one in declared])) from None
    bot.tree.learn_ids(scope, registered)


def _shown(bot: Bot, registered: ApplicationCommand) -> str:
    """Name a command as users see it, and where it stands."""
    where = next((one.where for one in bot.tree.commands() if one.path[0] == registered.name), "")
    name = f"/{registered.name}" if registered.type == 1 else registered.name
    return f"{name} ({where})" if where else name


def _stop_with_parent(servers: list[uvicorn.Server]) -> None:
    """End the process when its parent is gone: in order, if it serves already."""
    # Below sys.stdin, whose lock a daemon thread must not hold when the interpreter ends.
    while os.read(0, 1024):
        pass
    for server in servers:
        server.should_exit = True
        # A sync handler that does not end would hold up the process, which nobody is left to kill.
        time.sleep(STOP_WITHIN)
    os._exit(1)


if __name__ == "__main__":
    main()
