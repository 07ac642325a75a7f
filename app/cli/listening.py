"""Ports are bound before anything else is started, so that one in use is one sentence."""

import errno
import socket
from collections.abc import Mapping

from app.errors import SettingsError


def listen(host: str, port: int, said_by: str) -> list[socket.socket]:
    """Bind a port on all addresses of a host; nobody is answered before the server listens.

    Args:
        host: Address or name.
        port: Port.
        said_by: Where the port came from, an option or a variable.

    Raises:
        SettingsError: If it cannot be bound.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as error:
        raise SettingsError("POSTERN_HOST", f"or --host is {host!r}, which is not found ({error.strerror})") from None
    sockets: list[socket.socket] = []
    why = ""
    for family, kind, protocol, _, address in dict.fromkeys(found):
        try:
            sockets.append(_bind(family, kind, protocol, address))
        except OSError as error:
            why = str(error.strerror)
            # A name may stand for addresses that this machine has not, such as ::1.
            if error.errno not in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                break
    else:
        if sockets:
            return sockets
    for bound in sockets:
        bound.close()
    raise SettingsError(said_by, f"is {port}, which cannot be bound on {host} ({why}): choose another with --port")


def _bind(family: int, kind: int, protocol: int, address: object) -> socket.socket:
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind(address)  # type: ignore[arg-type]
    except OSError:
        bound.close()
        raise
    return bound


def port_said_by(option: int | None, environ: Mapping[str, str]) -> str:
    """Name where the port came from: --port, POSTERN_PORT, or a hosting service's PORT."""
    if option is not None:
        return "--port"
    return "PORT" if environ.get("PORT", "").strip() and not environ.get("POSTERN_PORT", "").strip() else "POSTERN_PORT"
