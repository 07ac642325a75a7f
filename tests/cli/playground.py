"""`postern dev` as a process of its own, in a project of its own, on loopback; and what to ask it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

COMMANDS = '''
from app import CommandContext, slash_command


@slash_command
async def hello(ctx: CommandContext) -> str:
    """Say hello."""
    return "Hello."
'''
WITHIN = 30.0
"""Seconds for anything to come about, on a machine that is busy with other tests."""

Json = dict[str, Any]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(look: Callable[[], object], what: str) -> Any:
    """Look again and again until there is something; returns it."""
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            if found := look():
                return found
        time.sleep(0.05)
    raise AssertionError(f"never came about: {what}")


def children(pid: int) -> list[int]:
    """Return the processes that a process has started, all threads of it considered."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, task.read_text().split())
    return found


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class Playground:
    """The running `postern dev`, and its page."""

    def __init__(
        self, project: Path, environ: dict[str, str], start: Sequence[str] = (), *, options: Sequence[str] = ()
    ) -> None:
        self.port = free_port()
        self.project = project
        self.log = project / "dev.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*(start or (sys.executable, "-m", "app")), "dev", "--port", str(self.port), *options],
                cwd=project,
                # What a process that is killed leaves behind goes with the project.
                env={"TMPDIR": str(project)} | environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=10)

    def things(self) -> dict[str, Json]:
        """Return all that the page is told, by key."""
        things: dict[str, Json] = self.client.get("/playground/changes").raise_for_status().json()["set"]
        return things

    def all(self, kind: str) -> list[Json]:
        """Return all things of a kind."""
        return [thing for key, thing in self.things().items() if key.startswith(f"{kind}/")]

    def bot(self) -> Json:
        """Return what the page is told of the bot."""
        return self.things()["bot/0"]

    def origin(self) -> Json:
        """Return who acts, the guild's owner, and where."""
        channel = next(channel for channel in self.all("channel") if channel["name"] == "bots")
        return {"user": self.all("user")[0]["id"], "channel": channel["id"]}

    def commands(self) -> list[str]:
        """Return the names of the registered commands."""
        seen = self.client.get("/playground/seen", params=self.origin()).raise_for_status().json()
        return [command["name"] for command in seen["commands"]]

    def write(self, text: str, name: str = "hello.py") -> None:
        """Write a command module; its time of change differs from the earlier one's."""
        file = self.project / "commands" / name
        before = file.stat().st_mtime if file.exists() else 0.0
        file.write_text(text)
        if file.stat().st_mtime == before:
            os.utime(file, (before + 1, before + 1))

    def wait_until(self, wanted: str) -> Json:
        """Wait until the bot is in a state; returns what the page is told of it."""

        def look() -> Json | None:
            bot = self.bot()
            return bot if bot["state"] == wanted else None

        found: Json = eventually(look, f"the state {wanted!r}: {self.log.read_text()}")
        return found

    def wait_for_line(self, part: str) -> str:
        """Wait until something is said in the terminal; returns the whole line."""

        def look() -> str | None:
            return next((line for line in self.log.read_text().splitlines() if part in line), None)

        line: str = eventually(look, f"{part!r}: {self.log.read_text()}")
        return line

    def send(self, name: str) -> httpx.Response:
        """Send a command as the page does."""
        return self.client.post("/playground/interactions", json={"name": name, **self.origin()})

    def interaction(self, interaction_id: str) -> Json:
        """Return an interaction as it stands, with its message as `original`."""
        things = self.things()
        found = things[f"interaction/{interaction_id}"]
        return {**found, "original": things.get(f"message/{found['original_id']}")}

    def use(self, name: str) -> Json:
        """Send a command, and wait until it is answered."""
        sent = self.send(name)
        assert sent.status_code == 202, sent.text

        def look() -> Json | None:
            found = self.interaction(sent.json()["id"])
            return found if found["state"] in {"answered", "failed"} else None

        used: Json = eventually(look, f"an answer to /{name}")
        return used

    def says(self, name: str, content: str) -> None:
        """Wait until a command is answered so: a bot that is about to be replaced may still answer as it did."""

        def look() -> bool:
            original = self.use(name)["original"] if name in self.commands() else None
            return original is not None and original["content"] == content

        eventually(look, f"{content!r} as answer to /{name}: {self.log.read_text()}")

    def end(self) -> None:
        self.client.close()
        self.process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        for pid in [*children(self.process.pid), self.process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "__init__.py").touch()
    (tmp_path / "commands" / "hello.py").write_text(COMMANDS)
    return tmp_path


@pytest.fixture
def environ() -> dict[str, str]:
    """Keep nothing of this environment but what a process cannot do without."""
    needed = ("PATH", "HOME", "LANG", "COVERAGE")
    kept = {name: value for name, value in os.environ.items() if name.startswith(needed)}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def playground(project: Path, environ: dict[str, str]) -> Iterator[Playground]:
    started = Playground(project, environ)
    yield started
    started.end()
