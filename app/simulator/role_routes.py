"""
The REST routes about the roles of a guild.

https://docs.discord.com/developers/resources/guild#get-guild-roles
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import Action, compared, record
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.form_values import Image, read_image, read_permissions
from app.simulator.forms import Form, read_forms
from app.simulator.hierarchy import require_above_role
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.views import role_view
from app.simulator.world import Guild, Json, Role

MOST_ROLES = 250
_LARGEST_COLOR = 0xFFFFFF
_LARGEST_ICON = 262_144
_ROLES = "/guilds/{guild_id:int}/roles"
_COLORS = {"primary_color": "color", "secondary_color": "secondary_color", "tertiary_color": "tertiary_color"}


class RoleRoutes:
    """Handlers of the routes about roles."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open(_ROLES, {"GET": self.list_roles, "POST": self.create, "PATCH": self.move}),
            door.open(_ROLES + "/member-counts", {"GET": self.count_members}),
            door.open(_ROLES + "/{role_id:int}", {"GET": self.read, "PATCH": self.edit, "DELETE": self.delete}),
        ]

    async def list_roles(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the roles of a guild that the bot user is in."""
        guild = self._access.guild(request.path_params["guild_id"])
        return json_response([role_view(role) for role in guild.roles.values()])

    async def count_members(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Count the members of each role but the everyone role."""
        guild = self._access.guild(request.path_params["guild_id"])
        counts = {
            str(role_id): sum(role_id in member.role_ids for member in guild.members.values())
            for role_id in guild.roles
            if role_id != guild.id
        }
        return json_response(counts)

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read one role."""
        guild = self._access.guild(request.path_params["guild_id"])
        return json_response(role_view(_found(guild, request)))

    async def create(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Add a role at the bottom, right above the everyone role."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"], Permission.MANAGE_ROLES)
        if len(guild.roles) >= MOST_ROLES:
            raise Refusal(400, 30005)
        role = Role(world.snowflakes(), "new role", guild.roles[guild.id].permissions, position=1)
        changes = self._read(guild, body)
        for other in guild.roles.values():
            other.position += other.position >= 1
        _apply(role, changes)
        guild.roles[role.id] = role
        record(world, request, guild, Action.ROLE_CREATE, role.id, changes=compared({}, role_view(role)))
        return json_response(role_view(role))

    async def edit(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change a role that stands below the bot's."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"], Permission.MANAGE_ROLES)
        role = _found(guild, request)
        require_above_role(world, guild, role)
        changes = self._read(guild, body)
        before = role_view(role)
        _apply(role, changes)
        if differences := compared(before, role_view(role)):
            record(world, request, guild, Action.ROLE_UPDATE, role.id, changes=differences)
        return json_response(role_view(role))

    async def move(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change positions; neither a role above the bot's nor one to above it."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"], Permission.MANAGE_ROLES)
        wanted = _read_positions(guild, body)
        for role_id in wanted:
            require_above_role(world, guild, guild.roles[role_id])
        order = sorted(guild.roles.values(), key=lambda role: (role.position, -role.id))
        others = [role for role in order if role.id not in wanted]
        for role_id, position in sorted(wanted.items(), key=lambda item: item[1]):
            others.insert(max(1, position), guild.roles[role_id])
        moved = {role.id: position for position, role in enumerate(others) if role.position != position}
        bot = guild.members[world.application.bot.id]
        highest = max((others.index(guild.roles[role_id]) for role_id in bot.role_ids), default=0)
        if guild.owner_id != bot.user.id and any(others.index(guild.roles[role_id]) >= highest for role_id in wanted):
            raise Refusal(403, 50013)
        for role_id, position in moved.items():
            role = guild.roles[role_id]
            changes = compared({"position": role.position}, {"position": position})
            role.position = position
            record(world, request, guild, Action.ROLE_UPDATE, role.id, changes=changes)
        return json_response([role_view(role) for role in guild.roles.values()])

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Remove a role, from its members and from channels too."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"], Permission.MANAGE_ROLES)
        role = _found(guild, request)
        if role.managed or role.id == guild.id:
            raise Refusal(400, 50028)
        require_above_role(world, guild, role)
        record(world, request, guild, Action.ROLE_DELETE, role.id, changes=compared(role_view(role), {}))
        del guild.roles[role.id]
        for member in guild.members.values():
            member.role_ids = [role_id for role_id in member.role_ids if role_id != role.id]
        for channel in guild.channels.values():
            channel.overwrites = [overwrite for overwrite in channel.overwrites if overwrite.id != role.id]
        for other in guild.roles.values():
            other.position -= other.position > role.position
        return Response(status_code=204)

    def _read(self, guild: Guild, body: object) -> Json:
        """Read what is to change of a role, by the names of its fields."""
        errors = FormErrors()
        form = Form(body, errors)
        changes: Json = {
            "name": form.text("name", least=1, most=100),
            "permissions": read_permissions(form, "permissions"),
            "color": form.integer("color", least=0, most=_LARGEST_COLOR),
            "hoist": form.boolean("hoist"),
            "mentionable": form.boolean("mentionable"),
        }
        changes = {key: value for key, value in changes.items() if value is not None}
        if colors := form.child("colors"):
            for key, field in _COLORS.items():
                changes[field] = colors.integer(key, least=0, most=_LARGEST_COLOR, required=key == "primary_color")
        for key in ("icon", "unicode_emoji"):
            if key in form.data:
                changes[key] = read_image(form, key, most=_LARGEST_ICON) if key == "icon" else form.text(key, most=100)
        errors.raise_if_any()
        if (changes.get("icon") or changes.get("unicode_emoji")) and "ROLE_ICONS" not in guild.features:
            raise Refusal(403, 50101)
        if changes.get("permissions", 0) & ~self._access.guild_permissions(guild):
            raise Refusal(403, 50013)
        return changes


def _found(guild: Guild, request: Request) -> Role:
    role = guild.roles.get(request.path_params["role_id"])
    if role is None:
        raise Refusal(404, 10011)
    return role


def _apply(role: Role, changes: Json) -> None:
    for key, value in changes.items():
        setattr(role, key, value.hash if isinstance(value, Image) else value)


def _read_positions(guild: Guild, body: object) -> dict[int, int]:
    wanted: dict[int, int] = {}
    forms, errors = read_forms(body)
    for form in forms:
        role_id = form.snowflake("id", required=True)
        position = form.integer("position", least=0)
        if role_id is not None and position is not None:
            wanted[role_id] = position
    errors.raise_if_any()
    if any(role_id not in guild.roles for role_id in wanted):
        raise Refusal(404, 10011)
    if guild.id in wanted:
        raise Refusal(400, 50028)
    return wanted
