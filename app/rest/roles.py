"""
The roles of servers.

https://docs.discord.com/developers/resources/guild#get-guild-roles
"""

from app.models.base import convert
from app.models.guild import Role
from app.rest import routes
from app.rest.memo import Memo
from app.rest.requester import Requester

KEPT = 60.0
"""Seconds that the roles of a server are remembered."""


class RolesResource:
    """`rest.roles`: the roles of servers; this needs a bot token, and the bot in the server."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester
        self._recent = Memo(self.list, KEPT)

    async def list(self, guild_id: int) -> tuple[Role, ...]:
        """Read the roles of a server as they are now, the one that everybody has among them.

        Raises:
            RestError: If Discord refuses it: `Forbidden` where the bot is not in the server.
        """
        return convert(await self._requester.request(routes.LIST_ROLES, guild_id=guild_id), tuple[Role, ...])

    async def list_recent(self, guild_id: int) -> tuple[Role, ...]:
        """Return the roles of a server as they were within the last minute.

        Raises:
            RestError: As `list` does.
        """
        return await self._recent.get(guild_id)
