"""The command that opens an Activity: declared, registered, used through the whole bot."""

import inspect
import logging
from typing import Any

import orjson
import pytest

from app.bot import Bot
from app.context.command import CommandContext
from app.errors import CommandNotFound, DefinitionError, DuplicateName, LimitExceeded, NameInvalid, OptionUnsupported
from app.models.base import Snowflake, encode
from app.models.command import (
    ApplicationCommandType,
    CommandData,
    EntryPointHandler,
    IntegrationType,
    InteractionContextType,
)
from app.models.flags import Permissions
from app.models.response import LaunchActivity, Reply
from app.plugins.plugin import Plugin
from app.settings import Settings
from app.stores.base import Store
from app.testing import DidNotRespond, TestBot
from app.tree.command import Command
from app.tree.decorators import entry_point_command, slash_command
from app.tree.entry_point import EntryPointCommand
from app.tree.tree import CommandTree
from tests.given import newest


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


def described(*commands: Command[..., Any]) -> Any:
    tree = CommandTree()
    for command in commands:
        tree.add(command)
    return orjson.loads(encode(tree.registrations()))


# ── declaring ──


def test_bare_it_has_the_functions_name_and_docstring() -> None:
    @entry_point_command
    async def play_now(ctx: CommandContext) -> LaunchActivity:
        """Play together.

        Not for users.
        """
        return LaunchActivity()

    assert isinstance(play_now, EntryPointCommand)
    assert described(play_now) == [{"name": "play_now", "type": 4, "description": "Play together.", "handler": 1}]


def test_called_it_has_what_is_said() -> None:
    @entry_point_command(
        "Play Now",
        description="Play.",
        name_localizations={"de": "Jetzt spielen"},
        description_localizations={"de": "Spielen."},
        contexts=[InteractionContextType.guild],
        integration_types=[IntegrationType.user_install],
        default_member_permissions=Permissions.use_embedded_activities,
        nsfw=True,
    )
    def launch(ctx: CommandContext) -> LaunchActivity:
        return LaunchActivity()

    assert described(launch) == [
        {
            "name": "Play Now",
            "type": 4,
            "description": "Play.",
            "name_localizations": {"de": "Jetzt spielen"},
            "description_localizations": {"de": "Spielen."},
            "contexts": [0],
            "integration_types": [1],
            "default_member_permissions": str(1 << 39),
            "nsfw": True,
            "handler": 1,
        }
    ]


def test_a_command_that_discord_handles_is_made_at_once() -> None:
    line = inspect.currentframe().f_lineno + 1  # type: ignore[union-attr]
    launch = entry_point_command("launch", handler="discord", description="Play.")

    assert launch.handler is EntryPointHandler.discord_launch_activity
    assert launch.where == f"{__file__}:{line}"
    assert described(launch) == [{"name": "launch", "type": 4, "description": "Play.", "handler": 2}]


def test_a_description_may_be_missing_as_it_is_from_the_command_that_discord_makes() -> None:
    assert described(entry_point_command("launch", handler="discord")) == [{"name": "launch", "type": 4, "handler": 2}]


def test_people_read_its_name_and_kind_and_a_mention_is_its_name() -> None:
    launch = entry_point_command("Launch", handler="discord")
    launch.ids[None] = 7

    assert repr(launch) == "<Command Launch (entry point command)>"
    assert launch.get_mention() == "`Launch (entry point command)`"


def with_option(ctx: CommandContext, game: str) -> None: ...
def plain(ctx: CommandContext) -> None: ...


class Other(Command[..., Any]): ...


@pytest.mark.parametrize(
    ("handler", "name", "options", "error", "why"),
    [
        pytest.param(with_option, "x", {}, OptionUnsupported, "game is an option, and an entry point", id="option"),
        pytest.param(plain, "x" * 33, {}, NameInvalid, "1 to 32 characters", id="long name"),
        pytest.param(plain, "x ", {}, NameInvalid, "without space", id="space around the name"),
        pytest.param(plain, "x", {"description": "y" * 101}, LimitExceeded, "at most 100", id="long description"),
        pytest.param(plain, "x", {"description": 5}, DefinitionError, "is text, not 5", id="no text"),
        pytest.param(plain, "x", {"guild_ids": [1]}, DefinitionError, "everywhere alone: no guild_ids=", id="guilds"),
        pytest.param(plain, "x", {"name": "y"}, DefinitionError, "the name stands first", id="name by keyword"),
        pytest.param(plain, "x", {"cls": Other}, DefinitionError, "no class of EntryPointCommand", id="class"),
        pytest.param(plain, "x", {"handler": "app"}, DefinitionError, "beside a name alone", id="handler"),
        pytest.param(None, None, {"handler": "discord"}, DefinitionError, "declared by its name", id="no name"),
        pytest.param(None, plain, {"handler": "discord"}, DefinitionError, "it is left out", id="function as name"),
        pytest.param(plain, "x", {"handler": "discord"}, DefinitionError, "or the function below", id="both"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    handler: Any, name: Any, options: Any, error: type[DefinitionError], why: str
) -> None:
    with pytest.raises(error, match=why) as caught:
        declared: Any = entry_point_command(name, **options)
        declared(handler)

    assert caught.value.where.startswith(f"{__file__}:")


def test_a_class_of_ones_own_may_be_made() -> None:
    class Mine(EntryPointCommand[..., Any]): ...

    assert isinstance(entry_point_command("x", cls=Mine)(plain), Mine)
    assert isinstance(entry_point_command("x", cls=Mine, handler="discord"), Mine)


# ── in the tree ──


def test_there_is_one_at_most() -> None:
    tree = CommandTree()
    tree.add(entry_point_command("one", handler="discord"))

    with pytest.raises(DuplicateName, match="is declared twice"):
        tree.add(entry_point_command("one")(plain))
    with pytest.raises(LimitExceeded, match="commands: 2, Discord accepts at most 1"):
        tree.add(entry_point_command("two")(plain))


def test_it_may_share_its_name_with_a_slash_command_and_is_found_by_its_type() -> None:
    tree = CommandTree()
    launch = entry_point_command("launch")(plain)
    tree.add(slash_command("launch", description="Something else.")(plain))
    tree.add(launch)

    data = CommandData(name="launch", type=ApplicationCommandType.primary_entry_point)
    assert tree.find(data)[0].command is launch
    with pytest.raises(CommandNotFound):
        tree.find(CommandData(name="other", type=ApplicationCommandType.primary_entry_point))


def test_it_is_global_also_where_all_others_are_of_a_server_for_development() -> None:
    bot = Bot(Settings(), debug_guilds=[7])
    bot.slash_command("roll", description="Roll.")(plain)
    bot.entry_point_command("launch", handler="discord")

    scopes = bot.tree.scopes()

    assert {scope: [one.name for one in commands] for scope, commands in scopes.items()} == {
        None: ["launch"],
        7: ["roll"],
    }


# ── used ──


async def test_a_handler_opens_the_activity(bot: TestBot) -> None:
    @bot.bot.entry_point_command
    async def launch(ctx: CommandContext, store: Store) -> LaunchActivity:
        await store.set("launched by", ctx.user.display_name)
        return LaunchActivity()

    result = await bot.entry_point()

    assert (result.launched, result.content, repr(result)) == (True, "", "<Result an Activity>")
    assert newest(bot).payload["data"]["type"] == 4
    assert launch.ids == {None: Snowflake(newest(bot).payload["data"]["id"])}


async def test_a_handler_may_answer_with_a_message(bot: TestBot) -> None:
    @bot.bot.entry_point_command()
    async def launch(ctx: CommandContext) -> LaunchActivity | Reply:
        return Reply("Not before noon.", ephemeral=True)

    result = await bot.entry_point()

    assert (result.launched, result.content, result.ephemeral) == (False, "Not before noon.", True)


async def test_checks_hold_for_it(bot: TestBot) -> None:
    @bot.bot.entry_point_command
    async def launch(ctx: CommandContext) -> LaunchActivity:
        return LaunchActivity()

    @launch.check
    def nobody(ctx: CommandContext) -> bool:
        return False

    result = await bot.entry_point()

    assert not result.launched
    assert result.ephemeral


async def test_what_discord_handles_is_opened_without_the_bot(bot: TestBot) -> None:
    launch = bot.bot.entry_point_command("launch", handler="discord")

    result = await bot.entry_point()

    assert bot.bot.commands == [launch]
    assert result.launched
    assert newest(bot).status is None


async def test_discord_asking_for_what_it_should_handle_is_drift(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    launch = bot.bot.entry_point_command("launch", handler="discord")
    bot.require_entry_point()
    bot.discord.commands.find_entry_point().command["handler"] = 1

    with caplog.at_level(logging.WARNING):
        result = await bot.entry_point()

    assert (result.launched, result.ephemeral) == (False, True)
    assert "run postern sync" in caplog.text
    with pytest.raises(CommandNotFound):
        await launch(bot.context(CommandContext))


async def test_as_a_method_of_a_plugin_it_is_bound(bot: TestBot) -> None:
    class Game(Plugin):
        opened = 0

        @entry_point_command
        async def launch(self, ctx: CommandContext) -> LaunchActivity:
            self.opened += 1
            return LaunchActivity()

    game = Game()
    bot.bot.add_plugin(game)

    assert (await bot.entry_point()).launched
    assert game.opened == 1


async def test_a_plugin_has_what_discord_handles_too(bot: TestBot) -> None:
    class Game(Plugin):
        launch = entry_point_command("launch", handler="discord")

    bot.bot.add_plugin(Game)

    assert (await bot.entry_point()).launched


async def test_an_object_of_plugin_takes_it_along(bot: TestBot) -> None:
    game = Plugin("game")
    game.entry_point_command("launch", handler="discord")
    bot.bot.add_plugin(game)
    assert (await bot.entry_point()).launched

    await bot.bot.remove_plugin("game")
    with pytest.raises(CommandNotFound, match="entry point"):
        await bot.entry_point()


async def test_an_application_without_activities_cannot_open_one(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> LaunchActivity:
        return LaunchActivity()

    bot.discord.world.application.flags = 0

    with pytest.raises(DidNotRespond, match="does not have the EMBEDDED flag"):
        await bot.slash("try")
