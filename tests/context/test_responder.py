"""Every way through the responder, alone: it needs no loop and no clock."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.context.responder import TOKEN_LIFE, Responder, State
from app.errors import AlreadyResponded, AnswerInvalid, DeadlineMissed, ResponseError, TokenExpired
from app.models.interaction import Interaction, InteractionType
from app.models.response import DEFERRED_UPDATE, InteractionResponse, Reply, deferral, message_response
from app.telemetry.record import DEADLINE

ARRIVED = 1000.0
COMMAND = Interaction(type=InteractionType.application_command)
HELLO = message_response(Reply("hello"))
THINKING = deferral(ephemeral=False)


@dataclass
class Asked:
    """A responder, and what it delivered."""

    delivered: list[InteractionResponse | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.responder = Responder(ARRIVED, self.delivered.append, COMMAND)


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_the_first_answer_goes_out(asked: Asked) -> None:
    went_out = asked.responder.respond(HELLO, ARRIVED, by="ctx.respond()", ephemeral=True)

    assert went_out
    assert asked.delivered == [HELLO]
    assert asked.responder.state is State.SENT
    assert asked.responder.ephemeral
    assert asked.responder.completed


def test_a_deferral_goes_out_and_leaves_the_answer_owed(asked: Asked) -> None:
    asked.responder.defer(THINKING, ARRIVED + 1, by="ctx.defer()", ephemeral=True)

    assert asked.delivered == [THINKING]
    assert asked.responder.state is State.DEFERRED
    assert asked.responder.ephemeral
    assert asked.responder.is_owed


def test_the_answer_after_a_deferral_is_an_edit_for_the_caller_to_make(asked: Asked) -> None:
    asked.responder.defer(THINKING, ARRIVED, by="ctx.defer()", ephemeral=True)

    assert not asked.responder.respond(HELLO, ARRIVED + 5, by="ctx.respond()")
    assert asked.delivered == [THINKING]
    assert asked.responder.ephemeral  # as it was deferred
    assert not asked.responder.is_owed


def test_the_clock_defers_who_has_not_answered(asked: Asked) -> None:
    assert asked.responder.defer_in_time(THINKING, ARRIVED + 2, ephemeral=True)
    assert asked.delivered == [THINKING]
    assert asked.responder.ephemeral


def test_the_clock_comes_too_late_after_an_answer_or_a_deferral(asked: Asked) -> None:
    asked.responder.respond(HELLO, ARRIVED, by="ctx.respond()")

    assert not asked.responder.defer_in_time(THINKING, ARRIVED + 2)
    assert not asked.responder.expire()
    assert asked.delivered == [HELLO]


def test_who_never_answers_expires(asked: Asked) -> None:
    assert asked.responder.expire()
    assert not asked.responder.expire()
    assert asked.delivered == [None]
    assert asked.responder.state is State.EXPIRED
    assert not asked.responder.is_owed


def test_nothing_goes_out_after_the_deadline(asked: Asked) -> None:
    asked.responder.expire()

    with pytest.raises(DeadlineMissed) as caught:
        asked.responder.respond(HELLO, ARRIVED + 4.25, by="ctx.respond()")
    with pytest.raises(DeadlineMissed):
        asked.responder.defer(THINKING, ARRIVED + 4, by="ctx.defer()")
    with pytest.raises(DeadlineMissed):
        asked.responder.require_response("ctx.edit()", ARRIVED + 4)
    assert not asked.responder.defer_in_time(THINKING, ARRIVED + 2)
    assert asked.delivered == [None]
    assert caught.value.seconds == 4.25
    assert "4.2 s after arrival" in str(caught.value)


def test_an_answer_behind_a_blocked_loop_is_too_late_though_no_clock_said_so(asked: Asked) -> None:
    with pytest.raises(DeadlineMissed) as caught:
        asked.responder.respond(HELLO, ARRIVED + DEADLINE, by="ctx.respond()")

    assert asked.delivered == [None]
    assert caught.value.was_blocked


@pytest.mark.parametrize("was_blocked", [False, True])
def test_a_deferral_is_advised_only_where_it_could_have_helped(asked: Asked, was_blocked: bool) -> None:
    asked.responder.expire(was_blocked=was_blocked)

    with pytest.raises(DeadlineMissed) as caught:
        asked.responder.respond(HELLO, ARRIVED + 4, by="ctx.respond()")
    assert caught.value.was_blocked is was_blocked
    assert ("set auto_defer" in str(caught.value)) is not was_blocked


def test_a_second_answer_names_both(asked: Asked) -> None:
    asked.responder.respond(HELLO, ARRIVED, by="ctx.respond()")

    with pytest.raises(AlreadyResponded, match=r"^the returned answer came after ctx\.respond\(\)") as caught:
        asked.responder.respond(HELLO, ARRIVED, by="the returned answer")
    assert (caught.value.attempted, caught.value.first) == ("the returned answer", "ctx.respond()")
    with pytest.raises(AlreadyResponded, match=r"^ctx\.defer\(\) came after ctx\.respond\(\)"):
        asked.responder.defer(THINKING, ARRIVED, by="ctx.defer()")


def test_a_second_deferral_names_both(asked: Asked) -> None:
    asked.responder.defer_in_time(THINKING, ARRIVED + 2)

    with pytest.raises(AlreadyResponded, match=r"^ctx\.defer\(\) came after the automatic deferral"):
        asked.responder.defer(THINKING, ARRIVED + 2.5, by="ctx.defer()")


def test_an_answer_after_the_edit_that_completed_a_deferral_names_the_edit(asked: Asked) -> None:
    asked.responder.defer(THINKING, ARRIVED, by="ctx.defer()")
    asked.responder.complete("ctx.edit()")
    asked.responder.complete("ctx.delete()")  # the first one counts

    with pytest.raises(AlreadyResponded, match=r"^the returned answer came after ctx\.edit\(\)"):
        asked.responder.respond(HELLO, ARRIVED, by="the returned answer")


@pytest.mark.parametrize("is_edit", [False, True])
@pytest.mark.parametrize("deferred", [THINKING, DEFERRED_UPDATE])
def test_an_edit_of_thinking_alone_shows_progress(deferred: InteractionResponse, is_edit: bool) -> None:
    """What a component's message was edited to is the message, and not a report of work."""
    interaction = Interaction(type=InteractionType.message_component)
    responder = Responder(ARRIVED, lambda response: None, interaction)
    responder.defer(deferred, ARRIVED, by="the deferral")
    responder.complete("the answer", is_edit=is_edit)

    assert responder.shows_progress is (is_edit and deferred is THINKING)


def test_an_answer_that_discord_refused_may_be_followed_by_another(asked: Asked) -> None:
    asked.responder.defer(THINKING, ARRIVED, by="ctx.defer()")
    asked.responder.respond(HELLO, ARRIVED, by="ctx.respond()")
    asked.responder.reopen()

    assert not asked.responder.respond(HELLO, ARRIVED, by="ctx.respond()")
    assert asked.delivered == [THINKING]


def test_the_token_can_be_used_behind_the_first_response_alone(asked: Asked) -> None:
    with pytest.raises(AnswerInvalid, match=r"^ctx\.edit\(\) came before an answer"):
        asked.responder.require_response("ctx.edit()", ARRIVED)

    asked.responder.respond(HELLO, ARRIVED, by="ctx.respond()")
    asked.responder.require_response("ctx.edit()", ARRIVED)


def test_the_token_lives_for_fifteen_minutes(asked: Asked) -> None:
    asked.responder.defer(THINKING, ARRIVED, by="ctx.defer()")
    asked.responder.require_response("ctx.edit()", ARRIVED + 899)

    with pytest.raises(TokenExpired, match=r"15m01s ago") as caught:
        asked.responder.require_response("ctx.edit()", ARRIVED + 901)
    assert caught.value.age == 901
    with pytest.raises(TokenExpired):
        asked.responder.respond(HELLO, ARRIVED + TOKEN_LIFE, by="ctx.respond()")
    assert not asked.responder.completed


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["respond", "defer", "defer_in_time", "expire", "require", "complete", "reopen"]),
        st.one_of(st.floats(0, 4), st.floats(0, 1000)),
    ),
    max_size=12,
)


def _take(responder: Responder, step: str, now: float, number: int) -> bool:
    """Take a step; returns whether it says that something went out."""
    by = f"step {number}"
    if step == "respond":
        return responder.respond(HELLO, now, by=by)
    if step == "defer":
        responder.defer(THINKING, now, by=by)
        return True
    if step == "defer_in_time":
        return responder.defer_in_time(THINKING, now)
    if step == "expire":
        return responder.expire()
    if step == "require":
        responder.require_response(by, now)
    elif responder.state is State.DEFERRED:
        responder.complete(by) if step == "complete" else responder.reopen()
    return False


@given(STEPS)
def test_whatever_happens_in_whatever_order_there_is_one_first_response(steps: list[tuple[str, float]]) -> None:
    asked = Asked()
    responder = asked.responder
    now = ARRIVED
    for number, (step, seconds) in enumerate(steps):
        now += seconds
        before, state = len(asked.delivered), responder.state
        try:
            went_out = _take(responder, step, now, number)
        except ResponseError as error:
            went_out = isinstance(error, DeadlineMissed) and state is State.WAITING
            if isinstance(error, AlreadyResponded):
                assert f"step {number}" in str(error)
                assert error.first
                assert error.first != f"step {number}"

        assert len(asked.delivered) == before + went_out
        # Nobody leaves a state that ends the race; only the first response ends it.
        assert (responder.state is not state) == went_out
        assert went_out <= (state is State.WAITING)

    assert len(asked.delivered) == (responder.state is not State.WAITING)
    if asked.delivered:
        expected = {State.SENT: HELLO, State.DEFERRED: THINKING, State.EXPIRED: None}
        assert asked.delivered[0] == expected[responder.state]


@given(st.lists(st.sampled_from(["respond", "defer", "defer_in_time", "expire", "reject", "complete"]), max_size=20))
def test_each_response_that_did_not_get_through_makes_room_for_one_more(steps: list[str]) -> None:
    asked = Asked()
    responder = asked.responder
    rejected = 0
    for number, step in enumerate(steps):
        if step == "reject":
            # A response that is on its way by a request is the only one that Discord may not take.
            if responder.state in {State.SENT, State.DEFERRED}:
                responder.reject()
                rejected += 1
            continue
        try:
            _take(responder, step, ARRIVED, number)
        except ResponseError:
            assert responder.state is not State.WAITING

    assert len(asked.delivered) == rejected + (responder.state is not State.WAITING)
    assert asked.delivered.count(None) <= 1
    assert responder.is_owed == (responder.state is not State.EXPIRED and not responder.completed)
