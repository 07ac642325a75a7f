"""
The application itself.

https://docs.discord.com/developers/resources/application
"""

from app.models.application import Application
from app.models.base import convert
from app.rest import routes
from app.rest.requester import Requester


class ApplicationsResource:
    """`rest.applications`: the application that the bot token belongs to."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get_own(self) -> Application:
        """Read the application; this needs a bot token."""
        return convert(await self._requester.request(routes.GET_OWN_APPLICATION), Application)
