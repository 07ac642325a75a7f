"""How it is told what keeps a bot, or a part of it, from being loaded."""

import json
import logging
from pathlib import Path

import pytest

from app.cli.mistakes import Mistakes, describe, describe_exit, describe_refusal
from app.errors import BadRequest, DefinitionError, DiscoveryError
from app.plugins.loader import load_modules


def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> DefinitionError:
    (tmp_path / "broken_one.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DefinitionError) as caught:
        load_modules("broken_one")
    return caught.value


def test_a_syntax_error_is_shown_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence, *lines = describe(loaded(tmp_path, monkeypatch, "x = 1\ny = (\n")).splitlines()

    assert sentence.startswith(f"{tmp_path / 'broken_one.py'}:2: broken_one could not be loaded: SyntaxError: '(' was")
    assert [line.strip() for line in lines[:2]] == [f'File "{tmp_path / "broken_one.py"}", line 2', "y = ("]
    assert all(line.startswith("    ") for line in lines)


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence, *lines = describe(loaded(tmp_path, monkeypatch, "import not_installed\n")).splitlines()

    assert sentence.endswith("broken_one.py:1: broken_one could not be loaded: No module named 'not_installed'")
    assert lines[-1] == "    ModuleNotFoundError: No module named 'not_installed'"


def test_the_last_lines_of_a_traceback_are_the_author_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "def deeper(n):\n    return deeper(n - 1) if n else 1 / n\n\n\ndeeper(9)\n"
    sentence, *lines = describe(loaded(tmp_path, monkeypatch, text)).splitlines()

    assert "broken_one.py:2: " in sentence
    assert len([line for line in lines if "in deeper" in line]) == 3
    assert not [line for line in lines if "loader.py" in line or "importlib" in line]


def test_a_module_that_ends_the_process_is_named_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_one.py").write_text("import sys\n\nsys.exit('no stock list')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SystemExit) as caught:
        load_modules("broken_one")
    sentence, *lines = describe_exit(caught.value).splitlines()

    assert sentence.startswith(f"{tmp_path / 'broken_one.py'}:3: SystemExit('no stock list') ended the bot while its")
    # Below it, Python 3.13 marks the part of the line that is meant.
    assert "sys.exit('no stock list')" in [line.strip() for line in lines][-2:]


def test_what_raised_nothing_else_is_one_sentence() -> None:
    assert describe(DefinitionError("a.py:3", "no description")) == "a.py:3: no description"
    assert describe(DefinitionError("", "first\n\n  second")) == "first\n    second"


def test_long_lines_are_cut() -> None:
    error = DiscoveryError("a.py:3", "a", "it raised")
    error.__cause__ = ValueError("x" * 1000)

    assert max(map(len, describe(error).splitlines()[1:])) == 304


def test_refused_commands_are_named_with_their_place() -> None:
    fields = ["0.options.1.name: Must be lower case.", "7.name: Too long.", "body: Strange."]
    error = BadRequest("PUT", "/applications/1/commands", 400, 50035, "Invalid Form Body", fields)

    assert describe_refusal(error, ["/roll (commands/roll.py:5)"]).splitlines() == [
        "Discord refused the commands, so none of them was registered: Invalid Form Body (code 50035)",
        "/roll (commands/roll.py:5): options.1.name: Must be lower case.",
        "7.name: Too long.",
        "body: Strange.",
    ]


def test_what_the_loader_leaves_out_is_kept_with_what_was_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = loaded(tmp_path, monkeypatch, "1 / 0")
    kept = Mistakes()
    log = logging.Logger("test")
    log.addHandler(kept)
    log.error("%s", error)
    log.error("plugin Shop\nis left out")
    log.warning("nothing is left out")

    assert kept.said[0].splitlines()[0] == str(error)
    assert kept.said[0].endswith("\n    ZeroDivisionError: division by zero")
    assert kept.said[1:] == ["plugin Shop is left out"]
    assert json.dumps(kept.said)
