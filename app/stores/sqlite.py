"""
The store of one machine: an SQLite file that several processes share, and that outlives them.

sqlite3 is called directly, with no thread in between: a small read takes 6 µs
and a small change 50 µs, while the way to a thread and back alone takes more
than either. That is right only for calls that never wait, and so:

- SQLite itself waits for nothing (its busy timeout is 0). In WAL mode readers
  are never locked out, and a writer only while another one writes, which is
  over in microseconds. Who finds the file locked sleeps by the event loop and
  tries again, from a millisecond up to 25 at a time: everything else runs on
  meanwhile, automatic deferral included. After `PATIENCE` seconds somebody
  holds the lock who should not (a shell with an open transaction, a backup
  without WAL), and the call ends with a `StoreError`.
- A change is one transaction that begins with the write lock (`BEGIN
  IMMEDIATE`). Nothing is awaited inside, and no two processes can read the same
  number before either has written.
- `synchronous=NORMAL`: a commit does not wait for the disk. A crash of the
  process loses nothing; a power cut may lose the last changes, and leaves the
  file whole.

One connection serves all threads and loops of a process, under a lock that is
held for a single step. It is opened at the first use; after a fork the child
opens its own, as SQLite demands; after an error that is no lock it is opened
anew, so a disk that was full for a while needs no restart.

https://www.sqlite.org/wal.html and https://www.sqlite.org/howtocorrupt.html
"""

import asyncio
import contextlib
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.errors import StoreError, StoreUnusable
from app.stores.base import add_to, encode_key

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds that a call waits at the most for a lock that another process holds."""

MOST_ROWS_SWEPT = 16
"""Expired rows that one write removes at the most, so that no write takes long."""

_DELAYS = (0.001, 0.025)
"""Seconds between the tries: the first and the longest."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS postern_store (key BLOB PRIMARY KEY, value BLOB NOT NULL, expires REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS postern_store_expires ON postern_store (expires) WHERE expires IS NOT NULL;
"""
_READ = "SELECT value, expires FROM postern_store WHERE key = ? AND (expires IS NULL OR expires > ?)"
_WRITE = "INSERT OR REPLACE INTO postern_store (key, value, expires) VALUES (?, ?, ?)"
_DELETE = "DELETE FROM postern_store WHERE key = ?"
_SWEEP = f"""
DELETE FROM postern_store WHERE key IN
    (SELECT key FROM postern_store WHERE expires <= ? ORDER BY expires LIMIT {MOST_ROWS_SWEPT})
"""

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_LASTING = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CORRUPT,
}

# Connections that came over a fork: they belong to the parent, and even closing one here could harm its file.
_parents: list[sqlite3.Connection] = []


class SqliteBackend:
    """Keeps values in a table of its own, so the file may hold other tables too.

    Args:
        path: The file, made at the first use; its directory must be there. A
            relative one is taken from the present working directory.
        now: Unix time in seconds; tests move it.
        patience: Seconds that a call waits for a locked file.
    """

    def __init__(self, path: str | Path, now: Callable[[], float] = time.time, *, patience: float = PATIENCE) -> None:
        self._path = Path(path).absolute()
        self._now = now
        self._patience = patience
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        self._pid = os.getpid()

    async def read(self, key: str) -> bytes | None:
        """Return what stands at `key`; waits for nobody but the one who makes the file."""
        row = encode_key(key), self._now()
        found = await self._patiently(lambda connection: connection.execute(_READ, row).fetchone())
        return None if found is None else bytes(found[0])

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        """Put a value at `key`."""
        row = encode_key(key), value, self._expiry(ttl)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(_WRITE, row)

        await self._patiently(lambda connection: self._change(connection, write))

    async def delete(self, key: str) -> None:
        """Remove what stands at `key`."""
        row = (encode_key(key),)
        await self._patiently(lambda connection: connection.execute(_DELETE, row).close())

    async def ttl(self, key: str) -> float | None:
        """Return the seconds that `key` still lives; waits for nobody, as `read`."""
        now = self._now()
        row = encode_key(key), now
        found = await self._patiently(lambda connection: connection.execute(_READ, row).fetchone())
        return None if found is None or found[1] is None else found[1] - now

    async def increment(self, key: str, by: int, minimum: int | None, ttl: float | None) -> int:
        """Add to the number at `key`, in one transaction."""
        encoded = encode_key(key)

        def add(connection: sqlite3.Connection) -> int:
            found = connection.execute(_READ, (encoded, self._now())).fetchone()
            value, expires = (None, self._expiry(ttl)) if found is None else found
            number, changed = add_to(key, value, by, minimum)
            if changed is not None:
                connection.execute(_WRITE, (encoded, changed, expires))
            return number

        return await self._patiently(lambda connection: self._change(connection, add))

    async def close(self) -> None:
        """Close the file; a later use opens it again."""
        self._leave_parents()
        with self._lock:
            self._drop()

    def _expiry(self, ttl: float | None) -> float | None:
        # SQLite takes "not a number" for NULL, which here would be for good.
        return None if ttl is None else self._now() + (ttl if ttl > 0 else 0)

    def _change(self, connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
        with connection:  # commits, or rolls back whatever was raised
            connection.execute("BEGIN IMMEDIATE")
            result = work(connection)
            connection.execute(_SWEEP, (self._now(),))
        return result

    async def _patiently(self, step: Callable[[sqlite3.Connection], T]) -> T:
        """Do a step; as often as it meets a lock, let others run and try again.

        Raises:
            StoreUnusable: If the file cannot be opened or written, or is no database.
            StoreError: If it cannot be done otherwise, or the lock outlasts the patience.
        """
        delay, longest = _DELAYS
        gives_up: float | None = None
        while True:
            try:
                return self._take(step)
            except sqlite3.Error as error:
                time = asyncio.get_running_loop().time()
                gives_up = time + self._patience if gives_up is None else gives_up
                if _primary_code(error) not in _LOCKED or time >= gives_up:
                    kind = StoreUnusable if _primary_code(error) in _LASTING else StoreError
                    raise kind(self._sentence(error)) from error
            # Not all who wait may come back at the same moment.
            await asyncio.sleep(delay * random.uniform(0.5, 1))
            delay = min(delay * 2, longest)

    def _take(self, step: Callable[[sqlite3.Connection], T]) -> T:
        self._leave_parents()
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._open()
                return step(self._connection)
            except sqlite3.Error as error:
                if _primary_code(error) not in _LOCKED:
                    self._drop()
                raise

    def _leave_parents(self) -> None:
        if self._pid == os.getpid():
            return
        if self._connection is not None:
            _parents.append(self._connection)
        # The lock too: it may have been held by a thread that did not come along.
        self._connection, self._lock, self._pid = None, threading.Lock(), os.getpid()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _sentence(self, error: sqlite3.Error) -> str:
        match _primary_code(error):
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                why = f"was locked for {self._patience:g} s: another process holds a transaction open on it"
            case sqlite3.SQLITE_FULL:
                why = "cannot grow: the disk is full"
            case sqlite3.SQLITE_CANTOPEN if not self._path.parent.is_dir():
                why = f"cannot be opened: there is no directory {self._path.parent}"
            case sqlite3.SQLITE_CANTOPEN if self._path.is_dir():
                why = "cannot be opened: it is a directory, and the store is a file"
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
                why = "cannot be written: this user needs to be allowed to write the file and its directory"
            case sqlite3.SQLITE_NOTADB:
                why = "is no SQLite database: name another file"
            case sqlite3.SQLITE_CORRUPT:
                why = "is damaged: put a backup in its place, or remove it and begin with an empty one"
            case _:
                why = f"cannot be used: {error}"
        return f"store {self._path} {why}"


def _primary_code(error: sqlite3.Error) -> int:
    # The upper bytes tell kinds of one code apart; what Python itself raises has none.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
