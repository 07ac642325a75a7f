"""What a bot is told of its commands at the beginning, and what it knows of them later."""

import asyncio
import dataclasses
import inspect
from typing import Any

import httpx
import pytest

from app.bot import Bot
from app.context.command import CommandContext
from app.errors import CommandNotFound, DefinitionError
from app.models.command import IntegrationType, InteractionContextType
from app.settings import Settings
from app.simulator.app_transport import AppTransport
from app.simulator.rest import rest
from app.testing import TestBot, virtual_time
from tests.given import given_bot
from tests.server.asgi import Exchange


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


async def answers(ctx: CommandContext) -> str:
    return "hello"


def declare(bot: Bot, path: str = "try", **options: Any) -> Any:
    return bot.slash_command(path, description="Try it.", **options)(answers)


async def start(bot: Bot) -> None:
    """Begin the lifespan as a server does, and end it."""
    startup, shutdown = {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}
    exchange = await Exchange(startup, shutdown).run(bot.asgi(), {"type": "lifespan"})

    assert exchange.sent[0] == {"type": "lifespan.startup.complete"}


def writes(bot: TestBot) -> list[str]:
    return [method for method, path, _ in bot.requests if "/commands" in path and method != "GET"]


# ── what it is told ──


@pytest.mark.seed("P41", "P48")
def test_a_bot_takes_what_others_take_by_the_same_names() -> None:
    bot = Bot(
        Settings(),
        description="Rolls dice.",
        auto_defer="ephemeral",
        default_command_contexts=[InteractionContextType.guild],
        default_command_integration_types=[IntegrationType.guild_install],
        debug_guilds=[5],
        owner_id=1,
        owner_ids={2},
        auto_sync_commands=True,
    )

    assert (bot.description, bot.auto_defer, bot.auto_sync_commands) == ("Rolls dice.", "ephemeral", True)
    assert bot.defaults.guild_ids == (5,)
    assert bot.owner_ids == {1, 2}
    assert bot.settings == Settings()


@pytest.mark.seed("P48")
def test_a_keyword_that_a_bot_does_not_take_is_no_silent_loss() -> None:
    wrong: Any = {"intents": 5}

    with pytest.raises(TypeError, match="intents"):
        Bot(Settings(), **wrong)
    assert all(one.kind is one.KEYWORD_ONLY for one in [*inspect.signature(Bot).parameters.values()][1:])


# ── sync at the start ──


def starting(bot: TestBot, *, auto_sync: bool, settings: Settings | None = None) -> Bot:
    transport = AppTransport(rest(bot.discord))
    options = {} if not auto_sync else {"auto_sync_commands": True}
    bot.bot = Bot(settings or bot.bot.settings, now=bot.clock.now, transport=transport, **options)  # type: ignore[arg-type]
    declare(bot.bot)
    return bot.bot


@pytest.mark.seed("P45")
@pytest.mark.parametrize("auto_sync", [False, True])
async def test_commands_are_synced_at_the_start_only_if_that_was_asked_for(auto_sync: bool) -> None:
    bot = given_bot()
    made = starting(bot, auto_sync=auto_sync)
    await start(made)

    assert [one["name"] for one in bot.discord.commands.listed(None)] == (["try"] if auto_sync else [])
    assert len(writes(bot)) == auto_sync
    await start(made)
    assert len(writes(bot)) == auto_sync


class Silent(httpx.AsyncBaseTransport):
    """A Discord that takes requests and does not answer for an hour."""

    asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits that long")


@pytest.mark.seed("P45")
async def test_a_sync_at_the_start_holds_nothing_up() -> None:
    bot, discord = given_bot(), Silent()
    made = Bot(bot.bot.settings, auto_sync_commands=True, now=bot.clock.now, transport=discord)
    declare(made)
    told: asyncio.Queue[Any] = asyncio.Queue()
    events = [{"type": "lifespan.startup"}]

    async def receive() -> Any:
        return events.pop() if events else await asyncio.sleep(3600)

    server = asyncio.create_task(made.asgi()({"type": "lifespan"}, receive, told.put))

    assert (await told.get())["type"] == "lifespan.startup.complete"
    assert asyncio.get_running_loop().time() == 0
    await asyncio.sleep(1)
    assert discord.asked == 1
    server.cancel()
    await asyncio.wait([server])
    await made.drain(grace=0)


@pytest.mark.seed("P45")
async def test_a_sync_at_the_start_that_fails_is_logged_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()
    made = starting(bot, auto_sync=True, settings=dataclasses.replace(bot.bot.settings, token="wrong"))
    await start(made)

    assert "the commands could not be synced at the start" in caplog.text


@pytest.mark.seed("P45")
async def test_a_sync_at_the_start_renames_nothing_and_says_what_would_be(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()
    bot.discord.register([{"name": "old", "description": "Try it."}])
    made = starting(bot, auto_sync=True)
    declare(made, "new", renamed_from="old")
    await start(made)

    assert [one["name"] for one in bot.discord.commands.listed(None)] == ["old"]
    assert writes(bot) == []
    (said,) = [one for one in caplog.messages if "postern sync --yes" in one]
    assert "(old to new)" in said


@pytest.mark.seed("P45")
async def test_what_is_odd_about_a_sync_at_the_start_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()
    made = starting(bot, auto_sync=True)
    declare(made, guild_ids=[bot.discord.world.guild.id, 5])
    await start(made)

    assert [one.partition(": ")[2] for one in caplog.messages if one.startswith("sync at the start")] == [
        "guild 5: try is there twice, as a command of the guild and as a global one",
        f"guild {bot.discord.world.guild.id}: try is there twice, as a command of the guild and as a global one",
        "guild 5: Discord refuses access (Missing Access): is the application installed there?",
    ]


# ── what it knows ──


@pytest.mark.seed("P66")
async def test_commands_are_pending_until_they_are_known_to_be_registered() -> None:
    bot = given_bot()
    first, second = declare(bot.bot, "tag show"), declare(bot.bot)
    before = bot.bot.pending_application_commands
    await bot.bot.sync_commands()
    later = declare(bot.bot, "later")

    assert before == [first, second]
    assert bot.bot.pending_application_commands == [later]


@pytest.mark.seed("P67", "N15", "N16")
async def test_a_command_is_got_and_removed_by_the_bot() -> None:
    bot = given_bot()
    made, of_guild = declare(bot.bot), declare(bot.bot, guild_ids=[5])

    assert [bot.bot.get_command("try"), bot.bot.get_command("try", guild_id=5)] == [made, of_guild]
    bot.bot.remove(made)
    assert bot.bot.get_command("try") is None
    assert bot.bot.commands == [of_guild]
    with pytest.raises(CommandNotFound):
        bot.bot.remove(made)


@pytest.mark.seed("N27", "N69", "N72", "N73")
async def test_the_id_of_a_command_is_learned_from_a_sync() -> None:
    bot = given_bot()
    here = bot.discord.world.guild.id
    everywhere, of_guild = declare(bot.bot), declare(bot.bot, "here", guild_ids=[here])
    assert everywhere.get_mention() == "`/try`"
    await bot.bot.sync_commands()
    (registered,) = bot.discord.commands.listed(None)
    (of_here,) = bot.discord.commands.listed(here)

    assert everywhere.get_mention() == f"</try:{registered['id']}>"
    assert of_guild.ids == {here: int(of_here["id"])}
    assert of_guild.get_mention(here) == f"</here:{of_here['id']}>"


@pytest.mark.seed("N69", "N73")
async def test_the_id_of_a_command_is_learned_from_its_use() -> None:
    bot = given_bot()
    made = declare(bot.bot, "tag show")
    bot.require("tag show")
    made.ids.clear()
    await bot.slash("tag show")
    (registered,) = bot.discord.commands.listed(None)

    assert made.ids == {None: int(registered["id"])}
    assert made.get_mention() == f"</tag show:{registered['id']}>"


@pytest.mark.seed("N27", "N73")
async def test_the_id_of_a_command_is_learned_from_the_sync_of_another_process(tmp_path: Any) -> None:
    bot = given_bot(store=f"sqlite:///{tmp_path / 'store.sqlite'}")
    declare(bot.bot)
    await bot.bot.sync_commands()
    (registered,) = bot.discord.commands.listed(None)
    other = Bot(bot.bot.settings, now=bot.clock.now, transport=AppTransport(rest(bot.discord)))
    made = declare(other)
    await start(other)
    await bot.bot.close()

    assert made.get_mention() == f"</try:{registered['id']}>"


def test_what_discord_would_refuse_as_a_whole_is_refused_at_the_start() -> None:
    bot = given_bot().bot
    bot.group("tag", "Texts")

    with pytest.raises(DefinitionError, match=r"test_bot_commands\.py:\d+: group 'tag' has no commands"):
        bot.asgi()
