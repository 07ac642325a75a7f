"""The line of an interaction: what it says, where it is written, and when."""

import asyncio
import json
import logging
import subprocess
import sys
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.telemetry.journal import MOST_HELD, NAME, PERIOD, Journal
from app.telemetry.logs import REDACTED
from app.telemetry.record import (
    ANSWERED,
    BROKEN,
    DEFERRED,
    DUPLICATE,
    EXPIRED,
    FAILED,
    LEFT,
    OUTCOMES,
    REFUSED,
    STOPPED,
    UNANSWERED,
    UNKNOWN,
)
from app.testing import virtual_time
from tests.journeys.server_process import ROOT
from tests.telemetry.lines import complete, objects, written

BOT_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GrandA.0123456789abcdefghijklmnopqrstuvwxyz_-"
AT = "17:46:40"


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


SENTENCES = {
    ANSWERED: "/roll answered in 12 ms (margin 2988 ms)",
    DEFERRED: "/roll deferred in 12 ms (margin 2988 ms)",
    REFUSED: "/roll refused in 12 ms (margin 2988 ms)",
    FAILED: "/roll failed, acknowledged in 12 ms (margin 2988 ms)",
    UNKNOWN: "/roll is unknown to the code, answered in 12 ms (margin 2988 ms)",
    UNANSWERED: "/roll gave no answer, acknowledged in 12 ms (margin 2988 ms)",
    EXPIRED: "/roll expired: nothing answered in time, done after 13 ms",
    STOPPED: "/roll was stopped since the process ends, acknowledged in 12 ms (margin 2988 ms)",
    LEFT: "/roll was left by its client after 12 ms",
    DUPLICATE: "/roll came twice, and shared the first answer",
}


@pytest.mark.parametrize("outcome", SENTENCES)
async def test_people_read_one_sentence(outcome: str) -> None:
    journal = Journal()
    with written() as into:
        journal.add(complete(outcome=outcome))
        journal.flush()

    clock, _, line = into.getvalue().partition(" ")
    assert len(clock) == len(AT)
    assert line == f"INFO    {SENTENCES[outcome]} [interaction 123]\n"


def test_all_that_can_become_of_an_interaction_has_a_sentence() -> None:
    # A fault of Postern has its traceback in the log, and no line besides.
    assert set(OUTCOMES) - {BROKEN} == set(SENTENCES)


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ({"by_callback": True}, "/roll answered by callback in 12 ms (margin 2988 ms)"),
        ({"finished": 5.0}, "/roll answered in 12 ms (margin 2988 ms), done after 5000 ms"),
        ({"reference": "1a2b3c4d"}, "/roll answered in 12 ms (margin 2988 ms) [reference 1a2b3c4d]"),
        ({"is_cold": True}, "/roll answered in 12 ms (margin 2988 ms) [first of its process]"),
        ({"acknowledged": 4.0}, "/roll answered in 4000 ms (margin 0 ms)"),
        ({"handler": "", "kind": "ping"}, "ping answered in 12 ms (margin 2988 ms)"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
async def test_what_is_out_of_the_ordinary_is_said(changes: dict[str, Any], end: str) -> None:
    journal = Journal()
    with written() as into:
        journal.add(complete(**changes))
        journal.flush()

    assert into.getvalue().partition("INFO    ")[2] == f"{end} [interaction 123]\n"


async def test_machines_read_an_object_with_the_same_keys_as_other_records() -> None:
    journal = Journal()
    with written("json") as into:
        journal.add(complete())
        journal.add(complete(reference="1a2b3c4d", by_callback=True, is_cold=True, is_deferral=True, outcome=EXPIRED))
        journal.flush()

    plain, other = objects(into)
    assert plain == {
        "time": "2030-03-17T17:46:40.250+00:00",
        "level": "info",
        "logger": NAME,
        "message": SENTENCES[ANSWERED],
        "interaction_id": "123",
        "kind": "application_command",
        "handler": "/roll",
        "outcome": "answered",
        "verified_ms": 0.42,
        "acknowledged_ms": 12,
        "finished_ms": 13,
        "margin_ms": 2988,
    }
    assert {name: value for name, value in other.items() if name not in plain} == {
        "by_callback": True,
        "is_deferral": True,
        "cold_start": True,
        "reference": "1a2b3c4d",
    }
    assert other["margin_ms"] == 0


async def test_lines_are_written_together_and_soon() -> None:
    journal = Journal()
    with written() as into:
        journal.add(complete(id=1))
        await asyncio.sleep(PERIOD / 2)
        journal.add(complete(id=2))
        assert (into.getvalue(), journal.waiting) == ("", 2)

        await asyncio.sleep(PERIOD)
        assert [line[-4:] for line in into.getvalue().splitlines()] == ["n 1]", "n 2]"]
        assert journal.waiting == 0

        journal.add(complete(id=3))
        await asyncio.sleep(PERIOD * 1.5)
        assert into.getvalue().count("\n") == 3


async def test_nothing_is_left_on_the_loop_once_all_is_written() -> None:
    journal = Journal()
    with written():
        journal.add(complete())
        timer = journal._timer
        journal.flush()

    assert timer is not None
    assert timer.cancelled()


def test_a_loop_that_was_stopped_does_not_hold_up_what_comes_in_the_next() -> None:
    journal = Journal()

    async def add(number: int, seconds: float) -> None:
        journal.add(complete(id=number))
        await asyncio.sleep(seconds)

    with written() as into:
        asyncio.run(add(1, 0))
        assert into.getvalue() == ""
        asyncio.run(add(2, PERIOD * 2))

    assert into.getvalue().count("[interaction") == 2


@pytest.mark.parametrize("form", ["console", "json"])
async def test_below_its_level_nothing_is_held_back_at_all(form: str) -> None:
    journal = Journal()
    with written(form, level="warning") as into:
        assert journal.add(complete())
        assert journal.waiting == 0
        journal.flush()

    assert into.getvalue() == ""


async def test_what_is_too_much_is_counted_and_said() -> None:
    journal = Journal()
    with written() as into:
        taken = [journal.add(complete(id=number)) for number in range(MOST_HELD + 3)]
        assert (taken.count(False), journal.waiting) == (3, MOST_HELD)
        journal.flush()

        *lines, last = into.getvalue().splitlines()
        assert len(lines) == MOST_HELD
        assert last.endswith("3 interactions or events have no line: they came faster than lines are written")

        assert journal.add(complete())
        journal.flush()
        assert into.getvalue().count("have no line") == 1


@pytest.mark.parametrize("form", ["console", "json"])
async def test_no_secret_gets_into_a_line(form: str) -> None:
    journal = Journal()
    with written(form, secrets=("sesame",)) as into:
        journal.add(complete(handler=f"component {BOT_TOKEN!r}"))
        journal.add(complete(handler="/open-sesame"))
        journal.flush()

    assert "sesame" not in into.getvalue()
    assert BOT_TOKEN not in into.getvalue()
    assert into.getvalue().count(REDACTED) == (4 if form == "json" else 2)


@given(name=st.text())
def test_no_name_breaks_a_line_or_its_neighbours(name: str) -> None:
    journal = Journal()

    async def add() -> None:
        for handler in ("/before", name, "/behind"):
            journal.add(complete(handler=handler))
        journal.flush()

    with written("json") as into:
        asyncio.run(add())

    assert [line["handler"] for line in objects(into)][::2] == ["/before", "/behind"]


async def test_where_the_author_has_logging_of_his_own_lines_go_through_it(caplog: pytest.LogCaptureFixture) -> None:
    journal = Journal()
    caplog.set_level(logging.INFO, NAME)
    journal.add(complete(reference="1a2b3c4d"))
    journal.flush()

    (record,) = [record for record in caplog.records if record.name == NAME]
    assert record.getMessage() == f"{SENTENCES[ANSWERED]} [reference 1a2b3c4d] [interaction 123]"
    assert (record.levelno, record.created) == (logging.INFO, 1_900_000_000.25)
    assert vars(record)["outcome"] == "answered"
    assert vars(record)["margin_ms"] == 2988


async def test_a_logger_that_does_not_hand_on_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(NAME), "propagate", False)
    journal = Journal()
    with written() as into:
        journal.add(complete())
        journal.flush()

    assert into.getvalue() == ""


async def test_a_handler_that_wants_less_gets_less() -> None:
    journal = Journal()
    with written() as into:
        logging.getLogger().handlers[0].setLevel(logging.WARNING)
        journal.add(complete())
        journal.flush()

    assert into.getvalue() == ""


async def test_a_log_that_nobody_reads_any_more_does_no_harm() -> None:
    journal = Journal()
    with written() as into:
        into.close()
        journal.add(complete())
        journal.flush()

    assert journal.waiting == 0


def test_what_is_held_back_is_written_when_the_process_ends() -> None:
    script = """
import asyncio
from app.telemetry.journal import Journal
from app.telemetry.logs import configure_logging
from tests.telemetry.lines import complete

configure_logging("info", "json")
journal = Journal()

async def add():
    journal.add(complete())

asyncio.run(add())
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert json.loads(done.stderr)["outcome"] == "answered"


async def test_another_thread_may_log_meanwhile() -> None:
    journal = Journal()
    with written() as into:

        def chat() -> None:
            for number in range(200):
                logging.getLogger("commands.somebodys_own").info("line %d", number)

        thread = threading.Thread(target=chat)
        thread.start()
        for number in range(200):
            journal.add(complete(id=number))
            journal.flush()
        thread.join()

    lines = into.getvalue().splitlines()
    assert len(lines) == 400
    assert all(line.endswith("]") or "somebodys_own: line" in line for line in lines)
