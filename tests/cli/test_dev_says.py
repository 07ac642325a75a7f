"""What `postern dev` says in the terminal, and of which files."""

import sys
from pathlib import Path

import pytest

from app.cli.dev import _changed_times, _place
from tests.cli.test_dev import COMMANDS, Playground, environ, eventually, project

__all__ = ["environ", "project"]


def test_a_healthy_start_says_nothing_of_its_own_probe(project: Path, environ: dict[str, str]) -> None:
    playground = Playground(project, environ)
    try:
        playground.wait_until("running")
        eventually(lambda: "Ready: /hello" in playground.log.read_text(), "the line that it is ready")
        playground.says("hello", "Hello.")
        logs = playground.state()["logs"]
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
    assert playground.log.read_text().count("ZeroDivisionError") == 1


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


def test_a_project_may_have_a_folder_app_of_its_own(project: Path, environ: dict[str, str]) -> None:
    (project / "app").mkdir()
    (project / "app" / "__init__.py").write_text("raise RuntimeError('not ours')")
    playground = Playground(project, environ, [str(Path(sys.executable).with_name("postern"))])
    try:
        playground.wait_until("running")
        playground.says("hello", "Hello.")
    finally:
        playground.end()


def test_looking_at_a_dotted_package_imports_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parent_of_it" / "commands").mkdir(parents=True)
    (tmp_path / "parent_of_it" / "__init__.py").write_text("raise RuntimeError('imported')")
    (tmp_path / "parent_of_it" / "commands" / "one.py").write_text(COMMANDS)
    monkeypatch.syspath_prepend(tmp_path)

    place = _place("parent_of_it.commands")

    assert place == tmp_path / "parent_of_it" / "commands"
    assert [file.name for file, _ in _changed_times(place)] == ["one.py"]
    assert "parent_of_it" not in sys.modules


def test_a_package_that_is_a_single_file_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "just_a_file.py").write_text(COMMANDS)
    monkeypatch.syspath_prepend(tmp_path)

    assert [file for file, _ in _changed_times(_place("just_a_file"))] == [tmp_path / "just_a_file.py"]


def test_a_package_that_is_not_there_yet_is_awaited_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert _place("not_there.yet") == tmp_path / "not_there" / "yet"
    assert list(_changed_times(_place("not_there.yet"))) == []
