"""
What a user or a server has bought of an application.

https://docs.discord.com/developers/resources/entitlement
"""

import datetime as dt

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake


class EntitlementType(OpenIntEnum):
    """How an entitlement came about.

    `quest_reward` stands in Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/entitlement#entitlement-object-entitlement-types
    """

    purchase = 1
    premium_subscription = 2
    developer_gift = 3
    test_mode_purchase = 4
    free_purchase = 5
    user_gift = 6
    premium_purchase = 7
    application_subscription = 8
    quest_reward = 10


class FulfillmentStatus(OpenIntEnum):
    """How far the application's owner is with delivering what was bought.

    It stands in Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/entitlement
    """

    unknown = 0
    fulfillment_not_needed = 1
    fulfillment_needed = 2
    fulfilled = 3
    fulfillment_failed = 4
    unfulfillment_needed = 5
    unfulfilled = 6
    unfulfillment_failed = 7


class EntitlementOwnerType(OpenIntEnum):
    """Whom an entitlement is for.

    https://docs.discord.com/developers/resources/entitlement#create-test-entitlement
    """

    guild = 1
    user = 2


class Entitlement(Model, kw_only=True):
    """The right of a user or a server to a premium offer of an application.

    Attributes:
        sku_id: The offer.
        application_id: The application that makes it.
        user_id: Who has it, if it is a user's.
        guild_id: Which server has it, if it is a server's.
        type: None only if Discord named none.
        deleted: Whether it was taken back.
        starts_at: Since when it holds; None for a test entitlement.
        ends_at: Until when it holds; None while no end is known.
        consumed: Whether a consumable item was used up.
        promotion_id: Seen in Discord's examples, not documented; so are `gift_code_flags` and `subscription_id`.
        fulfilled_at: From Discord's OpenAPI description, as are `fulfillment_status`,
            `gifter_user_id` and `parent_id`.

    https://docs.discord.com/developers/resources/entitlement#entitlement-object
    """

    id: Snowflake = NO_ID
    sku_id: Snowflake = NO_ID
    application_id: Snowflake = NO_ID
    user_id: Snowflake | None = None
    guild_id: Snowflake | None = None
    type: EntitlementType | None = None
    deleted: bool = False
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    consumed: bool = False
    promotion_id: Snowflake | None = None
    gift_code_flags: int = 0
    subscription_id: Snowflake | None = None
    fulfilled_at: dt.datetime | None = None
    fulfillment_status: FulfillmentStatus | None = None
    gifter_user_id: Snowflake | None = None
    parent_id: Snowflake | None = None
