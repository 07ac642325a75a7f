"""
Searching the messages of a server: what is asked for, and what is found.

https://docs.discord.com/developers/resources/message#search-guild-messages
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias, TypedDict

import msgspec

from app.models.base import Model
from app.models.channel import Thread, ThreadMember
from app.models.message import Message

AuthorType: TypeAlias = Literal["user", "bot", "webhook", "-user", "-bot", "-webhook"]
"""Who wrote a message; with a `-`, who did not."""
Contained: TypeAlias = Literal[
    "image", "sound", "video", "file", "sticker", "embed", "link", "poll", "snapshot",
    "-image", "-sound", "-video", "-file", "-sticker", "-embed", "-link", "-poll", "-snapshot",
]  # fmt: skip
"""What a message holds; with a `-`, what it does not."""


class SearchFilters(TypedDict, total=False):
    """What a message must be to be found."""

    content: str
    """Words, at most 1,024 characters."""
    slop: int
    """How many other words may stand between these, 0 to 100; 2 unless given."""
    channel_id: Sequence[int]
    """At most 500."""
    author_type: Sequence[AuthorType]
    author_id: Sequence[int]
    """At most 100, as in all the lists below."""
    mentions: Sequence[int]
    """Ids of users."""
    mentions_role_id: Sequence[int]
    mention_everyone: bool
    replied_to_user_id: Sequence[int]
    replied_to_message_id: Sequence[int]
    pinned: bool
    has: Sequence[Contained]
    embed_type: Sequence[Literal["image", "video", "gif", "sound", "article"]]
    embed_provider: Sequence[str]
    link_hostname: Sequence[str]
    attachment_filename: Sequence[str]
    attachment_extension: Sequence[str]
    min_id: int
    """Newer messages than this."""
    max_id: int
    """Older messages than this."""
    include_nsfw: bool
    """Whether channels that are restricted by age are searched too; they are not unless given."""


class SearchResult(Model, kw_only=True):
    """A page of what was found; the messages come without their reactions.

    A page may hold fewer messages than were asked for though more follow.

    Attributes:
        total_results: How many there are in all, roughly: Discord's index may be behind.
        doing_deep_historical_index: Whether Discord is still going through old messages.
        documents_indexed: How many it has gone through then.
        threads: The threads that these messages stand in.
        members: The bot's membership in each of them that it has joined.

    https://docs.discord.com/developers/resources/message#search-guild-messages-response-structure
    """

    _messages: tuple[tuple[Message, ...], ...] = msgspec.field(name="messages", default=())
    total_results: int = 0
    doing_deep_historical_index: bool = False
    documents_indexed: int | None = None
    threads: tuple[Thread, ...] | None = None
    members: tuple[ThreadMember, ...] | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """What was found; Discord puts each message into a list of its own."""
        return tuple(message for group in self._messages for message in group)
