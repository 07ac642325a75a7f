"""
The REST routes of pinned messages, those of before 2025 too.

https://docs.discord.com/developers/resources/message#get-channel-pins
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access, check_open
from app.simulator.audit_log import Action, record
from app.simulator.channel_messages import ChannelMessages
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.query import page_limit, page_time
from app.simulator.refusal import Refusal
from app.simulator.views import instant, reference_view
from app.simulator.world import Channel, Json

_LIMIT = 250
_SYSTEM = frozenset({1, 2, 3, 4, 5, 6, 7, 18, 21})
_PINNED = 6


class PinRoutes:
    """Handlers of the routes about pinned messages."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)
        self._messages = ChannelMessages(discord)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes; the older ones differ in the list alone."""
        one = {"PUT": self.pin, "DELETE": self.unpin}
        return [
            door.open("/channels/{channel_id:int}/messages/pins", {"GET": self.list_pins}),
            door.open("/channels/{channel_id:int}/messages/pins/{message_id:int}", one),
            door.open("/channels/{channel_id:int}/pins", {"GET": self.list_messages}),
            door.open("/channels/{channel_id:int}/pins/{message_id:int}", one),
        ]

    async def list_pins(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List pinned messages, the one pinned last first."""
        pins = self._pins(self._access.channel(request.path_params["channel_id"]))
        limit, before = page_limit(request, most=50, default=50), page_time(request, "before")
        found = [pin for pin in pins if before is None or pin[0] < before]
        items = [{"pinned_at": instant(at), "message": self._messages.shown(message)} for at, message in found[:limit]]
        return json_response({"items": items, "has_more": len(found) > limit})

    async def list_messages(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the pinned messages as they are, as long as they are few."""
        pins = self._pins(self._access.channel(request.path_params["channel_id"]))
        return json_response([self._messages.shown(message) for _at, message in pins[:50]])

    async def pin(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Pin a message; the channel is told."""
        channel, message = self._named(request)
        message_id, world = int(message["id"]), self._discord.world
        if message["type"] in _SYSTEM:
            raise Refusal(403, 50021)
        if not message["pinned"]:
            if len(self._pins(channel)) >= _LIMIT:
                raise Refusal(400, 30003)
            message["pinned"] = True
            world.pins[message_id] = self._discord.now()
            self._messages.note(channel, _PINNED, message_reference=reference_view(channel, message["id"]))
            self._record(request, Action.MESSAGE_PIN, channel, message)
        return Response(status_code=204)

    async def unpin(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Take a pin away."""
        channel, message = self._named(request)
        if message["pinned"]:
            message["pinned"] = False
            self._discord.world.pins.pop(int(message["id"]), None)
            self._record(request, Action.MESSAGE_UNPIN, channel, message)
        return Response(status_code=204)

    def _named(self, request: Request) -> tuple[Channel, Json]:
        channel = self._access.channel(request.path_params["channel_id"], Permission.PIN_MESSAGES)
        message = self._access.message(channel, request.path_params["message_id"])
        check_open(channel)
        return channel, message

    def _record(self, request: Request, action: Action, channel: Channel, message: Json) -> None:
        if channel.guild_id is None:
            return
        world, options = self._discord.world, {"channel_id": str(channel.id), "message_id": message["id"]}
        record(world, request, world.guilds[channel.guild_id], action, int(message["author"]["id"]), options=options)

    def _pins(self, channel: Channel) -> list[tuple[float, Json]]:
        """List when which message was pinned, the latest first; nothing where the history may not be read."""
        if not self._access.permissions(channel) & Permission.READ_MESSAGE_HISTORY:
            return []
        world = self._discord.world
        # A test may take a message out of the world without a word about its pin.
        pinned = [(at, world.messages[key]) for key, at in world.pins.items() if key in world.messages]
        here = [pin for pin in pinned if pin[1]["channel_id"] == str(channel.id)]
        return sorted(here, key=lambda pin: (pin[0], int(pin[1]["id"])), reverse=True)
