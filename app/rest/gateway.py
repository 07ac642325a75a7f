"""
Where bots connect that listen to Discord's events.

https://docs.discord.com/developers/events/gateway
"""

from app.models.gateway import Gateway
from app.rest import routes
from app.rest.requester import Requester


class GatewayResource:
    """`rest.gateway`: where to connect, for what runs beside this bot and listens to events."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get(self) -> Gateway:
        """Read where to connect.

        https://docs.discord.com/developers/events/gateway#get-gateway
        """
        return await self._requester.fetch(Gateway, routes.GET_GATEWAY)

    async def get_bot(self) -> Gateway:
        """Read where to connect, with how many connections, and how many are left; this needs a bot token.

        https://docs.discord.com/developers/events/gateway#get-gateway-bot
        """
        return await self._requester.fetch(Gateway, routes.GET_BOT_GATEWAY)
