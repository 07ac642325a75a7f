"""
E2 of the field notes: the ASGI application behind Mangum, for those who have it in place already.

Mangum hands a response over when the application has returned, and runs the
lifespan around every call. What is left on its loop then stands still, and goes
on within somebody else's call.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from mangum import Mangum

from app.testing import VirtualTimeLoop
from tests.server.interactions import PING, command
from tests.server.lambda_sources import SOURCES, Function, Json, LambdaContext, body_of, make_event
from tests.signature.signing import forged, signed

PONG = b'{"type":1}'


@pytest.fixture
def loop() -> Iterator[VirtualTimeLoop]:
    """Give the loop that Mangum works on, which is that of its thread."""
    made = VirtualTimeLoop()
    asyncio.set_event_loop(made)
    yield made
    asyncio.set_event_loop(None)
    made.close()


class Adapted:
    """The tests' bot behind Mangum."""

    def __init__(self, **settings: Any) -> None:
        self.function = Function(**settings)
        self._handler = Mangum(self.function.bot.asgi())

    def post(self, body: bytes, source: str = "function_url", *, is_genuine: bool = True) -> Json:
        sent = signed(body) if is_genuine else forged(body)
        event = make_event(source, body, sent, path="/interactions")
        return dict(self._handler(event, LambdaContext(60.0)))  # type: ignore[arg-type]


@pytest.mark.parametrize("source", SOURCES)
def test_passes_the_checks_that_discord_makes_when_the_url_is_saved(source: str, loop: VirtualTimeLoop) -> None:
    adapted = Adapted()
    for _ in range(2):
        pong = adapted.post(PING, source)

        assert (pong["statusCode"], body_of(pong)) == (200, PONG)
        assert adapted.post(PING, source, is_genuine=False)["statusCode"] == 401


def test_every_call_is_answered_though_the_lifespan_begins_and_ends_around_it(loop: VirtualTimeLoop) -> None:
    adapted = Adapted()
    quick = [orjson.loads(body_of(adapted.post(command("ping")))) for _ in range(3)]
    picture = adapted.post(command("picture"))

    assert [one["data"]["content"] for one in quick] == ["Pong, ☎!"] * 3
    assert bytes(range(256)) in body_of(picture)


def test_work_behind_the_answer_goes_by_a_callback_in_time_and_none_is_left_at_the_return(
    loop: VirtualTimeLoop,
) -> None:
    adapted = Adapted()
    called: list[float] = []
    wire = adapted.function.wire
    heard = wire.requests
    wire.hears = lambda: called.append(loop.time())
    for count in (1, 2):
        began = loop.time()
        response = adapted.post(command("behind"))

        assert (response["statusCode"], response["body"]) == (202, "")
        assert adapted.function.ran == ["behind"] * count
        assert [where for _, where, _ in heard[-3:]][:2] == ["callback", "@original"]
        assert called[-3] - began < 3.0 < loop.time() - began
        assert asyncio.all_tasks(loop) == set()


def test_a_response_that_carries_the_deferral_would_come_too_late(loop: VirtualTimeLoop) -> None:
    """What `callback` is for: with `inline`, Discord hears of the deferral when all is over."""
    adapted = Adapted(background="inline")
    response = adapted.post(command("behind"))

    assert orjson.loads(body_of(response))["type"] == 5
    assert "callback" not in [where for _, where, _ in adapted.function.wire.requests]
    assert loop.time() > 3.0
