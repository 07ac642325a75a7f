"""G1 to G6 of the field notes: Discord, and what stands before it, refuses requests while interactions go on."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from app.context.command import CommandContext
from app.errors import CloudflareBanned, Forbidden, RestError, Unauthorized
from app.settings import read_settings
from app.testing import TestBot, virtual_time
from tests.given import given_bot, newest

ON_HOSTS = pytest.mark.parametrize(
    ("host", "background"), [("stays", "task"), ("waits", "inline"), ("buffers", "callback")]
)


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


def declare(bot: TestBot) -> list[RestError]:
    """Let a command write into the channel behind its deferral; returns the errors of that."""
    caught: list[RestError] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        await ctx.defer()
        try:
            await ctx.rest.messages.create(ctx.channel_id, "beside")
        except RestError as error:
            caught.append(error)
            return "refused"
        return "done"

    return caught


def channel_messages(bot: TestBot) -> list[float]:
    """Return when each message to a channel was sent."""
    return [made.at for made in bot.discord.requests if made.method == "POST" and "/channels/" in made.path]


LIMITED: Mapping[str, tuple[dict[str, Any], float]] = {
    "of a route": ({"body": {"retry_after": 1.5, "global": False}, "headers": {"Retry-After": "1.5"}}, 1.5),
    "of a route, in whole seconds": ({"body": {"retry_after": 2, "global": False}, "headers": {"Retry-After": "2"}}, 2),
    "for all": (
        {
            "body": {"retry_after": 1.5, "global": True},
            "headers": {"Retry-After": "2", "X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"},
        },
        1.5,
    ),
    "of a resource that others use": (
        {"body": {"retry_after": 1.5, "global": False}, "headers": {"X-RateLimit-Scope": "shared"}},
        1.5,
    ),
    "by a header alone": ({"headers": {"Retry-After": "3"}}, 3),
    "by a header with a fraction alone": ({"headers": {"Retry-After": "0.75"}}, 0.75),
}


@pytest.mark.parametrize("how", LIMITED)
@ON_HOSTS
async def test_a_rate_limit_is_waited_for_and_the_user_sees_nothing_of_it(host: Any, background: Any, how: str) -> None:
    """G1."""
    bot = given_bot(host=host, background=background)
    answer, wait = LIMITED[how]
    bot.discord.faults.add("POST", "/channels/*/messages", status=429, **answer)
    caught = declare(bot)

    assert (await bot.slash("try")).content == "done"
    first, second = channel_messages(bot)
    assert wait <= second - first < wait + 0.5
    assert caught == []
    assert bot.discord.violations == []


@pytest.mark.parametrize("body", [None, "<h1>Too many requests</h1>"], ids=["nothing", "a page"])
async def test_a_rate_limit_that_says_nothing_is_waited_for_a_little(body: object) -> None:
    """G1: no Retry-After."""
    bot = given_bot()
    bot.discord.faults.add("POST", "/channels/*/messages", status=429, body=body)
    caught = declare(bot)

    assert (await bot.slash("try")).content == "done"
    first, second = channel_messages(bot)
    assert 0 < second - first <= 60
    assert caught == []


@pytest.mark.parametrize(
    ("kind", "status", "retry_after"), [("text", 429, 120), ("page", 429, None), ("page", 403, None)]
)
@ON_HOSTS
async def test_under_a_ban_interactions_are_still_answered_inline_and_nothing_is_sent_into_it(
    host: Any, background: Any, kind: Any, status: int, retry_after: int | None
) -> None:
    """G2."""
    bot = given_bot(host=host, background=background)
    caught: list[RestError] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        try:
            await ctx.rest.messages.create(ctx.channel_id, "beside")
        except RestError as error:
            caught.append(error)
        return "inline"

    bot.discord.faults.ban(kind, status=status, retry_after=retry_after)
    for _ in range(20):
        assert (await bot.slash("try")).content == "inline"
        assert newest(bot).answered_by == "response"

    assert len(channel_messages(bot)) == 1
    assert {type(error) for error in caught} == {CloudflareBanned}
    first = caught[0]
    assert isinstance(first, CloudflareBanned)
    assert (first.status, first.ray_id) == (status, "8f2b3c4d5e6f7a8b-FRA")
    assert first.retry_after == (retry_after or 60)

    bot.discord.faults.clear()
    await asyncio.sleep(130)
    caught.clear()
    assert (await bot.slash("try")).content == "inline"
    assert caught == []


async def test_a_refused_user_agent_is_explained() -> None:
    """G2: 40333."""
    bot = given_bot()
    body = {"code": 40333, "message": "internal network error"}
    bot.discord.faults.add("POST", "/channels/*/messages", status=403, body=body)
    caught = declare(bot)

    assert (await bot.slash("try")).content == "refused"
    assert isinstance(caught[0], Forbidden)
    assert "User-Agent header was not DiscordBot (URL, VERSION) when it arrived" in str(caught[0])


class Watching(httpx.AsyncBaseTransport):
    """Stands before Discord, and looks at what passes."""

    def __init__(self, discord: httpx.AsyncBaseTransport) -> None:
        self._discord = discord
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return await self._discord.handle_async_request(request)


def watched(**settings: Any) -> tuple[TestBot, Watching]:
    """Make a bot whose requests are looked at."""
    wires: list[Watching] = []

    def watch(discord: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        wires.append(Watching(discord))
        return wires[-1]

    return given_bot(wire=watch, **settings), wires[-1]


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://nirn:8080", "http://nirn:8080/api/v10"),
        ("http://x/api", "http://x/api/v10"),
        ("http://x/api/v10/", "http://x/api/v10"),
        ("https://proxy.test/discord", "https://proxy.test/discord/api/v10"),
    ],
)
async def test_requests_go_to_the_proxy_that_stands_for_discord(url: str, base: str) -> None:
    """G3."""
    bot, wire = watched(api_url=read_settings({"DISCORD_API_URL": url}).api_url)
    channel = bot.discord.world.channel("general").id
    try:
        await bot.bot.rest.messages.create(channel, "hello")
    except RestError:
        # The simulated Discord does not stand below every path; where the request went to is what counts.
        assert "discord" in url

    assert str(wire.requests[0].url) == f"{base}/channels/{channel}/messages"


@pytest.mark.parametrize(("host", "background"), [("stays", "task"), ("buffers", "callback")])
async def test_the_bot_token_goes_nowhere_where_the_path_has_one(host: Any, background: Any) -> None:
    """G5."""
    bot, wire = watched(host=host, background=background)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.defer()
        await ctx.respond("one")
        message = await ctx.followup("two")
        await ctx.edit("three", message_id=message.id)
        await ctx.original()
        await ctx.delete(message.id)
        hook = await ctx.rest.webhooks.create(ctx.channel_id, "Hook")
        await ctx.rest.webhooks.execute(hook.id, hook.token or "", "four")
        await ctx.delete()

    await bot.slash("try")
    carried = {request.url.path.split("/")[3]: set[str]() for request in wire.requests}
    for request in wire.requests:
        carried[request.url.path.split("/")[3]].add(request.headers.get("Authorization", ""))

    tokenless = {"webhooks"} | ({"interactions"} if background == "callback" else set())
    assert carried == {"channels": {f"Bot {bot.discord.bot_token}"}} | {name: {""} for name in tokenless}


@ON_HOSTS
async def test_a_refused_bot_token_stops_what_needs_it_with_one_error_and_conversations_go_on(
    host: Any, background: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """G6."""
    bot = given_bot(host=host, background=background, token="MTIz.wrong.token")
    caught = declare(bot)
    for _ in range(5):
        assert (await bot.slash("try")).content == "refused"

    assert len(channel_messages(bot)) == 1
    assert {type(error) for error in caught} == {Unauthorized}
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "the bot token is not valid, so nothing more is sent with it" in record.getMessage()
