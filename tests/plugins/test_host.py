"""What can be added to a bot, asked of it, and taken out again."""

from typing import Any

import pytest

from app import Bot, CommandContext, Listener, Plugin, listen, message_command, slash_command
from app.errors import CommandNotFound, DefinitionError, DiscoveryError, DuplicateName, PluginNotFound
from app.models import Message
from app.models.command import ApplicationCommandType
from app.settings import Settings
from app.testing import virtual_time
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


class Shop(Plugin):
    def __init__(self, name: str = "Shop") -> None:
        super().__init__(name)

    @slash_command
    async def buy(self, ctx: CommandContext) -> str:
        """Buy."""
        return self.name


class Game(Plugin):
    @slash_command
    async def play(self, ctx: CommandContext) -> str:
        """Play."""
        return "played"


class Toy(Plugin):
    def __init__(self, price: int) -> None:
        self.price = price


class Broken(Plugin):
    def __init__(self) -> None:
        self.key = dict[str, str]()["key"]


def paths(bot: Bot) -> list[str]:
    return [one.qualified_name for one in bot.commands]


def names(bot: Bot) -> list[str]:
    return [plugin.name for plugin in bot.plugins]


# ── commands ──


@slash_command
async def ping(ctx: CommandContext) -> None:
    """Say hello."""


@message_command("ping")
async def cite(ctx: CommandContext, target: Message) -> None: ...


@pytest.mark.seed("N13", "N14", "N15", "N16")
def test_commands_are_added_asked_for_and_removed(bot: Bot) -> None:
    bot.add(ping)
    assert bot.get_command("ping") is ping
    assert bot.get_command("ping", guild_id=5) is None
    assert bot.get_command("Ping") is None
    assert bot.get_command("ping", type=ApplicationCommandType.message) is None

    with pytest.raises(DuplicateName, match="/ping is declared twice, also at"):
        bot.slash_command("ping", description="Other")(ping.callback)
    assert bot.get_command("ping") is ping

    bot.remove(ping)
    assert bot.get_command("ping") is None
    with pytest.raises(CommandNotFound, match="ping"):
        bot.remove(ping)


@pytest.mark.seed("N16")
def test_a_command_that_was_removed_does_not_come_back_with_its_group(bot: Bot) -> None:
    tag = bot.group("tag", "Texts")
    admin = tag.group("admin", "For moderators")
    kept = tag.command("kept", description="x")(ping.callback)
    gone = tag.command("gone", description="x")(ping.callback)
    admin.command("purge", description="x")(ping.callback)
    assert paths(bot) == ["tag admin purge", "tag gone", "tag kept"]

    bot.remove(gone)
    bot.remove(admin)

    assert bot.commands == [kept]
    assert [one.name for one in bot.tree.registrations()[0].options] == ["kept"]


def test_a_group_is_removed_with_what_nobody_asked_for_yet(bot: Bot) -> None:
    tag = bot.group("tag", "Texts")
    tag.command("late", description="x")(ping.callback)

    bot.remove(tag)

    assert bot.commands == []
    assert bot.get_command("tag") is None


async def test_listeners_are_added_once_and_removed() -> None:
    test, heard = given_bot(), list[str]()

    @listen
    async def on_sale() -> None:
        heard.append("sale")

    for _ in range(2):
        test.bot.add(on_sale)
    test.bot.dispatch("sale")
    await test.settle()
    test.bot.remove(on_sale)
    test.bot.dispatch("sale")
    await test.settle()

    assert isinstance(on_sale, Listener)
    assert heard == ["sale"]


# ── plugins: objects and classes ──


@pytest.mark.seed("N4", "N17", "N18", "N48")
def test_plugins_are_added_as_objects_and_classes(bot: Bot) -> None:
    shop = Shop("shop")
    bot.add_plugin(shop)
    bot.add_plugin(Game)
    bot.add_plugin(shop)

    game = bot.get_plugin("Game")
    assert bot.plugins == [shop, game]
    assert isinstance(game, Game)
    assert game.bot is bot
    assert not game.is_loaded
    assert bot.get_plugin("game") is None
    assert bot.get_plugin("SHOP") is None
    assert paths(bot) == ["buy", "play"]


def test_names_of_plugins_are_unique(bot: Bot) -> None:
    bot.add_plugin(Plugin("shop"))

    with pytest.raises(DuplicateName, match=f"two plugins are named 'shop', also at {__file__}:") as caught:
        bot.add_plugin(Plugin("shop"))
    assert caught.value.where.startswith(f"{__file__}:")


@pytest.mark.parametrize(
    ("kind", "error", "why"),
    [
        (Toy, DefinitionError, r"Toy\(\) cannot be made without arguments .*: add it in setup\(bot\)"),
        (Broken, DiscoveryError, r"plugin Broken could not be loaded: Broken\(\) raised KeyError: 'key'"),
    ],
)
def test_a_class_that_cannot_be_made_is_named(
    bot: Bot, kind: type[Plugin], error: type[DefinitionError], why: str
) -> None:
    with pytest.raises(error, match=why) as caught:
        bot.add_plugin(kind)

    assert caught.value.where.startswith(f"{__file__}:")
    assert bot.plugins == []


def test_a_plugin_that_clashes_leaves_nothing(bot: Bot) -> None:
    bot.slash_command("two", description="Taken")(ping.callback)
    shop = Plugin("shop")
    tag = shop.group("tag", "Texts")
    shop.listen("on_sale")(ping.callback)
    for name in ("one", "two", "three"):
        tag.command(name, description="x")(ping.callback)
        shop.slash_command(name, description="x")(ping.callback)

    with pytest.raises(DuplicateName):
        bot.add_plugin(shop)

    assert paths(bot) == ["two"]
    assert bot.get_command("tag") is None
    assert bot.plugins == []
    bot.remove(bot.commands[0])
    bot.add_plugin(shop)
    assert paths(bot) == ["one", "tag one", "tag three", "tag two", "three", "two"]


# ── plugins: by reference ──


@pytest.mark.seed("N21", "N24")
@pytest.mark.parametrize(
    ("reference", "commands", "plugins"),
    [
        ("{package}.shop:Shop", ["buy"], ["Shop"]),
        ("{package}.shop:game", ["play"], ["game"]),
        ("{package}.shop", ["buy", "play"], ["Shop", "game"]),
        ("{package}", ["buy", "other", "play"], ["Shop", "game", "other"]),
    ],
)
async def test_plugins_are_added_and_removed_by_reference(
    bot: Bot, write: Write, reference: str, commands: list[str], plugins: list[str]
) -> None:
    shop = "class Shop(Plugin):\n    @slash_command(description='x')\n    async def buy(self, ctx): ...\n"
    game = "game = Plugin('game')\n" + command("play", "game.slash_command")
    package = write(
        shop=shop + game + command("loose") + "class _Base(Plugin): ...",
        other="more = Plugin('other')\n" + command("other", "more.slash_command"),
    )
    reference = reference.format(package=package)

    for _ in range(2):
        bot.add_plugin(reference)
        assert paths(bot) == commands
        assert sorted(names(bot)) == [name.format(package=package) for name in plugins]

        await bot.remove_plugin(reference)
        assert (bot.commands, bot.plugins) == ([], [])


async def test_two_bots_have_the_same_module(write: Write) -> None:
    package = write(shop="shop = Plugin('shop')\n" + command("buy", "shop.slash_command"))

    for _ in range(2):
        test = given_bot()
        test.bot.add_plugin(package)
        assert (await test.slash("buy")).content == "buy"


@pytest.mark.seed("N22")
@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("{package}.shop:Nothing", "Nothing is no plugin of module"),
        ("{package}.shop:number", "number is no plugin of module"),
        ("{package}.nothing", "there is no package"),
        ("{package}.nothing:Shop", "there is no package"),
        ("no_such_package", "there is no package"),
        ("{package}.empty", "it declares no plugin: no class of Plugin, and no object of one"),
        ("{package}.broken", "ZeroDivisionError"),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused(bot: Bot, write: Write, reference: str, why: str) -> None:
    package = write(shop="number = 5", empty="", broken="1 / 0")

    with pytest.raises(DiscoveryError, match=why):
        bot.add_plugin(reference.format(package=package))
    assert bot.plugins == []


def test_of_a_module_that_clashes_nothing_is_added(bot: Bot, write: Write) -> None:
    bot.slash_command("two", description="Taken")(ping.callback)
    package = write(
        a="a = Plugin('a')\n" + command("one", "a.slash_command"),
        b="b = Plugin('b')\n" + command("two", "b.slash_command"),
    )

    with pytest.raises(DuplicateName):
        bot.add_plugin(package)

    assert (paths(bot), bot.plugins) == (["two"], [])


@pytest.mark.seed("N20", "N24")
@pytest.mark.parametrize("wanted", ["nothing", "shop", "tests.plugins.test_host:Game", Game, Plugin("Shop")])
async def test_what_is_not_there_cannot_be_removed(bot: Bot, wanted: Any) -> None:
    bot.add_plugin(Shop)

    with pytest.raises(PluginNotFound, match=r"there is no plugin .*; there are: Shop"):
        await bot.remove_plugin(wanted)
    assert names(bot) == ["Shop"]


@pytest.mark.seed("N20", "N24")
@pytest.mark.parametrize("wanted", ["Shop", "tests.plugins.test_host:Shop", "tests.plugins.test_host", Shop])
async def test_a_plugin_is_removed_with_all_that_it_has_and_nothing_else(bot: Bot, wanted: Any) -> None:
    bot.add_plugin(Shop)
    bot.add(ping)

    await bot.remove_plugin(wanted)

    assert (paths(bot), bot.plugins) == (["ping"], [])


async def test_of_a_group_that_plugins_share_each_takes_its_own(bot: Bot) -> None:
    one, two = Plugin("one"), Plugin("two")
    for plugin in (one, two):
        tag = plugin.group("tag", "Texts")
        tag.command(plugin.name, description="x")(ping.callback)
        bot.add_plugin(plugin)
    tag.command("late", description="x")(ping.callback)
    assert paths(bot) == ["tag late", "tag one", "tag two"]

    await bot.remove_plugin("two")
    assert paths(bot) == ["tag one"]
    assert bot.tree.registrations()[0].description == "Texts"

    await bot.remove_plugin("one")
    assert bot.tree.registrations() == []
