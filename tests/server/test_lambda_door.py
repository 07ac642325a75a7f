"""The function that Lambda calls: every source, every kind of answer, and nothing left behind."""

import asyncio
import base64
import logging
import random
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from app.errors import InvocationForeign
from app.models.event import EntitlementCreate
from tests.server.interactions import PING, command
from tests.server.lambda_sources import (
    FOREIGN,
    SOURCES,
    WARM_UPS,
    Function,
    Json,
    LambdaContext,
    body_of,
    headers_of,
    make_event,
)
from tests.server.told import event
from tests.signature.signing import Headers, forged, headers, signed

PONG = b'{"type":1}'
OPTION = {"type": 3, "name": "what", "value": "o", "focused": True}
SUGGESTION = {"data": {"options": [OPTION], "type": 1, "name": "find", "id": "771825006014889984"}, "type": 4}


@pytest.fixture
def function() -> Iterator[Function]:
    made = Function()
    yield made
    made.close()


def post(
    function: Function, body: bytes, sent: Headers | None = None, source: str = "function_url", **more: Any
) -> Json:
    return function(make_event(source, body, signed(body) if sent is None else sent, **more))


# ── every source, every answer ──


@pytest.mark.parametrize("is_base64", [False, True])
@pytest.mark.parametrize("source", SOURCES)
def test_passes_the_checks_that_discord_makes_when_the_url_is_saved(source: str, is_base64: bool) -> None:
    function = Function()
    for _ in range(2):
        pong = post(function, PING, source=source, is_base64=is_base64)
        refused = post(function, PING, forged(PING), source=source, is_base64=is_base64)

        assert (pong["statusCode"], body_of(pong), pong["isBase64Encoded"]) == (200, PONG, False)
        assert headers_of(pong) == {"content-type": "application/json"}
        assert (refused["statusCode"], body_of(refused)) == (401, b"invalid request signature")
    function.close()


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_gets_every_kind_of_answer(source: str, function: Function) -> None:
    answered = orjson.loads(body_of(post(function, command("ping"), source=source)))
    suggested = orjson.loads(body_of(post(function, command("find", **SUGGESTION), source=source)))
    picture = post(function, command("picture"), source=source)
    deferred = post(function, command("behind"), source=source)
    taken = post(function, b'{"version":1,"type":0}', source=source, path="/events")

    assert answered["data"]["content"] == "Pong, ☎!"
    assert [choice["value"] for choice in suggested["data"]["choices"]] == ["one", "two"]
    assert picture["isBase64Encoded"] is True
    assert headers_of(picture)["content-type"].startswith("multipart/form-data")
    assert bytes(range(256)) in body_of(picture)
    assert [(one["statusCode"], one["body"], headers_of(one)) for one in (deferred, taken)] == [
        (202, "", {}),
        (204, "", {}),
    ]


@pytest.mark.parametrize(
    "path", ["/", "/interactions", "/interactions/", "/prod/interactions", "/prod", "/metrics", "/healthz", ""]
)
@pytest.mark.parametrize("source", ["rest_api", "http_api"])
def test_interactions_are_answered_on_any_path_but_that_of_events(source: str, path: str, function: Function) -> None:
    assert body_of(post(function, PING, source=source, path=path)) == PONG


@pytest.mark.parametrize("path", ["/events", "/events/", "/prod/events"])
def test_events_are_taken_below_a_stage_too(path: str, function: Function) -> None:
    assert post(function, b'{"version":1,"type":0}', source="http_api", path=path)["statusCode"] == 204


def test_the_longer_path_decides_where_both_end_alike() -> None:
    function = Function(interactions_path="/bot/events", events_path="/events")

    assert body_of(post(function, PING, path="/prod/bot/events")) == PONG
    assert post(function, b'{"version":1,"type":0}', path="/prod/events")["statusCode"] == 204
    function.close()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("source", SOURCES)
def test_other_methods_are_not_allowed(source: str, method: str, function: Function) -> None:
    response = function(make_event(source, None, method=method))

    assert (response["statusCode"], headers_of(response)["allow"]) == (405, "POST")
    assert bool(response["body"]) is (method != "HEAD")
    assert function.loops == []


@pytest.mark.parametrize("source", SOURCES)
def test_health_checks_are_answered(source: str, function: Function) -> None:
    told = [function(make_event(source, None, method="GET", path=path)) for path in ("/healthz", "/readyz")]

    assert [one["statusCode"] for one in told] == [200, 200]
    assert function.loops == []


def test_a_load_balancer_is_known_by_its_name_on_any_path(function: Function) -> None:
    asked = make_event("balancer", None, method="GET", path="/")
    asked["headers"] = {"user-agent": "ELB-HealthChecker/2.0"}

    assert function(asked)["statusCode"] == 200


# ── what is refused ──


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([], id="no headers"),
        pytest.param(signed(PING)[:1], id="no timestamp"),
        pytest.param(headers(b"\xff", b"\xb2"), id="no ASCII"),
        pytest.param(headers(b"zz" * 64, b"1700000000"), id="not hexadecimal"),
    ],
)
@pytest.mark.parametrize("source", SOURCES)
def test_whatever_discord_has_not_signed_gets_401(source: str, sent: Headers, function: Function) -> None:
    assert post(function, PING, sent, source=source)["statusCode"] == 401


@pytest.mark.parametrize("source", [source for source in SOURCES if source != "balancer"])
def test_signature_headers_that_came_twice_get_401(source: str, function: Function) -> None:
    """A load balancer without headers of several values hands on the last one alone."""
    assert post(function, PING, signed(PING) + signed(PING), source=source)["statusCode"] == 401


@pytest.mark.parametrize("source", SOURCES)
def test_no_body_gets_401(source: str, function: Function) -> None:
    for body in (None, ""):
        assert function(make_event(source, None, signed(PING)) | {"body": body})["statusCode"] == 401


def test_a_lost_flag_gets_401_and_is_named_in_the_log_once(
    function: Function, caplog: pytest.LogCaptureFixture
) -> None:
    lost = make_event("rest_api", base64.b64encode(PING), signed(PING))

    assert {function(lost)["statusCode"] for _ in range(3)} == {401}
    assert caplog.text.count("must keep isBase64Encoded") == 1


def test_a_body_that_is_an_object_gets_401_and_is_named(function: Function, caplog: pytest.LogCaptureFixture) -> None:
    rewritten = make_event("rest_api", None, signed(PING)) | {"body": {"type": 1}}

    assert function(rewritten)["statusCode"] == 401
    assert "use Lambda proxy integration, and no mapping template" in caplog.text


@pytest.mark.parametrize("is_base64", [False, True])
def test_a_body_beyond_the_limit_gets_413(is_base64: bool) -> None:
    function = Function(max_body=1024)

    assert post(function, b"x" * 5000, is_base64=is_base64)["statusCode"] == 413
    function.close()


# ── what is no request ──


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_request_is_refused_by_an_error_and_the_next_one_is_answered(name: str, function: Function) -> None:
    with pytest.raises(InvocationForeign, match=r"^this is no request of Discord's: "):
        function(FOREIGN[name])

    assert body_of(post(function, PING)) == PONG


@pytest.mark.parametrize("name", WARM_UPS)
def test_a_warm_up_does_ahead_what_the_first_interaction_would_wait_for(
    name: str, function: Function, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        response = function(WARM_UPS[name])

    assert (response["statusCode"], function.warmed) == (200, 1)
    assert "kept warm by " in caplog.text
    assert asyncio.all_tasks(function.loops[0]) == set()


# ── the work behind an answer ──


def test_all_work_is_done_when_the_function_returns(function: Function) -> None:
    response = post(function, command("behind"))

    assert response["statusCode"] == 202
    assert function.ran == ["behind"]
    assert asyncio.all_tasks(function.loops[0]) == set()
    assert [(method, where) for method, where, _ in function.wire.requests] == [
        ("POST", "callback"),
        ("PATCH", "@original"),
        ("POST", "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDphYmNkZWY"),
    ]


def test_a_listener_of_an_event_is_waited_for_and_stopped_in_time(
    function: Function, caplog: pytest.LogCaptureFixture
) -> None:
    @function.bot.listen("entitlement_create")
    async def hear(heard: EntitlementCreate) -> None:
        await asyncio.sleep(10)
        function.ran.append(heard.type)

    for at, seconds in (("2024-10-18T18:41:21.109604", 60.0), ("2024-10-18T18:41:22.109604", 5.0)):
        body = orjson.dumps(event(at=at))
        response = function(make_event("http_api", body, signed(body), path="/prod/events"), seconds)

        assert (response["statusCode"], response["body"]) == (204, "")
        assert function.ran == ["ENTITLEMENT_CREATE"]
        assert asyncio.all_tasks(function.loops[0]) == set()
    assert "the function's timeout (5 s) is nearly over" in caplog.text


@pytest.mark.parametrize("background", ["task", "inline", "callback"])
def test_work_is_waited_for_whatever_the_operator_has_set(background: str) -> None:
    function = Function(background=background)
    post(function, command("behind"))

    assert function.ran == ["behind"]
    assert asyncio.all_tasks(function.loops[0]) == set()
    function.close()


def test_a_handler_that_fails_is_answered_and_the_next_one_too(
    function: Function, caplog: pytest.LogCaptureFixture
) -> None:
    failed = orjson.loads(body_of(post(function, command("fail"))))

    assert "Something went wrong" in failed["data"]["content"]
    assert "a fault of its author" in caplog.text
    assert body_of(post(function, PING)) == PONG


def test_what_an_author_does_not_wait_for_is_named(function: Function, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        assert post(function, command("forgetful"))["statusCode"] == 200

    assert caplog.text.count("forgotten() was started and not waited for: it stands still from here") == 1


# ── the function's timeout ──


@pytest.mark.parametrize("seconds", [3.0, 6.0, 20.0, 60.0])
def test_a_handler_that_would_outlive_the_function_is_stopped_in_time_and_the_user_told(
    seconds: float, caplog: pytest.LogCaptureFixture
) -> None:
    function = Function()
    response = function(make_event("function_url", body := command("long"), signed(body)), seconds)
    took = function.loops[0].time() - 1000.0

    assert response["statusCode"] == 202
    assert function.ran == []
    assert took < seconds
    method, where, said = function.wire.requests[-1]
    assert (method, where) == ("PATCH", "@original")
    assert "Try again in a moment" in said["content"]
    assert f"the function's timeout ({seconds:.0f} s) is nearly over" in caplog.text
    assert asyncio.all_tasks(function.loops[0]) == set()
    function.close()


@pytest.mark.parametrize(("seconds", "is_short"), [(3.0, True), (60.0, False)])
def test_a_timeout_that_leaves_no_time_behind_a_deferral_is_named_once(
    seconds: float, is_short: bool, caplog: pytest.LogCaptureFixture
) -> None:
    function = Function()
    for _ in range(2):
        function(make_event("function_url", PING, signed(PING)), seconds)

    assert caplog.text.count("set it to 60 s or more") == is_short
    function.close()


@pytest.mark.parametrize("context", [None, object(), LambdaContext(100.0)])
def test_a_context_may_say_nothing_of_the_time(context: object, function: Function) -> None:
    body = command("long")
    response = function.door(make_event("function_url", body, signed(body)), context)

    assert (response["statusCode"], function.ran) == (202, ["long"])


# ── from call to call ──


def test_the_loop_is_kept_and_replaced_once_it_was_closed(function: Function) -> None:
    for _ in range(3):
        assert post(function, command("behind"))["statusCode"] == 202
    assert len(function.loops) == 1

    function.loops[0].close()
    for _ in range(2):
        assert post(function, command("behind"))["statusCode"] == 202

    assert len(function.loops) == 2
    assert function.ran == ["behind"] * 5


@pytest.mark.parametrize("name", ["ping", "long", "behind", "find"])
@pytest.mark.parametrize("gap", [1.0, 100.0, 1_000_000.0])
def test_no_timer_of_a_call_is_left_for_the_next_one(name: str, gap: float, function: Function) -> None:
    """The process stood still in between, or came out of a snapshot: by the clock, all of them would be due."""
    body = command(name, **SUGGESTION) if name == "find" else command(name)
    function(make_event("function_url", body, signed(body)), 20.0)
    loop, sent = function.loops[0], len(function.wire.requests)
    assert [timer for timer in loop._scheduled if not timer.cancelled()] == []  # type: ignore[attr-defined]

    loop.advance(gap)
    assert body_of(post(function, PING)) == PONG
    assert b"Pong" in body_of(post(function, command("ping")))
    assert len(function.wire.requests) == sent


def test_instances_out_of_one_snapshot_draw_numbers_of_their_own(function: Function) -> None:
    random.seed(5)
    post(function, PING)

    assert random.random() != random.Random(5).random()


def test_a_duplicate_gets_the_first_ones_answer(function: Function) -> None:
    body = command("ping")

    assert body_of(post(function, body)) == body_of(post(function, body))
    assert function.ran == ["ping"]
