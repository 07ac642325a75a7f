"""The bot: what it is given, what it checks, and what comes of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Protocol

import pytest

from app import Bot, CommandContext, Store, group, slash_command
from app.errors import (
    DefinitionError,
    DiscoveryError,
    DuplicateName,
    LimitExceeded,
    NameInvalid,
    ProviderMissing,
    SettingsError,
)
from app.rest.client import Rest
from app.server.asgi import AsgiDoor
from app.settings import Settings
from app.testing import TestBot, virtual_time
from app.tree.command import Command
from app.tree.group import Group


class Database:
    def __init__(self, name: str = "db") -> None:
        self.name = name


class Mailer(Protocol):
    def send(self) -> str: ...


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def test_bot() -> TestBot:
    return TestBot(None)


def paths(bot: Bot) -> list[str]:
    return [command.qualified_name for command in bot.tree.commands()]


# ── declaring ──


@pytest.mark.seed("P50")
async def test_a_command_may_be_declared_on_the_bot(test_bot: TestBot) -> None:
    @test_bot.bot.slash_command
    async def ping(ctx: CommandContext) -> str:
        """Say hello."""
        return "Pong!"

    assert isinstance(ping, Command)
    assert (await test_bot.slash("ping")).content == "Pong!"


@pytest.mark.seed("P50", "P54", "N51", "N62")
async def test_a_called_decorator_takes_a_path_and_keywords(test_bot: TestBot) -> None:
    @test_bot.bot.slash_command("tag show", description="Show a tag")
    async def anything(ctx: CommandContext) -> str:
        return "shown"

    assert anything.qualified_name == "tag show"
    assert (await test_bot.slash("tag show")).content == "shown"


async def test_what_is_declared_below_a_group_of_the_bot_later_is_found(test_bot: TestBot) -> None:
    tag = test_bot.bot.group("tag", "Texts")
    admin = tag.group("admin", "For moderators")

    @admin.command
    async def purge(ctx: CommandContext) -> str:
        """Remove all."""
        return "gone"

    @tag.command("list")
    async def all_of_them(ctx: CommandContext) -> str:
        """List all."""
        return "many"

    assert isinstance(tag, Group)
    assert (await test_bot.slash("tag admin purge")).content == "gone"
    assert (await test_bot.slash("tag list")).content == "many"


@pytest.mark.seed("N13")
def test_what_was_declared_elsewhere_can_be_added() -> None:
    @slash_command
    async def ping(ctx: CommandContext) -> str:
        """Say hello."""
        return "Pong!"

    tag = group("tag", "Texts")

    @tag.command
    async def show(ctx: CommandContext) -> None:
        """Show."""

    bot = Bot(Settings())
    for declared in (ping, tag, ping):
        bot.add(declared)

    assert paths(bot) == ["ping", "tag show"]


def test_a_command_of_a_name_that_is_taken_is_refused() -> None:
    bot = Bot(Settings())
    bot.slash_command("ping", description="One")(ping_handler)

    with pytest.raises(DuplicateName, match="/ping is declared twice"):
        bot.slash_command("ping", description="Two")(ping_handler)


async def ping_handler(ctx: CommandContext) -> str:
    return "Pong!"


@pytest.mark.parametrize(
    ("name", "options", "error"),
    [
        ("Ping", {"description": "x"}, NameInvalid),
        ("ping", {}, DefinitionError),
        ("ping", {"description": "x" * 101}, LimitExceeded),
        ("ping", {"description": "x", "guild": 1}, DefinitionError),
    ],
)
def test_a_bad_declaration_on_the_bot_names_the_handler_and_adds_nothing(
    name: str, options: Any, error: type[DefinitionError]
) -> None:
    bot = Bot(Settings())

    with pytest.raises(error) as caught:
        bot.slash_command(name, **options)(ping_handler)

    assert caught.value.where == f"{__file__}:{ping_handler.__code__.co_firstlineno}"
    assert paths(bot) == []


@pytest.mark.seed("P40")
def test_the_commands_package_is_loaded_by_name() -> None:
    package = "tests.fixtures.commands"
    named, said = Bot(Settings(commands=package)), Bot(Settings(commands="nothing_here"))
    named.load()
    said.load(package)

    assert paths(named) == paths(said) == ["note create", "note show", "ping", "throw", "Who is it?", "How long?"]
    with pytest.raises(DiscoveryError, match="there is no package 'nothing_here'"):
        said.load()


@pytest.mark.seed("N2")
def test_settings_come_from_the_environment_unless_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTERN_COMMANDS", "elsewhere")

    assert Bot().settings.commands == "elsewhere"
    assert Bot(Settings()).settings.commands == "commands"


# ── dependencies ──


async def test_a_bot_and_a_store_are_always_provided(test_bot: TestBot) -> None:
    @test_bot.bot.slash_command
    async def count(ctx: CommandContext, bot: Bot, *, store: Store) -> str:
        """Count."""
        assert bot is ctx.bot is test_bot.bot
        assert isinstance(bot.rest, Rest)
        assert await ctx.get(Store) is store
        return str(await store.increment("uses"))

    assert [(await test_bot.slash("count")).content for _ in range(2)] == ["1", "2"]


async def test_a_provided_value_reaches_the_handler(test_bot: TestBot) -> None:
    bot = test_bot.bot
    bot.provide(Database, Database)

    @bot.provide
    async def make_text(database: Database) -> dict[str, str]:
        return {"from": database.name}

    @bot.provide
    def make_mailer() -> Mailer:
        class Posts:
            def send(self) -> str:
                return "sent"

        return Posts()

    @bot.slash_command
    async def show(ctx: CommandContext, texts: dict[str, str], n: int, *, mailer: Mailer) -> str:
        """Show."""
        return f"{texts['from']} {n} {mailer.send()}"

    assert (await test_bot.slash("show", n=3)).content == "db 3 sent"


async def test_a_value_for_one_interaction_ends_when_its_handler_is_done(test_bot: TestBot) -> None:
    story: list[str] = []

    async def session() -> AsyncIterator[Database]:
        story.append("opened")
        yield Database()
        story.append("closed")

    test_bot.bot.provide(Database, session, scope="interaction")

    @test_bot.bot.slash_command
    async def use(ctx: CommandContext, db: Database) -> str:
        """Use it."""
        await asyncio.sleep(5)
        story.append("used")
        return "done"

    for _ in range(2):
        assert (await test_bot.slash("use")).content == "done"

    assert story == ["opened", "used", "closed"] * 2


async def test_values_of_the_app_end_with_it(test_bot: TestBot) -> None:
    story: list[str] = []

    async def connect() -> AsyncIterator[Database]:
        yield Database()
        story.append("closed")

    test_bot.bot.provide(Database, connect)

    @test_bot.bot.slash_command
    async def use(ctx: CommandContext, db: Database) -> str:
        """Use it."""
        return db.name

    await test_bot.slash("use")
    assert story == []
    await test_bot.bot.close()
    assert story == ["closed"]


async def test_a_later_provider_replaces_the_earlier_one_for_a_test(test_bot: TestBot) -> None:
    test_bot.bot.provide(Database, Database)
    test_bot.provide(Database, Database("fake"))

    @test_bot.bot.slash_command
    async def use(ctx: CommandContext, db: Database) -> str:
        """Use it."""
        return db.name

    assert (await test_bot.slash("use")).content == "fake"


def test_provide_gives_a_decorated_factory_back() -> None:
    def connect() -> Database:
        return Database()

    assert Bot(Settings()).provide(connect) is connect


# ── checking ──


def needy_bot(**settings: Any) -> tuple[Bot, Command[..., Any]]:
    bot = Bot(Settings(**settings))

    @bot.slash_command("tag show", description="Show")
    async def show(ctx: CommandContext, db: Database) -> None: ...

    return bot, show


def test_a_dependency_that_nobody_provides_is_named_with_handler_and_kind() -> None:
    bot, show = needy_bot()

    with pytest.raises(ProviderMissing) as caught:
        bot.check_dependencies()

    assert str(caught.value) == (
        f"{show.where}: /tag show: parameter db is a Database, which is no option type (options are str, int, float, "
        "bool, User, Member, Channel, Role, Attachment, Literal and Enum, and anything that has a converter), "
        "and nobody provides one: call bot.provide(Database, factory)"
    )

    bot.provide(Database, Database)
    bot.check_dependencies()


def test_a_dependency_below_a_group_is_checked_too() -> None:
    bot = Bot(Settings())
    tag = bot.group("tag", "Texts")

    @tag.command
    async def show(ctx: CommandContext, db: Database) -> None:
        """Show."""

    with pytest.raises(ProviderMissing, match="/tag show: parameter db"):
        bot.check_dependencies()


def test_factories_are_checked_too() -> None:
    bot = Bot(Settings())

    @bot.provide
    def connect(url: list[int]) -> Database:
        return Database()

    with pytest.raises(ProviderMissing, match="the factory of Database needs list, which nobody provides"):
        bot.check_dependencies()


# ── serving ──


@pytest.mark.parametrize("key", ["", "abc", "z" * 64])
def test_without_a_public_key_there_is_no_application(key: str) -> None:
    with pytest.raises(SettingsError, match=r"^DISCORD_PUBLIC_KEY ") as caught:
        Bot(Settings(public_key=key)).asgi()

    assert caught.value.variable == "DISCORD_PUBLIC_KEY"


def test_an_application_is_built_from_what_was_declared(test_bot: TestBot) -> None:
    assert isinstance(Bot(test_bot.bot.settings).asgi(), AsgiDoor)


def test_an_application_is_not_built_while_a_dependency_is_missing(test_bot: TestBot) -> None:
    bot, _ = needy_bot(public_key=test_bot.bot.settings.public_key)

    with pytest.raises(ProviderMissing):
        bot.asgi()


@pytest.mark.parametrize(("kind", "ephemeral"), [("public", False), ("ephemeral", True)])
async def test_the_bot_says_how_commands_are_deferred_that_do_not_say_it(kind: Any, ephemeral: bool) -> None:
    test_bot = TestBot(None)
    made = Bot(replace(test_bot.bot.settings, auto_defer=2.0), auto_defer=kind, now=test_bot.clock.now, transport=None)
    made.rest = test_bot.bot.rest
    test_bot.bot = made

    @made.slash_command
    async def slow(ctx: CommandContext) -> str:
        """Take long."""
        await asyncio.sleep(60)
        return "done"

    result = await test_bot.slash("slow")

    assert (result.content, result.ephemeral) == ("done", ephemeral)


async def test_handlers_that_run_too_long_at_the_end_are_cancelled(
    test_bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    story: list[str] = []

    @test_bot.bot.slash_command
    async def forever(ctx: CommandContext) -> str:
        """Never end."""
        try:
            await asyncio.sleep(10_000)
        finally:
            story.append("cancelled")
        return ""

    running = asyncio.ensure_future(test_bot.slash("forever"))
    await asyncio.sleep(5)
    await test_bot.bot.drain(grace=1.0)

    assert story == ["cancelled"]
    assert "1 handler was cancelled: it needed longer" in caplog.text
    running.cancel()
    await asyncio.wait([running])
