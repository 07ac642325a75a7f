"""A server within a command, which strangers can reach for as long as the command needs it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import uvicorn


class _InnerServer(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the command."""
        yield


@contextlib.asynccontextmanager
async def serving(application: Any, bound: socket.socket) -> AsyncIterator[None]:
    """Serve an ASGI application on a bound socket; it is closed at the end."""
    # From here on a request that is early waits in it.
    bound.listen()
    config = uvicorn.Config(
        application,
        lifespan="off",
        # Strangers have nothing to open a socket for.
        ws="none",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        # A stranger who never ends his request holds nobody up.
        timeout_graceful_shutdown=1,
    )
    server = _InnerServer(config)
    task = asyncio.create_task(server.serve(sockets=[bound]), name="inner server")
    try:
        yield
    finally:
        server.should_exit = True
        await task
