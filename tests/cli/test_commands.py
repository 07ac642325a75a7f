"""`postern commands`, as an operator runs it: a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = "tests.fixtures.commands"


def run(*arguments: str, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder, with no setting but these."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=cwd,
        env=kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def authored(folder: Path, source: str, package: str = "commands") -> Path:
    (folder / package).mkdir()
    (folder / package / "__init__.py").touch()
    (folder / package / "one.py").write_text(source)
    return folder


def test_the_tree_is_printed_with_options_and_targets() -> None:
    done = run("commands", POSTERN_COMMANDS=PACKAGE)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "/note  Texts that are kept under a name\n"
        "  create name:string text:string  Keep a text under a name.\n"
        "  show name:string  Post a note.\n"
        "/ping  Say hello.\n"
        "/throw [dice:integer] [sides:integer]  Throw some dice.\n"
        "Who is it?  on a user\n"
        "How long?  on a message\n"
    )


def test_what_would_be_registered_is_printed_as_json() -> None:
    done = run("commands", "--json", POSTERN_COMMANDS=PACKAGE)
    registered: list[dict[str, Any]] = json.loads(done.stdout)

    assert done.returncode == 0
    assert [command["name"] for command in registered] == ["note", "ping", "throw", "Who is it?", "How long?"]
    assert registered[1] == {"name": "ping", "type": 1, "description": "Say hello."}


def test_the_authors_commands_are_found_where_it_is_run(tmp_path: Path) -> None:
    authored(
        tmp_path,
        "from typing import Literal\nfrom app import *\n"
        "@slash_command('a b c')\n"
        "async def x(ctx: CommandContext, how: Literal['red', 'blue'], n: float = 1) -> None:\n"
        "    'Paint.'\n",
        package="mine",
    )

    done = run("commands", cwd=tmp_path, POSTERN_COMMANDS="mine")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "/a  a\n  b  a b\n    c how:red|blue [n:number]  Paint.\n"


@pytest.mark.parametrize(
    ("declaration", "line"),
    [
        pytest.param(
            "@entry_point_command\nasync def launch(ctx: object) -> None:\n    'Play.'\n",
            "launch  entry point: Play.\n",
            id="handler",
        ),
        pytest.param(
            "launch = entry_point_command('Launch', handler='discord')\n",
            "Launch  entry point, launched by Discord\n",
            id="Discord",
        ),
    ],
)
def test_the_command_that_opens_an_activity_is_told_from_the_others(
    tmp_path: Path, declaration: str, line: str
) -> None:
    source = f"from app.tree.decorators import entry_point_command\n{declaration}"

    done = run("commands", cwd=authored(tmp_path, source))

    assert (done.returncode, done.stderr, done.stdout) == (0, "", line)


@pytest.mark.seed("P41")
def test_the_bots_description_stands_first_and_commands_of_servers_stand_apart(tmp_path: Path) -> None:
    authored(
        tmp_path,
        "from app import CommandContext, slash_command\n"
        "@slash_command\nasync def a(ctx: CommandContext) -> None:\n    'Do.'\n"
        "@slash_command('b', guild_ids=[7])\nasync def b(ctx: CommandContext) -> None:\n    'Do it there.'\n",
    )

    (tmp_path / "commands" / "__init__.py").write_text("def setup(bot):\n    bot.description = 'Keeps tags.'\n")

    assert run("commands", cwd=tmp_path).stdout == "Keeps tags.\n\n/a  Do.\n\nin server 7 alone:\n/b  Do it there.\n"


def test_settings_are_read_from_the_file_in_that_folder(tmp_path: Path) -> None:
    authored(tmp_path, "", package="mine")
    (tmp_path / ".env").write_text("POSTERN_COMMANDS=mine\n")

    done = run("commands", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (0, "no commands in mine\n")


def test_nothing_declared_is_an_empty_list_in_json(tmp_path: Path) -> None:
    assert json.loads(run("commands", "--json", cwd=authored(tmp_path, "")).stdout) == []


BAD = "from app import *\n@slash_command\nasync def {name}(ctx: CommandContext{more}) -> None:\n    'Do.'\n"


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        pytest.param("x = (\n", 1, "commands.one could not be loaded: SyntaxError: '(' was never closed", id="syntax"),
        pytest.param("\nimport nothing_here\n", 2, "No module named 'nothing_here'", id="import"),
        pytest.param("x = y\n", 1, "NameError: name 'y' is not defined", id="name"),
        pytest.param(BAD.format(name="Bad", more=""), 2, "must be lower case: 'bad'", id="definition"),
        pytest.param(BAD.format(name="a", more=", b: bytes"), 2, "/a: parameter b is a bytes, which", id="dependency"),
        pytest.param("from app import group\na = group('a')\n", 2, "group 'a' has no commands", id="empty group"),
    ],
)
def test_a_broken_package_is_one_sentence_and_exit_code_1(tmp_path: Path, source: str, line: int, why: str) -> None:
    done = run("commands", cwd=authored(tmp_path, source))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"postern: {tmp_path / 'commands' / 'one.py'}:{line}: ")
    assert why in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_missing_package_is_one_sentence_and_exit_code_1(tmp_path: Path) -> None:
    done = run("commands", cwd=tmp_path, POSTERN_COMMANDS="nowhere")

    assert done.returncode == 1
    assert done.stderr == (
        "postern: nowhere could not be loaded: "
        f"there is no package 'nowhere' in {tmp_path}; POSTERN_COMMANDS names another one\n"
    )


def test_a_setting_that_cannot_be_is_one_sentence_and_exit_code_2() -> None:
    done = run("commands", POSTERN_COMMANDS="not a name")

    assert done.returncode == 2
    assert done.stderr.startswith("postern: POSTERN_COMMANDS is 'not a name', expected the dotted name of a package")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--help"], "Print the command tree."),
        (["-h"], "Run the bot for production."),
        (["commands", "--help"], "--json"),
        (["commands", "-h"], "Print what would be registered with Discord."),
        (["serve", "--help"], "Usage: postern serve"),
        (["--help"], "or an .env of all settings"),
        (["--help"], "--env-file FILE"),
        (["new", "--help"], "or an .env of all settings"),
        (["endpoint", "events", "--help"], "switch them off"),
        (["dev", "--help"], "Usage: postern dev"),
        (["sync", "--help"], "Usage: postern sync"),
        (["--version"], "postern, version "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_help_is_given_without_any_setting(arguments: list[str], text: str, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert text in " ".join(done.stdout.split())


@pytest.mark.parametrize("arguments", [["command"], ["commands", "--jsn"], ["commands", "x"]], ids=" ".join)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    done = run(*arguments)

    assert done.returncode == 2
    assert "Usage: postern" in done.stderr


def test_a_package_without_its_init_file_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "commands").mkdir()

    done = run("commands", cwd=tmp_path)

    missing = tmp_path / "commands" / "__init__.py"
    assert done.returncode == 1
    assert done.stderr == f"postern: commands could not be loaded: {missing} is missing: an empty file will do\n"


def test_a_package_of_another_folder_is_loaded_with_a_warning_in_the_form_that_is_set(tmp_path: Path) -> None:
    done = run("commands", cwd=tmp_path, POSTERN_COMMANDS=PACKAGE, POSTERN_LOG_FORMAT="json")

    said = json.loads(done.stderr)
    assert (done.returncode, said["level"]) == (0, "warning")
    assert said["message"].endswith(f"it is loaded from {ROOT.joinpath(*PACKAGE.split('.'))}")
