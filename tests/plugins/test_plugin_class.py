"""Plugins as classes: what stands in them belongs to each object of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest

from app import (
    AutocompleteContext,
    Command,
    CommandContext,
    CommandError,
    Context,
    Option,
    Plugin,
    after_invoke,
    before_invoke,
    check,
    cooldown,
    group,
    guild_only,
    listen,
    message_command,
    on_error,
    slash_command,
    user_command,
)
from app.errors import DefinitionError
from app.models import Member, Message, User
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


class Shop(Plugin):
    """Everything that a class may hold."""

    tag = group("tag", "Texts")
    admin = tag.group("admin", "For moderators")

    def __init__(self, name: str | None = None, price: int = 3) -> None:
        super().__init__(name)
        self.price = price
        self.story: list[str] = []

    @slash_command
    async def buy(self, ctx: CommandContext, item: str) -> str:
        """Buy something."""
        return f"{item} for {self.price}"

    @slash_command
    def ask(self, ctx: CommandContext) -> str:
        """Ask something, in a thread."""
        return f"asked {self.price}"

    @user_command
    async def who(self, ctx: CommandContext, target: Member | User) -> str:
        return f"{target.display_name} {self.price}"

    @message_command("Cite it")
    async def cite(self, ctx: CommandContext, target: Message) -> str:
        return f"{target.content} {self.price}"

    @tag.command
    async def show(self, ctx: CommandContext) -> str:
        """Show a tag."""
        return f"shown {self.price}"

    @admin.command
    async def purge(self, ctx: CommandContext) -> str:
        """Purge tags."""
        return f"purged {self.price}"

    @admin.before_invoke
    async def note(self, ctx: Context) -> None:
        self.story.append("admin")

    @listen
    async def on_sale(self, item: str) -> None:
        self.story.append(f"sale of {item} at {self.price}")


@pytest.mark.seed("N44", "N49")
async def test_methods_of_a_class_are_its_commands(bot: TestBot) -> None:
    bot.bot.add_plugin(Shop)
    message = bot.message("hello")

    assert (await bot.slash("buy", item="tea")).content == "tea for 3"
    assert (await bot.slash("ask")).content == "asked 3"
    assert (await bot.user_command("Who", bot.actor("eva"))).content == "eva 3"
    assert (await bot.message_command("Cite it", message)).content == "hello 3"
    assert (await bot.slash("tag show")).content == "shown 3"
    assert (await bot.slash("tag admin purge")).content == "purged 3"


async def test_a_command_of_a_plugin_is_bound_and_a_plain_callable(bot: TestBot) -> None:
    shop = Shop(price=5)
    ctx = bot.context(CommandContext)

    assert await shop.buy(ctx, "tea") == "tea for 5"
    assert await shop.ask(ctx) == "asked 5"
    assert await shop.show(ctx) == "shown 5"
    assert await Shop.buy.__get__(shop, Shop)(ctx, item="tea") == "tea for 5"
    assert isinstance(Shop.buy, Command)
    assert Shop.buy.is_unbound
    assert not shop.buy.is_unbound
    assert shop.admin in shop.tag.children


async def test_a_group_that_two_names_lead_to_has_its_hooks_once(bot: TestBot) -> None:
    shop = Shop()
    bot.bot.add_plugin(shop)

    await bot.slash("tag admin purge")

    assert shop.story == ["admin"]


@pytest.mark.seed("N44")
async def test_two_objects_of_one_class_share_nothing(bot: TestBot) -> None:
    cheap, dear = Shop("cheap", 1), Shop("dear", 9)

    @cheap.buy.check
    async def never(ctx: Context) -> bool:
        return False

    @cheap.tag.command
    async def more(ctx: CommandContext) -> None:
        """Do more."""

    bot.bot.add_plugin(dear)
    bot.bot.dispatch("sale", "tea")

    assert (await bot.slash("buy", item="tea")).content == "tea for 9"
    assert dear.story == ["sale of tea at 9"]
    assert cheap.story == []
    assert (len(cheap.tag.children), len(dear.tag.children), len(Shop.tag.children)) == (3, 2, 2)
    assert [one for one in cheap.declared if one in dear.declared] == []


async def test_a_class_need_not_call_the_constructor_of_plugin(bot: TestBot) -> None:
    class Quiet(Plugin):
        def __init__(self, word: str) -> None:
            self.word = word

        @slash_command
        async def say(self, ctx: CommandContext) -> str:
            """Say it."""
            return self.word

    bot.bot.add_plugin(Quiet("hush"))

    assert (await bot.slash("say")).content == "hush"
    assert bot.bot.get_plugin("Quiet") is not None


def test_a_class_may_say_its_name() -> None:
    class Named(Plugin):
        name = "shop"

    class Heir(Named):
        pass

    assert (Named().name, Heir().name) == ("shop", "shop")
    assert repr(Named()) == "<Plugin shop>"


async def test_a_dataclass_may_be_a_plugin(bot: TestBot) -> None:
    @dataclass(eq=False)
    class Prices(Plugin):
        tea: int
        story: list[str] = field(default_factory=list)

        @slash_command
        async def price(self, ctx: CommandContext) -> str:
            """Tell the price."""
            return str(self.tea)

    bot.bot.add_plugin(Prices(7))

    assert (await bot.slash("price")).content == "7"


def test_a_plugin_that_compares_by_value_is_refused() -> None:
    @dataclass
    class Prices(Plugin):
        tea: int

    with pytest.raises(DefinitionError, match=r"Prices .* @dataclass\(eq=False\)"):
        Prices(7)


# ── hooks ──


class Hooked(Plugin):
    def __init__(self) -> None:
        self.story: list[str] = []

    @before_invoke
    async def before(self, ctx: Context) -> None:
        self.story.append("before")

    @after_invoke
    def after(self, ctx: Context) -> None:
        self.story.append("after")

    @on_error(KeyError, IndexError)
    async def missing(self, ctx: Context, error: LookupError) -> str:
        self.story.append("error")
        return f"missing {error}"

    @on_error
    async def anything(self, ctx: Context, error: Exception) -> str:
        return f"anything {error}"

    @slash_command
    async def find(self, ctx: CommandContext, name: str = "") -> str:
        """Find something."""
        raise {"key": KeyError(1), "value": ValueError(2), "type": TypeError(3)}.get(name, CommandError("no"))

    @find.on_error(TypeError)
    async def wrong(self, ctx: Context, error: TypeError) -> str:
        return f"wrong {error} {len(self.story)}"

    @find.autocomplete("name")
    async def suggest(self, ctx: AutocompleteContext, value: str) -> list[str]:
        return [value, type(self).__name__]

    async def completed(self, ctx: AutocompleteContext, value: str) -> list[str]:
        return [f"{value}{len(self.story)}"]

    @slash_command
    @check(lambda ctx: ctx.interaction.member is not None)
    async def seek(self, ctx: CommandContext, name: Annotated[str, Option(autocomplete=completed)]) -> str:
        """Seek something."""
        return name


@pytest.mark.parametrize(
    ("name", "answer", "story"),
    [
        ("key", "missing 1", ["before", "after", "error"]),
        ("value", "anything 2", ["before", "after"]),
        ("type", "wrong 3 2", ["before", "after"]),
    ],
)
async def test_hooks_and_error_handlers_are_methods(bot: TestBot, name: str, answer: str, story: list[str]) -> None:
    plugin = Hooked()
    bot.bot.add_plugin(plugin)

    assert (await bot.slash("find", name=name)).content == answer
    assert plugin.story == story


async def test_autocompleters_are_methods(bot: TestBot) -> None:
    bot.bot.add_plugin(Hooked())

    assert [one.name for one in await bot.autocomplete("find", "name", "x")] == ["x", "Hooked"]
    assert [one.name for one in await bot.autocomplete("seek", "name", "x")] == ["x0"]


async def test_decorators_of_a_class_hold_for_its_commands(bot: TestBot) -> None:
    def never(ctx: Context) -> bool:
        return False

    @guild_only
    @cooldown(1, per=60.0)
    class Guarded(Plugin):
        @slash_command
        async def one(self, ctx: CommandContext) -> str:
            """Do one."""
            return "one"

    @check(never, message="Never.")
    class Heir(Guarded):
        pass

    bot.bot.add_plugin(Guarded)
    private = bot.actor("eva", in_guild=False)

    assert (await bot.slash("one")).content == "one"
    assert "again" in (await bot.slash("one")).content
    assert bot.bot.tree.registrations()[0].contexts == (0,)
    with pytest.raises(ValueError, match="one"):
        await private.slash("one")
    assert [len(plugin.checks) for plugin in (Guarded(), Heir())] == [1, 2]

    await bot.bot.remove_plugin(Guarded)
    bot.bot.add_plugin(Heir)
    assert (await bot.slash("one")).content == "Never."
