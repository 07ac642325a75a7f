"""Real servers in broken and in healthy states, and what `postern endpoint check` says of them."""

import http.client
import json
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli.endpoint import command
from tests.cli.broken_endpoints import (
    CHALLENGE,
    SIGN_IN,
    Answer,
    ColdStart,
    Reply,
    always,
    at,
    challenges_what_is_forged,
    crashes_at_nonsense,
    crashes_without_headers,
    hangs_up_on,
    healthy,
    looks_for_a_header_alone,
    page,
    redirect,
    refuses_large_bodies,
    serving,
    speaking,
)
from tests.journeys.server_process import ServerProcess, free_port

BROKEN: dict[str, tuple[Answer, str]] = {
    "a redirect for a slash": (redirect("/interactions/"), "(301) for a slash at the end"),
    "a redirect to https": (redirect("https://127.0.0.1/interactions", 308), "from http to https"),
    "a redirect to www": (redirect("https://www.127.0.0.1/interactions"), "the other spelling of the host (www)"),
    "a redirect to another path": (redirect("/bot"), "to another path"),
    "a redirect to another host": (redirect("https://elsewhere.test/interactions", 307), "to another host: https://el"),
    "a redirect to itself": (redirect("/interactions"), "to itself"),
    "a redirect to a login": (redirect("https://sso.test/login?next=x", 302), "(302) to a login: https://sso.test/lo"),
    "a redirect to nowhere": (always(302), "to nowhere"),
    "a website": (page(200, "<html><title>My  page</title></html>"), "A website answers here: “My page” (200)"),
    "no such path": (always(404), "nothing is at this path (404)"),
    "no POST": (always(405, Allow="GET"), "POST is not allowed at this path (405)"),
    "everything is taken": (always(200, '{"type":1}', "application/json"), "signatures are not checked"),
    "any signature is taken": (looks_for_a_header_alone, "it is not checked whether signatures are right"),
    "a queue": (always(202), "a queue or an asynchronous function"),
    "an endpoint of events": (always(204), "Is this the path of events?"),
    "a crash without headers": (crashes_without_headers, "A POST without a signature: the application crashes (500)"),
    "a crash at nonsense": (crashes_at_nonsense, "A POST with a malformed signature: the application crashes (500)"),
    "a firewall": (always(403), "it is refused (403)"),
    "a limit on bodies": (refuses_large_bodies, "nginx: client_max_body_size 1m"),
    "a limit on bodies without a word": (
        hangs_up_on(lambda request: len(request.body) > 10_000), "A body of 100 kB gets no answer: the connection"),
    "a firewall without a word": (
        hangs_up_on(lambda request: request.is_signed), "A POST with a wrong signature gets no answer: the connection"),
    "a limit on small bodies": (always(413), "refused as too large (413)"),
    "a content type": (always(415), "content type is refused before the signature is looked at (415)"),
    "a rate limit": (always(429), "too many requests (429)"),
    "files alone": (always(501), "serves files alone"),
    "no bot behind the proxy": (always(502, Server="nginx"), "the proxy reaches no bot behind it (502); says nginx"),
    "a service that is down": (always(503), "the service is down or starting (503)"),
    "a bot that hangs": (always(504), "does not answer in time (504)"),
    "a status of its own": (always(418), "the answer is 418 (I'm a Teapot)"),
    "a challenge": (page(403, CHALLENGE, cf_mitigated="challenge"), "Cloudflare puts a challenge page before the bot"),
    "a challenge by its page": (page(503, CHALLENGE), "(Just a moment…)"),
    "a challenge for some": (challenges_what_is_forged, "Cloudflare puts a challenge page before the bot"),
    "a rule of Cloudflare": (always(403, "error code: 1020", Server="cloudflare"), "(error 1020)"),
    "Cloudflare without a server": (page(522, "", Server="cloudflare"), "does not take the connection in time"),
    "Cloudflare without a tunnel": (always(530, "error code: 1033", Server="cloudflare"), "tunnel is not connected"),
    "Cloudflare without anything": (always(530), "Cloudflare answers 530"),
    "a web firewall": (page(403, "Request unsuccessful. Incapsula incident ID: 1"), "A web firewall refuses"),
    "AWS WAF": (always(405, x_amzn_waf_action="captcha"), "AWS WAF asks for a captcha"),
    "a password": (page(401, "", WWW_Authenticate='Basic realm="x"'), "401 with WWW-Authenticate: Basic"),
    "a login page": (page(200, SIGN_IN), "A login page answers: “Sign in to Acme” (200)"),
    "a proxy's login": (always(511), "asks for a login (511)"),
    "a protected deployment": (page(401, "", Set_Cookie="_vercel_sso_nonce=x"), "Vercel's deployment protection"),
    "nothing deployed": (always(404, "", x_vercel_error="NOT_FOUND"), "Vercel has nothing deployed at this path"),
    "ngrok offline": (page(404, "", ngrok_error_code="ERR_NGROK_3200"), "The ngrok tunnel is offline"),
    "ngrok to nothing": (page(502, "", ngrok_error_code="ERR_NGROK_8012"), "nothing listens where it leads to"),
    "ngrok's warning": (page(200, "", ngrok_error_code="ERR_NGROK_6024"), "ngrok shows its warning page"),
    "ngrok otherwise": (page(403, "<html>ERR_NGROK_727</html>"), "ngrok answers in place of the bot: ERR_NGROK_727"),
    "localtunnel": (page(200, "<html>Tunnel at loca.lt</html>"), "localtunnel shows a page of its own"),
    "no stage": (always(403, '{"message":"Missing Authentication Token"}'), "AWS API Gateway knows no such path"),
    "an authorizer": (always(401, '{"message":"Unauthorized"}', apigw_requestid="x"), "API Gateway's own authorizer"),
    "a private service": (page(403, "Your client does not have permission to get URL"), "Google Cloud lets nobody in"),
    "Railway": (always(404, "{}", x_railway_fallback="true"), "Railway has no service behind this name"),
    "Heroku": (page(503, "<iframe src='//www.herokucdn.com/error-pages/x.html'>"), "Heroku answers"),
    "allowed hosts": (always(400, "Invalid host header"), "refuses the host name of this URL"),
    "a client's certificate": (page(400, "No required SSL certificate was sent"), "asks its clients for a certificate"),
    "https at this port": (page(400, "The plain HTTP request was sent to HTTPS port"), "It is https that is served"),
    "CSRF": (page(403, "<h1>CSRF verification failed.</h1>"), "asks for a CSRF token"),
    "a parked domain": (page(200, "<html>This domain is for sale</html>"), "This domain is parked"),
    "a welcome page": (page(200, "<html><title>Welcome to nginx!</title></html>"), "A web server's welcome page"),
    "Express": (page(404, "<pre>Cannot POST /interactions</pre>"), "An Express application answers"),
}  # fmt: skip


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["check", *arguments], catch_exceptions=False, env={"COLUMNS": "1000"})


def check(port: int, *options: str, path: str = "/interactions") -> Result:
    return run(f"http://127.0.0.1:{port}{path}", "--local", *options)


@pytest.mark.parametrize("name", BROKEN)
def test_names_the_cause_of_a_broken_endpoint(name: str) -> None:
    answer, says = BROKEN[name]
    with serving(answer) as port:
        result = check(port)

    # Lines are wrapped for a terminal, which is none of the matter here.
    assert says in " ".join(result.output.split())
    assert "✗ Discord would not take this URL as it is" in result.output
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("answer", "options", "says"),
    [
        pytest.param(healthy, [], "✓ GET is not allowed (405)", id="as it should be"),
        pytest.param(always(401, "no", WWW_Authenticate="Signature"), [], "✓ A POST without", id="a scheme of its own"),
        pytest.param(always(400), [], "! A POST without a signature gets 400, where Discord", id="400 will do"),
        pytest.param(page(401, "<title>No</title>"), [],
                     "! A POST without a signature gets 401, but with a page (“No”)", id="page"),
        pytest.param(
            hangs_up_on(lambda request: request.method == "GET"), [], "A GET gets no answer, which", id="POST alone"
        ),
        pytest.param(ColdStart(), [], "! The first answer took 1.2 s", id="a cold start"),
        pytest.param(healthy, ["--events"], "! /interactions looks like a path of interactions", id="another's path"),
    ],
)  # fmt: skip
def test_what_discord_would_take_passes_with_what_is_to_be_said_of_it(
    answer: Answer, options: list[str], says: str
) -> None:
    with serving(answer) as port:
        result = check(port, *options)

    assert says in " ".join(result.output.split())
    assert "✓ An endpoint as Discord wants it answers there" in result.output
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        pytest.param("/", "/interactions", id="the path was forgotten"),
        pytest.param("/bot", "/bot/", id="a slash is missing"),
        pytest.param("/bot/", "/bot", id="a slash too many"),
    ],
)
def test_finds_the_endpoint_at_another_path(asked: str, there: str) -> None:
    with serving(at(there)) as port:
        result = check(port, path=asked)

    assert f"At http://127.0.0.1:{port}{there} there is an endpoint that checks signatures" in result.output
    assert result.exit_code == 1


def test_finds_the_endpoint_of_events_at_its_usual_path() -> None:
    with serving(at("/events")) as port:
        result = check(port, "--events", path="/webhooks")

    assert f"At http://127.0.0.1:{port}/events there is an endpoint" in result.output


@pytest.mark.parametrize(
    ("says", "hangs_up", "words"),
    [
        pytest.param(b"", True, "gets no answer: the connection is cut", id="it hangs up"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", True, "gets no answer: what comes is no HTTP", id="ssh"),
        pytest.param(b"HTTP/1.1 101 x\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", True, "no HTTP", id="upgrade"),
        pytest.param(b"", False, "gets no answer: nothing within 0.5 s", id="it never answers"),
        pytest.param(b"HTTP/1.1 401 No\r\ncontent-length: 9\r\n\r\nhalf", True, "cut in the middle", id="half of one"),
    ],
)  # fmt: skip
def test_tells_what_no_answer_comes_of(says: bytes, hangs_up: bool, words: str) -> None:
    with speaking(says, hangs_up=hangs_up) as port:
        result = check(port, "--timeout", "0.5")

    assert words in " ".join(result.output.split())
    assert result.exit_code == 1


def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    with speaking(b"HTTP/1.0 401 No\r\n\r\nno", hangs_up=True) as port:
        assert check(port).exit_code == 0


def test_an_interim_answer_is_none() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"
    with speaking(early + b"HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n", hangs_up=True) as port:
        assert check(port).exit_code == 0


def test_nothing_listens_there() -> None:
    result = check(free_port())

    assert "the connection is refused, nothing listens there" in result.output
    assert result.exit_code == 1


def test_a_name_that_cannot_be_one_is_not_in_the_dns() -> None:
    result = run(f"https://{'a' * 70}.dev/interactions")

    assert "in the DNS" in result.output
    assert result.exit_code == 1


def test_a_connection_that_nobody_takes_is_given_up() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(8)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        result = check(full.getsockname()[1], "--timeout", "0.5")
        for one in waiting:
            one.close()

    assert "no answer to a connection within 0.5 s" in result.output
    assert result.exit_code == 1


def test_a_url_that_only_this_machine_knows_is_named_and_looked_at_all_the_same() -> None:
    with serving(always(502)) as port:
        result = run(f"http://localhost:{port}/interactions")

    assert "localhost is known on this machine or network alone" in result.output
    assert "Discord takes https:// alone" in result.output
    assert "(502)" in result.output
    assert result.exit_code == 1


def test_findings_can_be_read_by_machines() -> None:
    with serving(always(502)) as port:
        result = check(port, "--json")
    found = json.loads(result.stdout)

    assert {"check", "level", "says", "mend"} == set(found[0])
    assert [one["check"] for one in found] == ["url", "connect", "unsigned", "verdict"]
    assert found[-1]["level"] == "failure"
    assert result.exit_code == 1


def test_a_proxy_of_this_machine_is_not_used_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@127.0.0.1:9")
    with serving(healthy) as port:
        result = check(port)

    assert "HTTPS_PROXY is set; this connects without it" in result.output
    assert "secret" not in result.output
    assert result.exit_code == 0


def test_no_secret_of_a_url_or_a_redirect_is_repeated() -> None:
    with serving(lambda request: Reply(302, "", {"Location": "https://x:geheim@y.test/a?code=geheim"})) as port:
        result = run(f"http://user:geheim@127.0.0.1:{port}/interactions?code=geheim")

    assert "geheim" not in result.output
    assert "carries a user name or password" in result.output


def test_what_a_proxy_says_of_plain_http_is_repeated_and_https_is_named() -> None:
    with serving(always(403, "This endpoint is served over https only.\n")) as port:
        local = check(port)
        found = json.loads(run(f"http://127.0.0.1:{port}/interactions", "--json").stdout)

    assert "Plain http is refused at this URL (403); it says “This endpoint is served over https only.”" in " ".join(
        local.output.split()
    )
    assert "Enter https://127.0.0.1/interactions." in local.output
    assert [one["check"] for one in found] == ["url", "url", "url", "connect", "http", "verdict"]
    assert found[0]["says"] == "Discord takes https:// alone"


def test_a_plain_text_is_repeated_in_one_line_that_can_be_printed() -> None:
    with serving(always(503, f"\x1b[31mdown for {'ever ' * 50}\nTraceback", Server="x")) as port:
        shown = json.loads(check(port, "--json").stdout)[-2]["says"]

    assert shown.startswith("A POST without a signature: the service is down or starting (503); says x: “[31mdown for")
    assert shown.endswith("…”")
    assert "Traceback" not in shown


def test_what_cannot_be_seen_from_outside_is_said_of_a_url_that_is_well() -> None:
    with serving(healthy) as port:
        verdict = json.loads(check(port, "--json").stdout)[-1]

    assert verdict["level"] == "fine"
    assert "whether the signature headers and the body arrive unchanged cannot be seen from outside" in verdict["says"]
    assert "--through" in verdict["says"]


def test_a_request_does_not_wait_for_the_handshake_to_be_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nagle's rule would hold it back as long as the other side delays its acknowledgement."""
    held_back = []

    class Watched(socket.socket):
        def send(self, data: Any, flags: int = 0, /) -> int:
            if self.family == socket.AF_INET:
                held_back.append(not self.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            return super().send(data, flags)

    monkeypatch.setattr(socket, "socket", Watched)
    with serving(healthy) as port:
        check(port)

    assert held_back
    assert not any(held_back)


@pytest.fixture(scope="module", params=["postern serve", "hypercorn"])
def server(request: pytest.FixtureRequest) -> Iterator[ServerProcess]:
    running = ServerProcess.start(request.param)
    yield running
    running.close()


@pytest.mark.parametrize(
    ("path", "options"),
    [
        pytest.param("/interactions", [], id="interactions"),
        pytest.param("/events", ["--events"], id="events"),
    ],
)
def test_a_postern_passes_and_its_log_tells_what_it_was_asked(
    server: ServerProcess, path: str, options: list[str]
) -> None:
    result = check(server.port, *options, path=path)

    assert result.exit_code == 0, result.output
    assert "It is a Postern" in result.output
    assert not [line for line in result.output.splitlines() if line.startswith(("!", "✗"))]
    # What the check says of the log stands there.
    assert "no X-Signature-Ed25519 header" in server.log()
    assert "no configured key signed this request" in server.log()


def test_the_check_leaves_nothing_running_and_no_connection_open() -> None:
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    with serving(healthy) as port:
        check(port)
        http.client.HTTPConnection("127.0.0.1", port).close()

    if not before:
        pytest.skip("this system does not tell which files are open")
    assert len(os.listdir("/proc/self/fd")) <= before
