"""
The REST routes about the bans of a guild.

https://docs.discord.com/developers/resources/guild#get-guild-bans
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import Action, reason_of, record
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.form_values import read_ids
from app.simulator.forms import Form
from app.simulator.hierarchy import stands_above_member
from app.simulator.message_body import remove_message
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.query import page_of_ids
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.snowflakes import created_at
from app.simulator.views import user_view
from app.simulator.world import Guild, Json

_MOST_LISTED, _MOST_AT_ONCE = 1000, 200
_WEEK = 604_800
_BANS = "/guilds/{guild_id:int}/bans"


class BanRoutes:
    """Handlers of the routes about bans."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open(_BANS, {"GET": self.list_bans}),
            door.open(_BANS + "/{user_id:int}", {"GET": self.read, "PUT": self.ban, "DELETE": self.lift}),
            door.open("/guilds/{guild_id:int}/bulk-ban", {"POST": self.ban_many}),
        ]

    async def list_bans(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List bans by the id of the user."""
        guild = self._access.guild(request.path_params["guild_id"], Permission.BAN_MEMBERS)
        page = page_of_ids(request, guild.bans, most=_MOST_LISTED, default=_MOST_LISTED)
        return json_response([self._view(guild, user_id) for user_id in page])

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read one ban."""
        guild = self._access.guild(request.path_params["guild_id"], Permission.BAN_MEMBERS)
        return json_response(self._view(guild, self._banned(request, guild)))

    async def ban(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Ban a user, member or not, and remove what he wrote lately."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"], Permission.BAN_MEMBERS)
        errors = FormErrors()
        form = Form(body, errors)
        seconds = form.integer("delete_message_seconds", least=0, most=_WEEK)
        days = form.integer("delete_message_days", least=0, most=7)
        errors.raise_if_any()
        user_id = request.path_params["user_id"]
        if user_id not in world.users:
            raise Refusal(404, 10013)
        if not self._may_ban(guild, user_id):
            raise Refusal(403, 50013)
        self._ban(request, guild, user_id, seconds if seconds is not None else (days or 0) * 86_400)
        return Response(status_code=204)

    async def lift(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """End a ban."""
        guild = self._access.guild(request.path_params["guild_id"], Permission.BAN_MEMBERS)
        user_id = self._banned(request, guild)
        record(self._discord.world, request, guild, Action.MEMBER_BAN_REMOVE, user_id)
        del guild.bans[user_id]
        return Response(status_code=204)

    async def ban_many(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Ban as many of the users as can be banned."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"], Permission.BAN_MEMBERS, Permission.MANAGE_GUILD)
        errors = FormErrors()
        form = Form(body, errors)
        user_ids = read_ids(form, "user_ids", least=1, most=_MOST_AT_ONCE)
        seconds = form.integer("delete_message_seconds", least=0, most=_WEEK) or 0
        errors.raise_if_any()
        banned = [
            user_id
            for user_id in user_ids
            if user_id in world.users and user_id not in guild.bans and self._may_ban(guild, user_id)
        ]
        if not banned:
            raise Refusal(400, 500000)
        for user_id in banned:
            self._ban(request, guild, user_id, seconds)
        failed = [str(user_id) for user_id in user_ids if user_id not in banned]
        return json_response({"banned_users": [str(user_id) for user_id in banned], "failed_users": failed})

    def _banned(self, request: Request, guild: Guild) -> int:
        user_id: int = request.path_params["user_id"]
        if user_id not in guild.bans:
            raise Refusal(404, 10026)
        return user_id

    def _may_ban(self, guild: Guild, user_id: int) -> bool:
        member = guild.members.get(user_id)
        return member is None or stands_above_member(self._discord.world, guild, member)

    def _ban(self, request: Request, guild: Guild, user_id: int, seconds: int) -> None:
        world, since = self._discord.world, self._discord.now() - seconds
        if user_id not in guild.bans:
            guild.bans[user_id] = reason_of(request)
            record(world, request, guild, Action.MEMBER_BAN_ADD, user_id)
        guild.members.pop(user_id, None)
        channel_ids = {str(channel_id) for channel_id in guild.channels}
        for message_id, message in list(world.messages.items()):
            is_theirs = message["author"]["id"] == str(user_id) and message["channel_id"] in channel_ids
            if seconds and is_theirs and created_at(message_id) >= since:
                remove_message(world, message_id)

    def _view(self, guild: Guild, user_id: int) -> Json:
        return {"user": user_view(self._discord.world.users[user_id]), "reason": guild.bans[user_id]}
