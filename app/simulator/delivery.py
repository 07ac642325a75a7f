"""
Carries interactions to the bot's endpoint and reads what comes back.

The first answer must come within the deadline; a late one is read nevertheless,
so that the record can tell how late it was.

https://docs.discord.com/developers/interactions/overview#preparing-for-interactions
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

import httpx
import orjson

from app.simulator.interaction import Exchange, Interaction
from app.simulator.lifecycle import Lifecycle
from app.simulator.multipart import read_body
from app.simulator.refusal import Refusal
from app.simulator.rules import AUTOCOMPLETE, PONG
from app.simulator.signer import Signer

USER_AGENT = "Discord-Interactions/1.0 (+https://discord.com)"

INLINE_LIMIT = 150_000
"""Bytes of an HTTP response that is still taken as an answer, files included.

Undocumented; answers were seen to be dropped from about 80 kB on, others of up to 190 kB to pass.
"""


class Sender(Protocol):
    """What a delivery asks of the Discord it works for; read anew each time."""

    endpoint: str
    deadline: float
    token_life: float
    inline_limit: int
    violations: list[str]
    now: Callable[[], float]
    signer: Signer
    lifecycle: Lifecycle


class Delivery:
    """Sends signed requests to the bot and judges the HTTP answers."""

    def __init__(self, sender: Sender, transport: httpx.AsyncBaseTransport | None) -> None:
        self._sender = sender
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._running: set[asyncio.Task[None]] = set()

    def start(self, interaction: Interaction) -> None:
        """Send an interaction; the record tells what becomes of it."""
        loop = asyncio.get_running_loop()
        interaction.created = loop.time()
        body = orjson.dumps(interaction.payload)
        interaction.request_headers = self._headers(self._sender.signer.sign(body, self._sender.now()))
        interaction.note(f"sent to {self._sender.endpoint}, {len(body)} bytes")
        expiry = loop.call_later(self._sender.deadline, self._expire, interaction, self._sender.deadline)
        task = loop.create_task(self._deliver(interaction, body, expiry), name=f"deliver {interaction.id}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def answered(self, interaction: Interaction) -> Interaction:
        """Wait until an interaction has its first answer, or has failed."""
        # The expiry ends every wait; the margin is for a loop that is late itself.
        return await interaction.until(lambda i: i.state != "waiting", within=self._sender.deadline + 60)

    async def ping(self, body: bytes, endpoint: str, *, forged: bool) -> Exchange:
        """Send a PING and judge the answer."""
        sender = self._sender
        make = sender.signer.forge if forged else sender.signer.sign
        headers = self._headers(make(body, sender.now()))
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(sender.deadline):
                response = await self._opened().post(endpoint, content=body, headers=headers)
        except TimeoutError:
            return Exchange(None, {}, b"", False, f"no answer within {sender.deadline:g} s", loop.time() - begun)
        except httpx.HTTPError as error:
            return Exchange(None, {}, b"", False, _no_answer(error), loop.time() - begun)
        reason = _judge_forged(response) if forged else _judge_pong(response)
        seconds = loop.time() - begun
        return Exchange(
            response.status_code, dict(response.headers), response.content, not reason, reason or "", seconds
        )

    async def aclose(self) -> None:
        """Cancel what is under way and close the connections."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            # The transport outlives the client that is closed with it, so a later use makes a new one.
            self._client = httpx.AsyncClient(
                transport=self._transport,
                timeout=None,
                limits=httpx.Limits(max_connections=None),
                follow_redirects=False,
                trust_env=False,
            )
        return self._client

    def _headers(self, signature: dict[str, str]) -> dict[str, str]:
        return {"Content-Type": "application/json", "User-Agent": USER_AGENT, **signature}

    async def _deliver(self, interaction: Interaction, body: bytes, expiry: asyncio.TimerHandle) -> None:
        sender = self._sender
        try:
            async with asyncio.timeout(sender.token_life):
                response = await self._opened().post(sender.endpoint, content=body, headers=interaction.request_headers)
        except TimeoutError:
            interaction.note("the request was never answered; the connection was given up")
        except httpx.HTTPError as error:
            interaction.fail(_no_answer(error))
        except Exception as error:  # noqa: BLE001 - the owner of the task writes it into the record
            # An in-process bot's exception comes through its transport; on a real wire it is a 500 or a broken line.
            interaction.fail(f"the bot's server broke: {type(error).__name__}: {error}")
        else:
            self._read_answer(interaction, response)
        if interaction.state != "waiting":
            expiry.cancel()

    def _expire(self, interaction: Interaction, deadline: float) -> None:
        if interaction.state != "waiting":
            return
        if interaction.status == 202:
            interaction.fail(f"202 promised an answer by callback, and none came within {deadline:g} s")
        else:
            interaction.fail(f"no answer within {deadline:g} s")

    def _read_answer(self, interaction: Interaction, response: httpx.Response) -> None:
        status, content = response.status_code, response.content
        interaction.status, interaction.answer = status, content
        interaction.answer_headers = dict(response.headers)
        if interaction.state == "failed":
            interaction.note(f"HTTP {status} came too late, after {interaction.age:.3f} s")
        elif interaction.is_acknowledged:
            self._read_second_answer(interaction, status, content)
        elif status == 202 and not content:
            interaction.note("HTTP 202: the answer shall come by callback")
        elif reason := _judge_status(response) or self._judge_size(content):
            interaction.fail(reason)
        else:
            self._take_answer(interaction, response)

    def _read_second_answer(self, interaction: Interaction, status: int, content: bytes) -> None:
        if not content or not 200 <= status < 300:
            interaction.note(f"HTTP {status} after the callback")
            return
        self._sender.lifecycle.note_double(interaction, "HTTP response")
        self._sender.violations.append(f"{interaction.name}: HTTP {status} with a second answer, which is ignored")
        interaction.note(f"HTTP {status} after the callback: a second answer, ignored")

    def _take_answer(self, interaction: Interaction, response: httpx.Response) -> None:
        try:
            body, files = read_body(response.headers["content-type"], response.content)
        except Refusal:
            interaction.fail(f"the answer is not JSON: {response.content[:60]!r}")
            return
        try:
            self._sender.lifecycle.acknowledge(interaction, body, files, "response")
        except Refusal as refusal:
            interaction.fail(_refused(refusal, interaction))

    def _judge_size(self, content: bytes) -> str | None:
        limit = self._sender.inline_limit
        if len(content) <= limit:
            return None
        return (
            f"the HTTP response has {len(content)} bytes; above about {limit} Discord drops it (use the callback route)"
        )


def _no_answer(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.ConnectError):
        return f"no connection to the endpoint: {error}"
    return f"the connection broke: {type(error).__name__} {error}".rstrip()


def _judge_status(response: httpx.Response) -> str | None:
    """Say why an HTTP response is no answer; None when it may be one."""
    status = response.status_code
    if status == 401:
        return "status 401: the bot did not accept Discord's signature (is it using this application's public key?)"
    if 300 <= status < 400:
        goal = response.headers.get("location", "nowhere")
        return f"status {status}: a redirect to {goal!r}, which Discord does not follow"
    if status != 200:
        return f"status {status}, where 200 with an answer is expected"
    if not response.content:
        return "status 200 with an empty body"
    kind = response.headers.get("content-type")
    if kind is None:
        return "the content-type header is missing"
    if kind.partition(";")[0].strip().lower() not in ("application/json", "multipart/form-data"):
        return f"content-type {kind!r} is neither application/json nor multipart/form-data"
    return None


def _judge_pong(response: httpx.Response) -> str | None:
    if reason := _judge_status(response):
        return reason
    try:
        body, _ = read_body(response.headers["content-type"], response.content)
    except Refusal:
        return f"the answer is not JSON: {response.content[:60]!r}"
    if not isinstance(body, dict) or body.get("type") != PONG:
        return f'the answer is not {{"type": 1}}: {response.content[:60]!r}'
    return None


def _judge_forged(response: httpx.Response) -> str | None:
    if response.status_code == 401:
        return None
    return f"status {response.status_code} to a wrong signature, where 401 is expected"


def _refused(refusal: Refusal, interaction: Interaction) -> str:
    fields = "; ".join(refusal.fields)
    if fields.startswith("type:"):
        kind = "an autocomplete" if interaction.type == AUTOCOMPLETE else f"an interaction of type {interaction.type}"
        return f"this response type is not allowed for {kind}: {fields}"
    return f"{refusal.message} ({fields})" if fields else refusal.message
