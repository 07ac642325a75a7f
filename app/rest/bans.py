"""
Bans: who may not come back to a server.

https://docs.discord.com/developers/resources/guild#ban-object
"""

from collections.abc import AsyncIterator, Iterable, Sequence

from app.models.ban import Ban, BulkBan
from app.rest import routes
from app.rest.paging import paginate
from app.rest.requester import Requester
from app.rest.values import snowflakes

BANS_A_PAGE = 1000


class BansResource:
    """`rest.bans`: who may not come back to a server; the bot needs Ban Members."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get(self, guild_id: int, user_id: int) -> Ban:
        """Read a ban.

        Raises:
            NotFound: If the user is not banned.

        https://docs.discord.com/developers/resources/guild#get-guild-ban
        """
        return await self._requester.fetch(Ban, routes.GET_GUILD_BAN, guild_id=guild_id, user_id=user_id)

    def list(self, guild_id: int, *, after: int | None = None, limit: int | None = None) -> AsyncIterator[Ban]:
        """Go through the bans, by the ids of the users.

            async for ban in rest.bans.list(guild_id): ...

        Args:
            guild_id: The server.
            after: Only users whose id is greater.
            limit: How many at most; None for all.

        https://docs.discord.com/developers/resources/guild#get-guild-bans
        """

        async def read(count: int, behind: int | None) -> Sequence[Ban]:
            query = {"limit": count, "after": behind}
            return await self._requester.fetch(tuple[Ban, ...], routes.LIST_GUILD_BANS, query=query, guild_id=guild_id)

        return paginate(read, size=BANS_A_PAGE, limit=limit, start=after, cursor=lambda ban: ban.user.id)

    async def create(
        self, guild_id: int, user_id: int, *, delete_message_seconds: int = 0, reason: str | None = None
    ) -> None:
        """Ban a user, who need not be in the server.

        Args:
            guild_id: The server.
            user_id: The user.
            delete_message_seconds: Messages of the last so many seconds are
                deleted; at most 604,800, which is 7 days.
            reason: What the ban and the audit log say, at most 512 characters.

        https://docs.discord.com/developers/resources/guild#create-guild-ban
        """
        data = {"delete_message_seconds": delete_message_seconds}
        await self._requester.request(
            routes.BAN_USER_FROM_GUILD, data, reason=reason, guild_id=guild_id, user_id=user_id
        )

    async def bulk_create(
        self,
        guild_id: int,
        user_ids: Iterable[int],
        *,
        delete_message_seconds: int = 0,
        reason: str | None = None,
    ) -> BulkBan:
        """Ban up to 200 users at once; also needs Manage Server.

        Args:
            guild_id: The server.
            user_ids: Ids of the users.
            delete_message_seconds: Messages of the last so many seconds are
                deleted; at most 604,800, which is 7 days.
            reason: What the bans and the audit log say, at most 512 characters.

        Raises:
            RestError: With the code 500000 if none of them could be banned.

        https://docs.discord.com/developers/resources/guild#bulk-guild-ban
        """
        data = {"user_ids": snowflakes(user_ids), "delete_message_seconds": delete_message_seconds}
        return await self._requester.fetch(
            BulkBan, routes.BULK_BAN_USERS_FROM_GUILD, data, reason=reason, guild_id=guild_id
        )

    async def delete(self, guild_id: int, user_id: int, *, reason: str | None = None) -> None:
        """Let a user come back.

        Raises:
            NotFound: If the user was not banned.

        https://docs.discord.com/developers/resources/guild#remove-guild-ban
        """
        # Discord's description of the route wants a body, if an empty one.
        await self._requester.request(
            routes.UNBAN_USER_FROM_GUILD, {}, reason=reason, guild_id=guild_id, user_id=user_id
        )
