"""Plugins as objects: what is declared on them, and whom it belongs to."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app import (
    Bot,
    CommandContext,
    Context,
    Plugin,
    before_invoke,
    group,
    slash_command,
)
from app.errors import DefinitionError, DuplicateName
from app.models import Member, User
from app.settings import Settings
from app.testing import TestBot, virtual_time
from tests.given import given_bot
from tests.plugins import typed_plugin


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def bot() -> TestBot:
    return given_bot()


def line_of(function: Callable[..., Any]) -> str:
    return f"{__file__}:{function.__code__.co_firstlineno}"


# ── objects ──


@pytest.mark.seed("N49")
async def test_commands_of_an_object_answer(bot: TestBot) -> None:
    shop = Plugin("shop")

    @shop.slash_command
    async def buy(ctx: CommandContext) -> str:
        """Buy."""
        return "bought"

    @shop.user_command
    async def look(ctx: CommandContext, target: Member | User) -> str:
        return target.display_name

    tag = shop.group("tag", "Texts")

    @tag.command
    async def show(ctx: CommandContext) -> str:
        """Show."""
        return "shown"

    bot.bot.add_plugin(shop)

    assert (await bot.slash("buy")).content == "bought"
    assert (await bot.user_command("Look", bot.actor("eva"))).content == "eva"
    assert (await bot.slash("tag show")).content == "shown"
    assert {one.plugin for one in bot.bot.commands} == {shop}


async def test_checks_hooks_and_errors_of_an_object_hold_for_its_commands_alone(bot: TestBot) -> None:
    shop, story = Plugin("shop"), list[str]()

    @shop.check
    async def is_open(ctx: Context) -> bool:
        story.append("check")
        return True

    @shop.before_invoke
    async def before(ctx: Context) -> None:
        story.append("before")

    @shop.after_invoke
    async def after(ctx: Context) -> None:
        story.append("after")

    @shop.on_error(ValueError)
    async def mend(ctx: Context, error: ValueError) -> str:
        return f"mended {error}"

    @shop.slash_command
    async def buy(ctx: CommandContext) -> str:
        """Buy."""
        raise ValueError("it")

    @bot.bot.slash_command
    async def other(ctx: CommandContext) -> str:
        """Do something else."""
        return "other"

    bot.bot.add_plugin(shop)

    assert (await bot.slash("other")).content == "other"
    assert story == []
    assert (await bot.slash("buy")).content == "mended it"
    assert story == ["check", "before", "after"]


async def test_what_is_declared_on_a_plugin_later_takes_part(bot: TestBot) -> None:
    shop, heard = Plugin("shop"), list[str]()
    bot.bot.add_plugin(shop)
    tag = shop.group("tag", "Texts")

    @shop.slash_command
    async def buy(ctx: CommandContext) -> str:
        """Buy."""
        return "bought"

    @tag.command
    async def show(ctx: CommandContext) -> str:
        """Show."""
        return "shown"

    @shop.listen
    async def on_sale() -> None:
        heard.append("sale")

    assert (await bot.slash("buy")).content == "bought"
    assert (await bot.slash("tag show")).content == "shown"
    bot.bot.dispatch("sale")
    await bot.settle()
    assert heard == ["sale"]


def test_what_cannot_be_declared_later_leaves_nothing(bot: TestBot) -> None:
    shop = Plugin("shop")
    bot.bot.add_plugin(shop)
    bot.bot.slash_command("buy", description="Buy")(nothing)

    with pytest.raises(DuplicateName):
        shop.slash_command("buy", description="Buy")(nothing)

    assert shop.declared == []


async def nothing(ctx: CommandContext) -> None: ...


@pytest.mark.parametrize("name", [None, ""])
def test_an_object_needs_a_name(name: str | None) -> None:
    with pytest.raises(DefinitionError, match=r'has a name: Plugin\("shop"\)') as caught:
        Plugin(name)

    assert caught.value.where.startswith(f"{__file__}:")


# ── groups of the module ──

texts = group("texts", "Texts")


class Writer(Plugin):
    @texts.command
    async def put(self, ctx: CommandContext) -> str:
        """Write."""
        return type(self).__name__


class _Never(Plugin):
    lost = group("lost", "Texts")


async def test_methods_below_a_group_of_the_module_work(bot: TestBot) -> None:
    bot.bot.add(texts)
    bot.bot.add_plugin(Writer)

    bot.bot.check_dependencies()
    assert (await bot.slash("texts put")).content == "Writer"


async def test_a_method_whose_plugin_was_never_added_is_named(bot: TestBot) -> None:
    bot.bot.add(texts)

    with pytest.raises(DefinitionError) as caught:
        bot.bot.asgi()

    assert caught.value.where == line_of(Writer.put.callback)
    assert "/texts put is a method of Writer, which is no plugin of the bot" in str(caught.value)


def test_a_method_that_was_put_on_the_bot_is_named() -> None:
    bot = Bot(Settings())

    class Odd(Plugin):
        @bot.slash_command
        async def odd(self, ctx: CommandContext) -> None:
            """Be odd."""

    with pytest.raises(DefinitionError, match=r"/odd is a method of .*Odd"):
        bot.check_dependencies()


# ── dependencies ──


class Database:
    def __init__(self, name: str) -> None:
        self.name = name


class Needy(Plugin):
    @before_invoke
    async def prepare(self, ctx: Context, db: Database) -> None:
        self.used = db.name

    @slash_command
    async def store(self, ctx: CommandContext, db: Database) -> str:
        """Store it."""
        return f"{db.name} {self.used}"


async def test_tests_provide_what_plugins_need(bot: TestBot) -> None:
    bot.bot.add_plugin(Needy)
    bot.provide(Database, Database("fake"))

    assert (await bot.slash("store")).content == "fake fake"


@pytest.mark.parametrize("hook", [Plugin.before_invoke, Plugin.after_invoke, Plugin.check, Plugin.on_error])
def test_what_a_hook_of_a_plugin_needs_is_named_at_the_start(hook: Callable[..., Any]) -> None:
    bot, shop = Bot(Settings()), Plugin("shop")
    shop.slash_command("buy", description="Buy")(nothing)

    async def prepare(ctx: Context, error: Exception, *, db: Database) -> bool:
        return True

    async def ready(ctx: Context, *, db: Database) -> bool:
        return True

    given = prepare if hook is Plugin.on_error else ready
    hook(shop, given)
    bot.add_plugin(shop)

    with pytest.raises(DefinitionError, match=r"parameter db is a Database") as caught:
        bot.check_dependencies()
    assert caught.value.where == line_of(given)


# ── telling ──


@pytest.mark.seed("N25", "N47")
async def test_a_plugin_tells_its_own_listeners_and_the_bot_tells_all(bot: TestBot) -> None:
    shops = [Plugin("one"), Plugin("two"), Plugin("three")]
    story: list[str] = []

    @shops[1].listen
    async def on_sale(item: str) -> None:
        story.append(f"two {item}")

    @shops[1].listen("on_other")
    async def other(item: str) -> None:
        story.append("other")

    @bot.bot.listen("on_sale")
    async def heard(item: str) -> None:
        story.append(f"bot {item}")

    bot.bot.add_plugin(shops[1])
    shops[1].dispatch("sale", "tea")
    shops[1].dispatch("on_sale", item="cake")
    await asyncio.sleep(0)
    assert story == ["two tea", "two cake"]

    bot.bot.dispatch("sale", "jam")
    await asyncio.sleep(0)
    assert story[2:] == ["bot jam", "two jam"] or story[2:] == ["two jam", "bot jam"]


# ── as an author writes it ──


async def test_a_module_that_type_checks_works(bot: TestBot) -> None:
    typed_plugin.setup(bot.bot)
    bot.bot.check_dependencies()
    await bot.bot.load_plugins()
    bot.bot.dispatch("sale", "tea")
    await bot.settle()
    shop = bot.bot.get_plugin("Shop")

    assert (await bot.slash("buy", item="tea")).content == "3 €"
    assert (await bot.slash("look around")).content == "1"
    assert (await bot.slash("tag show", name="x")).content == "x"
    assert (await bot.slash("play")).content == "3"
    assert (await bot.user_command("Challenge", bot.actor("eva"))).content.startswith("<@")
    assert isinstance(shop, typed_plugin.Shop)
    assert shop.sold == 3
