"""
Runs an application with uvicorn: one place for how, whoever starts it.

Logging is configured by the caller; uvicorn's own would write a line for each request.
"""

import contextlib
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

STARTUP_FAILED = 3
"""Exit code when the application did not come up; uvicorn's own."""


def run_server(
    application: Any,
    *,
    host: str,
    port: int,
    sockets: Sequence[socket.socket] = (),
    uds: str | None = None,
    workers: int = 1,
    proxy_headers: bool = False,
) -> None:
    """Serve an application until the process is told to stop.

    Args:
        application: ASGI application, or for several workers where it is: `module:name`.
        host: Address to bind.
        port: Port to bind.
        sockets: Bound already, instead of `host` and `port`; for one worker.
        uds: Unix socket to bind instead of an address.
        workers: Server processes.
        proxy_headers: Whether X-Forwarded-* of a proxy on this machine is trusted.

    Raises:
        SystemExit: If the application did not come up.
    """
    import uvicorn

    options: dict[str, Any] = {
        "host": host,
        "port": port,
        "uds": uds,
        "workers": workers,
        "proxy_headers": proxy_headers,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "lifespan": "on",
    }
    if workers > 1:
        _run_workers(uvicorn.Config(application, **options))
        return
    if not sockets:
        uvicorn.run(application, **options)
        return
    server = uvicorn.Server(uvicorn.Config(application, **options))
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=list(sockets))
    if not server.started:
        sys.exit(STARTUP_FAILED)


def _run_workers(config: Any) -> None:
    """Serve with several processes; uvicorn.run() would end with 0 when none of them came up."""
    from uvicorn.supervisors import Multiprocess

    supervisor = Multiprocess(config, [config.bind_socket()])
    try:
        supervisor.run()
    finally:
        if config.uds:
            Path(config.uds).unlink(missing_ok=True)
    if any(process.exitcode == STARTUP_FAILED for process in supervisor.processes):
        sys.exit(STARTUP_FAILED)
