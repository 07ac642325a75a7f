"""Real servers as processes, and a client that sends just the bytes it is told to."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.signature.signing import PUBLIC_KEY, Headers

ROOT = Path(__file__).parents[2]
PACKAGE = "tests.fixtures.commands"
PATIENCE = 30.0
"""Seconds after which a server that does not start, answer or end is given up."""

COMMANDS = {
    "postern serve": ("postern", "serve", "--port", "{port}"),
    "uvicorn with h11": ("uvicorn", "app.main:app", "--http", "h11", "--port", "{port}"),
    "uvicorn with httptools": ("uvicorn", "app.main:app", "--http", "httptools", "--port", "{port}"),
    "hypercorn": ("hypercorn", "app.main:app", "--bind", "127.0.0.1:{port}"),
    "granian": ("granian", "--interface", "asgi", "app.main:app", "--port", "{port}"),
    "two workers": ("postern", "serve", "--workers", "2", "--port", "{port}"),
    "imports told": ("python", "-X", "importtime", "-m", "app", "serve", "--port", "{port}"),
}
SERVERS = [name for name in COMMANDS if name not in {"two workers", "imports told"}]


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Connection:
    """One connection to a server; several requests may go over it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def send(self, *parts: bytes) -> None:
        for part in parts:
            self._socket.sendall(part)

    def request(self, method: str, path: str, headers: Headers = [], body: bytes = b"", *more: bytes) -> Reply:  # noqa: B006
        """Send a request, further bytes behind it, and read the reply."""
        length = [(b"content-length", b"%d" % len(body))] if method == "POST" else []
        self.send(head(method, path, headers + length) + body, *more)
        return self.reply(method)

    def reply(self, method: str = "POST") -> Reply:
        response = http.client.HTTPResponse(self._socket, method=method)
        try:
            response.begin()
            return Reply(response.status, response.headers, response.read())
        finally:
            response.close()

    def line(self) -> bytes:
        """Return the first line of what comes next, with the empty line behind it."""
        read = b""
        while not read.endswith(b"\r\n\r\n"):
            piece = self._socket.recv(1)
            assert piece, read
            read += piece
        return read.splitlines()[0]

    def rest(self) -> bytes:
        """Return all that comes until the server hangs up."""
        read = b""
        while piece := self._socket.recv(65_536):
            read += piece
        return read

    def is_closed(self) -> bool:
        """Tell whether the server has hung up, without a word."""
        try:
            return self._socket.recv(1) == b""
        except ConnectionResetError:
            return True


def head(method: str, path: str, headers: Headers) -> bytes:
    lines = b"".join(b"%s: %s\r\n" % header for header in [(b"host", b"localhost"), *headers])
    return f"{method} {path} HTTP/1.1\r\n".encode() + lines + b"\r\n"


class ServerProcess:
    """A server with the tests' bot, in an environment that says nothing else but the public key."""

    def __init__(self, name: str, environ: Mapping[str, str]) -> None:
        self.port = free_port()
        command, *arguments = COMMANDS[name]
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self.process = subprocess.Popen(
            [Path(sys.executable).parent / command, *(argument.format(port=self.port) for argument in arguments)],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "HOME": os.environ.get("HOME", "/"),
                "POSTERN_COMMANDS": PACKAGE,
                **environ,
            },
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    @classmethod
    def start(cls, name: str, **environ: str) -> Self:
        """Start a server, and wait until it listens."""
        server = cls(name, {"DISCORD_PUBLIC_KEY": PUBLIC_KEY, **environ})
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up and server.process.poll() is None:
            try:
                server.connect().__exit__(None, None, None)
            except ConnectionRefusedError:
                time.sleep(0.05)
            else:
                return server
        server.stop()
        raise AssertionError(f"{name} did not start: {server.log()}")

    def connect(self) -> Connection:
        return Connection(self.port)

    def request(self, method: str, path: str, headers: Headers = [], body: bytes = b"") -> Reply:  # noqa: B006
        with self.connect() as connection:
            return connection.request(method, path, headers, body)

    def log(self) -> str:
        """Return all that it has written so far."""
        return os.pread(self._log.fileno(), 1_000_000, 0).decode()

    def stop(self) -> int:
        """End it, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()

    def close(self) -> None:
        self.stop()
        self._log.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
