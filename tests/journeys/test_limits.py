"""Limits over two server processes: what one of them counted, the other one knows."""

import os
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest
import redis

from app.stores.lease import LEASE
from tests.journeys.server_process import PATIENCE, ServerProcess, free_port
from tests.server.interactions import command
from tests.signature.signing import PUBLIC_KEY, signed
from tests.stores.kinds import REDIS, keys_below, needs_redis

COMMANDS = """
import asyncio
from pathlib import Path

from app import CommandContext, CommandOnCooldown, MaxConcurrencyReached, cooldown, max_concurrency, slash_command


@slash_command("roll-{mark}", description="Roll.")
@cooldown(3, per=60.0)
async def roll(ctx: CommandContext) -> str:
    return "rolled"


@roll.on_error(CommandOnCooldown)
async def wait(ctx: CommandContext, error: CommandOnCooldown) -> str:
    return f"wait {{error.retry_after}}"


@slash_command("tag-{mark}", description="Tag.")
@max_concurrency(2)
async def tag(ctx: CommandContext) -> str:
    Path({gate!r}).with_name(f"runs-{{ctx.interaction.id}}").touch()
    while not Path({gate!r}).exists():
        await asyncio.sleep(0.01)
    return "tagged"


@tag.on_error(MaxConcurrencyReached)
async def busy(ctx: CommandContext, error: MaxConcurrencyReached) -> str:
    return f"busy {{error.limit}}"
"""


@dataclass
class Kind:
    """A store that two processes share.

    Attributes:
        url: What the servers are told.
        let_pass: Lets seconds pass for all that it keeps.
        mark: Stands in the names of commands, so that nobody else's are met in a store that others use too.
    """

    url: str
    let_pass: Callable[[float], None]
    mark: str = field(default_factory=lambda: uuid.uuid4().hex[:12])


class Servers:
    """Two of them, and who uses their commands."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.kind = kind
        self.gate = folder / "gate"
        package = write_commands(folder, kind.mark, self.gate)
        environ = {
            "DISCORD_PUBLIC_KEY": PUBLIC_KEY,
            "POSTERN_STORE": kind.url,
            "POSTERN_COMMANDS": package,
            "POSTERN_AUTO_DEFER": "0",
            "PYTHONPATH": str(folder),
        }
        self.all = [ServerProcess("postern serve", environ) for _ in range(2)]
        self.threads = ThreadPoolExecutor(16)

    def use(self, name: str, server: int, user: int = 1) -> str:
        """Use a command at one of the servers, and return what the user sees."""
        person = {"id": str(user), "username": "mason", "discriminator": "0", "avatar": None, "global_name": None}
        body = command(f"{name}-{self.kind.mark}", member={"user": person, "roles": [], "permissions": "0"})
        reply = self.all[server].request("POST", "/interactions", signed(body, int(time.time())), body)
        assert reply.status == 200, reply.body
        return str(orjson.loads(reply.body)["data"]["content"])

    def use_at_once(self, name: str, *servers: int) -> list[Future[str]]:
        return [self.threads.submit(self.use, name, server) for server in servers]

    def close(self) -> None:
        # Lets go whoever still waits for it.
        self.gate.touch()
        self.threads.shutdown()
        for server in self.all:
            server.close()


def write_commands(folder: Path, mark: str, gate: Path) -> str:
    """Write a package with limited commands, and return its name."""
    package = f"limited_{mark}"
    (folder / package).mkdir()
    (folder / package / "__init__.py").touch()
    (folder / package / "limited.py").write_text(COMMANDS.format(mark=mark, gate=str(gate)))
    return package


def await_listening(server: ServerProcess) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and server.process.poll() is None:
        try:
            server.connect().__exit__(None, None, None)
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"a server did not start: {server.log()}")


def eventually(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def on_sqlite(folder: Path) -> Iterator[Kind]:
    path = folder / "store.db"

    def let_pass(seconds: float) -> None:
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE postern_store SET expires = expires - ?", (seconds,))
        connection.close()

    yield Kind(f"sqlite:///{path}", let_pass)


def on_redis(_: Path) -> Iterator[Kind]:
    with redis.Redis.from_url(REDIS) as server:

        def let_pass(seconds: float) -> None:
            for key in keys_below(server, f"postern:*{made.mark}"):
                left: Any = server.pttl(key)
                server.pexpire(key, int(max(left - seconds * 1000, 0)))

        made = Kind(REDIS, let_pass)
        yield made
        for key in keys_below(server, f"postern:*{made.mark}"):
            server.delete(key)


@pytest.fixture(params=[pytest.param(on_sqlite, id="sqlite"), pytest.param(on_redis, id="redis", marks=needs_redis)])
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kind]:
    yield from request.param(tmp_path)


@pytest.fixture
def servers(kind: Kind, tmp_path: Path) -> Iterator[Servers]:
    made = Servers(kind, tmp_path)
    try:
        for server in made.all:
            await_listening(server)
        yield made
    finally:
        made.close()


def test_a_cooldown_holds_over_two_servers(servers: Servers) -> None:
    seen = [servers.use("roll", number % 2) for number in range(8)]

    assert seen[:3] == ["rolled"] * 3
    for text in seen[3:]:
        assert 60 - PATIENCE < float(text.removeprefix("wait ")) <= 60
    assert [servers.use("roll", server, user=2) for server in (0, 1)] == ["rolled", "rolled"]

    servers.kind.let_pass(60)
    assert [servers.use("roll", number % 2) for number in range(3)] == ["rolled"] * 3
    assert servers.use("roll", 1).startswith("wait ")


def test_no_more_run_at_once_than_may_over_two_servers(servers: Servers) -> None:
    uses = servers.use_at_once("tag", *[0, 1] * 4)
    eventually(lambda: sum(use.done() for use in uses) >= 6)
    assert [use.result() for use in uses if use.done()] == ["busy 2"] * 6
    servers.gate.touch()

    assert sorted(use.result(PATIENCE) for use in uses) == ["busy 2"] * 6 + ["tagged"] * 2
    # The answer leaves first, the places are free a moment later; by themselves they would be after the lease.
    ended = time.monotonic()
    eventually(lambda: [servers.use("tag", 0), servers.use("tag", 1)] == ["tagged"] * 2)
    assert time.monotonic() - ended < LEASE / 2


def test_what_a_killed_server_held_is_free_after_the_lease(servers: Servers) -> None:
    held = servers.use_at_once("tag", 0, 0)
    eventually(lambda: len(list(servers.gate.parent.glob("runs-*"))) == 2)
    servers.all[0].process.kill()
    wait(held, PATIENCE)
    servers.gate.touch()
    assert servers.use("tag", 1) == "busy 2"

    servers.kind.let_pass(LEASE)

    assert [servers.use("tag", 1), servers.use("tag", 1)] == ["tagged", "tagged"]


# ── a store that nobody shares ──


def serve(folder: Path, workers: int, store: str) -> tuple[str, str]:
    """Start `postern serve` with limited commands, and return their mark, and what it wrote up to its end."""
    mark = uuid.uuid4().hex[:12]
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "DISCORD_PUBLIC_KEY": PUBLIC_KEY,
        "POSTERN_STORE": store,
        "POSTERN_COMMANDS": write_commands(folder, mark, folder / "gate"),
    }
    program = str(Path(sys.executable).with_name("postern"))
    process = subprocess.Popen(
        [program, "serve", "--workers", str(workers), "--port", str(free_port())],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    log = ""
    assert process.stderr is not None
    # The warning comes before the server; every worker says when it is ready.
    while log.count("ready: ") < workers and (line := process.stderr.readline()):
        log += line
    process.terminate()
    try:
        return mark, log + process.communicate(timeout=PATIENCE)[1]
    finally:
        process.kill()


def test_several_workers_without_a_shared_store_say_which_limits_are_each_ones_own(tmp_path: Path) -> None:
    mark, log = serve(tmp_path, 2, "memory:")

    lines = [line for line in log.splitlines() if "POSTERN_STORE" in line]
    assert len(lines) == 1
    assert lines[0].endswith(
        "POSTERN_STORE is memory:, so in each of the 2 workers by itself hold: "
        f"cooldown of /roll-{mark}, max_concurrency of /tag-{mark}; "
        "to count together, set it to redis://HOST:PORT or sqlite:///PATH"
    )
    assert "WARNING" in lines[0]


@pytest.mark.parametrize(("workers", "store"), [(1, "memory:"), (2, "sqlite:///store.db")])
def test_who_counts_together_is_not_warned(tmp_path: Path, workers: int, store: str) -> None:
    _, log = serve(tmp_path, workers, store)

    assert log.count("ready: ") == workers
    assert "POSTERN_STORE" not in log
