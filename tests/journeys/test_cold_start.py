"""What a new process loads, until it has given its first answers: every library is time that Discord waits."""

import json
import os
import re
import subprocess
import sys

import pytest

from app.rest.client import RESOURCES
from tests.journeys.server_process import PACKAGE, PATIENCE, ROOT, ServerProcess
from tests.journeys.test_servers import signed
from tests.server.interactions import PING, command
from tests.signature.signing import PUBLIC_KEY

HEAVY = {"httpx", "httpcore", "starlette", "anyio", "fastapi", "app.simulator", "app.testing", "sqlite3", "rich"}

IN_PROCESS = """
import asyncio, json, sys

async def post(app, body, headers):
    events, sent = [{"type": "http.request", "body": body}], []
    async def receive(): return events.pop()
    async def send(event): sent.append(event)
    scope = {"type": "http", "method": "POST", "path": "/interactions", "headers": headers}
    await app(scope, receive, send)
    return sent[0]["status"], sent[1]["body"].decode()

async def main(requests):
    from app.main import app
    return [await post(app, bytes.fromhex(b), [(n.encode(), v.encode()) for n, v in sent]) for b, sent in requests]

answers = asyncio.run(main(json.loads(sys.argv[1])))
print(json.dumps([answers, sorted(sys.modules)]))
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "DISCORD_PUBLIC_KEY": PUBLIC_KEY,
            "POSTERN_COMMANDS": PACKAGE,
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )


def heavy(modules: list[str]) -> set[str]:
    return {name for name in modules for one in HEAVY if name == one or name.startswith(f"{one}.")}


def resources(modules: list[str]) -> set[str]:
    """Return the REST resources among modules; there are many, with many models, and most bots use a few of them."""
    return {name for name in RESOURCES if f"app.rest.{name}" in modules}


def test_importing_the_face_loads_nothing_else_of_ours_and_no_library() -> None:
    script = "import json, sys; import app; print(json.dumps(sorted(sys.modules)))"

    modules = json.loads(run("-c", script).stdout)

    assert heavy(modules) == set()
    assert [name for name in modules if name.startswith("app.")] == []
    assert not {"uvicorn", "msgspec", "orjson", "nacl", "click", "asyncio"} & set(modules)


@pytest.mark.seed("N28")
def test_the_first_answers_load_no_http_client_no_framework_and_no_simulator() -> None:
    bodies = [PING, command("ping"), PING]
    requests = [(body.hex(), [(n.decode(), v.decode()) for n, v in signed(body)]) for body in bodies]

    answers, modules = json.loads(run("-c", IN_PROCESS, json.dumps(requests)).stdout)

    pong = [200, '{"type":1}']
    assert answers == [pong, [200, '{"type":4,"data":{"content":"Pong, Mason!"}}'], pong]
    assert heavy(modules) == set()
    assert "uvicorn" not in modules
    assert resources(modules) == set()


def test_every_module_of_the_face_stays_clear_of_them() -> None:
    script = "import json, sys, app; [getattr(app, name) for name in app.__all__]; print(json.dumps([*sys.modules]))"

    assert heavy(json.loads(run("-c", script).stdout)) == set()


@pytest.mark.parametrize("arguments", [["-m", "app", "--help"], ["-m", "app", "commands"]])
def test_the_command_line_loads_what_its_command_needs(arguments: list[str]) -> None:
    loaded = imported(run("-X", "importtime", *arguments).stderr)

    assert "click" in loaded
    assert heavy(loaded) == set()
    assert "uvicorn" not in loaded


def test_the_server_of_the_command_line_answers_without_them() -> None:
    server = ServerProcess.start("imports told")
    try:
        body = command("ping")
        assert server.request("POST", "/interactions", signed(PING), PING).status == 200
        assert server.request("POST", "/interactions", signed(body), body).status == 200
        assert server.request("GET", "/interactions", [], b"").status == 405
        before = imported(server.log())
        assert server.request("GET", "/elsewhere", [], b"").status == 404
        after = imported(server.log())
    finally:
        server.close()

    assert {"app.server.asgi", "nacl.signing", "uvicorn", "msgspec"} <= set(before)
    assert heavy(before) == set()
    assert resources(before) == set()
    assert "starlette.applications" in after


def imported(log: str) -> list[str]:
    """Return the modules that `-X importtime` has named."""
    return re.findall(r"^import time:\s+\d+ \|\s+\d+ \|\s+([\w.]+)$", log, re.MULTILINE)
