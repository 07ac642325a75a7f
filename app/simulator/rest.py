"""
The REST routes that a bot calls: callbacks, followups, commands, itself.

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

from app.simulator.command_routes import CommandRoutes
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response, refuse_route
from app.simulator.guild_routes import GuildRoutes
from app.simulator.interaction import Interaction
from app.simulator.multipart import Upload
from app.simulator.oauth_routes import OAuthRoutes
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.rules import CHANNEL_MESSAGE, EPHEMERAL, LAUNCH_ACTIVITY, LOADING, UPDATE_MESSAGE
from app.simulator.views import application_view, user_view
from app.simulator.world import Json

_MOST_GUILDS = 200
_WEBHOOK = "/webhooks/{application_id:int}/{token}"


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
    own = OwnRoutes(discord)
    files = FileRoutes(discord)
    return [
        *conversation.routes(door),
        *CommandRoutes(discord).routes(door),
        *GuildRoutes(discord).routes(door),
        *OAuthRoutes(discord).routes(door),
        *own.routes(door),
        *files.routes(),
    ]


class ConversationRoutes:
    """Handlers of the routes whose authorization is an interaction's token."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the callback route and the webhook routes."""
        one = {"GET": self.read, "PATCH": self.edit, "DELETE": self.delete}
        return [
            door.open("/interactions/{interaction_id:int}/{token}/callback", {"POST": self.callback}, by_token=True),
            door.open(_WEBHOOK, {"POST": self.follow_up}, by_token=True),
            door.open(_WEBHOOK + "/messages/{message_id}", one, by_token=True),
        ]

    async def callback(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Take the first answer to an interaction."""
        interaction = self._discord.interactions.get(request.path_params["token"])
        if interaction is None or interaction.id != request.path_params["interaction_id"]:
            raise Refusal(404, 10062)
        self._discord.lifecycle.acknowledge(interaction, body, files, "callback")
        if request.query_params.get("with_response", "").lower() not in ("true", "1"):
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
        if interaction is None or request.path_params["application_id"] != self._discord.application_id:
            raise Refusal(404, 10015)
        return interaction


class OwnRoutes:
    """Handlers of the routes about the application and its bot user."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open("/applications/@me", {"GET": self.application, "PATCH": self.edit_application}),
            door.open("/users/@me", {"GET": self.user}),
            door.open("/users/@me/guilds", {"GET": self.guilds}),
        ]

    async def application(self, _: Request, __: object, ___: Mapping[str, Upload]) -> Response:
        """Read the application."""
        discord = self._discord
        return json_response(application_view(discord.world.application, discord.public_key, discord.endpoint))

    async def edit_application(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Change the description or the endpoint; a new endpoint is probed first."""
        changes = body if isinstance(body, dict) else {}
        url = changes.get("interactions_endpoint_url")
        if url:
            genuine = await self._discord.ping(endpoint=url)
            forged = await self._discord.ping(forged=True, endpoint=url)
            if not genuine.ok or not forged.ok:
                errors = FormErrors()
                errors.add(
                    ("interactions_endpoint_url",),
                    "APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID",
                    "The specified interactions endpoint URL could not be verified.",
                )
                errors.raise_if_any()
            self._discord.endpoint = url
        if "description" in changes:
            self._discord.world.application.description = str(changes["description"] or "")
        return await self.application(request, body, files)

    async def user(self, _: Request, __: object, ___: Mapping[str, Upload]) -> Response:
        """Read the bot user."""
        bot = self._discord.world.application.bot
        return json_response({**user_view(bot), "mfa_enabled": True, "verified": True, "locale": bot.locale})

    async def guilds(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the guilds that the bot is in, by id, page by page."""
        after, limit = (request.query_params.get(key, "") for key in ("after", "limit"))
        least = int(after) if after.isdecimal() else 0
        most = min(int(limit), _MOST_GUILDS) if limit.isdecimal() else _MOST_GUILDS
        guilds = self._discord.world.guilds
        joined = sorted(guild_id for guild_id in guilds if guild_id > least and guilds[guild_id].has_application)
        return json_response([{"id": str(guild_id), "name": guilds[guild_id].name} for guild_id in joined[:most]])


class FileRoutes:
    """Hands out uploaded files, as the content delivery network does."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self) -> list[BaseRoute]:
        """Make the routes of lasting and of ephemeral files."""
        path = "{channel_id:int}/{attachment_id:int}/{filename:path}"
        return [Route(f"/{folder}/{path}", self.read) for folder in ("attachments", "ephemeral-attachments")]

    async def read(self, request: Request) -> Response:
        """Hand a file out."""
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
