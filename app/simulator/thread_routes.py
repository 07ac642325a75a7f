"""
The REST routes by which threads are started, and people come to be in them.

https://docs.discord.com/developers/resources/channel#start-thread-from-message
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access, check_open
from app.simulator.audit_log import Action, record
from app.simulator.channel_forms import apply_thread, check_thread
from app.simulator.channel_messages import HAS_THREAD, ChannelMessages
from app.simulator.channel_views import channel_view, thread_member_view
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.guild_views import guild_member_view
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission, permissions_in
from app.simulator.query import is_true, page_id, page_limit
from app.simulator.refusal import FormErrors, Refusal, form_refusal
from app.simulator.rules import is_empty
from app.simulator.views import reference_view, user_view
from app.simulator.world import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    FORUM,
    MEDIA,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    Channel,
    Guild,
    Json,
)

_RECIPIENT_ADD, _THREAD_CREATED, _THREAD_STARTER = 1, 18, 21
_MEMBER_LIMIT = 1000
_MEMBERS = "/channels/{channel_id:int}/thread-members"


class ThreadRoutes:
    """Handlers of the routes about starting threads and being in them."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._world = discord.world
        self._access = Access(discord.world)
        self._messages = ChannelMessages(discord)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        one = {"GET": self.member, "PUT": self.add, "DELETE": self.remove}
        return [
            door.open("/channels/{channel_id:int}/messages/{message_id:int}/threads", {"POST": self.from_message}),
            door.open("/channels/{channel_id:int}/threads", {"POST": self.create}),
            door.open(_MEMBERS, {"GET": self.members}),
            door.open(_MEMBERS + "/@me", {"PUT": self.join, "DELETE": self.leave}),
            door.open(_MEMBERS + "/{user_id:int}", one),
        ]

    async def from_message(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Start a thread from a message, whose id it gets."""
        channel, guild = self._access.guild_channel(
            request.path_params["channel_id"], Permission.READ_MESSAGE_HISTORY, Permission.CREATE_PUBLIC_THREADS
        )
        if channel.type not in (TEXT, ANNOUNCEMENT):
            raise Refusal(400, 50024)
        message = self._access.message(channel, request.path_params["message_id"])
        data = check_thread(body, is_new=True)
        if int(message["id"]) in guild.channels:
            raise Refusal(400, 160004)
        kind = ANNOUNCEMENT_THREAD if channel.type == ANNOUNCEMENT else PUBLIC_THREAD
        thread = self._start(request, guild, channel, kind, data, thread_id=int(message["id"]))
        message["flags"] |= HAS_THREAD
        self._messages.note(thread, _THREAD_STARTER, message_reference=reference_view(channel, message["id"]))
        return json_response(channel_view(self._world, thread), 201)

    async def create(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Start a thread without a message, or a post where there is nothing but posts."""
        channel, guild = self._access.guild_channel(request.path_params["channel_id"])
        if channel.type in (FORUM, MEDIA):
            return self._post(request, guild, channel, body, files)
        if channel.type not in (TEXT, ANNOUNCEMENT):
            raise Refusal(400, 50024)
        data = check_thread(body, is_new=True)
        # Discord makes it private unless it is told otherwise.
        kind = int(data.get("type") or PRIVATE_THREAD)
        allowed = (ANNOUNCEMENT_THREAD,) if channel.type == ANNOUNCEMENT else (PUBLIC_THREAD, PRIVATE_THREAD)
        if kind not in allowed:
            raise form_refusal(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")
        is_private = kind == PRIVATE_THREAD
        self._access.channel(
            channel.id, Permission.CREATE_PRIVATE_THREADS if is_private else Permission.CREATE_PUBLIC_THREADS
        )
        thread = self._start(request, guild, channel, kind, data)
        if not is_private:
            reference = {"type": 0, "guild_id": str(guild.id), "channel_id": str(thread.id)}
            self._messages.note(channel, _THREAD_CREATED, thread.name or "", message_reference=reference)
        return json_response(channel_view(self._world, thread), 201)

    async def members(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List who is in a thread, by user id; with the members they are in the guild, in pages."""
        thread, guild = self._thread(request)
        ids = sorted(thread.thread.members)
        if not is_true(request, "with_member"):
            return json_response([thread_member_view(thread, user_id) for user_id in ids])
        limit, after = page_limit(request, most=100, default=100), page_id(request, "after") or 0
        shown = [user_id for user_id in ids if user_id > after and user_id in guild.members][:limit]
        return json_response([self._with_member(thread, guild, user_id) for user_id in shown])

    async def member(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read one who is in a thread."""
        thread, guild = self._thread(request)
        user_id = request.path_params["user_id"]
        if user_id not in thread.thread.members:
            raise Refusal(404, 10007)
        if is_true(request, "with_member") and user_id in guild.members:
            return json_response(self._with_member(thread, guild, user_id))
        return json_response(thread_member_view(thread, user_id))

    async def join(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Join a thread."""
        thread, _guild = self._thread(request)
        check_open(thread)
        self._admit(thread, self._world.application.bot.id)
        return Response(status_code=204)

    async def leave(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Leave a thread."""
        thread, _guild = self._thread(request)
        check_open(thread)
        thread.thread.members.pop(self._world.application.bot.id, None)
        return Response(status_code=204)

    async def add(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Add somebody who can see the channel to a thread."""
        thread, guild = self._thread(request)
        self._access.channel(thread.id, Permission.SEND_MESSAGES_IN_THREADS)
        check_open(thread)
        user_id = request.path_params["user_id"]
        if user_id not in guild.members:
            raise Refusal(404, 10007 if user_id in self._world.users else 10013)
        if not permissions_in(guild, guild.members[user_id], thread) & Permission.VIEW_CHANNEL:
            raise Refusal(403, 50001)
        is_new = user_id not in thread.thread.members
        self._admit(thread, user_id)
        if is_new:
            self._messages.note(thread, _RECIPIENT_ADD, mentions=[user_view(self._world.users[user_id])])
        return Response(status_code=204)

    async def remove(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Remove somebody from a thread; from a private one its owner may, too."""
        thread, _guild = self._thread(request)
        check_open(thread)
        is_owner = thread.owner_id == self._world.application.bot.id
        if not (is_owner and thread.type == PRIVATE_THREAD):
            self._access.channel(thread.id, Permission.MANAGE_THREADS)
        if thread.thread.members.pop(request.path_params["user_id"], None) is None:
            raise Refusal(404, 10007)
        return Response(status_code=204)

    def _post(
        self, request: Request, guild: Guild, channel: Channel, body: object, files: Mapping[str, Upload]
    ) -> Response:
        self._access.channel(channel.id, Permission.SEND_MESSAGES)
        data = check_thread(body, is_new=True)
        errors = FormErrors()
        if not isinstance(data.get("message"), dict):
            errors.add(("message",), "BASE_TYPE_REQUIRED", "This field is required")
        known = {tag["id"] for tag in channel.settings.get("available_tags", ())}
        for index, tag_id in enumerate(data.get("applied_tags") or ()):
            if str(tag_id) not in known:
                errors.add(("applied_tags", index), "UNKNOWN_TAG", "Unknown tag")
        errors.raise_if_any()
        content = self._messages.check(data["message"], files, channel)
        if is_empty(content, list(files)):
            raise Refusal(400, 50006)
        thread = self._start(request, guild, channel, PUBLIC_THREAD, data)
        # The first message of a post has the id of the post.
        message = self._messages.write(thread, content, files, message_id=thread.id)
        return json_response({**channel_view(self._world, thread), "message": self._messages.shown(message)}, 201)

    def _start(
        self, request: Request, guild: Guild, parent: Channel, kind: int, data: Json, *, thread_id: int | None = None
    ) -> Channel:
        """Make a thread, with the bot as its first member."""
        bot_id = self._world.application.bot.id
        thread = Channel(
            thread_id or self._world.snowflakes(), kind, guild_id=guild.id, parent_id=parent.id, owner_id=bot_id
        )
        thread.thread.auto_archive_minutes = parent.settings.get("default_auto_archive_duration") or 1440
        apply_thread(thread, {key: data[key] for key in data if key not in ("archived", "locked")}, self._discord.now())
        thread.thread.members[bot_id] = thread.thread.changed_at = self._discord.now()
        guild.channels[thread.id] = thread
        record(self._world, request, guild, Action.THREAD_CREATE, thread.id)
        return thread

    def _admit(self, thread: Channel, user_id: int) -> None:
        if len(thread.thread.members) >= _MEMBER_LIMIT:
            raise Refusal(400, 30033)
        thread.thread.members.setdefault(user_id, self._discord.now())

    def _with_member(self, thread: Channel, guild: Guild, user_id: int) -> Json:
        return {**thread_member_view(thread, user_id), "member": guild_member_view(guild.members[user_id])}

    def _thread(self, request: Request) -> tuple[Channel, Guild]:
        channel, guild = self._access.guild_channel(request.path_params["channel_id"])
        if not channel.is_thread:
            raise Refusal(400, 50024)
        return channel, guild
