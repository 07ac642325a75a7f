"""What became of a conversation, as its user saw it: for the record that it leaves behind."""

from app.context.responder import DEFERRED, SENT, Responder
from app.context.responder import EXPIRED as TOO_LATE
from app.telemetry import record as outcomes
from app.telemetry.record import Record


def conclude(record: Record, responder: Responder, now: float) -> None:
    """Say in a record that the handler has ended, and what its user saw.

    Args:
        record: Has an outcome already where the handler raised, or was left alone.
        responder: What the handler answered to.
        now: The loop's time.
    """
    state = responder.state
    record.is_deferral = state is DEFERRED
    if state is TOO_LATE and record.outcome not in {outcomes.LEFT, outcomes.BROKEN}:
        record.outcome = outcomes.EXPIRED
    elif not record.outcome:
        if state is SENT:
            record.outcome = outcomes.ANSWERED
        # A deferred change of a message need not be followed by one, and a question is an answer too.
        elif responder.completed or responder.is_update or responder.has_asked:
            record.outcome = outcomes.DEFERRED
        else:
            record.outcome = outcomes.UNANSWERED
    record.end(now)
