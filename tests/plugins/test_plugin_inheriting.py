"""Classes of plugins that inherit, and classes that are none."""

from collections.abc import Callable
from typing import Any

import pytest

from app import (
    Bot,
    CommandContext,
    Context,
    Group,
    Plugin,
    after_invoke,
    before_invoke,
    group,
    listen,
    on_error,
    slash_command,
)
from app.errors import DefinitionError, DuplicateName
from app.settings import Settings
from app.testing import TestBot, virtual_time
from tests.given import given_bot


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def bot() -> TestBot:
    return given_bot()


def line_of(function: Callable[..., Any]) -> str:
    return f"{__file__}:{function.__code__.co_firstlineno}"


class _Base(Plugin):
    tag = group("tag", "Texts")

    @slash_command
    async def one(self, ctx: CommandContext) -> str:
        """Do one."""
        return f"base {self.word()}"

    @tag.command
    async def show(self, ctx: CommandContext) -> str:
        """Show."""
        return "base show"

    @before_invoke
    async def begin(self, ctx: Context) -> None:
        self.begun = True

    def word(self) -> str:
        return "base"


class _More(Plugin):
    @slash_command
    async def two(self, ctx: CommandContext) -> str:
        """Do two."""
        return "two"


class Heir(_Base, _More):
    def word(self) -> str:
        return "heir"

    @_Base.tag.command
    async def show(self, ctx: CommandContext) -> str:
        """Show otherwise."""
        return "heir show"

    @_Base.tag.command
    async def hide(self, ctx: CommandContext) -> str:
        """Hide."""
        return "heir hide"


async def test_commands_are_inherited_and_overridden(bot: TestBot) -> None:
    heir = Heir()
    bot.bot.add_plugin(heir)

    assert (await bot.slash("one")).content == "base heir"
    assert (await bot.slash("two")).content == "two"
    assert (await bot.slash("tag show")).content == "heir show"
    assert (await bot.slash("tag hide")).content == "heir hide"
    assert heir.begun


async def test_what_a_subclass_adds_is_not_its_bases(bot: TestBot) -> None:
    bot.bot.add_plugin(_Base)

    assert [one.qualified_name for one in bot.bot.commands] == ["one", "tag show"]
    assert (await bot.slash("tag show")).content == "base show"


def test_a_command_is_overridden_by_whatever_bears_its_name() -> None:
    class Less(_Base):
        one = None  # type: ignore[assignment]

        async def begin(self, ctx: Context) -> None: ...

    less = Less()

    assert [one for one in less.declared if not isinstance(one, Group)] == []
    assert less.before_hooks == []


# ── what is refused ──


async def nothing(ctx: CommandContext) -> None: ...


class Seller(Plugin):
    @slash_command
    async def sell(self, ctx: CommandContext) -> None:
        """Sell."""


def test_commands_of_two_objects_of_one_class_clash_with_a_reason() -> None:
    bot = Bot(Settings())
    bot.add_plugin(Seller("one"))

    with pytest.raises(DuplicateName) as caught:
        bot.add_plugin(Seller("two"))

    where = line_of(Seller.sell.callback)
    assert str(caught.value) == (
        f"{where}: /sell is declared twice, also at {where}: "
        "plugin two has it from the class that plugin one has it from; name a class to inherit from _Base"
    )
    assert [plugin.name for plugin in bot.plugins] == ["one"]


def test_hooks_outside_of_a_class_are_refused() -> None:
    marks: list[Callable[[Any], object]] = [before_invoke, after_invoke, on_error, on_error(ValueError)]
    for mark in marks:
        with pytest.raises(DefinitionError, match="nothing stands in no class of plugin") as caught:
            mark(nothing)
        assert caught.value.where == line_of(nothing)


def test_a_method_that_another_plugin_declares_is_refused() -> None:
    bot, shop = Bot(Settings()), Plugin("shop")

    class Twice(Plugin):
        @shop.slash_command
        async def sell(self, ctx: CommandContext) -> None:
            """Sell."""

    bot.add_plugin(shop)
    with pytest.raises(DuplicateName, match="in a class it is @slash_command, and not one of a bot or of another"):
        bot.add_plugin(Twice)


@pytest.mark.parametrize("name", ["add", "name", "bot", "check", "group", "dispatch", "on_load", "checks", "is_loaded"])
@pytest.mark.parametrize("decorator", [slash_command("it", description="It"), before_invoke, listen("on_it")])
def test_a_method_that_would_hide_a_part_of_every_plugin_is_refused(
    name: str, decorator: Callable[[Any], object]
) -> None:
    async def method(self: Any, ctx: CommandContext) -> None: ...

    method.__qualname__ = "Wrong.method"
    wrong = type("Wrong", (Plugin,), {name: decorator(method)})

    with pytest.raises(DefinitionError, match=f"Wrong.{name} would hide a part of every plugin") as caught:
        wrong()
    assert caught.value.where == line_of(method)


@pytest.mark.parametrize("declare", [slash_command("it", description="It"), listen("on_it"), lambda _: group("tag")])
def test_what_stands_in_a_class_that_is_no_plugin_is_refused(declare: Callable[[Any], object]) -> None:
    async def method(self: Any, ctx: CommandContext) -> None: ...

    method.__qualname__ = "Plain.method"
    # Python 3.11 wraps what __set_name__ raises; the loader takes the wrapping off.
    with pytest.raises((RuntimeError, DefinitionError)) as caught:
        type("Plain", (), {"method": declare(method)})

    error = caught.value.__cause__ or caught.value
    assert isinstance(error, DefinitionError)
    assert "stands in a class that is no plugin: class Plain(Plugin)" in str(error)
