"""A real nginx in front of a real bot, and in front of the check that stands in its place."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.endpoint import command
from tests.journeys.server_process import PATIENCE, ServerProcess, free_port

SIGNATURE = "X-Signature-Ed25519"
NGINX = """
{user} daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{public};
    location / {{ proxy_pass http://{to}; {extra} }}
    location = /no {{ return 404; }}
  }}
}}
"""


@contextlib.contextmanager
def nginx(folder: Path, to: int | str, extra: str = "") -> Iterator[int]:
    """Run one that leads to this port, or socket; gives its own port."""
    program = shutil.which("nginx")
    if program is None:
        pytest.skip("nginx is not installed")
    public = free_port()
    # As root it would serve as another user, who may not reach into the folder of a test.
    user = "user root;" if os.geteuid() == 0 else ""
    to = f"127.0.0.1:{to}" if isinstance(to, int) else to
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(user=user, folder=folder, public=public, to=to, extra=extra))
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(configuration)], stderr=subprocess.DEVNULL)
    try:
        wait_for(public)
        yield public
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(port: int) -> None:
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            assert time.monotonic() < give_up, "nginx did not start"
            time.sleep(0.05)


def check(public: int, *options: str) -> Result:
    url = f"http://127.0.0.1:{public}/interactions"
    return CliRunner().invoke(command, ["check", url, "--local", *options], catch_exceptions=False)


def words(result: Result) -> str:
    return " ".join(result.output.split())


@pytest.fixture(scope="module")
def bot() -> Iterator[ServerProcess]:
    server = ServerProcess.start("postern serve")
    yield server
    server.close()


@pytest.mark.parametrize(
    ("extra", "says", "code"),
    [
        pytest.param("", "✓ An endpoint as Discord wants it answers there", 0, id="as it is"),
        pytest.param("client_max_body_size 1k;", "(413); says nginx", 1, id="small bodies alone"),
        pytest.param("return 301 /interactions/;", "a redirect (301) for a slash at the end", 1, id="a slash"),
        pytest.param(
            "if ($request_method = POST) { return 403; }",
            "the host asks for; says nginx",
            1,
            id="no POST",
        ),
        pytest.param("rewrite ^ /other break;", "nothing is at this path (404)", 1, id="another path"),
        pytest.param(
            'if ($http_x_signature_ed25519 = "") { return 401; }',
            "✓ A POST without a signature does not reach the bot: the proxy itself refuses it with 401; says nginx",
            0,
            id="what is unsigned is refused before",
        ),
        pytest.param("return 401;", "! A POST with a wrong signature gets 401, but with a page", 0, id="a 401 for all"),
        pytest.param(
            'default_type application/octet-stream; return 403 "This endpoint is served over https only.";',
            "✗ Plain http is refused at this URL (403); says nginx",
            1,
            id="https alone",
        ),
    ],
)
def test_a_bot_behind_a_real_nginx(tmp_path: Path, bot: ServerProcess, extra: str, says: str, code: int) -> None:
    with nginx(tmp_path, bot.port, extra) as public:
        result = check(public)

    assert says in words(result)
    assert result.exit_code == code


def test_no_bot_behind_a_real_nginx(tmp_path: Path) -> None:
    with nginx(tmp_path, free_port()) as public:
        result = check(public)

    assert "the proxy reaches no bot behind it (502); says nginx" in words(result)
    assert result.exit_code == 1


@pytest.mark.parametrize("written", ["{}", "unix:{}"], ids=["path", "unix"])
def test_a_real_nginx_that_leads_to_a_unix_socket_is_seen_through(tmp_path: Path, written: str) -> None:
    path = tmp_path / "bot.sock"
    with nginx(tmp_path, f"unix:{path}:") as public:
        result = check(public, "--through", written.format(path))

    assert "✓ What is signed comes through this URL unchanged" in words(result)
    assert result.exit_code == 0
    assert not path.exists()


@pytest.mark.parametrize(
    ("extra", "says", "code"),
    [
        pytest.param("", "✓ What is signed comes through this URL unchanged", 0, id="as it is"),
        pytest.param(f'proxy_set_header {SIGNATURE} "";', f"The header {SIGNATURE} is dropped", 1, id="a header less"),
        pytest.param("proxy_pass_request_headers off;", "X-Signature-Timestamp is dropped", 1, id="no headers"),
        pytest.param("proxy_set_body $request_body-;", "The body is altered on the way", 1, id="another body"),
        pytest.param("proxy_intercept_errors on; error_page 401 /no;", "comes back as 404", 1, id="a page for errors"),
    ],
)
def test_a_real_nginx_is_seen_through(tmp_path: Path, extra: str, says: str, code: int) -> None:
    port = free_port()
    with nginx(tmp_path, port, extra) as public:
        result = check(public, "--through", f"127.0.0.1:{port}")

    assert says in words(result)
    assert result.exit_code == code
