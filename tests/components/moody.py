"""A store with moods, and a flow that is kept in it."""

import asyncio
from typing import Any

from app.components.flow import Flow
from app.errors import StoreError
from app.stores.base import Store
from app.stores.memory import MemoryBackend
from app.testing import TestBot


class Moody(MemoryBackend):
    """A store that cannot be read or written for a while."""

    cannot_read = cannot_write = False
    takes = 0.0

    async def read(self, key: str) -> bytes | None:
        if self.cannot_read:
            raise StoreError("away")
        return await super().read(key)

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        await asyncio.sleep(self.takes)
        if self.cannot_write:
            raise StoreError("away")
        await super().write(key, value, ttl)


def moody_bot(**settings: Any) -> tuple[TestBot, Moody]:
    bot = TestBot(None, **settings)
    backend = Moody(bot.clock.now)
    bot.provide(Store, Store(backend))
    return bot, backend


class Order(Flow):
    number: int = 0
