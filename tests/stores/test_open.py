"""Which store a URL names, and what is imported for it."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bot import Bot
from app.errors import SettingsError
from app.settings import Settings, read_settings
from app.stores.base import Store
from app.stores.memory import MemoryBackend
from app.stores.open import open_store, try_store
from app.stores.redis import RedisBackend
from app.stores.sqlite import SqliteBackend
from tests.server.asgi import Exchange, make_bot
from tests.stores.kinds import Time
from tests.stores.processes import run_script


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("memory:", MemoryBackend),
        ("sqlite:///a.db", SqliteBackend),
        ("sqlite:////var/lib/a.db", SqliteBackend),
        ("redis://localhost", RedisBackend),
        ("rediss://bot:secret@localhost:6380/1", RedisBackend),
    ],
)
def test_the_scheme_names_the_backend(url: str, kind: type) -> None:
    assert type(open_store(url)._backend) is kind


async def test_three_slashes_are_relative_and_four_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stores = [open_store("sqlite:///a b%20?.db"), open_store(f"sqlite:///{tmp_path}/four.db")]
    for store in stores:
        await store.set("a", 1)
        await store.close()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["a b%20?.db", "four.db"]


@pytest.mark.parametrize("url", ["memory:", "sqlite:///store.db"])
async def test_the_time_is_the_one_that_was_given(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    time = Time()
    store = open_store(url, time)
    await store.set("a", 1, ttl=10)
    time.now += 10

    assert await store.get("a", int) is None
    await store.close()


@pytest.mark.parametrize(
    "url",
    [
        "", "memory", "memory:x", "sqlite:", "sqlite://", "sqlite:///", "sqlite://a.db", "sqlite:a.db",
        "redis:", "redis:localhost:6379", "postgres://bot:hunter2@localhost", "hunter2", "REDIS://localhost",
    ],
)  # fmt: skip
def test_what_names_no_store_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_store(url)

    assert caught.value.variable == "POSTERN_STORE"
    assert caught.value.why == "names no store: write memory:, sqlite:///PATH or redis://HOST:PORT"


@given(
    scheme=st.sampled_from(["memory:", "sqlite:", "sqlite:///", "redis:", "redis://", "rediss://:p@"]),
    rest=st.text("abc09:/@[].%#é\\ ", max_size=12),
)
def test_what_the_settings_accept_can_be_opened(scheme: str, rest: str) -> None:
    try:
        url = read_settings({"POSTERN_STORE": scheme + rest}).store
    except SettingsError:
        return
    assert isinstance(open_store(url), Store)


async def test_a_bot_has_the_store_that_its_settings_name(tmp_path: Path) -> None:
    for expected in (1, 2):
        bot = Bot(Settings(store=f"sqlite:///{tmp_path}/store.db"))
        store = await bot.lifetime().get(Store)
        assert await store.increment("starts") == expected
        await bot.close()


@pytest.mark.parametrize(
    ("url", "loaded"),
    [
        ("memory:", "memory"),
        ("sqlite:///a.db", "sqlite"),
        ("redis://localhost", "redis redis"),
    ],
)
def test_only_what_is_asked_for_is_imported(url: str, loaded: str) -> None:
    script = f"""
import sys
from app.stores.open import open_store
before = set(sys.modules)
open_store({url!r})
names = ["app.stores.memory", "app.stores.sqlite", "app.stores.redis", "redis"]
assert not before & set(names)
print(*(name.rpartition(".")[2] for name in names if name in sys.modules))
"""

    assert run_script(script) == loaded


def test_a_bot_in_memory_loads_no_database() -> None:
    script = """
import sys
from app.bot import Bot
from app.settings import Settings
Bot(Settings())
print({"app.stores.sqlite", "app.stores.redis", "redis"} & set(sys.modules))
"""

    assert run_script(script) == "set()"


# ── tried at the start ──


@pytest.mark.parametrize("url", ["memory:", "sqlite:///store.db"])
async def test_a_store_that_works_is_tried_without_a_word(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store(url)

    assert await try_store(store)
    assert caplog.messages == []
    await store.close()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("missing/store.db", "cannot be opened: there is no directory "),
        (".", "cannot be opened: it is a directory, and the store is a file"),
        ("text", "is no SQLite database: name another file"),
        pytest.param(
            "/proc/store.db",
            "cannot be written: this user needs to be allowed to write the file and its directory",
            marks=pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no /proc"),
        ),
    ],
)
async def test_a_file_that_cannot_be_a_store_stops_the_start(path: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("Nothing of a database, but long enough to be one. " * 40)

    with pytest.raises(SettingsError) as caught:
        await try_store(open_store(f"sqlite:///{tmp_path / path}"))

    assert caught.value.variable == "POSTERN_STORE"
    assert caught.value.why.startswith(f"names what cannot be used: store {tmp_path / path} {why}")


async def test_a_file_that_another_process_holds_stops_no_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    backend = SqliteBackend(tmp_path / "store.db", patience=0.05)
    store = Store(backend)
    assert await try_store(store)
    holder = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    assert not await try_store(store)
    (warning,) = caplog.messages
    assert "another process holds a transaction open on it" in warning
    holder.close()
    await store.close()


AWAY = "redis://:hunter2@127.0.0.1:1/0"


async def started(url: str, caplog: pytest.LogCaptureFixture) -> str:
    """Start and end a bot, and return the server's word for how it came up."""
    caplog.set_level("INFO")
    door = make_bot([], store=url, background="task").asgi()
    caplog.clear()
    lifespan = Exchange({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    return str((await lifespan.run(door, {"type": "lifespan"})).sent[0]["type"])


async def test_a_redis_that_is_away_is_one_warning_and_the_bot_starts(caplog: pytest.LogCaptureFixture) -> None:
    assert await started(AWAY, caplog) == "lifespan.startup.complete"
    warning, ready = caplog.messages
    assert warning.startswith("store redis at 127.0.0.1:1 cannot be reached")
    assert "(POSTERN_STORE)" in warning
    assert ready.startswith("ready: ")
    assert "hunter2" not in caplog.text


async def test_a_bot_whose_store_cannot_be_used_does_not_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert await started(f"sqlite:///{tmp_path}/missing/store.db", caplog) == "lifespan.startup.failed"
    (error,) = caplog.messages
    assert error.startswith("the bot cannot start: POSTERN_STORE names what cannot be used: store ")
