"""
Tokens by OAuth2.

https://docs.discord.com/developers/topics/oauth2
"""

from base64 import b64encode
from collections.abc import Mapping

from app.errors import RestError
from app.models.application import Application
from app.models.base import convert
from app.models.oauth import AccessToken, Authorization
from app.rest import routes
from app.rest.requester import Requester


class OAuthResource:
    """`rest.oauth`: access tokens, of users and of the application itself."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get_client_token(self, application_id: int, client_secret: str, scope: str) -> str:
        """Get an access token of the application itself, which lasts a week and stands in for a bot token.

        Args:
            application_id: The application, which is the client.
            client_secret: Its secret.
            scope: What the token is for, such as `applications.commands.update`.

        Raises:
            Unauthorized: If the secret is not the application's.

        https://docs.discord.com/developers/topics/oauth2#client-credentials-grant
        """
        form = {"grant_type": "client_credentials", "scope": scope}
        return (await self._get_token(application_id, client_secret, form)).access_token

    async def exchange_code(
        self, application_id: int, client_secret: str, code: str, *, redirect_uri: str
    ) -> AccessToken:
        """Get the access token of a user who authorized the application.

        Args:
            application_id: The application, which is the client.
            client_secret: Its secret.
            code: What Discord sent the user back with.
            redirect_uri: Where it sent the user, letter for letter.

        Raises:
            BadRequest: If the code is unknown, used or too old, or was made for another address.
            Unauthorized: If the secret is not the application's.

        https://docs.discord.com/developers/topics/oauth2#authorization-code-grant
        """
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        return await self._get_token(application_id, client_secret, form)

    async def refresh_token(self, application_id: int, client_secret: str, refresh_token: str) -> AccessToken:
        """Get the next access token of a user, with its own next refresh token.

        Args:
            application_id: The application, which is the client.
            client_secret: Its secret.
            refresh_token: What came with the last access token.

        Raises:
            BadRequest: If the user has revoked the authorization, or the token was used before.
            Unauthorized: If the secret is not the application's.

        https://docs.discord.com/developers/topics/oauth2#authorization-code-grant-refresh-token-exchange-example
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return await self._get_token(application_id, client_secret, form)

    async def revoke(
        self, application_id: int, client_secret: str, token: str, *, token_type_hint: str | None = None
    ) -> None:
        """Make a token invalid, and with it all others of the same authorization.

        Args:
            application_id: The application, which is the client.
            client_secret: Its secret.
            token: The access token or the refresh token.
            token_type_hint: Which it is: `access_token` or `refresh_token`.

        Raises:
            Unauthorized: If the secret is not the application's.

        https://docs.discord.com/developers/topics/oauth2#authorization-code-grant-token-revocation-example
        """
        form = {"token": token} | ({} if token_type_hint is None else {"token_type_hint": token_type_hint})
        await self._requester.request(
            routes.REVOKE_TOKEN, form=form, authorization=_basic(application_id, client_secret)
        )

    async def get_authorization(self, access_token: str) -> Authorization:
        """Read what an access token stands for.

        Raises:
            Unauthorized: If it is no longer valid.

        https://docs.discord.com/developers/topics/oauth2#get-current-authorization-information
        """
        return await self._requester.fetch(
            Authorization, routes.GET_MY_OAUTH2_AUTHORIZATION, authorization=f"Bearer {access_token}"
        )

    async def get_application(self) -> Application:
        """Read the application that the bot token belongs to.

        https://docs.discord.com/developers/topics/oauth2#get-current-bot-application-information
        """
        return await self._requester.fetch(Application, routes.GET_MY_OAUTH2_APPLICATION)

    async def _get_token(self, application_id: int, client_secret: str, form: Mapping[str, str]) -> AccessToken:
        answer = await self._requester.request(
            routes.GET_TOKEN, form=form, authorization=_basic(application_id, client_secret)
        )
        if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
            raise RestError(routes.GET_TOKEN.method, routes.GET_TOKEN.template, 200, message="the answer has no token")
        return convert(answer, AccessToken)


def _basic(application_id: int, client_secret: str) -> str:
    """Put the credentials of the client into an `Authorization`."""
    return f"Basic {b64encode(f'{application_id}:{client_secret}'.encode()).decode()}"
