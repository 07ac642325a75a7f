"""
A Cloudflare Python Worker that is the bot.

It stands right on the endpoint, without ASGI in between: the adapter that
Cloudflare provides holds a response back until the application has returned,
and so until a handler has done all its work. Here the response leaves at once,
and the Worker stays for the rest, as `waitUntil` asks it to.

Cloudflare keeps a picture of what the imports have left in memory, and begins
there. No setting is known at that time, so the bot is built with the first request.

https://developers.cloudflare.com/workers/languages/python/
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from pyodide.ffi import create_proxy
from workers import Response, WorkerEntrypoint

from app.bot import Bot
from app.request_errors import BodyTooLarge
from app.server.answer import NOT_ALLOWED, TEXT, Answer, Headers
from app.server.endpoint import Endpoint
from app.settings import VARIABLES, set_up

Handle = Callable[[bytes, Headers, float], Awaitable[Answer]]


class Postern:
    """The bot of this Worker, as its settings say.

    Args:
        environ: The Worker's variables and secrets.
    """

    def __init__(self, environ: dict[str, str]) -> None:
        settings = set_up(environ)
        bot = Bot(settings)
        bot.load()
        self.endpoint: Endpoint = bot.endpoint()
        self.max_body = settings.max_body
        self.telemetry = bot.telemetry
        self.handles: dict[str, Handle] = {
            settings.interactions_path: self.endpoint.handle,
            settings.events_path: self.endpoint.handle_event,
        }

    async def answer(self, method: str, url: str, headers: Headers, read: Callable[[], Awaitable[bytes]]) -> Answer:
        """Answer a request, whose body is read only if somebody wants it."""
        arrived = asyncio.get_running_loop().time()
        handle = self.handles.get(urlsplit(url).path.removesuffix("/"))
        if handle is None:
            return Answer(404, b"not found\n", TEXT)
        if method != "POST":
            refusal = Answer(405, NOT_ALLOWED, TEXT)
            refusal.headers.append((b"allow", b"POST"))
            return refusal
        announced = next((value for name, value in headers if name.lower() == b"content-length"), b"")
        # Reading takes memory, of which a Worker has little. A length may be left out, or have thousands of digits.
        size = int(announced[:20]) if announced.isdigit() else 0
        if size <= self.max_body:
            body = await read()
            size = len(body)
        if size > self.max_body:
            return self.endpoint.reject(BodyTooLarge(size, self.max_body))
        return await handle(body, headers, arrived)

    async def finish(self, answer: Answer) -> None:
        """Wait for the work behind an answer that leaves now, and write what is to be told of it."""
        answer.sent()
        try:
            if answer.after is not None:
                await answer.after
        finally:
            self.telemetry.flush()


class Default(WorkerEntrypoint):
    """What Cloudflare calls."""

    bot: Postern | None = None

    async def fetch(self, request: Any) -> Response:
        """Answer one request, and stay for the work behind the answer."""
        if Default.bot is None:
            said = {name: getattr(self.env, name, None) for name in VARIABLES.values()}
            Default.bot = Postern({name: str(value) for name, value in said.items() if value})
        headers = [(name.encode(), value.encode()) for name, value in request.headers.items()]
        # `request.method` knows but some methods, and fails with all others.
        answer = await Default.bot.answer(request.js_object.method, request.url, headers, request.bytes)
        rest = asyncio.ensure_future(Default.bot.finish(answer))
        # JavaScript looks at it later than this call lasts, so the bridge to it is ours to take down.
        proxy = create_proxy(rest)
        rest.add_done_callback(lambda _: proxy.destroy())
        self.ctx.waitUntil(proxy)
        told = {name.decode(): value.decode() for name, value in answer.headers}
        return Response(answer.body or None, status=answer.status, headers=told)
