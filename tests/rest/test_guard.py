"""What is not sent any more: with a token that was refused, under a ban, after too many refusals."""

import asyncio
import logging

import httpx
import pytest

from app.errors import CloudflareBanned, Forbidden, RateLimited, Unauthorized
from app.rest import routes
from app.rest.answer import Answer
from app.rest.guard import Guard
from app.rest.line import Claim
from app.rest.lockout import MOST_INVALID, SHORTEST_BAN, WINDOW
from tests.rest.given import PARTS, SECRET, TOKEN, Wire, requester

REFUSED = httpx.Response(401, json={"code": 0, "message": "401: Unauthorized"})
BANNED = httpx.Response(429, content=b"error code: 1015", headers={"cf-ray": "8a1-FRA", "Retry-After": "120"})
FINE = httpx.Response(200, json={})


# ── the bot token ──


async def test_a_refused_bot_token_stops_what_needs_it_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    wire = Wire(REFUSED)
    asked = requester(wire)
    for channel_id in (1, 2, 3):
        with pytest.raises(Unauthorized) as caught:
            await asked.request(routes.GET_CHANNEL, channel_id=channel_id)

    assert len(wire.requests) == 1
    assert "DISCORD_TOKEN" in str(caught.value)
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "401" in record.getMessage()
    assert TOKEN not in caplog.text


async def test_those_who_wait_in_line_are_stopped_too() -> None:
    wire = Wire(REFUSED)
    asked = requester(wire)
    outcomes = await asyncio.gather(
        *(asked.request(routes.GET_CHANNEL, channel_id=1) for _ in range(20)), return_exceptions=True
    )

    assert {type(outcome) for outcome in outcomes} == {Unauthorized}
    assert len(wire.requests) == 1


async def test_another_token_lets_requests_through_again() -> None:
    wire = Wire(REFUSED, FINE)
    asked = requester(wire)
    with pytest.raises(Unauthorized):
        await asked.request(routes.GET_MY_USER)
    asked.authorize("Bearer other")

    assert await asked.request(routes.GET_MY_USER) == {}
    assert wire.requests[-1].headers["Authorization"] == "Bearer other"


async def test_a_refusal_that_comes_late_does_not_stop_the_next_token() -> None:
    async def late(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(1)
        return REFUSED

    wire = Wire(late, FINE)
    asked = requester(wire)
    first = asyncio.create_task(asked.request(routes.GET_MY_USER))
    await asyncio.sleep(0.5)
    asked.authorize("Bearer other")
    with pytest.raises(Unauthorized):
        await first

    assert await asked.request(routes.GET_MY_USER) == {}


async def test_other_refusals_do_not_stop_the_bot() -> None:
    wire = Wire(REFUSED)
    asked = requester(wire)
    for _ in range(2):
        with pytest.raises(Unauthorized):
            await asked.request(routes.GET_MY_USER, authorization="Bearer of a user")
        with pytest.raises(Unauthorized):
            await asked.request(routes.GET_ORIGINAL_WEBHOOK_MESSAGE, **PARTS)

    assert len(wire.requests) == 4


# ── bans ──


@pytest.mark.parametrize("status", [429, 403])
async def test_a_ban_is_raised_at_once_and_nothing_is_sent_into_it(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    wire = Wire(httpx.Response(status, content=BANNED.content, headers=BANNED.headers))
    asked = requester(wire)
    for route in (routes.UPDATE_ORIGINAL_WEBHOOK_MESSAGE, routes.CREATE_INTERACTION_RESPONSE, routes.GET_MY_USER):
        with pytest.raises(CloudflareBanned) as caught:
            await asked.request(route, interaction_id=5, **PARTS)
        assert (caught.value.status, caught.value.retry_after, caught.value.ray_id) == (status, 120, "8a1-FRA")

    assert len(wire.requests) == 1
    assert "DISCORD_API_URL" in caught.value.hint
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 1
    assert SECRET not in caplog.text


async def test_after_a_while_one_request_tries_whether_the_ban_is_over() -> None:
    async def respond(_: httpx.Request) -> httpx.Response:
        number = len(wire.requests)
        await asyncio.sleep(0.1)
        return httpx.Response(403, content=b"error code: 1015") if number <= 6 else FINE

    wire = Wire(respond)
    asked = requester(wire)
    seen = []
    for _ in range(4):
        outcomes = await asyncio.gather(
            *(asked.request(routes.GET_CHANNEL, channel_id=channel_id) for channel_id in range(5)),
            return_exceptions=True,
        )
        seen.append((len(wire.requests), sum(outcome == {} for outcome in outcomes)))
        await asyncio.sleep(SHORTEST_BAN)

    # Before the ban was known all left at once; then one at a time, until one came through.
    assert seen == [(5, 0), (6, 0), (7, 1), (12, 5)]


async def test_a_blocked_user_agent_is_explained() -> None:
    wire = Wire(httpx.Response(403, json={"code": 40333, "message": "internal network error"}, headers={"cf-ray": "x"}))
    with pytest.raises(Forbidden, match="User-Agent") as caught:
        await requester(wire).request(routes.GET_MY_USER)

    assert caught.value.code == 40333


# ── too many refusals ──

CLAIM = Claim("GET", "/users/@me", "GET /users/@me", "", lane=2, is_global=True)


def refuse(guard: Guard, answer: Answer, times: int) -> None:
    for _ in range(times):
        guard.take_in(CLAIM, answer, 0, 0, has_token=False)


@pytest.mark.parametrize("status", [401, 403, 429])
async def test_before_discord_shuts_the_address_out_everything_stops(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    wire = Wire(FINE)
    asked = requester(wire)
    refuse(asked._guard, Answer(status, {}, b"{}"), MOST_INVALID - 1)
    assert await asked.request(routes.GET_MY_USER) == {}
    refuse(asked._guard, Answer(status, {}, b"{}"), 1)
    for route in (routes.GET_MY_USER, routes.GET_ORIGINAL_WEBHOOK_MESSAGE):
        with pytest.raises(RateLimited) as caught:
            await asked.request(route, **PARTS)
        assert caught.value.scope == "invalid"
        assert 0 < caught.value.retry_after <= WINDOW + 10
    await asyncio.sleep(caught.value.retry_after)

    assert await asked.request(routes.GET_MY_USER) == {}
    assert [int(record.getMessage().split()[2]) for record in caplog.records] == [1_000, 5_000, MOST_INVALID]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(404, {}, b"{}"), id="404"),
        pytest.param(Answer(500, {}, b""), id="500"),
        pytest.param(Answer(429, {"x-ratelimit-scope": "shared"}, b"{}"), id="shared"),
    ],
)
def test_what_discord_does_not_count_does_not_count_here(answer: Answer) -> None:
    guard = Guard()
    refuse(guard, answer, MOST_INVALID + 1)

    guard.check(CLAIM, 0, has_token=True)
