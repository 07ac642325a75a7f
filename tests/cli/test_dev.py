"""`postern dev` as a process of its own: its bot, and how both end."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.playground import (
    COMMANDS,
    WITHIN,
    Playground,
    children,
    environ,
    eventually,
    is_alive,
    playground,
    project,
)

__all__ = ["Playground", "environ", "eventually", "playground", "project"]


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
    eventually(lambda: len(playground.commands()) == 2, "the new command")
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
    eventually(lambda: len(playground.commands()) == 2, "the new command")

    playground.write(COMMANDS.replace("hello", "bye"), "launch.py")

    # Nobody but Discord can take it away, so that it stays.
    eventually(lambda: len(playground.commands()) == 3, "the command in its place")
    playground.says("bye", "Hello.")


def test_a_bot_that_dies_is_said_to_be_dead(playground: Playground) -> None:
    playground.wait_until("running")
    for process in children(playground.process.pid):
        os.kill(process, signal.SIGKILL)

    assert playground.wait_until("failed")["detail"] == "the bot was ended by signal 9 (Killed)"
    playground.write(COMMANDS.replace("Hello.", "Back again."))
    playground.says("hello", "Back again.")


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
        return [log for log in reversed(playground.all("log")) if log.get("interaction_id") == used["id"]]

    eventually(lambda: len(look()) == 2, "both records")
    warning, error = look()
    assert warning["message"] == "x " * 100_000
    assert error["message"].startswith("/hello failed [reference")
    assert "ZeroDivisionError" in error["error"]


@pytest.mark.parametrize("whom", ["the process", "its group"])
def test_an_interrupt_ends_both_processes(playground: Playground, whom: str) -> None:
    playground.wait_until("running")
    started = children(playground.process.pid)
    if whom == "the process":
        playground.process.send_signal(signal.SIGINT)
    else:
        os.killpg(playground.process.pid, signal.SIGINT)  # what Ctrl+C does

    assert playground.process.wait(WITHIN) in {0, 130, -signal.SIGINT}
    assert not [pid for pid in started if is_alive(pid)]
    log = playground.log.read_text()
    assert "Traceback" not in log, log
    assert "Fatal" not in log


def test_an_interrupt_while_the_bot_starts_ends_both_processes(playground: Playground) -> None:
    eventually(lambda: children(playground.process.pid), "the bot's process")
    started = children(playground.process.pid)
    os.killpg(playground.process.pid, signal.SIGINT)
    playground.process.wait(WITHIN)

    assert not [pid for pid in started if is_alive(pid)]


def test_the_bot_ends_with_its_parent_whatever_ended_that(playground: Playground) -> None:
    playground.wait_until("running")
    started = children(playground.process.pid)
    playground.process.kill()
    playground.process.wait()

    eventually(lambda: not any(map(is_alive, started)), "the end of the bot")


def test_a_handler_in_a_thread_does_not_hold_up_the_end(playground: Playground) -> None:
    playground.write(
        COMMANDS.replace("async def", "def").replace('    return "Hello."', "    import time\n    time.sleep(600)")
    )
    eventually(lambda: playground.bot()["state"] == "running" and _defers(playground), "the deferral")
    started = children(playground.process.pid)
    playground.process.kill()
    playground.process.wait()

    eventually(lambda: not any(map(is_alive, started)), "the end of the bot")


def _defers(playground: Playground) -> bool:
    sent = playground.send("hello")
    if sent.status_code != 202:
        return False

    def look() -> str | None:
        state = str(playground.interaction(sent.json()["id"])["state"])
        return state if state != "waiting" else None

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
