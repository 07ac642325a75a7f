"""
What an application shows to be let in: its bot token, its secret, and the access tokens it gets by that.

https://docs.discord.com/developers/reference#authentication
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Collection
from hashlib import sha256


class Credentials:
    """The secrets of one application.

    Args:
        application_id: Whose they are.
        seed: Decides them; random without it.

    Attributes:
        bot_token: The token that the bot's REST calls must carry.
        client_secret: The application's secret, by which it gets access tokens.
    """

    def __init__(self, application_id: int, seed: bytes | None) -> None:
        secret = sha256(b"bot token" + seed).digest() if seed is not None else secrets.token_bytes(32)
        self.bot_token = _bot_token(application_id, secret)
        self.client_secret = urlsafe_b64encode(sha256(b"client secret" + secret).digest()[:24]).decode()
        self._access_tokens: dict[str, frozenset[str]] = {}

    def issue_token(self, scopes: Collection[str]) -> str:
        """Make an access token of the application itself, for these OAuth2 scopes."""
        token = secrets.token_urlsafe(22)
        self._access_tokens[token] = frozenset(scopes)
        return token

    def is_authorized(self, authorization: str, scope: str = "") -> bool:
        """Tell whether a header opens a route: with the bot token, or an access token of this scope."""
        kind, _, token = authorization.partition(" ")
        if kind == "Bearer":
            return scope in self._access_tokens.get(token, ())
        return kind == "Bot" and token == self.bot_token


def _bot_token(application_id: int, secret: bytes) -> str:
    """Make a token of the form that bot tokens have: id, time, authentication code."""
    parts = (str(application_id).encode(), secret[:4] + b"", secret + secret[:4])
    first, second, third = (urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    return f"{first}.{second}.{third[:38]}"
