"""`postern new`, as a newcomer runs it in a folder of his own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import ROOT, run

PYTEST_INI = '[tool.pytest.ini_options]\nanyio_mode = "auto"\nfilterwarnings = ["error"]\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "__init__.py").touch()
    return tmp_path


def files(project: Path) -> dict[str, str]:
    return {str(path.relative_to(project)): path.read_text() for path in project.rglob("*.py")}


def tool(project: Path, *command: str, **environ: str) -> str:
    """Run a tool of this environment on the project, and return what it said; it must not complain."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    # Another plugin of our own environment, which warns where a project does not set it up.
    kept["PYTEST_ADDOPTS"] = "-p no:asyncio"
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project,
        env=kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_newcomer_gets_a_command_with_a_test_that_passes(project: Path) -> None:
    done = run("new", "command", "hello", cwd=project)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "wrote commands/hello.py\n"
        "wrote tests/conftest.py\n"
        "wrote tests/test_hello.py\n"
        "next: `pytest tests/test_hello.py`, then `postern dev` to try /hello\n"
    )
    assert run("commands", cwd=project).stdout == "/hello [times:integer]  Say hello.\n"
    assert "1 passed" in tool(project, "pytest", "-W", "error", "-p", "no:cacheprovider", "tests/test_hello.py")


def test_what_is_written_passes_the_type_checker_and_the_linter(project: Path) -> None:
    pytest.importorskip("mypy")
    for name in ("hello", "import"):
        assert run("new", "command", name, cwd=project).returncode == 0

    checked = tool(project, "mypy", "--strict", "--explicit-package-bases", "commands", "tests")
    assert "no issues found in 6 source files" in checked
    # How imports are sorted depends on where `app` lies: in an author's project it is a library.
    tool(project, "ruff", "check", "--config", str(ROOT / "pyproject.toml"), "--ignore", "D,I", ".")
    tool(project, "ruff", "format", "--check", "--config", str(ROOT / "pyproject.toml"), ".")


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("tag-list", "tag_list"),
        ("import", "import_"),
        ("setup", "setup_"),
        ("str", "str_"),
        ("würfeln", "würfeln"),
        ("x" * 32, "x" * 32),
        ("ﬁx", "fix"),
    ],
)
def test_names_that_python_has_not_are_declared_by_hand(project: Path, name: str, identifier: str) -> None:
    done = run("new", "command", name, cwd=project)

    assert (done.returncode, done.stderr) == (0, "")
    assert {f"commands/{identifier}.py", f"tests/test_{identifier}.py"} <= set(files(project))
    assert run("commands", cwd=project).stdout.startswith(f"/{name} ")


def test_modules_and_tests_of_several_commands_live_together(project: Path) -> None:
    (project / "pyproject.toml").write_text(PYTEST_INI)
    (project / "commands" / "__init__.py").write_text("def setup(bot: object) -> None:\n    print('set up')\n")
    for name in ("setup", "tag-list", "import", "str"):
        run("new", "command", name, cwd=project)

    assert "set up\n" in run("commands", cwd=project).stdout
    assert "4 passed" in tool(project, "pytest", "-p", "no:cacheprovider")


def test_the_tests_of_commands_stand_in_their_own_folder_if_there_is_one(project: Path) -> None:
    (project / "tests" / "commands").mkdir(parents=True)

    done = run("new", "command", "hello", cwd=project)

    assert sorted(files(project)) == [
        "commands/__init__.py", "commands/hello.py", "tests/commands/test_hello.py", "tests/conftest.py"
    ]  # fmt: skip
    assert "pytest tests/commands/test_hello.py" in done.stdout


@pytest.mark.parametrize("place", ["conftest.py", "tests/conftest.py", "tests/commands/conftest.py"])
def test_the_event_loop_that_a_project_chose_is_kept(project: Path, place: str) -> None:
    (project / "tests" / "commands").mkdir(parents=True)
    own = "import pytest\n\n@pytest.fixture\ndef anyio_backend() -> str:\n    return 'asyncio'\n"
    (project / place).write_text(own)

    run("new", "command", "hello", cwd=project)

    assert files(project)[place] == own
    assert [path for path in files(project) if path.endswith("conftest.py")] == [place]
    assert "virtual_time" not in "".join(files(project).values())
    assert "1 passed" in tool(project, "pytest", "-p", "no:cacheprovider")


def test_a_conftest_of_the_authors_is_left_as_it_is(project: Path) -> None:
    (project / "tests").mkdir()
    (project / "tests" / "conftest.py").write_text("import os\n")

    run("new", "command", "hello", cwd=project)

    assert files(project)["tests/conftest.py"] == "import os\n"
    assert "virtual_time" in files(project)["tests/test_hello.py"]
    assert "1 passed" in tool(project, "pytest", "-p", "no:cacheprovider")
    tool(project, "ruff", "format", "--check", "--config", str(ROOT / "pyproject.toml"), "tests/test_hello.py")


def test_the_package_may_have_another_name(tmp_path: Path) -> None:
    (tmp_path / "my" / "bot").mkdir(parents=True)
    (tmp_path / "my" / "bot" / "__init__.py").touch()
    (tmp_path / ".env").write_text("POSTERN_COMMANDS=my.bot\n")

    done = run("new", "command", "hello", cwd=tmp_path)

    assert "next: `POSTERN_COMMANDS=my.bot pytest tests/test_hello.py`" in done.stdout
    assert run("commands", cwd=tmp_path).stdout.startswith("/hello ")
    assert "1 passed" in tool(tmp_path, "pytest", "-p", "no:cacheprovider", POSTERN_COMMANDS="my.bot")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Hello", "cannot be taken: command name 'Hello' must be lower case: 'hello'"),
        ("tag create", "cannot be taken: command name 'tag create' holds ' '; letters, digits, - _ ' are accepted"),
        ("../hello", "cannot be taken: command name '../hello' holds '.' '/'; letters, digits, - _ ' are accepted"),
        ("", "cannot be taken: command name '' has 0 characters, Discord accepts 1 to 32"),
        ("x" * 33, f"cannot be taken: command name '{'x' * 33}' has 33 characters, Discord accepts 1 to 32"),
        ("8ball", "is '8ball', which names no module of Python's: begin it with a letter, and use letters, digits, - "),
        ("don't", "is \"don't\", which names no module of Python's: "),
        ("__main__", "is '__main__', which names no module of Python's: "),
    ],
)
def test_a_name_that_cannot_be_is_one_sentence_and_exit_code_2(project: Path, name: str, why: str) -> None:
    done = run("new", "command", "--", name, cwd=project)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"postern: NAME {why}")
    assert done.stderr.count("\n") == 1
    assert sorted(files(project)) == ["commands/__init__.py"]


@pytest.mark.parametrize("taken", ["commands/hello.py", "commands/hello/__init__.py", "tests/test_hello.py"])
def test_nothing_is_written_over(project: Path, taken: str) -> None:
    (project / taken).parent.mkdir(exist_ok=True)
    (project / taken).write_text("mine = 1\n")
    before = files(project)

    done = run("new", "command", "hello", cwd=project)

    named = taken.removesuffix("/__init__.py")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (f"postern: {named} is there already, and nothing is written over it: choose another name\n")
    assert files(project) == before


@pytest.mark.parametrize("has_folder", [False, True])
def test_a_folder_without_the_package_is_one_sentence_and_exit_code_1(tmp_path: Path, has_folder: bool) -> None:
    if has_folder:
        (tmp_path / "commands").mkdir()

    done = run("new", "command", "hello", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"postern: there is no package 'commands' in {tmp_path}: make commands/__init__.py, an empty file will do, "
        "or name another one with POSTERN_COMMANDS\n"
    )
    assert files(tmp_path) == {}


@pytest.mark.parametrize("arguments", [["new", "--help"], ["new", "command", "--help"]], ids=" ".join)
def test_help_is_given(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert "Write a slash command and its test" in done.stdout


@pytest.mark.parametrize("arguments", [["new", "bot"], ["new", "command"], ["new", "command", "a", "b"]], ids=" ".join)
def test_wrong_usage_is_exit_code_2(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert "Usage: postern new" in done.stderr


def test_a_second_declaration_of_a_name_is_named_when_the_commands_are_loaded(project: Path) -> None:
    (project / "commands" / "other.py").write_text(
        "from app import *\n@slash_command\nasync def hello(ctx: CommandContext) -> None:\n    'Hi.'\n"
    )
    run("new", "command", "hello", cwd=project)

    assert "/hello is declared twice" in run("commands", cwd=project).stderr


def test_a_newcomer_gets_a_file_of_all_settings(project: Path) -> None:
    done = run("new", "env", cwd=project)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("wrote .env\nnext: fill in DISCORD_PUBLIC_KEY")
    assert (project / ".env").stat().st_mode & 0o077 == 0
    assert "\n#POSTERN_STORE=memory:\n" in (project / ".env").read_text()


def test_settings_are_not_written_over(project: Path) -> None:
    (project / ".env").write_text("DISCORD_TOKEN=kept\n")

    done = run("new", "env", cwd=project)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "postern: .env is there already, and nothing is written over it: name another file\n"
    assert (project / ".env").read_text() == "DISCORD_TOKEN=kept\n"


def test_settings_that_cannot_be_written_are_one_sentence(project: Path) -> None:
    done = run("new", "env", "nowhere/.env", cwd=project)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "postern: nowhere/.env cannot be written: No such file or directory\n"
