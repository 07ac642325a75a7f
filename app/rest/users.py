"""
Users, and first the bot itself.

https://docs.discord.com/developers/resources/user
"""

from collections.abc import AsyncIterator

from app.rest import routes
from app.rest.requester import Requester

GUILDS_A_PAGE = 200


class UsersResource:
    """`rest.users`: users, and first the bot itself."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def list_own_guild_ids(self) -> AsyncIterator[int]:
        """Go through the ids of all guilds that the bot is in; this needs a bot token."""
        after = 0
        while True:
            page = await self._requester.request(routes.LIST_OWN_GUILDS, limit=GUILDS_A_PAGE, after=after)
            for guild in page:
                after = int(guild["id"])
                yield after
            if len(page) < GUILDS_A_PAGE:
                return
