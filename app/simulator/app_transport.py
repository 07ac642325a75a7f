"""
Reaches an ASGI application in the same process as a server would serve it.

A response is over when its last bytes were sent, though the application may run
on. That difference decides what a bot may do after its first answer, so a
transport that waits for the application to return would hide mistakes.

https://asgi.readthedocs.io/en/latest/specs/www.html
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import httpx

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]


class AppTransport(httpx.AsyncBaseTransport):
    """Carries requests to an ASGI application.

    Attributes:
        errors: Exceptions that left the application after its response was over.
    """

    def __init__(self, app: Application) -> None:
        self.errors: list[BaseException] = []
        self._app = app
        self._running: set[asyncio.Task[None]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; returns once the response's last bytes were sent."""
        exchange = _Exchange(await request.aread())
        loop = asyncio.get_running_loop()
        task = loop.create_task(self._serve(_scope(request), exchange), name="serve a request")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            await exchange.over.wait()
        finally:
            # Over, or the client went away in the middle: the application hears of both alike.
            exchange.gone.set()
        if exchange.error is not None:
            raise exchange.error
        if exchange.status is None or not exchange.is_complete:
            raise httpx.RemoteProtocolError("the application returned without a complete response", request=request)
        return httpx.Response(exchange.status, headers=exchange.headers, content=bytes(exchange.body), request=request)

    async def aclose(self) -> None:
        """Cancel what still runs after its response."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def finished(self) -> None:
        """Wait until no application call is running any more."""
        while self._running:
            await asyncio.wait(self._running)

    async def _serve(self, scope: Message, exchange: "_Exchange") -> None:
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception as error:  # noqa: BLE001 - the owner of the task hands it on
            if exchange.over.is_set():
                self.errors.append(error)
            else:
                exchange.error = error
        finally:
            exchange.over.set()


class _Exchange:
    """One request and its response, as the application sees them."""

    def __init__(self, content: bytes) -> None:
        self.over = asyncio.Event()
        self.gone = asyncio.Event()
        self.status: int | None = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()
        self.is_complete = False
        self.error: Exception | None = None
        self._content: bytes | None = content

    async def receive(self) -> Message:
        if self._content is not None:
            content, self._content = self._content, None
            return {"type": "http.request", "body": content, "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [(bytes(key), bytes(value)) for key, value in message.get("headers", ())]
        elif message["type"] == "http.response.body" and not self.is_complete:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                self.is_complete = True
                self.over.set()


def _scope(request: httpx.Request) -> Message:
    port = request.url.port or (443 if request.url.scheme == "https" else 80)
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(key.lower(), value) for key, value in request.headers.raw],
        "client": ("127.0.0.1", 50_000),
        "server": (request.url.host, port),
    }
