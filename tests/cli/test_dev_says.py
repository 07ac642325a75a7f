"""What `postern dev` says in the terminal, and of which files."""

import sys
from pathlib import Path

from tests.cli.playground import COMMANDS, Playground, environ, eventually, project

__all__ = ["environ", "project"]


def test_a_healthy_start_says_nothing_of_its_own_probe(project: Path, environ: dict[str, str]) -> None:
    playground = Playground(project, environ)
    try:
        playground.wait_until("running")
        playground.wait_for_line("Ready in ")
        playground.says("hello", "Hello.")
        logs = playground.all("log")
    finally:
        playground.end()

    assert "refused" not in playground.log.read_text()
    assert not [record for record in logs if record["logger"] == "app.server.rejections"]
    assert f"Watching {project / 'commands'} for changes" in playground.log.read_text()


def test_what_keeps_the_bot_from_starting_is_said_once(project: Path, environ: dict[str, str]) -> None:
    (project / "commands" / "__init__.py").write_text("1 / 0")
    playground = Playground(project, environ)
    try:
        failed = playground.wait_until("failed")
        eventually(lambda: "The bot is not running." in playground.log.read_text(), "the line that it is not running")
    finally:
        playground.end()

    assert "ZeroDivisionError" in failed["detail"]
    assert playground.log.read_text().count("commands could not be loaded") == 1


def test_one_module_that_is_left_out_is_said_once(project: Path, environ: dict[str, str]) -> None:
    (project / "commands" / "broken.py").write_text("1 / 0")
    playground = Playground(project, environ)
    try:
        playground.wait_until("incomplete")
        eventually(lambda: "Left out" in playground.log.read_text(), "the line of what is left out")
    finally:
        playground.end()

    said = playground.log.read_text()
    assert said.count("ZeroDivisionError") == 1
    assert "Left out until mended: 1 thing that cannot be loaded, named above." in said


def test_a_terminal_without_the_letters_of_a_name_stops_nothing(project: Path, environ: dict[str, str]) -> None:
    (project / "commands" / "hello.py").write_text(COMMANDS.replace("def hello", "def 挨拶"))
    playground = Playground(project, environ | {"PYTHONIOENCODING": "latin-1"})
    try:
        playground.wait_until("running")
        playground.wait_for_line("/\\u6328\\u62f6")
    finally:
        playground.end()


def test_a_project_may_have_a_folder_app_of_its_own(project: Path, environ: dict[str, str]) -> None:
    (project / "app").mkdir()
    (project / "app" / "__init__.py").write_text("raise RuntimeError('not ours')")
    playground = Playground(project, environ, [str(Path(sys.executable).with_name("postern"))])
    try:
        playground.wait_until("running")
        playground.says("hello", "Hello.")
    finally:
        playground.end()
