"""
What Discord's refusals mean within a conversation: what has happened, and when.

The numbers alone tell an author little: of an interaction that is answered too
late Discord says that it is unknown.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from app.context.responder import TOKEN_LIFE, Responder
from app.errors import RestError
from app.models.response import InteractionCallbackType

UNKNOWN_MESSAGE = 10008
UNKNOWN_WEBHOOK = 10015
UNKNOWN_INTERACTION = 10062
ALREADY_ACKNOWLEDGED = 40060
INVALID_WEBHOOK_TOKEN = 50027


def explain(error: RestError, responder: Responder, now: float) -> RestError:
    """Say in an error what it means here; one that means what it says stays as it is."""
    hint = _hint(error.code, responder, now)
    if hint and not error.hint:
        error.hint = hint
        error.args = (f"{error}; {hint}",)
    return error


def _hint(code: int, responder: Responder, now: float) -> str:
    answered = f"the first response was given {responder.answered:.1f} s after the request came"
    if code == UNKNOWN_INTERACTION:
        return f"Discord does not know this interaction any more: {answered}, and Discord waits 3 s"
    if code == UNKNOWN_WEBHOOK:
        return f"Discord has no first response: {answered}, and either it came too late or it was not taken"
    if code == ALREADY_ACKNOWLEDGED:
        return "somebody else has answered this interaction: does another process run with the same application?"
    if code == INVALID_WEBHOOK_TOKEN:
        minutes, seconds = divmod(int(now - responder.arrived), 60)
        came = f"the interaction came {minutes}m{seconds:02d}s ago, and its token lives 15m"
        # The clocks of both differ by a little.
        if now - responder.arrived > TOKEN_LIFE - 30:
            return f"{came}: send a channel message instead"
        return f"Discord does not take its token any more, or it is of another application; {came}"
    if code == UNKNOWN_MESSAGE and responder.kind is InteractionCallbackType.modal:
        return "the first response was a modal, which leaves no message to read, edit or delete"
    if code == UNKNOWN_MESSAGE:
        return "the message is gone: somebody has deleted or dismissed it since"
    return ""
