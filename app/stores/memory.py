"""The store of one process: a dictionary of encoded values. Gone with the process, shared with nobody."""

import time
from collections.abc import Callable
from typing import TypeVar

import msgspec

from app.errors import StoreError
from app.stores.base import Store

T = TypeVar("T")

MOST_KEYS_SWEPT = 16
"""Expired keys that one write removes at the most, so that no write takes long."""


class MemoryStore(Store):
    """Keeps values encoded, so that it refuses and copies just what the shared stores do.

    Args:
        now: Unix time in seconds; tests move it.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._values: dict[str, tuple[bytes, float | None]] = {}
        self._expiring: dict[str, None] = {}

    async def get(self, key: str, kind: type[T]) -> T | None:
        """Return the value at `key` as `kind`; see `Store.get`."""
        found = self._read(key)
        if found is None:
            return None
        try:
            return msgspec.json.decode(found[0], type=kind)
        except msgspec.ValidationError as error:
            raise StoreError(f"value at {key!r} is not a {kind.__name__}: {error}") from error

    async def set(self, key: str, value: object, *, ttl: float | None = None) -> None:
        """Put a value at `key`; see `Store.set`."""
        try:
            encoded = msgspec.json.encode(value)
        except (TypeError, ValueError) as error:
            raise StoreError(f"value for {key!r} cannot be stored: {error}") from error
        self._write(key, encoded, None if ttl is None else self._now() + ttl)

    async def delete(self, key: str) -> None:
        """Remove what stands at `key`."""
        self._values.pop(key, None)
        self._expiring.pop(key, None)

    async def increment(self, key: str, by: int = 1, *, minimum: int | None = None, ttl: float | None = None) -> int:
        """Add to the number at `key`; see `Store.increment`. Atomic: nothing is awaited in between."""
        found = self._read(key)
        number = 0
        expires = None if ttl is None else self._now() + ttl
        if found is not None:
            encoded, expires = found
            try:
                number = msgspec.json.decode(encoded, type=int)
            except msgspec.ValidationError as error:
                raise StoreError(f"value at {key!r} is no whole number") from error
        if minimum is not None and number + by < minimum:
            return number
        self._write(key, msgspec.json.encode(number + by), expires)
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
