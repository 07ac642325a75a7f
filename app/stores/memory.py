"""The store of one process: a dictionary. Gone with the process, shared with nobody."""

import time
from collections.abc import Callable

from app.stores.base import decode_value, encode_value

MOST_KEYS_SWEPT = 16
"""Expired keys that one write removes at the most, so that no write takes long."""


class MemoryBackend:
    """Keeps values encoded, so that it refuses and copies just what the shared stores do.

    Args:
        now: Unix time in seconds; tests move it.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._values: dict[str, tuple[bytes, float | None]] = {}
        self._expiring: dict[str, None] = {}

    async def read(self, key: str) -> bytes | None:
        """Return what stands at `key`."""
        found = self._read(key)
        return None if found is None else found[0]

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        """Put a value at `key`."""
        self._write(key, value, None if ttl is None else self._now() + ttl)

    async def delete(self, key: str) -> None:
        """Remove what stands at `key`."""
        self._values.pop(key, None)
        self._expiring.pop(key, None)

    async def increment(self, key: str, by: int, minimum: int | None, ttl: float | None) -> int:
        """Add to the number at `key`; one step, since nothing is awaited in between."""
        found = self._read(key)
        number = 0
        expires = None if ttl is None else self._now() + ttl
        if found is not None:
            encoded, expires = found
            number = decode_value(key, encoded, int)
        if minimum is not None and number + by < minimum:
            return number
        self._write(key, encode_value(key, number + by), expires)
        return number + by

    async def close(self) -> None:
        """Keep everything: the values live and end with the process, also where a host restarts the app in it."""

    def _read(self, key: str) -> tuple[bytes, float | None] | None:
        found = self._values.get(key)
        if found is None or found[1] is None or found[1] > self._now():
            return found
        del self._values[key]
        self._expiring.pop(key, None)
        return None

    def _write(self, key: str, encoded: bytes, expires: float | None) -> None:
        self._values[key] = (encoded, expires)
        self._expiring.pop(key, None)
        if expires is not None:
            self._expiring[key] = None
        self._sweep()

    def _sweep(self) -> None:
        """Look at the keys that have waited longest; the living ones go to the end of the line."""
        for key in [key for key, _ in zip(self._expiring, range(MOST_KEYS_SWEPT), strict=False)]:
            del self._expiring[key]
            if self._read(key) is not None:
                self._expiring[key] = None
