"""The context of an application command."""

import asyncio

from app.context.base import BotProtocol, CommandProtocol, InteractionContext
from app.context.responder import Responder, State
from app.errors import AnswerInvalid, AnswerMissing
from app.models.interaction import Interaction
from app.models.response import LAUNCH, CommandAnswer, LaunchActivity, Reply
from app.providers import Lifetime


class CommandContext(InteractionContext):
    """What the handler of a command is given.

    Attributes:
        command: The command that was used.
    """

    def __init__(
        self,
        bot: BotProtocol,
        interaction: Interaction,
        lifetime: Lifetime,
        responder: Responder,
        flushed: asyncio.Future[None],
        command: CommandProtocol,
    ) -> None:
        super().__init__(bot, interaction, lifetime, responder, flushed)
        self.command = command

    async def finish(self, answer: CommandAnswer) -> None:
        """Take what the handler returned: returning is answering.

        Raises:
            AlreadyResponded: If it answered before, through its context.
            AnswerMissing: If it never answered at all.
            AnswerInvalid: If a command cannot be answered with this; an
                Activity not after a deferral.
        """
        if isinstance(answer, str):
            await self._respond(Reply(answer), "the returned answer")
        elif isinstance(answer, Reply):
            await self._respond(answer, "the returned answer")
        elif isinstance(answer, LaunchActivity):
            self._launch()
        elif answer is not None:
            kind = type(answer).__name__
            raise AnswerInvalid(
                f"{self.command.shown_name} returned {kind}; a command returns str, Reply, LaunchActivity or None"
            )
        elif self.is_owed:
            raise AnswerMissing(self.command.shown_name)

    async def take(self, answer: str | Reply | LaunchActivity) -> None:
        """Take what an error handler returned: as the answer, or as a message behind it."""
        if isinstance(answer, LaunchActivity):
            self._launch()
        else:
            await super().take(answer)

    def _launch(self) -> None:
        by = "the returned LaunchActivity"
        if self._responder.state is State.DEFERRED and not self._responder.completed:
            raise AnswerInvalid(
                f"{by} of {self.command.shown_name} came after a deferral, and Discord launches an Activity by the "
                "first response alone: return it at once, without ctx.defer() and with -> LaunchActivity in the "
                "handler's signature, which keeps it from being deferred automatically"
            )
        self._responder.respond(LAUNCH, self._time(), by=by)
