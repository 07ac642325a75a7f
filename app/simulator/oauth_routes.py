"""
The REST route that gives out access tokens, for the application itself alone.

https://docs.discord.com/developers/topics/oauth2#client-credentials-grant
"""

from base64 import b64encode
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.multipart import Upload

LIFE = 604_800
"""Seconds that an access token is valid for, a week."""


class OAuthRoutes:
    """Handlers of the OAuth2 routes."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [door.open("/oauth2/token", {"POST": self.give_token}, is_public=True)]

    async def give_token(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Give out a token for the client credentials grant."""
        discord = self._discord
        credentials = f"{discord.application_id}:{discord.client_secret}".encode()
        if request.headers.get("authorization") != f"Basic {b64encode(credentials).decode()}":
            return json_response({"error": "invalid_client"}, 401)
        form = body if isinstance(body, dict) else {}
        if form.get("grant_type") != "client_credentials":
            return json_response({"error": "unsupported_grant_type"}, 400)
        scope = str(form.get("scope", ""))
        if not scope:
            return json_response({"error": "invalid_scope"}, 400)
        return json_response(
            {
                "access_token": discord.credentials.issue_token(scope.split()),
                "token_type": "Bearer",
                "expires_in": LIFE,
                "scope": scope,
            }
        )
