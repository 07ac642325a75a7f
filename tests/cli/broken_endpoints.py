"""Servers in all the states in which bots' owners bring them before Discord: each a real one on loopback."""

import contextlib
import http.client
import http.server
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

UNSIGNED = "invalid request signature"
HTML = "text/html; charset=utf-8"
CHALLENGE = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>"
SIGN_IN = '<html><title>Sign in to Acme</title><form><input type="password" name="p"></form></html>'


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_signed(self) -> bool:
        return "X-Signature-Ed25519" in self.headers


@dataclass(frozen=True)
class Reply:
    status: int = 401
    text: str = UNSIGNED
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/plain; charset=utf-8"
    delay: float = 0.0


Answer = Callable[[Request], Reply]


def healthy(request: Request) -> Reply:
    return Reply() if request.method == "POST" else Reply(405, "POST only", {"Allow": "POST"})


def always(status: int, text: str = "", kind: str = "text/plain; charset=utf-8", **headers: str) -> Answer:
    """Answer everything alike."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: Reply(status, text, named, kind)


def page(status: int, text: str, **headers: str) -> Answer:
    return always(status, text, HTML, **headers)


def redirect(location: str, status: int = 301) -> Answer:
    return always(status, "Moved", Location=location)


def at(path: str, inner: Answer = healthy) -> Answer:
    """Have an endpoint at this path alone."""
    return lambda request: inner(request) if request.path == path else Reply(404, '{"detail":"Not Found"}')


def looks_for_a_header_alone(request: Request) -> Reply:
    return Reply(200, '{"type":1}', kind="application/json") if request.is_signed else healthy(request)


def crashes_without_headers(request: Request) -> Reply:
    return healthy(request) if request.is_signed else Reply(500, "KeyError: 'x-signature-ed25519'")


def crashes_at_nonsense(request: Request) -> Reply:
    return Reply(500, "non-hexadecimal number") if request.headers.get("X-Signature-Ed25519") == "zz" else Reply()


def refuses_large_bodies(request: Request) -> Reply:
    return Reply(413, "too large", {"Server": "nginx/1.25"}) if len(request.body) > 10_000 else healthy(request)


def challenges_what_is_forged(request: Request) -> Reply:
    return Reply(403, CHALLENGE, {"cf-mitigated": "challenge"}, HTML) if request.is_signed else Reply()


def hangs_up_on(is_meant: Callable[[Request], bool]) -> Answer:
    """Answer all but some, which make it crash in the middle of the connection."""

    def answer(request: Request) -> Reply:
        if is_meant(request):
            raise ConnectionAbortedError
        return healthy(request)

    return answer


class ColdStart:
    """A function that has to start for the first request."""

    def __init__(self) -> None:
        self._is_warm = False

    def __call__(self, request: Request) -> Reply:
        delay, self._is_warm = 0.0 if self._is_warm else 1.2, True
        return Reply(delay=delay)


@dataclass(frozen=True)
class Proxy:
    """Hands requests on to a port, and changes them, or their answers, on the way."""

    port: int
    there: Callable[[Request], Request] = lambda request: request
    back: Callable[[Reply], Reply] = lambda reply: reply
    doubled: str = ""

    def __call__(self, request: Request) -> Reply:
        sent = self.there(request)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.putrequest(sent.method, sent.path, skip_host=True)
            for name, value in sent.headers.items():
                if name.lower() != "content-length":
                    line.putheader(name, value)
                if name == self.doubled:
                    line.putheader(name, value)
            line.putheader("Content-Length", str(len(sent.body)))
            line.endheaders(sent.body)
            answer = line.getresponse()
            kind = answer.headers["content-type"]
            return self.back(Reply(answer.status, answer.read().decode(), kind=kind))
        except ConnectionRefusedError:
            return Reply(502)
        finally:
            line.close()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    answer: Answer

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "stand-in", ""
    # A connection that ends in the middle of a body is no reason to wait for ever.
    timeout = 5

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        reply = self.server.answer(Request(self.command, self.path, dict(self.headers.items()), body))
        time.sleep(reply.delay)
        self.send_response_only(reply.status)
        headers = {"Content-Type": reply.kind, "Content-Length": str(len(reply.text.encode())), **reply.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.text.encode())

    do_GET = do_POST = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@contextlib.contextmanager
def serving(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve it; gives the port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.answer = answer
    if context is not None:
        # Each handshake in its own thread, so that one that fails ends nothing else.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _read(line: socket.socket) -> None:
    """Read a whole request: whoever hangs up in the middle of one takes his answer back."""
    read = line.recv(65_536)
    head, _, body = read.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    missing = int(length[1]) - len(body) if length else 0
    while missing > 0:
        missing -= len(line.recv(65_536))


@contextlib.contextmanager
def speaking(says: bytes, *, hangs_up: bool) -> Iterator[int]:
    """Serve something that is no web server: it says this to whoever comes, and hangs up or stays."""
    listening = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def run() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = listening.accept()
                line.settimeout(5)
                with contextlib.suppress(OSError):
                    _read(line)
                    line.sendall(says)
                if hangs_up:
                    line.close()
                else:
                    held.append(line)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
        for line in held:
            line.close()
