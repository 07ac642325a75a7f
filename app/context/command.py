"""The context of an application command."""

import asyncio

from app.context.base import BotProtocol, CommandProtocol, InteractionContext
from app.context.responder import Responder
from app.errors import AnswerInvalid, AnswerMissing
from app.models.interaction import Interaction
from app.models.response import CommandAnswer, Reply
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
            AnswerInvalid: If a command cannot be answered with this.
        """
        if isinstance(answer, str):
            await self._respond(Reply(answer), "the returned answer")
        elif isinstance(answer, Reply):
            await self._respond(answer, "the returned answer")
        elif answer is not None:
            kind = type(answer).__name__
            raise AnswerInvalid(f"{self.command.shown_name} returned {kind}; a command returns str, Reply or None")
        elif self._responder.is_owed:
            raise AnswerMissing(self.command.shown_name)
