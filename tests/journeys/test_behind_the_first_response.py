"""F3 to F11 of the field notes: what comes after a first response, or instead of one, on every kind of host."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import pytest

from app.context.autocomplete import AutocompleteContext
from app.context.command import CommandContext
from app.errors import (
    AlreadyResponded,
    AnswerInvalid,
    DeadlineMissed,
    NotFound,
    ResponseError,
    RestError,
    TokenExpired,
    Unauthorized,
)
from app.models.command import IntegrationType
from app.models.component import Label
from app.models.field import TextInput
from app.models.file import File
from app.models.locale import Locale
from app.models.modal import Modal
from app.models.response import Reply
from app.parameters.option import Choice, Option
from app.simulator.rules import CHANNEL_MESSAGE, DEFERRED_CHANNEL_MESSAGE
from app.testing import TestBot, virtual_time
from tests.given import given_bot, newest, use

ON_HOSTS = pytest.mark.parametrize(
    ("host", "background"), [("stays", "task"), ("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")]
)
NAMES = [f"name {number}" for number in range(25)]
FORM = Modal("form", "Form", (Label("Name", TextInput(custom_id="name")),))

Step = Callable[[CommandContext], Awaitable[object]]


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


async def finished(bot: TestBot) -> None:
    """Wait until the host is done with all calls; nothing is left behind where it stops the process then."""
    await bot.settle()
    await bot._host.finished()
    assert bot.bot.background == "task" or bot.left_behind == []
    assert bot.discord.violations == []
    assert bot.discord.double_answers == []


STEPS: dict[str, Step] = {
    "respond": lambda ctx: ctx.respond("hello"),
    "defer": lambda ctx: ctx.defer(),
    "modal": lambda ctx: ctx.show_modal(FORM),
}


@pytest.mark.parametrize(
    ("first", "second", "kind", "why"),
    [
        ("respond", "respond", AlreadyResponded, r"ctx\.respond\(\) came after ctx\.respond\(\)"),
        ("respond", "defer", AlreadyResponded, r"ctx\.defer\(\) came after ctx\.respond\(\)"),
        ("respond", "modal", AlreadyResponded, r"ctx\.show_modal\(\) came after ctx\.respond\(\)"),
        ("defer", "defer", AlreadyResponded, r"ctx\.defer\(\) came after ctx\.defer\(\)"),
        ("defer", "modal", AnswerInvalid, r"ctx\.show_modal\(\) is a modal, and came after ctx\.defer\(\)"),
        ("modal", "respond", AlreadyResponded, r"ctx\.respond\(\) came after ctx\.show_modal\(\)"),
        ("modal", "modal", AlreadyResponded, r"ctx\.show_modal\(\) came after ctx\.show_modal\(\)"),
    ],
)
@ON_HOSTS
async def test_a_second_answer_names_both_and_never_reaches_discord(
    host: Any, background: Any, first: str, second: str, kind: type[ResponseError], why: str
) -> None:
    """F3."""
    bot = given_bot(host=host, background=background)
    caught: list[ResponseError] = []

    async def handler(ctx: CommandContext) -> None:
        await STEPS[first](ctx)
        try:
            await STEPS[second](ctx)
        except ResponseError as error:
            caught.append(error)
        if first == "defer":
            await ctx.respond("hello")

    result = await use(bot, handler)
    await finished(bot)

    with pytest.raises(kind, match=why):
        raise caught[0]
    assert result.texts() == ([] if first == "modal" else ["hello"])


async def test_a_handler_that_blocks_the_loop_is_named_in_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F4; in `test_shutdown.py` also for three seconds, in a process of its own."""
    monkeypatch.setattr("app.context.watch.LONGEST_STEP", 0.01)
    bot = given_bot()

    async def handler(ctx: CommandContext) -> str:
        time.sleep(0.02)
        return "hello"

    assert (await use(bot, handler)).content == "hello"
    assert "/try blocked the event loop for 0.0 s" in caplog.text


@pytest.mark.parametrize("lag", [0.1, 1.0, 9.0, 30.0])
@pytest.mark.parametrize("way", ["respond", "edit", "followup", "returned"])
@pytest.mark.parametrize(("host", "background"), [("stays", "task"), ("waits", "inline")])
async def test_a_webhook_that_discord_does_not_know_yet_is_waited_for(
    host: Any, background: Any, way: str, lag: float, caplog: pytest.LogCaptureFixture
) -> None:
    """F5."""
    bot = given_bot(host=host, background=background)
    bot.discord.webhook_lag = lag
    caught: list[NotFound] = []
    ways: dict[str, Step] = {
        "respond": lambda ctx: ctx.respond("hello"),
        "edit": lambda ctx: ctx.edit("hello"),
        "followup": lambda ctx: ctx.followup("hello"),
        "returned": lambda ctx: asyncio.sleep(0, "hello"),
    }

    async def handler(ctx: CommandContext) -> str | None:
        await ctx.defer()
        try:
            made = await ways[way](ctx)
        except NotFound as error:
            caught.append(error)
            return None
        return "hello" if made == "hello" else None

    result = await use(bot, handler)
    await finished(bot)

    if lag < 10:
        assert (result.content, caught) == ("hello", [])
        assert newest(bot).age == pytest.approx(lag, abs=2.5)
    else:
        assert result.content == ""
        assert newest(bot).age < 25
        said = str(caught[0]) if caught else caplog.text
        assert "Discord has no first response: the first response was given 0.0 s after the request came" in said


@pytest.mark.parametrize("lag", [0.1, 9.0])
@pytest.mark.parametrize("background", ["callback"])
async def test_what_was_deferred_by_a_callback_is_known_at_once(background: Any, lag: float) -> None:
    """F5: the race is that of the HTTP response alone."""
    bot = given_bot(host="buffers", background=background)
    bot.discord.webhook_lag = lag

    async def handler(ctx: CommandContext) -> str:
        await ctx.defer()
        return "hello"

    assert (await use(bot, handler)).content == "hello"
    await finished(bot)
    assert newest(bot).age == 0


@pytest.mark.parametrize(
    ("status", "code", "kind", "said"),
    [
        (404, 10062, NotFound, "Discord does not know this interaction any more: the first response was given 1.0 s"),
        (400, 40060, RestError, "does another process run with the same application?"),
        (401, 50027, Unauthorized, "the interaction came 0m03s ago, and its token lives 15m"),
        (404, 10008, NotFound, "somebody has deleted or dismissed it since"),
    ],
)
@ON_HOSTS
async def test_what_discord_says_by_a_number_is_said_in_words(
    host: Any, background: Any, status: int, code: int, kind: type[RestError], said: str
) -> None:
    """F6."""
    bot = given_bot(host=host, background=background)
    bot.discord.faults.add("PATCH", "/webhooks/*", status=status, body={"code": code, "message": "Unknown"})
    caught: list[RestError] = []

    async def handler(ctx: CommandContext) -> None:
        await asyncio.sleep(1)
        await ctx.defer()
        await asyncio.sleep(2)
        try:
            await ctx.edit("lost")
        except RestError as error:
            caught.append(error)
        await ctx.edit("hello")

    assert (await use(bot, handler)).content == "hello"
    await finished(bot)

    assert (type(caught[0]), caught[0].code) == (kind if status != 400 else type(caught[0]), code)
    assert said in str(caught[0])


@ON_HOSTS
async def test_a_token_is_used_until_it_is_fifteen_minutes_old(host: Any, background: Any) -> None:
    """F7."""
    bot = given_bot(host=host, background=background)
    caught: list[TokenExpired] = []

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("begun")
        await asyncio.sleep(899)
        await ctx.followup("after 14:59")
        await asyncio.sleep(2)
        try:
            await ctx.followup("after 15:01")
        except TokenExpired as error:
            caught.append(error)

    result = await use(bot, handler)
    await newest(bot).until(lambda i: i.followups, within=1000)
    await finished(bot)

    assert result.texts() == ["begun", "after 14:59"]
    assert "15m01s ago" in str(caught[0])
    assert "channel message" in str(caught[0])


@pytest.mark.parametrize(("host", "background"), [("stays", "task"), ("waits", "inline")])
async def test_a_handler_whose_client_has_left_goes_on_and_learns_of_it(host: Any, background: Any) -> None:
    """F8."""
    bot = given_bot(host=host, background=background)
    caught: list[DeadlineMissed] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await asyncio.sleep(1)
        try:
            await ctx.respond("hello")
        except DeadlineMissed as error:
            caught.append(error)

    bot.require("try")
    bot.discord.begin_command("try")
    await asyncio.sleep(0.5)
    await bot.discord._delivery.aclose()
    await asyncio.sleep(0.1)
    assert caught == []
    await bot.settle()
    await bot._host.finished()

    assert len(caught) == 1
    assert bot._host.errors == []


@ON_HOSTS
async def test_a_sixth_followup_is_refused_here_where_only_the_user_has_installed_the_application(
    host: Any, background: Any
) -> None:
    """F9."""
    bot = given_bot(host=host, background=background)
    caught: list[AnswerInvalid] = []

    @bot.bot.slash_command("try", description="Try it.", integration_types=[IntegrationType.user_install])
    async def command(ctx: CommandContext) -> None:
        await ctx.respond("0")
        for number in range(1, 6):
            await ctx.followup(str(number))
        try:
            await ctx.followup("6")
        except AnswerInvalid as error:
            caught.append(error)
        await ctx.edit("edits are free")

    result = await bot.slash("try")
    await newest(bot).until(lambda i: i.content == "edits are free", within=60)
    await finished(bot)

    assert newest(bot).is_user_install_only
    assert result.texts() == ["edits are free", "1", "2", "3", "4", "5"]
    assert "ctx.followup() is followup 6, and Discord takes 5" in str(caught[0])


@pytest.mark.parametrize(
    ("size", "way", "kind"),
    [
        (60_000, "response", CHANNEL_MESSAGE),
        (200_000, "callback", CHANNEL_MESSAGE),
        (1_000_000, "callback", CHANNEL_MESSAGE),
        (5_000_000, None, DEFERRED_CHANNEL_MESSAGE),
    ],
)
@ON_HOSTS
async def test_an_answer_goes_the_way_that_its_size_asks_for(
    host: Any, background: Any, size: int, way: str | None, kind: int
) -> None:
    """F10: never inline beyond what Discord takes; what takes long to upload is deferred first."""
    bot = given_bot(host=host, background=background)

    async def handler(ctx: CommandContext) -> Reply:
        return Reply("hello", files=[File("a.bin", bytes(size))])

    result = await use(bot, handler)
    await finished(bot)

    deferred_by = "callback" if background == "callback" else "response"
    assert (newest(bot).answered_by, newest(bot).callback_type) == (way or deferred_by, kind)
    assert result.content == "hello"
    assert [file.size for file in result.attachments] == [size]
    assert len(newest(bot).answer or b"") <= 65_536


async def test_suggestions_in_more_languages_than_a_response_holds_come_in_the_users() -> None:
    """F10: they are never deferred, and go by the HTTP response alone."""
    bot = given_bot()

    async def suggest(ctx: AutocompleteContext, value: str) -> list[Choice]:
        return [
            Choice(f"{n}", n, name_localizations={one: f"{one} {n}".ljust(100, "語") for one in Locale}) for n in NAMES
        ]

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext, what: Annotated[str, Option(autocomplete=suggest)]) -> str:
        return what

    bot.require("try")
    interaction = await bot.discord.autocomplete("try", "what", "n", locale="es-419")

    assert interaction.failure is None
    assert [choice["value"] for choice in interaction.choices or ()] == NAMES
    assert {*(interaction.choices or ({},))[0]["name_localizations"]} == {"es-ES", "es-419"}
    assert len(interaction.answer or b"") <= 65_536


@pytest.mark.parametrize("size", [0, 200_000])
@pytest.mark.parametrize("host", ["buffers", "freezes"])
async def test_a_callback_that_hangs_holds_no_response_up(host: Any, size: int) -> None:
    """F11: the call ends by 202 as soon as nobody waits any more, and a PING is answered inline meanwhile."""
    bot = given_bot(host=host, background="callback")
    bot.discord.faults.add("POST", "/interactions/*/callback", times=None, delay=3600.0, breaks=True)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> Reply | None:
        if size:
            return Reply("hello", files=[File("a.bin", bytes(size))])
        await ctx.defer()
        return None

    bot.require("try")
    begun = bot.discord.begin_command("try")
    await asyncio.sleep(1)
    ping = await bot.discord.ping()
    assert (ping.ok, ping.status, ping.seconds) == (True, 200, 0)

    await begun.until(lambda i: i.status is not None, within=60)
    assert begun.status == 202
    assert begun.age < 30
    await finished(bot)
