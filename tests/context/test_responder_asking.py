"""The responder behind a question: one answer may come, and none has to."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.context.responder import TOKEN_LIFE, Responder, State
from app.errors import AlreadyResponded, AnswerInvalid, ResponseError, TokenExpired
from app.models.interaction import Interaction, InteractionType
from app.models.response import (
    DEFERRED_UPDATE,
    InteractionCallbackType,
    InteractionResponse,
    Reply,
    Update,
    deferral,
    message_response,
    update_response,
)

ARRIVED = 1000.0
HELLO = message_response(Reply("hello"))
CHANGE = update_response(Update("hello"))
THINKING = deferral(ephemeral=False)

Begin = Callable[[Responder], object]


def asked(begin: Begin) -> tuple[Responder, list[InteractionResponse | None]]:
    """Make a responder of a component that has begun so, and has asked then; and what it delivered."""
    delivered: list[InteractionResponse | None] = []
    responder = Responder(ARRIVED, delivered.append, Interaction(type=InteractionType.message_component))
    begin(responder)
    responder.go_on()
    return responder, delivered


def ask(responder: Responder) -> None:
    responder.respond(HELLO, ARRIVED, by="ctx.ask()")


def think(responder: Responder) -> None:
    responder.defer(THINKING, ARRIVED, by="ctx.defer()")
    responder.complete("ctx.followup()")


def update(responder: Responder) -> None:
    responder.respond(CHANGE, ARRIVED, by="ctx.update()")


def update_later(responder: Responder) -> None:
    responder.defer(DEFERRED_UPDATE, ARRIVED, by="ctx.defer_update()")
    responder.respond(CHANGE, ARRIVED, by="ctx.update()")


@pytest.mark.parametrize("begin", [ask, think, update, update_later])
def test_one_answer_comes_behind_a_question_and_no_second(begin: Begin) -> None:
    responder, delivered = asked(begin)

    assert not responder.respond(HELLO, ARRIVED + 5, by="the returned answer")
    assert len(delivered) == 1
    with pytest.raises(AlreadyResponded, match="came after the returned answer"):
        responder.respond(HELLO, ARRIVED + 6, by="ctx.respond()")
    responder.go_on()
    assert not responder.respond(HELLO, ARRIVED + 7, by="the next one")


@pytest.mark.parametrize("begin", [ask, think])
def test_no_answer_is_owed_behind_a_question_and_changing_it_is_none(begin: Begin) -> None:
    responder, _ = asked(begin)
    responder.complete("ctx.edit()", is_edit=True)
    responder.complete("ctx.delete()")

    assert responder.goes_behind
    assert not responder.is_owed
    assert not responder.shows_progress
    assert not responder.respond(HELLO, ARRIVED + 5, by="the returned answer")


@pytest.mark.parametrize("begin", [update, update_later])
def test_where_the_original_carries_the_component_it_may_be_changed_again(begin: Begin) -> None:
    responder, _ = asked(begin)

    assert responder.is_update
    assert not responder.goes_behind
    assert not responder.respond(CHANGE, ARRIVED + 5, by="the returned Update")


@pytest.mark.parametrize(("begin", "did"), [(ask, "sent"), (think, "deferred")])
def test_where_it_does_not_an_update_says_what_came_first(begin: Begin, did: str) -> None:
    responder, _ = asked(begin)

    with pytest.raises(AnswerInvalid, match=f"which {did} a new message: defer by ctx.defer_update"):
        responder.respond(CHANGE, ARRIVED + 5, by="the returned Update")


@pytest.mark.parametrize("begin", [ask, think, update, update_later])
def test_a_form_and_what_comes_too_late_are_refused_behind_a_question(begin: Begin) -> None:
    responder, _ = asked(begin)
    form = InteractionResponse(InteractionCallbackType.modal)

    with pytest.raises(AnswerInvalid, match="Discord takes it as the first response alone"):
        responder.respond(form, ARRIVED + 5, by="the returned Modal")
    with pytest.raises(TokenExpired):
        responder.respond(HELLO, ARRIVED + TOKEN_LIFE, by="the returned answer")


def test_an_answer_that_was_refused_may_be_given_again() -> None:
    responder, _ = asked(ask)
    responder.respond(HELLO, ARRIVED + 5, by="the returned answer")
    responder.reopen()

    assert not responder.respond(HELLO, ARRIVED + 6, by="ctx.respond()")


def test_a_question_that_did_not_get_through_has_asked_nothing() -> None:
    responder, delivered = asked(ask)
    responder.reject()

    assert not responder.has_asked
    assert responder.respond(HELLO, ARRIVED + 1, by="ctx.respond()")
    assert delivered == [HELLO, HELLO]


@given(st.sampled_from([ask, think, update, update_later]), st.lists(st.sampled_from(["ask", "hello", "change"])))
def test_there_are_as_many_answers_as_questions_at_most(begin: Begin, steps: list[str]) -> None:
    responder, delivered = asked(begin)
    answers, questions = 0, 1
    for step in steps:
        if step == "ask":
            responder.go_on()
            questions += 1
            continue
        try:
            answers += not responder.respond(HELLO if step == "hello" else CHANGE, ARRIVED + 5, by=step)
        except ResponseError:
            continue

    assert answers <= questions
    assert len(delivered) == 1
    assert responder.state in {State.SENT, State.DEFERRED}
