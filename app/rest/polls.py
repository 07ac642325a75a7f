"""
Polls: who voted for what, and ending them. A poll is made by sending a message with one.

https://docs.discord.com/developers/resources/poll
"""

from collections.abc import AsyncIterator, Sequence

from app.models.base import convert
from app.models.message import Message
from app.models.user import User
from app.rest import routes
from app.rest.paging import paginate
from app.rest.requester import Requester

VOTERS_A_PAGE = 100


class PollsResource:
    """`rest.polls`: polls in messages; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    def list_voters(
        self,
        channel_id: int,
        message_id: int,
        answer_id: int,
        *,
        after: int | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[User]:
        """Go through the users that voted for an answer, ordered by id.

        Args:
            channel_id: Where the poll is.
            message_id: The message that holds it.
            answer_id: Number of the answer.
            after: Only users whose id is greater.
            limit: How many at most; None for all.

        https://docs.discord.com/developers/resources/poll#get-answer-voters
        """

        async def read(count: int, behind: int | None) -> Sequence[User]:
            page = await self._requester.request(
                routes.GET_ANSWER_VOTERS,
                query={"limit": count, "after": behind},
                channel_id=channel_id,
                message_id=message_id,
                answer_id=answer_id,
            )
            return convert(page["users"], tuple[User, ...])

        return paginate(read, size=VOTERS_A_PAGE, limit=limit, start=after, cursor=lambda user: user.id)

    async def end(self, channel_id: int, message_id: int) -> Message:
        """End a poll of the bot's own at once.

        https://docs.discord.com/developers/resources/poll#end-poll
        """
        return await self._requester.fetch(Message, routes.POLL_EXPIRE, channel_id=channel_id, message_id=message_id)
