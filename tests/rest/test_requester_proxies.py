"""What stands between the bot and Discord: another base, a proxy, a mistaken one."""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest

from app.errors import TransportError
from app.rest import routes
from app.rest.limiter import ExternalLimiter
from app.rest.requester import Requester
from app.settings import read_settings
from tests.rest.given import PARTS, SECRET, TOKEN, Wire

PROXY_PASSWORD = "planted-proxy-password"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Server:
    """A server that answers everything alike, and keeps the first lines and headers of what it was asked."""

    def __init__(self, answer: bytes) -> None:
        self.seen: list[bytes] = []
        self._answer = answer

    @contextlib.asynccontextmanager
    async def at(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with server:
            yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(self._answer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()


def say(status: str, body: bytes = b"{}", headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s" % (
        status.encode(), len(body), headers, body,
    )  # fmt: skip


# ── another base ──


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://nirn:8080", "http://nirn:8080/api/v10"),
        ("http://x/api", "http://x/api/v10"),
        ("http://x/api/v10/", "http://x/api/v10"),
        ("https://x/proxy", "https://x/proxy/api/v10"),
        ("https://x/proxy/api/v9/", "https://x/proxy/api/v9"),
    ],
)
async def test_paths_are_right_wherever_the_api_stands(url: str, base: str) -> None:
    wire = Wire()
    asked = Requester(read_settings({"DISCORD_API_URL": url}).api_url, TOKEN, wire, limiter=ExternalLimiter())
    await asked.request(routes.GET_MY_USER)
    await asked.request(routes.EXECUTE_WEBHOOK, {}, query={"wait": True}, **PARTS)

    assert [str(request.url) for request in wire.requests] == [
        f"{base}/users/@me", f"{base}/webhooks/1/{SECRET}?wait=true",
    ]  # fmt: skip
    assert ["Authorization" in request.headers for request in wire.requests] == [True, False]


async def test_a_rate_limit_proxy_is_spoken_to_in_plain_http() -> None:
    server = Server(say("200 OK"))
    async with server.at() as where:
        asked = Requester(f"http://{where}/api/v10/", TOKEN, limiter=ExternalLimiter())
        assert await asked.request(routes.GET_MY_USER) == {}
        await asked.close()

    (seen,) = server.seen
    assert seen.startswith(b"GET /api/v10/users/@me HTTP/1.1\r\n")
    assert f"Authorization: Bot {TOKEN}".encode() in seen


# ── a proxy ──


async def test_a_proxy_is_told_name_and_password() -> None:
    server = Server(say("200 OK"))
    async with server.at() as where:
        asked = Requester(
            "http://discord.test/api/v10", TOKEN, proxy=f"http://{where}", proxy_auth=("me", PROXY_PASSWORD)
        )
        assert await asked.request(routes.GET_MY_USER) == {}
        await asked.close()

    (seen,) = server.seen
    credentials = base64.b64encode(f"me:{PROXY_PASSWORD}".encode())
    assert seen.startswith(b"GET http://discord.test/api/v10/users/@me HTTP/1.1\r\n")
    assert b"Basic " + credentials in seen


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (say("405 Method Not Allowed"), "DISCORD_API_URL"),
        (say("404 Not Found"), "DISCORD_API_URL"),
        (say("400 Bad Request", b"<html>"), "DISCORD_API_URL"),
        (b"", "DISCORD_API_URL"),
        (say("407 Proxy Authentication Required"), "name and a password"),
    ],
    ids=["405", "404", "400", "hangs up", "407"],
)
async def test_a_rate_limit_proxy_in_the_place_of_a_proxy_is_explained(
    answer: bytes, hint: str, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server(answer)
    async with server.at() as where:
        asked = Requester(
            "https://discord.test/api/v10", TOKEN, proxy=f"http://{where}", proxy_auth=("me", PROXY_PASSWORD)
        )
        with pytest.raises(TransportError) as caught:
            await asked.request(routes.UPDATE_ORIGINAL_WEBHOOK_MESSAGE, {}, **PARTS)
        await asked.close()

    assert server.seen[0].startswith(b"CONNECT discord.test:443")
    assert hint in caught.value.hint
    assert hint in str(caught.value)
    for secret in (PROXY_PASSWORD, TOKEN, SECRET):
        assert secret not in f"{caught.value!r} {vars(caught.value)} {caught.value.__cause__!r} {asked!r} {caplog.text}"


async def test_a_proxy_is_not_asked_where_something_else_carries_the_requests() -> None:
    wire = Wire(httpx.Response(200, json={}))

    assert (
        await Requester("https://discord.test", TOKEN, wire, proxy="http://127.0.0.1:1").request(routes.GET_MY_USER)
        == {}
    )


@pytest.mark.parametrize("proxy", ["nonsense", "ftp://somewhere", "http://some\nwhere"])
async def test_a_proxy_that_is_no_url_of_one_is_named(proxy: str) -> None:
    with pytest.raises(ValueError, match=r"^proxy is no URL such as http://HOST:PORT: "):
        await Requester("https://discord.test/api/v10", TOKEN, proxy=proxy).request(routes.GET_MY_USER)
