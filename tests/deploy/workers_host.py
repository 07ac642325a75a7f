"""
A stand-in for Cloudflare's runtime: JavaScript's modules, and an isolate that lives while it is asked to.

    uvicorn tests.deploy.workers_host:app --lifespan off

The response leaves when `fetch` returns; from then on only what `waitUntil` was
told of goes on, and the rest is named. There is no PyNaCl, as in a Worker, and
settings stand in `env` alone. The recipe was tried by hand with the real
library `workers`, version 1.9, in Pyodide 314 and Node 20.
"""

import asyncio
import os
import sys
import sysconfig
from collections.abc import Awaitable
from http import HTTPMethod
from types import ModuleType, SimpleNamespace
from typing import Any

from tests.deploy.watching import begin_call, load, tell_left_behind
from tests.signature.javascript import Subtle, to_js


class Proxy:
    def __init__(self, work: "asyncio.Future[None]") -> None:
        self.work = work
        self.is_destroyed = False

    def destroy(self) -> None:
        assert not self.is_destroyed
        assert self.work.done()
        self.is_destroyed = True


class Context:
    """`ctx` of a request."""

    def __init__(self) -> None:
        self.waited: list[Proxy] = []

    def waitUntil(self, work: Proxy) -> None:
        assert isinstance(work, Proxy), "what is no proxy is gone when the call is over"
        self.waited.append(work)


class WorkerEntrypoint:
    def __init__(self, ctx: Context, env: object) -> None:
        self.ctx = ctx
        self.env = env


class Response:
    def __init__(self, body: bytes | None = None, status: int = 200, headers: dict[str, str] | None = None) -> None:
        # As fetch has it: such a response has no body, not even an empty one.
        assert body is None or status != 204
        self.body = body or b""
        self.status = status
        self.headers = headers or {}


class Request:
    def __init__(self, scope: Any, body: bytes) -> None:
        self.js_object = SimpleNamespace(method=scope["method"])
        self.url = f"https://bot.workers.dev{scope['path']}"
        self.headers = {name.decode().title(): value.decode("latin-1") for name, value in scope["headers"]}
        self._body = body

    @property
    def method(self) -> HTTPMethod:
        return HTTPMethod[self.js_object.method]

    def bytes(self) -> Awaitable[bytes]:
        assert len(self._body) < 1_000_000, "a Worker has no memory for that"
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        done.set_result(self._body)
        return done


def provide(name: str, **parts: object) -> None:
    module = ModuleType(name)
    vars(module).update(parts)
    sys.modules[name] = module


provide("js", crypto=SimpleNamespace(subtle=Subtle()))
provide("pyodide")
provide("pyodide.ffi", to_js=to_js, create_proxy=Proxy)
provide("workers", Response=Response, WorkerEntrypoint=WorkerEntrypoint)
env = SimpleNamespace(**{name: os.environ.pop(name) for name in list(os.environ) if name.startswith(("DISC", "POST"))})
sys.modules["nacl"] = None  # type: ignore[assignment]
# Read once and kept: there is no file of this machine for another platform.
sysconfig.get_config_vars()
sys.platform = "emscripten"
worker = load("cloudflare/src/worker.py")


async def app(scope: Any, receive: Any, send: Any) -> None:
    body, more = b"", True
    while more:
        event = await receive()
        body, more = body + event.get("body", b""), event.get("more_body", False)
    tasks, ctx = begin_call(), Context()
    response = await worker.Default(ctx, env).fetch(Request(scope, body))
    headers = [(name.encode(), value.encode()) for name, value in response.headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
    await asyncio.gather(*(proxy.work for proxy in ctx.waited))
    await asyncio.sleep(0)
    assert all(proxy.is_destroyed for proxy in ctx.waited)
    tell_left_behind(tasks)
