"""
AWS Lambda on this machine: the real runtime client in a process of its own, and a stand-in of the Runtime API.

Also of a function URL in front of it, so that a simulated Discord can reach the function as it reaches any endpoint.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import base64
import contextlib
import http.server
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

from tests.journeys.server_process import PATIENCE, ROOT
from tests.server.lambda_sources import make_event

Json = dict[str, Any]

_PREFIX = "/2018-06-01/runtime/"


class Invocation:
    """One call of the function: what it gets, and what it says."""

    def __init__(self, event: object, seconds: float) -> None:
        self.event = event
        self.seconds = seconds
        self.id = str(uuid.uuid4())
        self.said: queue.Queue[tuple[str, Any]] = queue.Queue()


class Lambda:
    """A function in an execution environment of its own.

    Args:
        environ: What the function's configuration says.
        seconds: The function's timeout.

    Attributes:
        init_error: What was wrong with the initialisation, once it failed.
    """

    def __init__(self, environ: Mapping[str, str], *, seconds: float = 60.0) -> None:
        self._seconds = seconds
        self._waiting: queue.Queue[Invocation | None] = queue.Queue()
        self._running: dict[str, Invocation] = {}
        self.init_error: queue.Queue[Json] = queue.Queue()
        self._api = _listen(self._answer_runtime)
        self._url = _listen(self._answer_discord)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "awslambdaric", "app.serverless.handler"],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "HOME": os.environ.get("HOME", "/"),
                "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._api.server_port}",
                "AWS_LAMBDA_FUNCTION_NAME": "bot",
                **environ,
            },
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        self._waiting.put(None)
        for server in (self._api, self._url):
            server.shutdown()
            server.server_close()
        self._log.close()

    @property
    def url(self) -> str:
        """The function's URL."""
        return f"http://127.0.0.1:{self._url.server_port}/"

    def invoke(self, event: object, *, seconds: float | None = None) -> Json:
        """Invoke the function, and return what it returns.

        Raises:
            AssertionError: If it fails; says how.
        """
        kind, value = self.try_invoke(event, seconds=seconds)
        assert kind == "response", value
        assert isinstance(value, dict)
        return value

    def try_invoke(self, event: object, *, seconds: float | None = None) -> tuple[str, Any]:
        """Invoke the function, and return `response` or `error`, and what it says."""
        invocation = Invocation(event, self._seconds if seconds is None else seconds)
        self._running[invocation.id] = invocation
        self._waiting.put(invocation)
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up and self.process.poll() is None:
            with contextlib.suppress(queue.Empty):
                return invocation.said.get(timeout=0.2)
        raise AssertionError(f"the function says nothing, exit code {self.process.poll()}: {self.log()}")

    def log(self) -> str:
        """Return all that it has written so far."""
        return os.pread(self._log.fileno(), 1_000_000, 0).decode()

    def _answer_runtime(self, request: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        path = request.path.removeprefix(_PREFIX)
        if path == "invocation/next":
            invocation = self._waiting.get()
            if invocation is not None:
                ends = int((time.time() + invocation.seconds) * 1000)
                # The client needs all of them.
                headers = {
                    "Content-Type": "application/json",
                    "Lambda-Runtime-Aws-Request-Id": invocation.id,
                    "Lambda-Runtime-Deadline-Ms": str(ends),
                    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:bot",
                    "Lambda-Runtime-Trace-Id": "Root=1-6921a0c1-0f1e2d3c4b5a69788796a5b4",
                }
                _respond(request, 200, headers, json.dumps(invocation.event).encode())
            return
        _respond(request, 202, {}, b"")
        said = json.loads(body)
        if path == "init/error":
            self.init_error.put(said)
            return
        _, of, kind = path.split("/")
        self._running.pop(of).said.put((kind, said))

    def _answer_discord(self, request: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        sent = [(name.lower().encode(), value.encode()) for name, value in request.headers.items()]
        kind, said = self.try_invoke(make_event("function_url", body, sent, path=request.path, method=request.command))
        if kind == "error":
            _respond(request, 502, {}, b"Internal Server Error")
            return
        content = base64.b64decode(said["body"]) if said["isBase64Encoded"] else said["body"].encode()
        _respond(request, said["statusCode"], {"Content-Type": "application/json", **_title(said["headers"])}, content)


def _title(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.title(): value for name, value in headers.items()}


def _respond(
    request: http.server.BaseHTTPRequestHandler, status: int, headers: Mapping[str, str], content: bytes
) -> None:
    request.send_response(status)
    for name, value in {**headers, "Content-Length": str(len(content))}.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(content)


def _listen(
    answer: Callable[[http.server.BaseHTTPRequestHandler, bytes], None],
) -> http.server.ThreadingHTTPServer:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer(self, b"")

        def do_POST(self) -> None:
            answer(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def log_message(self, *what: object) -> None:
            """Write no line for each request."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server
