"""
The one place where a handler's error ends.

The error handlers of the command come first, then its groups', its plugin's and
the bot's. What none of them answers ends here: a `CommandError` is a refusal,
and the user sees its sentence, ephemerally. Anything else is a fault: the user
sees a polite sentence with a reference number, and the log gets one record with
the same number and the traceback. Below both, what was entered into a form is
offered again. What Discord knows and the code does not is explained.
"""

import asyncio
import contextlib
import logging
import secrets
import traceback
from collections.abc import Coroutine, Sequence
from typing import Any, Protocol

from app.command_errors import CheckFailure, CommandError, CommandInvokeError
from app.context.base import Context
from app.context.interaction import InteractionContext
from app.context.modal import ModalContext
from app.context.sentences import refusal, sentence
from app.context.tasks import is_cancelled
from app.errors import (
    AnswerMissing,
    CommandNotFound,
    ComponentExpired,
    ComponentNotFound,
    DeadlineMissed,
    RouteNotFound,
)
from app.models.display import TextDisplay
from app.models.limits import MOST_CONTENT
from app.models.mention import AllowedMentions
from app.models.response import Reply
from app.telemetry.record import FAILED, REFUSED, UNANSWERED, UNKNOWN, Ending

log = logging.getLogger(__name__)

LAST_WORDS = 3.0
"""Seconds for telling the user that a handler was stopped."""


class HandlesErrors(Protocol):
    """What the boundary needs to know of a node; a handler also says by `where` where it stands."""

    async def handle_error(self, context: Context, name: str, error: BaseException) -> tuple[bool, Any]:
        """Give an error to the handler for it, and return whether there is one, and what it answers."""


async def answer_error(
    context: InteractionContext,
    name: str,
    error: BaseException,
    nodes: Sequence[HandlesErrors] = (),
    drift: RouteNotFound | None = None,
) -> Ending:
    """Tell the user, and the operator, what became of a handler that raised.

    Args:
        context: The conversation; may be answered already.
        name: What was used, for the log: `/roll`.
        error: What the handler raised.
        nodes: Who may handle it, the nearest first.
        drift: What Discord knows and the code does not, if a command is what
            the conversation is about; a `RouteNotFound` of the author's code is
            a fault like others.

    Returns:
        What the user saw of it, with the reference number that the log has too.
    """
    for node in nodes:
        # Whoever cancels the handler ends the process, and does not wait for long.
        if isinstance(error, DeadlineMissed | asyncio.CancelledError):
            break
        try:
            handled, answer = await node.handle_error(context, name, error)
            if answer is not None:
                await context.take(answer)
        except asyncio.CancelledError as raised:
            if is_cancelled():
                raise
            error = raised
        except Exception as raised:  # noqa: BLE001 - what an error handler raises is the next one's
            error = _passed_on(raised, error)
        else:
            if handled and not context.is_owed:
                await _withdraw(context, name)
                return Ending()
    if isinstance(error, DeadlineMissed):
        # Discord shows "did not respond" by itself, and the token is void: nobody is left to talk to.
        # That the deadline was missed is in the log; this adds by how much.
        log.warning("%s: %s", name, error)
        return Ending()
    if isinstance(error, RouteNotFound) and _is_drift(context, error, drift):
        await _tell(name, context.send(_make_reply(explain_drift(error))))
        return Ending(UNKNOWN)
    if type(error) is CheckFailure and not error.message and not context.is_owed:
        # A check has said no and told the user why itself, as is the habit of many.
        return Ending(REFUSED)
    text, ending = _explain(name, error, _where(nodes))
    await _tell(name, _send(context, error, text, name))
    return ending


def _is_drift(context: InteractionContext, error: RouteNotFound, drift: RouteNotFound | None) -> bool:
    """Tell whether an error is about what was used; another one is a fault of the author's code."""
    is_own = isinstance(error, ComponentNotFound) and error.custom_id == context.interaction.custom_id
    return is_own or error is drift


def _passed_on(raised: Exception, error: BaseException) -> BaseException:
    """Return what the next error handler is asked about, once one has raised."""
    if isinstance(raised, CommandInvokeError) and raised.original is not None:
        # It had asked for the error wrapped, and passed it on.
        return raised.original
    if raised.__context__ is None and raised is not error:
        # A thread does not know what it was asked about, and the log must show both.
        raised.__context__ = error
    return raised


def _where(nodes: Sequence[HandlesErrors]) -> str:
    """Return `file:line` of the handler; "" where there is none, as for a command that is gone."""
    return str(getattr(nodes[0], "where", "")) if nodes else ""


def _place(where: str, error: BaseException) -> str:
    """Begin a record with file and line of a handler to which the traceback does not lead, since it has returned."""
    file = where.rpartition(":")[0]
    shown = (frame.f_code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__))
    return "" if not where or file in shown else f"{where}: "


def _explain(name: str, error: BaseException, where: str) -> tuple[str, Ending]:
    """Return the sentence for the user, and what it means; log what is a fault."""
    if isinstance(error, CommandError) and not isinstance(error, CommandInvokeError):
        try:
            return (str(error.message or "").strip() or refusal(error))[:MOST_CONTENT], Ending(REFUSED)
        except Exception as broken:  # noqa: BLE001 - an author's class may hold values that fit no sentence
            error = broken
    reference = secrets.token_hex(4)
    if isinstance(error, AnswerMissing):
        log.error("%s%s [reference %s]", _place(where, error), error, reference)
        return sentence("no_answer", reference=reference), Ending(UNANSWERED, reference)
    log.error("%s%s failed [reference %s]", _place(where, error), name, reference, exc_info=error)
    return sentence("failed", reference=reference), Ending(FAILED, reference)


async def apologize(context: InteractionContext, name: str, *, is_told: bool = True) -> None:
    """Tell the user that the handler was stopped, since the process ends; for as long as that is waited for.

    Args:
        context: The conversation; where it is answered already, the user is told nothing.
        name: What was used, for the log: `/roll`.
        is_told: Whether the log names it; where very many are stopped, it names some.
    """
    level = logging.WARNING if is_told else logging.DEBUG
    text = sentence("stopped")
    if context.is_owed:
        what = "it answered"
        # What stands there is edited, which takes one request; time is short.
        telling: Coroutine[Any, Any, object] = context.send(_make_reply(text, ephemeral=not context.is_thinking))
    elif context.shows_progress:
        what = "it was done"
        # Nobody is left who would take "50 %" away.
        telling = (
            context.edit(components=[TextDisplay(text)])
            if context.shows_components
            else context.edit(text, embeds=None, components=None)
        )
    else:
        log.log(level, "%s was cut short: the process ended before it was done", name)
        return
    log.log(level, "%s was stopped before %s, since the process ends", name, what)
    # That it came to nothing is said where it is cut off.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_WORDS):
            await _tell(name, telling)


def explain_drift(error: RouteNotFound) -> str:
    """Return the sentence for what Discord knows and the code does not (any more)."""
    if isinstance(error, ComponentExpired):
        return sentence("component_expired")
    return sentence("command_gone" if isinstance(error, CommandNotFound) else "component_gone")


async def _send(context: InteractionContext, error: BaseException, text: str, name: str) -> None:
    """Send what explains an error; what was entered into a form is offered below it again."""
    # A handler that only forgot to answer has done what it was asked for, and shall not do it twice.
    if not isinstance(context, ModalContext) or context.offer is None or isinstance(error, AnswerMissing):
        await context.send(_make_reply(text))
        await _withdraw(context, name)
        return
    if context.interaction.resolved.attachments:
        files = sentence("form_files")
        text = f"{text[: MOST_CONTENT - len(files) - 1]}\n{files}"
    await context.refuse(_make_reply(text))


async def _withdraw(context: InteractionContext, name: str) -> None:
    """Take an earlier refusal of a form away, whose button would run a handler again that has answered."""
    if isinstance(context, ModalContext):
        await _tell(name, context.withdraw())


def _make_reply(text: str, *, ephemeral: bool = True) -> Reply:
    # A sentence may name roles, and a user who is refused must not ping them.
    return Reply(text, ephemeral=ephemeral, allowed_mentions=AllowedMentions.none())


async def _tell(name: str, telling: Coroutine[Any, Any, object]) -> None:
    try:
        await telling
    except Exception as error:  # noqa: BLE001 - there is nobody behind the boundary
        log.warning("%s: the user could not be told (%s)", name, error)
    except asyncio.CancelledError:
        log.warning("%s: the user could not be told before the process ended", name)
        raise
