"""
Sockets are bound before anything else is started, so that one in use is one sentence.

There are three ways to have one: a port, a Unix socket, and what systemd has
opened already and hands over, which goes on listening while the process behind
it is replaced.
"""

import contextlib
import errno
import os
import socket
import stat
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path

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


@contextlib.contextmanager
def listening_at(path: str, said_by: str = "--uds", mend: str = "") -> Iterator[socket.socket]:
    """Bind a Unix socket, and take its file away at the end.

    A file that a process left behind which is no more is replaced. Everybody may
    connect to the socket: who may, says the directory that it stands in.

    Args:
        path: Where it is to stand; a directory that exists.
        said_by: The option that names it.
        mend: What may help where it cannot be bound.

    Raises:
        SettingsError: If it cannot be bound.
    """
    file = Path(path)
    with socket.socket(socket.AF_UNIX) as bound:
        try:
            if _is_left_behind(path):
                file.unlink()
            bound.bind(path)
            # As servers do that proxies of another user stand before; a mask set for files would lock these out.
            file.chmod(0o666)
        except OSError as error:
            why = error.strerror or str(error)
            raise SettingsError(said_by, f"is {path}, which cannot be bound ({why}){mend}") from None
        made = _identity(file)
        try:
            yield bound
        finally:
            # Meanwhile the next process may have bound its own there.
            with contextlib.suppress(FileNotFoundError):
                if _identity(file) == made:
                    file.unlink()


def _is_left_behind(path: str) -> bool:
    """Tell a socket that nobody listens at."""
    if not os.path.exists(path) or not stat.S_ISSOCK(os.stat(path).st_mode):
        return False
    with socket.socket(socket.AF_UNIX) as asking:
        # A process that hangs, with a full queue before it, is there all the same.
        asking.settimeout(1)
        try:
            asking.connect(path)
        except ConnectionRefusedError:
            return True
        except TimeoutError:
            return False
    return False


def _identity(file: Path) -> tuple[int, int]:
    # File systems give the number of a file that is gone to the next one.
    found = file.stat()
    return found.st_ino, found.st_ctime_ns


def take_over(environ: MutableMapping[str, str]) -> list[socket.socket]:
    """Take the sockets that systemd has opened for this process; none if it has opened none.

    The variables that tell of them are removed: they are meant for no other process.

    https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html

    Args:
        environ: The environment of this process.

    Raises:
        SettingsError: If what is handed over is no socket that listens.
    """
    is_meant = environ.pop("LISTEN_PID", "") == str(os.getpid())
    count = environ.pop("LISTEN_FDS", "")
    environ.pop("LISTEN_FDNAMES", None)
    if not is_meant or not count.isdecimal():
        return []
    sockets: list[socket.socket] = []
    for descriptor in range(_FIRST_DESCRIPTOR, _FIRST_DESCRIPTOR + int(count)):
        try:
            sockets.append(socket.socket(fileno=descriptor))
            listens = sockets[-1].getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        except OSError:
            listens = 0
        if not listens:
            raise SettingsError(
                "LISTEN_FDS",
                f"hands over descriptor {descriptor}, at which nothing listens: the socket unit needs "
                "ListenStream= with a port or a path, and Accept=no",
            )
        sockets[-1].set_inheritable(False)
    return sockets


_FIRST_DESCRIPTOR = 3


def spell_address(bound: socket.socket) -> str:
    """Say where a socket is: `http://127.0.0.1:8000`, or the path of its file."""
    name = bound.getsockname()
    if bound.family not in {socket.AF_INET, socket.AF_INET6}:
        return str(name)
    host, port = name[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def port_said_by(option: int | None, environ: Mapping[str, str]) -> str:
    """Name where the port came from: --port, POSTERN_PORT, or a hosting service's PORT."""
    if option is not None:
        return "--port"
    return "PORT" if environ.get("PORT", "").strip() and not environ.get("POSTERN_PORT", "").strip() else "POSTERN_PORT"
