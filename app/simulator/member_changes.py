"""
Changes a member as the bot asks for it: each field with its own permission.

https://docs.discord.com/developers/resources/guild#modify-guild-member
"""

from collections.abc import Sequence

from starlette.requests import Request

from app.simulator.access import Access
from app.simulator.audit_log import Action, compared, record
from app.simulator.discord import Discord
from app.simulator.form_values import read_ids, read_time
from app.simulator.forms import Form
from app.simulator.guild_views import guild_member_view
from app.simulator.hierarchy import require_above_member, require_above_role
from app.simulator.permissions import Permission, permissions_of
from app.simulator.refusal import FormErrors, Refusal, form_refusal
from app.simulator.world import STAGE, VOICE, Guild, Json, Member, Role

_LONGEST_TIMEOUT = 28 * 86_400
"""Seconds."""

_NEEDED = {
    "nick": Permission.MANAGE_NICKNAMES,
    "roles": Permission.MANAGE_ROLES,
    "mute": Permission.MUTE_MEMBERS,
    "deaf": Permission.DEAFEN_MEMBERS,
    "channel_id": Permission.MOVE_MEMBERS,
    "communication_disabled_until": Permission.MODERATE_MEMBERS,
}
_ANY_NEEDED_FOR_FLAGS = (
    Permission.MANAGE_GUILD,
    Permission.MANAGE_ROLES,
    Permission.MODERATE_MEMBERS | Permission.KICK_MEMBERS | Permission.BAN_MEMBERS,
)
_BYPASSES_VERIFICATION = 1 << 2


def role_change(key: str, roles: Sequence[Role]) -> Json:
    """Give the audit log change of roles that a member got (`$add`) or lost (`$remove`)."""
    return {"key": key, "new_value": [{"id": str(role.id), "name": role.name} for role in roles]}


class MemberChanges:
    """Applies the body of an edit to a member, all of it or nothing."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)

    def apply(self, request: Request, guild: Guild, member: Member, body: object) -> None:
        """Check the whole body, then change the member and write it into the audit log.

        Raises:
            Refusal: If a field is wrong, a permission is missing, or the member is out of reach.
        """
        errors = FormErrors()
        form = Form(body, errors)
        nick = form.text("nick", most=32)
        role_ids = read_ids(form, "roles", most=350)
        mute, deaf = form.boolean("mute"), form.boolean("deaf")
        flags = form.integer("flags", least=0)
        channel_id = form.snowflake("channel_id")
        until = self._timeout(form)
        errors.raise_if_any()
        given = form.data.keys() & _NEEDED.keys()
        self._access.guild(guild.id, *(_NEEDED[key] for key in sorted(given)))
        if flags is not None:
            self._access.require_any(guild, *_ANY_NEEDED_FOR_FLAGS)
        self._check_reach(guild, member, given)
        self._check_voice(guild, member, given, channel_id)
        roles = self._roles(guild, member, role_ids) if form.data.get("roles") is not None else None
        before = guild_member_view(member)
        if "nick" in given:
            member.nick = nick or None
        if "communication_disabled_until" in given:
            member.timed_out_until = until
        member.mute = mute if mute is not None else member.mute
        member.deaf = deaf if deaf is not None else member.deaf
        if flags is not None:
            member.flags = member.flags & ~_BYPASSES_VERIFICATION | flags & _BYPASSES_VERIFICATION
        changes = compared(before, guild_member_view(member))
        if changes:
            record(self._discord.world, request, guild, Action.MEMBER_UPDATE, member.user.id, changes=changes)
        if roles is not None:
            self._set_roles(request, guild, member, roles)
        if "channel_id" in given:
            self._move(request, guild, member, channel_id)

    def _timeout(self, form: Form) -> float | None:
        key, now = "communication_disabled_until", self._discord.now()
        until = read_time(form, key)
        if until is not None and until > now + _LONGEST_TIMEOUT:
            form.fail(key, "INVALID_COMMUNICATION_DISABLED_TIMESTAMP", "Timeouts may last 28 days at most.")
        return until if until is not None and until > now else None

    def _check_reach(self, guild: Guild, member: Member, given: set[str]) -> None:
        """Refuse what the member stands too high for; of roles only the roles themselves count."""
        if given & {"nick", "communication_disabled_until"}:
            require_above_member(self._discord.world, guild, member)
        if "communication_disabled_until" in given and permissions_of(guild, member) & Permission.ADMINISTRATOR:
            raise Refusal(403, 50013)

    def _check_voice(self, guild: Guild, member: Member, given: set[str], channel_id: int | None) -> None:
        if given & {"mute", "deaf", "channel_id"} and member.voice_channel_id is None:
            raise Refusal(400, 40032)
        if channel_id is None:
            return
        channel = guild.channels.get(channel_id)
        if channel is None or channel.type not in (VOICE, STAGE):
            raise form_refusal(("channel_id",), "CHANNEL_TYPE_INVALID", "Members can be moved to voice channels only.")
        self._access.channel(channel_id, Permission.CONNECT, Permission.MOVE_MEMBERS)

    def _roles(self, guild: Guild, member: Member, role_ids: list[int]) -> list[Role]:
        """Find the roles that a member is to have; those that it gets or loses must be within reach."""
        if any(role_id not in guild.roles or role_id == guild.id for role_id in role_ids):
            raise Refusal(400, 50028)
        for role_id in set(role_ids) ^ set(member.role_ids):
            role = guild.roles[role_id]
            if role.managed:
                raise Refusal(403, 50013)
            require_above_role(self._discord.world, guild, role)
        return [guild.roles[role_id] for role_id in role_ids]

    def _set_roles(self, request: Request, guild: Guild, member: Member, roles: list[Role]) -> None:
        added = [role for role in roles if role.id not in member.role_ids]
        removed = [guild.roles[role_id] for role_id in member.role_ids if guild.roles[role_id] not in roles]
        changes = [role_change(key, some) for key, some in (("$add", added), ("$remove", removed)) if some]
        if changes:
            world = self._discord.world
            record(world, request, guild, Action.MEMBER_ROLE_UPDATE, member.user.id, changes=changes)
        member.role_ids = [role.id for role in roles]

    def _move(self, request: Request, guild: Guild, member: Member, channel_id: int | None) -> None:
        if channel_id is None:
            record(self._discord.world, request, guild, Action.MEMBER_DISCONNECT, options={"count": "1"})
        elif channel_id != member.voice_channel_id:
            options = {"channel_id": str(channel_id), "count": "1"}
            record(self._discord.world, request, guild, Action.MEMBER_MOVE, options=options)
        member.voice_channel_id = channel_id
