"""
The REST routes that a bot calls, all groups of them; those of conversations and of files stand here.

A route is answered as Discord would, refusals included. What Discord tolerates
but nobody should do is noted in `Discord.violations`.

https://docs.discord.com/developers/interactions/receiving-and-responding#endpoints
"""

from collections.abc import Mapping
from pathlib import PurePath

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.simulator.application_routes import ApplicationRoutes
from app.simulator.audit_log_routes import AuditLogRoutes
from app.simulator.ban_routes import BanRoutes
from app.simulator.channel_routes import ChannelRoutes
from app.simulator.command_permission_routes import CommandPermissionRoutes
from app.simulator.command_routes import CommandRoutes
from app.simulator.discord import Discord
from app.simulator.door import Door, Handler, json_response, refuse_route
from app.simulator.emoji_routes import EmojiRoutes
from app.simulator.event_routes import EventRoutes
from app.simulator.gateway_routes import GatewayRoutes
from app.simulator.guild_routes import GuildRoutes
from app.simulator.interaction import Interaction
from app.simulator.invite_routes import InviteRoutes
from app.simulator.member_routes import MemberRoutes
from app.simulator.message_routes import MessageRoutes
from app.simulator.moderation_routes import ModerationRoutes
from app.simulator.monetization_routes import MonetizationRoutes
from app.simulator.multipart import Upload
from app.simulator.oauth_routes import OAuthRoutes
from app.simulator.pin_routes import PinRoutes
from app.simulator.poll_routes import PollRoutes
from app.simulator.query import is_true
from app.simulator.reaction_routes import ReactionRoutes
from app.simulator.refusal import Refusal
from app.simulator.role_connection_routes import RoleConnectionRoutes
from app.simulator.role_routes import RoleRoutes
from app.simulator.rules import CHANNEL_MESSAGE, EPHEMERAL, LAUNCH_ACTIVITY, LOADING, UPDATE_MESSAGE
from app.simulator.search_routes import SearchRoutes
from app.simulator.sticker_routes import StickerRoutes
from app.simulator.thread_list_routes import ThreadListRoutes
from app.simulator.thread_routes import ThreadRoutes
from app.simulator.user_routes import UserRoutes
from app.simulator.webhook_messages import WebhookMessages
from app.simulator.webhook_routes import WebhookRoutes
from app.simulator.world import Json

_WEBHOOK = "/webhooks/{webhook_id:int}/{token}"


def rest(discord: Discord) -> Starlette:
    """Build the application that stands at `DISCORD_API_URL`.

    Args:
        discord: Whose routes; several applications may share one.

    Returns:
        An ASGI application answering under `/api/v10` and any other version.
    """
    return Starlette(routes=rest_routes(discord), exception_handlers={404: refuse_route, 405: refuse_route})


def rest_routes(discord: Discord) -> list[BaseRoute]:
    """List all REST routes, and those of uploaded files."""
    door = Door(discord)
    conversation = ConversationRoutes(discord)
    files = FileRoutes(discord)
    return [
        *conversation.routes(door),
        *CommandRoutes(discord).routes(door),
        *CommandPermissionRoutes(discord).routes(door),
        *GuildRoutes(discord).routes(door),
        *PinRoutes(discord).routes(door),
        *MessageRoutes(discord).routes(door),
        *ReactionRoutes(discord).routes(door),
        *PollRoutes(discord).routes(door),
        *ChannelRoutes(discord).routes(door),
        *ThreadRoutes(discord).routes(door),
        *ThreadListRoutes(discord).routes(door),
        *WebhookRoutes(discord).routes(door),
        *InviteRoutes(discord).routes(door),
        *UserRoutes(discord).routes(door),
        *OAuthRoutes(discord).routes(door),
        *MemberRoutes(discord).routes(door),
        *RoleRoutes(discord).routes(door),
        *BanRoutes(discord).routes(door),
        *EmojiRoutes(discord).routes(door),
        *StickerRoutes(discord).routes(door),
        *EventRoutes(discord).routes(door),
        *ModerationRoutes(discord).routes(door),
        *AuditLogRoutes(discord).routes(door),
        *SearchRoutes(discord).routes(door),
        *ApplicationRoutes(discord).routes(door),
        *MonetizationRoutes(discord).routes(door),
        *RoleConnectionRoutes(discord).routes(door),
        *GatewayRoutes(discord).routes(door),
        *files.routes(),
    ]


class ConversationRoutes:
    """Handlers of the routes whose authorization is an interaction's token."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the callback route and the webhook routes."""
        hooks = WebhookMessages(self._discord)
        one = {
            "GET": self._either(self.read, hooks.read),
            "PATCH": self._either(self.edit, hooks.edit),
            "DELETE": self._either(self.delete, hooks.delete),
        }
        return [
            door.open("/interactions/{interaction_id:int}/{token}/callback", {"POST": self.callback}, by_token=True),
            door.open(_WEBHOOK, {"POST": self._either(self.follow_up, hooks.execute)}, by_token=True),
            door.open(_WEBHOOK + "/messages/{message_id}", one, by_token=True),
        ]

    async def callback(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Take the first answer to an interaction."""
        interaction = self._discord.interactions.get(request.path_params["token"])
        if interaction is None or interaction.id != request.path_params["interaction_id"]:
            raise Refusal(404, 10062)
        self._discord.lifecycle.acknowledge(interaction, body, files, "callback")
        if not is_true(request, "with_response"):
            return Response(status_code=204)
        return json_response(_callback_response(interaction))

    async def follow_up(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Take a followup."""
        return json_response(self._discord.lifecycle.follow_up(self._found(request), body, files))

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read a message of the interaction."""
        message_id = request.path_params["message_id"]
        return json_response(self._discord.lifecycle.read(self._found(request), message_id))

    async def edit(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Edit a message of the interaction."""
        message_id = request.path_params["message_id"]
        return json_response(self._discord.lifecycle.edit(self._found(request), message_id, body, files))

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Delete a message of the interaction."""
        self._discord.lifecycle.delete(self._found(request), request.path_params["message_id"])
        return Response(status_code=204)

    def _found(self, request: Request) -> Interaction:
        interaction = self._discord.interactions.get(request.path_params["token"])
        if interaction is None:
            raise Refusal(404, 10015)
        return interaction

    def _either(self, own: Handler, other: Handler) -> Handler:
        """Choose the handler by whether the webhook is the application's own, by which it answers."""

        async def answer(request: Request, body: object, files: Mapping[str, Upload]) -> Response:
            is_own = request.path_params["webhook_id"] == self._discord.application_id
            return await (own if is_own else other)(request, body, files)

        return answer


class FileRoutes:
    """Hands out uploaded files, as the content delivery network does."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self) -> list[BaseRoute]:
        """Make the routes of lasting and of ephemeral files."""
        path = "{channel_id:int}/{attachment_id:int}/{filename:path}"
        return [Route(f"/{folder}/{path}", self.read) for folder in ("attachments", "ephemeral-attachments")]

    async def read(self, request: Request) -> Response:
        """Hand a file out; the bot token has no business here."""
        if "authorization" in request.headers:
            self._discord.violations.append(
                f"GET {request.url.path}: an Authorization header does not belong to a file"
            )
        attachment = self._discord.world.attachments.get(request.path_params["attachment_id"])
        if attachment is None or attachment.channel_id != request.path_params["channel_id"]:
            return Response("This content is no longer available.", 404, media_type="text/plain")
        # Whatever was uploaded must not run as a page beside ours.
        headers = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
        if PurePath(attachment.filename).suffix.lower() not in (".png", ".jpg", ".jpeg", ".gif", ".webp", ".txt"):
            headers["Content-Disposition"] = "attachment"
        return Response(attachment.content, headers=headers, media_type=attachment.content_type)


def _callback_response(interaction: Interaction) -> Json:
    view: Json = {"id": str(interaction.id), "type": interaction.type}
    if "channel_id" in interaction.payload:
        view["channel_id"] = interaction.payload["channel_id"]
    if "guild_id" in interaction.payload:
        view["guild_id"] = interaction.payload["guild_id"]
    original = interaction.original
    if original is not None:
        view["response_message_id"] = original["id"]
        view["response_message_loading"] = bool(original["flags"] & LOADING)
        view["response_message_ephemeral"] = bool(original["flags"] & EPHEMERAL)
    resource: Json = {"type": interaction.callback_type}
    if interaction.callback_type == LAUNCH_ACTIVITY:
        resource["activity_instance"] = {"id": f"i-{interaction.id}"}
        view["activity_instance_id"] = f"i-{interaction.id}"
    if interaction.callback_type in (CHANNEL_MESSAGE, UPDATE_MESSAGE):
        resource["message"] = original
    return {"interaction": view, "resource": resource}
