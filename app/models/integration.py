"""
Integrations: what of other services, and which applications, is joined to a server.

https://docs.discord.com/developers/resources/guild#integration-object
"""

import datetime as dt

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake
from app.models.user import User


class IntegrationExpireBehavior(OpenIntEnum):
    """What becomes of a member whose subscription ends.

    https://docs.discord.com/developers/resources/guild#integration-object-integration-expire-behaviors
    """

    remove_role = 0
    kick = 1


class IntegrationAccount(Model, kw_only=True):
    """The account on the other service.

    https://docs.discord.com/developers/resources/guild#integration-account-object
    """

    id: str = ""
    name: str | None = None


class IntegrationApplication(Model, kw_only=True):
    """The application of an integration of Discord's own kind.

    Attributes:
        icon: Hash of the icon.

    https://docs.discord.com/developers/resources/guild#integration-application-object
    """

    id: Snowflake = NO_ID
    name: str = ""
    icon: str | None = None
    description: str = ""
    bot: User | None = None


class Integration(Model, kw_only=True):
    """Another service, or an application, that is joined to a server.

    Partial ones have `id`, `name`, `type`, `account` and `application_id`.

    Attributes:
        type: `twitch`, `youtube`, `discord` or `guild_subscription`.
        role_id: The role that its subscribers have.
        enable_emoticons: Whether its emotes are taken over.
        expire_grace_period: Days between the end of a subscription and what follows.
        user: Who joined it; None for some from long ago.
        scopes: What the application was granted.

    https://docs.discord.com/developers/resources/guild#integration-object
    """

    id: Snowflake = NO_ID
    name: str | None = None
    type: str = ""
    enabled: bool | None = None
    syncing: bool | None = None
    role_id: Snowflake | None = None
    enable_emoticons: bool | None = None
    expire_behavior: IntegrationExpireBehavior | None = None
    expire_grace_period: int | None = None
    user: User | None = None
    account: IntegrationAccount = IntegrationAccount()
    synced_at: dt.datetime | None = None
    subscriber_count: int | None = None
    revoked: bool | None = None
    application: IntegrationApplication | None = None
    application_id: Snowflake | None = None
    scopes: tuple[str, ...] = ()
