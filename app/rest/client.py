"""
The REST client: `rest.<resource>.<verb>`, one file a resource.

A resource is loaded when it is first used. There are many, each with models of
its own, and a bot that answers interactions needs one or two of them: the
others would only make a new process later with its first answer.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app.rest.requester import Requester
from app.rest.routes import Route

if TYPE_CHECKING:
    from app.rest.application_emojis import ApplicationEmojisResource
    from app.rest.applications import ApplicationsResource
    from app.rest.attachments import AttachmentsResource
    from app.rest.audit_logs import AuditLogsResource
    from app.rest.auto_moderation import AutoModerationResource
    from app.rest.bans import BansResource
    from app.rest.channels import ChannelsResource
    from app.rest.commands import CommandsResource
    from app.rest.emojis import EmojisResource
    from app.rest.entitlements import EntitlementsResource
    from app.rest.gateway import GatewayResource
    from app.rest.guilds import GuildsResource
    from app.rest.interactions import InteractionsResource
    from app.rest.invites import InvitesResource
    from app.rest.members import MembersResource
    from app.rest.messages import MessagesResource
    from app.rest.oauth import OAuthResource
    from app.rest.pins import PinsResource
    from app.rest.polls import PollsResource
    from app.rest.reactions import ReactionsResource
    from app.rest.role_connections import RoleConnectionsResource
    from app.rest.roles import RolesResource
    from app.rest.scheduled_events import ScheduledEventsResource
    from app.rest.skus import SkusResource
    from app.rest.stickers import StickersResource
    from app.rest.subscriptions import SubscriptionsResource
    from app.rest.threads import ThreadsResource
    from app.rest.users import UsersResource
    from app.rest.webhooks import WebhooksResource

RESOURCES: Mapping[str, str] = MappingProxyType(
    {
        "application_emojis": "ApplicationEmojisResource",
        "applications": "ApplicationsResource",
        "attachments": "AttachmentsResource",
        "audit_logs": "AuditLogsResource",
        "auto_moderation": "AutoModerationResource",
        "bans": "BansResource",
        "channels": "ChannelsResource",
        "commands": "CommandsResource",
        "emojis": "EmojisResource",
        "entitlements": "EntitlementsResource",
        "gateway": "GatewayResource",
        "guilds": "GuildsResource",
        "interactions": "InteractionsResource",
        "invites": "InvitesResource",
        "members": "MembersResource",
        "messages": "MessagesResource",
        "oauth": "OAuthResource",
        "pins": "PinsResource",
        "polls": "PollsResource",
        "reactions": "ReactionsResource",
        "role_connections": "RoleConnectionsResource",
        "roles": "RolesResource",
        "scheduled_events": "ScheduledEventsResource",
        "skus": "SkusResource",
        "stickers": "StickersResource",
        "subscriptions": "SubscriptionsResource",
        "threads": "ThreadsResource",
        "users": "UsersResource",
        "webhooks": "WebhooksResource",
    }
)
"""The class of each resource; its module, and its name in `Rest`, is the key."""


class Rest:
    """Discord's REST API, resource by resource.

    What a method "needs", such as Manage Roles, is a permission of the bot. What
    an edit is not given stays as it is.
    """

    if TYPE_CHECKING:
        application_emojis: ApplicationEmojisResource
        applications: ApplicationsResource
        attachments: AttachmentsResource
        audit_logs: AuditLogsResource
        auto_moderation: AutoModerationResource
        bans: BansResource
        channels: ChannelsResource
        commands: CommandsResource
        emojis: EmojisResource
        entitlements: EntitlementsResource
        gateway: GatewayResource
        guilds: GuildsResource
        interactions: InteractionsResource
        invites: InvitesResource
        members: MembersResource
        messages: MessagesResource
        oauth: OAuthResource
        pins: PinsResource
        polls: PollsResource
        reactions: ReactionsResource
        role_connections: RoleConnectionsResource
        roles: RolesResource
        scheduled_events: ScheduledEventsResource
        skus: SkusResource
        stickers: StickersResource
        subscriptions: SubscriptionsResource
        threads: ThreadsResource
        users: UsersResource
        webhooks: WebhooksResource

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    if not TYPE_CHECKING:
        # Out of a type checker's sight, for which any name would be a resource then.
        def __getattr__(self, name: str) -> Any:
            """Load a resource, once."""
            if name not in RESOURCES:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
            resource = getattr(import_module(f"app.rest.{name}"), RESOURCES[name])(self._requester)
            setattr(self, name, resource)
            return resource

    def __dir__(self) -> list[str]:
        """Name the resources too that are not loaded."""
        return sorted({*super().__dir__(), *RESOURCES})

    def authorize(self, authorization: str) -> None:
        """Send this `Authorization` from now on, in place of the bot token."""
        self._requester.authorize(authorization)

    async def request(self, route: Route, data: object = None, **options: Any) -> Any:
        """Send a request for which there is no method here, and return the JSON of the answer.

            await rest.request(Route("PUT", "/channels/{channel_id}/voice-status"), {"status": "Live"}, channel_id=5)

        Args:
            route: Where to.
            data: What to send as JSON.
            options: The parts of the route's path; `query`, `form`, `files`,
                `reason` and `authorization` are those of `Requester.request`.

        Raises:
            RestError: The subclass that fits the status; `TransportError` if
                there was no answer.
        """
        return await self._requester.request(route, data, **options)

    async def prepare(self) -> None:
        """Load what the first request needs, ahead of it: that takes longer than the request."""
        await self._requester.prepare()

    async def close(self) -> None:
        """Close the connections."""
        await self._requester.close()
