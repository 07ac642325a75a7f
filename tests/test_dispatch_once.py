"""One first response, whoever is slow and whatever raises at whichever moment."""

import asyncio
import itertools
from typing import Any

import httpx
import pytest

from app.command_errors import CheckFailure, CommandError
from app.context.base import Context
from app.context.command import CommandContext
from app.models.file import File
from app.models.response import Reply
from app.testing import DidNotRespond, TestBot, virtual_time
from tests.given import given_bot, newest, sent

DEFERRAL = 2.0
MOMENTS = [0.0, DEFERRAL - 0.001, DEFERRAL, DEFERRAL + 0.001, 3.0, 10.0]
PLACES = ["check", "before", "handler", "after", "error"]


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


class Script:
    """A command each part of which may wait, and may raise."""

    def __init__(self, bot: TestBot, place: str, seconds: float, error: Exception | None) -> None:
        self.place = place
        self.seconds = seconds
        self.error = error
        self.ran: list[str] = []

        @bot.bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> str:
            await self.at("handler")
            if place == "error":
                raise LookupError
            return "hello"

        @command.check
        async def check(ctx: Context) -> bool:
            await self.at("check")
            return True

        @command.before_invoke
        async def before(ctx: Context) -> None:
            await self.at("before")

        @command.after_invoke
        async def after(ctx: Context) -> None:
            await self.at("after")

        @command.on_error(LookupError)
        async def handles(ctx: CommandContext, error: LookupError) -> str:
            await self.at("error")
            return "sorry"

    async def at(self, place: str) -> None:
        self.ran.append(place)
        if place == self.place:
            await asyncio.sleep(self.seconds)
            if self.error is not None:
                raise self.error


def shown(bot: TestBot) -> list[dict[str, Any]]:
    """Return every message that the user sees of the newest interaction, oldest first."""
    interaction = newest(bot)
    return [message for message in (interaction.original, *interaction.followups) if message is not None]


@pytest.mark.parametrize("seconds", MOMENTS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("deferral", ["public", "ephemeral"])
async def test_a_part_that_is_slow_makes_one_answer_late(deferral: Any, place: str, seconds: float) -> None:
    bot = given_bot(deferral=deferral)
    Script(bot, place, seconds, None)
    await bot.slash("try")
    answer = "sorry" if place == "error" else "hello"

    assert [message["content"] for message in shown(bot)] == [answer]
    assert newest(bot).failure is None
    assert bot.discord.violations == []


@pytest.mark.parametrize("seconds", MOMENTS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("error", [ZeroDivisionError(), CheckFailure("No.")], ids=["fault", "refusal"])
async def test_a_part_that_raises_is_told_once_and_privately(place: str, seconds: float, error: Exception) -> None:
    bot = given_bot()
    script = Script(bot, place, seconds, error)
    await bot.slash("try")
    *before, told = shown(bot)

    assert [message["content"] for message in before] == (["hello"] if place == "after" else [])
    assert told["flags"] & 64
    assert told["content"] == "No." or told["content"].startswith("Something went wrong")
    assert ("handler" in script.ran) == (place not in {"check", "before"})
    assert newest(bot).failure is None
    assert bot.discord.violations == []


@pytest.mark.parametrize("seconds", MOMENTS)
@pytest.mark.parametrize("fails", [False, True], ids=["sorry", "fails too"])
async def test_an_error_after_the_answer_is_a_followup_and_the_answer_stays(seconds: float, fails: bool) -> None:
    bot = given_bot()

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        await asyncio.sleep(seconds)
        raise LookupError

    @command.on_error
    async def handles(ctx: CommandContext, error: Exception) -> Reply:
        await asyncio.sleep(seconds)
        if fails:
            raise CommandError("No.")
        return Reply("sorry", ephemeral=True)

    await bot.slash("try")

    assert [message["content"] for message in shown(bot)] == ["hello", "No." if fails else "sorry"]
    assert [path for _, path in sent(bot)] == [""]
    assert bot.discord.violations == []


@pytest.mark.parametrize(("handler", "listener"), [*itertools.product([0.0, 1.9, DEFERRAL, 2.1, 5.0], repeat=2)])
async def test_a_handler_and_a_listener_that_both_answer_make_one_first_response(
    handler: float, listener: float
) -> None:
    bot = given_bot()

    @bot.bot.listen
    async def on_application_command(ctx: CommandContext) -> None:
        await asyncio.sleep(listener)
        await ctx.send("from the listener")

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await asyncio.sleep(handler)
        await ctx.send("from the handler")

    await bot.slash("try")

    assert sorted(message["content"] for message in shown(bot)) == ["from the handler", "from the listener"]
    assert bot.discord.violations == []


@pytest.mark.parametrize("place", PLACES)
async def test_without_a_deferral_who_is_too_late_is_told_by_discord_alone(
    place: str, caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_bot(deferral="off")
    script = Script(bot, place, 4.0, None)
    if place == "after":
        # The answer has left before the hook waits.
        assert (await bot.slash("try")).texts() == ["hello"]
        return
    with pytest.raises(DidNotRespond):
        await bot.slash("try")

    assert sent(bot) == []
    assert "/try was neither answered nor deferred in time" in caplog.text
    assert script.ran[-1] in {"after", "error"}


async def test_who_answers_in_the_very_moment_of_the_deferral_is_heard_once() -> None:
    for seconds in (DEFERRAL - 1e-9, DEFERRAL, DEFERRAL + 1e-9):
        bot = given_bot()
        Script(bot, "check", seconds, None)

        assert (await bot.slash("try")).texts() == ["hello"]
        assert len(sent(bot)) <= 1


class Faulty(httpx.AsyncBaseTransport):
    """A transport with a fault that nobody foresaw."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise RuntimeError("nobody foresaw this")


async def test_a_fault_on_the_way_of_an_answer_leaves_no_handler_waiting_for_it() -> None:
    bot = given_bot(wire=lambda transport: Faulty())
    ended: list[float] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        try:
            await ctx.respond("hello", files=[File("a.bin", bytes(100_000))])
        finally:
            ended.append(asyncio.get_running_loop().time())

    bot.require("try")
    begun = await bot.discord.command("try")
    await asyncio.sleep(60)

    assert begun.status == 500
    assert len(ended) == 1
