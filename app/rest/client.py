"""The REST client: `rest.<resource>.<verb>`, one file a resource."""

from app.rest.commands import CommandsResource
from app.rest.interactions import InteractionsResource
from app.rest.requester import Requester


class Rest:
    """Discord's REST API, resource by resource."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester
        self.interactions = InteractionsResource(requester)
        self.commands = CommandsResource(requester)

    async def close(self) -> None:
        """Close the connections."""
        await self._requester.close()
