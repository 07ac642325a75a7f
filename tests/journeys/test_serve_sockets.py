"""`postern serve` at Unix sockets and at those of systemd: who may connect, what stands there already, what is left."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.server_process import PATIENCE, ROOT, free_port
from tests.journeys.test_serve_options import ENVIRON, POSTERN, end, get, start

ACTIVATE = shutil.which("systemd-socket-activate")
HAND_OVER = """
import os, socket, sys
what, *command = sys.argv[1:]
made = {"a file": lambda: os.open(os.devnull, os.O_RDONLY), "a socket": lambda: socket.socket().detach()}
os.dup2(made[what]() if what in made else int(what), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "bot"}
os.execv(command[0], command)
"""
"""Does what systemd does: puts what is listened at in the place of descriptor 3, says so, and becomes the program."""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def start_with(listener: socket.socket, *arguments: str) -> subprocess.Popen[str]:
    """Start a server as systemd does, which goes on listening itself."""
    return subprocess.Popen(
        [sys.executable, "-c", HAND_OVER, str(listener.fileno()), POSTERN, "serve", *arguments],
        cwd=ROOT,
        env=ENVIRON,
        pass_fds=[listener.fileno()],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_unix_socket_is_open_to_a_proxy_of_any_user_and_gone_at_the_end(tmp_path: Path, workers: str) -> None:
    path = tmp_path / "bot.sock"
    process = start(POSTERN, "serve", "--uds", str(path), "--workers", workers)
    try:
        answer = get(str(path), process)
        mode = path.stat().st_mode & 0o777
    finally:
        log = end(process)

    assert answer.startswith(b"HTTP/1.1 405 ")
    assert mode == 0o666
    assert not path.exists()
    assert process.returncode == 0
    assert log.count(f"listening on {path}\n") == 1
    assert "Traceback" not in log


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_socket_that_a_killed_process_left_behind_is_replaced(tmp_path: Path, workers: str) -> None:
    path = str(tmp_path / "bot.sock")
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(path)
    process = start(POSTERN, "serve", "--uds", path, "--workers", workers)
    try:
        answer = get(path, process)
    finally:
        end(process)

    assert answer.startswith(b"HTTP/1.1 405 ")


def test_the_socket_of_another_process_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bot.sock"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        other.listen()
        process = start(POSTERN, "serve", "--uds", str(path))
        said = process.communicate(timeout=PATIENCE)[1]

    assert (process.returncode, said) == (
        2,
        f"postern: --uds is {path}, which cannot be bound (Address already in use)\n",
    )
    assert path.is_socket()


def test_a_file_that_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bot.sock"
    path.write_text("mine")
    process = start(POSTERN, "serve", "--uds", str(path))

    assert "cannot be bound (Address already in use)" in process.communicate(timeout=PATIENCE)[1]
    assert path.read_text() == "mine"


@pytest.mark.parametrize("path", ["no/such/directory/bot.sock", "x" * 120])
def test_a_path_that_cannot_be_bound_is_one_sentence(path: str) -> None:
    process = start(POSTERN, "serve", "--uds", path)
    said = process.communicate(timeout=PATIENCE)[1]

    assert process.returncode == 2
    assert said.startswith(f"postern: --uds is {path}, which cannot be bound (")
    assert said.count("\n") == 1


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_socket_of_systemd_is_served_and_outlives_the_process(listener: socket.socket, workers: str) -> None:
    at = listener.getsockname()
    process = start_with(listener, "--workers", workers)
    try:
        first = get(at, process)
    finally:
        end(process)
    # Nobody serves, and whoever comes now waits for the next process.
    with socket.create_connection(at, PATIENCE) as waiting:
        waiting.sendall(b"GET /interactions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        process = start_with(listener, "--workers", workers)
        try:
            second = waiting.makefile("rb").read()
        finally:
            log = end(process)

    assert log.count(f"listening on sockets of systemd: http://127.0.0.1:{at[1]}\n") == 1
    assert first.startswith(b"HTTP/1.1 405 ")
    assert second.startswith(b"HTTP/1.1 405 ")


def test_sockets_that_are_meant_for_another_process_are_not_taken() -> None:
    port = free_port()
    process = start(POSTERN, "serve", "--port", str(port), LISTEN_PID="1", LISTEN_FDS="1")
    try:
        answer = get(("127.0.0.1", port), process)
    finally:
        end(process)

    assert answer.startswith(b"HTTP/1.1 405 ")


def test_an_address_beside_the_sockets_of_systemd_is_refused(listener: socket.socket) -> None:
    process = start_with(listener, "--port", "8000")

    assert "leave out --host, --port and --uds" in process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 2


@pytest.mark.parametrize("kind", ["a file", "a socket"])
def test_what_systemd_hands_over_must_listen(kind: str) -> None:
    process = start(sys.executable, "-c", HAND_OVER, kind, POSTERN, "serve")
    said = process.communicate(timeout=PATIENCE)[1]

    assert process.returncode == 2
    assert said.startswith("postern: LISTEN_FDS hands over descriptor 3, at which nothing listens")


@pytest.mark.skipif(ACTIVATE is None, reason="systemd-socket-activate is not installed")
def test_it_is_started_by_its_socket() -> None:
    assert ACTIVATE is not None
    port = free_port()
    passed = [argument for name in ENVIRON for argument in ("-E", name)]
    process = start(ACTIVATE, "-l", f"127.0.0.1:{port}", *passed, POSTERN, "serve")
    try:
        answer = get(("127.0.0.1", port), process)
    finally:
        end(process)

    assert answer.startswith(b"HTTP/1.1 405 ")
