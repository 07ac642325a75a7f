"""How what the code does not know is named, and told."""

import logging

import pytest

from app.context.drift import QUESTION, UnknownCommand, log_drift, name_unknown
from app.context.waiting import ASKED
from app.errors import CommandNotFound, ComponentExpired, ComponentNotFound, RouteNotFound


@pytest.mark.parametrize(
    ("custom_id", "is_modal", "name"),
    [
        ("again:2:a text of a user", False, "component 'again'"),
        ("feedback", True, "modal 'feedback'"),
        ("x" * 100, False, f"component {'x' * 40!r}"),
        (f"{ASKED}abc:1", False, QUESTION),
        ("", False, "component ''"),
    ],
)
def test_a_name_holds_nothing_of_a_user(custom_id: str, is_modal: bool, name: str) -> None:
    assert name_unknown(custom_id, is_modal=is_modal) == name


def test_a_command_that_is_gone_is_shown_as_it_was_used() -> None:
    assert UnknownCommand(CommandNotFound("tag show")).shown_name == "/tag show"


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (CommandNotFound("tag show"), logging.WARNING),
        (ComponentNotFound("a:1"), logging.WARNING),
        (ComponentExpired("a:1", "its time ended"), logging.INFO),
    ],
)
def test_what_ends_as_a_matter_of_course_is_no_warning(
    error: RouteNotFound, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "app.context.drift")
    log_drift(error)

    assert [(record.levelno, str(error) in record.getMessage()) for record in caplog.records] == [(level, True)]
