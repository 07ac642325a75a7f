"""How the server is run: whose word on the client's address and scheme is taken."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.journeys.server_process import PATIENCE, ROOT

SERVE = """
import socket, sys
from app.server.run import run_server

async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})
        return
    said = f"{scope['scheme']} {scope['client']}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(said))]})
    await send({"type": "http.response.body", "body": said})

path, proxy_headers = sys.argv[1:]
bound = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
bound.bind(path or ("127.0.0.1", 0))
print(path or bound.getsockname()[1], flush=True)
run_server(application, sockets=[bound], proxy_headers=bool(proxy_headers))
"""


def ask(path: str, proxy_headers: str, **environ: str) -> str:
    """Serve at a Unix socket, or at a port of this machine, and return who asked as the application sees it."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, path, proxy_headers],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environ},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        bound = process.stdout.readline().strip()
        with connect(path or ("127.0.0.1", int(bound))) as asking:
            asking.sendall(
                b"GET / HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 203.0.113.9\r\nx-forwarded-proto: https\r\n"
                b"connection: close\r\n\r\n"
            )
            return asking.makefile("rb").read().partition(b"\r\n\r\n")[2].decode()
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def connect(at: str | tuple[str, int]) -> socket.socket:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        asking = socket.socket(socket.AF_UNIX if isinstance(at, str) else socket.AF_INET)
        try:
            asking.connect(at)
        except ConnectionRefusedError:
            asking.close()
            time.sleep(0.05)
        else:
            return asking
    raise AssertionError(f"nobody listens at {at}")


@pytest.mark.parametrize("kind", ["a Unix socket", "a port"])
@pytest.mark.parametrize("environ", [{}, {"FORWARDED_ALLOW_IPS": "127.0.0.1"}], ids=["by default", "as named"])
def test_a_proxy_is_believed_who_the_client_is(tmp_path: Path, kind: str, environ: dict[str, str]) -> None:
    path = str(tmp_path / "server.sock") if kind == "a Unix socket" else ""
    seen = ask(path, "yes", **environ)

    # Who names addresses has said that nobody without one is believed.
    assert seen.startswith("http " if path and environ else "https ('203.0.113.9', ")


@pytest.mark.parametrize("kind", ["a Unix socket", "a port"])
def test_nobody_is_believed_unless_that_is_asked_for(tmp_path: Path, kind: str) -> None:
    seen = ask(str(tmp_path / "server.sock") if kind == "a Unix socket" else "", "")

    assert seen.startswith("http ")
    assert "203.0.113.9" not in seen


def test_a_stranger_is_not_believed() -> None:
    assert ask("", "yes", FORWARDED_ALLOW_IPS="192.0.2.1").startswith("http ('127.0.0.1'")
