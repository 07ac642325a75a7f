"""Proxies that change what goes through them, and the check that stands behind them in place of the bot."""

import base64
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.endpoint import command
from tests.cli.broken_endpoints import Answer, Proxy, Reply, Request, serving
from tests.journeys.server_process import free_port

SIGNATURE = "X-Signature-Ed25519"


def without(name: str) -> Callable[[Request], Request]:
    return lambda request: replace(
        request, headers={key: value for key, value in request.headers.items() if key != name}
    )


def with_header(name: str, value: Callable[[str], str]) -> Callable[[Request], Request]:
    return lambda request: replace(request, headers={**request.headers, name: value(request.headers[name])})


def with_body(change: Callable[[bytes], bytes]) -> Callable[[Request], Request]:
    return lambda request: replace(request, body=change(request.body))


def with_status(change: Mapping[int, int]) -> Callable[[Reply], Reply]:
    return lambda reply: replace(reply, status=change.get(reply.status, reply.status))


def through(answer: Answer, port: int, *options: str) -> Result:
    with serving(answer) as public:
        url = f"http://127.0.0.1:{public}/interactions"
        return run(url, port, *options)


def run(url: str, port: int, *options: str) -> Result:
    arguments = ["check", url, "--local", "--through", f"127.0.0.1:{port}", *options]
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def words(result: Result) -> str:
    return " ".join(result.output.split())


ALTERED: dict[str, tuple[Callable[[int], Answer], str]] = {
    "a header is dropped": (
        lambda port: Proxy(port, without(SIGNATURE)), f"The header {SIGNATURE} is dropped on the way"),
    "the other is dropped": (
        lambda port: Proxy(port, without("X-Signature-Timestamp")), "X-Signature-Timestamp is dropped"),
    "a header is joined": (
        lambda port: Proxy(port, with_header(SIGNATURE, lambda value: f"{value}, {value}")), "arrives more than once"),
    "a header is doubled": (lambda port: Proxy(port, doubled=SIGNATURE), "arrives more than once"),
    "a header is set": (
        lambda port: Proxy(port, with_header("X-Signature-Timestamp", lambda _: "1")), "arrives with another value"),
    "JSON is written anew": (
        lambda port: Proxy(port, with_body(lambda body: json.dumps(json.loads(body)).encode())),
        "The body is altered on the way: it is the same JSON, read and written anew"),
    "a word is replaced": (
        lambda port: Proxy(port, with_body(lambda body: body.replace(b"caf", b"kaff"))), "others arrive"),
    "the body is no JSON any more": (lambda port: Proxy(port, with_body(lambda _: b"{")), "1 others arrive"),
    "the body is lost": (lambda port: Proxy(port, with_body(lambda _: b"")), "The body is lost on the way"),
    "the body is in base64": (lambda port: Proxy(port, with_body(base64.b64encode)), "The body arrives in base64"),
    "the method changes": (
        lambda port: Proxy(port, lambda request: replace(request, method="GET")), "The POST arrives as GET"),
    "the status changes": (
        lambda port: Proxy(port, back=with_status({200: 201})), "The answer was 200, and comes back as 201"),
    "the refusal changes": (lambda port: Proxy(port, back=with_status({401: 404})), "comes back as 404"),
    "the answer is written anew": (
        lambda port: Proxy(port, back=lambda reply: replace(reply, text='{"type": 1}')), "altered on its way back"),
    "its type changes": (
        lambda port: Proxy(port, back=lambda reply: replace(reply, kind="text/html")), "another content type"),
    "it leads elsewhere": (lambda _: lambda request: Reply(502), "Nothing arrives at http://127.0.0.1:"),
    "a login is before it": (
        lambda _: lambda request: Reply(401, "", {"WWW-Authenticate": "Basic"}), "A login stands before the bot"),
}  # fmt: skip


@pytest.mark.parametrize("name", ALTERED)
def test_names_what_is_altered_on_the_way(name: str) -> None:
    make, says = ALTERED[name]
    port = free_port()
    result = through(make(port), port)

    assert says in words(result)
    assert result.exit_code == 1


@pytest.mark.parametrize("options", [[], ["--events"]], ids=["interactions", "events"])
def test_what_comes_through_unchanged_passes(options: list[str]) -> None:
    port = free_port()
    result = through(Proxy(port), port, *options)

    assert "✓ What is signed comes through this URL unchanged" in words(result)
    assert result.exit_code == 0


def test_another_path_is_named_with_the_setting_for_it() -> None:
    port = free_port()
    result = through(Proxy(port, lambda request: replace(request, path="/prod/interactions")), port)

    assert "/interactions arrives as /prod/interactions" in result.output
    assert "set POSTERN_INTERACTIONS_PATH to /prod/interactions" in words(result)
    assert result.exit_code == 0


def test_a_bot_that_still_runs_is_in_the_way() -> None:
    with serving(lambda request: Reply()) as port:
        result = CliRunner().invoke(
            command, ["check", "http://127.0.0.1/", "--through", f"127.0.0.1:{port}"], catch_exceptions=True
        )

    assert f"--through 127.0.0.1:{port} cannot be listened at" in str(result.exception)
    assert "stop the bot first" in str(result.exception)


def test_a_path_that_a_stranger_wrote_is_shown_in_one_line_that_can_be_printed() -> None:
    port = free_port()
    path = f"/%1b[31m%0a{'x' * 200}"
    result = through(Proxy(port, lambda request: replace(request, path=path)), port)

    assert f"/interactions arrives as /[31m {'x' * 54}…" in words(result)
    assert "\x1b" not in result.output


def test_a_unix_socket_that_is_taken_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bot.sock"
    with socket.socket(socket.AF_UNIX) as bot:
        bot.bind(str(path))
        bot.listen()
        result = CliRunner().invoke(command, ["check", "http://127.0.0.1/", "--through", f"unix:{path}"])

    assert str(result.exception) == (
        f"--through is {path}, which cannot be bound (Address already in use): stop the bot first"
    )
    assert path.is_socket()


@pytest.mark.parametrize("place", ["127.0.0.1", "127.0.0.1:x", ":0", "127.0.0.1:70000"])
def test_a_place_that_is_none_is_named(place: str) -> None:
    result = CliRunner().invoke(command, ["check", "http://127.0.0.1/", "--through", place])

    assert "expected HOST:PORT" in str(result.exception)


def test_a_url_that_is_none_is_not_gone_to() -> None:
    result = run("ftp://127.0.0.1/", free_port())

    assert "The URL begins with ftp://" in result.output
    assert result.exit_code == 1


def test_discords_own_requests_are_turned_away_meanwhile() -> None:
    """They are signed with the application's key: a 401 would count against the endpoint."""
    port, statuses = free_port(), []
    foreign = {SIGNATURE: "ab" * 64, "X-Signature-Timestamp": "1"}

    def interrupted(request: Request) -> Reply:
        statuses.append(Proxy(port)(Request("POST", "/interactions", foreign, b"{}")).status)
        return Proxy(port)(request)

    assert through(interrupted, port).exit_code == 0
    assert set(statuses) == {503}
