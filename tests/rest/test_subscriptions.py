import pytest

from app.models.subscription import SubscriptionStatus
from tests.rest.wire import Sent, recorded, sent


async def test_subscriptions_of_a_user_are_listed_the_oldest_first() -> None:
    rest, requests = recorded([{"id": str(number)} for number in range(100, 0, -1)], [])

    listed = [subscription.id async for subscription in rest.subscriptions.list(1, user_id=2)]

    assert listed == list(range(1, 101))
    assert [sent(request) for request in requests] == [
        Sent("GET", "/skus/1/subscriptions", {"user_id": "2", "limit": "100", "after": "0"}, None),
        Sent("GET", "/skus/1/subscriptions", {"user_id": "2", "limit": "100", "after": "100"}, None),
    ]


async def test_subscriptions_before_one_are_listed_the_newest_first() -> None:
    rest, requests = recorded([{"id": "3"}, {"id": "4"}])

    assert [one.id async for one in rest.subscriptions.list(1, user_id=2, before=5, limit=2)] == [4, 3]
    assert sent(requests[0]).query == {"user_id": "2", "limit": "2", "before": "5"}


async def test_a_subscription_is_read() -> None:
    rest, requests = recorded({"id": "3", "status": 2, "sku_ids": ["1"], "renewal_sku_ids": None})

    subscription = await rest.subscriptions.get(1, 3)

    assert sent(requests[0]) == Sent("GET", "/skus/1/subscriptions/3", {}, None)
    assert (subscription.status, subscription.sku_ids) == (SubscriptionStatus.ending, (1,))


async def test_subscriptions_are_not_listed_between_two_ids() -> None:
    rest, _ = recorded([])

    with pytest.raises(ValueError, match="leave before or after out"):
        rest.subscriptions.list(1, user_id=2, before=5, after=3)
