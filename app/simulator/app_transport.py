"""
Reaches an ASGI application in the same process as a server would serve it.

A response is over when its last bytes were sent, though the application may run
on. That difference decides what a bot may do after its first answer, so a
transport that waits for the application to return would hide mistakes. Serverless
hosts differ: some send nothing before the application returns, and all of them
stop the process between two requests, with whatever still runs in it. Nothing is
stopped here; what would have been is written down.

https://asgi.readthedocs.io/en/latest/specs/www.html
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar, copy_context
from functools import partial
from typing import Any, Literal

import httpx

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]


Host = Literal["stays", "waits", "buffers", "freezes"]
"""When a response leaves, and what becomes of the work after it.

`stays`: the response leaves with its last bytes, the process lives on (a server of one's own).
`waits`: the response leaves with its last bytes, and the process stops when the application returns.
`buffers`: the response leaves when the application returns, and the process stops.
`freezes`: the response leaves with its last bytes, and the process stops at once.
"""

_TURNS = 50
"""Turns of the event loop that an application has to return, where the process stops with the response."""

_started: ContextVar["list[asyncio.Task[Any]] | None"] = ContextVar("tasks of a request", default=None)


class AppTransport(httpx.AsyncBaseTransport):
    """Carries requests to an ASGI application.

    Attributes:
        errors: Exceptions that left the application after its response was over.
        left_behind: What still ran when the process would have been stopped: the names of tasks.
    """

    def __init__(self, app: Application, *, host: Host = "stays") -> None:
        """Stand in front of an application.

        Args:
            app: The ASGI application.
            host: The kind of host that it runs on.
        """
        self.errors: list[BaseException] = []
        self.left_behind: list[str] = []
        self._app = app
        self._host = host
        self._running: set[asyncio.Task[None]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; returns once the response is over."""
        exchange = _Exchange(await request.aread(), is_held=self._host == "buffers")
        loop = asyncio.get_running_loop()
        if self._host != "stays":
            _record_tasks(loop)
        # The other side of the wire is no work of whoever sends the request.
        context = copy_context()
        context.run(_started.set, None)
        serve = partial(loop.create_task, self._serve(_scope(request), exchange), name="serve a request")
        task = context.run(serve)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            await exchange.over.wait()
        finally:
            # Over, or the client went away in the middle: the application hears of both alike.
            exchange.gone.set()
        if self._host == "freezes":
            await self._freeze(exchange, task)
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
        if self._host != "stays":
            _started.set(exchange.started)
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception as error:  # noqa: BLE001 - the owner of the task hands it on
            if exchange.over.is_set():
                self.errors.append(error)
            else:
                exchange.error = error
        finally:
            if self._host in ("waits", "buffers"):
                self._leave_behind(exchange.started)
            exchange.over.set()

    async def _freeze(self, exchange: "_Exchange", call: asyncio.Task[None]) -> None:
        for _ in range(_TURNS):
            if call.done():
                break
            await asyncio.sleep(0)
        self._leave_behind([call, *exchange.started])

    def _leave_behind(self, tasks: list[asyncio.Task[Any]]) -> None:
        for task in tasks:
            if not task.done():
                work = task.get_coro()
                self.left_behind.append(f"{task.get_name()} ({getattr(work, '__qualname__', work)})")


class _Recorder:
    """A task factory that notes, for the request within which a task is started, that it was."""

    def __init__(self, make: Callable[..., asyncio.Future[Any]]) -> None:
        self._make = make

    def __call__(self, loop: asyncio.AbstractEventLoop, work: Any, /, **options: Any) -> asyncio.Future[Any]:
        task = self._make(loop, work, **options)
        tasks = _started.get()
        if tasks is not None and isinstance(task, asyncio.Task):
            tasks.append(task)
        return task


def _record_tasks(loop: asyncio.AbstractEventLoop) -> None:
    make = loop.get_task_factory()
    if not isinstance(make, _Recorder):
        loop.set_task_factory(_Recorder(make or _make_task))


def _make_task(loop: asyncio.AbstractEventLoop, work: Any, /, **options: Any) -> asyncio.Task[Any]:
    return asyncio.Task(work, loop=loop, **options)


class _Exchange:
    """One request and its response, as the application sees them."""

    def __init__(self, content: bytes, *, is_held: bool) -> None:
        self.over = asyncio.Event()
        self.gone = asyncio.Event()
        self.status: int | None = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()
        self.is_complete = False
        self.error: Exception | None = None
        self.started: list[asyncio.Task[Any]] = []
        self._is_held = is_held
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
                if not self._is_held:
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
