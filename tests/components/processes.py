"""Processes of one bot: each knows its code and what stands in the store, and nothing of the others."""

from collections.abc import Callable

from app.bot import Bot
from app.simulator.app_transport import AppTransport
from app.simulator.rest import rest
from app.stores.base import Store
from app.stores.memory import MemoryBackend
from app.testing import TestBot

Code = Callable[[Bot], None]
"""Declares what a process serves."""


def given_process(code: Code, store: Store | None = None) -> tuple[TestBot, Store]:
    """Make a bot that serves this code, with a Discord of its own; several may share a store."""
    bot = TestBot(None)
    kept = store or Store(MemoryBackend(bot.clock.now))
    bot.provide(Store, kept)
    code(bot.bot)
    return bot, kept


def start_another(bot: TestBot, code: Code, store: Store) -> None:
    """Let another process serve the bot from now on, as after a restart or a deployment."""
    bot.bot = Bot(bot.bot.settings, now=bot.clock.now, transport=AppTransport(rest(bot.discord)))
    bot.provide(Store, store)
    code(bot.bot)
    # What Discord sends from now on comes to the new one.
    bot._door = None
