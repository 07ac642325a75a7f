"""The line of a webhook event: what it says, and when it is written."""

import asyncio
import json
import logging
from typing import Any

import pytest

from app.models.event import EntitlementCreate
from app.telemetry.journal import MOST_HELD, NAME, Journal
from app.telemetry.record import ANSWERED, DUPLICATE, FAILED, HANDLED, IGNORED, EventRecord
from app.testing import virtual_time
from tests.server.told import PING, Told, event
from tests.telemetry.lines import complete, objects, written


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


def taken(**changes: Any) -> EventRecord:
    known = {"event": "ENTITLEMENT_CREATE", "outcome": HANDLED, "listeners": 2, "finished": 0.0125}
    return EventRecord(**{"closed": 1_900_000_000.25, **known, **changes})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "webhook event ENTITLEMENT_CREATE was handled by 2 listeners in 12 ms"),
        (
            {"outcome": FAILED, "listeners": 1},
            "webhook event ENTITLEMENT_CREATE failed after 12 ms, 1 listener heard of",
        ),
        ({"outcome": IGNORED, "listeners": 0}, "webhook event ENTITLEMENT_CREATE is listened to by nobody"),
        (
            {"outcome": DUPLICATE, "listeners": 0},
            "webhook event ENTITLEMENT_CREATE came again: handled before",
        ),
        (
            {"outcome": DUPLICATE},
            "webhook event ENTITLEMENT_CREATE came again: heard of by 2 listeners this time, done",
        ),
        ({"event": "unknown", "outcome": IGNORED}, "webhook event of an unknown type is listened to by nobody"),
        ({"event": "PING", "outcome": ANSWERED, "listeners": 0}, "webhook event PING answered in 12 ms"),
    ],
    ids=lambda value: value.get("outcome", "") if isinstance(value, dict) else "",
)
async def test_people_read_one_sentence_between_those_of_interactions(changes: dict[str, Any], sentence: str) -> None:
    journal = Journal()
    with written() as into:
        for record in (complete(), taken(**changes), complete()):
            journal.add(record)
        journal.flush()

    _, line, _ = into.getvalue().splitlines()
    assert line.partition(" INFO    ")[2].startswith(sentence)


async def test_machines_read_an_object() -> None:
    journal = Journal()
    with written("json") as into:
        journal.add(taken())
        journal.flush()

    assert objects(into) == [
        {
            "time": "2030-03-17T17:46:40.250+00:00",
            "level": "info",
            "logger": NAME,
            "message": "webhook event ENTITLEMENT_CREATE was handled by 2 listeners in 12 ms",
            "kind": "webhook_event",
            "event": "ENTITLEMENT_CREATE",
            "outcome": "handled",
            "listeners": 2,
            "finished_ms": 12,
        }
    ]


async def test_where_the_author_has_logging_of_his_own_lines_go_through_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, NAME)
    journal = Journal()
    journal.add(taken())
    journal.flush()

    (record,) = [record for record in caplog.records if record.name == NAME]
    assert vars(record)["event"] == "ENTITLEMENT_CREATE"
    assert vars(record)["listeners"] == 2


async def test_what_is_too_much_is_counted_and_said() -> None:
    told = Told(metrics=True)
    with written() as into:
        for _ in range(MOST_HELD + 1):
            told.bot.telemetry.event("ENTITLEMENT_CREATE", HANDLED, 1, 0.0)
        told.bot.telemetry.flush()

    assert into.getvalue().endswith("1 interactions or events have no line: they came faster than lines are written\n")
    assert told.bot.telemetry.tally is not None
    assert told.bot.telemetry.tally.counts["log_lines_dropped"] == {(): 1}


async def lines_of(told: Told, *bodies: Any) -> list[dict[str, Any]]:
    with written("json") as into:
        for body in bodies:
            await told.status(body)
        told.bot.telemetry.flush()
    return objects(into)


async def test_each_event_has_one_line_of_what_became_of_it_and_nothing_of_its_data() -> None:
    told, fails = Told(metrics=True), False

    @told.bot.listen(EntitlementCreate)
    async def slow(event: EntitlementCreate) -> None:
        await asyncio.sleep(2)

    @told.bot.listen(EntitlementCreate)
    async def shaky(event: EntitlementCreate) -> None:
        if fails:
            raise ZeroDivisionError

    other = event(at="2024-10-18T19:00:00")
    lines = await lines_of(told, PING, event(), event(), event("ENTITLEMENT_DELETE"), event("PLANTED\nx"))
    fails = True
    lines += await lines_of(told, other)

    assert [(line["event"], line["outcome"], line["listeners"], line["finished_ms"]) for line in lines] == [
        ("PING", "answered", 0, 0),
        ("ENTITLEMENT_CREATE", "handled", 2, 2000),
        ("ENTITLEMENT_CREATE", "duplicate", 0, 0),
        ("ENTITLEMENT_DELETE", "ignored", 0, 0),
        ("unknown", "ignored", 0, 0),
        ("ENTITLEMENT_CREATE", "failed", 2, 2000),
    ]
    assert "111178765189277770" not in json.dumps(lines)
    assert told.bot.telemetry.tally is not None
    assert told.bot.telemetry.tally.counts["events"][("ENTITLEMENT_CREATE", "failed")] == 1


async def test_what_the_end_of_the_process_cuts_short_has_a_line_too() -> None:
    told = Told()

    @told.bot.listen(EntitlementCreate)
    async def slow(event: EntitlementCreate) -> None:
        await asyncio.sleep(60)

    with written("json") as into:
        await told.post(event())
        await told.bot.drain(grace=1)
        told.bot.telemetry.flush()

    assert [(line["event"], line["outcome"], line["finished_ms"]) for line in objects(into)] == [
        ("ENTITLEMENT_CREATE", "failed", 1000)
    ]
