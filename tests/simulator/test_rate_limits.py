import asyncio
from collections.abc import Mapping

import httpx
import pytest

from app.simulator.rate_limits import Limit, RateLimits
from app.testing import virtual_time
from tests.simulator.fake_bot import FakeBot, named

NOW = 1_800_000_000.5


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def auth(bot: FakeBot) -> dict[str, str]:
    bot.discord.rate_limits.enabled = True
    return {"Authorization": f"Bot {bot.discord.bot_token}"}


def told(response: httpx.Response) -> dict[str, str]:
    """Return what the headers tell of limits, the bucket's name aside."""
    headers = {key.removeprefix("x-ratelimit-"): value for key, value in response.headers.items()}
    return {key: headers[key] for key in ("limit", "remaining", "reset", "reset-after") if key in headers}


def enter(limits: RateLimits, method: str, path: str, parts: Mapping[str, object], *, free: bool = False) -> bool:
    """Try a request; tell whether it passed."""
    return limits.enter(method, path, parts, of_interaction=free).refusal is None


async def test_nothing_is_limited_or_told_unless_asked(bot: FakeBot) -> None:
    auth = {"Authorization": f"Bot {bot.discord.bot_token}"}

    for _ in range(60):
        response = await bot.rest.get("/users/@me", headers=auth)

    assert response.status_code == 200
    assert told(response) == {}
    assert bot.discord.rate_limited == []


async def test_every_answer_tells_what_is_left_of_its_bucket(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.rate_limits.limits.insert(0, Limit("GET", "/users/@me", 2, 4.0))

    first = await bot.rest.get("/users/@me", headers=auth)
    await asyncio.sleep(1.5)
    second = await bot.rest.get("/users/@me", headers=auth)

    assert told(first) == {"limit": "2", "remaining": "1", "reset": f"{NOW + 4:.3f}", "reset-after": "4.000"}
    assert told(second) == {"limit": "2", "remaining": "0", "reset": f"{NOW + 2.5:.3f}", "reset-after": "2.500"}
    assert first.headers["x-ratelimit-bucket"] == second.headers["x-ratelimit-bucket"]


async def test_one_request_too_many_is_told_how_long_to_wait(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.rate_limits.limits.insert(0, Limit("GET", "/users/@me", 1, 4.25))
    await bot.rest.get("/users/@me", headers=auth)

    refused = await bot.rest.get("/users/@me", headers=auth)

    assert refused.status_code == 429
    assert refused.json() == {"message": "You are being rate limited.", "retry_after": 4.25, "global": False}
    assert (refused.headers["retry-after"], refused.headers["x-ratelimit-scope"]) == ("5", "user")
    assert told(refused)["remaining"] == "0"
    [record] = bot.discord.rate_limited
    assert (record.method, record.path, record.scope, record.retry_after) == ("GET", "/users/@me", "user", 4.25)

    await asyncio.sleep(refused.json()["retry_after"])
    assert (await bot.rest.get("/users/@me", headers=auth)).status_code == 200


async def test_each_channel_has_a_bucket_of_its_own_under_the_same_name(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.rate_limits.limits.insert(0, Limit("GET", "/channels/{channel_id}", 1, 5.0))
    world = bot.discord.world
    first, second = (f"/channels/{world.channel(name).id}" for name in ("general", "bots"))

    here = await bot.rest.get(first, headers=auth)
    there = await bot.rest.get(second, headers=auth)
    again = await bot.rest.get(first, headers=auth)

    assert [here.status_code, there.status_code, again.status_code] == [200, 200, 429]
    assert here.headers["x-ratelimit-bucket"] == there.headers["x-ratelimit-bucket"]
    assert bot.discord.rate_limited[0].bucket.endswith(f":{world.channel('general').id}")


async def test_a_webhook_takes_five_in_two_seconds_and_its_token_stays_secret(
    bot: FakeBot, auth: dict[str, str]
) -> None:
    bot.discord.register(named(["roll"]))
    first, second = await bot.discord.command("roll"), await bot.discord.command("roll")

    sent = [await bot.rest.post(bot.hook(first.payload), json={"content": "x"}) for _ in range(6)]
    other = await bot.rest.post(bot.hook(second.payload), json={"content": "x"})

    assert [response.status_code for response in sent] == [200] * 5 + [429]
    assert other.status_code == 200
    assert sent[5].json()["retry_after"] == 2.0
    assert len(first.followups) == 5
    assert first.token not in repr(bot.discord.rate_limited)


async def test_all_routes_but_those_of_interactions_share_one_limit(bot: FakeBot, auth: dict[str, str]) -> None:
    limits = bot.discord.rate_limits
    limits.limits = [Limit("*", "*", 1000, 1.0)]
    bot.discord.register(named(["roll"]))
    interaction = await bot.discord.command("roll")

    statuses = [(await bot.rest.get("/users/@me", headers=auth)).status_code for _ in range(50)]
    refused = await bot.rest.get("/users/@me", headers=auth)
    free = await bot.rest.get(bot.hook(interaction.payload, "/messages/@original"))

    assert set(statuses) == {200}
    assert free.status_code == 200
    assert refused.json() == {"message": "You are being rate limited.", "retry_after": 1.0, "global": True}
    assert (refused.headers["x-ratelimit-global"], refused.headers["x-ratelimit-scope"]) == ("true", "global")
    assert told(refused) == {}
    await asyncio.sleep(1)
    assert (await bot.rest.get("/users/@me", headers=auth)).status_code == 200


async def test_a_shared_limit_is_hit_though_the_headers_promise_more(bot: FakeBot, auth: dict[str, str]) -> None:
    limits = bot.discord.rate_limits
    limits.limits.insert(0, Limit("GET", "/users/@me", 3, 9.0, is_shared=True))

    *_, last, refused = [await bot.rest.get("/users/@me", headers=auth) for _ in range(4)]

    assert (last.status_code, told(last)["remaining"]) == (200, "2")
    assert (refused.status_code, refused.headers["x-ratelimit-scope"]) == (429, "shared")
    assert refused.json()["message"] == "The resource is being rate limited."
    assert limits.invalid_requests == 0


async def test_some_routes_tell_of_no_limit(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.rate_limits.limits.insert(0, Limit("GET", "/users/@me", 0, 0.0))

    assert told(await bot.rest.get("/users/@me", headers=auth)) == {}


async def test_routes_share_a_bucket_where_the_table_says_so() -> None:
    limits = RateLimits(lambda: NOW)
    limits.enabled = True
    mine, all_of_them = "/channels/{c}/messages/{m}/reactions/{e}/@me", "/channels/{c}/messages/{m}/reactions"

    assert enter(limits, "PUT", mine, {"channel_id": 1})
    assert not enter(limits, "DELETE", all_of_them, {"channel_id": 1})
    assert enter(limits, "DELETE", all_of_them, {"channel_id": 2})


@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("POST", "/interactions/{interaction_id}/{token}/callback", "5"),
        ("POST", "/channels/{channel_id}/messages", "5"),
        ("POST", "/channels/{channel_id}/messages/bulk-delete", "1"),
        ("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "10"),
        ("PUT", "/applications/{application_id}/guilds/{guild_id}/commands", "5"),
        ("GET", "/applications/{application_id}/commands", "10"),
        ("GET", "/users/{user_id}", "10"),
    ],
)
async def test_every_route_has_its_line_in_the_table(method: str, path: str, limit: str) -> None:
    limits = RateLimits(lambda: NOW)
    limits.enabled = True

    passage = limits.enter(method, path, {}, of_interaction=False)

    assert passage.headers["X-RateLimit-Limit"] == limit


async def test_whoever_waits_as_told_is_never_refused_again() -> None:
    limits = RateLimits(lambda: NOW)
    limits.enabled = True
    limits.limits = [Limit("GET", "/x", 3, 0.7001)]

    for step in range(200):
        passage = limits.enter("GET", "/x", {}, of_interaction=True)
        assert passage.refusal is None
        if passage.headers["X-RateLimit-Remaining"] == "0":
            await asyncio.sleep(float(passage.headers["X-RateLimit-Reset-After"]))
        elif step % 2:
            await asyncio.sleep(0.1)


async def test_too_many_invalid_requests_bring_a_ban_that_ends(bot: FakeBot, auth: dict[str, str]) -> None:
    limits = bot.discord.rate_limits
    limits.invalid_limit = 3

    invalid = [(await bot.rest.get("/users/@me")).status_code for _ in range(3)]
    banned = await bot.rest.get("/users/@me", headers=auth)

    assert invalid == [401] * 3
    assert banned.status_code == 429
    assert banned.headers["content-type"].startswith("text/html")
    assert "1015" in banned.text
    assert limits.invalid_requests == 3
    await asyncio.sleep(601)
    assert (await bot.rest.get("/users/@me", headers=auth)).status_code == 200
