"""The context of a component that was used."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Unpack

from app.context.asking import AskingContext
from app.context.responder import WAITING, allowed_answers
from app.errors import AnswerMissing
from app.models.message import Message
from app.models.modal import Modal
from app.models.response import (
    DEFERRED_UPDATE,
    EditFields,
    InteractionCallbackType,
    Unset,
    Update,
    make_update,
)

_OF_ITS_MESSAGE = (
    None,
    InteractionCallbackType.update_message,
    InteractionCallbackType.deferred_update_message,
)
"""First responses after which the original is the message that carries the component, or may still become it."""


class UpdatingContext(AskingContext):
    """A conversation about a message that is there already, which it may change.

    Attributes:
        state: The parameters of the handler that came with the component, by
            name; for checks and hooks.
    """

    state: Mapping[str, Any] = MappingProxyType({})

    async def update(self, content: str | Unset | Update | None = Unset.token, **fields: Unpack[EditFields]) -> None:
        """Change the message that carries the component.

        Raises:
            AlreadyResponded: If there is an answer; use `followup` or `edit`.
            AnswerInvalid: If there is no such message, or Discord would
                refuse what becomes of it.
            DeadlineMissed: If Discord no longer waits.
        """
        update = content.replace(**fields) if isinstance(content, Update) else make_update(content, fields)
        await self._update(update, "ctx.update()")

    async def defer_update(self) -> None:
        """Acknowledge now, and change the message later; the user sees nothing of it.

        Raises:
            AlreadyResponded: If there is an answer or deferral.
            AnswerInvalid: If there is no message to change.
            DeadlineMissed: If Discord no longer waits.
        """
        await self._defer(DEFERRED_UPDATE, "ctx.defer_update()")

    async def finish(self, answer: object) -> None:
        """Take what the handler returned: returning is answering, and None acknowledges silently.

        Raises:
            AlreadyResponded: If it answered before, through its context.
            AnswerInvalid: If this cannot be answered so.
            AnswerMissing: If it has promised a new message, and sent none; or
                there is no message that could stay as it is.
        """
        by = "the silent acknowledgement"
        if answer is not None:
            await self._answer(answer)
        elif self._responder.state is WAITING and DEFERRED_UPDATE.type in allowed_answers(self._interaction):
            await self._defer(DEFERRED_UPDATE, by)
            self._responder.complete(by)
        elif self._responder.is_update:
            self._responder.complete(by)
        elif self.is_owed:
            raise AnswerMissing(self._name)

    def _is_v2(self, message_id: int | None = None) -> bool:
        if super()._is_v2(message_id):
            return True
        interaction = self._interaction
        if message_id is not None:
            is_its_message = interaction.message is not None and message_id == interaction.message.id
        else:
            is_its_message = self._instead_of_original is None and self._responder.kind in _OF_ITS_MESSAGE
        return is_its_message and interaction.is_message_v2


class ComponentContext(UpdatingContext):
    """What the handler of a button or select is given."""

    @property
    def message(self) -> Message:
        """The message that carries the component."""
        return self._interaction.message or Message()

    async def show_modal(self, modal: Modal) -> None:
        """Answer with a form; only as the first response.

        Raises:
            AlreadyResponded: If there is an answer or deferral.
            AnswerInvalid: If Discord would refuse the form.
            DeadlineMissed: If Discord no longer waits.
        """
        await self._show_modal(modal, "ctx.show_modal()")
