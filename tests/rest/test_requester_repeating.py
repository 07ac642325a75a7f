"""Requests that fail: which are sent again, when, and for how long."""

import asyncio
import contextlib
import io
import itertools

import httpx
import pytest

from app.errors import NotFound, RateLimited, RestError, ServerError, TransportError
from app.models.file import File
from app.rest import routes
from app.rest.requester import ATTEMPTS, SLOWEST_UPLOAD, TIMEOUT, Requester
from app.rest.routes import Route
from tests.rest.given import BASE, PARTS, TOKEN, Wire, never, requester

FINE = httpx.Response(200, json={"id": "5"})
BROKEN = httpx.ReadError("connection lost")
UNREACHED = httpx.ConnectError("refused")
FAULT = httpx.Response(502, content=b"<html>Bad gateway</html>")
NONCE = {"content": "hello", "nonce": "1", "enforce_nonce": True}


@pytest.mark.parametrize(
    "failure", [FAULT, httpx.Response(500, json={}), httpx.Response(503), BROKEN, UNREACHED], ids=repr
)
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
async def test_what_does_the_same_when_done_twice_is_sent_again(
    method: str, failure: httpx.Response | Exception
) -> None:
    wire = Wire(failure, failure, FINE)

    assert await requester(wire).request(Route(method, "/channels/{channel_id}"), {"a": 1}, channel_id=1) == {"id": "5"}
    assert wire.bodies == [b'{"a":1}'] * 3
    assert wire.times == pytest.approx([0, 0.5, 1.5])


@pytest.mark.parametrize("failure", [FAULT, BROKEN, httpx.ReadTimeout("late"), httpx.WriteError("lost")], ids=repr)
async def test_what_might_be_done_twice_is_not(failure: httpx.Response | Exception) -> None:
    wire = Wire(failure, FINE)
    with pytest.raises(RestError) as caught:
        await requester(wire).request(routes.CREATE_MESSAGE, {"content": "hello"}, channel_id=1)

    assert len(wire.requests) == 1
    assert not isinstance(caught.value, TransportError) or caught.value.may_have_arrived


@pytest.mark.parametrize("failure", [FAULT, BROKEN], ids=repr)
@pytest.mark.parametrize(
    ("data", "times"),
    [(NONCE, 2), (NONCE | {"enforce_nonce": False}, 1), (NONCE | {"nonce": None}, 1), ({"content": "hello"}, 1)],
)
async def test_a_message_that_discord_tells_apart_by_its_nonce_is_sent_again(
    data: dict[str, object], times: int, failure: httpx.Response | Exception
) -> None:
    wire = Wire(failure, FINE)
    with pytest.raises(RestError) if times == 1 else contextlib.nullcontext():
        await requester(wire).request(routes.CREATE_MESSAGE, data, channel_id=1)

    assert len(wire.requests) == times


@pytest.mark.parametrize("failure", [UNREACHED, httpx.ConnectTimeout("late"), httpx.PoolTimeout("full")], ids=repr)
async def test_what_surely_never_left_is_sent_again(failure: Exception) -> None:
    wire = Wire(failure, FINE)
    assert await requester(wire).request(routes.CREATE_MESSAGE, {"content": "hello"}, channel_id=1) == {"id": "5"}
    wire = Wire(failure)
    with pytest.raises(TransportError) as caught:
        await requester(wire).request(routes.CREATE_MESSAGE, {"content": "hello"}, channel_id=1)

    assert not caught.value.may_have_arrived
    assert len(wire.requests) == ATTEMPTS


@pytest.mark.parametrize(
    "failure", [httpx.UnsupportedProtocol("ftp"), httpx.InvalidURL("x"), httpx.ProxyError("405 no")], ids=repr
)
async def test_what_cannot_work_is_tried_once(failure: Exception) -> None:
    wire = Wire(failure)
    with pytest.raises(TransportError) as caught:
        await requester(wire).request(routes.GET_MY_USER)

    assert (len(wire.requests), caught.value.may_have_arrived) == (1, False)


async def test_failures_without_end_are_given_up() -> None:
    wire = Wire(FAULT)
    with pytest.raises(ServerError) as caught:
        await requester(wire).request(routes.GET_MY_USER)

    assert wire.times == pytest.approx([0, 0.5, 1.5, 3.5])
    assert (caught.value.__context__, caught.value.status) == (None, 502)


@pytest.mark.parametrize(("jitter", "wait"), [(0.0, 0.25), (0.5, 0.375), (1.0, 0.5)])
async def test_attempts_are_spread(jitter: float, wait: float) -> None:
    wire = Wire(FAULT, FINE)
    await Requester(BASE, TOKEN, wire, jitter=lambda: jitter).request(routes.GET_MY_USER)

    assert wire.times == pytest.approx([0, wait])


async def test_one_attempt_that_may_have_arrived_is_not_forgotten() -> None:
    wire = Wire(BROKEN, UNREACHED)
    with pytest.raises(TransportError) as caught:
        await requester(wire).request(routes.GET_MY_USER)

    assert caught.value.may_have_arrived


async def test_files_are_read_anew_for_each_attempt() -> None:
    stream = io.BytesIO(b"skipped" + b"x" * 200_000)
    stream.seek(7)
    wire = Wire(httpx.Response(429, json={"retry_after": 1}), FAULT, FINE)
    await requester(wire).request(
        routes.UPDATE_ORIGINAL_WEBHOOK_MESSAGE, {"content": "hello"}, files=[File("a.txt", stream)], **PARTS
    )

    assert len(wire.bodies) == 3
    assert len(set(wire.bodies)) == 1
    assert b"x" * 200_000 in wire.bodies[0]
    assert b"skipped" not in wire.bodies[0]
    assert [int(request.headers["Content-Length"]) for request in wire.requests] == [len(wire.bodies[0])] * 3
    assert "Transfer-Encoding" not in wire.requests[0].headers


# ── time ──


@pytest.mark.parametrize("route", [routes.GET_MY_USER, routes.CREATE_DM], ids=lambda route: route.method)
async def test_all_attempts_together_take_no_longer_than_they_may(route: Route) -> None:
    wire, began = Wire(never), asyncio.get_running_loop().time()
    with pytest.raises(TransportError, match="timed out") as caught:
        await requester(wire).request(route, {}, within=1.5)

    assert asyncio.get_running_loop().time() - began == pytest.approx(1.5)
    assert (len(wire.requests), caught.value.may_have_arrived) == (1, True)


async def test_an_attempt_that_would_come_too_late_is_not_made() -> None:
    wire = Wire(FAULT)
    with pytest.raises(ServerError):
        await requester(wire).request(routes.GET_MY_USER, within=1.0)

    assert wire.times == pytest.approx([0, 0.5])


async def test_a_rate_limit_that_ends_too_late_is_not_waited_for() -> None:
    wire = Wire(httpx.Response(429, json={"retry_after": 2}))
    with pytest.raises(RateLimited) as caught:
        await requester(wire).request(routes.GET_MY_USER, within=1.0)

    assert (caught.value.retry_after, len(wire.requests)) == (2, 1)
    assert wire.times == pytest.approx([0])


async def test_no_time_at_all_sends_nothing() -> None:
    wire = Wire(FINE)
    with pytest.raises(TransportError, match="timed out") as caught:
        await requester(wire).request(routes.GET_MY_USER, within=0)

    assert (wire.requests, caught.value.may_have_arrived) == ([], False)


async def test_an_upload_has_time_in_proportion_to_its_size() -> None:
    began = asyncio.get_running_loop().time()
    with pytest.raises(TransportError, match="timed out"):
        await requester(Wire(never)).request(
            routes.EXECUTE_WEBHOOK, {}, files=[File("a.bin", bytes(SLOWEST_UPLOAD * 4))], **PARTS
        )
    lasted = asyncio.get_running_loop().time() - began

    assert TIMEOUT + 4 <= lasted < TIMEOUT + 4.5


async def test_a_connection_must_come_about_in_a_part_of_the_time() -> None:
    wire = Wire(FINE)
    await requester(wire).request(routes.GET_MY_USER, within=1.5)
    timeouts = wire.requests[0].extensions["timeout"]

    assert 0 < timeouts.pop("connect") < 1.5 / 2
    assert set(timeouts.values()) == {None}


async def test_who_is_cancelled_leaves_the_line_to_others() -> None:
    wire = Wire(never)
    asked = requester(wire)
    tasks = [asyncio.create_task(asked.request(routes.GET_CHANNEL, channel_id=1)) for _ in range(3)]
    await asyncio.sleep(1)
    for number, task in enumerate(tasks, start=1):
        assert len(wire.requests) == number
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(1)


async def test_rate_limits_do_not_use_up_the_attempts() -> None:
    answers = itertools.chain([httpx.Response(429, json={"retry_after": 1})] * 6, [FAULT] * 3, [FINE])

    assert await requester(Wire(*answers)).request(routes.GET_MY_USER) == {"id": "5"}


async def test_who_is_told_to_come_back_at_once_again_and_again_comes_less_and_less_often() -> None:
    """Each 429 counts towards the 10,000 for which Cloudflare shuts an address out."""
    wire = Wire(httpx.Response(429, json={"retry_after": 0}))
    with pytest.raises(RateLimited):
        await requester(wire).request(routes.GET_CHANNEL, channel_id=1)

    assert len(wire.requests) < 10


async def test_a_file_that_cannot_be_read_is_not_tried_again() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("the disk is gone")

    wire = Wire(FINE)
    with pytest.raises(TransportError, match="a file cannot be read: the disk is gone") as caught:
        await requester(wire).request(
            routes.UPDATE_MESSAGE, {}, files=[File("a.bin", Broken(b"x"))], channel_id=1, message_id=2
        )

    assert not caught.value.may_have_arrived
    assert isinstance(caught.value.__cause__, OSError)
    assert len(wire.requests) == 1


@pytest.mark.parametrize("failure", [FAULT, BROKEN], ids=repr)
async def test_a_deletion_whose_answer_was_lost_is_done_though_nothing_is_there_any_more(
    failure: httpx.Response | Exception,
) -> None:
    gone = httpx.Response(404, json={"code": 10008, "message": "Unknown Message"})
    wire = Wire(failure, gone)

    assert await requester(wire).request(routes.DELETE_MESSAGE, channel_id=1, message_id=2) is None
    assert len(wire.requests) == 2


@pytest.mark.parametrize("answers", [[], [UNREACHED]], ids=["at once", "after a request that never left"])
async def test_a_deletion_of_what_never_was_is_an_error(answers: list[Exception]) -> None:
    gone = httpx.Response(404, json={"code": 10008, "message": "Unknown Message"})

    with pytest.raises(NotFound):
        await requester(Wire(*answers, gone)).request(routes.DELETE_MESSAGE, channel_id=1, message_id=2)
