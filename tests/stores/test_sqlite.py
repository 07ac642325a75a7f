"""What the SQLite store alone has: a file that processes share, and that others may lock."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.errors import StoreError
from app.stores.base import Store
from app.stores.sqlite import MOST_ROWS_SWEPT, SqliteBackend
from tests.stores.kinds import Time
from tests.stores.processes import count_in_processes, run_script


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
async def backend(path: Path) -> AsyncIterator[SqliteBackend]:
    made = SqliteBackend(path)
    yield made
    await made.close()


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else's connection to the same file."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        yield connection


def kept(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM postern_store").fetchone()
    return int(count)


# ── several processes ──


async def test_processes_that_count_at_once_lose_nothing(path: Path) -> None:
    results = count_in_processes("SqliteBackend", str(path), processes=4, times=200)

    assert sorted(results) == list(range(1, 801))


async def test_processes_that_pay_at_once_do_not_fall_below_the_minimum(path: Path, backend: SqliteBackend) -> None:
    await backend.write("n", b"100", None)

    results = count_in_processes("SqliteBackend", str(path), processes=4, times=50, by=-1, minimum=0)

    assert sorted(results) == [0] * 100 + list(range(100))
    assert await backend.read("n") == b"0"


async def test_processes_that_make_a_number_at_once_agree_on_its_time(path: Path, other: sqlite3.Connection) -> None:
    count_in_processes("SqliteBackend", str(path), processes=4, times=20, ttl=1000)

    ((value, expires),) = other.execute("SELECT value, expires FROM postern_store").fetchall()
    assert (value, expires is None) == (b"80", False)


async def test_a_child_opens_a_connection_of_its_own(path: Path) -> None:
    script = f"""
import asyncio, os
from app.stores.sqlite import SqliteBackend, _parents

backend = SqliteBackend({str(path)!r})

async def count():
    for _ in range(200):
        await backend.increment("n", 1, None, None)

asyncio.run(count())
child = os.fork()
asyncio.run(count())
assert len(_parents) == (child == 0)
if not child:
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print(asyncio.run(backend.read("n")))
asyncio.run(backend.close())
"""

    assert run_script(script) == "b'600'"


async def test_the_values_outlive_the_process(path: Path) -> None:
    for number in (b"1", b"2"):
        script = f"""
import asyncio
from app.stores.sqlite import SqliteBackend
print(asyncio.run(SqliteBackend({str(path)!r}).increment("n", 1, None, None)))
"""
        assert run_script(script) == number.decode()


# ── loops and threads ──


def test_one_store_serves_one_loop_after_another(path: Path) -> None:
    store = Store(SqliteBackend(path))

    assert [asyncio.run(store.increment("n")) for _ in range(3)] == [1, 2, 3]
    asyncio.run(store.close())


def test_one_store_serves_threads_with_loops_of_their_own(path: Path) -> None:
    store = Store(SqliteBackend(path))
    results: list[int] = []

    async def count() -> None:
        for _ in range(100):
            results.append(await store.increment("n"))

    threads = [threading.Thread(target=asyncio.run, args=(count(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asyncio.run(store.close())

    assert sorted(results) == list(range(1, 401))


# ── the file ──


async def test_nothing_is_opened_before_the_first_use(path: Path, backend: SqliteBackend) -> None:
    assert not path.exists()

    await backend.read("a")

    assert path.exists()


async def test_a_relative_path_is_that_of_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    backend = SqliteBackend("store.db")
    monkeypatch.chdir("/")
    await backend.write("a", b"1", None)
    await backend.close()

    assert (tmp_path / "store.db").exists()


async def test_other_tables_of_the_file_stay_as_they_are(other: sqlite3.Connection, backend: SqliteBackend) -> None:
    other.execute("CREATE TABLE tags (name)")
    other.execute("INSERT INTO tags VALUES ('a')")

    await backend.write("a", b"1", None)

    assert other.execute("SELECT name FROM tags").fetchall() == [("a",)]


async def test_a_write_removes_what_expired_but_only_so_much(path: Path, other: sqlite3.Connection) -> None:
    time = Time()
    backend = SqliteBackend(path, time)
    for number in range(MOST_ROWS_SWEPT * 3):
        await backend.write(f"old{number}", b"1", 1)
    await backend.write("stays", b"1", 1000)
    time.now += 1

    counts = []
    for _ in range(4):
        await backend.increment("new", 1, None, None)
        counts.append(kept(other))
    await backend.close()

    assert counts == [MOST_ROWS_SWEPT * 2 + 2, MOST_ROWS_SWEPT + 2, 2, 2]


# ── a locked file ──


async def test_who_meets_a_lock_waits_and_lets_others_run(backend: SqliteBackend, other: sqlite3.Connection) -> None:
    """A wait that stopped the loop would end in an error: the lock is given back by this loop too."""
    await backend.write("n", b"1", None)
    other.execute("BEGIN IMMEDIATE")

    async def give_back() -> None:
        await asyncio.sleep(0.05)
        other.execute("COMMIT")

    number, _ = await asyncio.gather(backend.increment("n", 1, None, None), give_back())

    assert number == 2


async def test_a_file_that_is_locked_when_it_is_opened_is_waited_for(
    backend: SqliteBackend, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN EXCLUSIVE")

    async def give_back() -> None:
        await asyncio.sleep(0.05)
        other.execute("COMMIT")

    await asyncio.gather(backend.write("n", b"1", None), give_back())

    assert await backend.read("n") == b"1"


async def test_a_lock_that_stays_is_an_error_and_no_longer_a_wait(path: Path, other: sqlite3.Connection) -> None:
    backend = SqliteBackend(path, patience=0.05)
    await backend.write("n", b"1", None)
    other.execute("BEGIN IMMEDIATE")

    for attempt in (backend.write("n", b"2", None), backend.increment("n", 1, None, None), backend.delete("n")):
        with pytest.raises(StoreError, match=r"store\.db was locked for 0\.05 s: another process holds a transaction"):
            await attempt
    assert await backend.read("n") == b"1"

    other.execute("COMMIT")
    assert await backend.increment("n", 1, None, None) == 2
    await backend.close()


async def test_who_stops_waiting_leaves_no_lock(backend: SqliteBackend, other: sqlite3.Connection) -> None:
    await backend.write("n", b"1", None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(backend.increment("n", 1, None, None), 0.02)
    other.execute("COMMIT")

    other.execute("BEGIN IMMEDIATE")
    other.execute("COMMIT")
    assert await backend.read("n") == b"1"


async def test_what_cannot_be_counted_leaves_no_lock(backend: SqliteBackend, other: sqlite3.Connection) -> None:
    await backend.write("n", b'"x"', None)
    with pytest.raises(StoreError, match="is not a int"):
        await backend.increment("n", 1, None, None)

    other.execute("BEGIN IMMEDIATE")
    other.execute("COMMIT")


# ── what else can be wrong ──


async def refusal(path: Path) -> str:
    backend = SqliteBackend(path)
    with pytest.raises(StoreError) as caught:
        await backend.write("a", b"1", None)
    await backend.close()
    return str(caught.value)


async def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "data"

    assert await refusal(missing / "a.db") == f"store {missing}/a.db cannot be opened: there is no directory {missing}"


async def test_a_directory_is_no_store(tmp_path: Path) -> None:
    assert await refusal(tmp_path) == f"store {tmp_path} cannot be opened: it is a directory, and the store is a file"


async def test_another_file_is_left_alone(path: Path) -> None:
    path.write_text("notes of mine, which are quite long " * 100)

    assert await refusal(path) == f"store {path} is no SQLite database: name another file"
    assert path.read_text().startswith("notes")


async def test_a_damaged_file_is_named(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE tags (name)")
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))

    assert await refusal(path) == (
        f"store {path} is damaged: put a backup in its place, or remove it and begin with an empty one"
    )


async def test_a_table_of_another_form_is_named(path: Path, other: sqlite3.Connection) -> None:
    other.execute("CREATE TABLE postern_store (name, expires)")

    assert await refusal(path) == f"store {path} cannot be used: table postern_store has no column named key"


async def test_what_may_not_be_written_is_named(path: Path, backend: SqliteBackend) -> None:
    await backend.write("a", b"1", None)
    assert backend._connection is not None
    backend._connection.execute("PRAGMA query_only = ON")

    with pytest.raises(StoreError, match="cannot be written: this user needs to be allowed to write the file"):
        await backend.write("a", b"2", None)


async def test_a_full_disk_is_named_and_later_there_may_be_room(backend: SqliteBackend) -> None:
    await backend.write("a", b"1", None)
    assert backend._connection is not None
    backend._connection.execute("PRAGMA max_page_count = 1")  # as SQLite sees a disk without room

    with pytest.raises(StoreError, match="cannot grow: the disk is full"):
        await backend.write("b", b"1" * 100_000, None)
    assert await backend.read("a") == b"1"

    await backend.write("b", b"1" * 100_000, None)
    assert await backend.read("b") == b"1" * 100_000
