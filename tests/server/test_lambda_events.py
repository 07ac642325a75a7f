"""Pure translation: what each source sends, read as one kind of request, and answers in its own form."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.request_errors import BodyTooLarge
from app.server.answer import JSON, TEXT, Answer
from app.server.lambda_events import (
    LambdaRequest,
    name_event,
    name_warm_up,
    read_request,
    write_answer,
)
from tests.server.interactions import PING
from tests.server.lambda_sources import FOREIGN, SOURCES, WARM_UPS, Json, body_of, headers_of, make_event
from tests.signature.signing import signed

MULTIPART = (b"content-type", b"multipart/form-data; boundary=x")


def read(event: object) -> LambdaRequest:
    request = read_request(event)
    assert request is not None
    return request


# ── requests ──


@pytest.mark.parametrize("is_base64", [False, True])
@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_read_alike(source: str, is_base64: bool) -> None:
    request = read(make_event(source, PING, signed(PING), is_base64=is_base64))

    assert request.method == "POST"
    assert request.read_body(10_000) == PING
    found = [(name.lower(), value) for name, value in request.headers if b"signature" in name.lower()]
    assert found == signed(PING)


@pytest.mark.parametrize("source", SOURCES)
def test_a_header_that_came_twice_is_seen_as_far_as_its_source_lets_that_be_seen(source: str) -> None:
    request = read(make_event(source, PING, [(b"x-signature-ed25519", b"ab"), (b"x-signature-ed25519", b"cd")]))

    found = [value for name, value in request.headers if name.lower() == b"x-signature-ed25519"]
    expected = {"http_api": [b"ab,cd"], "function_url": [b"ab,cd"], "balancer": [b"cd"]}
    assert found == expected.get(source, [b"ab", b"cd"])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"multiValueHeaders": None}, id="several is null"),
        pytest.param({"multiValueHeaders": {}}, id="several is empty"),
        pytest.param({"multiValueHeaders": {"host": ["x"]}}, id="several has but one of them"),
        pytest.param({"headers": None}, id="single is null"),
        pytest.param({"headers": {}}, id="single is empty"),
        pytest.param({"headers": {"x-other": None, "x-number": 5}}, id="single holds what is no text"),
    ],
)
def test_headers_are_found_in_either_form(change: Json) -> None:
    event = make_event("rest_api", PING, signed(PING)) | change

    found = {(name.lower(), value) for name, value in read(event).headers}
    assert set(signed(PING)) <= found


@pytest.mark.parametrize(
    "event",
    [
        pytest.param({"httpMethod": "POST"}, id="payload 1.0"),
        pytest.param({"rawPath": "/", "version": "2.0"}, id="payload 2.0"),
        pytest.param({"requestContext": {"http": {"method": "post"}}, "headers": None, "body": None}, id="null"),
        pytest.param({"httpMethod": "post", "requestContext": None, "path": None, "multiValueHeaders": 5}, id="odd"),
        pytest.param({"httpMethod": "POST", "multiValueHeaders": {"a": None, "b": 5}}, id="odd headers"),
    ],
)
def test_what_is_missing_is_empty(event: Json) -> None:
    request = read(event)

    assert (request.headers, request.read_body(10), request.is_at("/events")) == ([], b"", False)


@pytest.mark.parametrize(
    ("path", "is_event"),
    [
        ("/events", True),
        ("/events/", True),
        ("/prod/events", True),
        ("/bots/dice/events//", True),
        ("/interactions", False),
        ("/prod/interactions", False),
        ("/prod", False),
        ("/", False),
        ("/preevents", False),
        ("/events/more", False),
    ],
)
def test_a_path_is_known_below_whatever_stands_before_it(path: str, is_event: bool) -> None:
    assert read(make_event("http_api", PING, path=path)).is_at("/events") is is_event


@given(st.binary(max_size=300))
def test_any_bytes_come_through_base64(body: bytes) -> None:
    event = {"httpMethod": "POST", "body": base64.b64encode(body).decode(), "isBase64Encoded": True}

    assert read(event).read_body(300) == body


@given(st.text(max_size=300))
def test_any_text_comes_through_as_it_is(body: str) -> None:
    event = json.loads(json.dumps({"rawPath": "/", "body": body, "isBase64Encoded": False}))

    assert read(event).read_body(2000) == body.encode()


@pytest.mark.parametrize(
    ("body", "is_base64", "expected"),
    [
        pytest.param("\ud83d", False, b"\xed\xa0\xbd", id="half a pair"),
        pytest.param("no base64!", True, b"no base64!", id="no base64"),
        pytest.param("ab=c", True, b"ab=c", id="odd padding"),
        pytest.param("☎", True, "☎".encode(), id="no ASCII"),
        pytest.param("", True, b"", id="empty"),
    ],
)
def test_a_body_that_is_not_what_it_should_be_stays_as_it_is(body: str, is_base64: bool, expected: bytes) -> None:
    """No signature fits it, and that is all that is to be known."""
    assert read({"httpMethod": "POST", "body": body, "isBase64Encoded": is_base64}).read_body(100) == expected


@pytest.mark.parametrize("is_base64", [False, True])
def test_a_body_may_be_as_large_as_the_limit_and_no_larger(is_base64: bool) -> None:
    for size in (1024, 1025, 1026, 1027, 1030, 5000):
        body = b"x" * size
        request = read(make_event("function_url", body, is_base64=is_base64))
        if size == 1024:
            assert request.read_body(1024) == body
            continue
        with pytest.raises(BodyTooLarge) as caught:
            request.read_body(1024)
        assert 1024 < caught.value.size <= size


# ── what is wrong with a body ──


@pytest.mark.parametrize(
    ("content", "is_base64", "word"),
    [
        pytest.param(base64.b64encode(PING).decode(), False, "isBase64Encoded", id="the flag was lost"),
        pytest.param({"type": 1}, False, "mapping template", id="an object"),
        pytest.param([1], False, "mapping template", id="a list"),
        pytest.param(PING.decode(), False, "", id="as it should be"),
        pytest.param(base64.b64encode(PING).decode(), True, "", id="base64, and it says so"),
        pytest.param("aGVsbG8=", False, "", id="base64 of something else"),
        pytest.param("hello", False, "", id="some text"),
        pytest.param("\ud83d", False, "", id="half a pair"),
        pytest.param("", False, "", id="empty"),
        pytest.param(None, False, "", id="null"),
    ],
)
def test_what_has_happened_to_a_body_is_named(content: object, is_base64: bool, word: str) -> None:
    fault = read({"httpMethod": "POST", "body": content, "isBase64Encoded": is_base64}).fault

    assert word in fault
    assert bool(word) == bool(fault)


# ── answers ──


@pytest.mark.parametrize("source", SOURCES)
def test_json_is_never_base64(source: str) -> None:
    response = write_answer(Answer(200, '{"content":"☎"}'.encode()), read(make_event(source, PING)))

    assert (response["statusCode"], response["isBase64Encoded"]) == (200, False)
    assert response["body"] == '{"content":"☎"}'
    assert headers_of(response) == {"content-type": "application/json"}


@pytest.mark.parametrize("source", SOURCES)
def test_files_are_base64(source: str) -> None:
    body = bytes(range(256))
    response = write_answer(Answer(200, body, MULTIPART), read(make_event(source, PING)))

    assert response["isBase64Encoded"] is True
    assert body_of(response) == body
    assert headers_of(response) == {"content-type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize(("status", "kind"), [(202, TEXT), (204, JSON)])
@pytest.mark.parametrize("source", SOURCES)
def test_what_has_no_body_has_no_type_either(source: str, status: int, kind: tuple[bytes, bytes]) -> None:
    response = write_answer(Answer(status, b"", kind), read(make_event(source, PING)))

    assert (response["statusCode"], response["body"], response["isBase64Encoded"]) == (status, "", False)
    assert headers_of(response) == {}


def test_a_load_balancer_is_told_the_status_in_words_and_headers_in_the_form_that_it_sent() -> None:
    answer = Answer(401, b"no", TEXT)
    shapes = {source: write_answer(answer, read(make_event(source, PING))) for source in SOURCES}

    told = {source for source, response in shapes.items() if response.get("statusDescription") == "401 Unauthorized"}
    assert told == {"balancer", "balancer_multiple"}
    assert {source for source, response in shapes.items() if "multiValueHeaders" in response} == {"balancer_multiple"}


@pytest.mark.parametrize("source", SOURCES)
def test_every_answer_can_be_written_as_json(source: str) -> None:
    for answer in (Answer(200, b"{}"), Answer(200, b"\xff", MULTIPART), Answer(204, b"")):
        assert json.dumps(write_answer(answer, read(make_event(source, PING))))


# ── what is no request ──


NAMES: dict[str, str] = {
    "the console's empty event": "an empty event, as the test button",
    "the console's sample event": "with the keys key1, key2, key3",
    "a queue": "messages of an SQS queue",
    "a topic": "a message of an SNS topic",
    "a bucket": "a change in an S3 bucket",
    "a table's stream": "records of a DynamoDB stream",
    "records of somebody": "records of an unknown source",
    "the edge": "a request at CloudFront's edge",
    "an event of EventBridge": "an event of EventBridge; take this function out",
    "a websocket": "a message of a WebSocket API",
    "an authorizer": "a request for authorization",
    "a mapping template": "a mapping template has rewritten; use Lambda proxy integration",
    "no proxy integration": "the bare JSON of what Discord sent; use Lambda proxy integration",
    "keys that nobody knows": "with the keys alpha, beta, delta, epsilon, eta, gamma, …",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_request_is_named(name: str) -> None:
    event = FOREIGN[name]

    assert (read_request(event), name_warm_up(event)) == (None, "")
    assert NAMES[name] in name_event(event)


@pytest.mark.parametrize("event", [None, "text", 5, []])
def test_what_is_no_object_is_named_by_its_type(event: object) -> None:
    assert (read_request(event), name_warm_up(event)) == (None, "")
    assert f"of type {type(event).__name__}" in name_event(event)


def test_a_name_repeats_no_value() -> None:
    names = [name_event(_with(event, "a-secret")) for event in FOREIGN.values()]

    assert not [name for name in names if "a-secret" in name]


def _with(value: Any, text: str) -> Any:
    """Put a text in the place of every text that is a value."""
    if isinstance(value, dict):
        return {key: _with(one, text) for key, one in value.items()}
    if isinstance(value, list):
        return [_with(one, text) for one in value]
    return text if isinstance(value, str) else value


def test_what_a_stranger_has_put_into_the_keys_is_not_repeated() -> None:
    """Without a proxy integration the event is whatever somebody has posted."""
    event = {"detail": 1, "x\nERROR a line of its own": 1, "k" * 5_000_000: 1, "ann@example.com": 1, "ключ": 1, "": 1}

    assert name_event(event).endswith("of an unknown source, with the keys detail, …")


@pytest.mark.parametrize("value", [["aws.events"], {"a": 1}, 5, None, True])
def test_an_event_may_hold_values_of_any_kind_where_a_source_stands(value: object) -> None:
    event = {"source": value, "detail-type": value, "Records": value, "warmer": 1}

    assert (read_request(event), name_warm_up(event), name_warm_up({"source": value})) == (None, "", "")
    assert name_event(event)
    assert name_event({"Records": [{"eventSource": value}]})


@pytest.mark.parametrize("name", WARM_UPS)
def test_warm_ups_are_known(name: str) -> None:
    event = WARM_UPS[name]

    assert read_request(event) is None
    assert name_warm_up(event) in {"serverless-plugin-warmup", "lambda-warmer", "a schedule of EventBridge"}


# ── health checks ──


@pytest.mark.parametrize(
    ("method", "path", "agent", "is_one"),
    [
        ("GET", "/healthz", b"curl/8", True),
        ("HEAD", "/prod/readyz/", b"curl/8", True),
        ("GET", "/", b"ELB-HealthChecker/2.0", True),
        ("POST", "/healthz", b"curl/8", False),
        ("POST", "/interactions", b"ELB-HealthChecker/2.0", False),
        ("GET", "/interactions", b"curl/8", False),
    ],
)
def test_health_checks_are_known(method: str, path: str, agent: bytes, is_one: bool) -> None:
    request = LambdaRequest(method, path, [(b"User-Agent", agent)], None, False)

    assert request.is_health_check is is_one
