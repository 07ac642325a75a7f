"""
The REST routes about the scheduled events of a guild.

https://docs.discord.com/developers/resources/guild-scheduled-event
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import Action, compared, record
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.event_form import CANCELED, COMPLETED, EXTERNAL, STAGE_INSTANCE, read_event
from app.simulator.event_views import event_user_view, event_view
from app.simulator.guild_records import ScheduledEvent
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.query import is_true, page_of_ids
from app.simulator.refusal import Refusal
from app.simulator.views import user_view
from app.simulator.world import Guild, Json

_MOST_EVENTS = 100
_MOST_USERS = 100
_EVENTS = "/guilds/{guild_id:int}/scheduled-events"
_NEEDED_IN_CHANNEL = {
    True: (Permission.MANAGE_CHANNELS, Permission.MUTE_MEMBERS, Permission.MOVE_MEMBERS),
    False: (Permission.VIEW_CHANNEL, Permission.CONNECT),
}


class EventRoutes:
    """Handlers of the routes about scheduled events."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        one = _EVENTS + "/{event_id:int}"
        return [
            door.open(_EVENTS, {"GET": self.list_events, "POST": self.create}),
            door.open(one, {"GET": self.read, "PATCH": self.edit, "DELETE": self.delete}),
            door.open(one + "/users", {"GET": self.list_users}),
        ]

    async def list_events(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the events that the bot user can see."""
        guild = self._access.guild(request.path_params["guild_id"])
        counted = is_true(request, "with_user_count")
        seen = [event for event in guild.scheduled_events.values() if self._can_see(event)]
        return json_response([event_view(event, with_user_count=counted) for event in seen])

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read one event."""
        _guild, event = self._found(request)
        return json_response(event_view(event, with_user_count=is_true(request, "with_user_count")))

    async def create(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Plan an event."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"])
        changes = read_event(body, guild, {}, self._discord.now())
        self._require(guild, changes, Permission.CREATE_EVENTS)
        waiting = [event for event in guild.scheduled_events.values() if event.data["status"] < COMPLETED]
        if len(waiting) >= _MOST_EVENTS:
            raise Refusal(400, 30038)
        event = ScheduledEvent(
            {
                "id": str(world.snowflakes()),
                "guild_id": str(guild.id),
                "creator_id": str(world.application.bot.id),
                "creator": user_view(world.application.bot),
                "status": 1,
                "entity_id": None,
                "guild_scheduled_event_exceptions": [],
                **changes,
            }
        )
        event_id = int(event.data["id"])
        guild.scheduled_events[event_id] = event
        differences = compared({}, changes)
        record(world, request, guild, Action.GUILD_SCHEDULED_EVENT_CREATE, event_id, changes=differences)
        return json_response(event_view(event))

    async def edit(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change an event; one that is over stays as it is."""
        world = self._discord.world
        guild, event = self._found(request)
        self._require_to_change(guild, event)
        if event.data["status"] in (COMPLETED, CANCELED):
            raise Refusal(400, 180000)
        changes = read_event(body, guild, event.data, self._discord.now())
        self._require(guild, event.data | changes)
        differences = compared({key: event.data[key] for key in changes}, changes)
        event.data |= changes
        if differences:
            event_id = int(event.data["id"])
            record(world, request, guild, Action.GUILD_SCHEDULED_EVENT_UPDATE, event_id, changes=differences)
        return json_response(event_view(event))

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Remove an event."""
        guild, event = self._found(request)
        self._require_to_change(guild, event)
        event_id = int(event.data["id"])
        del guild.scheduled_events[event_id]
        record(self._discord.world, request, guild, Action.GUILD_SCHEDULED_EVENT_DELETE, event_id)
        return Response(status_code=204)

    async def list_users(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List who is interested, by id."""
        guild, event = self._found(request)
        page = page_of_ids(request, event.user_ids, most=_MOST_USERS, default=_MOST_USERS)
        users, with_member = self._discord.world.users, is_true(request, "with_member")
        return json_response(
            [event_user_view(event, guild, users[user_id], with_member=with_member) for user_id in page]
        )

    def _found(self, request: Request) -> tuple[Guild, ScheduledEvent]:
        guild = self._access.guild(request.path_params["guild_id"])
        event = guild.scheduled_events.get(request.path_params["event_id"])
        if event is None or not self._can_see(event):
            raise Refusal(404, 10070)
        return guild, event

    def _can_see(self, event: ScheduledEvent) -> bool:
        channel = self._discord.world.channel_by_id(int(event.data["channel_id"] or 0))
        return channel is None or bool(self._access.permissions(channel) & Permission.VIEW_CHANNEL)

    def _require(self, guild: Guild, data: Json, *needed: Permission) -> None:
        """Check what the place of an event takes: a channel its own permissions."""
        if data["entity_type"] == EXTERNAL:
            self._access.guild(guild.id, *needed)
        else:
            also = _NEEDED_IN_CHANNEL[data["entity_type"] == STAGE_INSTANCE]
            self._access.channel(int(data["channel_id"]), *needed, *also)

    def _require_to_change(self, guild: Guild, event: ScheduledEvent) -> None:
        own, others = Permission.CREATE_EVENTS, Permission.MANAGE_EVENTS
        self._access.require_to_change(guild, int(event.data["creator_id"]), own=own, others=others)
