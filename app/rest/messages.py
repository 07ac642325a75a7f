"""
Messages in channels.

https://docs.discord.com/developers/resources/message
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, Literal, Unpack

from app.errors import NotFound, RestError
from app.models.base import convert
from app.models.flags import MessageFlags
from app.models.message import Message
from app.models.message_parts import MessageReference, MessageReferenceType
from app.models.response import UNSET, EditFields, MessageFields, Unset
from app.models.search import SearchFilters, SearchResult
from app.rest import routes
from app.rest.fields import known
from app.rest.paging import check_direction, paginate
from app.rest.requester import Requester
from app.rest.sending import marked, prepare, prepare_edit
from app.rest.values import make_id, snowflakes

MESSAGES_A_PAGE = 100
MOST_DELETED_AT_ONCE = 100
UNKNOWN_MESSAGE = 10008
LONGEST_INDEXING = 60.0
"""Seconds that a search waits for Discord to read a server's messages for the first time."""
_SUPPRESS_EMBEDS = int(MessageFlags.suppress_embeds)


class MessagesResource:
    """`rest.messages`: messages in channels; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def create(
        self,
        channel_id: int,
        content: str | None = None,
        *,
        reply_to: int | MessageReference | None = None,
        sticker_ids: Iterable[int] = (),
        tts: bool = False,
        nonce: str | None = None,
        **fields: Unpack[MessageFields],
    ) -> Message:
        """Send a message to a channel or thread, or to a user through the channel of his direct messages.

        The bot must be able to see the channel and to send messages there, in
        a thread Send Messages in Threads; files, embeds, polls and speech
        each need a permission of their own. Without `allowed_mentions` all
        mentions notify that the bot may make: `@everyone` too, where it has
        the permission.

        Args:
            channel_id: Where to.
            content: Its text, at most 2,000 characters.
            reply_to: The message that it answers: its id, in the same channel.
            sticker_ids: Ids of at most 3 stickers of the server.
            tts: Whether it is read aloud.
            nonce: What marks it, at most 25 characters: a second message with
                the same nonce within a few minutes is not sent, and the first
                one returned. One is made unless it is given, so that a request
                whose answer was lost can be repeated.
            fields: What else it is made of; it cannot be `ephemeral`.

        Raises:
            AnswerInvalid: If it is more than a message can hold; nothing is sent then.

        https://docs.discord.com/developers/resources/message#create-message
        """
        reference = reply_to
        if reference is not None and not isinstance(reference, MessageReference):
            reference = MessageReference(message_id=make_id(reference))
        message = prepare(
            "rest.messages.create()",
            content,
            fields,
            message_reference=reference,
            sticker_ids=snowflakes(sticker_ids),
            tts=tts,
            **marked(nonce),
        )
        return await self._requester.fetch(
            Message, routes.CREATE_MESSAGE, message.data, files=message.files, channel_id=channel_id
        )

    async def forward(self, channel_id: int, message_id: int, *, to: int, nonce: str | None = None) -> Message:
        """Forward a message to another channel; the bot must be able to read it, and to send messages there.

        Args:
            channel_id: Where the message is.
            message_id: The message.
            to: Channel to forward it to.
            nonce: As in `create`.

        https://docs.discord.com/developers/resources/message#message-reference-types
        """
        reference = MessageReference(
            type=MessageReferenceType.forward, channel_id=make_id(channel_id), message_id=make_id(message_id)
        )
        data = {"message_reference": reference} | marked(nonce)
        return await self._requester.fetch(Message, routes.CREATE_MESSAGE, data, channel_id=to)

    async def get(self, channel_id: int, message_id: int) -> Message:
        """Read a message; the bot must be able to read the channel's history.

        Raises:
            NotFound: If there is no such message, or channel.
            Forbidden: If the bot may not read it.

        https://docs.discord.com/developers/resources/message#get-channel-message
        """
        return await self._requester.fetch(Message, routes.GET_MESSAGE, channel_id=channel_id, message_id=message_id)

    def list(
        self, channel_id: int, *, before: int | None = None, after: int | None = None, limit: int | None = None
    ) -> AsyncIterator[Message]:
        """Go through the messages of a channel, from the newest to older ones; with `after`, from there to newer ones.

        The bot must be able to see the channel; without Read Message History
        there are none. The ids need not be those of messages: `Snowflake.at`
        makes one of a time.

        Args:
            channel_id: The channel or thread.
            before: Only messages older than this id.
            after: Only messages newer than this id, the oldest first; 0 for all.
            limit: How many at most; None for all.

        Raises:
            ValueError: If both `before` and `after` are given.

        https://docs.discord.com/developers/resources/message#get-channel-messages
        """
        check_direction("messages", before, after)

        async def read(count: int, behind: int | None) -> Sequence[Message]:
            if after is None:
                return await self._read(channel_id, limit=count, before=behind)
            # Discord gives the newest first, whichever way one goes.
            return (await self._read(channel_id, limit=count, after=behind))[::-1]

        start = before if after is None else after
        return paginate(read, size=MESSAGES_A_PAGE, limit=limit, start=start, cursor=lambda message: message.id)

    async def list_around(self, channel_id: int, message_id: int, *, limit: int = 50) -> tuple[Message, ...]:
        """Read the messages on both sides of an id, the newest first, and that one too if it is a message.

        Args:
            channel_id: The channel or thread.
            message_id: The id.
            limit: How many, 1 to 100.

        https://docs.discord.com/developers/resources/message#get-channel-messages
        """
        return await self._read(channel_id, limit=limit, around=message_id)

    async def _read(self, channel_id: int, **query: int | None) -> tuple[Message, ...]:
        return await self._requester.fetch(
            tuple[Message, ...], routes.LIST_MESSAGES, query=query, channel_id=channel_id
        )

    async def edit(
        self,
        channel_id: int,
        message_id: int,
        content: str | Unset | None = UNSET,
        *,
        suppress_embeds: bool | Unset = UNSET,
        **fields: Unpack[EditFields],
    ) -> Message:
        """Edit a message of the bot's own; what is not given stays as it is, None or () clears.

        Of others' messages only `suppress_embeds` can be changed, with Manage Messages.

        Args:
            channel_id: Where it is.
            message_id: The message.
            content: Its text, at most 2,000 characters.
            suppress_embeds: Whether its embeds, previews of links too, are hidden.
            fields: What else changes.

        Raises:
            AnswerInvalid: If it is more than a message can hold; nothing is sent then.

        https://docs.discord.com/developers/resources/message#edit-message
        """
        message = prepare_edit("rest.messages.edit()", content, fields)
        data: Any = message.data
        if suppress_embeds is not UNSET:
            data = data | {"flags": data.get("flags", 0) | suppress_embeds * _SUPPRESS_EMBEDS}
        return await self._requester.fetch(
            Message, routes.UPDATE_MESSAGE, data, files=message.files, channel_id=channel_id, message_id=message_id
        )

    async def delete(self, channel_id: int, message_id: int, *, reason: str | None = None) -> None:
        """Delete a message; others' messages only with Manage Messages.

        https://docs.discord.com/developers/resources/message#delete-message
        """
        await self._requester.request(
            routes.DELETE_MESSAGE, reason=reason, channel_id=channel_id, message_id=message_id
        )

    async def bulk_delete(self, channel_id: int, message_ids: Iterable[int], *, reason: str | None = None) -> None:
        """Delete many messages of a channel of a server, a hundred with each request; needs Manage Messages.

        Ids that are no messages are passed over.

            newest = [message.id async for message in rest.messages.list(channel_id, limit=50)]
            await rest.messages.bulk_delete(channel_id, newest)

        Args:
            channel_id: Where they are.
            message_ids: Ids of the messages, none older than two weeks.
            reason: What the audit log says, at most 512 characters.

        Raises:
            BadRequest: If one is older than two weeks; of its hundred none is deleted then.

        https://docs.discord.com/developers/resources/message#bulk-delete-messages
        """
        # Discord refuses one that is named twice, and a list of one.
        rest = list(dict.fromkeys(message_ids))
        while len(rest) > 1:
            some, rest = rest[:MOST_DELETED_AT_ONCE], rest[MOST_DELETED_AT_ONCE:]
            data = {"messages": snowflakes(some)}
            await self._requester.request(routes.BULK_DELETE_MESSAGES, data, reason=reason, channel_id=channel_id)
        for message_id in rest:
            try:
                await self.delete(channel_id, message_id, reason=reason)
            except NotFound as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise

    async def crosspost(self, channel_id: int, message_id: int) -> Message:
        """Publish a message of an announcement channel to those who follow it.

        The bot needs Send Messages for its own messages, Manage Messages
        for others'.

        https://docs.discord.com/developers/resources/message#crosspost-message
        """
        return await self._requester.fetch(
            Message, routes.CROSSPOST_MESSAGE, channel_id=channel_id, message_id=message_id
        )

    async def search(
        self,
        guild_id: int,
        *,
        sort_by: Literal["timestamp", "relevance"] = "timestamp",
        sort_order: Literal["asc", "desc"] = "desc",
        limit: int = 25,
        offset: int = 0,
        **filters: Unpack[SearchFilters],
    ) -> SearchResult:
        """Search the messages of a server; this needs the intent for message content, and Read Message History.

        Where Discord has to read the server's messages first, this waits for
        it, up to `LONGEST_INDEXING` seconds.

        Args:
            guild_id: The server.
            sort_by: What they are ordered by.
            sort_order: Which way; with `relevance` Discord does not look at it.
            limit: How many, 1 to 25.
            offset: How many to leave out at the beginning, at most 9,975.
            filters: See `SearchFilters`.

        Raises:
            TypeError: If a filter is none of these.
            RestError: If Discord refuses it; with status 202 and code 110000
                if it is still not ready.

        https://docs.discord.com/developers/resources/message#search-guild-messages
        """
        query = {"sort_by": sort_by, "sort_order": sort_order, "limit": limit, "offset": offset}
        query |= known("rest.messages.search()", filters, SearchFilters)
        waited = 0.0
        while True:
            answer = await self._requester.request(routes.GUILD_SEARCH, query=query, guild_id=guild_id)
            if "retry_after" not in answer:
                return convert(answer, SearchResult)
            wait = answer["retry_after"] or 1.0
            waited += wait
            if waited > LONGEST_INDEXING:
                route = routes.GUILD_SEARCH
                raise RestError(
                    route.method, route.shown(guild_id=guild_id), 202, answer["code"], str(answer["message"])
                )
            await asyncio.sleep(wait)
