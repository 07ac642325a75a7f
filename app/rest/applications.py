"""
The application itself.

https://docs.discord.com/developers/resources/application
"""

from collections.abc import Mapping, Sequence

from app.models.application import (
    ActivityInstance,
    Application,
    EventWebhooksStatus,
    InstallParams,
    IntegrationTypeConfig,
)
from app.models.command import IntegrationType
from app.models.flags import ApplicationFlags
from app.models.response import UNSET, Unset
from app.rest import routes
from app.rest.fields import given
from app.rest.requester import Requester
from app.rest.values import picture


class ApplicationsResource:
    """`rest.applications`: the application that the bot token belongs to."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get_own(self) -> Application:
        """Read the application; this needs a bot token.

        https://docs.discord.com/developers/resources/application#get-current-application
        """
        return await self._requester.fetch(Application, routes.GET_MY_APPLICATION)

    async def edit_own(
        self,
        *,
        custom_install_url: str | Unset | None = UNSET,
        description: str | Unset = UNSET,
        role_connections_verification_url: str | Unset | None = UNSET,
        install_params: InstallParams | Unset | None = UNSET,
        integration_types_config: Mapping[IntegrationType, IntegrationTypeConfig] | Unset = UNSET,
        flags: ApplicationFlags | Unset = UNSET,
        icon: bytes | Unset | None = UNSET,
        cover_image: bytes | Unset | None = UNSET,
        interactions_endpoint_url: str | Unset | None = UNSET,
        tags: Sequence[str] | Unset = UNSET,
        event_webhooks_url: str | Unset | None = UNSET,
        event_webhooks_status: EventWebhooksStatus | Unset = UNSET,
        event_webhooks_types: Sequence[str] | Unset = UNSET,
    ) -> Application:
        """Edit the application; what is not given stays as it is, None clears.

        Args:
            custom_install_url: Where people add the application, if not by Discord's own page.
            description: What its profile says.
            role_connections_verification_url: Where people connect an account for linked roles.
            install_params: What it asks for when it is installed; `custom_install_url` excludes it.
            integration_types_config: How it is installed, by installation type.
            flags: Only the bits that end in `_limited` can be set.
            icon: The picture, as the bytes of an image file.
            cover_image: The picture behind invitations to its Activity, likewise.
            interactions_endpoint_url: Where interactions go; Discord first
                sends a signed ping there, and refuses an address that does not
                answer it.
            tags: At most 5, of at most 20 characters.
            event_webhooks_url: Where webhook events go; verified in the same way.
            event_webhooks_status: `enabled` or `disabled`.
            event_webhooks_types: The events to subscribe to.

        Raises:
            ValueError: If an image is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/application#edit-current-application
        """
        ways = integration_types_config
        data = given(
            custom_install_url=custom_install_url,
            description=description,
            role_connections_verification_url=role_connections_verification_url,
            install_params=install_params,
            integration_types_config=ways if isinstance(ways, Unset) else {str(int(way)): ways[way] for way in ways},
            flags=flags,
            icon=picture(icon),
            cover_image=picture(cover_image),
            interactions_endpoint_url=interactions_endpoint_url,
            tags=tags,
            event_webhooks_url=event_webhooks_url,
            event_webhooks_status=event_webhooks_status,
            event_webhooks_types=event_webhooks_types,
        )
        return await self._requester.fetch(Application, routes.UPDATE_MY_APPLICATION, data)

    async def get_activity_instance(self, application_id: int, instance_id: str) -> ActivityInstance:
        """Read an Activity that is running, for instance to see whether somebody really takes part in it.

        Raises:
            NotFound: If there is no such instance, or no longer.

        https://docs.discord.com/developers/resources/application#get-application-activity-instance
        """
        return await self._requester.fetch(
            ActivityInstance,
            routes.APPLICATIONS_GET_ACTIVITY_INSTANCE,
            application_id=application_id,
            instance_id=instance_id,
        )
