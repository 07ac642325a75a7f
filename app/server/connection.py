"""
uvicorn's server and its connections, made fit for the open internet and for restarts.

uvicorn closes a connection that is idle when the server ends, or too long
unused, and a request may be on its way there in just that moment: whoever sent
it gets none of its answers. So at the end it is left open for a moment longer,
in which the answer to such a request says that the connection closes, and
between requests it is left open for longer than proxies leave theirs.

uvicorn also waits for the head of a request as long as it takes to come, and
takes as much of it as comes. Here both have an end.

And a listening socket that is closed takes those along who have connected, and
whom nobody has greeted yet: they are let in first.
"""

import asyncio
import contextlib
import socket
from typing import cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

ON_ITS_WAY = 0.5
"""Seconds from the end of the server in which a request may still come over an open connection."""
KEPT_OPEN = 75
"""Seconds for which an unused connection is left open; nginx and the load balancers of clouds take 60."""
HEAD_WITHIN = 10.0
"""Seconds for the head of a request, from its first byte on."""
MOST_HEAD = 65_536
"""Bytes of a head: far more than Discord and proxies send."""

TURNS = 100
"""Turns of the loop for a socket to be closed; it takes two."""


class Connection(HttpToolsProtocol):
    """Serves the requests of one connection."""

    _is_in_head = False
    _is_whole = False
    _head = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request as long as for the next one."""
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._unset_keepalive_if_required()
        self._end_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless a head is endless."""
        self._is_whole = False
        super().data_received(data)
        if self.transport.is_closing():
            # Refused already, or answered for the last time.
            return
        if self._is_in_head:
            self._head += len(data)
            if self._head > MOST_HEAD:
                self.send_400_response("Invalid HTTP request received.")
                return
        elif self._is_whole or not self._is_unused:
            return
        # Neither is a request served now, nor is the connection unused: something comes that must become one.
        if self._timer is None:
            self._timer = self.loop.call_later(HEAD_WITHIN, self.timeout_keep_alive_handler)

    def on_message_begin(self) -> None:
        """Begin to read a head."""
        self._is_in_head, self._head = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Serve the request."""
        self._is_in_head = False
        self._end_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait for the next request."""
        self._is_whole = True
        self._end_timer()
        super().on_message_complete()

    def shutdown(self) -> None:
        """End the connection after its answer; an unused one in a moment, since a request may be on its way."""
        if self._is_unused:
            self.loop.call_later(ON_ITS_WAY, super().shutdown)
        else:
            super().shutdown()

    @property
    def _is_unused(self) -> bool:
        cycle = cast(RequestResponseCycle | None, self.cycle)
        return cycle is None or cycle.response_complete

    def _end_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Server(uvicorn.Server):
    """Serves sockets, and turns away nobody who has connected to one when it ends."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, let in who waits, and end when all are answered."""
        # What uvicorn listens at it closes itself; a second descriptor keeps the queue behind it for a moment.
        kept = [listening.dup() for listening in sockets or ()]
        for server in self.servers:
            server.close()
        for listening in sockets or ():
            listening.close()
            for _ in range(TURNS):
                # uvloop lets go of it some turns later; until then, who connects would be let in by nobody.
                if listening.fileno() < 0:
                    break
                await asyncio.sleep(0)
        waiting: list[socket.socket] = []
        for listening in kept:
            listening.setblocking(False)
            with listening, contextlib.suppress(OSError):
                while True:
                    waiting.append(listening.accept()[0])
        for one in waiting:
            await asyncio.get_running_loop().connect_accepted_socket(self._connection, one)
        await super().shutdown(sockets)

    def _connection(self) -> Connection:
        return Connection(self.config, self.server_state, self.lifespan.state)
