"""
Connects and sends single requests, and keeps apart what fails: name, connection, TLS, HTTP.

A client library would say of all of them that it could not connect. Here each
step has a time limit of its own that holds whatever the other side does, every
request has a connection of its own, and certificates are judged but do not end
the look: behind a bad one there may be more to find.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from typing import Any

import httptools

from app.cli.probe_url import Address

MOST_READ = 65_536
"""Bytes of a body that are kept; the rest is let go."""

Place = tuple[socket.AddressFamily, tuple[Any, ...]]
"""An address that a name stands for, with its port."""


class StepFailed(Exception):
    """A step towards an answer failed.

    Attributes:
        cause: The error, None where time ran out.
    """

    def __init__(self, cause: Exception | None = None) -> None:
        self.cause = cause
        super().__init__(str(cause) if cause else "time ran out")


class ConnectFailed(StepFailed):
    """No connection came about."""


class TlsFailed(StepFailed):
    """There is a connection, and no TLS on it."""


class AnswerMissing(StepFailed):
    """A request was sent, and no whole answer came.

    Attributes:
        began: Whether there was anything that could be read as an answer.
    """

    def __init__(self, cause: Exception | None, *, began: bool = False) -> None:
        self.began = began
        super().__init__(cause)


@dataclass(slots=True)
class Exchange:
    """An answer, and how long it took.

    Attributes:
        status: HTTP status.
        headers: By name in lower case; of several the last.
        body: At most `MOST_READ` bytes of it.
        seconds: From the begin of the connection to the end of the answer.
    """

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """The body as text; what is no text in it is left out."""
        return self.body.decode("utf-8", "ignore")

    @property
    def is_page(self) -> bool:
        """Whether it is for people: HTML."""
        start = self.text.lstrip()[:15].lower()
        return "html" in self.headers.get("content-type", "") or start.startswith(("<!doctype html", "<html"))


@dataclass(frozen=True, slots=True)
class Session:
    """What TLS came to.

    Attributes:
        version: `TLSv1.3`.
        certificate: What `ssl` says of a certificate that it trusts; {} of others.
    """

    version: str
    certificate: dict[str, Any]


class Line:
    """A way to one server, of which each request has a connection of its own.

    Args:
        address: The server.
        place: The IP address that is connected to.
        timeout: Seconds that a connection may take, and as many again an answer.
        is_trusting: Whether any certificate will do.
    """

    def __init__(self, address: Address, place: Place, timeout: float, *, is_trusting: bool = False) -> None:
        self.address = address
        self.place = place
        self.timeout = timeout
        self._tls = make_context(is_trusting=is_trusting) if address.scheme == "https" else None

    async def shake_hands(self) -> Session | None:
        """Connect, and hang up again; gives None if there is no TLS.

        Raises:
            ConnectFailed: If there is no connection.
            TlsFailed: If there is no TLS, or a certificate that is not to be trusted.
        """
        transport, _ = await self._open()
        try:
            secure: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
            if secure is None:
                return None
            return Session(secure.version() or "", dict(secure.getpeercert() or {}))
        finally:
            transport.abort()

    async def send(self, method: str, target: str, headers: dict[str, str], body: bytes = b"") -> Exchange:
        """Send a request, and return the answer; of a redirect too, which is not followed.

        Raises:
            ConnectFailed: If there is no connection.
            TlsFailed: If there is no TLS on it.
            AnswerMissing: If no whole answer comes in time.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        transport, reader = await self._open()
        try:
            lines = {"Host": self.address.netloc, "Connection": "close", "Accept": "*/*", **headers}
            if method == "POST":
                lines["Content-Length"] = str(len(body))
            head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
            transport.write(f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode() + body)
            try:
                async with asyncio.timeout(self.timeout):
                    exchange = await reader.done
            except TimeoutError:
                raise AnswerMissing(None, began=reader.exchange.status > 0) from None
        finally:
            transport.abort()
        exchange.seconds = loop.time() - began
        return exchange

    async def overhear(self, seconds: float) -> Exception | None:
        """Connect, send nothing, and return why the server hangs up, if it does within so many seconds.

        Whoever sends something meanwhile learns no more than that the line is broken.

        Raises:
            ConnectFailed: If there is no connection.
            TlsFailed: If there is no TLS on it.
        """
        transport, reader = await self._open()
        try:
            async with asyncio.timeout(min(seconds, self.timeout)):
                await reader.done
        except AnswerMissing as failure:
            return failure.cause
        except TimeoutError:
            return None
        finally:
            transport.abort()
        return None

    async def _open(self) -> tuple[asyncio.Transport, "_Reader"]:
        loop = asyncio.get_running_loop()
        family, at = self.place
        line = socket.socket(family, socket.SOCK_STREAM)
        line.setblocking(False)
        # Else the request waits behind the end of the handshake until the server has acknowledged that, some 40 ms.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            async with asyncio.timeout(self.timeout):
                await loop.sock_connect(line, at)
        except TimeoutError:
            line.close()
            raise ConnectFailed from None
        except OSError as error:
            line.close()
            raise ConnectFailed(error) from None
        reader = _Reader(loop.create_future())
        try:
            async with asyncio.timeout(self.timeout):
                transport, _ = await loop.create_connection(
                    lambda: reader,
                    sock=line,
                    ssl=self._tls,
                    server_hostname=self.address.host if self._tls else None,
                )
        except TimeoutError:
            raise TlsFailed from None
        except OSError as error:
            raise TlsFailed(error) from None
        return transport, reader


class _Reader(asyncio.Protocol):
    """Reads one answer as it comes: what came before a broken line is not lost."""

    def __init__(self, done: "asyncio.Future[Exchange]") -> None:
        self.done = done
        self.exchange = Exchange()
        self._parser = httptools.HttpResponseParser(self)
        self._status = 0

    def data_received(self, data: bytes) -> None:
        if self.done.done():
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._fail(error)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.done.done():
            return
        length = self.exchange.headers.get("content-length")
        # Without a length the end of the connection is the end of the answer.
        if exc is None and self._status >= 200 and length is None:
            self.on_message_complete()
        else:
            self._fail(exc or ConnectionResetError("the connection was closed"))

    def on_header(self, name: bytes, value: bytes) -> None:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        before = self.exchange.headers.get(key)
        self.exchange.headers[key] = text if before is None else f"{before}, {text}"

    def on_headers_complete(self) -> None:
        self._status = self._parser.get_status_code()
        if self._status >= 200:
            self.exchange.status = self._status

    def on_body(self, body: bytes) -> None:
        self.exchange.body += body[: MOST_READ - len(self.exchange.body)]

    def on_message_complete(self) -> None:
        if self._status < 200:
            # An interim answer: the real one follows.
            self.exchange.headers.clear()
        elif not self.done.done():
            self.done.set_result(self.exchange)

    def _fail(self, cause: Exception) -> None:
        if self.exchange.status == 413:
            # Whoever refuses a body may well hang up in the middle of it.
            self.done.set_result(self.exchange)
        elif not self.done.done():
            self.done.set_exception(AnswerMissing(cause, began=self.exchange.status > 0))
            # The sender may be gone already, and then nobody asks.
            self.done.exception()


def make_context(*, is_trusting: bool = False) -> ssl.SSLContext:
    """Make what judges certificates as browsers do: the system's authorities, or those of `SSL_CERT_FILE`."""
    context = ssl.create_default_context()
    # On by default since Python 3.13, and stricter than browsers are.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.set_alpn_protocols(["http/1.1"])
    if is_trusting:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


async def resolve(host: str, port: int, within: float) -> list[Place]:
    """Ask what a name stands for.

    Raises:
        OSError: If it stands for nothing, or that cannot be asked.
        TimeoutError: If nobody tells in time.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Place]] = loop.create_future()

    def tell(places: list[Place], error: OSError | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(places)
        else:
            answer.set_exception(error)

    def ask() -> None:
        places: list[Place] = []
        failed: OSError | None = None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            places = list(dict.fromkeys((family, at) for family, _, _, _, at in found))
        except OSError as error:
            failed = error
        except UnicodeError as error:
            # A part of the name that is too long is found here alone.
            failed = OSError(str(error))
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(tell, places, failed)

    # A thread that nobody waits for: the system's resolver takes its time, and cannot be interrupted.
    threading.Thread(target=ask, name="resolver", daemon=True).start()
    async with asyncio.timeout(within):
        return await answer
