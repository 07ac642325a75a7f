"""
Where bots connect that listen to Discord's events, and how many connections they may open.

https://docs.discord.com/developers/events/gateway
"""

from app.models.base import Model


class SessionStartLimit(Model, kw_only=True):
    """How many connections a bot may still open.

    Attributes:
        total: How many it may open in a day.
        reset_after: Milliseconds until `remaining` is `total` again.
        max_concurrency: How many it may open within 5 seconds.

    https://docs.discord.com/developers/events/gateway#session-start-limit-object
    """

    total: int = 0
    remaining: int = 0
    reset_after: int = 0
    max_concurrency: int = 0


class Gateway(Model, kw_only=True):
    """Where to connect.

    Attributes:
        url: Address of the WebSocket, without version and encoding.
        shards: How many connections Discord recommends; None where no bot asked.
        session_start_limit: None where no bot asked.

    https://docs.discord.com/developers/events/gateway#get-gateway-bot
    """

    url: str = ""
    shards: int | None = None
    session_start_limit: SessionStartLimit | None = None
