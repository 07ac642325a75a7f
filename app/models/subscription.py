"""
What somebody pays an application for, again and again.

https://docs.discord.com/developers/resources/subscription
"""

import datetime as dt

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake


class SubscriptionStatus(OpenIntEnum):
    """How far a subscription is; whether it grants anything is for entitlements to say.

    https://docs.discord.com/developers/resources/subscription#subscription-statuses
    """

    active = 0
    inactive = 1
    ending = 2


class Subscription(Model, kw_only=True):
    """What a user pays for, month by month.

    Attributes:
        sku_ids: What is paid for.
        renewal_sku_ids: What will be paid for from the next period on; None: the same.
        status: None only if Discord named none.
        canceled_at: When it was cancelled; None while it goes on.
        country: Two letters of ISO 3166-1; only for those who read it with an
            OAuth2 token of the private scope.

    https://docs.discord.com/developers/resources/subscription#subscription-object
    """

    id: Snowflake = NO_ID
    user_id: Snowflake = NO_ID
    sku_ids: tuple[Snowflake, ...] = ()
    entitlement_ids: tuple[Snowflake, ...] = ()
    renewal_sku_ids: tuple[Snowflake, ...] | None = None
    current_period_start: dt.datetime | None = None
    current_period_end: dt.datetime | None = None
    status: SubscriptionStatus | None = None
    canceled_at: dt.datetime | None = None
    country: str | None = None
