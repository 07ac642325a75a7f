"""
What an application shows to be let in: its bot token, its secret, and the access tokens it gets by that.

https://docs.discord.com/developers/reference#authentication
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import sha256

LIFE = 604_800
"""Seconds that an access token is valid for, a week."""

_CODE_LIFE = 600


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody allowed the application, and the tokens that stand for it.

    Attributes:
        scopes: The OAuth2 scopes.
        user_id: Who allowed it; None for the application itself.
        expires_at: Unix time from which the access token opens nothing.
        refresh_token: Gets the next access token; the application itself has none.
    """

    access_token: str
    scopes: tuple[str, ...]
    expires_at: float
    user_id: int | None = None
    refresh_token: str | None = None


@dataclass(frozen=True, slots=True)
class _Code:
    user_id: int
    scopes: tuple[str, ...]
    redirect_uri: str
    expires_at: float


class Credentials:
    """The secrets of one application.

    Args:
        application_id: Whose they are.
        seed: Decides them; random without it.
        now: Gives the Unix time in seconds.

    Attributes:
        bot_token: The token that the bot's REST calls must carry.
        client_secret: The application's secret, by which it gets access tokens.
    """

    def __init__(self, application_id: int, seed: bytes | None, now: Callable[[], float]) -> None:
        secret = sha256(b"bot token" + seed).digest() if seed is not None else secrets.token_bytes(32)
        self.bot_token = _bot_token(application_id, secret)
        self.client_secret = urlsafe_b64encode(sha256(b"client secret" + secret).digest()[:24]).decode()
        self._now = now
        self._grants: dict[str, Grant] = {}
        self._codes: dict[str, _Code] = {}

    def issue_token(self, scopes: Collection[str], user_id: int | None = None) -> Grant:
        """Make an access token for these OAuth2 scopes, of a user or of the application itself."""
        refresh_token = secrets.token_urlsafe(22) if user_id is not None else None
        expires_at = self._now() + LIFE
        grant = Grant(secrets.token_urlsafe(22), tuple(scopes), expires_at, user_id, refresh_token)
        self._grants[grant.access_token] = grant
        return grant

    def issue_code(self, user_id: int, scopes: Collection[str], redirect_uri: str) -> str:
        """Make the code that a user comes back with after letting the application do something."""
        code = secrets.token_urlsafe(22)
        self._codes[code] = _Code(user_id, tuple(scopes), redirect_uri, self._now() + _CODE_LIFE)
        return code

    def exchange(self, code: str, redirect_uri: str) -> Grant | None:
        """Give the tokens for a code, once; None if it is unknown, too old or of another address."""
        found = self._codes.pop(code, None)
        if found is None or found.redirect_uri != redirect_uri or found.expires_at <= self._now():
            return None
        return self.issue_token(found.scopes, found.user_id)

    def refresh(self, refresh_token: str) -> Grant | None:
        """Give the next tokens for a refresh token, once; None if it is unknown."""
        for grant in self._grants.values():
            if grant.refresh_token is not None and grant.refresh_token == refresh_token:
                del self._grants[grant.access_token]
                return self.issue_token(grant.scopes, grant.user_id)
        return None

    def revoke(self, token: str) -> None:
        """End what an access token or a refresh token stands for; all tokens of its user end with it."""
        ended = [grant for grant in self._grants.values() if token in (grant.access_token, grant.refresh_token)]
        for grant in list(self._grants.values()):
            if grant in ended or (grant.user_id is not None and grant.user_id in [one.user_id for one in ended]):
                del self._grants[grant.access_token]

    def grant(self, authorization: str) -> Grant | None:
        """Find what a `Bearer` header stands for; None if that is nothing any more."""
        kind, _, token = authorization.partition(" ")
        found = self._grants.get(token) if kind == "Bearer" else None
        return found if found is not None and found.expires_at > self._now() else None

    def is_authorized(self, authorization: str, scope: str = "") -> bool:
        """Tell whether a header opens a route: with the bot token, or an access token of this scope."""
        grant = self.grant(authorization)
        if grant is not None:
            return scope in grant.scopes
        return authorization == f"Bot {self.bot_token}"


def _bot_token(application_id: int, secret: bytes) -> str:
    """Make a token of the form that bot tokens have: id, time, authentication code."""
    parts = (str(application_id).encode(), secret[:4] + b"", secret + secret[:4])
    first, second, third = (urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    return f"{first}.{second}.{third[:38]}"
