"""What `postern dev` makes of a bot that cannot be loaded, or not all of it."""

from pathlib import Path

import pytest

from tests.cli.playground import COMMANDS, Playground, environ, eventually, playground, project

__all__ = ["environ", "playground", "project"]

SECOND = COMMANDS.replace("hello", "bye")
NO_DESCRIPTION = SECOND.replace('"""Say bye."""', "")
SETUP = "from app import Bot\n\n\ndef setup(bot: Bot) -> None:\n    {line}\n"
REFUSED = """
from app import Bot


def setup(bot: Bot) -> None:
    # Nothing that is declared gets past our own checks, so one command is sent twice.
    scopes = bot.tree.scopes
    bot.tree.scopes = lambda: {place: [*commands, *commands] for place, commands in scopes().items()}
"""
PROVIDER = """
from app import CommandContext, slash_command


class Database: ...


@slash_command
async def look(ctx: CommandContext, db: Database) -> str:
    \"\"\"Look.\"\"\"
    return ""
"""
CHECK = """
from app import Bot, CommandContext

class Database: ...

def setup(bot: Bot) -> None:
    @bot.check
    async def open(ctx: CommandContext, db: Database) -> bool:
        return True
"""
PLUGIN = """
from app import CommandContext, Plugin, slash_command


class Shop(Plugin):
    async def on_load(self) -> None:
        raise ConnectionError("no stock list:\\nnobody answers")

    @slash_command
    async def buy(self, ctx: CommandContext) -> str:
        \"\"\"Buy something.\"\"\"
        return "Sold."
"""


def sentences(detail: str) -> list[str]:
    """Leave out the lines that tell what led to a mistake."""
    return [line for line in detail.splitlines() if not line.startswith("    ")]


def test_a_mistake_is_shown_with_file_and_line_until_it_is_mended(playground: Playground) -> None:
    playground.wait_until("running")
    playground.write(SECOND + "\ndef broken(:\n", "second.py")
    incomplete = playground.wait_until("incomplete")
    playground.says("hello", "Hello.")

    line = SECOND.count("\n") + 2
    assert incomplete["detail"].startswith(f"{playground.project / 'commands' / 'second.py'}:{line}: ")
    assert "SyntaxError" in incomplete["detail"]
    # What Python says of it, with the line itself.
    assert "    def broken(:" in incomplete["detail"]

    playground.write(SECOND, "second.py")
    assert playground.wait_until("running")["detail"] == ""
    playground.says("bye", "Hello.")


@pytest.mark.parametrize(
    ("broken", "where", "why"),
    [
        pytest.param("1 / 0", 1, "ZeroDivisionError: division by zero", id="it raises"),
        pytest.param(NO_DESCRIPTION, 5, "description of /bye is missing", id="no description"),
        pytest.param(SECOND.replace("def bye", "def Bye"), 5, "must be lower case", id="a name Discord refuses"),
        pytest.param(COMMANDS, 5, "/hello is declared twice, also at", id="a name that is taken"),
        pytest.param(PROVIDER, 8, "parameter db is a Database, which is no option type (options are", id="a provider"),
        pytest.param(PLUGIN, 7, "plugin Shop could not be loaded: on_load() raised ConnectionError", id="a plugin"),
    ],
)
def test_what_cannot_be_loaded_takes_nothing_else_down(
    project: Path, environ: dict[str, str], broken: str, where: int, why: str
) -> None:
    (project / "commands" / "second.py").write_text(broken)
    playground = Playground(project, environ)
    try:
        incomplete = playground.wait_until("incomplete")
        playground.says("hello", "Hello.")
        commands = playground.commands()
        (project / "commands" / "second.py").unlink()
        playground.wait_until("running")
    finally:
        playground.end()

    (line,) = sentences(incomplete["detail"])
    assert f"second.py:{where}: " in line
    assert why in line
    assert commands == ["hello"]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("import sys\nsys.exit(3)", "second.py:2: SystemExit(3) ended the bot while its modules were loaded"),
        ("exit('no stock list')", "second.py:1: SystemExit('no stock list') ended the bot while its modules"),
        ("import os\nos._exit(5)", "the bot ended with code 5"),
        ("import os\nos.kill(os.getpid(), 9)", "the bot was ended by signal 9 (Killed)"),
    ],
)
def test_a_module_that_ends_the_bot_is_told_of_until_it_is_mended(
    project: Path, environ: dict[str, str], broken: str, why: str
) -> None:
    (project / "commands" / "second.py").write_text(broken)
    playground = Playground(project, environ)
    try:
        failed = playground.wait_until("failed")
        playground.wait_for_line(why)
        playground.write("", "second.py")
        playground.says("hello", "Hello.")
    finally:
        playground.end()

    assert why in failed["detail"].splitlines()[0]


def test_each_mistake_is_shown_on_a_line_of_its_own(project: Path, environ: dict[str, str]) -> None:
    (project / "commands" / "broken.py").write_text("1 / 0")
    (project / "commands" / "shop.py").write_text(PLUGIN)
    playground = Playground(project, environ)
    try:
        incomplete = playground.wait_until("incomplete")
        eventually(lambda: "Left out" in playground.log.read_text(), "the line of what is left out")
    finally:
        playground.end()

    first, second = sentences(incomplete["detail"])
    assert "broken.py:1: commands.broken could not be loaded: ZeroDivisionError" in first
    assert "no stock list: nobody answers" in second
    said = playground.log.read_text()
    assert said.count("commands.broken could not be loaded") == 1
    assert said.count("plugin Shop could not be loaded") == 1
    assert "    /hello\n" in said
    assert "Left out until mended: 2 things that cannot be loaded, named above." in said


@pytest.mark.parametrize(
    ("name", "broken", "detail"),
    [
        pytest.param("hello.py", "raise SystemExit(7)", "hello.py:1: SystemExit(7) ended the bot", id="it ends itself"),
        pytest.param("__init__.py", "1 / 0", "__init__.py:1: commands could not be loaded", id="the package"),
        pytest.param("__init__.py", SETUP.format(line="1 / 0"), "setup() raised ZeroDivisionError", id="setup"),
        pytest.param("__init__.py", REFUSED, "/hello ({project}/commands/hello.py:5): ", id="Discord refuses them"),
        pytest.param("__init__.py", CHECK, "__init__.py:7: setup.<locals>.open: parameter db", id="a provider"),
    ],
)
def test_what_keeps_the_bot_from_starting_is_shown(
    project: Path, environ: dict[str, str], name: str, broken: str, detail: str
) -> None:
    # A mistake that it could do without is not taken for the one that it cannot.
    (project / "commands" / "another.py").write_text("[][1]")
    (project / "commands" / name).write_text(broken)
    playground = Playground(project, environ)
    try:
        failed = playground.wait_until("failed")
        (project / "commands" / "another.py").unlink()
        playground.write("" if name == "__init__.py" else COMMANDS, name)
        playground.wait_until("running")
    finally:
        playground.end()

    assert detail.format(project=project) in failed["detail"]
    assert "IndexError" not in failed["detail"]


def test_a_bot_of_which_nothing_can_be_loaded_still_waits_to_be_mended(playground: Playground) -> None:
    playground.wait_until("running")
    playground.write("1 / 0")
    incomplete = playground.wait_until("incomplete")
    commands = playground.commands()
    playground.write(COMMANDS.replace("Hello.", "Mended."))
    playground.wait_until("running")
    playground.says("hello", "Mended.")

    assert "ZeroDivisionError" in incomplete["detail"]
    assert commands == []
