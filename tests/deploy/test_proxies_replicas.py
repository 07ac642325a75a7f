"""What each proxy sends to which of several replicas: nothing twice, and nothing that a client says of itself."""

import re
import subprocess
import time

import pytest

from tests.deploy.proxies import EACH, Proxy, found, proxied
from tests.deploy.replicas import replica
from tests.journeys.server_process import PATIENCE

SPOOFED = [
    (b"x-forwarded-for", b"203.0.113.9"),
    (b"x-forwarded-proto", b"gopher"),
    (b"x-forwarded-host", b"spoofed.example"),
    (b"x-real-ip", b"203.0.113.9"),
    (b"forwarded", b"for=203.0.113.9"),
]
BODY = b"body"


def post(proxy: Proxy, headers: list[tuple[bytes, bytes]]) -> int:
    with proxy.connect() as connection:
        return connection.request("POST", "/interactions", headers, BODY).status


def keeps_the_body(kind: type[Proxy]) -> bool:
    """Tell whether what could not be sent to one replica can still be sent to another: by Caddy since 2.11.2."""
    if kind.name != "caddy":
        return True
    said = subprocess.run([found("caddy"), "version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(number) for number in re.findall(r"\d+", said)[:3]) >= (2, 11, 2)


@pytest.mark.parametrize("kind", EACH)
def test_a_replica_that_refuses_connections_is_passed_over(kind: type[Proxy]) -> None:
    if not keeps_the_body(kind):
        pytest.skip("this version of Caddy loses the body on the way to the second replica")
    with replica() as gone, replica() as alive, proxied(kind, gone.port, alive.port) as proxy:
        before = [post(proxy, []) for _ in range(2)]
        # From here on as long as it takes to ask it how it is, the proxy believes that it is there.
        gone.close()
        statuses = [post(proxy, []) for _ in range(6)]

    assert before + statuses == [200] * 8
    assert len(alive.posts) >= 6


@pytest.mark.parametrize("kind", EACH)
def test_what_a_replica_has_read_is_sent_to_no_other(kind: type[Proxy]) -> None:
    with replica(hangs_up=True) as failing, replica() as alive, proxied(kind, failing.port, alive.port) as proxy:
        statuses = [post(proxy, []) for _ in range(24)]

    assert len(failing.posts) + len(alive.posts) == 24
    assert statuses.count(502) == len(failing.posts) > 0
    assert statuses.count(200) == len(alive.posts) > 0


@pytest.mark.parametrize("kind", EACH)
def test_what_a_client_says_of_itself_is_not_passed_on(kind: type[Proxy]) -> None:
    with replica() as alive, proxied(kind, alive.port) as proxy:
        post(proxy, SPOOFED)
        post(proxy, [])

    for head in alive.posts:
        assert re.findall(r"^x-forwarded-for: (.*)$", head, re.MULTILINE) == ["127.0.0.1\r"]
        assert re.findall(r"^x-forwarded-proto: (.*)$", head, re.MULTILINE) == ["https\r"]
        assert re.findall(r"^host: (.*)$", head, re.MULTILINE) == ["localhost\r"]
        assert "spoofed" not in head
        assert "203.0.113.9" not in head
        assert "gopher" not in head


@pytest.mark.parametrize("kind", EACH)
def test_the_rest_of_a_request_is_passed_on(kind: type[Proxy]) -> None:
    sent = [(b"x-signature-ed25519", b"ab" * 64), (b"x-signature-timestamp", b"1"), (b"user-agent", b"Discord/1.0")]
    with replica() as alive, proxied(kind, alive.port) as proxy:
        post(proxy, [*sent, sent[0]])
    (head,) = alive.posts

    assert head.startswith("post /interactions http/1.1\r\n")
    assert head.count("x-signature-ed25519: " + "ab" * 64) == 2
    assert "x-signature-timestamp: 1\r\n" in head
    assert "user-agent: discord/1.0" in head
    assert "content-length: 4" in head


@pytest.mark.parametrize("kind", [kind for kind in EACH if kind.id != "nginx"])
def test_a_replica_that_ends_in_order_is_sent_nothing_new_before_it_refuses(kind: type[Proxy]) -> None:
    """nginx asks no replica how it is; it sends there until connections are refused, and loses nothing by that."""
    with replica() as ending, replica() as ready, proxied(kind, ending.port, ready.port) as proxy:
        statuses = [post(proxy, []) for _ in range(2)]
        ending.is_ready = False
        give_up = time.monotonic() + PATIENCE
        passed_over = 0
        # About one of two went there.
        while passed_over < 24:
            assert time.monotonic() < give_up, proxy.log()[-4000:]
            before = len(ending.posts)
            statuses.append(post(proxy, []))
            passed_over = 0 if len(ending.posts) > before else passed_over + 1
            time.sleep(0.01)
        ending.close()
        statuses += [post(proxy, []) for _ in range(4)]

    assert set(statuses) == {200}
    assert len(ending.posts) == before
