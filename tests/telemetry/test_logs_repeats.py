"""Strangers do not write the log: a warning that they repeat is counted."""

import logging

from app.telemetry.logs import MOST_REMEMBERED, PERIOD, RepeatFilter, configure_logging


def warning(message: str, level: int = logging.WARNING) -> logging.LogRecord:
    return logging.LogRecord("uvicorn.error", level, __file__, 1, message, None, None)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_repeated_warning_is_let_through_once_a_period_with_a_count() -> None:
    clock = Clock()
    repeats = RepeatFilter(clock)

    assert [repeats.filter(warning("Invalid.")) for _ in range(300)] == [True] + [False] * 299
    assert repeats.filter(warning("Another."))

    clock.now += PERIOD
    after = warning("Invalid.")
    assert repeats.filter(after)
    assert after.getMessage() == "Invalid. (and 299 more since the last such line)"

    clock.now += PERIOD
    last = warning("Invalid.")
    assert repeats.filter(last)
    assert last.getMessage() == "Invalid."


def test_what_is_no_warning_is_always_let_through() -> None:
    repeats = RepeatFilter(Clock())

    for level in (logging.INFO, logging.ERROR):
        assert all(repeats.filter(warning("Exception in ASGI application", level)) for _ in range(3))


def test_only_so_many_different_warnings_are_remembered() -> None:
    repeats = RepeatFilter(Clock())
    for number in range(MOST_REMEMBERED * 3):
        assert repeats.filter(warning(f"number {number}"))

    assert len(repeats._since) <= MOST_REMEMBERED


def test_configuring_twice_filters_once() -> None:
    root, server = logging.getLogger(), logging.getLogger("uvicorn.error")
    handlers, level, httpx_level = root.handlers[:], root.level, logging.getLogger("httpx").level
    try:
        configure_logging()
        configure_logging()
        assert len([found for found in server.filters if isinstance(found, RepeatFilter)]) == 1
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.getLogger("httpx").setLevel(httpx_level)
        server.filters.clear()
