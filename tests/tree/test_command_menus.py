"""Commands in the menus of users and messages, through the whole bot."""

from typing import Any

import pytest

from app import CommandContext, Store, message_command, user_command
from app.errors import DefinitionError, DuplicateName, LimitExceeded, NameInvalid, OptionUnsupported
from app.models import Member, Message, User
from app.models.base import Snowflake, encode
from app.models.command import ApplicationCommandType, CommandData
from app.testing import TestBot
from app.tree.tree import CommandTree


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


@pytest.mark.seed("P55", "P56", "N75")
async def test_the_target_of_a_user_command_is_a_member_where_it_is_one(bot: TestBot) -> None:
    seen: list[Member | User] = []

    @bot.bot.user_command
    async def show_avatar(ctx: CommandContext, target: Member | User) -> str:
        seen.append(target)
        return target.display_name

    ida = bot.actor("Ida")

    assert (await bot.user_command("Show Avatar", ida)).content == "Ida"
    assert isinstance(seen[0], Member)
    assert seen[0].user.id == ida.id


async def test_a_handler_may_take_users_alone_or_members_alone(bot: TestBot) -> None:
    def on_user(ctx: CommandContext, target: User) -> str:
        return type(target).__name__

    def on_member(ctx: CommandContext, target: Member) -> str:
        return type(target).__name__

    # The contract's type is wider; whoever narrows it is not held up at run time.
    bot.bot.add(user_command("Name")(on_user))  # type: ignore[arg-type]
    bot.bot.add(user_command("Promote")(on_member))  # type: ignore[arg-type]
    ida, olga = bot.actor("Ida"), bot.actor("Olga", in_guild=False)

    assert (await bot.user_command("Name", ida)).content == "User"
    assert (await bot.user_command("Promote", ida)).content == "Member"

    refused = await olga.user_command("Promote", olga)
    assert refused.content == "This works for members of this server alone."
    assert refused.ephemeral


@pytest.mark.seed("P57", "N75")
async def test_a_message_command_takes_the_message_and_dependencies(bot: TestBot) -> None:
    @bot.bot.message_command("Keep")
    async def keep(ctx: CommandContext, target: Message, store: Store) -> str:
        await store.set("kept", target.content)
        return await store.get("kept", str) or ""

    assert (await bot.message_command("Keep", bot.message("Remember this."))).content == "Remember this."


@pytest.mark.seed("P56", "P58")
def test_a_name_in_a_menu_is_the_handlers_in_words_if_none_is_said() -> None:
    @user_command
    async def who_is_it(ctx: CommandContext, target: Member | User) -> None: ...

    @message_command()
    async def count_words(ctx: CommandContext, target: Message) -> None: ...

    assert (who_is_it.name, count_words.name) == ("Who Is It", "Count Words")


@pytest.mark.seed("P57", "N54")
def test_names_in_menus_may_be_shared_with_slash_commands_and_across_menus() -> None:
    tree = CommandTree()

    def on_user(ctx: CommandContext, target: Member | User) -> None: ...
    def on_message(ctx: CommandContext, target: Message) -> None: ...

    tree.add(user_command("Report")(on_user))
    tree.add(message_command("Report", guild_ids=[7])(on_message))

    assert [encode(registration) for registration in tree.registrations()] == [
        b'{"name":"Report","type":2}',
        b'{"name":"Report","type":3}',
    ]
    assert list(tree.scopes()) == [None, 7]
    route, options = tree.find(CommandData(name="Report", type=ApplicationCommandType.message, guild_id=Snowflake(7)))
    found = route.command
    assert (found.callback, options) == (on_message, ())


def no_target(ctx: CommandContext) -> None: ...
def wrong_target(ctx: CommandContext, target: int) -> None: ...
def with_option(ctx: CommandContext, target: Message, why: str) -> None: ...
def good(ctx: CommandContext, target: Message) -> None: ...


@pytest.mark.parametrize(
    ("name", "handler", "options", "error", "why"),
    [
        pytest.param("x", no_target, {}, OptionUnsupported, "the second parameter is what", id="no target"),
        pytest.param("x", wrong_target, {}, OptionUnsupported, "annotate it Message", id="a wrong target"),
        pytest.param("x", with_option, {}, OptionUnsupported, "takes no options", id="an option"),
        pytest.param("x" * 33, good, {}, NameInvalid, "1 to 32 characters", id="a long name"),
        pytest.param(" x", good, {}, NameInvalid, "without space", id="space around the name"),
        pytest.param("x", good, {"description": "y"}, DefinitionError, "no description", id="a description"),
        pytest.param(
            "x", good, {"name_localizations": {"de": "y" * 33}}, NameInvalid, "de command", id="a long translation"
        ),
    ],
)
def test_what_cannot_be_in_a_menu_is_refused_with_its_place(
    name: str, handler: Any, options: Any, error: type[DefinitionError], why: str
) -> None:
    with pytest.raises(error, match=rf"test_command_menus.py:\d+: .*{why}"):
        message_command(name, **options)(handler)


def test_translations_in_menus_may_have_spaces_and_capitals() -> None:
    message_command("Report", name_localizations={"de": "Nachricht melden"})(good)


def test_a_name_twice_in_one_menu_and_too_many_names_are_refused() -> None:
    tree = CommandTree()
    for number in range(15):
        tree.add(message_command(f"Do {number}")(good))

    with pytest.raises(DuplicateName, match="Do 1 \\(message command\\) is declared twice"):
        tree.add(message_command("Do 1")(with_nothing))
    with pytest.raises(LimitExceeded, match="message commands: 16"):
        tree.add(message_command("Do 15")(good))


def with_nothing(ctx: CommandContext, target: Message) -> None: ...
