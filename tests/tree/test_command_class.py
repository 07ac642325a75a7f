"""Classes of command of the author's own, and what code can ask of commands and groups."""

from typing import Any, ClassVar

import pytest

from app.bot import Bot
from app.command_errors import CheckFailure
from app.context.base import Context
from app.context.command import CommandContext
from app.errors import DefinitionError
from app.models.command import ApplicationCommandType, OptionType
from app.models.user import Member, User
from app.plugins.plugin import Plugin
from app.settings import Settings
from app.testing import TestBot
from app.tree.command import Command, CommandOptions
from app.tree.decorators import slash_command, user_command
from app.tree.group import Group, group


class PricedOptions(CommandOptions, total=False):
    """Keywords of the author's own, beside ours."""

    price: int


class Priced(Command[..., Any]):
    """A command that costs something, and refuses who cannot pay."""

    keywords: ClassVar[type] = PricedOptions

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options: Any = self.options
        self.price: int = options.get("price", 0)
        self.check(self.can_pay)

    def can_pay(self, ctx: Context) -> bool:
        if self.price > 5:
            raise CheckFailure(f"{self.shown_name} costs {self.price}.")
        return True


def priced(**options: Any) -> Any:
    """Return keywords that no type checker knows."""
    return {"cls": Priced, "description": "Buy."} | options


async def buy(ctx: CommandContext, item: str = "bread") -> str:
    return item


async def wave(ctx: CommandContext, target: Member | User) -> str:
    return f"hello {target.display_name}"


# ── a class of one's own ──


@pytest.mark.seed("P54", "N61", "N62")
@pytest.mark.parametrize(
    "declare",
    [
        pytest.param(lambda bot, **options: bot.slash_command("tag try", **priced(**options))(buy), id="bot"),
        pytest.param(lambda bot, **options: bot.group("tag").command("try", **priced(**options))(buy), id="group"),
        pytest.param(lambda bot, **options: slash_command("tag try", **priced(**options))(buy), id="module"),
    ],
)
async def test_a_class_of_ones_own_gets_its_keywords_wherever_it_is_declared(declare: Any) -> None:
    bot = TestBot(None)
    made = declare(bot.bot, price=3, auto_defer="off")
    bot.bot.add(made)

    assert isinstance(made, Priced)
    assert (made.price, made.auto_defer) == (3, "off")
    assert (await bot.slash("tag try", item="milk")).content == "milk"


@pytest.mark.seed("N61")
async def test_a_class_of_ones_own_may_change_what_holds_for_its_commands() -> None:
    bot = TestBot(None)
    bot.bot.slash_command("try", **priced(price=7))(buy)

    assert (await bot.slash("try")).content == "/try costs 7."


@pytest.mark.seed("P54", "N61")
async def test_commands_of_menus_and_methods_may_be_of_a_class_of_ones_own() -> None:
    options: Any = {"cls": Priced, "price": 2}

    class Shop(Plugin):
        @user_command("Wave", **options)
        async def wave(self, ctx: CommandContext, target: Member | User) -> str:
            return self.name

    bot = TestBot(None)
    bot.bot.add_plugin(Shop)
    (made,) = bot.bot.commands

    assert isinstance(made, Priced)
    assert (made.price, made.type) == (2, ApplicationCommandType.user)
    assert (await bot.user_command("Wave", bot.actor("Eve"))).content == "Shop"


def test_a_keyword_that_neither_we_nor_the_class_know_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"there is no prize=; there are: .*, price, renamed_from"):
        slash_command("try", **priced(prize=3))(buy)
    unknown: Any = {"description": "Buy.", "price": 3}
    with pytest.raises(DefinitionError, match="there is no price="):
        slash_command("try", **unknown)(buy)


@pytest.mark.parametrize("cls", [int, Plugin, "Priced", buy])
@pytest.mark.parametrize("declare", [slash_command, user_command, group("tag").command])
def test_what_is_no_class_of_command_is_refused_with_its_place(declare: Any, cls: Any) -> None:
    handler = wave if declare is user_command else buy

    with pytest.raises(DefinitionError, match=r"test_command_class.py:\d+: cls=.* is no class of Command"):
        declare("try", cls=cls)(handler)


# ── what can be asked of a command ──


@pytest.mark.seed("N67", "N68")
def test_a_command_knows_name_type_handler_guilds_and_what_discord_is_told() -> None:
    bot = Bot(Settings())
    made = bot.slash_command("try", description="Buy.", guild_ids=[5])(buy)
    menu = bot.user_command("Wave")(wave)
    (described,) = bot.tree.scopes()[5]

    assert (made.name, made.type, made.callback) == ("try", ApplicationCommandType.chat_input, buy)
    assert made.options["guild_ids"] == [5]
    assert (menu.name, menu.type, menu.callback) == ("Wave", ApplicationCommandType.user, wave)
    assert (described.name, described.type, described.description) == ("try", made.type, made.description)


@pytest.mark.seed("N70", "N71")
def test_a_subcommand_is_known_by_its_path_and_described_as_a_part_of_its_group() -> None:
    bot = Bot(Settings())
    whole = bot.slash_command("try", description="Buy.")(buy)
    part = bot.slash_command("tag admin purge", description="Purge.")(buy)
    tag = bot.tree.registrations()[0]
    (admin,) = tag.options
    (purge,) = admin.options

    assert [len(one.path) > 1 for one in (whole, part)] == [False, True]
    assert (part.name, part.qualified_name) == ("purge", "tag admin purge")
    assert (admin.type, purge.type) == (OptionType.sub_command_group, OptionType.sub_command)
    assert (purge.name, purge.description, purge.options[0].name) == ("purge", "Purge.", "item")


@pytest.mark.seed("N74", "N75")
async def test_every_kind_of_interaction_runs_through_its_command_and_a_test_can_give_the_options() -> None:
    bot = TestBot(None)
    whole = bot.bot.slash_command("try", description="Buy.")(buy)
    part = bot.bot.slash_command("tag show", description="Show.")(buy)
    menu: Any = bot.bot.user_command("Wave")(wave)
    eve = bot.actor("Eve")

    assert (await bot.slash("try", item="milk")).content == "milk"
    assert (await bot.slash("tag show", item="tea")).content == "tea"
    assert (await bot.user_command("Wave", eve)).content == "hello Eve"
    ctx = bot.context(CommandContext)
    assert [await whole(ctx, item="a"), await part(ctx, "b"), await menu(ctx, eve.user)] == ["a", "b", "hello Eve"]


# ── what can be asked of a group ──


@pytest.mark.seed("N83", "N84")
def test_a_group_knows_its_names_guilds_and_commands() -> None:
    bot = Bot(Settings())
    tag = bot.group("tag", "Texts", guild_ids=[5])
    admin = tag.group("admin", "For moderators")
    show = tag.command("show", description="Show.")(buy)
    purge = admin.command("purge", description="Purge.")(buy)
    (described,) = bot.tree.scopes()[5]

    assert isinstance(tag, Group)
    assert (tag.name, admin.name, admin.qualified_name) == ("tag", "admin", "tag admin")
    assert tag.options["guild_ids"] == [5]
    assert {child.name: child for child in tag.children} == {"admin": admin, "show": show}
    assert admin.children == [purge]
    assert (described.name, [option.name for option in described.options]) == ("tag", ["admin", "show"])
    assert bot.get_command("tag", guild_id=5) is tag


@pytest.mark.seed("N84", "N89")
async def test_a_group_runs_suggests_learns_ids_and_is_mentioned_through_its_commands() -> None:
    bot = TestBot(None)
    tag = bot.bot.group("tag", "Texts")
    show = tag.command("show", description="Show.")(buy)
    purge = tag.group("admin", "For moderators").command("purge", description="Purge.")(buy)

    @show.autocomplete("item")
    async def suggest(ctx: Context, value: str) -> list[str]:
        return [f"{value}read"]

    assert (await bot.slash("tag show", item="milk")).content == "milk"
    assert (await bot.slash("tag admin purge")).content == "bread"
    assert [choice.value for choice in await bot.autocomplete("tag show", "item", "b")] == ["bread"]
    (command_id,) = show.ids.values()
    assert purge.ids == show.ids == {None: command_id}
    assert (show.get_mention(), purge.get_mention()) == (
        f"</tag show:{command_id}>",
        f"</tag admin purge:{command_id}>",
    )


@pytest.mark.seed("N86", "N88")
def test_commands_of_one_first_name_are_one_command_of_discords() -> None:
    bot = Bot(Settings())
    for path in ("tag show", "tag admin purge", "label print"):
        bot.slash_command(path, description="Do it.")(buy)

    assert [(one.name, [option.name for option in one.options]) for one in bot.tree.registrations()] == [
        ("label", ["print"]),
        ("tag", ["admin", "show"]),
    ]
    with pytest.raises(DefinitionError, match=r"/tag is a command at|/tag is declared twice"):
        bot.slash_command("tag", description="Not both.")(buy)
