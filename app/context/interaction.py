"""
The ways to answer an interaction.

A context carries out what the responder decides. The first response costs no
request, since it leaves with the HTTP response; everything behind it goes over
REST with the interaction's token, and waits until the first response has left.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar, Unpack

from app.context.base import BotProtocol, Context
from app.context.delivery import Delivery
from app.context.encoding import encoded
from app.context.mishaps import UNKNOWN_MESSAGE
from app.context.patience import after_first
from app.context.responder import DEFERRED, WAITING, Responder
from app.errors import AnswerInvalid, NotFound, RestError
from app.models.base import Snowflake
from app.models.flags import MessageFlags
from app.models.interaction import Interaction
from app.models.limits import find_fault, find_modal_fault
from app.models.message import Message
from app.models.modal import Modal
from app.models.response import (
    DEFERRED_UPDATE,
    LAUNCH,
    EditFields,
    InteractionResponse,
    LaunchActivity,
    MessageFields,
    Reply,
    Unset,
    Update,
    completion,
    deferral,
    is_v2,
    make_reply,
    make_update,
    message_response,
    modal_response,
    outgoing,
    outgoing_edit,
    update_response,
)
from app.providers import Lifetime

T = TypeVar("T")

CALLBACK_MOST = 1_200_000
"""Bytes of a first response whose upload surely ends in time; what is larger is deferred, and then edited in."""
MOST_FOLLOWUPS = 5
"""Followups to an interaction that only a user's own installation brought."""


class InteractionContext(Context):
    """A conversation that an interaction began.

    Args:
        name: What was used, as people read it: `/tag create`.
    """

    # Those of its messages that are known to be made of components, which they stay; None is the original.
    _made_of_components: frozenset[int | None] = frozenset()

    def __init__(
        self,
        bot: BotProtocol,
        interaction: Interaction,
        lifetime: Lifetime,
        responder: Responder,
        delivery: Delivery,
        name: str,
    ) -> None:
        super().__init__(bot, interaction, lifetime)
        self._responder = responder
        self._delivery = delivery
        self._name = name
        self._followups = 0
        # The followup that stands for the original, where that had the wrong visibility.
        self._instead_of_original: Snowflake | None = None

    @property
    def interaction(self) -> Interaction:
        """The interaction."""
        return self._interaction

    async def respond(self, content: str | Reply | None = None, **fields: Unpack[MessageFields]) -> None:
        """Answer with a new message.

        After a deferral this completes it.

        Raises:
            AlreadyResponded: If there is an answer; use `followup` or `edit`.
            AnswerInvalid: If Discord would refuse the message; names the
                field and its limit.
            DeadlineMissed: If Discord no longer waits.
        """
        await self._respond(make_reply(content, fields), "ctx.respond()")

    async def defer(self, *, ephemeral: bool = False) -> None:
        """Acknowledge now and answer later; the user sees "thinking" until then.

        Args:
            ephemeral: Whether the answer will be seen by the user alone.

        Raises:
            AlreadyResponded: If there is an answer or deferral.
            DeadlineMissed: If Discord no longer waits.
        """
        await self._defer(deferral(ephemeral=ephemeral), "ctx.defer()", ephemeral=ephemeral)

    async def send(self, content: str | Reply | None = None, **fields: Unpack[MessageFields]) -> None:
        """Send a message: the answer if there is none yet, else a followup."""
        reply = make_reply(content, fields)
        if self._responder.completed:
            self._check(reply, "ctx.send()")
            await self._follow_up(reply, "ctx.send()")
        else:
            await self._respond(reply, "ctx.send()")

    async def followup(self, content: str | Reply | None = None, **fields: Unpack[MessageFields]) -> Message:
        """Add a message to the answer. After a deferral the first one completes it.

        Raises:
            AnswerInvalid: If there is no answer yet, or Discord would refuse
                the message; also for a sixth one, where only the user has
                installed the application.
            TokenExpired: If the interaction is older than 15 minutes.
            RestError: If Discord refuses it.
        """
        self._responder.require_response("ctx.followup()", self._time())
        reply = make_reply(content, fields)
        self._check(reply, "ctx.followup()")
        if self._responder.completed:
            return await self._follow_up(reply, "ctx.followup()")
        self._responder.complete("ctx.followup()")
        return await self._complete(reply, "ctx.followup()")

    async def edit(
        self,
        content: str | Unset | None = Unset.token,
        *,
        message_id: int | None = None,
        **fields: Unpack[EditFields],
    ) -> Message:
        """Edit the answer, or a followup; completes a deferral.

        Args:
            content: New text; left as it is unless given, None clears it.
            message_id: A followup's id; the answer itself unless given.
            fields: What else changes.

        Raises:
            AnswerInvalid: If there is no answer yet, or Discord would refuse
                the message.
            TokenExpired: If the interaction is older than 15 minutes.
            RestError: If Discord refuses it.
        """
        self._responder.require_response("ctx.edit()", self._time())
        update = make_update(content, fields)
        self._check(update, "ctx.edit()", was_v2=self._is_v2(message_id))
        return await self._edit(update, "ctx.edit()", message_id)

    async def delete(self, message_id: int | None = None) -> None:
        """Delete the answer, or a followup by its id."""
        self._responder.require_response("ctx.delete()", self._time())
        target = message_id or self._instead_of_original
        application_id, token = self._credentials_for(target)
        if target is not None:
            followup = target
            await self._after_first(lambda: self.rest.interactions.delete_followup(application_id, token, followup))
        else:
            await self._after_first(lambda: self.rest.interactions.delete_original(application_id, token))
            self._responder.complete("ctx.delete()")

    async def original(self) -> Message:
        """Read the answer as Discord has it."""
        self._responder.require_response("ctx.original()", self._time())
        application_id, token = self._credentials_for(self._instead_of_original)
        if self._instead_of_original is not None:
            followup = self._instead_of_original
            return await self._after_first(lambda: self.rest.interactions.get_followup(application_id, token, followup))
        return self._seen(await self._after_first(lambda: self.rest.interactions.get_original(application_id, token)))

    async def take(self, answer: object) -> None:
        """Take what an error handler returned: as the answer, or as a message behind it.

        Raises:
            AnswerInvalid: If this kind of interaction cannot be answered with it.
        """
        if isinstance(answer, str | Reply):
            await self.send(answer)
        else:
            await self._answer(answer)

    @property
    def is_thinking(self) -> bool:
        """Whether the user sees "thinking", which an answer will take the place of."""
        return self.is_owed and self._responder.state is DEFERRED and not self._responder.is_update

    @property
    def shows_progress(self) -> bool:
        """Whether the user sees what "thinking" was edited to, which need not be the last word."""
        return self._responder.shows_progress

    @property
    def shows_components(self) -> bool:
        """Whether its answer is known to be made of components, so that no text can take its place."""
        return self._is_v2()

    @property
    def is_owed(self) -> bool:
        """Whether the user waits for an answer, and can still get one."""
        return self._responder.is_owed

    async def _answer(self, answer: object) -> None:
        """Take what a handler returned, whatever kind of answer it is."""
        if isinstance(answer, str):
            await self._respond(Reply(answer), "the returned answer")
        elif isinstance(answer, Reply):
            await self._respond(answer, "the returned answer")
        elif isinstance(answer, Update):
            await self._update(answer, "the returned Update")
        elif isinstance(answer, Modal):
            await self._show_modal(answer, "the returned Modal")
        elif isinstance(answer, LaunchActivity):
            self._responder.respond(LAUNCH, self._time(), by="the returned LaunchActivity")
            await self._carried()
        else:
            raise AnswerInvalid(f"{self._name} returned a {type(answer).__name__}, which is no answer")

    async def _respond(self, reply: Reply, by: str) -> None:
        self._check(reply, by)
        response = encoded(message_response, reply, by)
        if response.files and self._is_slow(response):
            await self._defer(deferral(ephemeral=reply.ephemeral), by, ephemeral=reply.ephemeral)
        if self._responder.respond(response, self._time(), by=by, ephemeral=reply.ephemeral):
            await self._carried()
            if reply.components and is_v2(reply.components):
                self._made_of_components |= {None}
            return
        try:
            await self._complete(reply, by)
        except RestError:
            if self._responder.state is not WAITING:
                raise
            # It was the deferral that Discord has refused, so that this is the first response.
            await self._respond(reply, by)

    async def _update(self, update: Update, by: str) -> None:
        """Change the message that carries the component."""
        self._check(update, by, was_v2=self._is_v2())
        response = encoded(update_response, update, by)
        if response.files and self._is_slow(response):
            await self._defer(DEFERRED_UPDATE, by)
        if self._responder.respond(response, self._time(), by=by):
            await self._carried()
            if not isinstance(update.components, Unset) and is_v2(update.components or ()):
                self._made_of_components |= {None}
            return
        try:
            await self._edit(update, by)
        except (RestError, asyncio.CancelledError):
            self._responder.reopen()
            raise

    async def _show_modal(self, modal: Modal, by: str) -> None:
        fault = find_modal_fault(modal)
        if fault:
            raise AnswerInvalid(f"{by}: {fault}")
        self._responder.respond(encoded(modal_response, modal, by), self._time(), by=by)
        await self._carried()

    async def _defer(self, response: InteractionResponse, by: str, *, ephemeral: bool = False) -> None:
        self._responder.defer(response, self._time(), by=by, ephemeral=ephemeral)
        await self._carried()

    async def _carried(self) -> None:
        """Wait until a first response that goes by a request has got there; the HTTP response needs no waiting for."""
        if self._delivery.by_request:
            await self._delivery.wait()

    def _is_slow(self, response: InteractionResponse) -> bool:
        """Tell whether this would be the first response, and its upload might not end in time."""
        return self._responder.state is WAITING and response.size > CALLBACK_MOST

    async def _edit(self, update: Update, by: str, message_id: int | None = None) -> Message:
        data = outgoing_edit(update)
        target = message_id or self._instead_of_original
        application_id, token = self._credentials_for(target)
        if target is not None:
            followup = target
            return await self._after_first(
                lambda: self.rest.interactions.edit_followup(application_id, token, followup, data)
            )
        message = await self._after_first(lambda: self.rest.interactions.edit_original(application_id, token, data))
        self._responder.complete(by, is_edit=True)
        return self._seen(message)

    async def _complete(self, reply: Reply, by: str) -> Message:
        """Give a deferred original its content."""
        try:
            if self._responder.is_update:
                # There is no "thinking" to fill: the original is the message that carries the component.
                return await self._follow_up(reply, by)
            if self._responder.goes_behind:
                # A question has filled it. What was deferred for one must not be shown to all.
                return await self._follow_up(reply.replace(ephemeral=reply.ephemeral or self._responder.is_private), by)
            if not reply.ephemeral or self._responder.ephemeral:
                application_id, token = self._credentials
                data = completion(reply)
                return self._seen(
                    await self._after_first(lambda: self.rest.interactions.edit_original(application_id, token, data))
                )
            # Who sees a message is fixed when it is deferred. What was meant for one must not be shown to all,
            # so the public "thinking" goes, and the answer comes as a followup that only the user sees.
            await self._delete_thinking()
        except (RestError, asyncio.CancelledError):
            # Refused, or given up on the way: "thinking" still stands there.
            self._responder.reopen()
            raise
        message = await self._follow_up(reply, by)
        self._instead_of_original = message.id
        return message

    async def _delete_thinking(self) -> None:
        application_id, token = self._credentials
        try:
            await self._after_first(lambda: self.rest.interactions.delete_original(application_id, token))
        except NotFound as error:
            # Whoever may delete messages here was faster.
            if error.code != UNKNOWN_MESSAGE:
                raise

    async def _follow_up(self, reply: Reply, by: str) -> Message:
        self._responder.require_response("a followup", self._time())
        if self._followups >= MOST_FOLLOWUPS and self._interaction.is_user_install_only:
            raise AnswerInvalid(
                f"{by} is followup {self._followups + 1}, and Discord takes {MOST_FOLLOWUPS} where only the user has "
                "installed the application: edit one of the earlier ones"
            )
        application_id, token = self._credentials
        data = outgoing(reply)
        self._followups += 1
        try:
            return await self._after_first(lambda: self.rest.interactions.create_followup(application_id, token, data))
        except RestError:
            self._followups -= 1
            raise

    async def _after_first(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call that needs the first response at Discord."""
        made = await after_first(call, self._delivery, self._responder)
        if not isinstance(made, Message):
            return made
        if MessageFlags.is_components_v2 in made.flags:
            self._made_of_components |= {made.id}
        return made.within(self._interaction.guild_id)

    def _seen(self, message: Message) -> Message:
        """Keep of the original what it is made of."""
        if message.id in self._made_of_components:
            self._made_of_components |= {None}
        return message

    def _is_v2(self, message_id: int | None = None) -> bool:
        """Tell whether one of its messages is known to be made of components; None is the original."""
        return (message_id or self._instead_of_original) in self._made_of_components

    def _check(self, message: Reply | Update, by: str, *, was_v2: bool = False) -> None:
        """Refuse what Discord would refuse: in a first response, that refusal reaches the user, but never the bot.

        Args:
            message: A new message, or a change of one.
            by: What gives it, for the error.
            was_v2: Whether what is changed is made of components already.

        Raises:
            AnswerInvalid: Names the field and its limit.
        """
        fault = find_fault(message, size_limit=self._interaction.attachment_size_limit, was_v2=was_v2)
        if fault:
            raise AnswerInvalid(f"{by} cannot be sent: {fault}")

    @property
    def _credentials(self) -> tuple[Snowflake, str]:
        return self._interaction.application_id, self._interaction.token

    def _credentials_for(self, message_id: int | None) -> tuple[Snowflake, str]:
        """Return by what one of its messages is reached; None is the original."""
        return self._credentials

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()
