"""
Messages that are pinned to a channel.

https://docs.discord.com/developers/resources/message#get-channel-pins
"""

import datetime as dt
from collections.abc import AsyncIterator

from app.models.pin import MessagePin, PinPage
from app.rest import routes
from app.rest.paging import Page, follow
from app.rest.requester import Requester

PINS_A_PAGE = 50


class PinsResource:
    """`rest.pins`: pinned messages; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    def list(
        self, channel_id: int, *, before: dt.datetime | None = None, limit: int | None = None
    ) -> AsyncIterator[MessagePin]:
        """Go through the pinned messages of a channel, what was pinned last first.

        The bot must be able to see the channel; without Read Message History there are none.

        Args:
            channel_id: The channel or thread.
            before: Only what was pinned before.
            limit: How many at most; None for all.

        https://docs.discord.com/developers/resources/message#get-channel-pins
        """

        async def read(count: int, behind: dt.datetime | None) -> Page[MessagePin]:
            query = {"limit": count, "before": behind}
            page = await self._requester.fetch(PinPage, routes.LIST_PINS, query=query, channel_id=channel_id)
            return Page(page.items, page.has_more)

        return follow(read, size=PINS_A_PAGE, limit=limit, start=before, cursor=lambda pin: pin.pinned_at)

    async def create(self, channel_id: int, message_id: int, *, reason: str | None = None) -> None:
        """Pin a message; needs Pin Messages. A channel has at most 250 pins.

        https://docs.discord.com/developers/resources/message#pin-message
        """
        await self._requester.request(routes.CREATE_PIN, reason=reason, channel_id=channel_id, message_id=message_id)

    async def delete(self, channel_id: int, message_id: int, *, reason: str | None = None) -> None:
        """Unpin a message; needs Pin Messages.

        https://docs.discord.com/developers/resources/message#unpin-message
        """
        await self._requester.request(routes.DELETE_PIN, reason=reason, channel_id=channel_id, message_id=message_id)
