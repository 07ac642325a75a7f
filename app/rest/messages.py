"""
Messages in channels.

https://docs.discord.com/developers/resources/message
"""

from app.models.base import convert
from app.models.message import Message
from app.rest import routes
from app.rest.requester import Requester


class MessagesResource:
    """`rest.messages`: messages in channels."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get(self, channel_id: int, message_id: int) -> Message:
        """Read a message; this needs a bot token, and that the bot may read the channel's history.

        Raises:
            NotFound: If there is no such message, or channel.
            Forbidden: If the bot may not read it.

        https://docs.discord.com/developers/resources/message#get-channel-message
        """
        answer = await self._requester.request(routes.GET_MESSAGE, channel_id=channel_id, message_id=message_id)
        return convert(answer, Message)
