"""
The REST routes of invites.

https://docs.discord.com/developers/resources/invite
"""

from collections.abc import Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import Action, record
from app.simulator.channel_records import Invite
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.forms import Form
from app.simulator.guild_views import guild_counts, invite_guild_view
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.query import is_true
from app.simulator.refusal import FormErrors, Refusal, form_refusal
from app.simulator.views import instant, user_view
from app.simulator.world import CATEGORY, Json

_LONGEST, _MOST_USES = 604_800, 100
_TARGETS_HEADER = "user_id"
_UNSPECIFIED, _COMPLETED = 0, 2


class InviteRoutes:
    """Handlers of the routes about invites."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._world = discord.world
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open("/invites/{code}", {"GET": self.read, "DELETE": self.delete}),
            door.open("/invites/{code}/target-users", {"GET": self.read_targets, "PUT": self.write_targets}),
            door.open("/invites/{code}/target-users/job-status", {"GET": self.read_job}),
            door.open("/channels/{channel_id:int}/invites", {"GET": self.of_channel, "POST": self.create}),
            door.open("/guilds/{guild_id:int}/invites", {"GET": self.of_guild}),
        ]

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read an invite, whether or not the bot is where it leads to."""
        invite = self._named(request)
        view = self._view(invite)
        if is_true(request, "with_counts"):
            view |= guild_counts(self._world.guilds[invite.guild_id])
        return json_response(view)

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Delete an invite; for it the channel or the guild must be managed."""
        invite = self._named(request)
        channel, guild = self._access.guild_channel(invite.channel_id)
        if not self._access.permissions(channel) & Permission.MANAGE_CHANNELS:
            self._access.require_any(guild, Permission.MANAGE_GUILD)
        del self._world.invites[invite.code]
        record(self._world, request, guild, Action.INVITE_DELETE)
        return json_response(self._view(invite))

    async def of_channel(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the invites of a channel."""
        channel, _guild = self._access.guild_channel(request.path_params["channel_id"], Permission.MANAGE_CHANNELS)
        return json_response([self._full_view(one) for one in self._valid() if one.channel_id == channel.id])

    async def of_guild(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the invites of a guild; who can do no more than read the audit log is not told how they are used."""
        guild = self._access.guild(request.path_params["guild_id"])
        self._access.require_any(guild, Permission.MANAGE_GUILD, Permission.VIEW_AUDIT_LOG)
        view = self._full_view if self._access.guild_permissions(guild) & Permission.MANAGE_GUILD else self._view
        return json_response([view(one) for one in self._valid() if one.guild_id == guild.id])

    async def create(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Make an invite; one like it is given again unless a unique one is wanted."""
        channel, guild = self._access.guild_channel(request.path_params["channel_id"], Permission.CREATE_INSTANT_INVITE)
        errors = FormErrors()
        form = Form(body, errors)
        max_age = form.integer("max_age", least=0, most=_LONGEST)
        max_uses = form.integer("max_uses", least=0, most=_MOST_USES) or 0
        is_temporary = bool(form.boolean("temporary"))
        is_unique = bool(form.boolean("unique"))
        errors.raise_if_any()
        if channel.type == CATEGORY or channel.is_thread:
            raise Refusal(400, 50024)
        bot_id, now = self._world.application.bot.id, self._discord.now()
        invite = Invite("", channel.id, guild.id, bot_id, now, 86_400 if max_age is None else max_age, max_uses)
        invite.temporary = is_temporary
        same = next((one for one in self._valid() if _terms(one) == _terms(invite)), None)
        if same is not None and not is_unique:
            return json_response(self._full_view(same))
        number = self._world.snowflakes()
        invite.code = sha256(str(number).encode()).hexdigest()[:10]
        self._world.invites[invite.code] = invite
        record(self._world, request, guild, Action.INVITE_CREATE)
        return json_response(self._full_view(invite))

    async def read_targets(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Give the list of those who alone may use an invite, one below the other."""
        invite = self._owned(request, Permission.MANAGE_GUILD, Permission.VIEW_AUDIT_LOG)
        lines = [_TARGETS_HEADER, *map(str, invite.target_user_ids)]
        return Response("\n".join(lines), media_type="text/csv")

    async def write_targets(self, request: Request, _: object, files: Mapping[str, Upload]) -> Response:
        """Say anew who alone may use an invite."""
        invite = self._owned(request, Permission.MANAGE_GUILD)
        invite.target_user_ids = _read_targets(files.get("target_users_file"))
        invite.targeted_at = self._discord.now()
        return Response(status_code=204)

    async def read_job(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Tell how far Discord has come with the list; here it is done with it at once."""
        invite = self._owned(request, Permission.MANAGE_GUILD, Permission.VIEW_AUDIT_LOG)
        at = None if invite.targeted_at is None else instant(invite.targeted_at)
        count = len(invite.target_user_ids)
        status = _UNSPECIFIED if at is None else _COMPLETED
        job = {"status": status, "total_users": count, "processed_users": count, "created_at": at, "completed_at": at}
        return json_response(job | {"error_message": None})

    def _owned(self, request: Request, *enough: Permission) -> Invite:
        """Find an invite that the bot made, or may see to otherwise."""
        invite = self._named(request)
        if invite.inviter_id != self._world.application.bot.id:
            self._access.require_any(self._access.guild(invite.guild_id), *enough)
        return invite

    def _named(self, request: Request) -> Invite:
        invite = self._world.invites.get(request.path_params["code"])
        if invite is None or invite.has_ended(self._discord.now()):
            raise Refusal(404, 10006)
        return invite

    def _valid(self) -> list[Invite]:
        now = self._discord.now()
        return [invite for invite in self._world.invites.values() if not invite.has_ended(now)]

    def _view(self, invite: Invite) -> Json:
        guild, channel = self._world.guilds[invite.guild_id], self._world.channel_by_id(invite.channel_id)
        assert channel is not None, "an invite goes with its channel"
        return {
            "type": 0,
            "code": invite.code,
            "guild_id": str(guild.id),
            "guild": invite_guild_view(self._world, guild),
            "channel": {"id": str(channel.id), "type": channel.type, "name": channel.name},
            "inviter": user_view(self._world.users[invite.inviter_id]),
            "expires_at": instant(invite.created_at + invite.max_age) if invite.max_age else None,
        }

    def _full_view(self, invite: Invite) -> Json:
        """Give the invite with what only those are told who manage it."""
        return {
            **self._view(invite),
            "uses": invite.uses,
            "max_uses": invite.max_uses,
            "max_age": invite.max_age,
            "temporary": invite.temporary,
            "created_at": instant(invite.created_at),
        }


def _read_targets(upload: Upload | None) -> list[int]:
    """Read a list of users: below its header one id in each line."""
    if upload is None:
        raise form_refusal(("target_users_file",), "BASE_TYPE_REQUIRED", "This field is required")
    lines = upload.content.decode("utf-8", "replace").split("\n")
    errors = FormErrors()
    rows = {f"Line {number}": line.strip() for number, line in enumerate(lines, start=1) if line.strip()}
    rows.pop("Line 1", None)
    listed = Form(rows, errors, ("target_users_file",))
    found = [listed.snowflake(row) for row in rows]
    errors.raise_if_any()
    return [user_id for user_id in found if user_id is not None]


def _terms(invite: Invite) -> tuple[object, ...]:
    return invite.channel_id, invite.inviter_id, invite.max_age, invite.max_uses, invite.temporary
