"""
The REST routes of polls.

https://docs.discord.com/developers/resources/poll#endpoints
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.channel_messages import ChannelMessages
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.multipart import Upload
from app.simulator.polls import end_poll
from app.simulator.query import page_id, page_limit
from app.simulator.refusal import Refusal
from app.simulator.views import user_view
from app.simulator.world import Json

_POLL = "/channels/{channel_id:int}/polls/{message_id:int}"


class PollRoutes:
    """Handlers of the routes about polls."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)
        self._messages = ChannelMessages(discord)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open(_POLL + "/answers/{answer_id:int}", {"GET": self.voters}),
            door.open(_POLL + "/expire", {"POST": self.expire}),
        ]

    async def voters(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List who voted for an answer, by id."""
        message = self._named(request)
        limit, after = page_limit(request, most=100, default=25), page_id(request, "after") or 0
        world = self._discord.world
        votes = world.votes.get(int(message["id"]), {}).get(request.path_params["answer_id"], [])
        found = sorted(user_id for user_id in votes if user_id > after and user_id in world.users)
        return json_response({"users": [user_view(world.users[user_id]) for user_id in found[:limit]]})

    async def expire(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """End a poll of the bot at once."""
        message = self._named(request)
        if message["author"]["id"] != str(self._discord.world.application.bot.id):
            raise Refusal(403, 50005)
        if message["poll"]["results"]["is_finalized"]:
            raise Refusal(400, 520001)
        end_poll(message, self._discord.now())
        return json_response(self._messages.shown(message))

    def _named(self, request: Request) -> Json:
        channel = self._access.channel(request.path_params["channel_id"])
        message = self._access.message(channel, request.path_params["message_id"])
        if not message.get("poll"):
            raise Refusal(400, 520006)
        return message
