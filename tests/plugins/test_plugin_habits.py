"""What authors who come from other libraries write, and what would be lost without a word."""

import logging
import textwrap
from collections.abc import Callable

import pytest

from app.bot import Bot
from app.checks.base import check
from app.checks.builtin import guild_only
from app.command_errors import CheckFailure
from app.context.command import CommandContext
from app.errors import DefinitionError
from app.models.command import InteractionContextType
from app.plugins.plugin import Plugin
from app.settings import Settings
from app.testing import TestBot
from app.tree.decorators import slash_command
from tests.plugins.authored import Write, write

__all__ = ["write"]


async def answers(ctx: CommandContext) -> str:
    return "done"


async def test_a_check_that_is_a_method_holds_for_the_whole_plugin() -> None:
    class Shop(Plugin):
        def __init__(self, *, is_open: bool) -> None:
            self.is_open = is_open

        @check
        async def opened(self, ctx: CommandContext) -> bool:
            return self.is_open

        @slash_command(description="Buy.")
        async def buy(self, ctx: CommandContext) -> str:
            return "bought"

    for is_open, content in ((True, "bought"), (False, "You cannot use this here.")):
        bot = TestBot(None)
        bot.bot.add_plugin(Shop(is_open=is_open))
        assert (await bot.slash("buy")).content == content


@pytest.mark.parametrize("name", ["cog_check", "cog_load", "cog_command_error", "interaction_check"])
def test_what_cogs_are_asked_for_by_name_is_refused(name: str) -> None:
    kind = type("Shop", (Plugin,), {name: answers})

    with pytest.raises(DefinitionError, match=rf"{__file__}:\d+: Shop\.{name} would never be called: here it is "):
        kind()


def test_a_module_with_a_bot_of_its_own_is_refused(write: Write) -> None:
    package = write(one="from app import Bot\nmine = Bot()")

    with pytest.raises(DefinitionError, match=r"one\.py:1: mine is a bot of this module's own, and another one is "):
        Bot(Settings(commands=package)).load()


def test_a_setup_that_is_not_called_is_named(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "app")
    package = write(one="def setup(bot): ...")

    Bot(Settings(commands=package)).load()

    (record,) = caplog.records
    assert record.getMessage().endswith(f"setup() is not called: that of {package}/__init__.py alone is")


def test_what_stands_outside_of_a_modules_plugins_is_named(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    package = write(
        one=textwrap.dedent("""
        from app import Plugin, slash_command
        class Shop(Plugin): ...
        @slash_command(description="Do.")
        async def loose(ctx): ...
        """)
    )

    Bot(Settings()).add_plugin(f"{package}.one")

    (record,) = caplog.records
    assert "<Command /loose> stands outside of plugins and does not come with them" in record.getMessage()


def guarded_group(bot: TestBot) -> Plugin:
    guard = Plugin("guard")
    admin = guard.group("admin", "For admins")

    @admin.check
    def nobody(ctx: CommandContext) -> bool:
        raise CheckFailure("Not you.")

    bot.bot.add_plugin(guard)
    return guard


def by_path(other: Plugin, guard: Plugin) -> None:
    other.slash_command("admin ban", description="Ban.")(answers)


def by_group(other: Plugin, guard: Plugin) -> None:
    (admin,) = guard.declared
    made = admin.command("ban", description="Ban.")(answers)  # type: ignore[union-attr]
    other.add(made)


@pytest.mark.parametrize("declare", [by_path, by_group])
async def test_what_a_group_refused_is_refused_when_its_plugin_has_gone(
    declare: Callable[[Plugin, Plugin], None],
) -> None:
    bot = TestBot(None)
    guard, other = guarded_group(bot), Plugin("other")
    declare(other, guard)
    bot.bot.add_plugin(other)
    assert (await bot.slash("admin ban")).content == "Not you."

    await bot.bot.remove_plugin("guard")

    assert (await bot.slash("admin ban")).content == "Not you."


async def test_a_group_that_is_described_again_decides_anew() -> None:
    bot = TestBot(None)
    guard, other = guarded_group(bot), Plugin("other")
    by_path(other, guard)
    bot.bot.add_plugin(other)
    await bot.bot.remove_plugin("guard")

    bot.bot.group("admin", "For everybody")

    assert (await bot.slash("admin ban")).content == "done"


async def test_what_a_group_that_has_gone_refuses_is_not_offered_either() -> None:
    bot = TestBot(None)
    guard, other = Plugin("guard"), Plugin("other")
    guild_only(guard.group("admin", "For admins"))
    by_path(other, guard)
    for plugin in (guard, other):
        bot.bot.add_plugin(plugin)

    await bot.bot.remove_plugin("guard")

    (registered,) = bot.bot.tree.registrations()
    assert (registered.description, registered.contexts) == ("For admins", (InteractionContextType.guild,))
