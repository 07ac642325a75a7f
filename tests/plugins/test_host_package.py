"""What of a package is found, and what comes of what cannot be loaded."""

from collections.abc import Callable

import pytest

from app import Bot
from app.errors import DefinitionError
from app.settings import Settings
from app.testing import TestBot, virtual_time
from tests.given import given_bot
from tests.plugins.authored import Write, write

__all__ = ["write"]

COMMAND = """
@{on}(description="x")
async def {name}(ctx: CommandContext) -> str:
    return "{name}"
"""


def command(name: str, on: str = "slash_command") -> str:
    return COMMAND.format(name=name, on=on)


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def bot() -> Bot:
    return Bot(Settings())


def paths(bot: Bot) -> list[str]:
    return [one.qualified_name for one in bot.commands]


def names(bot: Bot) -> list[str]:
    return [plugin.name for plugin in bot.plugins]


@pytest.mark.seed("N44")
def test_plugins_of_the_package_are_found(bot: Bot, write: Write) -> None:
    package = write(
        __init__="""
        def setup(bot):
            from .made import Made
            bot.add_plugin(Made(5))
            bot.add_plugin(f"{__name__}.by_name")
        """,
        made="class Made(Plugin):\n    def __init__(self, n): self.n = n",
        by_name="named = Plugin('named')\n" + command("name", "named.slash_command"),
        objects="one = Plugin('one')\n" + command("first", "one.slash_command"),
        kinds="class _Base(Plugin): ...\nclass Two(_Base): ...\nfrom .objects import one",
    )
    bot.load(package)
    bot.load(f"{package}.objects")

    assert names(bot) == ["Made", "named", "Two", "one"]
    assert paths(bot) == ["first", "name"]


@pytest.mark.parametrize("load", [Bot.load, Bot.add_plugin])
def test_a_class_with_objects_in_the_package_counts_by_them(
    bot: Bot, write: Write, load: Callable[[Bot, str], None]
) -> None:
    package = write(
        kind="class Shop(Plugin): ...\nfirst = Shop('first')", more="from .kind import Shop\nlast = Shop('last')"
    )

    load(bot, package)

    assert names(bot) == ["first", "last"]


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("class Made(Plugin):\n    def __init__(self, n): self.n = n", 3, "cannot be made without arguments"),
        ("class Made(Plugin):\n    def __init__(self): 1 / 0", 4, "ZeroDivisionError"),
        ("class Made(Plugin):\n    @slash_command(description='x')\n    async def Up(self, ctx): ...", 4, "lower"),
        ("class Made:\n    @slash_command(description='x')\n    async def up(self, ctx): ...", 4, "is no plugin"),
        ("x = y", 3, "NameError"),
    ],
)
async def test_what_cannot_be_loaded_stops_a_strict_bot_and_nothing_else_of_a_lenient_one(
    write: Write, caplog: pytest.LogCaptureFixture, source: str, line: int, why: str
) -> None:
    package = write(bad=source, good=command("good"))
    with pytest.raises(DefinitionError, match=why) as caught:
        Bot(Settings()).load(package)
    assert caught.value.where.endswith(f"bad.py:{line}")

    test = given_bot()
    test.bot.load(package, strict=False)

    assert (await test.slash("good")).content == "good"
    assert f"bad.py:{line}: " in caplog.text


async def test_a_group_that_clashes_does_not_trouble_a_lenient_bot(
    write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    tag = "tag = group('tag', 'Texts')\n" + command("first", "tag.command") + command("show", "tag.command")
    test = given_bot()
    test.bot.load(write(a=command("good"), b=tag, c=tag), strict=False)

    assert paths(test.bot) == ["good", "tag first", "tag show"]
    assert (await test.slash("good")).content == "good"
    assert "is declared twice" in caplog.text


def test_methods_of_a_plugin_that_was_left_out_do_not_trouble_a_lenient_bot(
    write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    source = """
    tag = group('tag', 'Texts')

    class Shop(Plugin):
        def __init__(self): 1 / 0

        @tag.command(description="x")
        async def show(self, ctx): ...
    """
    test: TestBot = given_bot()
    test.bot.load(write(shop=source), strict=False)

    test.bot.asgi()

    assert "/tag show is a method of Shop, which is no plugin of the bot" in caplog.text
