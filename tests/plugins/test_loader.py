"""How commands are found in a package."""

import importlib
import itertools
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from app.bot import Bot
from app.errors import DefinitionError, DiscoveryError, NameInvalid, SettingsError
from app.plugins.loader import find_declared, load_modules, run_setup
from app.settings import Settings
from app.tree.command import Command
from app.tree.group import Group

Write: TypeAlias = Callable[..., str]

COMMAND = '''
from app import CommandContext, slash_command

@slash_command
async def {name}(ctx: CommandContext) -> str:
    """Does {name}."""
    return ""
'''
NAMES = (f"authored{number}" for number in itertools.count())


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Give a function that writes a package of these files, and returns its name."""
    monkeypatch.syspath_prepend(tmp_path)
    name = next(NAMES)

    def make(**files: str) -> str:
        files.setdefault("__init__", "")
        for path, source in files.items():
            file = (tmp_path / name).joinpath(*path.split("__in__")).with_suffix(".py")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(source))
        importlib.invalidate_caches()
        return name

    yield make
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        del sys.modules[module]


def paths(package: str) -> list[str]:
    return [
        declared.qualified_name
        for declared in find_declared(load_modules(package))
        if isinstance(declared, Command | Group)
    ]


def load(package: str) -> Bot:
    bot = Bot(Settings(commands=package))
    bot.load()
    return bot


# ── finding ──


def test_modules_are_imported_by_name_the_package_first(write: Write) -> None:
    package = write(b="", a="", c__in____init__="", c__in__z="", c__in__d__in____init__="", c__in__d__in__e="")

    modules = [module.__name__.removeprefix(package) for module in load_modules(package)]

    assert modules == ["", ".a", ".b", ".c", ".c.d", ".c.d.e", ".c.z"]


def test_commands_are_found_in_nested_packages_and_in_the_package_itself(write: Write) -> None:
    package = write(
        __init__=COMMAND.format(name="root"),
        one=COMMAND.format(name="one"),
        sub__in____init__="",
        sub__in__two=COMMAND.format(name="two"),
    )

    assert paths(package) == ["root", "one", "two"]


def test_folders_need_no_init_file(write: Write) -> None:
    package = write(sub__in__one=COMMAND.format(name="one"), sub__in__deep__in__two=COMMAND.format(name="two"))

    assert sorted(paths(package)) == ["one", "two"]


def test_a_single_module_is_a_package_of_its_own(write: Write, tmp_path: Path) -> None:
    package = write()
    (tmp_path / f"{package}_alone.py").write_text(COMMAND.format(name="alone"))

    assert paths(f"{package}_alone") == ["alone"]


def test_what_is_imported_into_other_modules_counts_once(write: Write) -> None:
    package = write(
        a=COMMAND.format(name="one") + "uno = one\n",
        b="from .a import *\nfrom .a import one as eins\n",
        c="from . import a\n",
    )

    assert paths(package) == ["one"]
    assert [command.qualified_name for command in load(package).tree.commands()] == ["one"]


def test_groups_are_found_with_what_hangs_below_them(write: Write) -> None:
    package = write(
        tag="""
        from app import CommandContext, group

        tag = group("tag", "Texts")
        """,
        show="""
        from app import CommandContext
        from .tag import tag

        @tag.command
        async def show(ctx: CommandContext) -> None:
            '''Show.'''
        """,
    )

    assert [command.qualified_name for command in load(package).tree.commands()] == ["tag show"]


def test_a_main_module_is_left_alone(write: Write) -> None:
    assert paths(write(__main__="raise SystemExit('this was run')")) == []


def test_loading_twice_changes_nothing(write: Write) -> None:
    bot = load(write(a=COMMAND.format(name="one")))
    bot.load()

    assert len(list(bot.tree.commands())) == 1


def test_a_package_that_declares_nothing_has_nothing(write: Write) -> None:
    assert paths(write(a="x = 1")) == []


# ── setup ──


def test_the_packages_own_setup_is_called_before_its_commands_are_added(write: Write) -> None:
    package = write(
        __init__="""
        seen = []

        def setup(bot):
            seen.append(list(bot.tree.commands()))
            bot.provide(dict, lambda: {"made": True})
        """,
        one="""
        from app import CommandContext, slash_command

        @slash_command
        async def one(ctx: CommandContext, given: dict) -> None:
            '''Do something.'''
        """,
    )

    load(package).check_dependencies()

    assert sys.modules[package].seen == [[]]


@pytest.mark.parametrize("init", ["", "setup = 5", "from app import Bot"])
def test_a_package_needs_no_setup(write: Write, init: str) -> None:
    assert list(load(write(__init__=init)).tree.commands()) == []


def test_a_module_called_setup_is_a_module_like_others(write: Write) -> None:
    assert [command.name for command in load(write(setup=COMMAND.format(name="one"))).tree.commands()] == ["one"]


@pytest.mark.parametrize("path", ["setup", "setup__in____init__"])
def test_a_module_of_that_name_does_not_hide_setup(write: Write, path: str) -> None:
    package = write(
        __init__="""
        from app import Bot, slash_command

        def setup(bot: Bot) -> None:
            bot.add(slash_command("extra", description="x")(_extra))

        async def _extra(ctx) -> str:
            return ""
        """,
        **{path: COMMAND.format(name="one")},
    )

    # Once with the modules below imported by this, and once with all of them there already.
    for _ in range(2):
        assert [command.name for command in load(package).tree.commands()] == ["extra", "one"]


def test_setup_is_kept_where_a_module_beside_it_cannot_be_imported(write: Write) -> None:
    package = write(__init__="def setup(bot): ...", setup="", shop="1 / 0")

    with pytest.raises(DiscoveryError):
        load(package)
    assert callable(importlib.import_module(package).setup)


def test_an_async_setup_is_refused_and_not_lost(write: Write, tmp_path: Path) -> None:
    package = write(__init__="async def setup(bot): ...")

    with pytest.raises(DefinitionError, match=r"setup\(\) is async, .* write def setup\(bot\)") as caught:
        load(package)
    assert caught.value.where == f"{tmp_path / package / '__init__.py'}:1"


def test_what_setup_raises_is_told_with_its_place(write: Write, tmp_path: Path) -> None:
    package = write(__init__="def setup(bot):\n    connect()\n")

    with pytest.raises(DiscoveryError, match=r"setup\(\) raised NameError: name 'connect' is not defined") as caught:
        load(package)
    assert caught.value.where == f"{tmp_path / package / '__init__.py'}:2"
    assert isinstance(caught.value.__cause__, NameError)


def test_an_error_of_ours_passes_through_setup(write: Write) -> None:
    package = write(__init__="from app.errors import SettingsError\ndef setup(bot): raise SettingsError('DSN', 'x')")

    with pytest.raises(SettingsError):
        run_setup(importlib.import_module(package), object())


# ── what cannot be imported ──


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        pytest.param("x = 1\ndef f(:\n", 2, "SyntaxError", id="syntax"),
        pytest.param("if True:\nx = 1\n", 2, "IndentationError", id="indentation"),
        pytest.param("x = 1\n\ny = z\n", 3, "NameError: name 'z' is not defined", id="a name"),
        pytest.param("\nfrom app import Bottle\n", 2, "cannot import name 'Bottle' from 'app'", id="a name of ours"),
        pytest.param("import json\nfrom json import nothing\n", 2, "ImportError: cannot import name", id="import"),
        pytest.param("\nimport no_such_library\n", 2, "No module named 'no_such_library'", id="a library"),
        pytest.param("from . import nothing\n", 1, "cannot import name 'nothing'", id="a module"),
        pytest.param("from .nothing import x\n", 1, "No module named '{package}.nothing'", id="a module of its own"),
        pytest.param("import json\n\njson.loads('{')\n", 3, "JSONDecodeError", id="within the standard library"),
        pytest.param("import ast\nast.parse('(')\n", 2, "SyntaxError", id="syntax of something else"),
        pytest.param("import msgspec\nmsgspec.json.decode(b'x', type=1)\n", 2, "", id="within a library"),
        pytest.param("from app.models import Embed\nEmbed(tilte='x')\n", 2, "TypeError", id="within ours"),
        pytest.param("def f():\n    1 / 0\n\nf()\n", 2, "ZeroDivisionError: division by zero", id="a function"),
        pytest.param("raise RuntimeError('no')\n", 1, "RuntimeError: no", id="on purpose"),
    ],
)
def test_a_module_that_cannot_be_imported_is_named_with_its_line(
    write: Write, tmp_path: Path, source: str, line: int, why: str
) -> None:
    package = write(broken=source)

    with pytest.raises(DiscoveryError) as caught:
        load(package)

    error = caught.value
    assert error.where == f"{tmp_path / package / 'broken.py'}:{line}"
    assert error.module == f"{package}.broken"
    assert str(error).startswith(f"{error.where}: {package}.broken could not be loaded: ")
    assert why.format(package=package) in str(error)
    assert error.__cause__ is not None


def test_the_line_is_that_of_the_module_which_failed_and_not_of_who_imported_it(write: Write, tmp_path: Path) -> None:
    package = write(a="from .broken import x\n", broken="\n\nx = y\n")

    with pytest.raises(DiscoveryError) as caught:
        load(package)

    assert caught.value.where == f"{tmp_path / package / 'broken.py'}:3"
    assert caught.value.module == f"{package}.a"


def test_a_package_whose_own_file_is_broken_is_named(write: Write, tmp_path: Path) -> None:
    package = write(sub__in____init__="x = y")

    with pytest.raises(DiscoveryError) as caught:
        load(package)

    assert caught.value.where == f"{tmp_path / package / 'sub' / '__init__.py'}:1"


@pytest.mark.parametrize("name", ["no_such_package", "no_such_package.commands", "{package}.nothing"])
def test_a_package_that_is_not_there_is_said_to_be_missing(write: Write, name: str) -> None:
    name = name.format(package=write())

    with pytest.raises(DiscoveryError, match=f"there is no package '{name}' in .*; POSTERN_COMMANDS names another"):
        load_modules(name)


def test_a_declaration_that_cannot_work_passes_as_it_is(write: Write, tmp_path: Path) -> None:
    package = write(bad=COMMAND.format(name="Bad"))

    with pytest.raises(NameInvalid, match="'Bad' must be lower case") as caught:
        load(package)

    assert caught.value.where == f"{tmp_path / package / 'bad.py'}:4"


def test_two_commands_of_one_name_are_refused_with_both_places(write: Write, tmp_path: Path) -> None:
    package = write(a=COMMAND.format(name="one"), b=COMMAND.format(name="one"))

    with pytest.raises(DefinitionError) as caught:
        load(package)

    folder = tmp_path / package
    assert str(caught.value) == f"{folder / 'b.py'}:4: /one is declared twice, also at {folder / 'a.py'}:4"


def test_ending_the_process_while_importing_ends_it(write: Write) -> None:
    wrong: Any = write(a="raise KeyboardInterrupt")

    with pytest.raises(KeyboardInterrupt):
        load(wrong)
