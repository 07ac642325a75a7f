"""
The REST routes of reactions.

https://docs.discord.com/developers/resources/message#create-reaction
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access, check_open
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.query import page_id, page_limit
from app.simulator.reactions import MOST_EMOJI, emoji_key, react, take_back
from app.simulator.refusal import Refusal
from app.simulator.views import user_view
from app.simulator.world import Channel, Json

_REACTIONS = "/channels/{channel_id:int}/messages/{message_id:int}/reactions"


class ReactionRoutes:
    """Handlers of the routes about reactions."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open(_REACTIONS, {"DELETE": self.delete_all}),
            door.open(_REACTIONS + "/{emoji}", {"GET": self.users, "DELETE": self.delete_emoji}),
            door.open(_REACTIONS + "/{emoji}/@me", {"PUT": self.add, "DELETE": self.delete_own}),
            door.open(_REACTIONS + "/{emoji}/{user_id:int}", {"DELETE": self.delete_user}),
        ]

    async def add(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """React; who is the first with an emoji needs more permission than who joins in."""
        channel, message = self._named(request, Permission.READ_MESSAGE_HISTORY)
        emoji = self._emoji(request)
        reactions = self._discord.world.reactions.get(int(message["id"]), {})
        if emoji not in reactions:
            self._access.channel(channel.id, Permission.ADD_REACTIONS)
            if len(reactions) >= MOST_EMOJI:
                raise Refusal(403, 30010)
        react(self._discord.world, message, emoji, self._discord.world.application.bot.id)
        return Response(status_code=204)

    async def users(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List who reacted with an emoji, by id; nobody does so with the emojis that cost."""
        _channel, message = self._named(request)
        limit, after = page_limit(request, most=100, default=25), page_id(request, "after") or 0
        emoji, world = self._emoji(request), self._discord.world
        found = world.reactions.get(int(message["id"]), {}).get(emoji, [])
        is_burst = request.query_params.get("type") == "1"
        shown = [] if is_burst else sorted(user_id for user_id in found if user_id > after and user_id in world.users)
        return json_response([user_view(world.users[user_id]) for user_id in shown[:limit]])

    async def delete_own(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Take the bot's own reaction back."""
        _channel, message = self._named(request, is_change=True)
        take_back(self._discord.world, message, self._emoji(request), self._discord.world.application.bot.id)
        return Response(status_code=204)

    async def delete_user(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Take somebody's reaction away."""
        _channel, message = self._named(request, Permission.MANAGE_MESSAGES, is_change=True)
        take_back(self._discord.world, message, self._emoji(request), request.path_params["user_id"])
        return Response(status_code=204)

    async def delete_emoji(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Take all reactions with one emoji away."""
        _channel, message = self._named(request, Permission.MANAGE_MESSAGES, is_change=True)
        take_back(self._discord.world, message, self._emoji(request))
        return Response(status_code=204)

    async def delete_all(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Take all reactions away."""
        _channel, message = self._named(request, Permission.MANAGE_MESSAGES, is_change=True)
        take_back(self._discord.world, message)
        return Response(status_code=204)

    def _named(self, request: Request, *needed: Permission, is_change: bool = False) -> tuple[Channel, Json]:
        channel = self._access.channel(request.path_params["channel_id"], *needed)
        message = self._access.message(channel, request.path_params["message_id"])
        if is_change or needed:
            check_open(channel)
        if channel.guild_id is None and Permission.MANAGE_MESSAGES in needed:
            raise Refusal(403, 50003)
        return channel, message

    def _emoji(self, request: Request) -> str:
        found = emoji_key(self._discord.world, request.path_params["emoji"])
        if found is None:
            raise Refusal(400, 10014)
        return found
