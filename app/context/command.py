"""The context of an application command."""

from app.context.asking import AskingContext
from app.context.base import BotProtocol, CommandProtocol
from app.context.delivery import Delivery
from app.context.responder import Responder
from app.errors import AnswerInvalid, AnswerMissing
from app.models.interaction import Interaction
from app.models.modal import Modal
from app.models.response import CommandAnswer, LaunchActivity, Reply
from app.providers import Lifetime


class CommandContext(AskingContext):
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
        delivery: Delivery,
        command: CommandProtocol,
    ) -> None:
        super().__init__(bot, interaction, lifetime, responder, delivery, command.shown_name)
        self.command = command

    async def show_modal(self, modal: Modal) -> None:
        """Answer with a form; only as the first response.

        Raises:
            AlreadyResponded: If there is an answer or deferral.
            AnswerInvalid: If Discord would refuse the form.
            DeadlineMissed: If Discord no longer waits.
        """
        await self._show_modal(modal, "ctx.show_modal()")

    async def finish(self, answer: CommandAnswer) -> None:
        """Take what the handler returned: returning is answering.

        Raises:
            AlreadyResponded: If it answered before, through its context.
            AnswerMissing: If it never answered at all.
            AnswerInvalid: If a command cannot be answered with this; a form
                and an Activity not after a deferral.
        """
        if isinstance(answer, str | Reply | Modal | LaunchActivity):
            await self._answer(answer)
        elif answer is not None:
            kind = type(answer).__name__
            raise AnswerInvalid(
                f"{self._name} returned {kind}; a command returns str, Reply, Modal, LaunchActivity or None"
            )
        elif self.is_owed:
            raise AnswerMissing(self._name)
