"""Plugins in real processes: one that cannot be loaded under `serve`, and one whose code changes under `dev`."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.server.run import STARTUP_FAILED
from tests.cli.test_dev import Playground, environ, eventually
from tests.journeys.server_process import PATIENCE, free_port
from tests.signature.signing import PUBLIC_KEY

__all__ = ["environ"]

BROKEN = """
from app import Plugin


class Shop(Plugin):
    async def on_load(self) -> None:
        raise ConnectionError("no stock list")
"""
GREETER = """
from pathlib import Path

from app import CommandContext, Plugin, slash_command

NOTES = Path(__file__).parents[1] / "notes.txt"


class Greeter(Plugin):
    greeting = "Hello."

    async def on_load(self) -> None:
        self.note("loaded")

    async def on_unload(self) -> None:
        self.note("unloaded")

    def note(self, what: str) -> None:
        with NOTES.open("a") as notes:
            print(what, self.greeting, file=notes)

    @slash_command
    async def greet(self, ctx: CommandContext) -> str:
        \"\"\"Greet.\"\"\"
        return self.greeting
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "__init__.py").touch()
    return tmp_path


@pytest.fixture
def playground(project: Path, environ: dict[str, str]) -> Iterator[Playground]:
    (project / "commands" / "greeter.py").write_text(GREETER)
    started = Playground(project, environ)
    yield started
    started.end()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_plugin_that_cannot_be_loaded_stops_the_server_with_one_line(
    project: Path, environ: dict[str, str], workers: int
) -> None:
    file = project / "commands" / "shop.py"
    file.write_text(BROKEN)

    done = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--port", str(free_port()), "--workers", str(workers)],
        cwd=project,
        env=environ | {"DISCORD_PUBLIC_KEY": PUBLIC_KEY},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == STARTUP_FAILED
    lines = [line for line in done.stderr.splitlines() if "Shop" in line]
    why = f"{file}:7: plugin Shop could not be loaded: on_load() raised ConnectionError: no stock list"
    assert len(lines) == workers
    assert all(line.endswith(f"the bot cannot start: {why}") for line in lines)
    assert "Traceback" not in done.stderr


def test_the_new_code_of_a_plugin_takes_the_old_ones_place_in_dev(playground: Playground) -> None:
    notes = playground.project / "notes.txt"
    playground.wait_until("running")
    playground.says("greet", "Hello.")
    playground.write(GREETER.replace("Hello.", "Good evening."), "greeter.py")
    playground.says("greet", "Good evening.")

    assert notes.read_text().splitlines() == ["loaded Hello.", "unloaded Hello.", "loaded Good evening."]

    playground.end()
    assert notes.read_text().splitlines()[3:] == ["unloaded Good evening."]


def test_a_plugin_that_is_broken_and_mended_comes_back_in_dev(playground: Playground) -> None:
    playground.wait_until("running")
    playground.write(GREETER.replace('self.note("loaded")', "1 / 0"), "greeter.py")
    incomplete = playground.wait_until("incomplete")
    playground.write(GREETER, "greeter.py")
    playground.wait_until("running")
    playground.says("greet", "Hello.")

    assert "plugin Greeter could not be loaded: on_load() raised ZeroDivisionError" in incomplete["detail"]
    # The one that was left out had not been loaded, so there was nothing to unload.
    notes = playground.project / "notes.txt"
    eventually(lambda: notes.read_text().count("loaded Hello.") == 3, notes.read_text())
    assert notes.read_text().splitlines() == ["loaded Hello.", "unloaded Hello.", "loaded Hello."]
