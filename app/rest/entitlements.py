"""
What users and servers have bought of an application.

https://docs.discord.com/developers/resources/entitlement
"""

from collections.abc import AsyncIterator, Iterable, Sequence

from app.models.entitlement import Entitlement, EntitlementOwnerType
from app.rest import routes
from app.rest.paging import check_direction, paginate
from app.rest.requester import Requester
from app.rest.values import snowflake

ENTITLEMENTS_A_PAGE = 100


class EntitlementsResource:
    """`rest.entitlements`: who has bought what."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    def list(
        self,
        application_id: int,
        *,
        user_id: int | None = None,
        guild_id: int | None = None,
        sku_ids: Iterable[int] = (),
        exclude_ended: bool = False,
        exclude_deleted: bool = True,
        before: int | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[Entitlement]:
        """Go through entitlements, the oldest first; with `before`, the newest first.

        Args:
            application_id: Whose offers.
            user_id: Only what this user has.
            guild_id: Only what this server has.
            sku_ids: Only of these offers.
            exclude_ended: Whether to leave out what no longer holds.
            exclude_deleted: Whether to leave out what was taken back.
            before: Only entitlements older than this id.
            after: Only entitlements newer than this id.
            limit: How many at most; None for all.

        Raises:
            ValueError: If both `before` and `after` are given.

        https://docs.discord.com/developers/resources/entitlement#list-entitlements
        """
        check_direction("entitlements", before, after)
        is_backwards = before is not None
        among = ",".join(map(str, sku_ids)) or None

        async def read(count: int, behind: int | None) -> Sequence[Entitlement]:
            page = await self._requester.fetch(
                tuple[Entitlement, ...],
                routes.GET_ENTITLEMENTS,
                query={
                    "user_id": user_id,
                    "guild_id": guild_id,
                    "sku_ids": among,
                    "exclude_ended": exclude_ended,
                    "exclude_deleted": exclude_deleted,
                    "limit": count,
                    "before" if is_backwards else "after": behind,
                },
                application_id=application_id,
            )
            return sorted(page, key=lambda entitlement: entitlement.id, reverse=is_backwards)

        start = before if before is not None else after or 0
        return paginate(read, size=ENTITLEMENTS_A_PAGE, limit=limit, start=start, cursor=lambda found: found.id)

    async def get(self, application_id: int, entitlement_id: int) -> Entitlement:
        """Read an entitlement.

        https://docs.discord.com/developers/resources/entitlement#get-entitlement
        """
        return await self._requester.fetch(
            Entitlement, routes.GET_ENTITLEMENT, application_id=application_id, entitlement_id=entitlement_id
        )

    async def consume(self, application_id: int, entitlement_id: int) -> None:
        """Say that a consumable item was used up, so that the user can buy it anew.

        https://docs.discord.com/developers/resources/entitlement#consume-an-entitlement
        """
        await self._requester.request(
            routes.CONSUME_ENTITLEMENT, application_id=application_id, entitlement_id=entitlement_id
        )

    async def create_test(
        self, application_id: int, *, sku_id: int, owner_id: int, owner_type: EntitlementOwnerType
    ) -> Entitlement:
        """Give a user or a server a subscription, to test with; nobody pays for it, and it never ends.

        Args:
            application_id: Whose offer.
            sku_id: The offer.
            owner_id: Id of the user or the server.
            owner_type: Which of the two it is.

        https://docs.discord.com/developers/resources/entitlement#create-test-entitlement
        """
        data = {"sku_id": snowflake(sku_id), "owner_id": snowflake(owner_id), "owner_type": owner_type}
        return await self._requester.fetch(Entitlement, routes.CREATE_ENTITLEMENT, data, application_id=application_id)

    async def delete_test(self, application_id: int, entitlement_id: int) -> None:
        """Take back an entitlement that was given to test with.

        https://docs.discord.com/developers/resources/entitlement#delete-test-entitlement
        """
        await self._requester.request(
            routes.DELETE_ENTITLEMENT, application_id=application_id, entitlement_id=entitlement_id
        )
