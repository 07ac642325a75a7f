"""What an operator sees of interactions: the lines that a handler of Postern's writes."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.telemetry.logs import Handler, configure_logging
from app.telemetry.record import ANSWERED, Record


class Sink:
    """Takes records that are complete, and nothing else of what `Telemetry` does."""

    def __init__(self) -> None:
        self.closed: list[Record] = []

    def close(self, record: Record) -> None:
        self.closed.append(record)


def complete(**changes: Any) -> Record:
    """Return a record of `/roll`, answered after 12 ms and done after 13."""
    known: dict[str, Any] = {
        "owner": Sink(),
        "id": 123,
        "arrived": 5.0,
        "verified": 0.00042,
        "handler": "/roll",
        "acknowledged": 0.012,
        "finished": 0.013,
        "outcome": ANSWERED,
        "closed": 1_900_000_000.25,
    }
    return Record(**{**known, **changes})


@contextmanager
def written(form: str = "console", level: str = "info", secrets: tuple[str, ...] = ()) -> Iterator[io.StringIO]:
    """Log as Postern does, into a text, and as before afterwards."""
    root = logging.getLogger()
    handlers, before, quiet = root.handlers[:], root.level, logging.getLogger("httpx").level
    into = io.StringIO()
    configure_logging(level, form, secrets)
    (handler,) = root.handlers
    assert isinstance(handler, Handler)
    handler.setStream(into)
    try:
        yield into
    finally:
        root.handlers[:] = handlers
        root.setLevel(before)
        logging.getLogger("httpx").setLevel(quiet)


def objects(into: io.StringIO) -> list[dict[str, Any]]:
    """Return the lines of interactions among those that machines read."""
    lines = [json.loads(line) for line in into.getvalue().split("\n")[:-1]]
    return [line for line in lines if line["logger"] == "postern.interactions"]
