"""`postern serve` and `Bot.run()` as processes: ports, sockets, workers, and what strangers make them write."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.journeys.server_process import PACKAGE, PATIENCE, ROOT, ServerProcess, free_port
from tests.signature.signing import PUBLIC_KEY

POSTERN = str(Path(sys.executable).with_name("postern"))
ENVIRON = {
    "PATH": os.environ["PATH"],
    "HOME": os.environ.get("HOME", "/"),
    "DISCORD_PUBLIC_KEY": PUBLIC_KEY,
    "POSTERN_COMMANDS": PACKAGE,
}
IN_USE = "which cannot be bound on 127.0.0.1 (Address already in use): choose another with --port"


def start(*command: str, **environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, cwd=ROOT, env=ENVIRON | environ, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def get(at: str | tuple[str, int], process: subprocess.Popen[str]) -> bytes:
    """Ask at a Unix socket or an address, once somebody listens there; returns the head of the answer."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and process.poll() is None:
        with socket.socket(socket.AF_UNIX if isinstance(at, str) else socket.AF_INET) as asking:
            try:
                asking.connect(at)
            except (ConnectionRefusedError, FileNotFoundError):
                time.sleep(0.05)
                continue
            asking.sendall(b"GET /interactions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            return asking.makefile("rb").read()
    raise AssertionError(f"nobody listens at {at}, exit code {process.poll()}")


def end(process: subprocess.Popen[str]) -> str:
    """End a server, and return what it wrote."""
    process.terminate()
    try:
        return process.communicate(timeout=PATIENCE)[1]
    finally:
        process.kill()


def test_three_hundred_requests_that_are_no_http_write_one_line() -> None:
    server = ServerProcess.start("postern serve")
    try:
        for _ in range(300):
            with server.connect() as connection:
                connection.send(b"garbage\r\n\r\n")
                connection.line()
        log = server.log()
    finally:
        server.close()

    assert log.count("Invalid HTTP request received.") == 1


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("said_by", ["--port", "POSTERN_PORT", "PORT"])
def test_a_port_in_use_is_one_sentence_that_names_where_it_came_from(said_by: str, workers: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        given = ("--port", port) if said_by == "--port" else ()
        environ = {} if given else {said_by: port, "POSTERN_HOST": "127.0.0.1"}
        process = start(POSTERN, "serve", "--workers", workers, *given, **environ)
        said = process.communicate(timeout=PATIENCE)[1]

    assert (process.returncode, said) == (2, f"postern: {said_by} is {port}, {IN_USE}\n")


def test_a_host_that_is_not_found_is_one_sentence() -> None:
    process = start(POSTERN, "serve", "--host", "no.such.host.invalid")

    assert "which is not found" in process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 2


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_host_is_served_by_name_with_any_number_of_workers(workers: str) -> None:
    port = free_port()
    process = start(POSTERN, "serve", "--host", "localhost", "--port", str(port), "--workers", workers)
    try:
        answer = get(("127.0.0.1", port), process)
    finally:
        end(process)

    assert answer.startswith(b"HTTP/1.1 405 ")
    assert b"uvicorn" not in answer


@pytest.mark.parametrize("command", [(POSTERN, "serve"), (sys.executable, "-c", "from app import Bot; Bot().run()")])
def test_logs_are_of_the_form_that_is_set(command: tuple[str, ...]) -> None:
    port = free_port()
    process = start(*command, POSTERN_LOG_FORMAT="json", POSTERN_PORT=str(port), POSTERN_HOST="127.0.0.1")
    try:
        answer = get(("127.0.0.1", port), process)
    finally:
        log = end(process)

    records = [json.loads(line) for line in log.splitlines()]
    assert b"uvicorn" not in answer
    assert any(record["message"].startswith("ready: ") for record in records)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_where_it_listens_is_said_once(workers: str) -> None:
    port = free_port()
    process = start(POSTERN, "serve", "--host", "127.0.0.1", "--port", str(port), "--workers", workers)
    try:
        get(("127.0.0.1", port), process)
    finally:
        log = end(process)

    assert re.findall(r"listening on .*", log) == [f"listening on http://127.0.0.1:{port}"]


@pytest.mark.parametrize("address", [("--port", "8123"), ("--host", "0.0.0.0")])
def test_an_address_beside_a_unix_socket_is_refused(address: tuple[str, str], tmp_path: Path) -> None:
    process = start(POSTERN, "serve", *address, "--uds", str(tmp_path / "bot.sock"))
    said = process.communicate(timeout=PATIENCE)[1]

    assert process.returncode == 2
    assert "--uds takes the place of an address" in said


def test_an_unknown_variable_is_said_in_the_form_that_is_set() -> None:
    port = free_port()
    process = start(POSTERN, "serve", POSTERN_LOG_FORMAT="json", POSTERN_PORT=str(port), POSTERN_GRACES="1")
    try:
        get(("127.0.0.1", port), process)
    finally:
        log = end(process)

    first = json.loads(log.splitlines()[0])
    assert (first["level"], first["message"]) == (
        "warning",
        "POSTERN_GRACES is no setting of Postern; do you mean POSTERN_GRACE?",
    )
