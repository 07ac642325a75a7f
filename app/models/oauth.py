"""
What OAuth2 gives: access tokens, and what they stand for.

https://docs.discord.com/developers/topics/oauth2
"""

import datetime as dt

from app.models.application import Application
from app.models.base import Model
from app.models.guild import Guild
from app.models.user import User
from app.models.webhook import Webhook


class AccessToken(Model, kw_only=True):
    """A token that acts for a user, or for the application itself. Keep it as you keep a password.

    Attributes:
        token_type: `Bearer`.
        expires_in: Seconds for which it is valid, usually a week.
        refresh_token: What gets the next one; empty where the application got
            a token for itself.
        scope: What it may be used for, with spaces between.
        guild: The server that the application was added to, where `bot` is in the scope.
        webhook: The webhook that was made, where `webhook.incoming` is in the scope.

    https://docs.discord.com/developers/topics/oauth2#authorization-code-grant-access-token-response
    """

    access_token: str = ""
    token_type: str = ""
    expires_in: int = 0
    refresh_token: str = ""
    scope: str = ""
    guild: Guild | None = None
    webhook: Webhook | None = None


class Authorization(Model, kw_only=True):
    """What an access token stands for.

    Attributes:
        scopes: What it may be used for.
        expires: Until when it is valid.
        user: Who authorized it, if `identify` is among the scopes.

    https://docs.discord.com/developers/topics/oauth2#get-current-authorization-information
    """

    application: Application = Application()
    scopes: tuple[str, ...] = ()
    expires: dt.datetime | None = None
    user: User | None = None
