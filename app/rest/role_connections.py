"""
Linked roles: what roles can ask for, and what an application says of a user's account elsewhere.

https://docs.discord.com/developers/resources/application-role-connection-metadata
"""

from collections.abc import Mapping, Sequence

from app.models.response import UNSET, Unset
from app.models.role_connection import RoleConnection, RoleConnectionMetadata
from app.rest import routes
from app.rest.fields import given
from app.rest.requester import Requester


class RoleConnectionsResource:
    """`rest.role_connections`: what linked roles ask for, by the bot; the users' side of it, by their access tokens."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def list_metadata(self, application_id: int) -> tuple[RoleConnectionMetadata, ...]:
        """Read what linked roles can ask for.

        https://docs.discord.com/developers/resources/application-role-connection-metadata#get-application-role-connection-metadata-records
        """
        return await self._requester.fetch(
            tuple[RoleConnectionMetadata, ...],
            routes.GET_APPLICATION_ROLE_CONNECTIONS_METADATA,
            application_id=application_id,
        )

    async def update_metadata(
        self, application_id: int, records: Sequence[RoleConnectionMetadata]
    ) -> tuple[RoleConnectionMetadata, ...]:
        """Set what linked roles can ask for, in place of all that was there.

        Args:
            application_id: The application.
            records: At most 5.

        https://docs.discord.com/developers/resources/application-role-connection-metadata#update-application-role-connection-metadata-records
        """
        return await self._requester.fetch(
            tuple[RoleConnectionMetadata, ...],
            routes.UPDATE_APPLICATION_ROLE_CONNECTIONS_METADATA,
            records,
            application_id=application_id,
        )

    async def get(self, application_id: int, *, access_token: str) -> RoleConnection:
        """Read what the application says of a user.

        Args:
            application_id: The application.
            access_token: The user's, for `role_connections.write`.

        https://docs.discord.com/developers/resources/user#get-current-user-application-role-connection
        """
        return await self._requester.fetch(
            RoleConnection,
            routes.GET_APPLICATION_USER_ROLE_CONNECTION,
            authorization=f"Bearer {access_token}",
            application_id=application_id,
        )

    async def update(
        self,
        application_id: int,
        *,
        access_token: str,
        platform_name: str | Unset | None = UNSET,
        platform_username: str | Unset | None = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
    ) -> RoleConnection:
        """Say what a user has elsewhere; Discord then gives and takes linked roles.

        Args:
            application_id: The application.
            access_token: The user's, for `role_connections.write`.
            platform_name: The service, at most 50 characters.
            platform_username: The user's name there, at most 100 characters.
            metadata: By key of the metadata, the values as text, each of at most 100 characters.

        https://docs.discord.com/developers/resources/user#update-current-user-application-role-connection
        """
        data = given(platform_name=platform_name, platform_username=platform_username, metadata=metadata)
        return await self._requester.fetch(
            RoleConnection,
            routes.UPDATE_APPLICATION_USER_ROLE_CONNECTION,
            data,
            authorization=f"Bearer {access_token}",
            application_id=application_id,
        )

    async def delete(self, application_id: int, *, access_token: str) -> None:
        """Forget what the application said of a user.

        Args:
            application_id: The application.
            access_token: The user's, for `role_connections.write`.

        https://docs.discord.com/developers/resources/user#delete-current-user-application-role-connection
        """
        await self._requester.request(
            routes.DELETE_APPLICATION_USER_ROLE_CONNECTION,
            authorization=f"Bearer {access_token}",
            application_id=application_id,
        )
