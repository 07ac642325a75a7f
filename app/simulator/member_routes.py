"""
The REST routes about the members of a guild.

https://docs.discord.com/developers/resources/guild#list-guild-members
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import Action, compared, record
from app.simulator.discord import Discord
from app.simulator.door import Door, grant_of, json_response
from app.simulator.form_values import read_ids, read_image
from app.simulator.forms import Form
from app.simulator.guild_views import guild_member_view
from app.simulator.hierarchy import require_above_member, require_above_role
from app.simulator.member_changes import MemberChanges, role_change
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission, permissions_of
from app.simulator.query import page_id, page_limit
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.world import GUILD_MEMBERS_INTENT, Guild, Member, Role

_MOST = 1000
_LONGEST_NICK, _LONGEST_BIO = 32, 190
_OWN_MEMBER_SCOPE = "guilds.members.read"
_MEMBERS = "/guilds/{guild_id:int}/members"


class MemberRoutes:
    """Handlers of the routes about members."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)
        self._changes = MemberChanges(discord)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        one = {"GET": self.read, "PUT": self.add, "PATCH": self.edit, "DELETE": self.kick}
        return [
            door.open(_MEMBERS, {"GET": self.list_members}),
            door.open(_MEMBERS + "/search", {"GET": self.search}),
            door.open(_MEMBERS + "/@me", {"PATCH": self.edit_own}),
            door.open("/users/@me/guilds/{guild_id:int}/member", {"GET": self.read_of_user}, scope=_OWN_MEMBER_SCOPE),
            door.open(_MEMBERS + "/{user_id:int}", one),
            door.open(
                _MEMBERS + "/{user_id:int}/roles/{role_id:int}", {"PUT": self.add_role, "DELETE": self.drop_role}
            ),
        ]

    async def list_members(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List members by id, page by page; only with the intent for it."""
        guild = self._access.guild(request.path_params["guild_id"])
        if not self._discord.world.application.flags & GUILD_MEMBERS_INTENT:
            raise Refusal(403, 50001)
        after = page_id(request, "after") or 0
        limit = page_limit(request, most=_MOST, default=1)
        found = [guild.members[user_id] for user_id in sorted(guild.members) if user_id > after]
        return json_response([guild_member_view(member) for member in found[:limit]])

    async def search(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the members whose user name or nickname begins with a text."""
        guild = self._access.guild(request.path_params["guild_id"])
        limit = page_limit(request, most=_MOST, default=1)
        errors = FormErrors()
        query = Form(dict(request.query_params), errors).text("query", least=1, most=100, required=True)
        errors.raise_if_any()
        assert query is not None
        found = [member for member in guild.members.values() if _is_called(member, query.lower())]
        return json_response([guild_member_view(member) for member in found[:limit]])

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read one member."""
        guild = self._access.guild(request.path_params["guild_id"])
        return json_response(guild_member_view(self._member(request, guild)))

    async def read_of_user(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read the member that the user of an access token is in a guild, be the bot in it or not."""
        grant = grant_of(self._discord, request)
        if grant is None or grant.user_id is None:
            raise Refusal(403, 20001)
        guild = self._discord.world.guilds.get(request.path_params["guild_id"])
        if guild is None or grant.user_id not in guild.members:
            raise Refusal(404, 10004)
        return json_response(guild_member_view(guild.members[grant.user_id]))

    async def edit(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change a member: name, roles, timeout, voice."""
        guild = self._access.guild(request.path_params["guild_id"])
        member = self._member(request, guild)
        self._changes.apply(request, guild, member, body)
        return json_response(guild_member_view(member))

    async def edit_own(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change the bot's own member: its name and its pictures."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"])
        errors = FormErrors()
        form = Form(body, errors)
        nick = form.text("nick", most=_LONGEST_NICK)
        form.text("bio", most=_LONGEST_BIO)
        pictures = {key: read_image(form, key) for key in ("avatar", "banner") if key in form.data}
        errors.raise_if_any()
        member = guild.members[world.application.bot.id]
        if "nick" in form.data:
            self._access.guild(guild.id, Permission.CHANGE_NICKNAME)
            changes = compared({"nick": member.nick}, {"nick": nick or None})
            member.nick = nick or None
            record(world, request, guild, Action.MEMBER_UPDATE, member.user.id, changes=changes)
        for key, picture in pictures.items():
            setattr(member, key, picture.hash if picture else None)
        return json_response(guild_member_view(member) | {"permissions": str(permissions_of(guild, member))})

    async def add(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Add a user who let the application do so; nothing happens to one who is there already."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"], Permission.CREATE_INSTANT_INVITE)
        errors = FormErrors()
        form = Form(body, errors)
        token = form.text("access_token", required=True)
        nick = form.text("nick", most=_LONGEST_NICK)
        role_ids = read_ids(form, "roles", most=250)
        deaf, mute = form.boolean("deaf"), form.boolean("mute")
        errors.raise_if_any()
        user = world.users.get(request.path_params["user_id"])
        if user is None:
            raise Refusal(404, 10013)
        grant = self._discord.credentials.grant(f"Bearer {token}")
        if grant is None or grant.user_id != user.id:
            raise Refusal(403, 50025)
        if "guilds.join" not in grant.scopes:
            raise Refusal(403, 50026)
        if user.id in guild.bans:
            raise Refusal(403, 40007)
        if user.id in guild.members:
            return Response(status_code=204)
        self._require_for(guild, nick=nick, role_ids=role_ids, deaf=deaf, mute=mute)
        member = Member(user, guild.id, role_ids, nick or None, joined_at=self._discord.now())
        member.deaf, member.mute = bool(deaf), bool(mute)
        guild.members[user.id] = member
        return json_response(guild_member_view(member), 201)

    async def kick(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Remove a member."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"], Permission.KICK_MEMBERS)
        member = self._member(request, guild)
        require_above_member(world, guild, member)
        record(world, request, guild, Action.MEMBER_KICK, member.user.id)
        del guild.members[member.user.id]
        return Response(status_code=204)

    async def add_role(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Give a member a role."""
        guild, member, role = self._member_and_role(request)
        if role.id not in member.role_ids:
            changes = [role_change("$add", [role])]
            record(self._discord.world, request, guild, Action.MEMBER_ROLE_UPDATE, member.user.id, changes=changes)
            member.role_ids.append(role.id)
        return Response(status_code=204)

    async def drop_role(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Take a role from a member."""
        guild, member, role = self._member_and_role(request)
        if role.id in member.role_ids:
            changes = [role_change("$remove", [role])]
            record(self._discord.world, request, guild, Action.MEMBER_ROLE_UPDATE, member.user.id, changes=changes)
            member.role_ids.remove(role.id)
        return Response(status_code=204)

    def _member(self, request: Request, guild: Guild) -> Member:
        user_id = request.path_params["user_id"]
        if user_id not in guild.members:
            raise Refusal(404, 10007 if user_id in self._discord.world.users else 10013)
        return guild.members[user_id]

    def _member_and_role(self, request: Request) -> tuple[Guild, Member, Role]:
        guild = self._access.guild(request.path_params["guild_id"], Permission.MANAGE_ROLES)
        member = self._member(request, guild)
        role = guild.roles.get(request.path_params["role_id"])
        if role is None:
            raise Refusal(404, 10011)
        if role.managed or role.id == guild.id:
            raise Refusal(400, 50028)
        require_above_role(self._discord.world, guild, role)
        return guild, member, role

    def _require_for(
        self, guild: Guild, *, nick: str | None, role_ids: list[int], deaf: bool | None, mute: bool | None
    ) -> None:
        needed = {
            Permission.MANAGE_NICKNAMES: nick,
            Permission.MANAGE_ROLES: role_ids,
            Permission.DEAFEN_MEMBERS: deaf,
            Permission.MUTE_MEMBERS: mute,
        }
        self._access.guild(guild.id, *(permission for permission, given in needed.items() if given))
        for role_id in role_ids:
            if role_id not in guild.roles:
                raise Refusal(404, 10011)
            require_above_role(self._discord.world, guild, guild.roles[role_id])


def _is_called(member: Member, beginning: str) -> bool:
    names = (member.user.username, member.user.global_name, member.nick)
    return any(name and name.lower().startswith(beginning) for name in names)
