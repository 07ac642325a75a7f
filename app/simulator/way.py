"""
The way to a bot that is started again and again while somebody tries it.

Every interaction and every webhook event takes it, wherever it comes from: it is led
to the bot's process of the moment. While one makes way for the next it waits, so that whoever clicks
just then gets an answer of the new one.
"""

import asyncio
from collections.abc import Callable

import httpx
import orjson
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from app.simulator.rules import PING
from app.simulator.world import Json

EVENTS_PATH = "/events"
"""Where the bot takes webhook events."""

HOLD = 2.6
"""Seconds that a request waits for the next process; after three Discord waits no longer for the answer."""

Listener = Callable[[str, Json], None]
"""Hears of an interaction that is on its way to the bot: whose key has signed it, and the interaction."""


class Way(httpx.AsyncBaseTransport):
    """Carries requests to the bot's process of the moment, and holds them while there is none.

    Attributes:
        listeners: Hear of every interaction that is genuine, whatever the bot makes of it.
    """

    def __init__(self) -> None:
        """Prepare; requests are held until the way leads somewhere."""
        self.listeners: list[Listener] = []
        self._keys: list[tuple[str, VerifyKey]] = []
        self._wire = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None), trust_env=False)
        self._goal: httpx.URL | None = None
        self._coming: httpx.URL | None = None
        self._why_closed = ""
        self._decided = asyncio.Event()

    def trust(self, name: str, public_key: str) -> None:
        """Take what is signed with a key, 64 hexadecimal digits, for a genuine interaction of somebody so called."""
        self._keys.append((name, VerifyKey(bytes.fromhex(public_key))))

    def hold(self, coming: str = "") -> None:
        """Hold requests from now on, but those that are addressed to the process to come: they probe it."""
        self._coming = httpx.URL(coming) if coming else None
        self._decided.clear()

    def lead_to(self, endpoint: str) -> None:
        """Let requests through, to this endpoint, whatever they are addressed to; webhook events to its neighbour."""
        self._goal, self._coming = httpx.URL(endpoint), None
        self._decided.set()

    def close(self, why: str) -> None:
        """Refuse requests from now on, as if nobody listened; a process to come can still be probed."""
        self._goal, self._why_closed = None, why
        self._decided.set()

    async def opened(self) -> None:
        """Wait until the way leads to a bot that is ready."""
        while self._goal is None or not self._decided.is_set():
            await self._decided.wait()
            await asyncio.sleep(0.05)

    def find_genuine(self, headers: httpx.Headers, body: bytes) -> tuple[str, Json] | None:
        """Return whose interaction a request carries, and the interaction; None for others, and without a known key."""
        signed_by = self._signed_by(headers, body)
        if signed_by is None:
            return None
        payload: Json = orjson.loads(body)
        # Webhook events, which take the same way, are 1 as well, and their PING is 0.
        return None if payload["type"] in (0, PING) else (signed_by, payload)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the process of the moment.

        Raises:
            httpx.ConnectError: If there is none, and none comes in time.
        """
        if request.url != self._coming:
            goal = await self._find(request)
            request.url = goal.copy_with(path=EVENTS_PATH) if request.url.path == EVENTS_PATH else goal
            request.headers["Host"] = goal.netloc.decode()
            self._tell(request.headers, await request.aread())
        return await self._wire.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def _find(self, request: httpx.Request) -> httpx.URL:
        try:
            async with asyncio.timeout(HOLD):
                await self._decided.wait()
        except TimeoutError:
            raise httpx.ConnectError("the bot is still being started again", request=request) from None
        if self._goal is None:
            raise httpx.ConnectError(self._why_closed, request=request)
        return self._goal

    def _tell(self, headers: httpx.Headers, body: bytes) -> None:
        found = self.find_genuine(headers, body) if self.listeners else None
        if found is not None:
            for listener in self.listeners:
                listener(*found)

    def _signed_by(self, headers: httpx.Headers, body: bytes) -> str | None:
        message = headers.get("x-signature-timestamp", "").encode() + body
        for name, key in self._keys:
            try:
                key.verify(message, bytes.fromhex(headers.get("x-signature-ed25519", "")))
            except (BadSignatureError, ValueError):
                continue
            return name
        return None
