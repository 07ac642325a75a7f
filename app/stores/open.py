"""The store that a URL names. Only the backend that is asked for is imported."""

import logging
import time
from collections.abc import Callable

from app.errors import SettingsError, StoreError, StoreUnusable
from app.stores.base import Backend, Store
from app.stores.watched import WatchedBackend

log = logging.getLogger(__name__)

TRIED = "postern:tried"
"""The key that is written to see whether a store works, for a second."""


def open_store(url: str, now: Callable[[], float] = time.time, failed: Callable[[], None] | None = None) -> Store:
    """Make the store that `POSTERN_STORE` names; nothing is connected or opened before its first use.

    Args:
        url: `memory:`; `sqlite:///PATH`, three slashes before a relative path
            and four with an absolute one, as in SQLAlchemy; `redis://HOST` or
            `rediss://HOST`.
        now: Unix time in seconds, for the stores that keep time themselves.
        failed: Hears of each call that failed, if somebody counts them.

    Raises:
        SettingsError: If the URL names no store, or the library for it is missing.
    """
    backend = _backend(url, now)
    return Store(backend if failed is None else WatchedBackend(backend, failed))


async def try_store(store: Store) -> bool:
    """Write to a store when a process starts, and return whether it works; one that may come back is a warning.

    Raises:
        SettingsError: If it cannot come back by itself, as a file whose folder is missing.
    """
    try:
        await store.set(TRIED, True, ttl=1.0)
    except StoreUnusable as error:
        raise SettingsError("POSTERN_STORE", f"names what cannot be used: {error}") from error
    except StoreError as error:
        log.warning(
            "%s: what needs the store fails until it is back (POSTERN_STORE), and until they are used or synced "
            "mentions of commands show no links",
            error,
        )
        return False
    return True


def _backend(url: str, now: Callable[[], float]) -> Backend:
    scheme, _, rest = url.partition(":")
    if url == "memory:":
        from app.stores.memory import MemoryBackend

        return MemoryBackend(now)
    if scheme == "sqlite" and (path := rest.removeprefix("///")) not in {rest, ""}:
        from app.stores.sqlite import SqliteBackend

        return SqliteBackend(path, now)
    if scheme in {"redis", "rediss"} and rest.startswith("//"):
        from app.stores.redis import RedisBackend

        return RedisBackend(url)
    raise SettingsError("POSTERN_STORE", "names no store: write memory:, sqlite:///PATH or redis://HOST:PORT")
