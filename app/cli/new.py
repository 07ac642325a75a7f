"""
`postern new command NAME`: a command module to begin with, and a test that passes. `postern new env`: the settings.

Nothing that exists is written over, and nothing of the author's is imported.
Python's names are narrower than Discord's, so `/tag-list` stands in
`tag_list.py`, and what would hide a word of Python's or of the package itself
gets an underscore behind it: `/import` stands in `import_.py`.
"""

import keyword
import os
import unicodedata
from pathlib import Path

import click

from app.cli.env_file import render_env
from app.errors import DefinitionError, SettingsError
from app.settings import set_up
from app.tree.naming import check_name

COMMAND = '''\
"""`/{name}`: say here what it is for."""

from typing import Annotated

from app import CommandContext, Option, slash_command


@slash_command{called}
async def {identifier}(
    ctx: CommandContext,
    times: Annotated[int, Option("How many times", min=1, max=5)] = 1,
) -> str:
    """Say hello."""
    return " ".join([f"Hello, {{ctx.author.display_name}}!"] * times)
'''
TEST = """\
import pytest

from app.testing import TestBot{imported}

{fixture}
@pytest.mark.anyio
async def test_{identifier}_says_hello(bot: TestBot) -> None:
    result = await bot.slash("{name}", times=2)

    assert result.content == "Hello, Ben! Hello, Ben!"
"""
FIXTURE = '''
@pytest.fixture
def anyio_backend() -> object:
    """Let the tests' waits take no time."""
    return virtual_time
'''
CONFTEST = f"""\
import pytest

from app.testing import virtual_time

{FIXTURE}"""

_TAKEN = frozenset({"setup", "slash_command", "str"})
"""A module `setup` would hide the package's `setup(bot)`; the others are words that the written module itself uses."""


@click.group("new")
def command() -> None:
    """Write something to begin with: a command and its test, or an .env of all settings."""


@command.command("command")
@click.argument("name")
def new_command(name: str) -> None:
    """Write a slash command and its test, which passes.

    NAME is what users type behind the slash. The module is written to the
    package of commands (POSTERN_COMMANDS), the test to tests/.
    """
    identifier = _identifier(name)
    package = set_up(os.environ).commands
    folder, tests = _places(package)
    module, test = folder / f"{identifier}.py", tests / f"test_{identifier}.py"
    taken = [path for path in (module, module.with_suffix(""), test) if path.exists()]
    if taken:
        raise DefinitionError("", f"{taken[0]} is there already, and nothing is written over it: choose another name")
    has_clock, conftest = _has_clock(tests), Path("tests", "conftest.py")
    written = {module: _command(name, identifier)}
    if not has_clock and not conftest.exists():
        written[conftest] = CONFTEST
        has_clock = True
    written[test] = _test(name, identifier, with_fixture=not has_clock)
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}")
    said = "" if package == "commands" else f"POSTERN_COMMANDS={package} "
    click.echo(f"next: `{said}pytest {test}`, then `postern dev` to try /{name}")


@command.command("env")
@click.argument("path", type=click.Path(path_type=Path), default=Path(".env"))
def new_env(path: Path) -> None:
    """Write a file with every setting, what it means, and its default.

    PATH is .env unless given, which the command line reads from where it is run.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(render_env())
    except FileExistsError:
        why = "is there already, and nothing is written over it: name another file"
        raise SettingsError(str(path), why) from None
    except OSError as error:
        raise SettingsError(str(path), f"cannot be written: {error.strerror}") from None
    # It will hold the bot token.
    path.chmod(0o600)
    click.echo(f"wrote {path}")
    click.echo(
        "next: fill in DISCORD_PUBLIC_KEY, from the application's General Information page, then `postern serve`"
    )


def _identifier(name: str) -> str:
    """Return the name that Python has for a command.

    Raises:
        SettingsError: If Discord refuses the name, or Python can have none like it.
    """
    try:
        check_name("", "command", name)
    except DefinitionError as error:
        raise SettingsError("NAME", f"cannot be taken: {error.why}") from None
    identifier = unicodedata.normalize("NFKC", name.replace("-", "_"))
    if not identifier.isidentifier() or identifier.startswith("__"):
        why = "names no module of Python's: begin it with a letter, and use letters, digits, - and _ alone"
        raise SettingsError("NAME", f"is {name!r}, which {why}")
    return f"{identifier}_" if keyword.iskeyword(identifier) or identifier in _TAKEN else identifier


def _places(package: str) -> tuple[Path, Path]:
    """Return the folder of the package, and that of its tests, both as seen from here.

    Raises:
        DefinitionError: If there is no such package here.
    """
    folder = Path(*package.split("."))
    if not folder.joinpath("__init__.py").is_file():
        why = f"there is no package {package!r} in {Path.cwd()}: make {folder / '__init__.py'}, an empty file will do"
        raise DefinitionError("", f"{why}, or name another one with POSTERN_COMMANDS")
    own = Path("tests", folder.name)
    return folder, own if own.is_dir() else own.parent


def _has_clock(tests: Path) -> bool:
    """Tell whether tests in this folder are told by a `conftest.py` which event loop they run on."""
    files = [folder / "conftest.py" for folder in (tests, *tests.parents)]
    return any("anyio_backend" in file.read_text(encoding="utf-8") for file in files if file.is_file())


def _command(name: str, identifier: str) -> str:
    called = "" if identifier == name else f'("{name}")'
    return COMMAND.format(name=name, identifier=identifier, called=called)


def _test(name: str, identifier: str, *, with_fixture: bool) -> str:
    imported, fixture = (", virtual_time", f"{FIXTURE}\n") if with_fixture else ("", "")
    return TEST.format(name=name, identifier=identifier, imported=imported, fixture=fixture)
