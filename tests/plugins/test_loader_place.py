"""Which package of a name is loaded on the command line."""

import sys
from pathlib import Path

import pytest

from app.errors import DiscoveryError
from app.plugins.loader import check_place, find_package


def test_a_folder_without_its_init_file_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bot" / "commands").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(DiscoveryError) as caught:
        check_place("bot.commands")

    missing = tmp_path / "bot" / "commands" / "__init__.py"
    assert str(caught.value) == f"bot.commands could not be loaded: {missing} is missing: an empty file will do"


def test_a_package_of_another_folder_is_a_warning_with_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there" / "authored_there").mkdir(parents=True)
    (tmp_path / "there" / "authored_there" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.syspath_prepend(tmp_path / "there")

    check_place("authored_there")

    (record,) = caplog.records
    assert (record.levelname, str(tmp_path / "there" / "authored_there") in record.getMessage()) == ("WARNING", True)


@pytest.mark.parametrize("file", ["authored_here/__init__.py", "src/authored_here/__init__.py", "authored_here.py"])
def test_a_package_of_this_folder_is_nothing_to_speak_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, file: str
) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path / "src")
    monkeypatch.syspath_prepend(tmp_path)

    check_place("authored_here")

    assert caplog.messages == []
    assert "authored_here" not in sys.modules


@pytest.mark.parametrize("name", ["no_such_package", "no_such_package.commands", "json.nothing", "this.nothing"])
def test_a_package_that_is_nowhere_is_left_to_the_import(name: str) -> None:
    assert find_package(name) is None
    check_place(name)
