"""What the numbers are: times as they were, and what is so at the moment of a scrape."""

import asyncio
import re
import time
from pathlib import Path

import httpx
import pytest

from app.rest.requester import Requester
from app.rest.routes import Route
from app.telemetry.journal import MOST_HELD
from app.telemetry.telemetry import STARTED, Telemetry
from app.testing import virtual_time
from tests.rest.given import BASE, TOKEN, Wire
from tests.telemetry.lines import complete, written
from tests.telemetry.test_telemetry import tally_of, tried


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


def told(telemetry: Telemetry, name: str) -> float:
    """Scrape, and return a number without labels."""
    (found,) = re.findall(rf"^postern_{name} (.*)$", telemetry.scrape()[0].decode(), re.MULTILINE)
    return float(found)


async def test_the_times_of_a_command_are_those_that_it_took() -> None:
    measures = tally_of((await tried(seconds=1.0)).bot).measures
    of_answers = ("application_command", "answer")

    # Of the first second some milliseconds are the door's own.
    assert measures["acknowledgement_seconds"][of_answers][-1] == pytest.approx(1.0, abs=0.1)
    assert measures["margin_seconds"][of_answers][-1] == pytest.approx(2.0, abs=0.1)
    assert measures["handler_seconds"][("application_command",)][-1] == pytest.approx(1.0, abs=0.1)
    *checks, took = measures["verification_seconds"][()]
    assert (sum(checks), took > 0) == (1, True)


async def test_requests_that_limits_hold_back_are_told_of_while_they_wait_and_for_how_long() -> None:
    telemetry = Telemetry(True)
    refused = httpx.Response(429, headers={"retry-after": "5", "x-ratelimit-scope": "shared"}, json={"retry_after": 5})
    rest = Requester(BASE, TOKEN, Wire(refused, httpx.Response(204)), telemetry=telemetry)
    asking = [asyncio.create_task(rest.request(Route("PUT", "/try"))) for _ in range(3)]

    waiting = []
    for seconds in (1.0, 10.0):
        await asyncio.sleep(seconds)
        waiting.append(told(telemetry, "rest_requests_waiting"))
    # The second and the third stand behind the first.
    assert waiting == [3.0, 0.0]
    assert await asyncio.gather(*asking) == [None] * 3
    assert telemetry.tally is not None
    # The first attempt waited for nothing, and the three behind it for the same five seconds.
    *attempts, waited = telemetry.tally.measures["rest_wait_seconds"][()]
    assert sum(attempts) == 4
    assert waited >= 15


async def test_who_stops_waiting_is_not_counted_as_waiting() -> None:
    telemetry = Telemetry(True)
    refused = httpx.Response(429, headers={"retry-after": "5", "x-ratelimit-scope": "shared"}, json={"retry_after": 5})
    rest = Requester(BASE, TOKEN, Wire(refused), telemetry=telemetry)
    asking = asyncio.create_task(rest.request(Route("PUT", "/try")))
    await asyncio.sleep(1)
    asking.cancel()
    await asyncio.wait([asking])

    assert told(telemetry, "rest_requests_waiting") == 0


async def test_lines_that_wait_and_lines_that_are_lost_are_told_of() -> None:
    telemetry = Telemetry(True)
    with written():
        for number in range(MOST_HELD + 3):
            telemetry.close(complete(id=number))
        assert told(telemetry, "log_lines_waiting") == MOST_HELD
        telemetry.flush()

    assert told(telemetry, "log_lines_waiting") == 0
    assert told(telemetry, "log_lines_dropped_total") == 3


async def test_the_newest_of_all_workers_is_told_of_though_it_is_gone(tmp_path: Path) -> None:
    one, two = (Telemetry(True, directory=str(tmp_path)) for _ in range(2))
    one.start()
    two.start()
    assert told(one, "last_interaction_time_seconds") == 0
    before = time.time()
    with written():
        two.close(complete())
        two.stop()

    assert before <= told(one, "last_interaction_time_seconds") <= time.time()
    assert told(one, "start_time_seconds") == pytest.approx(STARTED)
    one.stop()
