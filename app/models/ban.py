"""
Bans: who may not come back to a server.

https://docs.discord.com/developers/resources/guild#ban-object
"""

from app.models.base import Model, Snowflake
from app.models.user import User


class Ban(Model, kw_only=True):
    """That a user may not enter a server.

    https://docs.discord.com/developers/resources/guild#ban-object
    """

    user: User = User()
    reason: str | None = None


class BulkBan(Model, kw_only=True):
    """What became of many bans at once.

    Attributes:
        banned_users: Ids of those who are banned now.
        failed_users: Ids of those who were banned before, or could not be.

    https://docs.discord.com/developers/resources/guild#bulk-guild-ban
    """

    banned_users: tuple[Snowflake, ...] = ()
    failed_users: tuple[Snowflake, ...] = ()
