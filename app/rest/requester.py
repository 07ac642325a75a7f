"""
One request to Discord: sent, waited for, and its refusal made an error.

httpx is used in this file alone, and loaded with the first request: a bot that
answers every interaction in the HTTP response never needs it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import orjson

from app.errors import (
    BadRequest,
    Forbidden,
    NotFound,
    RateLimited,
    RestError,
    ServerError,
    TransportError,
    Unauthorized,
)
from app.rest.routes import Route
from app.telemetry.logs import redact

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

TIMEOUT = 10.0
"""Seconds for one request, connecting included."""
LONGEST_WAIT = 60.0
"""Seconds of a rate limit that are waited for; a longer one is raised."""
SHORTEST_WAIT = 0.25
"""Seconds waited at least: who is told to come back at once, again and again, would never rest."""

_REFUSALS: Mapping[int, type[RestError]] = {400: BadRequest, 401: Unauthorized, 403: Forbidden, 404: NotFound}


class Requester:
    """Sends requests to Discord's REST API.

    Args:
        base_url: Base of the API, without a slash at its end.
        token: Bot token, for the routes that need one.
        transport: What carries the requests; httpx's own unless given.
    """

    def __init__(self, base_url: str, token: str = "", transport: "httpx.AsyncBaseTransport | None" = None) -> None:
        self._base_url = base_url
        self._authorization = f"Bot {token}"
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def authorize(self, authorization: str) -> None:
        """Send this `Authorization` from now on, in place of the bot token."""
        self._authorization = authorization

    async def request(self, route: Route, body: bytes | None = None, **parts: int | str) -> Any:
        """Send a request, and return the JSON of the answer; None if it has no body.

        A rate limit is waited for, and the request repeated: for at most
        `LONGEST_WAIT` seconds in all.

        Args:
            route: Where to.
            body: What to send: JSON, unless the route says otherwise.
            parts: The parts of the route's path.

        Raises:
            RestError: The subclass that fits the status; `TransportError` if
                there was no answer.
        """
        return await self.request_as(self._authorization, route, body, **parts)

    async def request_as(self, authorization: str, route: Route, body: bytes | None = None, **parts: int | str) -> Any:
        """Send a request with this `Authorization`, this once; otherwise as `request`."""
        shown = route.shown(**parts)
        waited = 0.0
        while True:
            response = await self._send(route, route.path(**parts), shown, body, authorization)
            if response.status_code != 429:
                break
            wait = _read_retry_after(response)
            waited += wait
            if waited > LONGEST_WAIT:
                raise _make_rate_limited(route.method, shown, response, wait)
            log.warning("rate limited on %s %s, waiting %.2f s", route.method, shown, wait)
            await asyncio.sleep(wait)
        if response.is_success:
            return _read_answer(route.method, shown, response)
        raise _make_error(route.method, shown, response)

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None and self._loop is asyncio.get_running_loop():
            await client.aclose()

    async def _send(
        self, route: Route, path: str, shown: str, body: bytes | None, authorization: str
    ) -> "httpx.Response":
        import httpx

        headers = {"Content-Type": route.content_type} if body is not None else {}
        if route.authorized:
            headers["Authorization"] = authorization
        try:
            # httpx's own timeouts begin anew with every byte.
            async with asyncio.timeout(TIMEOUT):
                return await self._open(httpx).request(
                    route.method, self._base_url + path, content=body, headers=headers
                )
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            # httpx's own text can hold the URL, which holds the token: it stays in __cause__, which the log redacts.
            raise TransportError(route.method, shown, message=type(error).__name__) from error

    def _open(self, library: Any) -> "httpx.AsyncClient":
        loop = asyncio.get_running_loop()
        # A connection pool belongs to its loop, and serverless hosts bring a new one with each call.
        if self._client is None or self._loop is not loop:
            self._loop = loop
            # Where the author's own logging is in force, httpx would write each URL into it, token and all.
            logging.getLogger("httpx").addFilter(_redact_record)
            self._client = library.AsyncClient(
                transport=self._transport,
                timeout=TIMEOUT,
                headers={"User-Agent": f"DiscordBot (postern, {version('postern')})"},
            )
        return self._client


def _redact_record(record: logging.LogRecord) -> bool:
    record.msg, record.args = redact(record.getMessage()), ()
    return True


def _read_retry_after(response: "httpx.Response") -> float:
    """Return the seconds to wait, as the body or the header says; a second where neither makes sense."""
    for said in (_read_json(response).get("retry_after"), response.headers.get("Retry-After")):
        with contextlib.suppress(ValueError):
            wait = float(str(said))
            if wait >= 0:
                return max(wait, SHORTEST_WAIT)
    return 1.0


def _make_rate_limited(method: str, shown: str, response: "httpx.Response", wait: float) -> RateLimited:
    scope = response.headers.get("X-RateLimit-Scope", "user")
    return RateLimited(method, shown, retry_after=wait, scope=scope, code=_read_code(_read_json(response)))


def _read_answer(method: str, shown: str, response: "httpx.Response") -> Any:
    """Return the JSON of a successful answer; a page of something in between is none."""
    try:
        return orjson.loads(response.content) if response.content else None
    except orjson.JSONDecodeError:
        message = f"the answer is no JSON but {response.headers.get('Content-Type', 'of no type')}"
        raise RestError(method, shown, response.status_code, message=message) from None


def _make_error(method: str, shown: str, response: "httpx.Response") -> RestError:
    status = response.status_code
    kind = _REFUSALS.get(status, ServerError if status >= 500 else RestError)
    body = _read_json(response)
    message = str(body.get("message") or response.reason_phrase)
    return kind(method, shown, status, _read_code(body), message, tuple(_flatten(body.get("errors"))))


def _read_json(response: "httpx.Response") -> Mapping[str, Any]:
    """Return the object in the body; an empty one for anything else, such as a proxy's HTML page."""
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def _read_code(body: Mapping[str, Any]) -> int:
    code = body.get("code")
    return code if isinstance(code, int) else 0


def _flatten(errors: Any, path: str = "") -> Iterable[str]:
    """Turn Discord's tree of form errors into lines: `embeds.0.title: Must be 256 or fewer in length.`

    https://docs.discord.com/developers/reference#error-messages
    """
    if not isinstance(errors, Mapping):
        return
    for key, value in errors.items():
        if key == "_errors" and isinstance(value, list):
            yield from (f"{path or 'body'}: {error.get('message')}" for error in value if isinstance(error, Mapping))
        else:
            yield from _flatten(value, f"{path}.{key}" if path else str(key))
