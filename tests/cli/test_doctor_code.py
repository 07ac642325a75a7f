"""What is said of an author's modules, each loaded from a package of its own."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli import doctor_code
from app.cli.doctor_case import Case
from app.cli.doctor_code import check_code, check_drift, check_permissions
from app.cli.finding import Finding, Level
from app.models.application import Application
from app.models.base import convert
from tests.cli.patients import of, patient

FINE = """
from app import CommandContext, slash_command

@slash_command
async def ping(ctx: CommandContext) -> str:
    "Answer."
    return "pong"
"""
NEEDS = """
from app import CommandContext, bot_has_permissions, slash_command
from app.models import Permissions

@slash_command
@bot_has_permissions(Permissions.ban_members | Permissions.kick_members)
async def ban(ctx: CommandContext) -> str:
    "Ban somebody."
    return "gone"
"""
SIGNED = """
from app import CommandContext, ComponentContext, button, slash_command

@button(label="Pay", signed=True)
async def pay(ctx: ComponentContext, amount: int) -> str:
    return "paid"
"""
UNPROVIDED = """
from app import CommandContext, slash_command

class Database:
    pass

@slash_command
async def count(ctx: CommandContext, db: Database) -> str:
    "Count."
    return "1"
"""

Written = Callable[..., Case]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    """Write a package, and return a deployment with it."""
    name = f"bot_{tmp_path.name.replace('-', '_')}"
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def write(**modules: str) -> Case:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
        for module, source in modules.items():
            (tmp_path / name / f"{module}.py").write_text(source)
        return Case.of({"POSTERN_COMMANDS": name})

    yield write
    for loaded in [module for module in sys.modules if module.partition(".")[0] == name]:
        del sys.modules[loaded]


def failures(found: list[Finding]) -> list[str]:
    return [one.says for one in found if one.level is Level.failure]


async def test_every_module_that_cannot_be_loaded_is_named_with_its_line(written: Written) -> None:
    case = written(a="import no_such_thing", b="def (:", c=FINE, d="\n\nraise ValueError('what for?')")
    first, second, third = failures(found := await check_code(case))

    assert "a.py:1: " in first
    assert "No module named 'no_such_thing'" in first
    assert "b.py:1: " in second
    assert "d.py:3: " in third
    assert "what for?" in third
    assert of([one for one in found if one.level is Level.fine], "commands").says.startswith("1 command in the package")
    assert not case.is_complete


async def test_a_module_that_ends_the_process_does_not_end_this(written: Written) -> None:
    (said,) = failures(await check_code(written(a="import sys\nsys.exit('no')")))

    assert "a.py:2: SystemExit('no')" in said


async def test_what_nobody_provides_is_named_with_its_handler(written: Written) -> None:
    (said,) = failures(await check_code(written(a=UNPROVIDED)))

    assert "/count" in said
    assert "Database" in said


async def test_a_signed_component_wants_a_secret(written: Written) -> None:
    case = written(a=SIGNED)
    found = await check_code(case)

    assert of(found, "secret").level is Level.failure
    assert "POSTERN_SECRET is missing" in of(found, "secret").says


async def test_an_empty_package_and_a_setup_in_the_wrong_place_are_odd(written: Written) -> None:
    found = await check_code(written(a="def setup(bot):\n    pass"))

    assert failures(found) == []
    assert [one.level for one in found] == [Level.warning, Level.warning]
    assert "setup() is not called" in found[0].says
    assert "There is no command" in found[1].says


async def test_what_an_author_prints_is_not_among_the_findings(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    await check_code(written(a=f"print('hello')\n{FINE}"))

    assert capsys.readouterr() == ("", "hello\n")


def installing(*scopes: str, permissions: int) -> dict[str, Any]:
    return {"scopes": list(scopes), "permissions": str(permissions)}


@pytest.mark.parametrize(
    ("application", "level", "says"),
    [
        pytest.param({}, Level.unknown, "no install link is set", id="no link"),
        pytest.param(
            {"install_params": installing("bot", permissions=2)},
            Level.warning,
            "does not ask for BAN_MEMBERS, which /ban needs",
            id="one is missing",
        ),
        pytest.param(
            {"integration_types_config": {"0": {"oauth2_install_params": installing("bot", permissions=6)}}},
            Level.fine,
            "asks for KICK_MEMBERS, BAN_MEMBERS",
            id="all are there",
        ),
        pytest.param({"install_params": installing("bot", permissions=8)}, Level.fine, "asks for", id="administrator"),
        pytest.param(
            {"custom_install_url": "https://discord.com/oauth2/authorize?scope=bot&permissions=4"},
            Level.warning,
            "does not ask for KICK_MEMBERS",
            id="in a URL",
        ),
        pytest.param({"custom_install_url": "https://bot.example/add"}, Level.unknown, "no install link", id="a page"),
    ],
)
async def test_the_install_link_is_to_ask_for_what_the_code_needs(
    application: dict[str, Any], level: Level, says: str, written: Written
) -> None:
    case = written(a=NEEDS)
    await check_code(case)
    case.application = convert(application, Application)

    (found,) = await check_permissions(case)

    assert (found.check, found.level) == ("permissions", level)
    assert says in found.says


async def test_drift_is_told_and_nothing_is_changed(written: Written) -> None:
    name = written(a=FINE, b=NEEDS).settings.commands
    async with patient() as drifted:
        before = list(drifted.discord.commands.listed(None))
        found = await drifted.examined(POSTERN_COMMANDS=name)

        assert drifted.discord.commands.listed(None) == before
    assert of(found, "drift").says == "2 commands differ from what Discord has: /ban, /ping"
    assert "postern sync" in of(found, "drift").mend
    assert of(found, "leftovers").says.startswith("Discord has 4 commands that the code does not declare")


async def test_commands_that_cannot_be_compared_are_left_alone(written: Written) -> None:
    case = written(a=FINE, b="import no_such_thing")
    await check_code(case)
    (alone,) = await check_drift(case)
    case.application = case.key_owner = convert({"id": "1213063181107200004"}, Application)
    (incomplete,) = await check_drift(case)

    assert "nobody is there to ask" in alone.says
    assert "not all of them could be loaded" in incomplete.says


async def test_an_empty_package_does_not_make_all_of_discords_commands_left_over(written: Written) -> None:
    case = written(a="")
    await check_code(case)
    case.application = case.key_owner = convert({"id": "1213063181107200004"}, Application)
    (found,) = await check_drift(case)

    assert (found.level, "there is none in the code" in found.says) == (Level.unknown, True)


async def test_a_module_that_runs_for_ever_is_named_with_the_line_that_it_is_at(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_code, "LOADING", 0.5)
    case = written(a=FINE, old="import threading\nover = threading.Event()\n\nover.wait()\n")
    try:
        (said,) = failures(await check_code(case))
    finally:
        sys.modules[f"{case.settings.commands}.old"].over.set()

    assert "old.py:4: importing this did not end" in said
    assert case.bot is None


async def test_modules_are_imported_where_no_event_loop_runs(written: Written) -> None:
    case = written(a=f"import asyncio\nasyncio.run(asyncio.sleep(0))\n{FINE}")

    assert failures(await check_code(case)) == []
