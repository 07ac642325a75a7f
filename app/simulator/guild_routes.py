"""
The REST routes about servers: their roles and channels.

https://docs.discord.com/developers/resources/guild
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission, permissions_in
from app.simulator.refusal import Refusal
from app.simulator.views import channel_view, role_view


class GuildRoutes:
    """Handlers of the routes about servers."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open("/guilds/{guild_id:int}/roles", {"GET": self.roles}),
            door.open("/channels/{channel_id:int}", {"GET": self.channel}),
        ]

    async def roles(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the roles of a guild that the bot user is in."""
        world = self._discord.world
        guild = world.guilds.get(request.path_params["guild_id"])
        if guild is None:
            raise Refusal(404, 10004)
        if world.application.bot.id not in guild.members:
            raise Refusal(403, 50001)
        return json_response([role_view(role) for role in guild.roles.values()])

    async def channel(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read a channel that the bot user can see."""
        world = self._discord.world
        bot = world.application.bot
        channel = world.channel_by_id(request.path_params["channel_id"])
        if channel is None:
            raise Refusal(404, 10003, "Unknown Channel")
        if channel.guild_id is None:
            can_see = bot in channel.recipients
        else:
            guild = world.guilds[channel.guild_id]
            member = guild.members.get(bot.id)
            can_see = member is not None and bool(permissions_in(guild, member, channel) & Permission.VIEW_CHANNEL)
        if not can_see:
            raise Refusal(403, 50001)
        return json_response(channel_view(world, channel))
