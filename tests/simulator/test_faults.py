import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from app.simulator.rest import rest
from app.testing import virtual_time
from tests.simulator.fake_bot import FakeBot, named


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def auth(bot: FakeBot) -> dict[str, str]:
    return {"Authorization": f"Bot {bot.discord.bot_token}"}


@pytest.fixture
async def hook(bot: FakeBot) -> str:
    bot.discord.register(named(["roll"]))
    return bot.hook((await bot.discord.command("roll")).payload)


def followups(bot: FakeBot) -> list[str]:
    [interaction] = bot.discord.interactions.values()
    return [message["content"] for message in interaction.followups]


async def test_the_next_requests_to_a_route_get_what_was_asked_for(bot: FakeBot, auth: dict[str, str]) -> None:
    fault = bot.discord.faults.add("GET", "/users/@me", status=503, body={"message": "busy", "code": 0}, times=2)

    answers = [await bot.rest.get("/users/@me", headers=auth) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].json() == {"message": "busy", "code": 0}
    assert fault.met == 2


async def test_a_route_is_named_by_method_and_pattern(bot: FakeBot, auth: dict[str, str], hook: str) -> None:
    faults = bot.discord.faults
    faults.add("PATCH", "/users/@me", status=500, times=None)
    faults.add("*", "/webhooks/*/{token}/messages/@original", status=502, times=None)

    assert (await bot.rest.get("/users/@me", headers=auth)).status_code == 200
    assert (await bot.rest.get(hook + "/messages/@original")).status_code == 502
    assert (await bot.rest.patch(hook + "/messages/@original", json={"content": "x"})).status_code == 502
    assert (await bot.rest.post(hook, json={"content": "x"})).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "content"),
    [
        (None, None, b""),
        ("<html></html>", "text/html; charset=utf-8", b"<html></html>"),
        (b"\xff", None, b"\xff"),
        ({"retry_after": 0.5}, "application/json", b'{"retry_after":0.5}'),
    ],
)
async def test_the_answer_is_html_json_bytes_or_nothing(
    bot: FakeBot, auth: dict[str, str], body: object, kind: str | None, content: bytes
) -> None:
    headers = {"Retry-After": "1.5", "X-RateLimit-Scope": "shared"}
    bot.discord.faults.add("GET", "/users/@me", status=429, body=body, headers=headers)

    answer = await bot.rest.get("/users/@me", headers=auth)

    assert (answer.status_code, answer.headers.get("content-type"), answer.content) == (429, kind, content)
    assert (answer.headers["retry-after"], answer.headers["x-ratelimit-scope"]) == ("1.5", "shared")


@pytest.mark.parametrize(("takes_effect", "left"), [(True, ["once"]), (False, [])])
async def test_a_request_may_take_effect_though_its_answer_is_an_error(
    bot: FakeBot, hook: str, takes_effect: bool, left: list[str]
) -> None:
    bot.discord.faults.add("POST", "/webhooks/*", status=502, takes_effect=takes_effect)

    assert (await bot.rest.post(hook, json={"content": "once"})).status_code == 502
    assert followups(bot) == left


@pytest.mark.parametrize(("takes_effect", "left"), [(True, ["once"]), (False, [])])
async def test_a_connection_breaks_before_or_after_the_request_took_effect(
    bot: FakeBot, hook: str, takes_effect: bool, left: list[str]
) -> None:
    bot.discord.faults.add("POST", "/webhooks/*", breaks=True, takes_effect=takes_effect)

    with pytest.raises(httpx.RemoteProtocolError):
        await bot.rest.post(hook, json={"content": "once"})

    assert followups(bot) == left
    assert (await bot.rest.post(hook, json={"content": "again"})).status_code == 200


async def test_a_slow_answer_is_the_true_one(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.faults.add("GET", "/users/@me", delay=2.5)
    loop = asyncio.get_running_loop()
    begun = loop.time()

    answer = await bot.rest.get("/users/@me", headers=auth)

    assert answer.json()["bot"] is True
    assert loop.time() - begun == 2.5


async def test_a_request_that_hangs_ends_with_a_broken_connection(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.faults.add("GET", "/users/@me", delay=60.0, breaks=True)
    loop = asyncio.get_running_loop()
    begun = loop.time()

    with pytest.raises(httpx.RemoteProtocolError):
        await bot.rest.get("/users/@me", headers=auth)

    assert loop.time() - begun == 60


@pytest.mark.parametrize(("takes_effect", "left"), [(True, ["once"]), (False, [])])
async def test_who_gives_up_waiting_has_sent_a_slow_request_only_if_it_took_effect_at_once(
    bot: FakeBot, hook: str, takes_effect: bool, left: list[str]
) -> None:
    bot.discord.faults.add("POST", "/webhooks/*", delay=10.0, takes_effect=takes_effect)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await bot.rest.post(hook, json={"content": "once"})
    await asyncio.sleep(20)

    assert followups(bot) == left


@pytest.mark.parametrize(("kind", "media_type"), [("page", "text/html"), ("text", "text/plain")])
async def test_cloudflare_refuses_everything_until_the_ban_is_lifted(
    bot: FakeBot, auth: dict[str, str], kind: str, media_type: str
) -> None:
    ban = bot.discord.faults.ban(kind, retry_after=30)  # type: ignore[arg-type]

    refused = await bot.rest.get("/users/@me", headers=auth)

    assert (refused.status_code, refused.headers["retry-after"], refused.headers["server"]) == (429, "30", "cloudflare")
    assert refused.headers["content-type"].startswith(media_type)
    assert "1015" in refused.text
    assert "x-ratelimit-scope" not in refused.headers
    bot.discord.faults.remove(ban)
    assert (await bot.rest.get("/users/@me", headers=auth)).status_code == 200


async def test_what_meets_a_fault_is_recorded_and_counted_as_any_request(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.faults.ban(status=403)

    await bot.rest.get("/users/@me", headers=auth)

    assert [(made.method, made.path) for made in bot.discord.requests] == [("GET", "/api/v10/users/@me")]
    assert bot.discord.rate_limits.invalid_requests == 1


async def test_everything_can_be_put_right_at_once(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.faults.add("*", "*", status=500, times=None)
    bot.discord.faults.ban()
    bot.discord.faults.clear()

    assert (await bot.rest.get("/users/@me", headers=auth)).status_code == 200


@asynccontextmanager
async def served(bot: FakeBot) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the REST routes by a real server, on a socket."""
    config = uvicorn.Config(rest(bot.discord), port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    [port] = [socket.getsockname()[1] for one in server.servers for socket in one.sockets]
    headers = {"User-Agent": "DiscordBot (https://bot.test, 1)", "Authorization": f"Bot {bot.discord.bot_token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v10", headers=headers) as client:
        yield client
    await server.shutdown()


async def test_faults_hold_over_a_real_socket_too(bot: FakeBot) -> None:
    faults = bot.discord.faults
    faults.add("GET", "/users/@me", breaks=True)
    faults.add("GET", "/users/@me", status=502, body="<html>", headers={"Retry-After": "1"})
    faults.add("GET", "/users/@me", delay=60.0)

    async with served(bot) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/users/@me")
        bad = await client.get("/users/@me")
        with pytest.raises(httpx.ReadTimeout):
            await client.get("/users/@me", timeout=0.1)
        good = await client.get("/users/@me")

    assert (bad.status_code, bad.text, bad.headers["retry-after"]) == (502, "<html>", "1")
    assert good.status_code == 200
