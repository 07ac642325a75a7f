"""Requests that wait ahead of time: against a Discord that counts, and keeps the order of what arrives."""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from app.errors import RateLimited, TransportError
from app.rest import routes
from app.rest.limiter import MOST_ROUTES, ExternalLimiter, LocalLimiter
from app.rest.requester import Requester
from app.rest.routes import Route
from app.telemetry.logs import interaction_id
from app.testing import VirtualTimeLoop
from tests.rest.counting import Counting
from tests.rest.given import SECRET, Wire, requester


async def post(asked: Requester, *contents: str, channel_id: int = 1) -> None:
    """Send messages to a channel, all at once."""
    await asyncio.gather(
        *(asked.request(routes.CREATE_MESSAGE, {"content": content}, channel_id=channel_id) for content in contents)
    )


def names(count: int, prefix: str = "") -> list[str]:
    return [f"{prefix}{number}" for number in range(count)]


# ── buckets ──


async def test_a_bucket_is_never_exceeded_and_its_order_is_kept() -> None:
    discord = Counting()
    asked = requester(Wire(discord))
    await post(asked, *names(23))

    assert discord.refused == 0
    assert discord.contents == names(23)


async def test_before_the_first_answer_one_request_is_sent_for_each_channel() -> None:
    discord = Counting(way=1.0)
    asked = requester(Wire(discord))
    sent = [asyncio.create_task(post(asked, "a", "b", "c", channel_id=channel_id)) for channel_id in (1, 2)]
    await asyncio.sleep(0.9)
    assert len(discord.contents) == 2
    await asyncio.gather(*sent)

    assert len(discord.contents) == 6
    # What one channel has taught holds for the next one.
    began = asyncio.get_running_loop().time()
    await post(asked, *names(5), channel_id=3)
    assert asyncio.get_running_loop().time() - began == pytest.approx(1.0)


async def test_routes_that_share_a_bucket_share_it_here() -> None:
    discord = Counting(limit=2)
    asked = requester(Wire(discord))
    one, other = routes.CREATE_MESSAGE, Route("POST", "/channels/{channel_id}/other")
    for route in (one, other):
        await asked.request(route, {"content": "first"}, channel_id=1)
    await asyncio.gather(*(asked.request(route, {"content": "x"}, channel_id=1) for route in (one, other) * 5))

    assert discord.refused == 0


async def test_who_waits_on_two_unknown_routes_of_one_bucket_comes_into_one_line() -> None:
    discord = Counting(limit=2, way=0.2)
    asked = requester(Wire(discord))
    other = Route("POST", "/channels/{channel_id}/other")
    await asyncio.gather(
        *(
            asked.request(route, {"content": "x"}, channel_id=1)
            for route in (routes.CREATE_MESSAGE, other)
            for _ in range(5)
        )
    )

    # The first two left at the same time, before anybody could know that they belong together.
    assert discord.refused <= 1
    assert len(discord.contents) == 10


async def test_a_route_without_a_limit_of_its_own_is_not_held_back() -> None:
    async def slow(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(1)
        return httpx.Response(200, json={})

    wire = Wire(slow)
    asked = requester(wire)
    await asyncio.gather(*(asked.request(routes.GET_CHANNEL, channel_id=1) for _ in range(11)))
    await asyncio.gather(*(asked.request(routes.GET_CHANNEL, channel_id=1) for _ in range(5)))

    assert wire.times == pytest.approx([0] + [1] * 10 + [2] * 5)


async def test_a_route_that_turns_out_to_have_a_limit_is_held_back_from_then_on() -> None:
    discord = Counting(limit=1)
    wire = Wire(httpx.Response(200, json={}), httpx.Response(429, json={"retry_after": 3}), discord)
    asked = requester(wire)
    await post(asked, "a")
    await post(asked, "b", "c", "d")

    assert (len(wire.requests), discord.refused) == (5, 0)


async def test_a_bucket_that_changes_is_followed() -> None:
    asked = requester(Wire(Counting(bucket="old")))
    await post(asked, "a", "b")
    other = Counting(bucket="new", limit=1)
    asked._transport = Wire(other)
    await asked.close()
    await post(asked, "c")
    await post(asked, "d", "e", "f")

    assert other.refused == 0


# ── refusals ──


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param({"X-RateLimit-Scope": "user"}, {"retry_after": 2.5}, id="its own"),
        pytest.param({"X-RateLimit-Scope": "shared", "Retry-After": "3"}, {"retry_after": 2.5}, id="shared"),
        pytest.param({}, {"retry_after": 2.5}, id="without a scope"),
    ],
)
async def test_a_refusal_of_a_bucket_holds_that_bucket_alone_and_keeps_its_order(
    headers: Mapping[str, str], body: object
) -> None:
    wire = Wire(httpx.Response(429, headers=headers, json=body), httpx.Response(200, json={}))
    asked = requester(wire)
    first = asyncio.create_task(post(asked, "a", "b", "c"))
    await asyncio.sleep(1)
    await post(asked, "x", channel_id=2)
    await first

    assert [body.decode()[12:-2] for body in wire.bodies] == ["a", "x", "a", "b", "c"]
    assert wire.times == pytest.approx([0, 1, 2.5, 2.5, 2.5])


async def test_a_global_refusal_holds_all_but_answers_to_interactions() -> None:
    body = {"retry_after": 5, "global": True, "message": "You are being rate limited."}
    wire = Wire(httpx.Response(429, json=body), httpx.Response(200, json={}))
    asked = requester(wire)
    first = asyncio.create_task(post(asked, "a"))
    await asyncio.sleep(1)
    other = asyncio.create_task(post(asked, "b", channel_id=2))
    await asked.request(routes.EXECUTE_WEBHOOK, {}, webhook_id=1, token=SECRET)
    await asyncio.gather(first, other)

    assert wire.times == pytest.approx([0, 1, 5, 5])


async def test_who_would_wait_too_long_for_a_closed_bucket_is_told_at_once() -> None:
    wire = Wire(httpx.Response(429, json={"retry_after": 3600}))
    asked = requester(wire)
    outcomes = await asyncio.gather(*(post(asked, "a") for _ in range(3)), return_exceptions=True)
    with pytest.raises(RateLimited) as caught:
        await post(asked, "b")

    assert {type(outcome) for outcome in outcomes} == {RateLimited}
    assert caught.value.retry_after == pytest.approx(3600)
    assert wire.times == [pytest.approx(0)]


# ── the global limit ──


async def test_fifty_requests_a_second_and_interactions_beside_them() -> None:
    wire = Wire(httpx.Response(200, json={}))
    asked = requester(wire)
    bulk = [asked.request(routes.GET_CHANNEL, channel_id=number) for number in range(120)]
    answers = [asked.request(routes.EXECUTE_WEBHOOK, {}, webhook_id=1, token=f"t{number}") for number in range(100)]
    await asyncio.gather(*bulk, *answers)
    at = [round(time, 3) for time in wire.times]

    assert [at.count(second) for second in (0, 1, 2)] == [150, 50, 20]


async def test_answers_to_interactions_go_first_then_what_serves_one_then_the_rest() -> None:
    wire = Wire(httpx.Response(200, json={}))
    asked = requester(wire, LocalLimiter(per_second=1))

    async def get(number: int, working_for: int | None) -> None:
        interaction_id.set(working_for)
        await asked.request(routes.GET_CHANNEL, channel_id=number)

    works = [(0, None), (1, None), (2, None), (3, 7), (4, 7)]
    await asyncio.gather(*(asyncio.create_task(get(*work)) for work in works))

    assert [int(request.url.path.rpartition("/")[2]) for request in wire.requests] == [0, 3, 4, 1, 2]


async def test_a_crowd_of_interactions_loses_nothing_and_keeps_the_order_of_each() -> None:
    discord = Counting(limit=3, period=2, way=0.2)
    wire = Wire(discord)
    asked = requester(wire)

    async def talk(token: str) -> None:
        where: dict[str, Any] = {"webhook_id": 1, "token": token}
        steps = [
            asked.request(routes.EXECUTE_WEBHOOK, {"content": f"{token} {number}"}, **where) for number in range(3)
        ]
        edit = asked.request(routes.UPDATE_ORIGINAL_WEBHOOK_MESSAGE, {"content": f"{token} 3"}, **where)
        await asyncio.gather(*steps)
        await edit

    tokens = names(200, "t")
    await asyncio.gather(*(talk(token) for token in tokens))
    sent = [json.loads(body)["content"] for body in wire.bodies]

    assert discord.refused == 0
    assert sorted(discord.contents) == sorted(sent)
    for token in tokens:
        said = [content for content in sent if content.split(" ")[0] == token]
        assert said == [f"{token} {number}" for number in range(4)]


# ── giving up ──


async def test_who_gives_up_waiting_takes_no_place() -> None:
    discord = Counting(limit=1, period=10)
    asked = requester(Wire(discord))
    await post(asked, "a")
    waiting = [asyncio.create_task(post(asked, name)) for name in ("b", "c", "d")]
    await asyncio.sleep(1)
    waiting[0].cancel()
    await waiting[1]
    waiting[2].cancel()

    assert discord.contents == ["a", "c"]
    await post(asked, "e")


async def test_who_is_cancelled_just_when_it_is_his_turn_passes_it_on() -> None:
    discord = Counting(limit=1, period=10)
    asked = requester(Wire(discord))
    await post(asked, "a")
    waiting = [asyncio.create_task(post(asked, name)) for name in ("b", "c")]
    asyncio.get_running_loop().call_later(10, waiting[0].cancel)
    await waiting[1]

    assert (discord.contents[-1], discord.refused) == ("c", 0)


@pytest.mark.parametrize("within", [0.5, 3])
async def test_limits_that_leave_no_time_are_raised(within: float) -> None:
    discord = Counting(limit=1, period=10)
    asked = requester(Wire(discord))
    await post(asked, "a")
    with pytest.raises(RateLimited) as caught:
        await asked.request(routes.CREATE_MESSAGE, {}, channel_id=1, within=within)

    assert 0 < caught.value.retry_after <= 10.1
    assert len(discord.contents) == 1


async def test_who_gives_up_at_the_global_limit_takes_no_place_of_his_bucket() -> None:
    discord = Counting(limit=2, period=5)
    asked = requester(Wire(discord), LocalLimiter(per_second=1))
    await post(asked, "a")
    with pytest.raises(RateLimited) as caught:
        await asked.request(routes.CREATE_MESSAGE, {"content": "b"}, channel_id=1, within=0.5)
    waiting = asyncio.create_task(post(asked, "c"))
    await asyncio.sleep(0.5)
    waiting.cancel()
    await asyncio.sleep(1)
    began = asyncio.get_running_loop().time()
    await post(asked, "d")

    assert caught.value.scope == "global"
    assert (discord.contents, discord.refused) == (["a", "d"], 0)
    assert asyncio.get_running_loop().time() == pytest.approx(began)


async def test_who_waits_for_an_answer_that_does_not_come_in_time_gives_up() -> None:
    discord = Counting(way=5)
    asked = requester(Wire(discord))
    first = asyncio.create_task(post(asked, "a"))
    await asyncio.sleep(0.1)
    with pytest.raises(RateLimited):
        await asked.request(routes.CREATE_MESSAGE, {}, channel_id=1, within=2)
    await first

    assert discord.contents == ["a"]


# ── over time ──


async def test_buckets_of_interactions_that_are_over_are_forgotten() -> None:
    limiter = LocalLimiter()
    asked = requester(Wire(Counting(keep=False)), limiter)
    for number in range(2_000):
        await asked.request(routes.EXECUTE_WEBHOOK, {}, webhook_id=1, token=f"t{number}")
        await asyncio.sleep(0.05)

    assert len(limiter._lines) < 250


async def test_routes_that_an_author_makes_without_end_are_forgotten() -> None:
    limiter = LocalLimiter()
    asked = requester(Wire(), limiter)
    for number in range(MOST_ROUTES + 100):
        await asked.request(Route("GET", f"/things/{number}"))

    assert len(limiter._known) <= MOST_ROUTES


def test_a_new_loop_knows_what_the_last_one_learned_and_nobody_waits_for_the_dead() -> None:
    discord = Counting(limit=2, period=5, way=0.5)
    asked = requester(Wire(discord))

    async def give_up() -> None:
        await post(asked, "a")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.4):
                await post(asked, *names(5))

    async def go_on() -> None:
        await post(asked, *names(5))

    elapsed = 0.0
    for step in (give_up(), go_on(), go_on()):
        loop = VirtualTimeLoop()
        loop.advance(elapsed)
        loop.run_until_complete(step)
        elapsed = loop.time()
        loop.close()

    assert discord.contents == ["a", "0", *names(5), *names(5)]
    assert discord.refused == 0


# ── a proxy that keeps the limits ──


async def test_behind_a_proxy_nothing_is_held_back() -> None:
    wire = Wire(httpx.Response(200, json={}, headers={"X-RateLimit-Bucket": "a", "X-RateLimit-Remaining": "0"}))
    asked = requester(wire, ExternalLimiter())
    await asyncio.gather(*(post(asked, "a") for _ in range(100)))

    assert wire.times == pytest.approx([0] * 100)


async def test_what_a_proxy_refuses_is_waited_for_and_what_it_never_answers_is_given_up() -> None:
    wire = Wire(httpx.Response(429, headers={"Retry-After": "3"}), httpx.Response(200, json={}))
    asked = requester(wire, ExternalLimiter())
    await post(asked, "a")
    assert wire.times == pytest.approx([0, 3])
    asked = requester(Wire(httpx.Response(429, headers={"Retry-After": "61"})), ExternalLimiter())
    with pytest.raises(RateLimited):
        await post(asked, "a")
    asked = requester(Wire(httpx.Response(408, content=b"timed out")), ExternalLimiter())
    with pytest.raises(Exception, match="408"):
        await post(asked, "a")


async def test_an_unreachable_proxy_takes_no_bucket_with_it() -> None:
    wire = Wire(httpx.ConnectError("refused"))
    asked = requester(wire)
    for _ in range(3):
        with pytest.raises(TransportError):
            await asked.request(routes.GET_CHANNEL, channel_id=1, within=0.1)

    assert len(wire.requests) == 3
