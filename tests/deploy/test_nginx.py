"""What concerns nginx alone: its optional line, and the set-ups of others that break an endpoint, each as it is met."""

import contextlib
import gzip
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.proxies import (
    EACH,
    Behind,
    Certificate,
    Program,
    Proxy,
    SecureConnection,
    bot,
    is_open,
    nginx_command,
    proxied,
    short_folder,
    write_nginx,
)
from tests.deploy.replicas import replica
from tests.deploy.test_haproxy import SIGNATURE, TIMESTAMP
from tests.deploy.test_proxies_replicas import post
from tests.journeys.server_process import Reply, free_port
from tests.journeys.test_servers import PONG, signed
from tests.server.interactions import PING, command
from tests.signature.signing import Headers

BROKEN = Path(__file__).parent / "broken"
NAMES = sorted(path.stem for path in BROKEN.glob("*.conf"))
NGINX = [kind for kind in EACH if kind.id == "nginx"]
OPTION = "        # if ($postern_unsigned) { return 401; }"

OUTCOMES = {
    # A valid PING, a forged one, a command.
    "default": (200, 401, 200),
    "unbuffered": (200, 401, 200),
    "rewritten_answer": (200, 401, 200),
    "packed_answer": (200, 401, 200),
    "body_limit": (200, 401, 413),
    "redirect_slash": (301, 301, 301),
    "redirect_host": (308, 308, 308),
    "rewritten_body": (401, 401, 401),
    "headers_dropped": (401, 401, 401),
    "header_not_listed": (401, 401, 401),
    "header_doubled": (401, 401, 401),
    "header_joined": (401, 401, 401),
    "challenge": (403, 403, 403),
    "password": (401, 401, 401),
    "sign_in": (302, 302, 302),
    "gone": (502, 502, 502),
    "cold": (504, 504, 504),
}


class Broken(Program):
    """One nginx with all broken set-ups, each on a port of its own, in front of a bot."""

    def __init__(self, folder: Path, behind: Behind, asleep: int) -> None:
        self._ports = {name: free_port() for name in NAMES}
        certificate = Certificate(folder)
        self._context = certificate.trust()
        config = write_nginx(
            folder,
            f"upstream postern {{ server unix:{behind.path}; }}\n"
            f"upstream asleep {{ server 127.0.0.1:{asleep}; }}\n"
            f"ssl_certificate {certificate.chain};\nssl_certificate_key {certificate.key};\n"
            + "".join(
                (BROKEN / f"{name}.conf").read_text().replace("listen 443 ", f"listen 127.0.0.1:{port} ")
                for name, port in self._ports.items()
            ),
        )
        super().__init__(nginx_command(config), folder, {})
        self.until(lambda: all(is_open(port) for port in self._ports.values()))

    def post(self, name: str, headers: Headers, body: bytes) -> Reply:
        with SecureConnection(self._ports[name], self._context) as connection:
            return connection.request("POST", "/interactions", headers, body)


@contextlib.contextmanager
def broken(behind: Behind) -> Iterator[Broken]:
    # Connections are accepted by the system, and nobody reads what comes.
    with short_folder() as folder, socket.create_server(("127.0.0.1", 0)) as asleep:
        running = Broken(folder, behind, asleep.getsockname()[1])
        try:
            yield running
        finally:
            running.close()


@pytest.fixture(scope="module", params=NGINX)
def setups() -> Iterator[Broken]:
    with bot(1) as behind, broken(behind) as running:
        yield running


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_set_up_is_seen_by_its_statuses(setups: Broken, name: str) -> None:
    use = command("ping", token="t" * 1000)
    wrong = [(header, value[::-1]) for header, value in signed(PING)]

    statuses = [setups.post(name, sent, body).status for sent, body in (
        (signed(PING), PING), (wrong[:1] + signed(PING)[1:], PING), (signed(use), use)
    )]  # fmt: skip

    assert tuple(statuses) == OUTCOMES[name]


def test_an_answer_that_is_written_anew_or_packed_can_still_be_read(setups: Broken) -> None:
    packed = setups.post("packed_answer", [*signed(PING), (b"accept-encoding", b"gzip")], PING)

    assert setups.post("rewritten_answer", signed(PING), PING).body == b'{"type": 1}'
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == PONG


def test_what_is_refused_before_the_bot_does_not_look_as_if_the_bot_had(setups: Broken) -> None:
    """The bot's own 401 has these words alone: so whoever checks an endpoint knows one from the other."""
    assert setups.post("rewritten_body", signed(PING), PING).body == b"invalid request signature"

    assert setups.post("password", signed(PING), PING).headers["www-authenticate"] == 'Basic realm="staging"'
    assert setups.post("challenge", signed(PING), PING).headers["cf-mitigated"] == "challenge"
    for name in ("password", "challenge", "gone", "cold", "body_limit"):
        reply = setups.post(name, signed(PING * 3), PING * 3)
        assert reply.headers.get_content_type() == "text/html"
        assert b"invalid request signature" not in reply.body


@pytest.mark.parametrize("kind", NGINX)
def test_the_log_of_the_bot_names_what_the_proxy_did(kind: type[Proxy]) -> None:
    with bot(1) as behind, broken(behind) as setups:
        # A line each, since it is written once a minute for each reason.
        setups.post("header_doubled", signed(PING), PING)
        setups.post("rewritten_body", signed(PING), PING)
        log = behind.program.log()

    assert "2 X-Signature-Ed25519 headers, expected exactly one" in log
    assert "is DISCORD_PUBLIC_KEY this application's, does a proxy change the body?" in log


@pytest.mark.parametrize("kind", NGINX)
def test_what_bears_no_signature_can_be_refused_before_it_reaches_the_bot(kind: type[Proxy]) -> None:
    with replica() as alive, proxied(kind, alive.port, changes={OPTION: OPTION.replace("# ", "")}) as proxy:
        statuses = [post(proxy, sent) for sent in ([], [SIGNATURE], [TIMESTAMP], [SIGNATURE, TIMESTAMP])]

    assert statuses == [401, 401, 401, 200]
    assert len(alive.posts) == 1


def test_every_broken_set_up_is_expected_to_do_something() -> None:
    assert set(OUTCOMES) == set(NAMES)
