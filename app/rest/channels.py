"""
Channels and threads.

https://docs.discord.com/developers/resources/channel
"""

from app.models.base import convert
from app.models.channel import AnyChannel, Channel
from app.rest import routes
from app.rest.memo import Memo
from app.rest.requester import Requester

KEPT = 60.0
"""Seconds that a channel is remembered."""


class ChannelsResource:
    """`rest.channels`: channels and threads; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester
        self._recent = Memo(self.get, KEPT)

    async def get(self, channel_id: int) -> Channel:
        """Read a channel or thread as it is now.

        Raises:
            RestError: If Discord refuses it: `Forbidden` where the bot cannot see the channel.
        """
        return convert(await self._requester.request(routes.GET_CHANNEL, channel_id=channel_id), AnyChannel)

    async def get_recent(self, channel_id: int) -> Channel:
        """Return a channel or thread as it was within the last minute.

        Raises:
            RestError: As `get` does.
        """
        return await self._recent.get(channel_id)
