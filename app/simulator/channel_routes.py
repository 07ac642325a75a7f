"""
The REST routes of channels: reading, making, changing and deleting them, and who may do what there.

https://docs.discord.com/developers/resources/channel#endpoints
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import Action, compared, record
from app.simulator.channel_forms import (
    apply_channel,
    apply_thread,
    check_channel,
    check_overwrite,
    check_thread,
    overwrite_from,
)
from app.simulator.channel_views import channel_view
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.forms import Form, read_forms
from app.simulator.message_body import remove_message
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.world import Channel, Guild, Json, Overwrite

_CHANNEL_LIMIT, _OVERWRITE_LIMIT = 500, 1000
_OF_MODERATORS = frozenset({"locked", "rate_limit_per_user", "flags"})


class ChannelRoutes:
    """Handlers of the routes about channels themselves."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._world = discord.world
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        one = {"GET": self.read, "PATCH": self.edit, "DELETE": self.delete}
        overwrite = {"PUT": self.put_overwrite, "DELETE": self.delete_overwrite}
        of_guild = {"GET": self.list_channels, "POST": self.create, "PATCH": self.move}
        return [
            door.open("/channels/{channel_id:int}", one),
            door.open("/channels/{channel_id:int}/typing", {"POST": self.type}),
            door.open("/channels/{channel_id:int}/permissions/{overwrite_id:int}", overwrite),
            door.open("/guilds/{guild_id:int}/channels", of_guild),
        ]

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read a channel that the bot user can see."""
        return self._shown(self._access.channel(request.path_params["channel_id"]))

    async def edit(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change a channel or a thread."""
        channel, guild = self._access.guild_channel(request.path_params["channel_id"])
        before = channel_view(self._world, channel)
        if channel.is_thread:
            self._edit_thread(channel, check_thread(body, is_new=False))
            return self._changed(request, Action.THREAD_UPDATE, channel, before)
        self._access.channel(channel.id, Permission.MANAGE_CHANNELS)
        data = check_channel(body, guild, channel.type, is_new=False)
        if "permission_overwrites" in data:
            self._access.channel(channel.id, Permission.MANAGE_ROLES)
        apply_channel(self._world, guild, channel, data)
        return self._changed(request, Action.CHANNEL_UPDATE, channel, before)

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Delete a channel or a thread; a private channel is closed, which deletes nothing."""
        channel = self._access.channel(request.path_params["channel_id"])
        answer = self._shown(channel)
        if channel.guild_id is not None:
            needed = Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS
            self._access.channel(channel.id, needed)
            guild = self._world.guilds[channel.guild_id]
            self._remove(guild, channel)
            action = Action.THREAD_DELETE if channel.is_thread else Action.CHANNEL_DELETE
            record(self._world, request, guild, action, channel.id)
        return answer

    async def type(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Show that the bot is typing."""
        channel = self._access.channel(request.path_params["channel_id"])
        needed = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
        self._access.channel(channel.id, needed)
        return Response(status_code=204)

    async def put_overwrite(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Say what a role or a member may do in a channel; nobody grants what he lacks himself."""
        channel, guild, overwrite_id = self._overwritten(request)
        errors = FormErrors()
        form = Form(body, errors)
        form.given("type", required=True)
        check_overwrite(form)
        errors.raise_if_any()
        overwrite = overwrite_from(form.data | {"id": overwrite_id}, guild)
        if overwrite_id not in (guild.roles if overwrite.type == 0 else self._world.users):
            raise Refusal(404, 10009)
        if (overwrite.allow | overwrite.deny) & ~self._access.permissions(channel):
            raise Refusal(403, 50013)
        others = [one for one in channel.overwrites if one.id != overwrite_id]
        if len(others) >= _OVERWRITE_LIMIT:
            raise Refusal(400, 30060)
        is_new = len(others) == len(channel.overwrites)
        channel.overwrites = [*others, overwrite]
        action = Action.CHANNEL_OVERWRITE_CREATE if is_new else Action.CHANNEL_OVERWRITE_UPDATE
        record(self._world, request, guild, action, channel.id, options=_holder(overwrite))
        return Response(status_code=204)

    async def delete_overwrite(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Take an overwrite away."""
        channel, guild, overwrite_id = self._overwritten(request)
        gone = next((one for one in channel.overwrites if one.id == overwrite_id), None)
        if gone is None:
            raise Refusal(404, 10009)
        channel.overwrites.remove(gone)
        record(self._world, request, guild, Action.CHANNEL_OVERWRITE_DELETE, channel.id, options=_holder(gone))
        return Response(status_code=204)

    async def list_channels(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the channels of a guild, those that the bot cannot see too, without threads."""
        guild = self._access.guild(request.path_params["guild_id"])
        shown = [channel for channel in guild.channels.values() if not channel.is_thread]
        return json_response([channel_view(self._world, channel) for channel in shown])

    async def create(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Make a channel."""
        guild = self._access.guild(request.path_params["guild_id"], Permission.MANAGE_CHANNELS)
        wanted = body.get("type") if isinstance(body, dict) else None
        data = check_channel(body, guild, wanted if isinstance(wanted, int) else 0, is_new=True)
        siblings = [channel for channel in guild.channels.values() if not channel.is_thread]
        if len(siblings) >= _CHANNEL_LIMIT:
            raise Refusal(400, 30013)
        channel = Channel(self._world.snowflakes(), 0, guild_id=guild.id)
        channel.position = max((sibling.position for sibling in siblings), default=-1) + 1
        parent = guild.channels.get(int(data.get("parent_id") or 0))
        if parent is not None:
            channel.overwrites = _copied(parent.overwrites)
        apply_channel(self._world, guild, channel, data)
        guild.channels[channel.id] = channel
        record(self._world, request, guild, Action.CHANNEL_CREATE, channel.id)
        return json_response(channel_view(self._world, channel), 201)

    async def move(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Put channels into another order, or under other categories."""
        guild = self._access.guild(request.path_params["guild_id"], Permission.MANAGE_CHANNELS)
        forms, errors = read_forms(body)
        for form in forms:
            form.snowflake("id", required=True)
            form.integer("position", least=0)
            form.snowflake("parent_id")
            form.boolean("lock_permissions")
        errors.raise_if_any()
        if any(int(form.data["id"]) not in guild.channels for form in forms):
            raise Refusal(404, 10003)
        for form in forms:
            _move(guild, form.data)
        return Response(status_code=204)

    def _edit_thread(self, thread: Channel, data: Json) -> None:
        state, held = thread.thread, self._access.permissions(thread)
        is_moderator = bool(held & Permission.MANAGE_THREADS)
        is_owner = thread.owner_id == self._world.application.bot.id
        opens = data.get("archived") is False
        if state.archived and not opens:
            raise Refusal(400, 50083)
        opens_only = set(data) == {"archived"} and opens and not state.locked
        may = (opens_only and held & Permission.SEND_MESSAGES_IN_THREADS) or (
            is_owner and not state.locked and not data.keys() & _OF_MODERATORS
        )
        if not may and not is_moderator:
            raise Refusal(403, 50013)
        apply_thread(thread, data, self._discord.now())

    def _overwritten(self, request: Request) -> tuple[Channel, Guild, int]:
        channel, guild = self._access.guild_channel(request.path_params["channel_id"], Permission.MANAGE_ROLES)
        if channel.is_thread:
            raise Refusal(400, 50024)
        return channel, guild, request.path_params["overwrite_id"]

    def _remove(self, guild: Guild, channel: Channel) -> None:
        """Take a channel away, with its threads, messages, webhooks and invites; what it held stands by itself."""
        world = self._world
        gone = {channel.id} | {
            one.id for one in guild.channels.values() if one.is_thread and one.parent_id == channel.id
        }
        for channel_id in gone:
            del guild.channels[channel_id]
        for child in guild.channels.values():
            if child.parent_id == channel.id:
                child.parent_id = None
        for message_id in [key for key, message in world.messages.items() if int(message["channel_id"]) in gone]:
            remove_message(world, message_id)
        for webhook_id in [key for key, webhook in world.webhooks.items() if webhook.channel_id in gone]:
            del world.webhooks[webhook_id]
        for code in [key for key, invite in world.invites.items() if invite.channel_id in gone]:
            del world.invites[code]

    def _changed(self, request: Request, action: Action, channel: Channel, before: Json) -> Response:
        changes = compared(before, channel_view(self._world, channel))
        record(self._world, request, self._world.guilds[channel.guild_id or 0], action, channel.id, changes=changes)
        return self._shown(channel)

    def _shown(self, channel: Channel) -> Response:
        return json_response(channel_view(self._world, channel))


def _move(guild: Guild, data: Json) -> None:
    channel = guild.channels[int(data["id"])]
    if data.get("position") is not None:
        channel.position = int(data["position"])
    if "parent_id" in data:
        channel.parent_id = int(data["parent_id"]) if data["parent_id"] is not None else None
        parent = guild.channels.get(channel.parent_id or 0)
        if data.get("lock_permissions") and parent is not None:
            channel.overwrites = _copied(parent.overwrites)


def _holder(overwrite: Overwrite) -> dict[str, str]:
    return {"id": str(overwrite.id), "type": str(overwrite.type)}


def _copied(overwrites: list[Overwrite]) -> list[Overwrite]:
    return [Overwrite(one.id, one.type, one.allow, one.deny) for one in overwrites]
