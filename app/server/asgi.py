"""
The ASGI application: a bare callable in front of Starlette's router.

The interactions path and the events path are answered here, without a router, a
redirect or a middleware in between. Everything else goes to Starlette, which is loaded with
the first such request. Nothing depends on the lifespan protocol: serverless
hosts leave it out, or run it around every request.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from app.errors import AppError
from app.request_errors import BodyTooLarge, BodyTooSlow
from app.server.answer import NOT_ALLOWED, Answer, Headers
from app.server.drain import Drain
from app.server.endpoint import Endpoint

log = logging.getLogger(__name__)

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY_DEADLINE = 3.0
"""Seconds for the whole body, from the headers on: as long as Discord would wait for the answer."""

_WITH_CONNECTION = {"1.0", "1.1"}

Handle: TypeAlias = Callable[[bytes, Headers, float], Awaitable[Answer]]
"""What answers a request, given its body, its headers and when it came: `Endpoint.handle`, `handle_event`."""


class AsgiDoor:
    """What an ASGI server calls, and what can be mounted in another application.

    Args:
        endpoint: What answers the interactions path and the events path.
        path: The interactions path, without a slash at its end.
        events_path: The events path, likewise.
        max_body: Largest request body, in bytes.
        waits: Whether a call waits for the work behind its answer.
        drain: Hears of the end of the process.
        start: Runs when the server starts, if it says so.
        stop: Runs when the server stops, if it says so.
        flush: Runs at the end of each call, where the process may be frozen behind it.
        scrape: Answers `/metrics`, given an Accept header; there is no such path without it.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        path: str,
        events_path: str,
        max_body: int,
        waits: bool,
        drain: Drain,
        start: Callable[[], Awaitable[None]],
        stop: Callable[[], Awaitable[None]],
        flush: Callable[[], None] | None = None,
        scrape: Callable[[str], tuple[bytes, str]] | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._path = path
        self._events_path = events_path
        self._max_body = max_body
        self._waits = waits
        self._drain = drain
        self._start = start
        self._stop = stop
        self._flush = flush
        self._scrape = scrape
        self._router: AsgiApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, whatever its type."""
        kind = scope["type"]
        if kind == "http":
            path, root = scope["path"], scope.get("root_path", "")
            if path == self._path or _is_at(self._path, path, root):
                await self._answer(self._endpoint.handle, scope, receive, send)
            elif _is_at(self._events_path, path, root):
                await self._answer(self._endpoint.handle_event, scope, receive, send)
            else:
                await self._other(scope, receive, send)
        elif kind == "lifespan":
            await self._lifespan(receive, send)
        elif kind == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
        else:
            log.debug("a connection of type %r is not served", kind)

    async def _answer(self, handle: Handle, scope: Scope, receive: Receive, send: Send) -> None:
        arrived = self._drain.newest = asyncio.get_running_loop().time()
        if scope["method"] != "POST":
            await _refuse_method(scope["method"], send)
            return
        # ASGI promises an iterable, and two readers come by: the body's length, and the signature.
        headers = list(scope["headers"])
        try:
            async with asyncio.timeout_at(arrived + BODY_DEADLINE):
                body = await self._read_body(headers, receive)
        except (TimeoutError, BodyTooLarge) as error:
            answer = self._endpoint.reject(error if isinstance(error, BodyTooLarge) else BodyTooSlow(BODY_DEADLINE))
            # The rest of the body is still on its way.
            closes = True
        else:
            if body is None:
                return
            answer = await handle(body, headers, arrived)
            closes = self._drain.has_begun
        # HTTP/2 has no such header: servers give up the answer that bears it.
        if closes and scope.get("http_version", "1.1") in _WITH_CONNECTION:
            answer.headers.append((b"connection", b"close"))
        try:
            await _send(answer, send)
        finally:
            if self._waits and answer.after is not None:
                await answer.after
            if self._flush is not None:
                self._flush()

    async def _read_body(self, headers: Headers, receive: Receive) -> bytes | None:
        """Read the body; None if the client went away in the middle of it.

        Raises:
            BodyTooLarge: As soon as that is known.
        """
        announced = next((value for name, value in headers if name.lower() == b"content-length"), b"")
        # int() refuses thousands of digits; the first twenty tell what is too large.
        if announced.isdigit() and int(announced[:20]) > self._max_body:
            raise BodyTooLarge(int(announced[:20]), self._max_body)
        chunks: list[bytes] = []
        size = 0
        while True:
            event = await receive()
            if event["type"] == "http.disconnect":
                return None
            chunk = event.get("body", b"")
            size += len(chunk)
            if size > self._max_body:
                raise BodyTooLarge(size, self._max_body)
            chunks.append(chunk)
            if not event.get("more_body", False):
                return b"".join(chunks)

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._router is None:
            from starlette.applications import Starlette

            from app.server.health import health_routes

            application = Starlette(routes=health_routes(lambda: self._drain.has_begun, self._scrape))
            # Behind a proxy a redirect would name the wrong scheme or host.
            application.router.redirect_slashes = False
            self._router = application
        await self._router(scope, receive, send)

    async def _begin(self) -> None:
        await self._start()
        self._drain.install()

    async def _end(self) -> None:
        try:
            await self._stop()
        finally:
            self._drain.uninstall()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        steps = {"lifespan.startup": self._begin, "lifespan.shutdown": self._end}
        failures = {"lifespan.startup": "the bot cannot start", "lifespan.shutdown": "the bot did not end in order"}
        while True:
            event = await receive()
            kind = event["type"]
            try:
                await steps[kind]()
            except AppError as error:
                log.error("%s: %s", failures[kind], error)
                # Said already: servers would say the message once more.
                await send({"type": f"{kind}.failed", "message": ""})
                return
            except Exception as error:
                log.exception("%s", failures[kind])
                await send({"type": f"{kind}.failed", "message": str(error)})
                return
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return


def _is_at(wanted: str, path: str, root: str) -> bool:
    """Tell a path with a slash at its end, below a root path, or mounted right there."""
    path = path.removesuffix("/")
    root = root.removesuffix("/")
    # Some servers leave the root path in `path`, some take it out.
    if path in {wanted, root + wanted}:
        return True
    return root.endswith(wanted) and path in {"", root}


async def _send(answer: Answer, send: Send) -> None:
    try:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})
    except OSError:
        # The client is gone. Its handler goes on, and learns from Discord what becomes of its followups.
        log.debug("the client left before its answer")
    finally:
        answer.sent()


async def _refuse_method(method: str, send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(NOT_ALLOWED)),
        (b"allow", b"POST"),
    ]
    with contextlib.suppress(OSError):
        await send({"type": "http.response.start", "status": 405, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else NOT_ALLOWED})
