"""
The bot's process under `postern dev`.

It gets the simulated Discord's address and keys through the environment,
registers its commands there as a deployment would with the real one, and
serves. What cannot be loaded is left out, so that the rest can be tried; the
parent hears of it by one record of its own. It ends when its parent does: then
its standard input closes.
"""

import asyncio
import logging
import os
import sys
import threading
import time

import uvicorn

from app.bot import Bot
from app.cli import find_modules_here
from app.errors import AppError
from app.plugins.loader import check_place
from app.settings import set_up
from app.tree.canonical import ENTRY_POINT, Json, sendable

log = logging.getLogger("app.cli.dev_bot")
"""Says what is left out, one mistake a line, and nothing else; named here, since this module runs as `__main__`."""

STOP_WITHIN = 3.0
"""Seconds that the bot has to end when its parent is gone."""


def main() -> None:
    """Load, register and serve the bot; say in one sentence why it cannot."""
    find_modules_here()
    settings = set_up(os.environ)
    mistakes = _Mistakes()
    logging.getLogger("app.plugins").addHandler(mistakes)
    try:
        check_place(settings.commands)
        bot = Bot(settings)
        bot.load(strict=False)
        config = uvicorn.Config(
            bot.asgi(),
            host=settings.host,
            port=settings.port,
            lifespan="on",
            log_config=None,
            log_level="warning",
            access_log=False,
        )
        server = uvicorn.Server(config)
        threading.Thread(target=_stop_with_parent, args=(server,), daemon=True).start()
        asyncio.run(_serve(bot, server, mistakes))
    except AppError as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None


class _Mistakes(logging.Handler):
    """Keeps what the loader says of modules and plugins that it leaves out."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # One line each, whatever an author's exception says.
        self.said.append(" ".join(record.getMessage().split("\n")))


async def _serve(bot: Bot, server: uvicorn.Server, mistakes: _Mistakes) -> None:
    try:
        # Before the commands are registered: those of a plugin that is left out at this are not to be seen.
        await bot.load_plugins()
        await _register(bot)
    except AppError:
        await bot.close()
        raise
    logging.getLogger("app.plugins").removeHandler(mistakes)
    if mistakes.said:
        log.error("%s", "\n".join(dict.fromkeys(mistakes.said)))
    await server.serve()


async def _register(bot: Bot) -> None:
    application_id = bot.settings.application_id
    declared = bot.tree.scopes()[None]
    kept: list[Json] = []
    if all(one.type != ENTRY_POINT for one in declared):
        # Discord refuses a list that lacks the entry point command, once there is one.
        known = await bot.rest.commands.read_registered(application_id)
        kept = [sendable(one, in_guild=False) for one in known if one["type"] == ENTRY_POINT]
    registered = await bot.rest.commands.overwrite_global(application_id, [*declared, *kept])
    bot.tree.learn_ids(None, registered)
    async for guild_id in bot.rest.users.list_own_guild_ids():
        registered = await bot.rest.commands.overwrite_guild(application_id, guild_id, bot.tree.gather(guild_id))
        bot.tree.learn_ids(guild_id, registered)


def _stop_with_parent(server: uvicorn.Server) -> None:
    # Below sys.stdin, whose lock a daemon thread must not hold when the interpreter ends.
    while os.read(0, 1024):
        pass
    server.should_exit = True
    # A sync handler that does not end would hold up the process, which nobody is left to kill.
    time.sleep(STOP_WITHIN)
    os._exit(1)


if __name__ == "__main__":
    main()
