"""
The REST routes of a channel's messages: reading, sending, editing, deleting, publishing.

https://docs.discord.com/developers/resources/message#endpoints
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access, check_open
from app.simulator.audit_log import Action, record
from app.simulator.channel_messages import ChannelMessages
from app.simulator.channel_records import FOLLOWER
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.forms import Form
from app.simulator.message_body import remove_message
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.query import page_id, page_limit
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.rules import EPHEMERAL, IS_COMPONENTS_V2, SUPPRESS_EMBEDS
from app.simulator.snowflakes import created_at
from app.simulator.views import reference_view
from app.simulator.webhook_views import webhook_author_view
from app.simulator.world import ANNOUNCEMENT, CATEGORY, FORUM, MEDIA, Channel, Json

_CROSSPOSTED, _IS_CROSSPOST = 1 << 0, 1 << 1
_ORDINARY = frozenset({0, 19, 20, 23})
_UNDELETABLE = frozenset({1, 2, 3, 4, 5, 14, 15, 16, 17, 21})
_TWO_WEEKS = 14 * 86_400
_CHANNEL = "/channels/{channel_id:int}/messages"


class MessageRoutes:
    """Handlers of the routes about the messages of channels."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)
        self._messages = ChannelMessages(discord)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        one = {"GET": self.read, "PATCH": self.edit, "DELETE": self.delete}
        return [
            door.open(_CHANNEL, {"GET": self.list_messages, "POST": self.create}),
            door.open(_CHANNEL + "/bulk-delete", {"POST": self.bulk_delete}),
            door.open(_CHANNEL + "/{message_id:int}", one),
            door.open(_CHANNEL + "/{message_id:int}/crosspost", {"POST": self.crosspost}),
        ]

    async def list_messages(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List messages, the newest first; none to a bot that may not read the history."""
        channel = self._access.channel(request.path_params["channel_id"])
        limit = page_limit(request, most=100, default=50)
        found = self._visible(channel) if self._may_read(channel) else []
        before, after, around = (page_id(request, key) for key in ("before", "after", "around"))
        if around is not None:
            older = [message for message in found if int(message["id"]) < around][: limit // 2]
            rest = [message for message in found if int(message["id"]) >= around]
            found = rest[-(limit - limit // 2) :] + older
        elif before is not None:
            found = [message for message in found if int(message["id"]) < before][:limit]
        elif after is not None:
            # Those that come first after it, yet shown newest first.
            found = [message for message in found if int(message["id"]) > after][-limit:]
        return json_response([self._messages.shown(message) for message in found[:limit]])

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read one message."""
        channel = self._access.channel(request.path_params["channel_id"], Permission.READ_MESSAGE_HISTORY)
        return json_response(self._messages.shown(self._named(request, channel)))

    async def create(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Send a message."""
        channel = self._access.channel(request.path_params["channel_id"])
        data = self._messages.check(body, files, channel)
        self._check_may_send(channel, data, files)
        return json_response(self._messages.shown(self._messages.send(channel, data, files)))

    async def edit(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Edit a message of one's own; of others', the embeds may be suppressed."""
        channel = self._access.channel(request.path_params["channel_id"])
        message = self._named(request, channel)
        data = self._messages.check(body, files, channel, flags=message["flags"])
        check_open(channel)
        if self._is_own(message):
            self._messages.edit(message, data, files)
        elif set(data) == {"flags"} and self._access.permissions(channel) & Permission.MANAGE_MESSAGES:
            wanted = int(data["flags"] or 0) & SUPPRESS_EMBEDS
            message["flags"] = message["flags"] & ~SUPPRESS_EMBEDS | wanted
        else:
            raise Refusal(403, 50005)
        return json_response(self._messages.shown(message))

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Delete a message."""
        channel = self._access.channel(request.path_params["channel_id"])
        message = self._named(request, channel)
        if message["type"] in _UNDELETABLE:
            raise Refusal(403, 50021)
        if not self._is_own(message):
            if channel.guild_id is None:
                raise Refusal(403, 50003)
            self._access.channel(channel.id, Permission.MANAGE_MESSAGES)
            target, options = int(message["author"]["id"]), {"channel_id": str(channel.id), "count": "1"}
            guild = self._discord.world.guilds[channel.guild_id]
            record(self._discord.world, request, guild, Action.MESSAGE_DELETE, target, options=options)
        remove_message(self._discord.world, int(message["id"]))
        return Response(status_code=204)

    async def bulk_delete(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Delete 2 to 100 messages of the last two weeks; those that are gone already do not matter."""
        channel, guild = self._access.guild_channel(request.path_params["channel_id"], Permission.MANAGE_MESSAGES)
        errors = FormErrors()
        listed = Form(body, errors).items("messages", least=1)
        errors.raise_if_any()
        ids = [int(str(value)) for value in listed if str(value).isdecimal()]
        if not 2 <= len(ids) <= 100 or len(ids) != len(listed) or len(set(ids)) != len(ids):
            raise Refusal(400, 50016)
        if any(created_at(message_id) < self._discord.now() - _TWO_WEEKS for message_id in ids):
            raise Refusal(400, 50034)
        here = {int(message["id"]) for message in self._visible(channel)}
        gone = [message_id for message_id in ids if message_id in here]
        for message_id in gone:
            remove_message(self._discord.world, message_id)
        options = {"count": str(len(gone))}
        record(self._discord.world, request, guild, Action.MESSAGE_BULK_DELETE, channel.id, options=options)
        return Response(status_code=204)

    async def crosspost(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Publish a message of an announcement channel to the channels that follow it."""
        channel = self._access.channel(request.path_params["channel_id"], Permission.SEND_MESSAGES)
        if channel.type != ANNOUNCEMENT:
            raise Refusal(400, 50024)
        message = self._named(request, channel)
        if not self._is_own(message):
            self._access.channel(channel.id, Permission.MANAGE_MESSAGES)
        if message["type"] not in _ORDINARY:
            raise Refusal(400, 50068)
        if message["flags"] & _CROSSPOSTED:
            raise Refusal(400, 40033)
        message["flags"] |= _CROSSPOSTED
        self._publish(channel, message)
        return json_response(self._messages.shown(message))

    def _publish(self, channel: Channel, message: Json) -> None:
        for webhook in self._discord.world.webhooks.values():
            target = self._discord.world.channel_by_id(webhook.channel_id)
            if webhook.type == FOLLOWER and webhook.source_channel_id == channel.id and target is not None:
                extra: Json = {
                    "author": webhook_author_view(webhook.id, webhook.name, webhook.avatar),
                    "webhook_id": str(webhook.id),
                    "flags": _IS_CROSSPOST | message["flags"] & (SUPPRESS_EMBEDS | IS_COMPONENTS_V2),
                    "message_reference": reference_view(channel, message["id"]),
                    "attachments": message["attachments"],
                    "embeds": message["embeds"],
                    "components": message["components"],
                }
                self._messages.write(target, {"content": message["content"]}, {}, extra=extra, pings=())

    def _check_may_send(self, channel: Channel, data: Json, files: Mapping[str, Upload]) -> None:
        if channel.type == CATEGORY:
            raise Refusal(400, 50008)
        if channel.type in (FORUM, MEDIA):
            raise Refusal(400, 40058)
        if channel.guild_id is None:
            self._check_may_write_to(channel)
            return
        needed = [Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES]
        wanted = (
            (data.get("tts"), Permission.SEND_TTS_MESSAGES),
            (data.get("poll"), Permission.SEND_POLLS),
            (files, Permission.ATTACH_FILES),
            (data.get("embeds"), Permission.EMBED_LINKS),
        )
        needed += [permission for is_wanted, permission in wanted if is_wanted]
        self._access.channel(channel.id, *needed)
        is_locked = channel.is_thread and channel.thread.locked
        if is_locked and not self._access.permissions(channel) & Permission.MANAGE_THREADS:
            raise Refusal(403, 160005)

    def _check_may_write_to(self, channel: Channel) -> None:
        """Check that a person receives it, who shares a guild with the bot or has installed the application."""
        world = self._discord.world
        bot, installed_by = world.application.bot, world.application.installed_by
        for user in channel.recipients:
            shares_guild = any({user.id, bot.id} <= guild.members.keys() for guild in world.guilds.values())
            if user.bot and user is not bot:
                raise Refusal(403, 50007)
            if user is not bot and not shares_guild and user.id not in installed_by:
                raise Refusal(403, 50278)

    def _visible(self, channel: Channel) -> list[Json]:
        """List the messages of a channel that the bot can read, the newest first."""
        here = [
            message
            for message in self._discord.world.messages.values()
            if message["channel_id"] == str(channel.id) and not message["flags"] & EPHEMERAL
        ]
        return sorted(here, key=lambda message: int(message["id"]), reverse=True)

    def _may_read(self, channel: Channel) -> bool:
        return bool(self._access.permissions(channel) & Permission.READ_MESSAGE_HISTORY)

    def _is_own(self, message: Json) -> bool:
        return bool(message["author"]["id"] == str(self._discord.world.application.bot.id))

    def _named(self, request: Request, channel: Channel) -> Json:
        return self._access.message(channel, request.path_params["message_id"])
