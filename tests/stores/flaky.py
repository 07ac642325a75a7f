"""A store that can be away for a while."""

from app.errors import StoreError
from app.stores.memory import MemoryBackend

AWAY = "store redis at db:6379 cannot be reached"


class Flaky(MemoryBackend):
    """A store that can be away for a while."""

    is_away = False

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        self._answer()
        await super().write(key, value, ttl)

    async def delete(self, key: str) -> None:
        self._answer()
        await super().delete(key)

    async def increment(self, key: str, by: int, minimum: int | None, ttl: float | None) -> int:
        self._answer()
        return await super().increment(key, by, minimum, ttl)

    def _answer(self) -> None:
        if self.is_away:
            raise StoreError(AWAY)
