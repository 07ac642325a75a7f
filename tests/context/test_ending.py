"""What a record says of a conversation that has ended."""

import pytest

from app.context.ending import conclude
from app.context.responder import Responder
from app.models.interaction import decode_interaction
from app.models.response import DEFERRED_UPDATE, InteractionResponse, Reply, deferral, message_response
from app.telemetry.record import FAILED, LEFT, REFUSED, Record
from tests.server.interactions import command
from tests.telemetry.lines import Sink


def ignore(response: InteractionResponse | None) -> None:
    """Take a first response that goes nowhere."""


@pytest.fixture
def responder() -> Responder:
    return Responder(0.0, ignore, decode_interaction(command()))


def outcome(responder: Responder, before: str = "") -> str:
    record = Record(Sink(), 5, 0.0, outcome=before)
    conclude(record, responder, 1.0)
    assert record.finished == 1.0
    return record.outcome


def test_an_answer_is_an_answer(responder: Responder) -> None:
    responder.respond(message_response(Reply("hello")), 0.1, by="test")

    assert outcome(responder) == "answered"


def test_a_deferral_is_one_once_it_was_followed_by_the_answer(responder: Responder) -> None:
    responder.defer(deferral(ephemeral=False), 0.1, by="test")
    assert outcome(responder) == "unanswered"

    responder.complete("test")
    assert outcome(responder) == "deferred"


def test_a_change_that_was_deferred_needs_nothing_behind_it() -> None:
    body = command(type=3, data={"custom_id": "a", "component_type": 2, "id": 2}, message={})
    responder = Responder(0.0, ignore, decode_interaction(body))
    responder.defer(DEFERRED_UPDATE, 0.1, by="test")

    assert outcome(responder) == "deferred"


def test_a_question_is_an_answer_too(responder: Responder) -> None:
    responder.defer(deferral(ephemeral=False), 0.1, by="test")
    responder.go_on()

    assert outcome(responder) == "deferred"


@pytest.mark.parametrize(("before", "after"), [("", "expired"), (FAILED, "expired"), (LEFT, "left")])
def test_whatever_else_happened_a_user_who_saw_nothing_saw_nothing(
    responder: Responder, before: str, after: str
) -> None:
    responder.expire()

    assert outcome(responder, before) == after


def test_what_the_boundary_said_stays(responder: Responder) -> None:
    responder.respond(message_response(Reply("no")), 0.1, by="test")

    assert outcome(responder, REFUSED) == "refused"
