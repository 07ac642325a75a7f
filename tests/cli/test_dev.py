"""`postern dev` as a process of its own, in a project of its own, on loopback."""

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

    def __init__(self, project: Path, environ: dict[str, str], start: Sequence[str] = ()) -> None:
        self.port = free_port()
        self.project = project
        self.log = project / "dev.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*(start or (sys.executable, "-m", "app")), "dev", "--port", str(self.port)],
                cwd=project,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=10)

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.client.get("/playground/state").raise_for_status().json()
        return state

    def write(self, text: str, name: str = "hello.py") -> None:
        """Write a command module; its time of change differs from the earlier one's."""
        file = self.project / "commands" / name
        before = file.stat().st_mtime if file.exists() else 0.0
        file.write_text(text)
        if file.stat().st_mtime == before:
            os.utime(file, (before + 1, before + 1))

    def wait_until(self, wanted: str) -> dict[str, Any]:
        """Wait until the bot is in a state; returns what the page is told of it."""

        def look() -> dict[str, Any] | None:
            state = self.state()
            bot: dict[str, Any] = state["bot"]
            return bot if bot["state"] == wanted else None

        found: dict[str, Any] = eventually(look, f"the state {wanted!r}: {self.log.read_text()}")
        return found

    def use(self, name: str) -> dict[str, Any]:
        """Send a command as the page does, and wait until it is answered."""
        state = self.state()
        channel = next(channel for channel in state["channels"] if channel["name"] == "bots")
        wanted = {"name": name, "user": state["users"][0]["id"], "channel": channel["id"]}
        sent = self.client.post("/playground/interactions", json=wanted)
        assert sent.status_code == 202, sent.text

        def look() -> dict[str, Any] | None:
            interactions = self.state()["interactions"]
            found: dict[str, Any] = next(i for i in interactions if i["id"] == sent.json()["id"])
            return found if found["state"] in {"answered", "failed"} else None

        used: dict[str, Any] = eventually(look, f"an answer to /{name}")
        return used

    def says(self, name: str, content: str) -> None:
        """Wait until a command is answered so: a bot that is about to be replaced may still answer as it did."""

        def look() -> bool:
            original = self.use(name)["original"]
            return original is not None and original["content"] == content

        eventually(look, f"{content!r} as answer to /{name}: {self.log.read_text()}")

    def end(self) -> None:
        self.client.close()
        self.process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
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


def test_the_bot_is_tried_on_its_page_and_follows_its_files(playground: Playground) -> None:
    playground.wait_until("running")
    page = playground.client.get("/")
    first = playground.use("hello")

    assert page.status_code == 200
    assert "<html" in page.text
    assert first["original"]["content"] == "Hello."

    playground.write(COMMANDS.replace("Hello.", "Good evening."))
    playground.says("hello", "Good evening.")

    playground.write(COMMANDS.replace("hello", "bye"), "bye.py")
    playground.wait_until("running")
    eventually(lambda: len(playground.state()["commands"]) == 2, "the new command")
    playground.says("bye", "Hello.")

    assert f"http://127.0.0.1:{playground.port}/" in playground.log.read_text()


def test_a_project_without_commands_waits_for_them(project: Path, environ: dict[str, str]) -> None:
    (project / "commands").rename(project / "elsewhere")
    playground = Playground(project, environ | {"POSTERN_COMMANDS": "my_commands"})
    try:
        failed = playground.wait_until("failed")
        assert "there is no package 'my_commands'" in failed["detail"]
        (project / "elsewhere").rename(project / "my_commands")
        playground.wait_until("running")
    finally:
        playground.end()


def test_the_command_that_opens_an_activity_may_come_and_go(playground: Playground) -> None:
    playground.wait_until("running")
    launch = (
        "from app.tree.decorators import entry_point_command\nlaunch = entry_point_command('x', handler='discord')\n"
    )
    playground.write(launch, "launch.py")
    eventually(lambda: len(playground.state()["commands"]) == 2, "the new command")

    playground.write(COMMANDS.replace("hello", "bye"), "launch.py")

    # Nobody but Discord can take it away, so that it stays.
    eventually(lambda: len(playground.state()["commands"]) == 3, "the command in its place")
    playground.says("bye", "Hello.")


def test_a_bot_that_dies_is_said_to_be_dead(playground: Playground) -> None:
    playground.wait_until("running")
    (bot,) = children(playground.process.pid)
    os.kill(bot, signal.SIGKILL)

    assert playground.wait_until("failed")["detail"] == "the bot ended with code -9"


def test_what_a_handler_logs_is_shown_with_its_interaction(playground: Playground) -> None:
    playground.wait_until("running")
    playground.write(
        COMMANDS.replace(
            '    return "Hello."', '    import logging\n    logging.warning("x " * 100_000)\n    return 1 / 0'
        )
    )
    eventually(lambda: (playground.use("hello")["original"] or {}).get("flags") == 64, "the polite sentence")
    used = playground.use("hello")

    def look() -> list[dict[str, Any]]:
        return [log for log in playground.state()["logs"] if log.get("interaction_id") == used["id"]]

    eventually(lambda: len(look()) == 2, "both records")
    warning, error = look()
    assert warning["message"] == "x " * 100_000
    assert error["message"].startswith("/hello failed [reference")
    assert "ZeroDivisionError" in error["error"]


@pytest.mark.parametrize("whom", ["the process", "its group"])
def test_an_interrupt_ends_both_processes(playground: Playground, whom: str) -> None:
    playground.wait_until("running")
    (bot,) = children(playground.process.pid)
    if whom == "the process":
        playground.process.send_signal(signal.SIGINT)
    else:
        os.killpg(playground.process.pid, signal.SIGINT)  # what Ctrl+C does

    assert playground.process.wait(WITHIN) in {0, 130, -signal.SIGINT}
    assert not is_alive(bot)
    log = playground.log.read_text()
    assert "Traceback" not in log, log
    assert "Fatal" not in log


def test_an_interrupt_while_the_bot_starts_ends_both_processes(playground: Playground) -> None:
    eventually(lambda: children(playground.process.pid), "the bot's process")
    (bot,) = children(playground.process.pid)
    os.killpg(playground.process.pid, signal.SIGINT)
    playground.process.wait(WITHIN)

    assert not is_alive(bot)


def test_the_bot_ends_with_its_parent_whatever_ended_that(playground: Playground) -> None:
    playground.wait_until("running")
    (bot,) = children(playground.process.pid)
    playground.process.kill()
    playground.process.wait()

    eventually(lambda: not is_alive(bot), "the end of the bot")


def test_a_handler_in_a_thread_does_not_hold_up_the_end(playground: Playground) -> None:
    playground.write(
        COMMANDS.replace("async def", "def").replace('    return "Hello."', "    import time\n    time.sleep(600)")
    )
    eventually(lambda: playground.state()["bot"]["state"] == "running" and _defers(playground), "the deferral")
    (bot,) = children(playground.process.pid)
    playground.process.kill()
    playground.process.wait()

    eventually(lambda: not is_alive(bot), "the end of the bot")


def _defers(playground: Playground) -> bool:
    state = playground.state()
    channel = next(channel for channel in state["channels"] if channel["name"] == "bots")
    wanted = {"name": "hello", "user": state["users"][0]["id"], "channel": channel["id"]}
    sent = playground.client.post("/playground/interactions", json=wanted)
    if sent.status_code != 202:
        return False

    def look() -> str | None:
        found = next(i for i in playground.state()["interactions"] if i["id"] == sent.json()["id"])
        return str(found["state"]) if found["state"] != "waiting" else None

    return bool(eventually(look, "the deferral") == "deferred")


def test_a_port_in_use_is_one_sentence_and_exit_code_2(project: Path, environ: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "app", "dev", "--port", str(port)],
            cwd=project,
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"postern: --port is {port}, which cannot be bound on 127.0.0.1 (Address already in use): "
        "choose another with --port"
    ]
