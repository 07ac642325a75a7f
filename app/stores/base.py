"""
The Store: small shared state behind one class, whatever keeps it.

`Store` is what handlers see: it turns values into bytes and back, the same for
every kind of store. A `Backend` keeps the bytes; one file each.

https://redis.io/docs/latest/commands/ has the words of the semantics: a time to
live ends a key, `increment` is one step.
"""

from typing import Any, Protocol, TypeVar

import msgspec

from app.errors import StoreError

T = TypeVar("T")

NUMBERS = range(-(2**63), 2**63)
"""What can be counted in every store: 64 bits, as Redis counts."""


class Backend(Protocol):
    """Keeps bytes by key, each for good or for a time."""

    async def read(self, key: str) -> bytes | None:
        """Return what stands at `key`; None if nothing does or its time is over."""

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        """Put a value at `key` for `ttl` seconds, or for good."""

    async def delete(self, key: str) -> None:
        """Remove what stands at `key`, if anything does."""

    async def ttl(self, key: str) -> float | None:
        """Return the seconds that `key` still lives; see `Store.ttl`."""

    async def increment(self, key: str, by: int, minimum: int | None, ttl: float | None) -> int:
        """Add to the number at `key` in one step; see `Store.increment`."""

    async def close(self) -> None:
        """Let go of connections and files."""


class Store:
    """Small shared state, injected like any dependency: `store: Store`.

    Keys are the author's, but for those that begin with `postern:`, which are
    Postern's own. Values are whatever JSON can hold, and msgspec Structs and
    dataclasses. What was set is read back as the `kind` asked for.

    Args:
        backend: Where the bytes are kept.
    """

    # A class that can be made, and no Protocol: an abstract one could not be asked for by `await ctx.get(Store)`.
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def get(self, key: str, kind: type[T]) -> T | None:
        """Return the value at `key`, or None if there is none or its time is over.

        Raises:
            StoreError: If the value there is not of this kind.
        """
        encoded = await self._backend.read(key)
        return None if encoded is None else decode_value(key, encoded, kind)

    async def set(self, key: str, value: object, *, ttl: float | None = None) -> None:
        """Put a value at `key`, for `ttl` seconds or for good.

        Raises:
            StoreError: If JSON cannot hold the value.
        """
        await self._backend.write(key, encode_value(key, value), ttl)

    async def delete(self, key: str) -> None:
        """Remove what stands at `key`, if anything does."""
        await self._backend.delete(key)

    async def ttl(self, key: str) -> float | None:
        """Return the seconds that `key` still lives.

        None if it lives for good, and also if there is nothing at it: whoever
        must tell these apart reads the value too.
        """
        return await self._backend.ttl(key)

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
            StoreError: If the value there is no whole number, or the result
                needs more than 64 bits.
        """
        return await self._backend.increment(key, by, minimum, ttl)

    async def close(self) -> None:
        """Let go of connections and files; called once, at shutdown."""
        await self._backend.close()


def encode_key(key: str) -> bytes:
    """Put a key into the form in which every store keeps it.

    Raises:
        StoreError: If it holds half a surrogate pair, which UTF-8 has no form for.
    """
    try:
        return key.encode()
    except UnicodeEncodeError:
        raise StoreError(f"key {key!r} cannot be stored: it is no valid Unicode") from None


def encode_value(key: str, value: object) -> bytes:
    """Put a value into the form in which every store keeps it.

    Raises:
        StoreError: If JSON cannot hold it.
    """
    try:
        return msgspec.json.encode(value, enc_hook=_flatten)
    except (TypeError, ValueError, NotImplementedError, RecursionError) as error:
        raise StoreError(f"value for {key!r} cannot be stored: {error}") from error


def decode_value(key: str, encoded: bytes, kind: type[T]) -> T:
    """Read a value back as `kind`.

    Raises:
        StoreError: If it is not of this kind.
    """
    try:
        return msgspec.json.decode(encoded, type=kind, dec_hook=_restore)
    except msgspec.ValidationError as error:
        name = getattr(kind, "__qualname__", str(kind))
        raise StoreError(f"value at {key!r} is not a {name}: {error}") from error


def add_to(key: str, encoded: bytes | None, by: int, minimum: int | None) -> tuple[int, bytes | None]:
    """Do the arithmetic of `Store.increment`.

    Returns:
        The number that the caller gets, and what is to be kept from now on;
        None if the minimum forbids the change.

    Raises:
        StoreError: If what stands there is no whole number, or one of the
            numbers needs more than 64 bits.
    """
    if by not in NUMBERS:
        raise number_too_large(key)
    number = 0 if encoded is None else decode_value(key, encoded, int)
    result = number + by
    if minimum is not None and result < minimum:
        return number, None
    if number not in NUMBERS or result not in NUMBERS:
        raise number_too_large(key)
    return result, b"%d" % result


def number_too_large(key: str) -> StoreError:
    """Say that a number cannot be counted on."""
    return StoreError(f"number at {key!r} cannot be counted on: it would need more than 64 bits")


def _flatten(value: object) -> int | str:
    """Keep ids, and whatever else is a number or a text by inheritance, as what they are."""
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(f"JSON has no form for {type(value).__name__}")


def _restore(kind: type, value: Any) -> Any:
    if issubclass(kind, int | str) and isinstance(value, int | str):
        return kind(value)
    raise TypeError(f"expected {kind.__name__}")
