"""
What an application offers for money.

https://docs.discord.com/developers/resources/sku
"""

import datetime as dt
import enum

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake


class SkuType(OpenIntEnum):
    """How an offer is paid for.

    `subscription_group` is Discord's own, made for each subscription: entitlements never name it.

    https://docs.discord.com/developers/resources/sku#sku-object-sku-types
    """

    durable = 2
    consumable = 3
    subscription = 5
    subscription_group = 6


class SkuFlags(enum.IntFlag):
    """Whether an offer can be bought, and whom its subscription is for.

    https://docs.discord.com/developers/resources/sku#sku-object-sku-flags
    """

    available = 1 << 2
    guild_subscription = 1 << 7
    user_subscription = 1 << 8


class Sku(Model, kw_only=True):
    """One thing that an application offers: an item, or a subscription.

    Attributes:
        type: None only if Discord named none.
        slug: The name within the address of the offer.
        dependent_sku_id: Seen in Discord's examples, not documented; so are
            `manifest_labels`, `access_type`, `features`, `release_date`,
            `premium` and `show_age_gate`.

    https://docs.discord.com/developers/resources/sku#sku-object
    """

    id: Snowflake = NO_ID
    type: SkuType | None = None
    application_id: Snowflake = NO_ID
    name: str = ""
    slug: str = ""
    flags: SkuFlags = SkuFlags(0)
    dependent_sku_id: Snowflake | None = None
    manifest_labels: tuple[str, ...] | None = None
    access_type: int | None = None
    features: tuple[int, ...] = ()
    release_date: dt.datetime | None = None
    premium: bool = False
    show_age_gate: bool = False
