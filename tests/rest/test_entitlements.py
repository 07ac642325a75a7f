from typing import Any

import pytest

from app.models.entitlement import EntitlementOwnerType
from tests.rest.wire import Sent, recorded, sent

PATH = "/applications/1/entitlements"
EXCLUDED: dict[str, str | list[str]] = {"exclude_ended": "false", "exclude_deleted": "true"}


def page(*ids: int) -> list[Any]:
    return [{"id": str(number), "type": 8} for number in ids]


async def test_all_entitlements_are_read_page_by_page_the_oldest_first() -> None:
    rest, requests = recorded(page(*range(1, 101)), page(101))

    listed = [entitlement.id async for entitlement in rest.entitlements.list(1)]

    assert listed == list(range(1, 102))
    assert [sent(request) for request in requests] == [
        Sent("GET", PATH, EXCLUDED | {"limit": "100", "after": "0"}, None),
        Sent("GET", PATH, EXCLUDED | {"limit": "100", "after": "100"}, None),
    ]


async def test_entitlements_before_one_are_read_the_newest_first() -> None:
    rest, requests = recorded(page(*range(101, 201)), page(100))

    listed = [entitlement.id async for entitlement in rest.entitlements.list(1, before=201)]

    assert listed == list(range(200, 99, -1))
    assert [sent(request).query["before"] for request in requests] == ["201", "101"]


async def test_entitlements_are_listed_by_owner_and_offer() -> None:
    rest, requests = recorded(page(7))

    listed = rest.entitlements.list(
        1, user_id=2, guild_id=3, sku_ids=[4, 5], exclude_ended=True, exclude_deleted=False, limit=1, after=6
    )

    assert [entitlement.id async for entitlement in listed] == [7]
    assert sent(requests[0]).query == {
        "user_id": "2",
        "guild_id": "3",
        "sku_ids": "4,5",
        "exclude_ended": "true",
        "exclude_deleted": "false",
        "limit": "1",
        "after": "6",
    }
    assert len(requests) == 1


async def test_an_entitlement_is_read_consumed_and_for_a_test_made_and_deleted() -> None:
    rest, requests = recorded({"id": "7"}, None, {"id": "8"}, None)

    read = await rest.entitlements.get(1, 7)
    await rest.entitlements.consume(1, 7)
    made = await rest.entitlements.create_test(1, sku_id=4, owner_id=3, owner_type=EntitlementOwnerType.guild)
    await rest.entitlements.delete_test(1, 8)

    assert (read.id, made.id) == (7, 8)
    assert [sent(request) for request in requests] == [
        Sent("GET", f"{PATH}/7", {}, None),
        Sent("POST", f"{PATH}/7/consume", {}, None),
        Sent("POST", PATH, {}, {"sku_id": "4", "owner_id": "3", "owner_type": 1}),
        Sent("DELETE", f"{PATH}/8", {}, None),
    ]


@pytest.mark.parametrize("limit", [0, 1])
async def test_no_more_is_asked_for_than_is_wanted(limit: int) -> None:
    rest, requests = recorded(page(1))

    assert len([one async for one in rest.entitlements.list(1, limit=limit)]) == limit
    assert [sent(request).query["limit"] for request in requests] == ["1"] * limit


async def test_entitlements_are_not_listed_between_two_ids() -> None:
    rest, _ = recorded([])

    with pytest.raises(ValueError, match="leave before or after out"):
        rest.entitlements.list(1, before=5, after=3)
