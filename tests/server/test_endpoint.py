import asyncio
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server.interactions import APPLICATION_ID, PING, command
from tests.server.served import Served
from tests.signature.signing import NOW, STRANGER, Headers, forged, headers, signed

PONG = b'{"type":1}'
UNAUTHORIZED = b"invalid request signature"
MALFORMED = b"malformed body"


# ── PING ──


async def test_answers_a_ping_with_a_pong(served: Served) -> None:
    answer = await served.post(PING)

    assert (answer.status, answer.body) == (200, PONG)
    assert answer.headers == [(b"content-type", b"application/json"), (b"content-length", b"10")]
    assert answer.after is None


async def test_a_ping_may_be_as_short_as_in_the_documentation(served: Served) -> None:
    assert (await served.post(b'{"type":1}')).body == PONG


@pytest.mark.parametrize("valid_first", [True, False])
async def test_passes_the_checks_that_discord_makes_when_the_url_is_saved(served: Served, valid_first: bool) -> None:
    signature, timestamp = (value for _, value in signed(PING))
    requests = [
        (PING, signed(PING), 200),
        (PING, headers(b"%02x" % (int(signature[:2], 16) ^ 1) + signature[2:], timestamp), 401),
        (PING[:-1] + b" ", signed(PING), 401),
        (PING, headers(signature, b"%d" % (NOW - 1)), 401),
    ]

    for body, sent, status in requests if valid_first else reversed(requests):
        assert (await served.post(body, sent)).status == status


async def test_a_ping_is_answered_again_and_again(served: Served) -> None:
    assert {(await served.post(PING)).body for _ in range(5)} == {PONG}


async def test_a_ping_of_another_application_is_answered() -> None:
    served = Served(application_id=APPLICATION_ID + 1)

    assert (await served.post(PING)).body == PONG


async def test_a_ping_is_answered_while_every_handler_is_busy(served: Served) -> None:
    busy = [asyncio.create_task(served.post(command("slow"))) for _ in range(3)]
    await asyncio.sleep(0)

    assert (await served.post(PING)).body == PONG

    served.go.set()
    await asyncio.gather(*busy)


# ── what is refused ──


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([], id="no headers"),
        pytest.param(signed(PING)[:1], id="no timestamp"),
        pytest.param(signed(PING)[1:], id="no signature"),
        pytest.param(headers(b"", b""), id="empty headers"),
        pytest.param(signed(PING) * 2, id="headers twice"),
        pytest.param(headers(b"zz" * 64, b"%d" % NOW), id="not hexadecimal"),
        pytest.param(forged(PING), id="forged"),
        pytest.param(signed(PING, by=STRANGER), id="by a stranger"),
        pytest.param(signed(PING, NOW - 301), id="too old"),
        pytest.param(signed(PING, NOW + 61), id="too far in the future"),
        pytest.param(signed(PING, b"1_7"), id="an odd timestamp"),
    ],
)
async def test_every_unproven_request_gets_the_same_answer(served: Served, sent: Headers) -> None:
    answer = await served.post(PING, sent)

    assert (answer.status, answer.body) == (401, UNAUTHORIZED)
    assert answer.headers == [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(UNAUTHORIZED)),
    ]


@pytest.mark.parametrize("body", [b"", b"\xff", b"[" * 100_000, b"{", PING])
async def test_an_unproven_body_is_not_looked_at(served: Served, body: bytes) -> None:
    assert (await served.post(body, forged(body))).status == 401


@pytest.mark.parametrize(
    "rewrite",
    [
        pytest.param(lambda body: json.dumps(json.loads(body)).encode(), id="by Python"),
        pytest.param(lambda body: json.dumps(json.loads(body), separators=(",", ":")).encode(), id="compact"),
        pytest.param(lambda body: body + b"\n", id="a newline more"),
        pytest.param(gzip.compress, id="compressed"),
    ],
)
async def test_a_body_that_a_proxy_has_rewritten_is_unproven(served: Served, rewrite: Callable[[bytes], bytes]) -> None:
    body = '{"type": 1,"content":"é \\u00e9"}'.encode()

    assert (await served.post(rewrite(body), signed(body))).status == 401


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"type":1,"content":"\\u00e9 \\ud83d\\ude00"}', id="escapes"),
        pytest.param('{"type":1,"content":"é 😀"}'.encode(), id="raw UTF-8"),
        pytest.param(b'{\r\n\t"type": 1\r\n}\r\n', id="white space and line ends"),
        pytest.param(b'{"type":2,"type":1}', id="the last of two equal keys"),
        pytest.param(b'{"type":1,"x":99999999999999999999,"y":1e400}', id="numbers beyond 64 bits"),
        pytest.param(b'{"type":1,"version":2,"authorizing_integration_owners":{},"new":{"a":[null,{}]}}', id="unknown"),
    ],
)
async def test_reads_whatever_json_discord_may_write(served: Served, body: bytes) -> None:
    assert (await served.post(body)).body == PONG


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b" \n", id="white space"),
        pytest.param(b"null", id="null"),
        pytest.param(b"1", id="a number"),
        pytest.param(b"[]", id="an array"),
        pytest.param(b'"x"', id="a string"),
        pytest.param(b"{}", id="no type"),
        pytest.param(b'{"type":null}', id="type null"),
        pytest.param(b'{"type":"1"}', id="type as text"),
        pytest.param(b'{"type":true}', id="type as a boolean"),
        pytest.param(b'{"type":1.0}', id="type as a fraction"),
        pytest.param(b'{"type":1e400}', id="type out of range"),
        pytest.param(b'{"type":99999999999999999999}', id="type beyond 64 bits"),
        pytest.param(b'{"type":NaN}', id="NaN"),
        pytest.param(b'{"type":1', id="cut off"),
        pytest.param(b'{"type":1}{"type":1}', id="two of them"),
        pytest.param(b"{'type':1}", id="single quotes"),
        pytest.param(b'\xef\xbb\xbf{"type":1}', id="byte order mark"),
        pytest.param(b'{"type":1,"x":"\xff"}', id="no UTF-8 in a field nobody reads"),
        pytest.param(b'{"type":1,"x":"\\ud83d"}', id="half a surrogate pair"),
        pytest.param('{"type":1}'.encode("utf-16"), id="UTF-16"),
        pytest.param(gzip.compress(b'{"type":1}'), id="compressed, and signed so"),
        pytest.param(b"type=1", id="a form"),
    ],
)
async def test_a_genuine_body_that_is_no_interaction_is_malformed(served: Served, body: bytes) -> None:
    answer = await served.post(body)

    assert (answer.status, answer.body) == (400, MALFORMED)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 100_000, id="arrays"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="closed arrays"),
        pytest.param(b'{"type":' * 100_000, id="objects"),
        pytest.param(b'{"type":1,"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", id="in a field nobody reads"),
        pytest.param(b'{"type":2,"id":"1","token":"t","data":' + b'{"options":[' * 50_000, id="in the options"),
    ],
)
async def test_a_body_nested_too_deeply_is_malformed(served: Served, body: bytes) -> None:
    assert (await served.post(body)).status == 400


@pytest.mark.parametrize("depth", [300, 600, 900, 990])
async def test_a_body_nested_deeply_is_answered_or_malformed(served: Served, depth: int) -> None:
    body = b'{"type":2,"id":"1","token":"t","data":' + b'{"options":[' * depth + b"]}" * depth + b"}"

    assert (await served.post(body)).status in {200, 400}


@pytest.mark.parametrize("kind", [0, -1, 7, 99, 255, 2**31])
async def test_an_interaction_of_an_unknown_type_is_malformed(served: Served, kind: int) -> None:
    assert (await served.post(command(type=kind))).status == 400


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"id": None}, id="no id"),
        pytest.param({"id": "0"}, id="id 0"),
        pytest.param({"id": "abc"}, id="no snowflake"),
        pytest.param({"id": {}}, id="an object as id"),
        pytest.param({"id": "9" * 5000}, id="an id of thousands of digits"),
        pytest.param({"token": ""}, id="no token"),
        pytest.param({"token": None}, id="token null"),
        pytest.param({"guild_id": []}, id="an array as guild"),
        pytest.param({"data": "x"}, id="data as text"),
        pytest.param({"data": []}, id="data as an array"),
        pytest.param({"data": {"name": 1}}, id="a number as name"),
        pytest.param({"data": {"name": "ping", "options": {}}}, id="options as an object"),
        pytest.param({"data": {"name": "ping", "options": [1]}}, id="a number as option"),
        pytest.param({"type": 3, "data": []}, id="a component's data as an array"),
        pytest.param({"type": 3, "data": {"custom_id": 5}}, id="a number as custom_id"),
        pytest.param({"type": 5, "data": {"custom_id": "x", "components": 1}}, id="a number as fields"),
    ],
)
async def test_an_interaction_with_malformed_parts_is_malformed(served: Served, changes: dict[str, Any]) -> None:
    answer = await served.post(command(**changes))

    assert (answer.status, answer.body) == (400, MALFORMED)
    assert served.runs == []


async def test_a_malformed_interaction_stays_malformed_for_its_duplicate(served: Served) -> None:
    body = command(data="x")

    assert [(await served.post(body)).status for _ in range(2)] == [400, 401]


KEYS = ["id", "type", "name", "options", "custom_id", "component_type", "components", "resolved", "value"]
PARTS = ["id", "token", "data", "data", "member", "user", "application_id", "locale", "guild_id", "context"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from(["1", "ping"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "type", "name", "options", "custom_id", "component_type", "components", "resolved", "value"]
            )
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(
    kind=st.sampled_from([1, 2, 2, 2, 3, 4, 5, 6]) | JSON,
    parts=st.dictionaries(
        st.sampled_from(
            ["id", "token", "data", "data", "member", "user", "application_id", "locale", "guild_id", "context"]
        ),
        JSON,
        max_size=3,
    ),
)
def test_no_genuine_body_makes_the_endpoint_fail(kind: object, parts: dict[str, object]) -> None:
    body = json.dumps(json.loads(command()) | {"type": kind} | parts).encode()

    answer = asyncio.run(Served().post(body))

    assert answer.status in {200, 400}


@settings(max_examples=300)
@given(body=st.binary())
def test_no_genuine_bytes_make_the_endpoint_fail(body: bytes) -> None:
    answer = asyncio.run(Served().post(body))

    assert answer.status in {200, 400}


async def test_another_applications_interaction_is_refused_when_the_application_is_set() -> None:
    served = Served(application_id=APPLICATION_ID)

    assert (await served.post(command())).status == 200
    assert (await served.post(command(application_id=str(APPLICATION_ID + 1)))).status == 401
    assert (await served.post(command(application_id="0"))).status == 401
    assert len(served.runs) == 1


async def test_a_clock_that_fails_is_a_fault_of_ours_and_no_exception(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> float:
        raise OSError("no clock")

    answer = await Served(now=broken).post(PING)

    assert (answer.status, answer.body) == (500, b"internal error")
    assert [record.levelname for record in caplog.records] == ["ERROR"]
