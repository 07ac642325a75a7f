"""
E2, E3 and E5 of the field notes: where a host stops the process with its response, nothing may still run in it.

What is left behind there runs on in the middle of somebody else's request, or
never.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Annotated, Any

import pytest

from app.context.autocomplete import AutocompleteContext
from app.context.command import CommandContext
from app.models.response import Reply
from app.parameters.option import Option
from app.plugins.plugin import Plugin
from app.testing import DidNotRespond, TestBot, virtual_time
from tests.given import given_bot, newest

STOPPING = pytest.mark.parametrize(
    ("host", "background"),
    [("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")],
    ids=["E4 waits as Workers do", "E2 E3 buffers as Mangum and Azure do", "E5 freezes as Cloud Run does"],
)


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


class Database:
    """Something that takes long to connect to."""


async def connect() -> Database:
    await asyncio.sleep(20)
    return Database()


async def connect_and_end() -> AsyncIterator[Database]:
    await asyncio.sleep(20)
    yield Database()
    await asyncio.sleep(1)


async def done(bot: TestBot) -> None:
    """Wait until the calls for all interactions have returned, which is when the host stops the process."""
    await newest(bot).until(lambda i: i.status is not None, within=120)
    await bot._host.finished()


@STOPPING
async def test_listeners_that_run_long(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)
    heard: list[str] = []

    @bot.bot.listen("on_application_command")
    async def slow(ctx: CommandContext) -> None:
        await asyncio.sleep(30)
        heard.append(ctx.command.qualified_name)

    @bot.bot.listen("on_application_command_error")
    async def of_errors(ctx: CommandContext, error: Exception) -> None:
        await asyncio.sleep(40)
        heard.append(type(error).__name__)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        raise ZeroDivisionError

    await bot.slash("try")
    await done(bot)

    assert heard == ["try", "CommandInvokeError"]
    assert bot.left_behind == []


@STOPPING
async def test_tasks_that_listeners_have_the_bot_tell_others_of(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)
    heard: list[str] = []

    @bot.bot.listen("on_application_command")
    async def first(ctx: CommandContext) -> None:
        await asyncio.sleep(5)
        bot.bot.dispatch("counted", 1)

    @bot.bot.listen("on_counted")
    async def second(number: int) -> None:
        await asyncio.sleep(5)
        heard.append("second")

    @bot.bot.slash_command("try", description="Try it.")
    def command(ctx: CommandContext) -> str:
        bot.bot.dispatch("counted", 2)
        return "done"

    await bot.slash("try")
    await done(bot)

    assert heard == ["second", "second"]
    assert bot.left_behind == []


def suggesting(bot: TestBot, suggest: Callable[..., Coroutine[Any, Any, list[str]]]) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext, colour: Annotated[str, Option(autocomplete=suggest)]) -> str:
        return colour

    bot.require("try")


@STOPPING
async def test_suggestions_that_come_too_late(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)

    async def stubborn(ctx: AutocompleteContext, value: str) -> list[str]:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            await asyncio.sleep(0.3)
            raise
        return ["red"]

    suggesting(bot, stubborn)
    await bot.discord.autocomplete("try", "colour", "r")
    await done(bot)

    assert newest(bot).choices == []
    assert bot.left_behind == []


@STOPPING
async def test_suggestions_for_somebody_who_types_on(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)

    async def slow(ctx: AutocompleteContext, value: str) -> list[str]:
        await asyncio.sleep(1)
        return [value]

    suggesting(bot, slow)
    typing = [asyncio.create_task(bot.autocomplete("try", "colour", typed)) for typed in ("r", "re", "red")]
    lists = [[choice.value for choice in await typed] for typed in typing]
    await done(bot)

    assert lists == [[], [], ["red"]]
    assert bot.left_behind == []


@pytest.mark.parametrize("factory", [connect, connect_and_end])
@pytest.mark.parametrize("scope", ["app", "interaction"])
@STOPPING
async def test_a_dependency_that_is_not_there_in_time(host: Any, background: Any, scope: Any, factory: Any) -> None:
    bot = given_bot(host=host, background=background)
    bot.bot.provide(Database, factory, scope=scope)

    async def suggest(ctx: AutocompleteContext, value: str, database: Database) -> list[str]:
        return ["red"]

    suggesting(bot, suggest)
    await bot.discord.autocomplete("try", "colour", "r")
    await done(bot)

    assert bot.left_behind == []


@STOPPING
async def test_a_dependency_that_a_handler_does_not_wait_for(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)
    bot.bot.provide(Database, connect)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        try:
            async with asyncio.timeout(1):
                await ctx.get(Database)
        except TimeoutError:
            return "no database"
        return "a database"

    assert (await bot.slash("try")).content == "no database"
    await done(bot)
    assert bot.left_behind == []
    assert (await bot.slash("try")).content == "a database"


class Slow(Plugin):
    """A plugin whose start takes long."""

    async def on_load(self) -> None:
        await asyncio.sleep(10)


@STOPPING
async def test_plugins_that_are_loaded_by_the_first_command(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)
    bot.bot.add_plugin(Slow)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        return "loaded"

    assert (await bot.slash("try")).content == "loaded"
    await done(bot)
    assert bot.left_behind == []


@STOPPING
async def test_plugins_that_are_not_loaded_in_time_for_suggestions(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)
    bot.bot.add_plugin(Slow)

    async def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
        return ["red"]

    suggesting(bot, suggest)
    await bot.discord.autocomplete("try", "colour", "r")
    await done(bot)

    assert bot.left_behind == []
    assert [choice.value for choice in await bot.autocomplete("try", "colour", "r")] == ["red"]


@STOPPING
async def test_a_cached_read_that_a_handler_gives_up(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)
    bot.discord.faults.add("GET", "/guilds/*/roles", delay=8.0)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        try:
            async with asyncio.timeout(1):
                await ctx.rest.roles.list_recent(ctx.guild_id)
        except TimeoutError:
            return "no roles"
        return "roles"

    assert (await bot.slash("try")).content == "no roles"
    await done(bot)
    assert bot.left_behind == []
    assert (await bot.slash("try")).content == "roles"


@STOPPING
async def test_two_interactions_at_once(host: Any, background: Any) -> None:
    """One that is done long before the other must not be stopped by its end, nor wait for it."""
    bot = given_bot(host=host, background=background)
    ended: list[tuple[int, float]] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext, seconds: int) -> Reply:
        await asyncio.sleep(seconds)
        ended.append((seconds, asyncio.get_running_loop().time() - begun))
        return Reply(f"after {seconds}")

    bot.require("try")
    begun = asyncio.get_running_loop().time()
    both = [bot.discord.begin_command("try", {"seconds": seconds}) for seconds in (20, 4)]
    for interaction in both:
        await interaction.until(lambda i: i.status is not None and i.state == "answered", within=60)
    await done(bot)

    assert [seconds for seconds, _ in ended] == [4, 20]
    assert [one.content for one in both] == ["after 20", "after 4"]
    assert bot.left_behind == []


@STOPPING
async def test_a_shared_read_of_two_interactions_at_once(host: Any, background: Any) -> None:
    """The one who asked first gives up, and the other gets the answer all the same."""
    bot = given_bot(host=host, background=background)
    asked = bot.discord.faults.add("GET", "/guilds/*/roles", delay=1.0)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext, patience: float) -> str:
        try:
            async with asyncio.timeout(patience):
                await ctx.rest.roles.list_recent(ctx.guild_id)
        except TimeoutError:
            await asyncio.sleep(5)
            return "no roles"
        return "roles"

    bot.require("try")
    both = [bot.discord.begin_command("try", {"patience": patience}) for patience in (0.5, 5.0)]
    for interaction in both:
        await interaction.until(lambda i: i.status is not None and i.state == "answered", within=60)
    await done(bot)

    assert [one.content for one in both] == ["no roles", "roles"]
    assert asked.met == 1
    assert bot.left_behind == []


@STOPPING
async def test_a_handler_that_is_never_answered_in_time(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background, deferral="off")

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        await asyncio.sleep(20)
        return "too late"

    with pytest.raises(DidNotRespond):
        await bot.slash("try")
    await done(bot)

    assert bot.left_behind == []
