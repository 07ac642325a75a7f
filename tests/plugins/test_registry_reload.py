"""Plugins are loaded anew: new code takes the place of the old, or the old stays as it was."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from app import CommandContext
from app.errors import CommandNotFound, DefinitionError, DiscoveryError, DuplicateName, PluginNotFound
from app.testing import TestBot, virtual_time
from tests.given import given_bot
from tests.plugins.authored import Write, write

__all__ = ["write"]

SHOP = '''
import builtins

def word():
    return "{word}"

class Shop(Plugin):
    async def on_load(self) -> None:
        builtins.story.append("+{word}")
        {on_load}

    async def on_unload(self) -> None:
        builtins.story.append("-{word}")

    @slash_command
    async def buy(self, ctx: CommandContext) -> str:
        """Buy."""
        return word()

    @listen
    async def on_sale(self) -> None:
        builtins.story.append("sale {word}")

    {more}
'''
MORE = '''
    @slash_command("{name}")
    async def {name}(self, ctx: CommandContext) -> str:
        """Do more."""
        return "{name}"
'''


def shop(word: str, *, on_load: str = "pass", more: str = "") -> str:
    return SHOP.format(word=word, on_load=on_load, more=more.strip())


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def bot() -> TestBot:
    return given_bot()


@pytest.fixture(autouse=True)
def story(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give what plugins of all modules write into."""
    told: list[str] = []
    monkeypatch.setattr("builtins.story", told, raising=False)
    return told


async def start(bot: TestBot, reference: str) -> None:
    bot.bot.add_plugin(reference)
    await bot.bot.load_plugins()


# ── new code ──


@pytest.mark.seed("N23")
@pytest.mark.parametrize("reference", ["{package}.shop:Shop", "{package}.shop", "{package}", "Shop"])
async def test_new_code_takes_the_place_of_the_old(
    bot: TestBot, write: Write, story: list[str], reference: str
) -> None:
    package = write(shop=shop("old", more=MORE.format(name="gone")))
    await start(bot, f"{package}.shop")
    assert (await bot.slash("buy")).content == "old"

    write(shop=shop("new", more=MORE.format(name="fresh")))
    await bot.bot.reload_plugin(reference.format(package=package))
    bot.bot.dispatch("sale")
    await bot.settle()

    assert (await bot.slash("buy")).content == "new"
    assert (await bot.slash("fresh")).content == "fresh"
    assert bot.bot.get_command("gone") is None
    assert story == ["+old", "-old", "+new", "sale new"]
    assert len(bot.bot.plugins) == 1


async def test_an_object_is_replaced_by_the_one_that_stands_in_its_place(bot: TestBot, write: Write) -> None:
    source = "game = Plugin('game')\n@game.slash_command(description='x')\nasync def play(ctx): return '{}'"
    package = write(games=source.format("old"))
    await start(bot, f"{package}.games:game")

    for reference, word in ((f"{package}.games:game", "one"), ("game", "two"), (package, "three")):
        write(games=source.format(word))
        await bot.bot.reload_plugin(reference)
        assert (await bot.slash("play")).content == word


async def test_what_was_taken_out_of_a_module_is_gone(bot: TestBot, write: Write) -> None:
    package = write(shop=shop("old") + "class One(Plugin): ...\nclass Two(Plugin): ...")
    await start(bot, package)
    assert sorted(plugin.name for plugin in bot.bot.plugins) == ["One", "Shop", "Two"]

    write(shop="class Two(Plugin): ...\nclass Three(Plugin): ...")
    await bot.bot.reload_plugin(f"{package}.shop")

    assert sorted(plugin.name for plugin in bot.bot.plugins) == ["Three", "Two"]
    assert bot.bot.commands == []


async def test_a_package_is_loaded_anew_with_all_in_it(bot: TestBot, write: Write) -> None:
    reading = "from .prices import TEA\nclass Shop(Plugin):\n    tea = TEA"
    package = write(a_shop=reading, prices="TEA = 1")
    await start(bot, package)

    write(a_shop=reading, prices="TEA = 2", later="class Later(Plugin): ...")
    await bot.bot.reload_plugin(package)

    shop: Any = bot.bot.get_plugin("Shop")
    assert shop.tea == 2
    assert bot.bot.get_plugin("Later") is not None


async def test_a_name_means_just_that_plugin(bot: TestBot, write: Write, story: list[str]) -> None:
    other = "\nclass Other(Plugin):\n    def __init__(self, x): self.x = x\n"
    package = write(shop=shop("old") + other)
    await start(bot, f"{package}.shop:Shop")
    bot.bot.add_plugin(sys.modules[f"{package}.shop"].Other(5))

    write(shop=shop("new") + other)
    await bot.bot.reload_plugin("Shop")

    assert sorted(plugin.name for plugin in bot.bot.plugins) == ["Other", "Shop"]
    assert (await bot.slash("buy")).content == "new"


async def test_interactions_wait_until_the_old_plugin_has_ended(bot: TestBot, write: Write, story: list[str]) -> None:
    slow = "import asyncio\n" + shop("old").replace("builtins.story.append('-", "").replace(
        'builtins.story.append("-old")', 'await asyncio.sleep(10); builtins.story.append("-old")'
    )
    package = write(shop=slow)
    await start(bot, f"{package}.shop")

    write(shop=shop("new"))
    reloading = asyncio.ensure_future(bot.bot.reload_plugin("Shop"))
    await asyncio.sleep(1)
    answer = await bot.slash("buy")
    await reloading

    assert answer.content == "new"
    assert story == ["+old", "-old", "+new"]


async def test_methods_below_a_group_of_the_module_are_loaded_anew_with_it(bot: TestBot, write: Write) -> None:
    source = """
    tag = group('tag', 'Texts')

    class Shop(Plugin):
        @tag.command(description="x")
        async def show(self, ctx): return "{0}"

    @tag.command(description="x")
    async def hide(ctx): return "{0}"
    """
    package = write(shop=source.replace("{0}", "old"))
    bot.bot.load(package)

    for reference, shown, hidden in (("Shop", "one", "old"), (package, "two", "old")):
        write(shop=source.replace("{0}", shown))
        await bot.bot.reload_plugin(reference)
        bot.bot.check_dependencies()
        assert (await bot.slash("tag show")).content == shown
        assert (await bot.slash("tag hide")).content == hidden

    await bot.bot.remove_plugin(package)
    assert [command.qualified_name for command in bot.bot.commands] == ["tag hide"]


# ── the old one stays ──


@pytest.mark.seed("N23")
@pytest.mark.parametrize(
    ("source", "why", "seen"),
    [
        pytest.param("def f(:", "SyntaxError", [], id="syntax"),
        pytest.param("def word(): return 'broken'\nx = y", "NameError", [], id="import"),
        pytest.param("class Other(Plugin): ...", "the new code has no such plugin", [], id="renamed"),
        pytest.param("class Shop(Plugin):\n    def __init__(self, x): ...", "without arguments", [], id="arguments"),
        pytest.param("class Shop(Plugin):\n    def __init__(self): 1 / 0", "ZeroDivisionError", [], id="constructor"),
        pytest.param(shop("new", more=MORE.format(name="taken")), "/taken is declared twice", [], id="clash"),
        pytest.param(shop("new", on_load="1 / 0"), "on_load", ["-old", "+new", "+old"], id="on_load"),
    ],
)
@pytest.mark.parametrize("is_strict", [True, False])
async def test_new_code_that_cannot_be_loaded_leaves_the_old_one_working(
    bot: TestBot, write: Write, story: list[str], source: str, why: str, seen: list[str], is_strict: bool
) -> None:
    package = write(shop=shop("old"))
    bot.bot.load(package, strict=is_strict)
    await bot.bot.load_plugins()
    module = sys.modules[f"{package}.shop"]

    @bot.bot.slash_command
    async def taken(ctx: CommandContext) -> str:
        """Be there."""
        return "taken"

    write(shop=source)
    with pytest.raises(DefinitionError, match=why) as caught:
        await bot.bot.reload_plugin(f"{package}.shop:Shop")
    bot.bot.dispatch("sale")
    await bot.settle()

    assert caught.value.where.startswith(f"{Path(str(module.__file__))}:") or why.startswith("the new code")
    assert (await bot.slash("buy")).content == "old"
    assert (await bot.slash("taken")).content == "taken"
    assert story == ["+old", *seen, "sale old"]
    assert [plugin.name for plugin in bot.bot.plugins] == ["Shop"]
    assert sys.modules[f"{package}.shop"] is module
    assert sys.modules[package].shop is module


async def test_after_a_failure_the_mended_code_is_loaded(bot: TestBot, write: Write) -> None:
    package = write(shop=shop("old"))
    await start(bot, f"{package}.shop")
    write(shop="def f(:")
    with pytest.raises(DiscoveryError):
        await bot.bot.reload_plugin("Shop")

    write(shop=shop("new"))
    await bot.bot.reload_plugin("Shop")

    assert (await bot.slash("buy")).content == "new"


async def test_a_module_with_several_plugins_changes_as_a_whole(bot: TestBot, write: Write, story: list[str]) -> None:
    package = write(shop=shop("old"), toy=shop("toy").replace("Shop", "Toy").replace("buy", "play"))
    await start(bot, package)
    write(shop=shop("new"), toy=shop("bad", on_load="1 / 0").replace("Shop", "Toy").replace("buy", "play"))

    with pytest.raises(DiscoveryError):
        await bot.bot.reload_plugin(package)

    assert (await bot.slash("buy")).content == "old"
    assert (await bot.slash("play")).content == "toy"
    assert story == ["+old", "+toy", "-toy", "-old", "+new", "+bad", "-new", "+old", "+toy"]


async def test_an_old_plugin_that_cannot_be_loaded_again_is_tried_by_the_next_interaction(
    bot: TestBot, write: Write, story: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    once = "if builtins.story.count('+old') == 2: raise ValueError('busy')"
    package = write(shop=shop("old", on_load=once))
    await start(bot, f"{package}.shop")
    write(shop=shop("new", on_load="raise KeyError('new')"))

    with pytest.raises(DiscoveryError, match="KeyError: 'new'"):
        await bot.bot.reload_plugin("Shop")

    assert "plugin Shop stays, and could not be loaded again" in caplog.text
    assert (await bot.slash("buy")).content == "old"
    assert story == ["+old", "-old", "+new", "+old", "+old"]


# ── what there is not ──


async def test_what_is_not_there_cannot_be_loaded_anew(bot: TestBot, write: Write) -> None:
    package = write(shop=shop("old"))
    await start(bot, package)

    with pytest.raises(PluginNotFound) as caught:
        await bot.bot.reload_plugin("shop")

    assert str(caught.value) == "there is no plugin 'shop'; there are: Shop"


def test_errors_of_plugins_are_ours() -> None:
    assert all(issubclass(kind, DefinitionError) for kind in (PluginNotFound, DuplicateName, DiscoveryError))
    assert not issubclass(CommandNotFound, DefinitionError)
