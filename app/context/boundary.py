"""
The one place where a handler's error ends.

A `CommandError` is a refusal: the user sees its sentence, ephemerally. Anything
else is a fault: the user sees a polite sentence with a reference number, and
the log gets one record with the same number and the traceback.
"""

import asyncio
import logging
import secrets

from app.context.base import MOST_CONTENT, InteractionContext
from app.context.sentences import sentence
from app.errors import AnswerMissing, BadArgument, CommandError, DeadlineMissed, NoPrivateMessage
from app.models.response import Reply

log = logging.getLogger(__name__)


async def answer_error(context: InteractionContext, name: str, error: BaseException) -> None:
    """Tell the user, and the operator, what became of a handler that raised.

    Args:
        context: The conversation; may be answered already.
        name: What was used, for the log: `/roll`.
        error: What the handler raised.
    """
    if isinstance(error, DeadlineMissed):
        # Discord shows "did not respond" by itself, and the token is void: nobody is left to talk to.
        # That the deadline was missed is in the log; this adds by how much.
        log.warning("%s: %s", name, error)
        return
    await _tell(context, name, _explain(name, error))


def _explain(name: str, error: BaseException) -> str:
    """Return the sentence for the user; log what is a fault."""
    if isinstance(error, CommandError):
        return str(error.message or "").strip()[:MOST_CONTENT] or _refusal(error)
    reference = secrets.token_hex(4)
    if isinstance(error, AnswerMissing):
        log.error("%s [reference %s]", error, reference)
        return sentence("no_answer", reference=reference)
    log.error("%s failed [reference %s]", name, reference, exc_info=error)
    return sentence("failed", reference=reference)


def _refusal(error: CommandError) -> str:
    """Return the sentence of a refusal that brings none of its own."""
    if isinstance(error, NoPrivateMessage):
        return sentence("server_needed")
    if isinstance(error, BadArgument):
        return sentence("option_invalid", option=vars(error).get("option"), value=vars(error).get("value"))
    return sentence("refused")


async def _tell(context: InteractionContext, name: str, text: str) -> None:
    try:
        await context.send(Reply(text, ephemeral=True))
    except Exception as error:  # noqa: BLE001 - there is nobody behind the boundary
        log.warning("%s: the user could not be told (%s)", name, error)
    except asyncio.CancelledError:
        log.warning("%s: the user could not be told before the process ended", name)
        raise
