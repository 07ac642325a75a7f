"""
Tokens by OAuth2.

https://docs.discord.com/developers/topics/oauth2#client-credentials-grant
"""

from base64 import b64encode
from urllib.parse import urlencode

from app.errors import RestError
from app.rest import routes
from app.rest.requester import Requester


class OAuthResource:
    """`rest.oauth`: what stands in for a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get_client_token(self, application_id: int, client_secret: str, scope: str) -> str:
        """Get an access token of the application itself, which lasts a week.

        Args:
            application_id: The application, which is the client.
            client_secret: Its secret.
            scope: What the token is for, such as `applications.commands.update`.

        Raises:
            Unauthorized: If the secret is not the application's.
        """
        credentials = b64encode(f"{application_id}:{client_secret}".encode()).decode()
        form = urlencode({"grant_type": "client_credentials", "scope": scope}).encode()
        answer = await self._requester.request_as(f"Basic {credentials}", routes.GET_TOKEN, form)
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str):
            raise RestError(routes.GET_TOKEN.method, routes.GET_TOKEN.template, 200, message="the answer has no token")
        return token
