"""What the kinds of hosts do with a response, and with the work after it."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from app.simulator.app_transport import AppTransport, Host
from app.testing import virtual_time

Work = Callable[[], Awaitable[None]]


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


async def request(host: Host, after: Work) -> tuple[AppTransport, float]:
    """Send a request to an application that works on after its response; return when that came."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})
        await after()

    transport = AppTransport(app, host=host)
    loop = asyncio.get_running_loop()
    async with httpx.AsyncClient(transport=transport) as client:
        begun = loop.time()
        assert (await client.get("http://x.test/")).content == b"done"
        came = loop.time() - begun
        await transport.finished()
    return transport, round(came, 3)


async def in_the_call() -> None:
    await asyncio.sleep(2)


async def as_a_task() -> None:
    asyncio.create_task(asyncio.sleep(2), name="the rest")  # noqa: RUF006 - what is tested here


async def nothing() -> None:
    """Return at once."""


@pytest.mark.parametrize(
    ("host", "came", "left_behind"),
    [("stays", 0, []), ("waits", 0, []), ("buffers", 2, []), ("freezes", 0, ["serve a request"])],
)
async def test_work_within_the_call_holds_the_response_up_or_is_frozen_where_the_host_does_so(
    host: Host, came: float, left_behind: list[str]
) -> None:
    transport, seconds = await request(host, in_the_call)

    assert seconds == came
    assert [line.partition(" (")[0] for line in transport.left_behind] == left_behind


@pytest.mark.parametrize(
    ("host", "left_behind"),
    [("stays", []), ("waits", ["the rest"]), ("buffers", ["the rest"]), ("freezes", ["the rest"])],
)
async def test_a_task_is_left_behind_wherever_the_process_stops(host: Host, left_behind: list[str]) -> None:
    transport, seconds = await request(host, as_a_task)

    assert seconds == 0
    assert [line.partition(" (")[0] for line in transport.left_behind] == left_behind


@pytest.mark.parametrize("host", ["stays", "waits", "buffers", "freezes"])
async def test_nothing_is_left_behind_when_nothing_comes_after_the_response(host: Host) -> None:
    assert (await request(host, nothing))[0].left_behind == []


async def test_tasks_of_tasks_are_found_and_those_of_others_are_not() -> None:
    other = asyncio.create_task(asyncio.sleep(60), name="of the test")

    async def starts_another() -> None:
        asyncio.create_task(asyncio.sleep(2), name="of a task")  # noqa: RUF006 - what is tested here

    async def nested() -> None:
        await asyncio.create_task(starts_another())

    transport, _ = await request("waits", nested)

    assert transport.left_behind == ["of a task (sleep)"]
    other.cancel()


async def test_what_the_other_side_does_is_no_work_of_the_application() -> None:
    async def lingers(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
        await asyncio.sleep(5)

    discord = AppTransport(lingers)

    async def calls_out() -> None:
        await discord.handle_async_request(httpx.Request("GET", "http://discord.test/"))

    transport, _ = await request("waits", calls_out)

    assert transport.left_behind == []


async def test_an_error_after_a_held_response_is_one_before_it() -> None:
    async def breaks() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await request("buffers", breaks)
