"""Which files are watched, and when they have changed."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from app.cli.watching import look, place_of, wait_for_change
from tests.cli.playground import COMMANDS


def test_looking_at_a_dotted_package_imports_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parent_of_it" / "commands").mkdir(parents=True)
    (tmp_path / "parent_of_it" / "__init__.py").write_text("raise RuntimeError('imported')")
    (tmp_path / "parent_of_it" / "commands" / "one.py").write_text(COMMANDS)
    monkeypatch.syspath_prepend(tmp_path)

    place = place_of("parent_of_it.commands")

    assert place == tmp_path / "parent_of_it" / "commands"
    assert [file.name for file in look("parent_of_it.commands")] == ["one.py"]
    assert "parent_of_it" not in sys.modules


def test_a_package_that_is_a_single_file_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "just_a_file.py").write_text(COMMANDS)
    monkeypatch.syspath_prepend(tmp_path)

    assert list(look("just_a_file")) == [tmp_path / "just_a_file.py"]


def test_a_package_that_is_not_there_yet_is_awaited_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert place_of("not_there.yet") == tmp_path / "not_there" / "yet"
    assert look("not_there.yet") == {}


def test_what_is_no_file_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "with_links").mkdir()
    (tmp_path / "with_links" / "one.py").write_text(COMMANDS)
    # What an editor leaves as a lock, and a link that leads to itself.
    (tmp_path / "with_links" / ".#one.py").symlink_to("somebody@somewhere.1234")
    (tmp_path / "with_links" / "circle.py").symlink_to("circle.py")
    monkeypatch.syspath_prepend(tmp_path)

    assert [file.name for file in look("with_links")] == ["one.py"]


async def test_what_changed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "watched").mkdir()
    (tmp_path / "watched" / "one.py").write_text("1")
    (tmp_path / "watched" / "two.py").write_text("2")
    monkeypatch.syspath_prepend(tmp_path)
    waiting = asyncio.create_task(wait_for_change("watched", look("watched")))
    await asyncio.sleep(0.05)
    (tmp_path / "watched" / "one.py").write_text("11")
    (tmp_path / "watched" / "two.py").unlink()
    (tmp_path / "watched" / "notes.txt").touch()

    assert await waiting == ["one.py", "two.py"]


async def test_a_file_saved_within_the_clock_s_step_is_told_by_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "just_saved.py"
    file.write_text("1")
    monkeypatch.syspath_prepend(tmp_path)
    before = look("just_saved")
    time = file.stat().st_mtime_ns
    file.write_text("1 + 1")
    os.utime(file, ns=(time, time))

    assert await wait_for_change("just_saved", before) == ["just_saved.py"]


async def test_the_wait_may_end_without_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert await wait_for_change("nowhere", {}, lambda: True) == []
