"""
The REST routes of application commands.

https://docs.discord.com/developers/interactions/application-commands#endpoints
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.multipart import Upload
from app.simulator.refusal import FormErrors, Refusal
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
        if request.query_params.get("with_localizations", "").lower() in ("true", "1"):
            return json_response(commands)
        locale = request.headers.get("x-discord-locale")
        return json_response([_localized(command, locale) for command in commands])

    async def overwrite(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Replace the commands of a scope."""
        guild_id = self._scope(request)
        if not isinstance(body, list):
            errors = FormErrors()
            errors.add((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            errors.raise_if_any()
        assert isinstance(body, list)
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
        self._discord.commands.delete(request.path_params["command_id"], guild_id)
        self._discord.revision += 1
        return Response(status_code=204)

    def _scope(self, request: Request) -> int | None:
        if request.path_params["application_id"] != self._discord.application_id:
            raise Refusal(403, 20012)
        guild_id: int | None = request.path_params.get("guild_id")
        if guild_id is not None:
            guild = self._discord.world.guilds.get(guild_id)
            if guild is None or not guild.has_application:
                raise Refusal(403, 50001)
        return guild_id


def _object(body: object) -> Json:
    errors = FormErrors()
    if isinstance(body, dict):
        return body
    errors.add((), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    errors.raise_if_any()
    raise AssertionError("unreachable: an error was noted")


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
