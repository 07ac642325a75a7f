"""
Accounts elsewhere that a user has linked.

https://docs.discord.com/developers/resources/user#connection-object
"""

from app.models.base import Model, OpenIntEnum
from app.models.guild import PartialGuild
from app.models.integration import IntegrationAccount


class ConnectionVisibility(OpenIntEnum):
    """Who sees a connection.

    https://docs.discord.com/developers/resources/user#connection-object-visibility-types
    """

    none = 0
    everyone = 1


class ConnectionIntegration(Model, kw_only=True):
    """A server that uses a connection, for instance for the subscribers of a streamer.

    Attributes:
        type: `twitch`, `youtube`, `discord` or `guild_subscription`.
        guild: From Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/guild#integration-object
    """

    id: str = ""
    type: str = ""
    account: IntegrationAccount = IntegrationAccount()
    guild: PartialGuild | None = None


class Connection(Model, kw_only=True):
    """An account elsewhere that a user has linked.

    Attributes:
        id: Its id there, which is no snowflake.
        type: Where it is, such as `github` or `steam`. An open set of words.
        revoked: Whether the user took it back there.
        integrations: Servers that use it.
        friend_sync: Whether friends from there are suggested.
        show_activity: Whether what the user does there is shown as an activity.
        two_way_link: Whether the other side has a token of the user's too.

    https://docs.discord.com/developers/resources/user#connection-object
    """

    id: str = ""
    name: str | None = None
    type: str = ""
    revoked: bool = False
    integrations: tuple[ConnectionIntegration, ...] = ()
    verified: bool = False
    friend_sync: bool = False
    show_activity: bool = False
    two_way_link: bool = False
    visibility: ConnectionVisibility = ConnectionVisibility.none
