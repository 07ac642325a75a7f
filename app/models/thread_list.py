"""
Lists of threads.

https://docs.discord.com/developers/resources/channel#list-public-archived-threads
"""

from app.models.base import Model
from app.models.channel import Thread, ThreadMember
from app.models.message import Message


class ThreadList(Model, kw_only=True):
    """Threads, and which of them the bot has joined.

    Attributes:
        members: The bot's membership in each of these threads that it has joined.
        has_more: Whether there are more; not sent where all active ones are.
        first_messages: From Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/channel#list-public-archived-threads
    """

    threads: tuple[Thread, ...] = ()
    members: tuple[ThreadMember, ...] = ()
    has_more: bool = False
    first_messages: tuple[Message, ...] = ()

    def joined(self) -> tuple[Thread, ...]:
        """Return the threads, each with the bot's membership as its `member` if it has joined it."""
        members = {member.id: member for member in self.members}
        return tuple(thread.replace(member=members.get(thread.id, thread.member)) for thread in self.threads)


class ForumPost(Thread, kw_only=True):
    """A thread that was just made in a forum.

    Attributes:
        message: What it begins with; it has the id of the thread.

    https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel
    """

    message: Message = Message()
