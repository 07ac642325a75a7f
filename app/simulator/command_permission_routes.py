"""
The REST routes about who may use the application's commands in a guild.

https://docs.discord.com/developers/interactions/application-commands#permissions
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import Action, compared, record
from app.simulator.discord import Discord
from app.simulator.door import Door, grant_of, json_response
from app.simulator.forms import Form
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission, permissions_of
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.world import Guild, Json

SCOPE = "applications.commands.permissions.update"
"""OAuth2 scope by which somebody lets the application decide who may use its commands."""

_MOST = 100
_ROLE, _USER, _CHANNEL = 1, 2, 3
_COMMANDS = "/applications/{application_id:int}/guilds/{guild_id:int}/commands"


class CommandPermissionRoutes:
    """Handlers of the routes about the permissions of commands."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        one = {"GET": self.read, "PUT": self.write}
        return [
            door.open(_COMMANDS + "/permissions", {"GET": self.read_all}, scope=SCOPE),
            door.open(_COMMANDS + "/{command_id:int}/permissions", one, scope=SCOPE),
        ]

    async def read_all(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the permissions of all commands for which there are some."""
        guild = self._guild(request)
        return json_response([self._view(guild, command_id) for command_id in guild.command_permissions])

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read the permissions of one command."""
        guild = self._guild(request)
        command_id = self._command_id(request, guild)
        if command_id not in guild.command_permissions:
            raise Refusal(404, 10066)
        return json_response(self._view(guild, command_id))

    async def write(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Set the permissions of one command, on behalf of somebody who manages the guild."""
        guild = self._guild(request)
        grant = grant_of(self._discord, request)
        if grant is None or grant.user_id is None:
            raise Refusal(403, 20001)
        member = guild.members.get(grant.user_id)
        if member is None:
            raise Refusal(403, 50001)
        needed = Permission.MANAGE_GUILD | Permission.MANAGE_ROLES
        if needed & ~permissions_of(guild, member):
            raise Refusal(403, 50013)
        command_id = self._command_id(request, guild)
        wanted = _read(body)
        before = {one["id"]: one for one in guild.command_permissions.get(command_id, ())}
        changes = compared(before, {one["id"]: one for one in wanted})
        if wanted:
            guild.command_permissions[command_id] = wanted
        else:
            guild.command_permissions.pop(command_id, None)
        action, options = Action.APPLICATION_COMMAND_PERMISSION_UPDATE, {"application_id": str(self._application_id)}
        world = self._discord.world
        record(world, request, guild, action, command_id, changes=changes, options=options, user_id=member.user.id)
        return json_response(self._view(guild, command_id))

    @property
    def _application_id(self) -> int:
        return self._discord.application_id

    def _guild(self, request: Request) -> Guild:
        Access(self._discord.world).application(request.path_params["application_id"])
        guild = self._discord.world.guilds.get(request.path_params["guild_id"])
        if guild is None or not guild.has_application:
            raise Refusal(403, 50001)
        return guild

    def _command_id(self, request: Request, guild: Guild) -> int:
        """Find the command, global or of the guild; the application's own id stands for all of them."""
        command_id: int = request.path_params["command_id"]
        commands = [*self._discord.commands.listed(), *self._discord.commands.listed(guild.id)]
        if command_id != self._application_id and all(command["id"] != str(command_id) for command in commands):
            raise Refusal(404, 10063)
        return command_id

    def _view(self, guild: Guild, command_id: int) -> Json:
        return {
            "id": str(command_id),
            "application_id": str(self._application_id),
            "guild_id": str(guild.id),
            "permissions": guild.command_permissions.get(command_id, []),
        }


def _read(body: object) -> list[Json]:
    errors = FormErrors()
    form = Form(body, errors)
    wanted: list[Json] = []
    for entry in form.children("permissions", most=_MOST):
        entry.given("permission", required=True)
        wanted.append(
            {
                "id": str(entry.snowflake("id", required=True)),
                "type": entry.choice("type", (_ROLE, _USER, _CHANNEL), required=True),
                "permission": entry.boolean("permission"),
            }
        )
    errors.raise_if_any()
    return wanted
