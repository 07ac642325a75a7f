"""What becomes of a bot in which something is needed that nobody provides."""

import pytest

from app import Bot
from app.errors import ProviderMissing
from app.settings import Settings
from tests.plugins.authored import Write, write

__all__ = ["write"]

FINE = """
@slash_command(description="x")
async def fine(ctx: CommandContext) -> str:
    return "fine"
"""
BROKEN = """
@slash_command(description="x")
async def broken(ctx: CommandContext, who: dict) -> str:
    return "broken"
"""
GROUP = """
tag = group("tag", "Texts")
inner = tag.group("inner", "More")
{check}

@inner.command(description="x")
async def show(ctx: CommandContext{needs}) -> str:
    return "show"
"""
COMPLETED = """
from app import Option
from typing import Annotated

async def suggest(ctx, typed: str, db: dict) -> list[str]:
    return []

@slash_command(description="x")
async def look(ctx: CommandContext, what: Annotated[str, Option("What", autocomplete=suggest)]) -> str:
    return "look"
"""
BUTTON = """
from app import ComponentContext, button

@button(label="x")
async def buy(ctx: ComponentContext, db: dict = provided) -> str:
    return "buy"
"""
SHOP = """
from app import Context

class Shop(Plugin):
    @before_invoke
    async def prepare(self, ctx: Context, db: dict) -> None: ...

    @slash_command(description="x")
    async def first(self, ctx: CommandContext) -> str:
        return "first"

    @slash_command(description="x")
    async def second(self, ctx: CommandContext, more: bytes) -> str:
        return "second"
"""
CHECK = "\n@tag.check\nasync def is_open(ctx, db: dict) -> bool:\n    return True\n"


def left(bot: Bot) -> list[str]:
    return [command.qualified_name for command in bot.commands]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        pytest.param(BROKEN, "/broken: parameter who is a dict, which is no option type", id="a command"),
        pytest.param(GROUP.format(check="", needs=", db: dict"), "/tag inner show: parameter db", id="below a group"),
        pytest.param(GROUP.format(check=CHECK, needs=""), "is_open: parameter db is a dict", id="a group's check"),
        pytest.param(COMPLETED, "autocomplete of /look what: parameter db is a dict", id="an autocompleter"),
        pytest.param(SHOP, "Shop.prepare: parameter db is a dict", id="a hook of a plugin"),
    ],
)
def test_what_needs_it_is_left_out_with_all_that_it_holds_for(
    write: Write, caplog: pytest.LogCaptureFixture, source: str, why: str
) -> None:
    package = write(fine=FINE, source=source)
    bot = Bot(Settings())
    bot.load(package, strict=False)
    bot.check_dependencies()

    (record,) = caplog.records
    assert record.name.startswith("app.plugins.")
    assert "source.py:" in record.getMessage()
    assert why in record.getMessage()
    assert left(bot) == ["fine"]
    assert [one.name for one in bot.tree.registrations()] == ["fine"]
    assert bot.plugins == []
    # What is left out is not found again.
    bot.check_dependencies()
    assert len(caplog.records) == 1


def test_a_button_that_needs_it_is_left_out(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    before = len(list(Bot(Settings()).components))
    bot = Bot(Settings())
    bot.load(write(fine=FINE, source=f"from app import provided\n{BUTTON}"), strict=False)
    bot.check_dependencies()

    assert "button buy: parameter db is a dict, and nobody provides one" in caplog.text
    assert len(list(bot.components)) == before


def test_commands_of_others_below_a_group_stay(write: Write) -> None:
    more = '@slash_command("tag list", description="x")\nasync def listed(ctx: CommandContext) -> str:\n    return "x"'
    bot = Bot(Settings())
    bot.load(write(source=GROUP.format(check="", needs=", db: dict"), more=more), strict=False)
    bot.check_dependencies()

    assert left(bot) == ["tag list"]
    assert bot.get_command("tag inner") is None


def test_a_bot_that_is_served_does_not_start_without_it(write: Write) -> None:
    bot = Bot(Settings())
    bot.load(write(fine=FINE, source=BROKEN))

    with pytest.raises(ProviderMissing, match=r"options are str, int.* a converter\), and nobody provides one"):
        bot.check_dependencies()


def test_what_holds_for_everything_cannot_be_left_out(write: Write) -> None:
    bot = Bot(Settings())
    bot.load(write(fine=FINE), strict=False)

    @bot.check
    async def is_open(ctx: object, db: dict[str, str]) -> bool:
        return True

    with pytest.raises(ProviderMissing, match="is_open: parameter db"):
        bot.check_dependencies()
