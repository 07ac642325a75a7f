"""
The REST routes that tell where the gateway is; there is none here to connect to.

https://docs.discord.com/developers/events/gateway#get-gateway
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.multipart import Upload

_URL = "wss://gateway.discord.gg"
_STARTS_A_DAY = 1000
_DAY_IN_MILLISECONDS = 86_400_000
_GUILDS_A_SHARD = 1000


class GatewayRoutes:
    """Handlers of the routes about the gateway."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open("/gateway", {"GET": self.read}, is_public=True),
            door.open("/gateway/bot", {"GET": self.read_for_bot}),
        ]

    async def read(self, _: Request, __: object, ___: Mapping[str, Upload]) -> Response:
        """Tell where the gateway is, to anybody."""
        return json_response({"url": _URL})

    async def read_for_bot(self, _: Request, __: object, ___: Mapping[str, Upload]) -> Response:
        """Tell the bot how to connect, and how often it may."""
        limit = {
            "total": _STARTS_A_DAY,
            "remaining": _STARTS_A_DAY,
            "reset_after": _DAY_IN_MILLISECONDS,
            "max_concurrency": 1,
        }
        shards = 1 + len(self._discord.world.guilds) // _GUILDS_A_SHARD
        return json_response({"url": _URL, "shards": shards, "session_start_limit": limit})
