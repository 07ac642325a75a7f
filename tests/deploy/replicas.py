"""What stands behind a proxy in place of a bot, to see what it is sent and to behave as no bot should."""

import contextlib
import socket
import threading
from collections.abc import Iterator

from tests.journeys.server_process import PATIENCE


class Replica:
    """A server on a port of this machine, for one request a connection.

    Args:
        hangs_up: Whether it closes the connection instead of answering a POST.

    Attributes:
        is_ready: What it says of itself at /readyz.
        port: Where it listens.
        posts: The heads of all POSTs that it has read.
    """

    def __init__(self, *, hangs_up: bool = False) -> None:
        self._hangs_up = hangs_up
        self.is_ready = True
        self.posts: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(PATIENCE)
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        read = b""
        while b"\r\n\r\n" not in read:
            piece = connection.recv(65_536)
            if not piece:
                return
            read += piece
        head = read.partition(b"\r\n\r\n")[0].decode().lower()
        if head.startswith("get /readyz"):
            status = "200 OK" if self.is_ready else "503 Service Unavailable"
        else:
            self.posts.append(head)
            if self._hangs_up:
                return
            status = "200 OK"
        connection.sendall(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())

    def close(self) -> None:
        """Refuse connections from here on."""
        with contextlib.suppress(OSError):
            # close() alone does not wake the thread that waits for the next connection.
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@contextlib.contextmanager
def replica(*, hangs_up: bool = False) -> Iterator[Replica]:
    """Run one."""
    made = Replica(hangs_up=hangs_up)
    try:
        yield made
    finally:
        made.close()
