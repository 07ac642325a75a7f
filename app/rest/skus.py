"""
What an application offers for money.

https://docs.discord.com/developers/resources/sku
"""

from app.models.sku import Sku
from app.rest import routes
from app.rest.requester import Requester


class SkusResource:
    """`rest.skus`: the offers of an application."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def list(self, application_id: int) -> tuple[Sku, ...]:
        """List all offers; a subscription is listed twice, and entitlements name the one that is no group.

        https://docs.discord.com/developers/resources/sku#list-skus
        """
        return await self._requester.fetch(tuple[Sku, ...], routes.LIST_SKUS, application_id=application_id)
