import asyncio

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from app.simulator.app_transport import AppTransport


async def respond(send: Send, *, is_whole: bool = True) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-a", b"b")]})
    await send({"type": "http.response.body", "body": b"one", "more_body": True})
    if is_whole:
        await send({"type": "http.response.body", "body": b"two"})


async def test_a_response_is_over_before_the_application_returns() -> None:
    may_end, ended = asyncio.Event(), asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = await receive()
        assert request["body"] == b"hi"
        assert (scope["path"], scope["query_string"]) == ("/a", b"b=c")
        await respond(send)
        assert (await receive())["type"] == "http.disconnect"
        await may_end.wait()
        ended.set()

    transport = AppTransport(app)
    async with httpx.AsyncClient(transport=transport) as client:
        response = await client.post("http://x.test/a?b=c", content=b"hi")
        assert not ended.is_set()
        may_end.set()
        await transport.finished()

    assert (response.content, response.headers["x-a"]) == (b"onetwo", "b")
    assert ended.is_set()


async def test_an_error_before_the_response_is_raised_and_one_after_it_is_kept() -> None:
    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/late":
            await respond(send)
        raise ZeroDivisionError

    transport = AppTransport(breaks)
    async with httpx.AsyncClient(transport=transport) as client:
        with pytest.raises(ZeroDivisionError):
            await client.get("http://x.test/early")
        assert (await client.get("http://x.test/late")).status_code == 200
        await transport.finished()

    assert [type(error) for error in transport.errors] == [ZeroDivisionError]


async def test_a_response_that_breaks_off_is_a_broken_connection() -> None:
    async def breaks_off(scope: Scope, receive: Receive, send: Send) -> None:
        await respond(send, is_whole=False)

    async with httpx.AsyncClient(transport=AppTransport(breaks_off)) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("http://x.test/")


async def test_the_application_hears_when_its_client_goes_away() -> None:
    heard = asyncio.Event()

    async def waits(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        if (await receive())["type"] == "http.disconnect":
            heard.set()

    transport = AppTransport(waits)
    async with httpx.AsyncClient(transport=transport) as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await client.get("http://x.test/")
        await transport.finished()

    assert heard.is_set()


async def test_closing_ends_what_still_runs() -> None:
    async def runs_on(scope: Scope, receive: Receive, send: Send) -> None:
        await respond(send)
        await asyncio.Event().wait()

    transport = AppTransport(runs_on)
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get("http://x.test/")

    await transport.finished()
