"""Right behind a deferral Discord may not know the token yet: what is tried again, and for how long."""

import asyncio

import httpx
import pytest

from app.context.command import CommandContext
from app.errors import NotFound
from app.testing import TestBot
from tests.given import given_bot, use


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


class _Forgetful(httpx.AsyncBaseTransport):
    """Stands before Discord and does not know a token yet, for these seconds from the first request on."""

    def __init__(self, discord: httpx.AsyncBaseTransport, seconds: float, code: int = 10015) -> None:
        self._discord = discord
        self._seconds = seconds
        self._code = code
        self._began: float | None = None
        self.times: list[float] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        now = asyncio.get_running_loop().time()
        self._began = now if self._began is None else self._began
        self.times.append(now - self._began)
        if now - self._began < self._seconds:
            return httpx.Response(404, json={"code": self._code, "message": "Unknown Webhook"}, request=request)
        return await self._discord.handle_async_request(request)


@pytest.mark.parametrize("seconds", [0.1, 1, 9])
async def test_a_token_that_discord_does_not_know_yet_is_tried_again(seconds: float) -> None:
    bot = given_bot(wire=lambda discord: _Forgetful(discord, seconds))

    async def handler(ctx: CommandContext) -> str:
        await ctx.defer()
        return "hello"

    assert (await use(bot, handler)).content == "hello"


async def test_a_token_that_discord_never_gets_to_know_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    wires: list[_Forgetful] = []

    def forget(discord: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        wires.append(_Forgetful(discord, 30))
        return wires[-1]

    bot = given_bot(wire=forget)
    caught: list[NotFound] = []

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        try:
            await ctx.respond("hello")
        except NotFound as error:
            caught.append(error)

    await use(bot, handler)

    assert caught[0].code == 10015
    # The author let it pass, and so the sentence that none came is tried, with the same patience.
    assert wires[0].times[:8] == [0, 0.25, 0.75, 1.75, 3.75, 5.75, 7.75, 9.75]
    assert wires[0].times[8:] == [time + 9.75 for time in wires[0].times[:8]]
    assert "the user could not be told" in caplog.text


async def test_another_404_is_believed_at_once() -> None:
    wires: list[_Forgetful] = []

    def forget(discord: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        wires.append(_Forgetful(discord, 30, code=10008))
        return wires[-1]

    bot = given_bot(wire=forget)

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        with pytest.raises(NotFound):
            await ctx.edit("hello again")

    await use(bot, handler)

    assert wires[0].times == [0]
