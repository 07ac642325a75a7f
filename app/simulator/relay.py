"""
Lets interactions of the real Discord in, and answers to them out, beside those of the simulated one.

A tunnel leads strangers to the relay, so it knows two paths and nothing of the page:
what is posted to `/interactions` or `/events` is passed to the bot as it came, headers
and bytes, and the bot checks the signature. What the bot then sends to Discord's API goes to the
simulated one, which hands on whatever belongs to an interaction that came in here.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping

import httpx
import orjson

from app.simulator.app_transport import Application, Message
from app.simulator.attribution import HEADER
from app.simulator.discord import Discord
from app.simulator.way import EVENTS_PATH, Way
from app.simulator.world import Json

DISCORD, PLAYGROUND = "discord", "playground"
"""Whose interaction it is: the real Discord's, or the simulated one's."""

ATTRIBUTION = HEADER.lower().encode()
"""Header by which the bot's process names the interaction that a REST request belongs to."""

_PATHS = ("/interactions", EVENTS_PATH)
_LARGEST = 26_214_400
_WITHIN = 30.0
_REMEMBERED = 5_000
_OF_ONE_CONNECTION = frozenset(
    (b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade")
)
_BY_TOKEN = re.compile(r"/(?:interactions/\d+/(?P<first>[^/]+)/callback|webhooks/\d+/(?P<later>[^/]+)(?:/.*)?)")
_API = re.compile(r"/api/v\d+(?=/)")

Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class RealInteractions:
    """Remembers the newest interactions of the real Discord that have passed."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def remember(self, source: str, payload: Json) -> None:
        """Take note of an interaction; one of the playground's is none."""
        if source != DISCORD:
            return
        self._ids[str(payload["id"])] = str(payload["token"])
        while len(self._ids) > _REMEMBERED:
            del self._ids[next(iter(self._ids))]

    def has_id(self, interaction_id: str) -> bool:
        """Tell whether an interaction of this id has passed."""
        return interaction_id in self._ids

    def has_token(self, token: str) -> bool:
        """Tell whether an interaction of this token has passed."""
        return token in self._ids.values()


class Relay:
    """The ASGI application that a tunnel leads to.

    Args:
        way: The way to the bot.
        heard: Hears of each genuine interaction that was answered, with the status and after how many seconds.
    """

    def __init__(self, way: Way, heard: Callable[[Json, int, float], None]) -> None:
        self._way = way
        self._heard = heard

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass an interaction or an event to the bot; anything else is not found."""
        if scope["type"] != "http":
            return
        if scope["path"] not in _PATHS or scope["method"] != "POST":
            await _answer(send, 404, b"Not Found\n")
            return
        body = await _read(receive)
        if body is None:
            await _answer(send, 413, b"Payload Too Large\n")
            return
        headers = [pair for pair in scope["headers"] if pair[0].lower() not in _OF_ONE_CONNECTION | {b"host"}]
        request = httpx.Request("POST", f"http://bot{scope['path']}", headers=headers, content=body)
        found = self._way.find_genuine(request.headers, body)
        begun = asyncio.get_running_loop().time()
        status = await self._carry(request, send)
        if found is not None and found[0] == DISCORD:
            self._heard(found[1], status, asyncio.get_running_loop().time() - begun)

    async def _carry(self, request: httpx.Request, send: Send) -> int:
        """Pass an interaction to the bot, and its answer back; returns the status of that."""
        try:
            async with asyncio.timeout(_WITHIN):
                response = await self._way.handle_async_request(request)
                await _pass_back(response, send)
        except (httpx.HTTPError, TimeoutError):
            await _answer(send, 503, b"The bot is not running.\n")
            return 503
        return response.status_code


class HandOn:
    """Stands before the simulated API, and hands on to the real one what answers a real interaction.

    Args:
        app: The simulated API.
        discord: The simulated Discord; its bot token is what the bot sends.
        real: The interactions whose answers are handed on.
        api_url: Base of the real API.
        token: The real bot token.
    """

    def __init__(self, app: Application, discord: Discord, real: RealInteractions, api_url: str, token: str) -> None:
        self._app = app
        self._discord = discord
        self._real = real
        self._api_url = api_url.rstrip("/")
        self._token = token
        self._wire = httpx.AsyncClient(timeout=_WITHIN)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, here or by asking the real Discord."""
        api = _API.match(scope["path"]) if scope["type"] == "http" else None
        if api is None:
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        found = _BY_TOKEN.fullmatch(scope["path"][api.end() :])
        if found is not None and self._real.has_token(found["first"] or found["later"]):
            await self._hand_on(scope, receive, send, api.end(), {})
        elif self._is_for_a_real_one(headers):
            await self._hand_on(scope, receive, send, api.end(), {b"authorization": f"Bot {self._token}".encode()})
        else:
            await self._app(scope, receive, send)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    def _is_for_a_real_one(self, headers: Mapping[bytes, bytes]) -> bool:
        # Whoever has not the token of the simulation must not get at what the real one opens.
        is_bot = headers.get(b"authorization", b"").decode("latin-1") == f"Bot {self._discord.bot_token}"
        return is_bot and self._real.has_id(headers.get(ATTRIBUTION, b"").decode("latin-1"))

    async def _hand_on(
        self, scope: Message, receive: Receive, send: Send, prefix: int, extra: Mapping[bytes, bytes]
    ) -> None:
        left_out = _OF_ONE_CONNECTION | {b"host", b"authorization", ATTRIBUTION}
        headers = [(name, value) for name, value in scope["headers"] if name.lower() not in left_out]
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        url = self._api_url + scope["raw_path"].decode("latin-1")[prefix:] + query
        body = await _read(receive)
        if body is None:
            await _answer(send, 413, b'{"message": "Request entity too large", "code": 40005}', b"application/json")
            return
        request = httpx.Request(scope["method"], url, headers=[*headers, *extra.items()], content=body)
        try:
            async with asyncio.timeout(_WITHIN):
                await _pass_back(await self._wire.send(request, stream=True), send)
        except (httpx.HTTPError, TimeoutError) as error:
            why = {"message": f"Discord could not be reached: {type(error).__name__}", "code": 0}
            await _answer(send, 502, orjson.dumps(why), b"application/json")


async def _read(receive: Receive) -> bytes | None:
    """Read a body; None if it is too large."""
    body = bytearray()
    while True:
        event = await receive()
        body += event.get("body", b"")
        if len(body) > _LARGEST:
            return None
        if event["type"] == "http.disconnect" or not event.get("more_body", False):
            return bytes(body)


async def _pass_back(response: httpx.Response, send: Send) -> None:
    try:
        content = b"".join([chunk async for chunk in response.aiter_raw()])
    finally:
        await response.aclose()
    dropped = _OF_ONE_CONNECTION | {b"content-length"}
    await _send(send, response.status_code, [h for h in response.headers.raw if h[0].lower() not in dropped], content)


async def _answer(send: Send, status: int, content: bytes, kind: bytes = b"text/plain") -> None:
    await _send(send, status, [(b"content-type", kind)], content)


async def _send(send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], content: bytes) -> None:
    # A 204 has no length to tell.
    length = [] if status == 204 else [(b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": content})
