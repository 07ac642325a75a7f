"""
Tells the simulated Discord for which interaction a REST request is made.

Requests with an interaction's token in their path say so by themselves; those with
the bot token do not. Where the bot runs beside the simulator, its transport adds a
header. The real Discord is never sent it.
"""

from collections.abc import Callable

import httpx

HEADER = "X-Postern-Interaction"

_OF_DISCORD = ("discord.com", "discordapp.com", "discordapp.net")


class Attributing(httpx.AsyncBaseTransport):
    """Adds the id of an interaction to the requests that are made for it."""

    def __init__(self, inner: httpx.AsyncBaseTransport, working_for: Callable[[], int | None]) -> None:
        """Stand in front of another transport.

        Args:
            inner: Carries the requests.
            working_for: Tells the interaction that the running code works for.
        """
        self._inner = inner
        self._working_for = working_for

    @classmethod
    def over_http(cls, working_for: Callable[[], int | None]) -> "Attributing":
        """Stand in front of real connections, of which there may be as many as are needed."""
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=50)
        return cls(httpx.AsyncHTTPTransport(limits=limits), working_for)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        interaction_id = self._working_for()
        # Files that real users have sent are fetched from where they lie.
        if interaction_id is not None and not request.url.host.endswith(_OF_DISCORD):
            request.headers[HEADER] = str(interaction_id)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the other transport."""
        await self._inner.aclose()


def read_attribution(value: str | None) -> int | None:
    """Read the header; None where it is missing or no id."""
    return int(value) if value and len(value) < 20 and value.isascii() and value.isdecimal() else None
