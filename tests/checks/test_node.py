"""What any node takes, and in which order it is asked: from the widest to the nearest, and back."""

import threading
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from app.checks.builtin import dm_only, guild_only
from app.checks.node import Node, read_hook
from app.command_errors import CheckFailure, CommandError, CommandInvokeError
from app.context.base import Context
from app.context.command import CommandContext
from app.errors import DefinitionError, ProviderMissing
from app.models.response import Reply
from app.plugins.plugin import Plugin, after_invoke, before_invoke, on_error
from app.testing import TestBot
from app.tree.command import Command
from app.tree.decorators import slash_command
from app.tree.group import Group

NEAREST_FIRST = ["command", "inner", "outer", "plugin", "bot"]
Nodes: TypeAlias = dict[str, Node]


class Journal:
    """A dependency that takes notes."""

    def __init__(self) -> None:
        self.lines: list[str] = []


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def bot(journal: Journal) -> TestBot:
    made = TestBot(None)
    made.provide(Journal, journal)
    return made


def nested(bot: TestBot, handler: Callable[..., Any]) -> Nodes:
    """Put a handler into two groups of a plugin, and return every node above it."""
    plugin = Plugin("shop")
    outer: Group = plugin.group("outer", "Outer")
    inner = outer.group("inner", "Inner")
    command: Command[..., Any] = inner.command("try", description="Try it.")(handler)
    bot.bot.add_plugin(plugin)
    return {"command": command, "inner": inner, "outer": outer, "plugin": plugin, "bot": bot.bot}


async def answers(ctx: CommandContext) -> str:
    return "hello"


async def raises(ctx: CommandContext) -> str:
    raise LookupError("lost")


# ── the order ──


async def test_checks_are_asked_from_the_widest_node_to_the_nearest(bot: TestBot, journal: Journal) -> None:
    for name, node in nested(bot, answers).items():

        async def is_noted(ctx: Context, lines: Journal, name: str = name) -> bool:
            lines.lines.append(name)
            return True

        node.check(is_noted)

    assert (await bot.slash("outer inner try")).content == "hello"
    assert journal.lines == NEAREST_FIRST[::-1]


@pytest.mark.parametrize("declare", [Node.before_invoke, Node.after_invoke], ids=["before", "after"])
@pytest.mark.parametrize("handler", [answers, raises])
async def test_hooks_run_from_the_nearest_node_to_the_widest(
    bot: TestBot, journal: Journal, declare: Callable[[Node, Any], Any], handler: Callable[..., Any]
) -> None:
    for name, node in nested(bot, handler).items():

        async def takes_note(ctx: Context, lines: Journal, name: str = name) -> None:
            lines.lines.append(name)

        declare(node, takes_note)

    await bot.slash("outer inner try")

    assert journal.lines == NEAREST_FIRST


async def test_errors_go_from_the_nearest_node_to_the_widest_until_one_answers(bot: TestBot, journal: Journal) -> None:
    nodes = nested(bot, raises)
    for name, node in nodes.items():

        @node.on_error
        async def handles(ctx: CommandContext, error: Exception, lines: Journal, name: str = name) -> str | None:
            lines.lines.append(name)
            return "sorry" if name == "plugin" else None

    assert (await bot.slash("outer inner try")).content == "sorry"
    assert journal.lines == NEAREST_FIRST[:4]


async def test_the_nearest_node_that_says_it_decides_how_to_defer() -> None:
    shop = Plugin("shop")
    shop.auto_defer = "ephemeral"
    tag = shop.group("tag", "Texts", auto_defer="public")
    said = tag.command("said", description="x", auto_defer="off")(answers)
    grouped = tag.command("grouped", description="x")(answers)
    of_plugin = shop.slash_command("alone", description="x")(answers)
    bot = TestBot(None)
    bot.bot.add_plugin(shop)
    of_bot = bot.bot.slash_command("of-bot", description="x")(answers)

    kinds = [bot.bot.tree.route(one).auto_defer for one in (said, grouped, of_plugin, of_bot)]

    assert kinds == ["off", "public", "ephemeral", "public"]


# ── sync and async, threads and dependencies ──


async def test_sync_checks_run_on_the_loop_and_sync_hooks_and_handlers_in_threads(bot: TestBot) -> None:
    ran: dict[str, bool] = {}

    def note(what: str) -> None:
        ran[what] = threading.current_thread() is threading.main_thread()

    @bot.bot.check
    def is_fine(ctx: Context, lines: Journal) -> bool:
        note("check")
        return True

    @bot.bot.before_invoke
    def before(ctx: Context, lines: Journal) -> None:
        note("before")

    @bot.bot.after_invoke
    def after(ctx: Context, *, lines: Journal) -> None:
        note("after")

    @bot.bot.on_error
    def handles(ctx: CommandContext, error: Exception, lines: Journal) -> str:
        note("error")
        return f"{type(lines).__name__}: {error}"

    bot.bot.slash_command("try", description="Try it.")(raises)

    assert (await bot.slash("try")).content == "Journal: lost"
    assert ran == {"check": True, "before": False, "after": False, "error": False}


async def test_methods_of_a_plugin_are_bound_to_it(bot: TestBot) -> None:
    class Shop(Plugin):
        def __init__(self) -> None:
            self.lines: list[str] = []

        @before_invoke
        async def open(self, ctx: Context) -> None:
            self.lines.append("open")

        @after_invoke
        def close(self, ctx: Context) -> None:
            self.lines.append("close")

        @on_error(LookupError)
        async def lost(self, ctx: CommandContext, error: LookupError) -> str:
            return " ".join([*self.lines, str(error)])

        @slash_command
        async def buy(self, ctx: CommandContext) -> str:
            """Buy."""
            raise LookupError("lost")

        @buy.before_invoke
        async def greet(self, ctx: Context) -> None:
            self.lines.append("greet")

    bot.bot.add_plugin(Shop())

    assert (await bot.slash("buy")).content == "greet open close lost"


def test_what_a_hook_needs_and_nobody_provides_is_named_at_load() -> None:
    bot = TestBot(None)
    bot.bot.slash_command("try", description="Try it.")(answers)

    @bot.bot.on_error
    async def handles(ctx: CommandContext, error: Exception, missing: Journal) -> None: ...

    with pytest.raises(ProviderMissing, match=r"handles: parameter missing is a Journal.*nobody provides one"):
        bot.bot.check_dependencies()


# ── which handler of a node ──


class Lost(LookupError):
    """Of the author's."""


@pytest.mark.parametrize(
    ("raised", "handled"),
    [
        pytest.param(Lost(), "LookupError", id="its base, not what is declared first"),
        pytest.param(KeyError(), "KeyError", id="itself"),
        pytest.param(ValueError(), "CommandInvokeError", id="wrapped, before Exception"),
        pytest.param(CheckFailure(), "CommandError", id="a refusal"),
        pytest.param(CommandError(), "CommandError", id="the refusal itself"),
    ],
)
async def test_the_handler_of_the_nearest_type_is_asked(bot: TestBot, raised: Exception, handled: str) -> None:
    for kind in (Exception, CommandError, CommandInvokeError, LookupError, KeyError):

        @bot.bot.on_error(kind)
        async def handles(ctx: CommandContext, error: Exception, name: str = kind.__name__) -> str:
            return name

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        raise raised

    assert (await bot.slash("try")).content == handled


@pytest.mark.parametrize("is_called", [False, True])
async def test_a_handler_without_a_type_is_asked_for_every_error(bot: TestBot, is_called: bool) -> None:
    async def handles(ctx: CommandContext, error: Exception) -> Reply:
        return Reply(f"{error!r}", ephemeral=True)

    declare: Any = bot.bot.on_error() if is_called else bot.bot.on_error
    declare(handles)
    bot.bot.slash_command("try", description="Try it.")(raises)
    result = await bot.slash("try")

    assert (result.content, result.ephemeral) == ("LookupError('lost')", True)


async def test_one_handler_may_take_several_types(bot: TestBot) -> None:
    @bot.bot.on_error(ValueError, LookupError)
    async def handles(ctx: CommandContext, error: Exception) -> str:
        return "sorry"

    bot.bot.slash_command("try", description="Try it.")(raises)

    assert (await bot.slash("try")).content == "sorry"


async def test_of_several_for_one_type_the_first_is_asked(bot: TestBot) -> None:
    for name in ("first", "second"):

        @bot.bot.on_error(LookupError)
        async def handles(ctx: CommandContext, error: LookupError, name: str = name) -> str:
            return name

    bot.bot.slash_command("try", description="Try it.")(raises)

    assert (await bot.slash("try")).content == "first"


async def test_a_handler_of_another_type_is_not_asked(bot: TestBot) -> None:
    @bot.bot.on_error(ValueError)
    async def handles(ctx: CommandContext, error: ValueError) -> str:
        return "sorry"

    bot.bot.slash_command("try", description="Try it.")(raises)

    assert (await bot.slash("try")).content.startswith("Something went wrong")


# ── what cannot be ──


@pytest.mark.parametrize("wrong", [BaseException, int, KeyboardInterrupt])
def test_what_is_no_type_of_error_is_refused(wrong: Any) -> None:
    async def handles(ctx: CommandContext, error: Exception) -> None: ...

    with pytest.raises(DefinitionError, match=r"test_node.py:\d+: on_error takes types of errors, and .* is none"):
        Node().on_error(wrong, ValueError)(handles)


@pytest.mark.parametrize("declare", ["check", "before_invoke", "after_invoke", "on_error"])
def test_what_cannot_be_called_is_refused(declare: str) -> None:
    with pytest.raises(DefinitionError, match="5 is no function"):
        getattr(Node(), declare)(5)


def test_what_takes_too_little_is_refused() -> None:
    async def handles(ctx: CommandContext) -> None: ...

    with pytest.raises(DefinitionError, match=r"handles is called with 2 arguments, and takes 1"):
        read_hook(handles, leading=2)
    with pytest.raises(DefinitionError, match=r"parameter db of .* has no annotation"):
        read_hook(lambda ctx, db: None)


def test_places_of_a_class_and_of_its_base_are_both_kept() -> None:
    @guild_only
    class Shop(Plugin): ...

    @dm_only
    class Market(Shop): ...

    assert Market().contexts == ()
    assert len(Market().checks) == 2
