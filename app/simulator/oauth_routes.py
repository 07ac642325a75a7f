"""
The REST routes of OAuth2: tokens for users and for the application itself, and what they stand for.

https://docs.discord.com/developers/topics/oauth2
"""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.application_views import application_view, public_application_view
from app.simulator.credentials import LIFE, Grant
from app.simulator.discord import Discord
from app.simulator.door import Door, grant_of, json_response
from app.simulator.multipart import Upload
from app.simulator.refusal import Refusal
from app.simulator.views import instant, user_view
from app.simulator.world import Json

_PUBLIC_KEY = {
    "kty": "RSA",
    "use": "sig",
    "kid": "1",
    "n": urlsafe_b64encode(b"\xc3" * 256).decode().rstrip("="),
    "e": "AQAB",
    "alg": "RS256",
}
_FORM = "application/x-www-form-urlencoded"


class OAuthRoutes:
    """Handlers of the OAuth2 routes."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open("/oauth2/token", {"POST": self.give_token}, is_public=True),
            door.open("/oauth2/token/revoke", {"POST": self.revoke}, is_public=True),
            door.open("/oauth2/@me", {"GET": self.authorization}, is_public=True),
            door.open("/oauth2/applications/@me", {"GET": self.application}),
            door.open("/oauth2/keys", {"GET": self.keys}, is_public=True),
        ]

    async def give_token(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Give out a token for any of the documented grants."""
        form = body if isinstance(body, dict) else {}
        refused = self._refused(request, form)
        if refused is not None:
            return refused
        credentials = self._discord.credentials
        kind = form.get("grant_type")
        grant: Grant | None
        if kind == "client_credentials":
            scope = str(form.get("scope", ""))
            if not scope:
                return json_response({"error": "invalid_scope"}, 400)
            return json_response(_token_view(credentials.issue_token(scope.split())))
        if kind == "authorization_code":
            grant = credentials.exchange(str(form.get("code", "")), str(form.get("redirect_uri", "")))
            words = 'Invalid "code" in request.'
        elif kind == "refresh_token":
            grant = credentials.refresh(str(form.get("refresh_token", "")))
            words = 'Invalid "refresh_token" in request.'
        else:
            return json_response({"error": "unsupported_grant_type"}, 400)
        if grant is None:
            return json_response({"error": "invalid_grant", "error_description": words}, 400)
        return json_response(_token_view(grant))

    async def revoke(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """End a token; one that nobody knows is ended already."""
        form = body if isinstance(body, dict) else {}
        refused = self._refused(request, form)
        if refused is not None:
            return refused
        self._discord.credentials.revoke(str(form.get("token", "")))
        return json_response({})

    async def authorization(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read what the access token of the request stands for."""
        discord = self._discord
        grant = grant_of(discord, request)
        if grant is None:
            raise Refusal(401, 0, "401: Unauthorized")
        view: Json = {
            "application": public_application_view(discord.world.application, discord.public_key),
            "expires": instant(grant.expires_at),
            "scopes": list(grant.scopes),
        }
        if grant.user_id is not None and "identify" in grant.scopes:
            view["user"] = user_view(discord.world.users[grant.user_id])
        return json_response(view)

    async def application(self, _: Request, __: object, ___: Mapping[str, Upload]) -> Response:
        """Read the application that the bot token belongs to."""
        discord = self._discord
        return json_response(application_view(discord.world.application, discord.public_key, discord.endpoint))

    async def keys(self, _: Request, __: object, ___: Mapping[str, Upload]) -> Response:
        """List the public keys of OpenID Connect, one that has signed nothing."""
        return json_response({"keys": [_PUBLIC_KEY]})

    def _refused(self, request: Request, form: Json) -> Response | None:
        """Say no to who is not the client, by header or in the form, or sends no form at all."""
        discord = self._discord
        pair = f"{discord.application_id}:{discord.client_secret}"
        by_form = f"{form.get('client_id')}:{form.get('client_secret')}"
        by_header = request.headers.get("authorization") == f"Basic {b64encode(pair.encode()).decode()}"
        if not by_header and by_form != pair:
            return json_response({"error": "invalid_client"}, 401)
        if not request.headers.get("content-type", "").startswith(_FORM):
            return json_response({"error": "invalid_request"}, 400)
        return None


def _token_view(grant: Grant) -> Json:
    view: Json = {
        "access_token": grant.access_token,
        "token_type": "Bearer",
        "expires_in": LIFE,
        "scope": " ".join(grant.scopes),
    }
    if grant.refresh_token is not None:
        view["refresh_token"] = grant.refresh_token
    return view
