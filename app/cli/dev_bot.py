"""
The bot's process under `postern dev`.

It gets the simulated Discord's address and keys through the environment,
registers its commands there as a deployment would with the real one, and
serves. It ends when its parent does: then its standard input closes.
"""

import asyncio
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

STOP_WITHIN = 3.0
"""Seconds that the bot has to end when its parent is gone."""


def main() -> None:
    """Load, register and serve the bot; say in one sentence why it cannot."""
    find_modules_here()
    settings = set_up(os.environ)
    try:
        check_place(settings.commands)
        bot = Bot(settings)
        bot.load()
        application = bot.asgi()
        asyncio.run(_register(bot))
    except AppError as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    config = uvicorn.Config(
        application,
        host=settings.host,
        port=settings.port,
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
    )
    server = uvicorn.Server(config)
    threading.Thread(target=_stop_with_parent, args=(server,), daemon=True).start()
    server.run()


async def _register(bot: Bot) -> None:
    await bot.rest.commands.overwrite_global(bot.settings.application_id, bot.tree.registrations())
    await bot.rest.close()


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
