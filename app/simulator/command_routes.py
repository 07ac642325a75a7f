"""
The REST routes of application commands.

https://docs.discord.com/developers/interactions/application-commands#endpoints
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.multipart import Upload
from app.simulator.query import is_true
from app.simulator.refusal import Refusal, form_refusal
from app.simulator.world import Json

_SCOPE = "applications.commands.update"
_SCOPES = (
    "/applications/{application_id:int}/commands",
    "/applications/{application_id:int}/guilds/{guild_id:int}/commands",
)


class CommandRoutes:
    """Handlers of the application command routes."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make all routes, global ones and those of guilds."""
        opened: list[BaseRoute] = []
        for path in _SCOPES:
            everything = {"GET": self.list_all, "PUT": self.overwrite, "POST": self.create}
            one = {"GET": self.get, "PATCH": self.edit, "DELETE": self.delete}
            opened.append(door.open(path, everything, scope=_SCOPE))
            opened.append(door.open(path + "/{command_id:int}", one, scope=_SCOPE))
        return opened

    async def list_all(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the commands of a scope."""
        guild_id = self._scope(request)
        commands = self._discord.commands.listed(guild_id)
        if is_true(request, "with_localizations"):
            return json_response(commands)
        locale = request.headers.get("x-discord-locale")
        return json_response([_localized(command, locale) for command in commands])

    async def overwrite(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Replace the commands of a scope."""
        guild_id = self._scope(request)
        if not isinstance(body, list):
            raise form_refusal((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return json_response(self._discord.register(body, guild_id))

    async def create(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Add a command, or replace the one of its name."""
        guild_id = self._scope(request)
        stored, is_new = self._discord.commands.create(_object(body), guild_id)
        self._discord.revision += 1
        return json_response(stored, 201 if is_new else 200)

    async def get(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read one command."""
        guild_id = self._scope(request)
        return json_response(self._discord.commands.get(request.path_params["command_id"], guild_id))

    async def edit(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change one command."""
        guild_id = self._scope(request)
        stored = self._discord.commands.edit(request.path_params["command_id"], _object(body), guild_id)
        self._discord.revision += 1
        return json_response(stored)

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Remove one command."""
        guild_id = self._scope(request)
        command_id = request.path_params["command_id"]
        self._discord.commands.delete(command_id, guild_id)
        for guild in self._discord.world.guilds.values():
            guild.command_permissions.pop(command_id, None)
        self._discord.revision += 1
        return Response(status_code=204)

    def _scope(self, request: Request) -> int | None:
        Access(self._discord.world).application(request.path_params["application_id"])
        guild_id: int | None = request.path_params.get("guild_id")
        if guild_id is not None:
            guild = self._discord.world.guilds.get(guild_id)
            if guild is None or not guild.has_application:
                raise Refusal(403, 50001)
        return guild_id


def _object(body: object) -> Json:
    if not isinstance(body, dict):
        raise form_refusal((), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    return body


def _localized(thing: Json, locale: str | None) -> Json:
    """Give a command or option in one language, as lists show it."""
    shown: Json = {}
    for key, value in thing.items():
        if key in ("options", "choices"):
            shown[key] = [_localized(inner, locale) for inner in value]
        elif key not in ("name_localizations", "description_localizations"):
            shown[key] = value
        elif value and locale in value:
            shown[key.replace("localizations", "localized")] = value[locale]
    return shown
