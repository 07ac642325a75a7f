"""Discord's requests through each proxy, over TLS, to two workers of a bot at one Unix socket."""

import contextlib
import functools
import ssl
import threading
import time
import warnings
from collections import Counter
from collections.abc import Iterator

import httpx
import orjson
import pytest

from tests.deploy.proxies import EACH, Behind, Proxy, SecureConnection, bot, proxied
from tests.journeys.server_process import PATIENCE, Connection, head
from tests.journeys.test_servers import CHUNKED, PONG, chunked, signed
from tests.server.interactions import PING, command, of_length
from tests.signature.signing import Headers, forged, headers

MIB = 1_048_576


@pytest.fixture(scope="module")
def behind() -> Iterator[Behind]:
    with bot() as running:
        yield running


@pytest.fixture(scope="module", params=EACH)
def proxy(request: pytest.FixtureRequest, behind: Behind) -> Iterator[Proxy]:
    with proxied(request.param, behind.path) as running:
        yield running


def flipped(sent: Headers, which: int) -> Headers:
    """Change the last digit of the signature, or of the timestamp."""
    changed = list(sent)
    name, value = changed[which]
    changed[which] = name, value[:-1] + (b"1" if value[-1:] != b"1" else b"2")
    return changed


def test_the_program_itself_finds_no_fault_in_its_configuration(proxy: Proxy) -> None:
    done = proxy.check()

    assert done.returncode == 0, done.stderr
    assert "[warn" not in done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0)], ids=["valid first", "valid last"])
def test_the_save_sequence_of_the_portal_passes(proxy: Proxy, order: tuple[int, ...]) -> None:
    sent = signed(PING)
    steps = [
        (sent, PING, 200),
        (flipped(sent, 0), PING, 401),
        (sent, PING[:-1] + b" ", 401),
        (flipped(sent, 1), PING, 401),
    ]
    for step in order:
        with_headers, body, status = steps[step]
        with proxy.connect() as connection:
            reply = connection.request("POST", "/interactions", with_headers, body)
        assert reply.status == status
        assert reply.body == (PONG if status == 200 else b"invalid request signature")


def test_a_command_is_answered_by_its_handler(proxy: Proxy) -> None:
    body = command("ping", token="aW50ZXJhY3Rpb24 – é ☃ \r\n")
    with proxy.connect() as connection:
        reply = connection.request("POST", "/interactions", signed(body), body)

    assert reply.headers.get_all("content-type") == ["application/json"]
    assert orjson.loads(reply.body) == {"type": 4, "data": {"content": "Pong, Mason!"}}


def test_an_answer_with_a_file_arrives_whole(proxy: Proxy) -> None:
    body = command("report")
    with proxy.connect() as connection:
        reply = connection.request("POST", "/interactions", signed(body), body)

    assert reply.headers.get_content_type() == "multipart/form-data"
    assert bytes(range(256)) * 200 in reply.body


def test_a_body_may_come_in_chunks(proxy: Proxy) -> None:
    with proxy.connect() as connection:
        connection.send(head("POST", "/interactions", [*signed(PING), CHUNKED]), chunked(PING, 7))

        assert connection.reply().body == PONG


def test_a_body_may_come_in_pieces_and_wait_until_it_is_asked_for(proxy: Proxy) -> None:
    expected = [(b"expect", b"100-continue"), (b"content-length", b"%d" % len(PING))]
    with proxy.connect() as connection:
        connection.send(head("POST", "/interactions", [*signed(PING), *expected]))
        assert b" 100" in connection.line()
        for start in range(0, len(PING), 300):
            time.sleep(0.1)
            connection.send(PING[start : start + 300])

        assert connection.reply().body == PONG


@pytest.mark.parametrize("framing", ["with its length", "in chunks"])
def test_a_body_of_the_largest_size_passes_and_a_larger_one_is_refused(proxy: Proxy, framing: str) -> None:
    statuses = []
    for size in (MIB - 1, MIB, MIB + 1):
        body = of_length(size)
        length = (b"content-length", b"%d" % size)
        sent = head("POST", "/interactions", [*signed(body), length if framing == "with its length" else CHUNKED])
        with proxy.connect() as connection:
            # A refusal may come before all is sent.
            with contextlib.suppress(OSError):
                connection.send(sent, body if framing == "with its length" else chunked(body, 65_536))
            statuses.append(connection.reply().status)

    assert statuses[:2] == [200, 200]
    # Caddy writes on while the bot refuses already, and may not come to read the refusal.
    assert statuses[2] in ({413, 502} if proxy.name == "caddy" else {413})


def test_header_names_come_in_any_case(proxy: Proxy) -> None:
    with proxy.connect() as connection:
        upper = connection.request("POST", "/interactions", [(n.upper(), v.upper()) for n, v in signed(PING)], PING)
        title = connection.request("POST", "/interactions", [(n.title(), v) for n, v in signed(PING)], PING)

    assert (upper.body, title.body) == (PONG, PONG)


def test_a_signature_that_comes_twice_or_not_at_all_is_refused(proxy: Proxy) -> None:
    for sent in (signed(PING) * 2, signed(PING)[:1], signed(PING)[1:], [], headers(b"", b"")):
        with proxy.connect() as connection:
            assert connection.request("POST", "/interactions", sent, PING).status == 401


def test_events_have_a_path_of_their_own(proxy: Proxy) -> None:
    with proxy.connect() as connection:
        assert connection.request("POST", "/events", forged(PING, int(time.time())), PING).status == 401


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_other_methods_are_not_allowed(proxy: Proxy, method: str) -> None:
    with proxy.connect() as connection:
        connection.send(head(method, "/interactions", [(b"content-length", b"0")] if method == "PUT" else []))
        reply = connection.reply(method)

    assert (reply.status, reply.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("path", ["/interactions/", "/interactions?x=1", "/interactions/?x=1"])
def test_other_spellings_of_the_path_reach_it(proxy: Proxy, path: str) -> None:
    with proxy.connect() as connection:
        assert connection.request("POST", path, signed(PING), PING).body == PONG


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_else_is_there(proxy: Proxy, method: str) -> None:
    for path in ("/", "/metrics", "/healthz", "/readyz", "/interactions2", "/interactions/x", "/eventsource"):
        with proxy.connect() as connection:
            assert connection.request(method, path, signed(PING), PING if method == "POST" else b"").status == 404, path


def test_http_2_will_do(proxy: Proxy) -> None:
    body = command("report")
    # The client changes what it is given, so that is one of its own.
    with httpx.Client(http2=True, verify=proxy.certificate.trust(), timeout=PATIENCE, trust_env=False) as client:
        url = f"https://localhost:{proxy.https}/interactions"
        replies = [
            client.post(url, content=content, headers=sent)
            for content, sent in ((PING, signed(PING)), (PING, forged(PING, int(time.time()))), (body, signed(body)))
        ]

    assert [(reply.http_version, reply.status_code) for reply in replies] == [
        ("HTTP/2", 200),
        ("HTTP/2", 401),
        ("HTTP/2", 200),
    ]


def test_a_connection_serves_again_after_a_refusal(proxy: Proxy) -> None:
    with proxy.connect() as connection:
        for _ in range(3):
            assert connection.request("POST", "/interactions", forged(PING, int(time.time())), PING).status == 401
            assert connection.request("POST", "/interactions", signed(PING), PING).status == 200


def test_over_http_people_are_sent_on_and_posts_are_refused(proxy: Proxy) -> None:
    with Connection(proxy.http) as connection:
        typed = connection.request("GET", "/interactions?x=1")
    with Connection(proxy.http) as connection:
        posted = connection.request("POST", "/interactions", signed(PING), PING)

    assert (typed.status, typed.headers["location"]) == (301, "https://localhost/interactions?x=1")
    assert posted.status == 403
    assert b"over https only" in posted.body


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_old_versions_of_tls_are_refused(proxy: Proxy, version: ssl.TLSVersion) -> None:
    context = proxy.certificate.trust()
    # Without this the client would not even offer it.
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version

    if version is ssl.TLSVersion.TLSv1_1:
        with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
            SecureConnection(proxy.https, context)
    else:
        with SecureConnection(proxy.https, context) as connection:
            assert connection.request("POST", "/interactions", signed(PING), PING).body == PONG


def is_past(statuses: Counter[int | str], count: int) -> bool:
    return statuses.total() > count


def test_it_is_reloaded_without_losing_a_request(proxy: Proxy) -> None:
    statuses: Counter[int | str] = Counter()
    is_over = threading.Event()

    def use() -> None:
        while not is_over.is_set():
            try:
                with proxy.connect() as connection:
                    statuses[connection.request("POST", "/interactions", signed(PING), PING).status] += 1
            except OSError as error:
                statuses[repr(error)] += 1

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2):
            proxy.reload()
            proxy.until(functools.partial(is_past, statuses, statuses.total() + 20))
    finally:
        is_over.set()
        for thread in threads:
            thread.join()

    assert set(statuses) == {200}
