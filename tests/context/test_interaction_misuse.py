"""What a handler must not do with its context, and what it is told then."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from app.command_errors import CommandError
from app.context.command import CommandContext
from app.errors import AlreadyResponded, AnswerInvalid, BadRequest, TokenExpired
from app.models.embed import Embed
from app.models.response import Reply
from app.testing import TestBot
from tests.given import given_bot, sent, use


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


@pytest.mark.parametrize(
    ("second", "named"),
    [
        pytest.param(lambda ctx: ctx.respond("two"), "ctx.respond()", id="respond"),
        pytest.param(lambda ctx: ctx.defer(), "ctx.defer()", id="defer"),
    ],
)
async def test_a_second_answer_is_refused(
    bot: TestBot, second: Callable[[CommandContext], Awaitable[None]], named: str
) -> None:
    caught: list[str] = []

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("one")
        try:
            await second(ctx)
        except AlreadyResponded as error:
            caught.append(str(error))

    result = await use(bot, handler)

    assert result.texts() == ["one"]
    assert caught[0].startswith(f"{named} came after ctx.respond()")


async def test_nothing_can_be_edited_before_there_is_an_answer(bot: TestBot) -> None:
    caught: list[str] = []

    async def handler(ctx: CommandContext) -> str:
        for attempt in (ctx.edit("x"), ctx.followup("x"), ctx.delete(), ctx.original()):
            with pytest.raises(AnswerInvalid) as error:
                await attempt
            caught.append(str(error.value).partition(" ")[0])
        return "hello"

    result = await use(bot, handler)

    assert result.texts() == ["hello"]
    assert caught == ["ctx.edit()", "ctx.followup()", "ctx.delete()", "ctx.original()"]


async def test_the_token_can_be_used_for_fifteen_minutes_and_no_longer(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        await asyncio.sleep(899)
        await ctx.edit("in time")
        await asyncio.sleep(2)
        for attempt in (ctx.edit("x"), ctx.followup("x"), ctx.send("x"), ctx.delete(), ctx.original()):
            with pytest.raises(TokenExpired, match=r"15m01s ago"):
                await attempt

    result = await use(bot, handler)

    assert result.texts() == ["in time"]
    assert sent(bot) == [("PATCH", "/messages/@original")]


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        pytest.param("", "the returned answer cannot be sent: the message is empty", id="empty"),
        pytest.param(Reply(" \n"), "the returned answer cannot be sent: the message is empty", id="blank"),
        pytest.param("x" * 2001, "content has 2,001 characters, Discord accepts at most 2,000", id="long"),
    ],
)
async def test_an_answer_that_discord_would_refuse_unheard_is_refused_aloud(
    bot: TestBot, reply: str | Reply, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def handler(ctx: CommandContext) -> str | Reply:
        return reply

    result = await use(bot, handler)

    assert result.ephemeral
    assert result.content.startswith("Something went wrong.")
    assert why in caplog.text


class Refusing(httpx.AsyncBaseTransport):
    """Stands before Discord, and refuses the first request."""

    def __init__(self, discord: httpx.AsyncBaseTransport) -> None:
        self._discord = discord
        self._has_refused = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._has_refused:
            return await self._discord.handle_async_request(request)
        self._has_refused = True
        return httpx.Response(400, json={"code": 50035, "message": "Invalid Form Body"}, request=request)


async def test_an_answer_that_discord_refused_after_a_deferral_may_be_mended() -> None:
    bot = given_bot(wire=Refusing)

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        with pytest.raises(BadRequest):
            await ctx.respond("hello")
        await ctx.respond("hello", embeds=[Embed(title="A box")])

    result = await use(bot, handler)

    assert result.texts() == ["hello"]
    assert result.embeds[0].title == "A box"


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        pytest.param(Reply("\ud800"), "cannot be sent", id="half of a surrogate pair"),
        pytest.param(Reply(embeds=[Embed(title=object())]), "", id="a title that is no text"),  # type: ignore[arg-type]
        pytest.param(Reply(embeds=[Embed(title="x" * 257)]), "embeds[0].title has 257 characters", id="a long title"),
        pytest.param(Reply(embeds=[Embed(title="x")] * 11), "embeds has 11", id="many embeds"),
        pytest.param(Reply(embeds=[Embed(description="x" * 3001)] * 2), "6,002 characters", id="long embeds together"),
    ],
)
async def test_what_cannot_be_sent_is_the_handlers_error_and_the_user_is_told(
    bot: TestBot, caplog: pytest.LogCaptureFixture, reply: Reply, why: str
) -> None:
    async def handler(ctx: CommandContext) -> Reply:
        return reply

    result = await use(bot, handler)

    assert result.ephemeral
    assert result.content.startswith("Something went wrong.")
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert why in caplog.text
    assert record.exc_info


class Forgetful(CommandError):
    def __init__(self, need: str) -> None:
        self.need = need


@pytest.mark.parametrize("error", [Forgetful("tea"), CommandError(42)])  # type: ignore[arg-type]
async def test_a_refusal_that_was_made_carelessly_is_told_all_the_same(bot: TestBot, error: CommandError) -> None:
    async def handler(ctx: CommandContext) -> None:
        raise error

    result = await use(bot, handler)

    assert result.ephemeral
    assert result.content in {"You cannot use this here.", "42"}
