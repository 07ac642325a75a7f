from app.models.sku import SkuFlags, SkuType
from tests.rest.wire import Sent, recorded, sent


async def test_offers_are_listed() -> None:
    rest, requests = recorded([{"id": "2", "type": 5, "application_id": "1", "name": "Premium", "flags": 128}])

    (sku,) = await rest.skus.list(1)

    assert sent(requests[0]) == Sent("GET", "/applications/1/skus", {}, None)
    assert (sku.id, sku.type, sku.flags) == (2, SkuType.subscription, SkuFlags.guild_subscription)
