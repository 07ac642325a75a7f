"""The context of a form that was sent, for the first time or again."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from app.context.component import UpdatingContext
from app.context.mishaps import INVALID_WEBHOOK_TOKEN, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK
from app.context.responder import WAITING
from app.errors import RestError
from app.models.base import Snowflake
from app.models.component import MessageComponent
from app.models.interaction import Interaction
from app.models.message import Message
from app.models.response import DEFERRED_UPDATE, UNSET, InteractionCallbackType, Reply, Update

log = logging.getLogger(__name__)

OUT_OF_REACH = frozenset({UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, INVALID_WEBHOOK_TOKEN})
"""What Discord says of a message that is gone, or of a token that reaches it no more."""

OFFER_WITHIN = 0.8
"""Seconds in which what was entered must be kept, so that the form can be offered again."""

_CHANGES_ITS_MESSAGE = (InteractionCallbackType.update_message, InteractionCallbackType.deferred_update_message)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The message by which a form was refused, and below which it was opened again.

    Attributes:
        message_id: Its id.
        token: Of the interaction that it belongs to.
        source_token: By which the form's own message can be changed; empty if
            there is none, or none can change it.
    """

    message_id: Snowflake
    token: str = field(repr=False)
    source_token: str = field(repr=False)


class ModalContext(UpdatingContext):
    """What the handler of a form is given; it cannot answer with another form."""

    offer: Callable[[], Awaitable[Sequence[MessageComponent]]] | None = None
    """Makes what stands below the sentence where what was entered cannot be used."""

    _refusal: Refusal | None = None

    @property
    def message(self) -> Message | None:
        """The message that carries the component which opened the form; None if a command did."""
        return self._interaction.message

    @property
    def source_token(self) -> str:
        """The token by which this message can be changed later on; empty if there is none."""
        if self._refusal is not None:
            return self._refusal.source_token
        return self._interaction.token if self._responder.kind in _CHANGES_ITS_MESSAGE else ""

    def go_back(self, interaction: Interaction, refusal: Refusal | None) -> None:
        """Go on as if the form had been sent for the first time.

        Args:
            interaction: With the message that it was opened from then.
            refusal: Where it was opened again; None if that cannot be reached.
        """
        self._interaction = self._responder.interaction = interaction
        self._refusal = refusal

    async def finish(self, answer: object) -> None:
        """Take what the handler returned; the form was taken then, and is offered again no more."""
        await super().finish(answer)
        self.offer = None

    async def refuse(self, reply: Reply) -> None:
        """Say that what was entered cannot be used, with what is offered below it."""
        if self.offer is None:
            await self.send(reply)
            return
        is_first = self._refusal is None and self._interaction.has_message
        if is_first and self._responder.state is WAITING:
            # With any other first response, this token could not change the form's message once it is sent again.
            # Where that one does not get to Discord, the refusal itself is the first.
            with contextlib.suppress(RestError):
                await self._defer(DEFERRED_UPDATE, "the refusal")
        offered: Sequence[MessageComponent] = ()
        try:
            # A comfort, which must not cost the refusal itself its three seconds.
            async with asyncio.timeout(OFFER_WITHIN):
                offered = await self.offer()
        except TimeoutError:
            log.warning("%s: the form cannot be opened again, filled in: the store takes too long", self._name)
        await self.send(reply.replace(components=offered))
        if offered:
            await self.withdraw()

    async def withdraw(self) -> None:
        """Take the refusal away that the form was opened from: it was taken, or there is a newer one."""
        refusal = self._refusal
        if refusal is None:
            return
        application_id, token = self._credentials
        interactions = self.rest.interactions
        try:
            if self._responder.is_update:
                await self._after_first(lambda: interactions.delete_original(application_id, token))
            else:
                await self._after_first(
                    lambda: interactions.delete_followup(application_id, refusal.token, refusal.message_id)
                )
        except RestError as error:
            # The user may have dismissed it himself.
            if error.code != UNKNOWN_MESSAGE:
                log.warning("%s: what refused the form before stays: %s", self._name, error)

    async def _update(self, update: Update, by: str) -> None:
        is_elsewhere = self._refusal is not None and self._interaction.has_message
        if is_elsewhere and self._responder.state is WAITING:
            # A first response changes the refusal, where Discord saw the form being opened.
            self._check(update, by, was_v2=self._is_v2())
            await self._defer(DEFERRED_UPDATE, by)
        await super()._update(update, by)

    async def _edit(self, update: Update, by: str, message_id: int | None = None) -> Message:
        if self._refusal is None or message_id is not None or not self._responder.is_update:
            return await super()._edit(update, by, message_id)
        if self._refusal.source_token:
            try:
                return await super()._edit(update, by)
            except RestError as error:
                if error.code not in OUT_OF_REACH:
                    raise
                log.warning("%s: the form's message is out of reach, its refusal is changed: %s", self._name, error)
                self._refusal = replace(self._refusal, source_token="")
        message = await super()._edit(_instead_of_refusal(update), by)
        # It is the answer from now on.
        self._refusal = None
        return message

    def _credentials_for(self, message_id: int | None) -> tuple[Snowflake, str]:
        application_id, token = self._credentials
        if message_id is None and self._refusal is not None and self._responder.is_update:
            return application_id, self._refusal.source_token or token
        return application_id, token


def _instead_of_refusal(update: Update) -> Update:
    """Return a change of another message as one that leaves nothing of the refusal."""
    if update.components is UNSET:
        update = update.replace(components=None)
    shows_more = any(part is not UNSET and part for part in (update.embeds, update.components, update.files))
    return update.replace(content=None) if update.content is UNSET and shows_more else update
