"""
Who pays for an offer, again and again.

https://docs.discord.com/developers/resources/subscription
"""

from collections.abc import AsyncIterator, Sequence

from app.models.subscription import Subscription
from app.rest import routes
from app.rest.paging import check_direction, paginate
from app.rest.requester import Requester

SUBSCRIPTIONS_A_PAGE = 100


class SubscriptionsResource:
    """`rest.subscriptions`: the subscriptions to an offer. Whether one grants anything, `rest.entitlements` says."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    def list(
        self,
        sku_id: int,
        *,
        user_id: int,
        before: int | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[Subscription]:
        """Go through the subscriptions of a user to an offer, the oldest first; with `before`, the newest first.

        Args:
            sku_id: The offer.
            user_id: Whose subscriptions.
            before: Only subscriptions older than this id.
            after: Only subscriptions newer than this id.
            limit: How many at most; None for all.

        Raises:
            ValueError: If both `before` and `after` are given.

        https://docs.discord.com/developers/resources/subscription#list-sku-subscriptions
        """
        check_direction("subscriptions", before, after)
        is_backwards = before is not None

        async def read(count: int, behind: int | None) -> Sequence[Subscription]:
            page = await self._requester.fetch(
                tuple[Subscription, ...],
                routes.GET_SKU_SUBSCRIPTIONS,
                query={"user_id": user_id, "limit": count, "before" if is_backwards else "after": behind},
                sku_id=sku_id,
            )
            return sorted(page, key=lambda subscription: subscription.id, reverse=is_backwards)

        start = before if before is not None else after or 0
        return paginate(read, size=SUBSCRIPTIONS_A_PAGE, limit=limit, start=start, cursor=lambda found: found.id)

    async def get(self, sku_id: int, subscription_id: int) -> Subscription:
        """Read a subscription.

        https://docs.discord.com/developers/resources/subscription#get-sku-subscription
        """
        return await self._requester.fetch(
            Subscription, routes.GET_SKU_SUBSCRIPTION, sku_id=sku_id, subscription_id=subscription_id
        )
