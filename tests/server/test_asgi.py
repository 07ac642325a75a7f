import asyncio
import logging

import httpx
import orjson
import pytest

from app.bot import Bot
from app.context.command import CommandContext
from app.server.asgi import AsgiDoor
from app.settings import Settings
from tests.server.asgi import Event, Exchange, chunks, make_bot, make_door, post, scope
from tests.server.interactions import PING, command, of_length
from tests.signature.signing import NOW, PUBLIC_KEY, forged, signed

PONG = b'{"type":1}'
LIMIT = 1_048_576
LIFESPAN: list[Event] = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
SETTINGS = Settings(public_key=PUBLIC_KEY)


def names(log: pytest.LogCaptureFixture, level: int) -> list[str]:
    return [record.getMessage() for record in log.records if record.levelno >= level]


# ── the way in ──


async def test_answers_a_ping_although_the_lifespan_never_began(door: AsgiDoor) -> None:
    exchange = await post(door, PING, signed(PING))

    assert [event["type"] for event in exchange.sent] == ["http.response.start", "http.response.body"]
    assert (exchange.status, exchange.body) == (200, PONG)
    assert exchange.headers == {b"content-type": b"application/json", b"content-length": b"10"}


async def test_answers_a_ping_while_the_start_is_still_going_on() -> None:
    starting = asyncio.Event()

    async def start() -> None:
        await starting.wait()

    door = make_door(Bot(SETTINGS, now=lambda: NOW), start, start)
    lifespan = asyncio.create_task(Exchange(*LIFESPAN).run(door, {"type": "lifespan"}))
    await asyncio.sleep(1)

    assert (await post(door, PING, signed(PING))).body == PONG
    assert not lifespan.done()

    starting.set()
    assert [event["type"] for event in (await lifespan).sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


async def test_answers_a_command(door: AsgiDoor, runs: list[int]) -> None:
    body = command()

    exchange = await post(door, body, signed(body))

    assert orjson.loads(exchange.body) == {"type": 4, "data": {"content": "Pong!"}}
    assert len(runs) == 1


async def test_refuses_a_forgery(door: AsgiDoor) -> None:
    exchange = await post(door, PING, forged(PING))

    assert (exchange.status, exchange.body) == (401, b"invalid request signature")


@pytest.mark.parametrize(
    "content_type", [None, b"application/json; charset=utf-8", b"text/plain", b"multipart/form-data"]
)
async def test_the_content_type_does_not_matter(door: AsgiDoor, content_type: bytes | None) -> None:
    said = [(b"content-type", content_type)] if content_type else []

    assert (await post(door, PING, signed(PING) + said)).status == 200
    assert (await post(door, PING, forged(PING) + said)).status == 401


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([PING], id="one"),
        pytest.param([PING[:7], PING[7:]], id="two"),
        pytest.param([PING[i : i + 1] for i in range(len(PING))], id="a byte each"),
        pytest.param([PING[i : i + 9] for i in range(0, len(PING), 9)], id="some fifty"),
        pytest.param([b"", PING], id="an empty one first"),
        pytest.param([PING, b""], id="an empty one last"),
        pytest.param([b"", PING[:5], b"", b"", PING[5:], b""], id="empty ones between"),
    ],
)
async def test_the_body_comes_in_any_number_of_chunks(door: AsgiDoor, parts: list[bytes]) -> None:
    exchange = await Exchange(*chunks(*parts)).run(door, scope(sent=signed(PING)))

    assert exchange.body == PONG


async def test_a_chunk_may_leave_out_what_has_a_default(door: AsgiDoor) -> None:
    exchange = Exchange(
        {"type": "http.request", "more_body": True}, {"type": "http.request", "body": PING, "more_body": True}
    )
    exchange.left.append({"type": "http.request"})

    assert (await exchange.run(door, scope(sent=signed(PING)))).body == PONG


@pytest.mark.parametrize("kind", [list, tuple, iter])
async def test_the_smallest_scope_will_do(door: AsgiDoor, kind: type) -> None:
    smallest = {
        "type": "http",
        "method": "POST",
        "path": "/interactions",
        "headers": kind([list(header) for header in signed(PING)]),
    }

    assert (await Exchange(*chunks(PING)).run(door, smallest)).body == PONG


async def test_a_scope_may_have_nothing_to_say(door: AsgiDoor) -> None:
    empty = scope(sent=signed(PING), client=None, server=None, raw_path=None, state=None, extensions=None)

    assert (await Exchange(*chunks(PING)).run(door, empty)).body == PONG


# ── how much, how slowly ──


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(("length", "status"), [(LIMIT - 1, 200), (LIMIT, 200), (LIMIT + 1, 413)])
async def test_the_limit_is_one_mebibyte(door: AsgiDoor, length: int, status: int, announced: bool) -> None:
    body = of_length(length)
    sent = [*signed(body), *([(b"content-length", b"%d" % length)] if announced else [])]

    exchange = await Exchange(*chunks(*(body[i : i + 65_536] for i in range(0, length, 65_536)))).run(
        door, scope(sent=sent)
    )

    assert len(body) == length
    assert exchange.status == status


async def test_what_is_announced_too_large_is_refused_before_one_byte_is_read(door: AsgiDoor) -> None:
    exchange = await Exchange().run(door, scope(sent=[*signed(PING), (b"Content-Length", b"1048577")]))

    assert (exchange.status, exchange.body) == (413, b"request body too large")
    assert exchange.headers[b"connection"] == b"close"


async def test_what_grows_too_large_is_refused_as_soon_as_it_does(door: AsgiDoor) -> None:
    body = chunks(*[b"x" * 65_536] * 1000)

    exchange = await Exchange(*body).run(door, scope())

    assert exchange.status == 413
    assert len(exchange.left) == 1000 - 17


@pytest.mark.parametrize("length", [b"", b"-1", b"abc", b"1e9", "１".encode(), b"0" * 5000, b"10, 10"])
async def test_an_odd_content_length_is_no_reason_to_fail(door: AsgiDoor, length: bytes) -> None:
    exchange = await Exchange(*chunks(PING)).run(door, scope(sent=[*signed(PING), (b"content-length", length)]))

    assert exchange.body == PONG


async def test_a_content_length_of_thousands_of_digits_is_too_large(door: AsgiDoor) -> None:
    exchange = await Exchange().run(door, scope(sent=[(b"content-length", b"9" * 5000)]))

    assert exchange.status == 413


async def test_the_limit_is_a_setting(runs: list[int]) -> None:
    door = make_bot(runs, max_body=2000).asgi()

    assert (await post(door, of_length(2000), signed(of_length(2000)))).status == 200
    assert (await post(door, of_length(2001), signed(of_length(2001)))).status == 413


async def test_a_body_that_takes_its_time_is_read(door: AsgiDoor) -> None:
    exchange = Exchange(*chunks(PING[:5], PING[5:9], PING[9:]))
    exchange.left[1:1] = [1.0]
    exchange.left.insert(-1, 1.5)

    assert (await exchange.run(door, scope(sent=signed(PING)))).body == PONG


async def test_a_body_that_takes_too_long_is_refused(door: AsgiDoor) -> None:
    trickle: list[Event | float] = []
    for event in chunks(*(PING[i : i + 1] for i in range(len(PING)))):
        trickle += [1.0, event]

    exchange = await Exchange(*trickle).run(door, scope(sent=signed(PING)))

    assert (exchange.status, exchange.body) == (408, b"request body too slow")
    assert exchange.headers[b"connection"] == b"close"


async def test_a_body_that_never_comes_is_refused(door: AsgiDoor) -> None:
    assert (await Exchange(86_400.0).run(door, scope(sent=signed(PING)))).status == 408


async def test_a_client_that_leaves_in_the_middle_is_not_answered(
    door: AsgiDoor, runs: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = command()
    events = [*chunks(body[:20], body)[:1], {"type": "http.disconnect"}]

    exchange = await Exchange(*events).run(door, scope(sent=[*signed(body), (b"content-length", b"500")]))

    assert exchange.sent == []
    assert runs == []
    assert names(caplog, logging.INFO) == []


async def test_a_client_that_leaves_before_its_answer_is_no_error(
    door: AsgiDoor, runs: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = command()

    async def receive() -> Event:
        return chunks(body)[0]

    async def send(event: Event) -> None:
        raise BrokenPipeError

    await door(scope(sent=signed(body)), receive, send)
    await door(scope(method="GET"), receive, send)

    assert len(runs) == 1
    assert names(caplog, logging.WARNING) == []


@pytest.mark.parametrize("gone", [False, True])
async def test_a_followup_waits_until_the_answer_has_left_or_cannot(gone: bool) -> None:
    order: list[str] = []

    def discord(request: httpx.Request) -> httpx.Response:
        order.append(f"{request.method} followup")
        return httpx.Response(200, json={"id": "1", "channel_id": "2", "content": "more"})

    bot = Bot(SETTINGS, now=lambda: NOW, transport=httpx.MockTransport(discord))

    @bot.slash_command
    async def ping(ctx: CommandContext) -> None:
        """Say hello, twice."""
        await ctx.respond("Pong!")
        await ctx.send("more")

    body = command()

    async def receive() -> Event:
        return chunks(body)[0]

    async def send(event: Event) -> None:
        await asyncio.sleep(1)
        order.append(event["type"])
        if gone:
            raise BrokenPipeError

    await bot.asgi()(scope(sent=signed(body)), receive, send)
    await bot.drain()

    assert order == ["http.response.start", *([] if gone else ["http.response.body"]), "POST followup"]
    await bot.close()


async def test_refusals_of_slow_and_large_bodies_write_few_lines(
    door: AsgiDoor, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        await Exchange(1.0, *chunks(b"", b"x")[:1], 5.0).run(door, scope())
        await Exchange().run(door, scope(sent=[(b"content-length", b"9999999")]))

    assert [message[:16] for message in names(caplog, logging.INFO)] == ["refused with 408", "refused with 413"]
