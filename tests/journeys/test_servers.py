"""The real servers that Postern runs on, each as a process, with nothing set but the public key and the tests' bot."""

import time
from collections.abc import Iterator

import httpx
import orjson
import pytest

from tests.journeys.server_process import PATIENCE, SERVERS, ServerProcess, head
from tests.server.interactions import PING, command, of_length
from tests.signature.signing import Headers, forged
from tests.signature.signing import signed as signed_at

PONG = b'{"type":1}'
MISSING = "postern: DISCORD_PUBLIC_KEY is not set: copy it from the application's General Information page"
CHUNKED = (b"transfer-encoding", b"chunked")


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[ServerProcess]:
    server = ServerProcess.start(request.param)
    yield server
    server.close()


def signed(body: bytes) -> Headers:
    return signed_at(body, int(time.time()))


def chunked(body: bytes, size: int) -> bytes:
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


def faults(server: ServerProcess) -> list[str]:
    return [line for line in server.log().splitlines() if "Traceback" in line or "ERROR" in line or "Exception" in line]


def test_a_ping_is_answered_with_a_pong(server: ServerProcess) -> None:
    reply = server.request("POST", "/interactions", signed(PING), PING)

    assert (reply.status, reply.body) == (200, PONG)
    assert reply.headers.get_all("content-type") == ["application/json"]
    assert reply.headers.get_all("content-length") == ["10"]


def test_a_forgery_is_refused(server: ServerProcess) -> None:
    for sent in (forged(PING, int(time.time())), [], signed(PING) * 2, signed_at(PING, int(time.time()) - 900)):
        reply = server.request("POST", "/interactions", sent, PING)
        assert (reply.status, reply.body) == (401, b"invalid request signature")


def test_a_command_is_answered_by_its_handler(server: ServerProcess) -> None:
    body = command("ping")

    reply = server.request("POST", "/interactions/", signed(body), body)

    assert reply.status == 200
    assert orjson.loads(reply.body) == {"type": 4, "data": {"content": "Pong, Mason!"}}


@pytest.mark.parametrize("path", ["/", "/interactions2", "//interactions", "/interactions//", "/favicon.ico"])
def test_what_is_elsewhere_is_not_found_and_never_redirected(server: ServerProcess, path: str) -> None:
    assert server.request("POST", path, signed(PING), PING).status == 404


@pytest.mark.parametrize("path", ["/interactions/", "/interactions?x=1", "/inter%61ctions"])
def test_other_spellings_of_the_path_reach_it(server: ServerProcess, path: str) -> None:
    assert server.request("POST", path, signed(PING), PING).body == PONG


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_not_allowed(server: ServerProcess, method: str) -> None:
    with server.connect() as connection:
        connection.send(head(method, "/interactions", []))
        reply = connection.reply(method)
        assert reply.status == 405
        assert reply.headers["allow"] == "POST"
        assert bool(reply.body) == (method != "HEAD")

        # Had a body come behind the answer to HEAD, this could not be read.
        assert connection.request("POST", "/interactions", signed(PING), PING).body == PONG


@pytest.mark.parametrize("size", [7, 1, 4096])
def test_a_body_may_come_in_chunks(server: ServerProcess, size: int) -> None:
    with server.connect() as connection:
        connection.send(head("POST", "/interactions", [*signed(PING), CHUNKED]))
        connection.send(chunked(PING, size))

        assert connection.reply().body == PONG


def test_a_body_may_wait_until_it_is_asked_for(server: ServerProcess) -> None:
    expect = (b"expect", b"100-continue")
    with server.connect() as connection:
        length = (b"content-length", b"%d" % len(PING))
        connection.send(head("POST", "/interactions", [*signed(PING), expect, length]))
        assert b" 100" in connection.line()
        connection.send(PING)

        assert connection.reply().body == PONG


def test_a_connection_serves_again_after_a_refusal(server: ServerProcess) -> None:
    with server.connect() as connection:
        for _ in range(3):
            assert connection.request("POST", "/interactions", forged(PING, int(time.time())), PING).status == 401
            assert connection.request("POST", "/interactions", signed(PING), PING).status == 200


def test_header_names_come_in_any_case(server: ServerProcess) -> None:
    upper = [(name.upper(), value.upper()) for name, value in signed(PING)]

    assert server.request("POST", "/interactions", upper, PING).body == PONG


def test_the_old_version_of_http_will_do(server: ServerProcess) -> None:
    with server.connect() as connection:
        length = (b"content-length", b"%d" % len(PING))
        connection.send(head("POST", "/interactions", [*signed(PING), length]).replace(b"HTTP/1.1", b"HTTP/1.0") + PING)

        assert connection.reply().body == PONG


def test_a_body_of_the_largest_size_is_read(server: ServerProcess) -> None:
    body = of_length(1_048_576)

    assert server.request("POST", "/interactions", signed(body), body).body == PONG


def test_a_body_that_is_announced_too_large_is_refused_before_it_comes(server: ServerProcess) -> None:
    with server.connect() as connection:
        connection.send(head("POST", "/interactions", [*signed(PING), (b"content-length", b"3000000")]))

        assert connection.reply().status == 413


def test_a_body_that_grows_too_large_is_refused_before_it_ends(server: ServerProcess) -> None:
    with server.connect() as connection:
        connection.send(head("POST", "/interactions", [*signed(PING), CHUNKED]))
        connection.send(b"100001\r\n" + b"x" * 0x100001 + b"\r\n")

        assert connection.reply().status == 413

    assert server.request("POST", "/interactions", signed(PING), PING).body == PONG


def test_a_truncated_body_is_not_answered_and_no_error(server: ServerProcess) -> None:
    with server.connect() as connection:
        connection.send(head("POST", "/interactions", [*signed(PING), (b"content-length", b"500")]), PING[:20])

    assert server.request("POST", "/interactions", signed(PING), PING).body == PONG
    assert faults(server) == []


def test_a_client_that_leaves_before_its_answer_is_no_error(server: ServerProcess) -> None:
    body = command("ping")
    with server.connect() as connection:
        length = (b"content-length", b"%d" % len(body))
        connection.send(head("POST", "/interactions", [*signed(body), length]) + body)

    assert server.request("POST", "/interactions", signed(PING), PING).body == PONG
    assert faults(server) == []


def test_a_thing_that_is_no_http_harms_nobody(server: ServerProcess) -> None:
    with server.connect() as connection:
        connection.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 this is TLS\r\n\r\n")

    assert server.request("POST", "/interactions", signed(PING), PING).body == PONG


LENGTH = (b"content-length", b"%d" % len(PING))
MALFORMED = {
    "two lengths": [LENGTH, (b"content-length", b"1")],
    "a negative length": [(b"content-length", b"-1")],
    "a length with a sign": [(b"content-length", b"+%d" % len(PING))],
    "a space behind a header's name": [(b"content-length ", b"%d" % len(PING))],
    "an unknown encoding": [(b"transfer-encoding", b"xchunked")],
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=MALFORMED)
def test_a_body_of_uncertain_length_is_refused(server: ServerProcess, sent: Headers) -> None:
    with server.connect() as connection:
        connection.send(head("POST", "/interactions", [*signed(PING), *sent]) + PING)

        assert connection.reply().status in {400, 501}


def test_a_length_beside_chunks_hides_no_second_request(server: ServerProcess) -> None:
    hidden = head("POST", "/interactions", [*signed(PING), LENGTH]) + PING
    with server.connect() as connection:
        # By its length the body ends where the hidden request begins; by its chunks it holds that request.
        sent = head("POST", "/interactions", [*signed(hidden), (b"content-length", b"0"), CHUNKED])
        connection.send(sent + chunked(hidden, 10_000))
        reply = connection.reply()

    # Who goes by the chunks finds a signed body that is no JSON, and nothing behind it.
    assert (reply.status, reply.body[:9]) in {(400, b"malformed"), (400, b"Invalid H"), (400, b"")}


def test_requests_may_come_one_behind_the_other(server: ServerProcess) -> None:
    first = head("POST", "/interactions", [*signed(PING), LENGTH]) + PING
    last = head("POST", "/interactions", [*signed(PING), LENGTH, (b"connection", b"close")]) + PING
    with server.connect() as connection:
        connection.send(first + last)

        assert connection.rest().count(PONG) == 2


def test_a_body_may_come_slowly(server: ServerProcess) -> None:
    with server.connect() as connection:
        connection.send(head("POST", "/interactions", [*signed(PING), LENGTH]))
        for start in range(0, len(PING), 200):
            time.sleep(0.1)
            connection.send(PING[start : start + 200])

        assert connection.reply().body == PONG


def test_a_url_in_place_of_the_path_is_never_redirected(server: ServerProcess) -> None:
    with server.connect() as connection:
        # Proxies are asked this way; h11 leaves the whole URL where the path belongs.
        reply = connection.request("POST", "http://localhost/interactions", signed(PING), PING)

    assert (reply.status, reply.body) in {(200, PONG), (404, b"Not Found")}


@pytest.fixture(scope="module")
def hypercorn() -> Iterator[ServerProcess]:
    server = ServerProcess.start("hypercorn")
    yield server
    server.close()


def test_http_2_will_do(hypercorn: ServerProcess) -> None:
    url = f"http://127.0.0.1:{hypercorn.port}/interactions"
    with httpx.Client(http1=False, http2=True, timeout=PATIENCE) as client:
        pong = client.post(url, content=PING, headers=signed(PING))
        refused = client.post(url, content=PING, headers=forged(PING, int(time.time())))

    assert (pong.http_version, pong.content) == ("HTTP/2", PONG)
    assert refused.status_code == 401
    assert faults(hypercorn) == []


def test_a_body_that_never_comes_is_given_up() -> None:
    server = ServerProcess.start("postern serve")
    try:
        with server.connect() as connection:
            connection.send(head("POST", "/interactions", [*signed(PING), (b"content-length", b"500")]), PING[:20])
            assert connection.reply().status == 408
            assert connection.is_closed()
    finally:
        server.close()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("postern serve", 2),
        ("uvicorn with h11", 2),
        ("uvicorn with httptools", 2),
        # These import the application in a process of their own, and do not pass its exit code on.
        ("hypercorn", 0),
        ("granian", 1),
    ],
)
def test_without_a_public_key_a_server_does_not_start_and_says_why_in_one_sentence(name: str, code: int) -> None:
    server = ServerProcess(name, {})
    try:
        assert server.process.wait(PATIENCE) == code
        assert [line[: len(MISSING)] for line in server.log().splitlines() if "DISCORD" in line] == [MISSING]
        assert "Traceback" not in server.log()
        if code == 2:
            assert len(server.log().splitlines()) == 1
    finally:
        server.close()


@pytest.mark.parametrize("variable", ["DISCORD_PUBLIC_KEY", "POSTERN_PORT", "POSTERN_COMMANDS"])
def test_a_malformed_setting_stops_the_start(variable: str) -> None:
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GrandA.0123456789abcdefghijklmnopqrstuvwxyz_-"
    server = ServerProcess("postern serve", {variable: token if variable == "DISCORD_PUBLIC_KEY" else "a b"})
    try:
        assert server.process.wait(PATIENCE) == 2
        (line,) = server.log().splitlines()
        assert line.startswith(f"postern: {variable} ")
        assert token not in line
    finally:
        server.close()


@pytest.mark.parametrize("name", ["postern serve", "uvicorn with httptools"])
def test_a_server_ends_in_order_when_it_is_told_to(name: str) -> None:
    server = ServerProcess.start(name)
    try:
        assert server.request("POST", "/interactions", signed(PING), PING).status == 200
        code = server.stop()

        assert code in {0, -15}
        assert faults(server) == []
    finally:
        server.close()
