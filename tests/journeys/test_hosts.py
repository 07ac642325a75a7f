"""The same bot on every kind of host: what users see is the same, and nothing is left behind where it would freeze."""

import asyncio
from typing import Any

import httpx
import pytest

from app.command_errors import CommandError
from app.context.command import CommandContext
from app.errors import RestError
from app.models.file import File
from app.models.response import Reply
from app.testing import TestBot, virtual_time
from tests.given import given_bot, newest

HOSTS = [("stays", "task"), ("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")]
KINDS = ["quick", "slow", "deferring", "long", "failing", "refusing", "large", "filing", "chatty", "sync"]


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


def declare(bot: TestBot) -> None:
    """Declare a command of every kind that matters behind the first response."""
    command = bot.bot.slash_command

    @command(description="Answers at once.")
    async def quick(ctx: CommandContext) -> str:
        return "quick"

    @command(description="Answers after the moment of deferral.")
    async def slow(ctx: CommandContext) -> Reply:
        await asyncio.sleep(5)
        return Reply("slow")

    @command(description="Defers by itself, and shows progress.")
    async def deferring(ctx: CommandContext) -> str:
        await ctx.defer(ephemeral=True)
        await asyncio.sleep(1)
        await ctx.edit("half")
        await ctx.followup("beside", ephemeral=True)
        await ctx.edit("whole")
        return None  # type: ignore[return-value]

    @command(description="Answers, and works on.")
    async def long(ctx: CommandContext) -> None:
        await ctx.respond("begun")
        await asyncio.sleep(10)
        await ctx.followup("ended")

    @command(description="Fails behind its deferral.")
    async def failing(ctx: CommandContext) -> str:
        await asyncio.sleep(4)
        raise CommandError("No luck.")

    @command(description="Refuses.")
    async def refusing(ctx: CommandContext) -> str:
        raise CommandError("Not today.")

    @command(description="Answers with more than an HTTP response holds.")
    async def large(ctx: CommandContext) -> Reply:
        return Reply("large", files=[File("a.bin", bytes(200_000))])

    @command(description="Answers with a file whose upload takes long.")
    async def filing(ctx: CommandContext) -> Reply:
        return Reply("filing", files=[File("b.bin", bytes(5_000_000))], ephemeral=True)

    @command(description="Says several things.")
    async def chatty(ctx: CommandContext) -> str:
        await ctx.send("one")
        await ctx.send("two")
        await ctx.send("three")
        return None  # type: ignore[return-value]

    @command(description="Runs in a thread.")
    def sync(ctx: CommandContext) -> str:
        return "sync"


async def seen(bot: TestBot, kind: str) -> dict[str, Any]:
    """Use a command; returns all that the user sees of it."""
    result = await bot.slash(kind)
    return {
        "texts": result.texts(),
        "ephemeral": result.ephemeral,
        "files": [(file.filename, file.size) for file in result.attachments],
    }


@pytest.mark.parametrize("kind", KINDS)
async def test_users_see_the_same_on_every_host(kind: str) -> None:
    pictures = []
    for host, background in HOSTS:
        bot = given_bot(host=host, background=background)  # type: ignore[arg-type]
        declare(bot)
        pictures.append(await seen(bot, kind))
        interaction = newest(bot)
        await interaction.until(lambda i: i.status is not None)
        await bot._host.finished()

        assert interaction.failure is None
        assert bot.discord.violations == []
        assert bot.left_behind == ([] if background != "task" else bot.left_behind)
        assert interaction.status == (202 if interaction.answered_by == "callback" else 200)

    assert pictures[0]["texts"]
    assert pictures == [pictures[0]] * len(HOSTS)


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("quick", "response"),
        ("refusing", "response"),
        ("sync", "response"),
        ("slow", "callback"),
        ("deferring", "callback"),
        ("long", "callback"),
        ("chatty", "callback"),
        ("large", "callback"),
        ("filing", "callback"),
    ],
)
async def test_a_callback_is_made_where_work_goes_on_behind_the_answer_and_nowhere_else(kind: str, way: str) -> None:
    bot = given_bot(host="buffers", background="callback")
    declare(bot)
    await bot.slash(kind)

    assert newest(bot).answered_by == way


async def test_a_host_that_holds_the_response_back_hears_nothing_of_an_inline_deferral_in_time() -> None:
    """E2: what `callback` is for; with `inline` there, the suite must fail."""
    bot = given_bot(host="buffers", background="inline")
    declare(bot)

    with pytest.raises(AssertionError, match="no answer within 3 s"):
        await bot.slash("slow")


async def test_work_that_runs_on_is_left_behind_on_a_host_that_freezes() -> None:
    """E5: why `task` is not for such a host."""
    bot = given_bot(host="freezes", background="task")
    declare(bot)
    await bot.slash("long")

    assert bot.left_behind


async def test_an_answer_within_the_moment_is_inline_though_the_handler_takes_a_while_to_end() -> None:
    bot = given_bot(host="buffers", background="callback")

    @bot.bot.slash_command(description="Answers, and tidies up.")
    async def tidy(ctx: CommandContext) -> None:
        await ctx.respond("done")
        await asyncio.sleep(1)

    await bot.slash("tidy")

    assert (newest(bot).answered_by, bot.left_behind) == ("response", [])


class Silent(httpx.AsyncBaseTransport):
    """Stands before Discord, and never answers."""

    def __init__(self, discord: httpx.AsyncBaseTransport) -> None:
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        await asyncio.sleep(3600)
        raise AssertionError("unreachable")


async def test_a_callback_that_hangs_ends_in_time_and_the_request_is_answered_all_the_same() -> None:
    """F11."""
    bot = given_bot(wire=Silent, host="buffers", background="callback")
    ended: list[float] = []

    @bot.bot.slash_command(description="Defers.")
    async def hang(ctx: CommandContext) -> None:
        await ctx.defer()
        ended.append(asyncio.get_running_loop().time())

    bot.require("hang")
    begun = bot.discord.begin_command("hang")
    await bot.settle()
    await begun.until(lambda interaction: interaction.status is not None, within=60)

    assert begun.status == 202
    assert ended[0] == pytest.approx(3)


class Refusing(httpx.AsyncBaseTransport):
    """Stands before Discord, and lets no callback through."""

    def __init__(self, discord: httpx.AsyncBaseTransport) -> None:
        self._discord = discord

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/callback"):
            return httpx.Response(403, html="<h1>error code: 1020</h1>", request=request)
        return await self._discord.handle_async_request(request)


async def test_where_callbacks_are_refused_an_answer_in_time_goes_out_inline() -> None:
    bot = given_bot(wire=Refusing, host="buffers", background="callback")
    caught: list[RestError] = []

    @bot.bot.slash_command(description="Tries to defer.")
    async def insist(ctx: CommandContext) -> str:
        try:
            await ctx.defer()
        except RestError as error:
            caught.append(error)
        return "inline, then"

    result = await bot.slash("insist")

    assert result.content == "inline, then"
    assert (newest(bot).answered_by, len(caught)) == ("response", 1)


async def test_a_ping_is_answered_inline_on_every_host() -> None:
    """F11."""
    for host, background in HOSTS:
        bot = given_bot(wire=Silent, host=host, background=background)  # type: ignore[arg-type]

        assert (await bot.discord.ping()).ok


async def test_the_lifespan_may_be_run_around_every_request() -> None:
    """E2: as Mangum does; nothing may depend on it, and nothing be gone behind it."""
    bot = given_bot(host="buffers", background="callback")
    declare(bot)
    for _ in range(3):
        await bot.bot._start()
        assert (await bot.slash("slow")).content == "slow"
        await bot.bot.close()
