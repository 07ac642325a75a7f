"""The REST client: `rest.<resource>.<verb>`, one file a resource."""

from app.rest.applications import ApplicationsResource
from app.rest.channels import ChannelsResource
from app.rest.commands import CommandsResource
from app.rest.interactions import InteractionsResource
from app.rest.messages import MessagesResource
from app.rest.oauth import OAuthResource
from app.rest.requester import Requester
from app.rest.roles import RolesResource
from app.rest.users import UsersResource


class Rest:
    """Discord's REST API, resource by resource."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester
        self.applications = ApplicationsResource(requester)
        self.channels = ChannelsResource(requester)
        self.commands = CommandsResource(requester)
        self.interactions = InteractionsResource(requester)
        self.messages = MessagesResource(requester)
        self.oauth = OAuthResource(requester)
        self.roles = RolesResource(requester)
        self.users = UsersResource(requester)

    def authorize(self, authorization: str) -> None:
        """Send this `Authorization` from now on, in place of the bot token."""
        self._requester.authorize(authorization)

    async def close(self) -> None:
        """Close the connections."""
        await self._requester.close()
