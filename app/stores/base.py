"""
The Store: small shared state behind one class, whatever keeps it.

A class and no Protocol, so that `await ctx.get(Store)` type-checks.
"""

from abc import abstractmethod
from typing import TypeVar

T = TypeVar("T")


class Store:
    """Small shared state, injected like any dependency: `store: Store`.

    Keys are the author's; values are whatever JSON can hold, and msgspec
    Structs and dataclasses. What was set is read back as the `kind` asked for.
    """

    @abstractmethod
    async def get(self, key: str, kind: type[T]) -> T | None:
        """Return the value at `key`, or None if there is none or its time is over.

        Raises:
            StoreError: If the value there is not of this kind.
        """

    @abstractmethod
    async def set(self, key: str, value: object, *, ttl: float | None = None) -> None:
        """Put a value at `key`, for `ttl` seconds or for good.

        Raises:
            StoreError: If JSON cannot hold the value.
        """

    @abstractmethod
    async def delete(self, key: str) -> None:
        """Remove what stands at `key`, if anything does."""

    @abstractmethod
    async def increment(self, key: str, by: int = 1, *, minimum: int | None = None, ttl: float | None = None) -> int:
        """Add to the number at `key` in one step, and return the result.

        Args:
            key: Where the number stands; 0 if nothing does.
            by: What is added; may be negative.
            minimum: If the result would be less, nothing changes and the
                number as it stands is returned.
            ttl: Seconds that a number made by this call lives; one that is
                there keeps its time.

        Raises:
            StoreError: If the value there is no whole number.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections and files; called once, at shutdown."""
