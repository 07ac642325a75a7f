"""What is told of interactions that came from the real Discord."""

from typing import Any

import pytest

from app.simulator.real_record import real_record

MEMBER = {"member": {"user": {"username": "ida", "global_name": "Ida"}}}
TAG = {"name": "tag", "type": 1, "options": [{"name": "show", "type": 1, "options": [{"name": "of", "type": 3}]}]}


def told(**payload: Any) -> str:
    record = real_record({"id": "7", "token": "a secret", **payload}, 200, 0.0123)
    assert "a secret" not in str(record)
    assert (record["level"], record["interaction_id"]) == ("info", "7")
    return str(record["message"])


@pytest.mark.parametrize(
    ("payload", "used"),
    [
        ({"type": 2, "data": {"name": "roll", "type": 1, "options": [{"name": "dice", "type": 4}]}}, "/roll"),
        ({"type": 2, "data": TAG}, "/tag show"),
        ({"type": 2, "data": {"name": "Greet", "type": 2}}, "Greet"),
        ({"type": 4, "data": TAG}, "suggestions for /tag show"),
        ({"type": 3, "data": {"custom_id": "vote:AbC.sig", "component_type": 2}}, "button vote"),
        ({"type": 3, "data": {"custom_id": "size", "component_type": 3}}, "menu size"),
        ({"type": 5, "data": {"custom_id": "feedback:7"}}, "form feedback"),
        ({"type": 12}, "an interaction of type 12"),
    ],
)
def test_each_kind_is_named(payload: dict[str, Any], used: str) -> None:
    assert told(**payload, **MEMBER) == f"from Discord: {used} by Ida, answered 200 in 12 ms"


def test_who_has_no_display_name_or_writes_from_elsewhere_is_named_too() -> None:
    assert " by ben, " in told(type=2, data=TAG, user={"username": "ben", "global_name": None})


def test_nothing_of_it_reaches_the_terminal_but_letters() -> None:
    named = told(type=2, data=TAG, user={"username": "b\x1b[2Jn\n" + "x" * 100})

    assert named == f"from Discord: /tag show by b[2Jn{'x' * 55}, answered 200 in 12 ms"


def test_what_was_refused_is_a_warning() -> None:
    assert real_record({"id": "7", "type": 2, "data": TAG}, 401, 1.0)["level"] == "warning"
