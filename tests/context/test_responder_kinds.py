"""Which answer which kind of interaction takes: all of them, against the table in Discord's words."""

from typing import Any

import orjson
import pytest

from app.context.responder import Responder, State, allowed_answers
from app.errors import AnswerInvalid
from app.models.interaction import Interaction, decode_interaction
from app.models.response import InteractionCallbackType, InteractionResponse
from app.simulator.rules import PREMIUM_REQUIRED, allowed_callbacks

ARRIVED = 1000.0
MESSAGE = {"id": "1", "content": "the old text"}
KINDS = list(InteractionCallbackType)
INTERACTIONS: dict[str, dict[str, Any]] = {
    "ping": {"type": 1},
    "command": {"type": 2},
    "component": {"type": 3, "message": MESSAGE},
    "autocomplete": {"type": 4},
    "form of a command": {"type": 5},
    "form of a component": {"type": 5, "message": MESSAGE},
    "form with a null for a message": {"type": 5, "message": None},
    "purchase": {"type": 6},
    "of a type that comes next year": {"type": 99},
}


def make(name: str) -> tuple[Interaction, set[int]]:
    """Make an interaction; returns also what Discord takes for it."""
    payload = INTERACTIONS[name]
    allowed = allowed_callbacks(payload["type"], has_message=bool(payload.get("message")))
    # Deprecated, and in no list of ours: a premium button does it today.
    return decode_interaction(orjson.dumps(payload)), set(allowed) - {PREMIUM_REQUIRED}


def ask(interaction: Interaction) -> tuple[Responder, list[InteractionResponse | None]]:
    delivered: list[InteractionResponse | None] = []
    return Responder(ARRIVED, delivered.append, interaction), delivered


@pytest.mark.parametrize("name", INTERACTIONS)
def test_what_is_allowed_is_what_discord_takes(name: str) -> None:
    interaction, allowed = make(name)

    assert {int(kind) for kind in allowed_answers(interaction)} == allowed


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("name", INTERACTIONS)
def test_an_answer_goes_out_where_discord_takes_it_and_nowhere_else(name: str, kind: InteractionCallbackType) -> None:
    interaction, allowed = make(name)
    responder, delivered = ask(interaction)
    response = InteractionResponse(kind)
    if kind in allowed:
        assert responder.respond(response, ARRIVED, by="the answer")
        assert (delivered, responder.kind) == ([response], kind)
        return
    with pytest.raises(AnswerInvalid, match=r"^the answer is "):
        responder.respond(response, ARRIVED, by="the answer")
    with pytest.raises(AnswerInvalid, match=r"^the deferral is "):
        responder.defer(response, ARRIVED, by="the deferral")

    # Nothing has happened: another answer may still be given.
    assert (delivered, responder.state, responder.kind, responder.is_owed) == ([], State.WAITING, None, True)


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        (
            "command",
            InteractionCallbackType.update_message,
            "the answer is an update of its message, which a command cannot be answered with; "
            "allowed are a message, a deferred message, a modal, an Activity",
        ),
        (
            "component",
            InteractionCallbackType.application_command_autocomplete_result,
            "the answer is suggestions, which a component cannot be answered with; allowed are a message, "
            "a deferred message, a deferred update, an update of its message, a modal, an Activity",
        ),
        (
            "form of a command",
            InteractionCallbackType.deferred_update_message,
            "the answer is a deferred update, which a modal that no component opened cannot be answered with; "
            "allowed are a message, a deferred message, an Activity",
        ),
        (
            "form of a component",
            InteractionCallbackType.modal,
            "the answer is a modal, which a modal cannot be answered with; allowed are a message, "
            "a deferred message, a deferred update, an update of its message, an Activity",
        ),
        (
            "autocomplete",
            InteractionCallbackType.channel_message_with_source,
            "the answer is a message, which an autocomplete cannot be answered with; allowed are suggestions",
        ),
        (
            "purchase",
            InteractionCallbackType.channel_message_with_source,
            "the answer is a message, which an interaction of type 6 cannot be answered with; "
            "allowed are whether the SKU may be bought",
        ),
        (
            "ping",
            InteractionCallbackType.modal,
            "the answer is a modal, which a ping cannot be answered with; allowed are a pong",
        ),
        (
            "command",
            InteractionCallbackType.pong,
            "the answer is a pong, which a command cannot be answered with; "
            "allowed are a message, a deferred message, a modal, an Activity",
        ),
        (
            "of a type that comes next year",
            InteractionCallbackType.channel_message_with_source,
            "the answer is a message, which an interaction of type 99 cannot be answered with; "
            "no answer to it is known",
        ),
    ],
)
def test_a_refusal_says_what_is_allowed(name: str, kind: InteractionCallbackType, said: str) -> None:
    responder, _ = ask(make(name)[0])

    with pytest.raises(AnswerInvalid) as caught:
        responder.respond(InteractionResponse(kind), ARRIVED, by="the answer")
    assert str(caught.value) == said


DEFERRED = {
    "message": InteractionCallbackType.deferred_channel_message_with_source,
    "update": InteractionCallbackType.deferred_update_message,
}
LATER = [
    ("message", InteractionCallbackType.channel_message_with_source, ""),
    ("message", InteractionCallbackType.update_message, "defer by ctx.defer_update()"),
    ("message", InteractionCallbackType.modal, "-> Modal"),
    ("message", InteractionCallbackType.launch_activity, "-> LaunchActivity"),
    ("update", InteractionCallbackType.channel_message_with_source, ""),
    ("update", InteractionCallbackType.update_message, ""),
    ("update", InteractionCallbackType.modal, "-> Modal"),
    ("update", InteractionCallbackType.launch_activity, "-> LaunchActivity"),
]


@pytest.mark.parametrize("by_clock", [False, True], ids=["by hand", "by the clock"])
@pytest.mark.parametrize(("deferred", "kind", "advice"), LATER)
def test_what_may_complete_a_deferral_and_what_says_why_it_may_not(
    deferred: str, kind: InteractionCallbackType, advice: str, by_clock: bool
) -> None:
    responder, delivered = ask(make("component")[0])
    deferral = InteractionResponse(DEFERRED[deferred])
    if by_clock:
        responder.defer_in_time(deferral, ARRIVED + 2)
    else:
        responder.defer(deferral, ARRIVED, by="ctx.defer()")
    if not advice:
        assert not responder.respond(InteractionResponse(kind), ARRIVED + 2, by="the answer")
        assert responder.completed
        return
    with pytest.raises(AnswerInvalid, match="the automatic deferral" if by_clock else r"ctx\.defer\(\)") as caught:
        responder.respond(InteractionResponse(kind), ARRIVED + 2, by="the answer")

    assert advice in str(caught.value)
    assert delivered == [deferral]
    assert responder.is_owed


def test_a_response_that_was_rejected_leaves_the_way_free_for_any_other_kind() -> None:
    responder, delivered = ask(make("component")[0])
    deferral = InteractionResponse(InteractionCallbackType.deferred_channel_message_with_source)
    responder.defer(deferral, ARRIVED, by="ctx.defer()", ephemeral=True)
    responder.reject()
    modal = InteractionResponse(InteractionCallbackType.modal)

    assert not responder.is_update
    assert responder.respond(modal, ARRIVED + 1, by="the answer")
    assert delivered == [deferral, modal]
    assert (responder.kind, responder.ephemeral, responder.answered) == (InteractionCallbackType.modal, False, 1.0)
