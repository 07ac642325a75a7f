"""
Questions in the middle of a handler: `await ctx.ask(…)`, `await ctx.confirm(…)`.

They read as code does, from top to bottom, and hold what they know in its
variables. That is why they live in one process, and end with it: what shall
outlive a restart, or waits for days, is a `@button` with its state.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, overload

from app.context.interaction import InteractionContext
from app.context.responder import TOKEN_LIFE, WAITING, allowed_answers
from app.context.waiting import MOST_BUTTONS, Question
from app.errors import AnswerInvalid, AppError, NotFound, ResponseError, RestError
from app.models.button import ButtonStyle
from app.models.response import DEFERRED_UPDATE, Reply, make_reply

log = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE = 180.0
"""Seconds that a question waits unless it says otherwise."""
LAST_EDIT = 15.0
"""Seconds of a token's life that are kept for greying out what nobody answered."""
MOST_CHOICES = 25
MOST_ON_BUTTON = 80
"""Characters of a button's label."""
MOST_IN_MENU = 100
"""Characters of a line in a menu."""


class AskingContext(InteractionContext):
    """A conversation that an interaction began, and in which the bot may ask."""

    @overload
    async def ask(
        self,
        content: str | Reply,
        choices: Mapping[str, T],
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - not raised, but part of the answer
        anybody: bool = False,
        ephemeral: bool = False,
    ) -> T | None: ...
    @overload
    async def ask(
        self,
        content: str | Reply,
        choices: Sequence[str],
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - not raised, but part of the answer
        anybody: bool = False,
        ephemeral: bool = False,
    ) -> str | None: ...
    async def ask(
        self,
        content: str | Reply,
        choices: Mapping[str, Any] | Sequence[str],
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - not raised, but part of the answer
        anybody: bool = False,
        ephemeral: bool = False,
    ) -> Any:
        """Ask something, and wait for the first click: `size = await ctx.ask("Which size?", ["S", "M"])`.

        Its choices are buttons, or a menu if they are more than five; they are
        greyed out with the click, or when the time is over. Behind it the
        handler goes on as if there was no answer yet, and answers once: what it
        returns, and `ctx.respond`, is a further message, for the user alone where
        `ctx.defer(ephemeral=True)` came before; None is none. Where a component
        was used, or a form below a message, `Update`, `ctx.update` and `ctx.edit`
        change that message; else `ctx.edit` changes the question. What Discord
        takes as the first response alone, such as a form, is an error from then
        on, and so is `ctx.defer`, which has nothing left to do.

        The question waits in this process alone. If that ends, or is deployed
        anew, the handler ends with it: nothing behind the question happens,
        and who clicks then is told that it is over. Where several processes
        serve the bot (`serve --workers`, several machines), a click may come
        to one that knows nothing of it, and is told the same; so may all be
        on hosts that freeze between requests, where asking is an error. What
        has to survive that is a `@button`, whose parameters are its state: any
        process handles it, after any restart.

        Args:
            content: The question; of a `Reply` all that it has stays.
            choices: Texts to choose from, at most 25; or pairs of a text and
                what is returned for it.
            timeout: Seconds to wait; at most until shortly before the
                interaction's token ends, 15 minutes after it began.
            anybody: Whether others than the one who is asked may answer; they
                are told privately that it is not for them, unless it is.
            ephemeral: Whether the user alone sees it.

        Returns:
            The text that was chosen, or what stands for it; None if nobody
            chose in time.

        Raises:
            AnswerInvalid: If these cannot be choices, or Discord would refuse
                the message.
            AppError: If this host freezes the process between two requests.
            TokenExpired: If the interaction is older than 15 minutes.
            RestError: If Discord refuses it.
        """
        values = _read_choices(choices, "ctx.ask()")
        index = await self._ask("ctx.ask()", content, tuple(values), (), timeout, anybody, ephemeral)
        return None if index is None else list(values.values())[index]

    async def confirm(
        self,
        content: str | Reply,
        *,
        yes: str = "Yes",
        no: str = "No",
        timeout: float = PATIENCE,  # noqa: ASYNC109 - not raised, but part of the answer
        ephemeral: bool = False,
    ) -> bool | None:
        """Ask whether something shall be done: `if await ctx.confirm("Delete it?"):`.

        It waits as `ask` does, in this process alone, for the user alone.

        Args:
            content: The question.
            yes: Label of the green button.
            no: Label of the red button.
            timeout: Seconds to wait.
            ephemeral: Whether the user alone sees it.

        Returns:
            Whether he agrees; None if he said nothing in time.

        Raises:
            AnswerInvalid: If Discord would refuse the message.
            AppError: If this host freezes the process between two requests.
            TokenExpired: If the interaction is older than 15 minutes.
            RestError: If Discord refuses it.
        """
        labels = tuple(_read_choices((yes, no), "ctx.confirm()"))
        styles = (ButtonStyle.success, ButtonStyle.danger)
        index = await self._ask("ctx.confirm()", content, labels, styles, timeout, False, ephemeral)
        return None if index is None else index == 0

    async def wait_until_sent(self) -> None:
        """Wait until the first response has left.

        Raises:
            Exception: What kept it from getting to Discord.
        """
        await self._delivery.wait()

    def check_waits(self, by: str) -> None:
        """See that this process lives on between two requests, as whatever waits for a click needs.

        Args:
            by: What waits, for the error: `ctx.ask()`.

        Raises:
            AppError: If this host freezes it.
        """
        if self.bot.background != "task":
            raise AppError(
                f"{by} waits in this process, which this host freezes between two requests (its background is "
                f"{self.bot.background}, see POSTERN_BACKGROUND): let a @button with parameters go on, which any "
                "process handles"
            )

    async def show(self, reply: Reply, by: str) -> int | None:
        """Send a message that asks the user something, and leave the way free for an answer behind it.

        Where there is a message that may be changed, this is a followup, so
        that it still may.

        Args:
            reply: The message.
            by: What sends it, for errors: `ctx.ask()`.

        Returns:
            The id by which `edit` knows it; None for the first response itself.

        Raises:
            AnswerInvalid: If Discord would refuse it.
            RestError: If Discord refuses it.
        """
        self._check(reply, by)
        responder = self._responder
        if responder.state is WAITING and DEFERRED_UPDATE.type in allowed_answers(self._interaction):
            await self._defer(DEFERRED_UPDATE, by)
        if responder.is_update and not responder.completed:
            return (await self._follow_up(reply, by)).id
        message_id: int | None = None
        if responder.state is WAITING:
            await self._respond(reply, by)
        else:
            message_id = (await self.followup(reply)).id
        responder.go_on()
        return message_id

    async def _ask(
        self,
        by: str,
        content: str | Reply,
        labels: Sequence[str],
        styles: Sequence[ButtonStyle],
        patience: float,
        anybody: bool,
        ephemeral: bool,
    ) -> int | None:
        """Send a question, wait, and return which choice was made."""
        if not patience > 0:
            raise AnswerInvalid(f"{by} waits for a number of seconds above 0, and not for {patience!r}")
        self.check_waits(by)
        reply = make_reply(content, {})
        question = Question(labels, styles, reply.components, None if anybody else self.user.id)
        reply = reply.replace(components=question.components(), ephemeral=reply.ephemeral or ephemeral)
        waiting = self.bot.waiting
        # Before it is sent: Discord may show it, and somebody click, before it is known here to have arrived.
        waiting.expect(question)
        try:
            message_id = await self.show(reply, by)
            left = self._responder.arrived + TOKEN_LIFE - LAST_EDIT - self._time()
            answer = await waiting.wait(question, max(min(patience, left), 0.0))
        finally:
            waiting.give_up(question)
        if answer is None or not answer.is_shown:
            await self._close(question, message_id, None if answer is None else answer.choice)
        return None if answer is None else answer.choice

    async def _close(self, question: Question, message_id: int | None, chosen: int | None) -> None:
        """Grey out the choices where no click did."""
        try:
            await self.edit(components=question.components(is_over=True, chosen=chosen), message_id=message_id)
        except NotFound:
            # Somebody has deleted it, which greys it out, too.
            return
        except (RestError, ResponseError) as error:
            log.warning("%s: its question looks as if it still waited: %s", self._name, error)


def _read_choices(choices: Mapping[str, T] | Sequence[T], by: str) -> Mapping[str, T]:
    """Return what each label stands for.

    Raises:
        AnswerInvalid: If Discord would refuse them, or nobody could tell them apart.
    """
    if isinstance(choices, str) or not isinstance(choices, Mapping | Sequence):
        raise AnswerInvalid(f'{by} takes a list of texts, ["Red", "Blue"], or a mapping, and not {choices!r}')
    if not 1 <= len(choices) <= MOST_CHOICES:
        raise AnswerInvalid(f"{by} has {len(choices)} choices, and takes 1 to {MOST_CHOICES}")
    is_menu = len(choices) > MOST_BUTTONS
    most, where = (MOST_IN_MENU, "in a menu") if is_menu else (MOST_ON_BUTTON, "on a button")
    read: dict[str, Any] = {}
    for label in choices:
        if not isinstance(label, str) or not label.strip():
            raise AnswerInvalid(f"{by}: choice {label!r} is no text that can be shown")
        if len(label) > most:
            why = f"choice {label[:20]!r}… has {len(label)} characters, Discord accepts at most {most} {where}"
            raise AnswerInvalid(f"{by}: {why}")
        if label in read:
            raise AnswerInvalid(f"{by}: choice {label!r} stands there twice")
        read[label] = choices[label] if isinstance(choices, Mapping) else label
    return read
