"""When a record is complete, and what was left of the three seconds."""

import pytest

from app.telemetry.record import ANSWERED, EXPIRED, Record
from tests.telemetry.lines import Sink


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def record(sink: Sink) -> Record:
    return Record(sink, 123, 10.0)


@pytest.mark.parametrize("leaves_first", [True, False])
def test_it_is_closed_once_when_the_response_has_left_and_the_handler_has_ended(
    record: Record, sink: Sink, leaves_first: bool
) -> None:
    for leaves in (leaves_first, not leaves_first):
        assert sink.closed == []
        if leaves:
            record.left(10.5)
        else:
            record.end(12.0)
    record.left(11.0)
    record.end(13.0)

    assert sink.closed == [record]
    assert (record.acknowledged, record.finished) == (0.5, 2.0)


def test_what_is_said_first_counts(record: Record) -> None:
    record.left(10.5)
    record.left(11.0)

    assert record.acknowledged == 0.5


@pytest.mark.parametrize(
    ("acknowledged", "outcome", "margin"),
    [(0.5, ANSWERED, 2.5), (3.0, ANSWERED, 0.0), (4.0, ANSWERED, 0.0), (2.0, EXPIRED, 0.0), (None, ANSWERED, 0.0)],
)
def test_the_margin_is_what_was_left_and_never_less_than_nothing(
    record: Record, acknowledged: float | None, outcome: str, margin: float
) -> None:
    record.acknowledged, record.outcome = acknowledged, outcome

    assert record.margin == margin
