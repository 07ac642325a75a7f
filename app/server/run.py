"""
Runs an application with uvicorn: one place for how, whoever starts it.

Logging is configured by the caller; uvicorn's own would write a line for each request.
"""

import contextlib
import os
import socket
import sys
from collections.abc import Sequence
from typing import Any

STARTUP_FAILED = 3
"""Exit code when the application did not come up; uvicorn's own."""

_WITH_ADDRESS = {socket.AF_INET, socket.AF_INET6}


def run_server(
    application: Any,
    *,
    host: str = "",
    port: int = 0,
    sockets: Sequence[socket.socket] = (),
    workers: int = 1,
    proxy_headers: bool = False,
) -> None:
    """Serve an application until the process is told to stop.

    Args:
        application: ASGI application, or for several workers where it is: `module:name`.
        host: Address to bind.
        port: Port to bind.
        sockets: Bound already, instead of `host` and `port`; several workers need and share them.
        workers: Server processes.
        proxy_headers: Whether X-Forwarded-* is believed: of a proxy on this
            machine or at one of the addresses in FORWARDED_ALLOW_IPS.

    Raises:
        SystemExit: If the application did not come up.
    """
    import uvicorn

    from app.server.connection import KEPT_OPEN, Connection, Server
    from app.server.supervisor import READY_WITHIN

    options: dict[str, Any] = {
        "host": host,
        "port": port,
        "workers": workers,
        "proxy_headers": proxy_headers,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "lifespan": "on",
        "http": Connection,
        "timeout_keep_alive": KEPT_OPEN,
        "timeout_worker_healthcheck": READY_WITHIN,
    }
    if sockets and not os.environ.get("FORWARDED_ALLOW_IPS") and not {one.family for one in sockets} & _WITH_ADDRESS:
        # Who comes by a Unix socket has no address to be known by; the file's directory says who may come.
        options["forwarded_allow_ips"] = "*"
    if workers > 1:
        _run_workers(uvicorn.Config(application, **options), sockets)
        return
    server = Server(uvicorn.Config(application, **options))
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=list(sockets) or None)
    if not server.started:
        sys.exit(STARTUP_FAILED)


def _run_workers(config: Any, sockets: Sequence[socket.socket]) -> None:
    """Serve with several processes; uvicorn.run() would end with 0 when none of them came up."""
    from app.server.supervisor import Supervisor

    supervisor = Supervisor(config, list(sockets))
    supervisor.run()
    if any(process.exitcode == STARTUP_FAILED for process in supervisor.processes):
        sys.exit(STARTUP_FAILED)
