"""A store whose failures are counted, for operators who watch numbers."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.errors import StoreError
from app.stores.base import Backend

T = TypeVar("T")


class WatchedBackend:
    """Passes everything on to another backend.

    Args:
        backend: Where the bytes are kept.
        failed: Hears of each call that failed.
    """

    def __init__(self, backend: Backend, failed: Callable[[], None]) -> None:
        self._backend = backend
        self._failed = failed

    async def read(self, key: str) -> bytes | None:
        """Return what stands at `key`; see `Backend.read`."""
        return await self._watch(self._backend.read(key))

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        """Put a value at `key`; see `Backend.write`."""
        await self._watch(self._backend.write(key, value, ttl))

    async def delete(self, key: str) -> None:
        """Remove what stands at `key`."""
        await self._watch(self._backend.delete(key))

    async def ttl(self, key: str) -> float | None:
        """Return the seconds that `key` still lives."""
        return await self._watch(self._backend.ttl(key))

    async def increment(self, key: str, by: int, minimum: int | None, ttl: float | None) -> int:
        """Add to the number at `key`; see `Backend.increment`."""
        return await self._watch(self._backend.increment(key, by, minimum, ttl))

    async def close(self) -> None:
        """Let go of connections and files."""
        await self._backend.close()

    async def _watch(self, call: Awaitable[T]) -> T:
        try:
            return await call
        except StoreError:
            self._failed()
            raise
