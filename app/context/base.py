"""
What handlers are given: who did what, where, and the ways to answer.

A context carries out what the responder decides. The first response costs no
request, since it leaves with the HTTP response; everything behind it goes over
REST with the interaction's token, and waits until the first response has left.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar, Unpack

from app.command_errors import NoPrivateMessage
from app.context.responder import Responder
from app.errors import AnswerInvalid, NotFound, RestError
from app.models.base import Snowflake
from app.models.embed import Embed, find_excess
from app.models.interaction import Interaction
from app.models.locale import Locale
from app.models.message import Message
from app.models.response import (
    EditFields,
    MessageFields,
    Reply,
    Unset,
    deferral,
    edit_data,
    message_data,
    message_response,
)
from app.models.user import Member, User
from app.providers import Lifetime
from app.rest.client import Rest

T = TypeVar("T")

UNKNOWN_MESSAGE = 10008
UNKNOWN_WEBHOOK = 10015
MOST_CONTENT = 2000
RETRY_FOR = 10.0
"""Seconds for which Discord may not know a token whose first response has just left.

https://github.com/discord/discord-api-docs/issues/7220
"""


class BotProtocol(Protocol):
    """What a context says of the bot; declare a parameter `bot: Bot` for the whole of it."""

    @property
    def rest(self) -> Rest:
        """The REST client."""

    async def is_owner(self, user: User) -> bool:
        """Tell whether somebody owns the bot."""


class CommandProtocol(Protocol):
    """What a context says of the command that was used."""

    @property
    def qualified_name(self) -> str:
        """Command, group and subcommand names, separated by spaces."""

    @property
    def shown_name(self) -> str:
        """The name as people read it: `/tag create`."""


class Context:
    """What every conversation has."""

    def __init__(self, bot: BotProtocol, interaction: Interaction, lifetime: Lifetime) -> None:
        self.bot = bot
        self._interaction = interaction
        self._lifetime = lifetime

    @property
    def rest(self) -> Rest:
        """The REST client."""
        return self.bot.rest

    @property
    def interaction(self) -> Interaction | None:
        """The interaction; None where the conversation is not one."""
        return self._interaction

    @property
    def user(self) -> User:
        """Who did it."""
        return self._interaction.user

    @property
    def author(self) -> Member | User:
        """Who did it, as a member where he is one."""
        return self._interaction.member or self._interaction.user

    @property
    def member(self) -> Member:
        """Who did it, as a member of the server.

        Raises:
            NoPrivateMessage: Outside a server; the user sees that as a sentence.
        """
        member = self._interaction.member
        if member is None:
            raise NoPrivateMessage
        return member

    @property
    def guild_id(self) -> Snowflake:
        """The server where it happened.

        Raises:
            NoPrivateMessage: Outside a server; the user sees that as a sentence.
        """
        if self._interaction.guild_id is None:
            raise NoPrivateMessage
        return self._interaction.guild_id

    @property
    def channel_id(self) -> Snowflake:
        """The channel where it happened."""
        channel_id = self._interaction.channel_id
        if channel_id is None:
            channel_id = self._interaction.channel.id if self._interaction.channel else Snowflake(0)
        return channel_id

    @property
    def locale(self) -> Locale:
        """The user's language."""
        return self._interaction.locale

    async def get(self, kind: type[T]) -> T:
        """Return a dependency, as a parameter of this annotation would.

        Raises:
            ProviderMissing: If nobody provides it.
        """
        return await self._lifetime.get(kind)


class InteractionContext(Context):
    """A conversation that an interaction began."""

    def __init__(
        self,
        bot: BotProtocol,
        interaction: Interaction,
        lifetime: Lifetime,
        responder: Responder,
        flushed: asyncio.Future[None],
    ) -> None:
        super().__init__(bot, interaction, lifetime)
        self._responder = responder
        self._flushed = flushed
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
            DeadlineMissed: If Discord no longer waits.
        """
        await self._respond(_make_reply(content, fields), "ctx.respond()")

    async def defer(self, *, ephemeral: bool = False) -> None:
        """Acknowledge now and answer later; the user sees "thinking" until then.

        Args:
            ephemeral: Whether the answer will be seen by the user alone.

        Raises:
            AlreadyResponded: If there is an answer or deferral.
            DeadlineMissed: If Discord no longer waits.
        """
        response = deferral(ephemeral=ephemeral)
        self._responder.defer(response, self._time(), by="ctx.defer()", ephemeral=ephemeral)

    async def send(self, content: str | Reply | None = None, **fields: Unpack[MessageFields]) -> None:
        """Send a message: the answer if there is none yet, else a followup."""
        reply = _make_reply(content, fields)
        if self._responder.completed:
            await self._follow_up(reply)
        else:
            await self._respond(reply, "ctx.send()")

    async def followup(self, content: str | Reply | None = None, **fields: Unpack[MessageFields]) -> Message:
        """Add a message to the answer. After a deferral the first one completes it.

        Raises:
            AnswerInvalid: If there is no answer yet.
            TokenExpired: If the interaction is older than 15 minutes.
            RestError: If Discord refuses it.
        """
        self._responder.require_response("ctx.followup()", self._time())
        reply = _make_reply(content, fields)
        if self._responder.completed:
            return await self._follow_up(reply)
        self._responder.complete("ctx.followup()")
        return await self._complete(reply)

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
            AnswerInvalid: If there is no answer yet.
            TokenExpired: If the interaction is older than 15 minutes.
            RestError: If Discord refuses it.
        """
        self._responder.require_response("ctx.edit()", self._time())
        data = edit_data(content, fields)
        target = message_id or self._instead_of_original
        application_id, token = self._credentials
        if target is not None:
            followup = target
            return await self._after_first(
                lambda: self.rest.interactions.edit_followup(application_id, token, followup, data)
            )
        message = await self._after_first(lambda: self.rest.interactions.edit_original(application_id, token, data))
        self._responder.complete("ctx.edit()")
        return message

    async def delete(self, message_id: int | None = None) -> None:
        """Delete the answer, or a followup by its id."""
        self._responder.require_response("ctx.delete()", self._time())
        target = message_id or self._instead_of_original
        application_id, token = self._credentials
        if target is not None:
            followup = target
            await self._after_first(lambda: self.rest.interactions.delete_followup(application_id, token, followup))
        else:
            await self._after_first(lambda: self.rest.interactions.delete_original(application_id, token))
            self._responder.complete("ctx.delete()")

    async def original(self) -> Message:
        """Read the answer as Discord has it."""
        self._responder.require_response("ctx.original()", self._time())
        application_id, token = self._credentials
        if self._instead_of_original is not None:
            followup = self._instead_of_original
            return await self._after_first(lambda: self.rest.interactions.get_followup(application_id, token, followup))
        return await self._after_first(lambda: self.rest.interactions.get_original(application_id, token))

    async def take(self, answer: str | Reply) -> None:
        """Take what an error handler returned: as the answer, or as a message behind it."""
        await self.send(answer)

    @property
    def is_owed(self) -> bool:
        """Whether the user waits for an answer, and can still get one."""
        return self._responder.is_owed

    async def _respond(self, reply: Reply, by: str) -> None:
        _check(reply, by)
        try:
            response = message_response(reply)
        except (TypeError, ValueError, NotImplementedError, RecursionError) as error:
            raise AnswerInvalid(f"{by} cannot be sent: {error}") from error
        if not self._responder.respond(response, self._time(), by=by, ephemeral=reply.ephemeral):
            await self._complete(reply)

    async def _complete(self, reply: Reply) -> Message:
        """Give a deferred original its content."""
        application_id, token = self._credentials
        # An edit can neither hide a message nor silence it: Discord takes these flags for new ones alone.
        data = message_data(reply.replace(ephemeral=False, silent=False))
        try:
            if not reply.ephemeral or self._responder.ephemeral:
                return await self._after_first(
                    lambda: self.rest.interactions.edit_original(application_id, token, data)
                )
            # Who sees a message is fixed when it is deferred. What was meant for one must not be shown to all,
            # so the public "thinking" goes, and the answer comes as a followup that only the user sees.
            await self._delete_thinking()
        except RestError:
            self._responder.reopen()
            raise
        message = await self._follow_up(reply)
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

    async def _follow_up(self, reply: Reply) -> Message:
        self._responder.require_response("a followup", self._time())
        application_id, token = self._credentials
        data = message_data(reply)
        return await self._after_first(lambda: self.rest.interactions.create_followup(application_id, token, data))

    async def _after_first(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call that needs the first response at Discord, and repeat it while Discord has not got there yet."""
        await asyncio.shield(self._flushed)
        began = self._time()
        wait = 0.25
        while True:
            try:
                return await call()
            except NotFound as error:
                if error.code != UNKNOWN_WEBHOOK or self._time() + wait - began > RETRY_FOR:
                    raise
            await asyncio.sleep(wait)
            wait = min(wait * 2, 2.0)

    @property
    def _credentials(self) -> tuple[Snowflake, str]:
        return self._interaction.application_id, self._interaction.token

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()


def _make_reply(content: str | Reply | None, fields: MessageFields) -> Reply:
    if isinstance(content, Reply):
        return content.replace(**fields) if fields else content
    return Reply(content, **fields)


def _check(reply: Reply, by: str) -> None:
    """Refuse what Discord would refuse in a first response: that refusal reaches the user, but never the bot.

    Raises:
        AnswerInvalid: If the message is empty, or a text in it is too long.
    """
    # Not every author runs a type checker, and what JSON cannot hold would fail where no error reaches the user.
    for value, kind in ((reply.content, str | None), *((embed, Embed) for embed in reply.embeds)):
        if not isinstance(value, kind):
            raise AnswerInvalid(
                f"{by} holds a {type(value).__name__}: its content is text, its embeds are Embed objects"
            )
    content = (reply.content or "").strip()
    if not content and not reply.embeds:
        raise AnswerInvalid(f"{by} is empty: it needs text or an embed")
    if len(content) > MOST_CONTENT:
        raise AnswerInvalid(f"{by} has {len(content)} characters, Discord accepts at most {MOST_CONTENT}")
    excess = find_excess(reply.embeds)
    if excess:
        raise AnswerInvalid(f"{by} has {excess}")
