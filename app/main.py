"""
`app`: the ASGI application of this deployment.

    uvicorn app.main:app
    granian --interface asgi app.main:app
    hypercorn app.main:app

Reads the environment, finds the commands package, and is ready. A setting or
declaration that cannot work stops the server with one sentence.
"""

import os
import sys

from app.bot import Bot
from app.errors import AppError, SettingsError
from app.server.asgi import AsgiDoor
from app.settings import set_up


def build() -> AsgiDoor:
    """Build the application from the environment.

    Raises:
        SystemExit: With code 2 for a setting, 1 for a declaration; the
            sentence stands on standard error.
    """
    try:
        bot = Bot(set_up(os.environ))
        bot.load()
        return bot.asgi()
    except AppError as error:
        print(f"postern: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2 if isinstance(error, SettingsError) else 1) from None


app = build()
