"""K of the field notes, on a real server: what strangers send costs little, and the operator is told what matters."""

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from tests.journeys.server_process import PATIENCE, Connection, ServerProcess, head
from tests.server.interactions import PING, command
from tests.signature.signing import STRANGER, Headers, headers
from tests.signature.signing import signed as signed_at
from tests.soak import many

GARBAGE = many(60_000, 4_000)
"""Requests that are refused; a minute of a thousand a second in `make soak`."""
AT_ONCE = 20
MOST_GROWN = 8 * 2**20
"""Bytes: far less than a hundred for each of them, and more than an allocator's whims."""
HOUR = 3600
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GrandA.0123456789abcdefghijklmnopqrstuvwxyz_-"
INTERACTION_TOKEN = "aW50ZXJhY3Rpb246cGxhbnRlZC1zZWNyZXQ"
SECRET = "a-client-secret-of-32-characters"


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    server = ServerProcess.start(
        "postern serve",
        DISCORD_TOKEN=TOKEN,
        DISCORD_CLIENT_SECRET=SECRET,
        POSTERN_METRICS="on",
        POSTERN_LOG_LEVEL="debug",
    )
    yield server
    server.close()


def signed(body: bytes, ahead: float = 0) -> Headers:
    return signed_at(body, int(time.time() + ahead))


def is_answered(server: ServerProcess) -> bool:
    return server.request("POST", "/interactions", signed(PING), PING).body == b'{"type":1}'


def memory(server: ServerProcess) -> int:
    """Return the bytes that a server holds."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{server.process.pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def garbage(number: int) -> bytes:
    """Return one of many requests that nobody signed, each of a kind of its own."""
    body = b"garbage %d" % number * (number % 200)
    kinds: list[Headers] = [
        [],
        headers(b"0" * 128, b"%d" % time.time()),
        headers(b"%0128d" % number, b"%d" % number),
        headers(b"\xff" * 128, b"now"),
        signed_at(body, int(time.time()), by=STRANGER),
        [(b"x-%d" % at, b"y" * 40) for at in range(40)],
    ]
    length = (b"content-length", b"%d" % len(body))
    return head("POST", ("/interactions", "/events")[number % 2], [*kinds[number % 6], length]) + body


async def flood(port: int, numbers: range) -> set[int]:
    """Send garbage over several connections at once, and return the statuses that came back."""
    statuses: set[int] = set()

    async def send(part: range) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in part:
            writer.write(garbage(number))
            first = await reader.readuntil(b"\r\n\r\n")
            found = re.search(rb"content-length: (\d+)", first)
            assert found is not None
            await reader.readexactly(int(found[1]))
            statuses.add(int(first.split()[1]))
        writer.close()

    await asyncio.gather(*(send(numbers[at::AT_ONCE]) for at in range(AT_ONCE)))
    return statuses


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell how much a process holds")
async def test_garbage_fills_neither_the_memory_nor_the_log(server: ServerProcess) -> None:
    assert is_answered(server)
    await flood(server.port, range(1_000))
    before, lines = memory(server), len(server.log().splitlines())

    assert await flood(server.port, range(1_000, 1_000 + GARBAGE)) == {401}
    assert memory(server) - before < MOST_GROWN
    assert len(server.log().splitlines()) - lines <= 6
    assert is_answered(server)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell how much a process holds")
def test_genuine_interactions_without_number_do_not_fill_the_memory_either(server: ServerProcess) -> None:
    """What is remembered of each is an id for the window, and the answers of the newest."""

    def use(count: int) -> None:
        with server.connect() as connection:
            for _ in range(count):
                body = command("nobody knows this one")
                assert connection.request("POST", "/interactions", signed(body), body).status == 200

    use(300)
    before = memory(server)
    use(many(10_000, 600))

    assert memory(server) - before < MOST_GROWN


@pytest.mark.parametrize(
    ("ahead", "sentence"),
    [
        pytest.param(HOUR, "this machine's clock is about 3600 s behind Discord's", id="it is late"),
        pytest.param(-HOUR, "this machine's clock is about 3600 s ahead of Discord's", id="it is early"),
    ],
)
def test_a_clock_that_is_off_by_an_hour_is_named_in_plain_words(ahead: int, sentence: str) -> None:
    server = ServerProcess.start("postern serve")
    try:
        for _ in range(20):
            body = command("ping")
            refused = server.request("POST", "/interactions", signed(body, ahead), body)
            assert (refused.status, refused.body) == (401, b"invalid request signature")
        said = [re.sub(r"about 3[56]\d\d s", "about 3600 s", line) for line in server.log().splitlines()]
    finally:
        server.close()

    assert [sentence in line for line in said if "refused with" in line] == [True]


def test_heads_that_never_end_hold_nobody_up(server: ServerProcess) -> None:
    slow = [server.connect() for _ in range(200)]
    try:
        for number, connection in enumerate(slow):
            connection.send(
                b"POST /interactions HTTP/1.1\r\nhost: localhost\r\n" * (number % 2) + b"x-y: z\r\n" * (number % 3)
            )
        assert is_answered(server)
    finally:
        for connection in slow:
            connection.__exit__(None, None, None)


def test_a_flood_of_headers_is_cut_off(server: ServerProcess) -> None:
    with server.connect() as connection:
        connection.send(b"POST /interactions HTTP/1.1\r\nhost: localhost\r\n")
        assert _is_cut_off(connection)
    assert is_answered(server)


def _is_cut_off(connection: Connection) -> bool:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        try:
            connection.send(b"x-header: " + b"y" * 60_000 + b"\r\n")
        except (BrokenPipeError, ConnectionResetError):
            return True
    return False


def test_what_operators_and_strangers_read_holds_no_secret(server: ServerProcess) -> None:
    """Planted where they come in: in the environment, in bodies, paths, names of commands, and headers."""
    for name in ("ping", INTERACTION_TOKEN[:32].lower(), TOKEN[:30]):
        body = command(name, token=INTERACTION_TOKEN)
        for sent in (signed(body), signed(body, -HOUR), signed_at(body, int(time.time()), by=STRANGER), []):
            server.request("POST", "/interactions", [*sent, (b"authorization", b"Bot " + TOKEN.encode())], body)
    broken = b'{"type":2,"token":"%s",' % INTERACTION_TOKEN.encode()
    event = orjson.dumps(
        {"version": 1, "type": 1, "token": INTERACTION_TOKEN, "event": {"type": "NEW", "data": {"token": TOKEN}}}
    )
    for body in (broken, event):
        for path in ("/interactions", "/events"):
            server.request("POST", path, signed(body), body)
    server.request("GET", f"/webhooks/1/{INTERACTION_TOKEN}", [(b"authorization", TOKEN.encode())])

    metrics = server.request("GET", "/metrics")
    assert metrics.status == 200
    for read in (server.log(), metrics.body.decode()):
        for secret in (TOKEN, INTERACTION_TOKEN, SECRET):
            assert secret not in read
    # A stranger's words are no label: there would be as many time series as he likes.
    assert INTERACTION_TOKEN[:32].lower() not in metrics.body.decode()
