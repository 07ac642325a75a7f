"""Entitlements."""

import datetime as dt

from app.models.base import decoder
from app.models.entitlement import Entitlement, EntitlementType

entitlements = decoder(Entitlement)


def test_a_subscription_has_its_owner_offer_and_end() -> None:
    entitlement = entitlements.decode(
        b'{"id":"1","sku_id":"2","application_id":"3","user_id":"4","type":8,"ends_at":"2022-10-14T17:00:18.704163+00:00"}'
    )

    assert (entitlement.id, entitlement.sku_id, entitlement.application_id, entitlement.user_id) == (1, 2, 3, 4)
    assert entitlement.guild_id is None
    assert entitlement.type is EntitlementType.application_subscription
    assert entitlement.ends_at == dt.datetime(2022, 10, 14, 17, 0, 18, 704163, dt.UTC)


def test_a_test_entitlement_has_no_dates() -> None:
    entitlement = entitlements.decode(b'{"starts_at":null,"ends_at":null,"guild_id":null}')

    assert (entitlement.starts_at, entitlement.ends_at, entitlement.guild_id) == (None, None, None)


def test_a_new_type_of_entitlement_is_kept() -> None:
    entitlement = entitlements.decode(b'{"type":99}')

    assert entitlement.type == 99
