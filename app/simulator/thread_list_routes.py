"""
The REST routes that list threads: the active ones of a guild, the archived ones of a channel.

https://docs.discord.com/developers/resources/channel#list-public-archived-threads
"""

from collections.abc import Iterable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.channel_views import channel_view, thread_member_view
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.query import page_id, page_limit, page_time
from app.simulator.snowflakes import created_at
from app.simulator.world import PRIVATE_THREAD, Channel, Json

_ARCHIVED = "/channels/{channel_id:int}/threads/archived"


class ThreadListRoutes:
    """Handlers of the routes that list threads."""

    def __init__(self, discord: Discord) -> None:
        self._world = discord.world
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        joined = "/channels/{channel_id:int}/users/@me/threads/archived/private"
        return [
            door.open("/guilds/{guild_id:int}/threads/active", {"GET": self.active}),
            door.open(_ARCHIVED + "/public", {"GET": self.public}),
            door.open(_ARCHIVED + "/private", {"GET": self.private}),
            door.open(joined, {"GET": self.joined}),
        ]

    async def active(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List all active threads of a guild that the bot can see, the newest first."""
        guild = self._access.guild(request.path_params["guild_id"])
        found = [
            channel
            for channel in guild.channels.values()
            if channel.is_thread and not channel.thread.archived and self._access.permissions(channel)
        ]
        return json_response(self._shown(sorted(found, key=lambda thread: thread.id, reverse=True)))

    async def public(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List archived threads that are public, the one archived last first."""
        channel = self._access.channel(request.path_params["channel_id"], Permission.READ_MESSAGE_HISTORY)
        return self._by_time(request, (one for one in self._archived(channel) if one.type != PRIVATE_THREAD))

    async def private(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List archived threads that are private, the one archived last first."""
        channel = self._access.channel(
            request.path_params["channel_id"], Permission.READ_MESSAGE_HISTORY, Permission.MANAGE_THREADS
        )
        return self._by_time(request, (one for one in self._archived(channel) if one.type == PRIVATE_THREAD))

    async def joined(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List archived private threads that the bot is in, the newest first."""
        channel = self._access.channel(request.path_params["channel_id"], Permission.READ_MESSAGE_HISTORY)
        limit, before = page_limit(request, most=100, least=2, default=50), page_id(request, "before")
        bot_id = self._world.application.bot.id
        found = [
            thread
            for thread in self._archived(channel)
            if thread.type == PRIVATE_THREAD
            and bot_id in thread.thread.members
            and (before is None or thread.id < before)
        ]
        return json_response(self._shown(sorted(found, key=lambda thread: thread.id, reverse=True), limit))

    def _by_time(self, request: Request, threads: Iterable[Channel]) -> Response:
        limit, before = page_limit(request, most=100, least=2, default=50), page_time(request, "before")
        found = [thread for thread in threads if before is None or _archived_at(thread) < before]
        return json_response(self._shown(sorted(found, key=_archived_at, reverse=True), limit))

    def _archived(self, parent: Channel) -> list[Channel]:
        guild = self._world.guilds.get(parent.guild_id or 0)
        channels = guild.channels.values() if guild is not None else ()
        return [one for one in channels if one.is_thread and one.parent_id == parent.id and one.thread.archived]

    def _shown(self, threads: list[Channel], limit: int | None = None) -> Json:
        bot_id, page = self._world.application.bot.id, threads[:limit]
        return {
            "threads": [channel_view(self._world, thread) for thread in page],
            "members": [thread_member_view(thread, bot_id) for thread in page if bot_id in thread.thread.members],
            "has_more": len(threads) > len(page),
        }


def _archived_at(thread: Channel) -> float:
    changed_at = thread.thread.changed_at
    return changed_at if changed_at is not None else created_at(thread.id)
