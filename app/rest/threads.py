"""
Threads: beginning them, finding them, and who takes part. They are edited and deleted as channels are.

https://docs.discord.com/developers/topics/threads
"""

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Unpack

from app.models.base import NO_TIME
from app.models.channel import ChannelType, Thread, ThreadMember
from app.models.response import UNSET, MessageFields, Unset
from app.models.thread_list import ForumPost, ThreadList
from app.rest import routes
from app.rest.fields import given
from app.rest.paging import Page, follow, paginate
from app.rest.requester import Requester
from app.rest.routes import Route
from app.rest.sending import prepare
from app.rest.values import snowflakes

MEMBERS_A_PAGE = 100
THREADS_A_PAGE = 100
FEWEST_THREADS_A_PAGE = 2


class ThreadsResource:
    """`rest.threads`: threads, and posts in forums; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def create(
        self,
        channel_id: int,
        name: str,
        *,
        type: ChannelType = ChannelType.public_thread,
        auto_archive_duration: int | Unset = UNSET,
        invitable: bool | Unset = UNSET,
        rate_limit_per_user: int | Unset = UNSET,
        reason: str | None = None,
    ) -> Thread:
        """Begin a thread that no message stands above; needs Create Public Threads or Create Private Threads.

        Args:
            channel_id: The channel.
            name: 1 to 100 characters.
            type: Public or private; `announcement_thread` in an announcement channel.
            auto_archive_duration: Minutes of silence after which it leaves the
                channel list: 60, 1440, 4320 or 10080; the channel's default unless given.
            invitable: Whether anybody in a private thread may add others.
            rate_limit_per_user: Slow mode in seconds, at most 21,600.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/channel#start-thread-without-message
        """
        data = {"name": name, "type": type} | given(
            auto_archive_duration=auto_archive_duration, invitable=invitable, rate_limit_per_user=rate_limit_per_user
        )
        return await self._requester.fetch(Thread, routes.CREATE_THREAD, data, reason=reason, channel_id=channel_id)

    async def create_from_message(
        self,
        channel_id: int,
        message_id: int,
        name: str,
        *,
        auto_archive_duration: int | Unset = UNSET,
        rate_limit_per_user: int | Unset = UNSET,
        reason: str | None = None,
    ) -> Thread:
        """Begin a thread below a message, which gives it its id; needs Create Public Threads.

        Args:
            channel_id: Where the message is.
            message_id: The message, below which there is no thread yet.
            name: 1 to 100 characters.
            auto_archive_duration: Minutes of silence after which it leaves the
                channel list: 60, 1440, 4320 or 10080; the channel's default unless given.
            rate_limit_per_user: Slow mode in seconds, at most 21,600.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/channel#start-thread-from-message
        """
        data = {"name": name} | given(
            auto_archive_duration=auto_archive_duration, rate_limit_per_user=rate_limit_per_user
        )
        return await self._requester.fetch(
            Thread, routes.CREATE_THREAD_FROM_MESSAGE, data, reason=reason, channel_id=channel_id, message_id=message_id
        )

    async def create_post(
        self,
        channel_id: int,
        name: str,
        content: str | None = None,
        *,
        applied_tags: Iterable[int] | Unset = UNSET,
        auto_archive_duration: int | Unset = UNSET,
        rate_limit_per_user: int | Unset = UNSET,
        sticker_ids: Iterable[int] = (),
        reason: str | None = None,
        **fields: Unpack[MessageFields],
    ) -> ForumPost:
        """Post in a forum or media channel: begin a thread with its first message; needs Send Messages.

        Args:
            channel_id: The forum.
            name: Title, 1 to 100 characters.
            content: Text of the message, at most 2,000 characters.
            applied_tags: Ids of at most 5 tags; some forums ask for one.
            auto_archive_duration: Minutes of silence after which it leaves the
                channel list: 60, 1440, 4320 or 10080; the channel's default unless given.
            rate_limit_per_user: Slow mode in seconds, at most 21,600.
            sticker_ids: Ids of at most 3 stickers of the server.
            reason: What the audit log says, at most 512 characters.
            fields: What else the message is made of; it cannot be `ephemeral`.

        Raises:
            AnswerInvalid: If it is more than a message can hold; nothing is sent then.

        https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel
        """
        message = prepare("rest.threads.create_post()", content, fields, sticker_ids=snowflakes(sticker_ids))
        data = {"name": name, "message": message.data} | given(
            applied_tags=snowflakes(applied_tags),
            auto_archive_duration=auto_archive_duration,
            rate_limit_per_user=rate_limit_per_user,
        )
        return await self._requester.fetch(
            ForumPost, routes.CREATE_THREAD, data, files=message.files, reason=reason, channel_id=channel_id
        )

    async def list_active(self, guild_id: int) -> tuple[Thread, ...]:
        """Read all threads of a server that are not archived and that the bot can see, the newest first.

        https://docs.discord.com/developers/resources/guild#list-active-guild-threads
        """
        found = await self._requester.fetch(ThreadList, routes.GET_ACTIVE_GUILD_THREADS, guild_id=guild_id)
        return found.joined()

    def list_public_archived(
        self, channel_id: int, *, before: dt.datetime | None = None, limit: int | None = None
    ) -> AsyncIterator[Thread]:
        """Go through the archived public threads of a channel, what was archived last first.

        Needs Read Message History.

        Args:
            channel_id: The channel.
            before: Only what was archived before.
            limit: How many at most; None for all.

        https://docs.discord.com/developers/resources/channel#list-public-archived-threads
        """
        read = self._read_archived(routes.LIST_PUBLIC_ARCHIVED_THREADS, channel_id)
        return follow(read, size=THREADS_A_PAGE, limit=limit, start=before, cursor=_archived_at)

    def list_private_archived(
        self, channel_id: int, *, before: dt.datetime | None = None, limit: int | None = None
    ) -> AsyncIterator[Thread]:
        """Go through the archived private threads of a channel; as `list_public_archived`, and needs Manage Threads.

        https://docs.discord.com/developers/resources/channel#list-private-archived-threads
        """
        read = self._read_archived(routes.LIST_PRIVATE_ARCHIVED_THREADS, channel_id)
        return follow(read, size=THREADS_A_PAGE, limit=limit, start=before, cursor=_archived_at)

    def list_joined_private_archived(
        self, channel_id: int, *, before: int | None = None, limit: int | None = None
    ) -> AsyncIterator[Thread]:
        """Go through the archived private threads that the bot has joined, the newest first.

        Needs Read Message History.

        Args:
            channel_id: The channel.
            before: Only threads whose id is smaller.
            limit: How many at most; None for all.

        https://docs.discord.com/developers/resources/channel#list-joined-private-archived-threads
        """
        read = self._read_archived(routes.LIST_MY_PRIVATE_ARCHIVED_THREADS, channel_id)
        return follow(read, size=THREADS_A_PAGE, limit=limit, start=before, cursor=lambda thread: int(thread.id))

    def _read_archived(self, route: Route, channel_id: int) -> Callable[[int, object], Awaitable[Page[Thread]]]:
        async def read(count: int, behind: object) -> Page[Thread]:
            query = {"limit": max(count, FEWEST_THREADS_A_PAGE), "before": behind}
            found = await self._requester.fetch(ThreadList, route, query=query, channel_id=channel_id)
            return Page(found.joined(), found.has_more)

        return read

    async def join(self, thread_id: int) -> None:
        """Let the bot take part in a thread; it can see and write there without, but then is not in the list.

        https://docs.discord.com/developers/resources/channel#join-thread
        """
        await self._requester.request(routes.JOIN_THREAD, channel_id=thread_id)

    async def leave(self, thread_id: int) -> None:
        """Let the bot take part in a thread no longer.

        https://docs.discord.com/developers/resources/channel#leave-thread
        """
        await self._requester.request(routes.LEAVE_THREAD, channel_id=thread_id)

    async def add_member(self, thread_id: int, user_id: int) -> None:
        """Add somebody to a thread, in which the bot can write; a thread has at most 1,000 members.

        https://docs.discord.com/developers/resources/channel#add-thread-member
        """
        await self._requester.request(routes.ADD_THREAD_MEMBER, channel_id=thread_id, user_id=user_id)

    async def remove_member(self, thread_id: int, user_id: int) -> None:
        """Remove somebody from a thread; needs Manage Threads, unless the bot began it and it is private.

        https://docs.discord.com/developers/resources/channel#remove-thread-member
        """
        await self._requester.request(routes.DELETE_THREAD_MEMBER, channel_id=thread_id, user_id=user_id)

    async def get_member(self, thread_id: int, user_id: int) -> ThreadMember:
        """Read that somebody takes part in a thread, with the member of the server.

        Raises:
            NotFound: If the user does not.

        https://docs.discord.com/developers/resources/channel#get-thread-member
        """
        return await self._requester.fetch(
            ThreadMember,
            routes.GET_THREAD_MEMBER,
            query={"with_member": True},
            channel_id=thread_id,
            user_id=user_id,
        )

    def list_members(
        self, thread_id: int, *, after: int | None = None, limit: int | None = None
    ) -> AsyncIterator[ThreadMember]:
        """Go through those who take part in a thread, with the members of the server; needs the intent for members.

        Args:
            thread_id: The thread.
            after: Only users whose id is greater.
            limit: How many at most; None for all.

        https://docs.discord.com/developers/resources/channel#list-thread-members
        """

        async def read(count: int, behind: int | None) -> Sequence[ThreadMember]:
            # Without the members Discord gives the whole list at once, whatever was asked for.
            query = {"with_member": True, "limit": count, "after": behind}
            return await self._requester.fetch(
                tuple[ThreadMember, ...], routes.LIST_THREAD_MEMBERS, query=query, channel_id=thread_id
            )

        return paginate(
            read, size=MEMBERS_A_PAGE, limit=limit, start=after, cursor=lambda member: int(member.user_id or 0)
        )


def _archived_at(thread: Thread) -> dt.datetime:
    return (thread.thread_metadata and thread.thread_metadata.archive_timestamp) or NO_TIME
