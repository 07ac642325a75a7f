"""What is said of the intents that an author's requests need, each in a package of its own."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bot import Bot
from app.cli.doctor_case import Case
from app.cli.doctor_intents import check_intents
from app.cli.finding import Level
from app.models.application import Application
from app.models.base import convert
from app.models.flags import ApplicationFlags
from app.settings import Settings
from tests.cli.patients import of, patient

WELCOME = """
from app import CommandContext, slash_command

@slash_command
async def welcome(ctx: CommandContext) -> str:
    "Welcome everybody."
    return str([member.nick async for member in ctx.rest.members.list(ctx.guild_id)])
"""
SEARCH = "async def find(rest):\n    return await rest.messages.search(5)\n"
READ = "async def read(bot):\n    return [one async for one in bot.rest.messages.list(5)]\n"
NEITHER = "async def act(rest, members):\n    await rest.members.get(1, 2)\n    members.list()\n    rest.list()\n"
LIMITED = ApplicationFlags.gateway_guild_members_limited
CONTENT = ApplicationFlags.gateway_message_content

Written = Callable[..., str]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    """Write a package, and return its name."""
    name = f"intents_{tmp_path.name.replace('-', '_')}"
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def write(**modules: str) -> str:
        (tmp_path / name).mkdir()
        for module, source in {"__init__": "", **modules}.items():
            (tmp_path / name / f"{module}.py").write_text(source)
        return name

    yield write
    for loaded in [module for module in sys.modules if module.partition(".")[0] == name]:
        del sys.modules[loaded]


def case_of(package: str, application: dict[str, Any]) -> Case:
    case = Case.of({"POSTERN_COMMANDS": package})
    case.bot = Bot(Settings())
    case.application = convert({"id": "1"} | application, Application)
    return case


async def test_a_request_that_discord_will_refuse_is_named_with_its_line(written: Written) -> None:
    package = written(desk=WELCOME)
    async with patient(package) as bot:
        bot.discord.world.application.flags = 0
        found = of(await bot.examined(), "intents")

    assert found.level is Level.warning
    assert found.says.startswith(f"{package}/desk.py:7: rest.members.list is refused by Discord as long as ")
    assert found.says.endswith("does not have the Server Members Intent")


@pytest.mark.parametrize(
    ("source", "application", "levels"),
    [
        pytest.param(SEARCH, {}, [Level.warning], id="a search"),
        pytest.param(SEARCH, {"flags": LIMITED}, [Level.warning], id="another intent"),
        pytest.param(SEARCH, {"flags": CONTENT}, [Level.fine], id="the intent"),
        pytest.param(WELCOME, {"flags": LIMITED}, [Level.fine], id="of a small application"),
        pytest.param(WELCOME, {"flags_new": str(LIMITED | 1 << 40)}, [Level.fine], id="among newer flags"),
        pytest.param(READ, {}, [Level.unknown], id="reading"),
        pytest.param(WELCOME + SEARCH, {}, [Level.warning, Level.warning], id="both"),
        pytest.param(WELCOME + READ, {"flags": LIMITED}, [Level.unknown], id="one of both"),
        pytest.param(NEITHER, {}, [], id="neither"),
        pytest.param("def (:", {}, [], id="no Python"),
        pytest.param("\0", {}, [], id="no text"),
    ],
)
async def test_what_the_code_asks_for_is_held_against_what_the_application_has(
    source: str, application: dict[str, Any], levels: list[Level], written: Written
) -> None:
    found = await check_intents(case_of(written(a=source), application))

    assert [one.level for one in found] == levels


async def test_without_an_application_or_a_bot_nothing_is_said(written: Written) -> None:
    case = case_of(written(a=SEARCH), {})
    case.application = None

    assert await check_intents(case) == []
