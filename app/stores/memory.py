"""The store of one process: a dictionary. Gone with the process, shared with nobody."""

import time
from collections.abc import Callable

from app.stores.base import add_to, encode_key

MOST_KEYS_SWEPT = 16
"""Expired keys that one write removes at the most, so that no write takes long."""


class MemoryBackend:
    """Keeps values encoded, so that it refuses and copies just what the shared stores do.

    Args:
        now: Unix time in seconds; tests move it.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._values: dict[bytes, tuple[bytes, float | None]] = {}
        self._expiring: dict[bytes, None] = {}

    async def read(self, key: str) -> bytes | None:
        """Return what stands at `key`."""
        found = self._read(encode_key(key))
        return None if found is None else found[0]

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        """Put a value at `key`."""
        self._write(encode_key(key), value, None if ttl is None else self._now() + ttl)

    async def delete(self, key: str) -> None:
        """Remove what stands at `key`."""
        encoded = encode_key(key)
        self._values.pop(encoded, None)
        self._expiring.pop(encoded, None)

    async def ttl(self, key: str) -> float | None:
        """Return the seconds that `key` still lives."""
        found = self._read(encode_key(key))
        return None if found is None or found[1] is None else found[1] - self._now()

    async def increment(self, key: str, by: int, minimum: int | None, ttl: float | None) -> int:
        """Add to the number at `key`; one step, since nothing is awaited in between."""
        encoded_key = encode_key(key)
        value, expires = self._read(encoded_key) or (None, None if ttl is None else self._now() + ttl)
        number, changed = add_to(key, value, by, minimum)
        if changed is not None:
            self._write(encoded_key, changed, expires)
        return number

    async def close(self) -> None:
        """Keep everything: the values live and end with the process, also where a host restarts the app in it."""

    def _read(self, key: bytes) -> tuple[bytes, float | None] | None:
        found = self._values.get(key)
        if found is None or found[1] is None or found[1] > self._now():
            return found
        del self._values[key]
        self._expiring.pop(key, None)
        return None

    def _write(self, key: bytes, encoded: bytes, expires: float | None) -> None:
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
