"""
Carries interactions to the bot's endpoint and reads what comes back.

The first answer must come within the deadline; a late one is read nevertheless,
so that the record can tell how late it was.

https://docs.discord.com/developers/interactions/overview#preparing-for-interactions
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Protocol

import httpx
import orjson

from app.simulator.interaction import Exchange, Interaction
from app.simulator.lifecycle import Lifecycle
from app.simulator.multipart import read_body
from app.simulator.refusal import INVALID_FORM_BODY, Refusal
from app.simulator.rulebook import RULES, Rule, rule_of_code, rule_of_form
from app.simulator.rules import AUTOCOMPLETE, PONG
from app.simulator.signer import Signer

USER_AGENT = "Discord-Interactions/1.0 (+https://discord.com)"

INLINE_LIMIT = 150_000
"""Bytes of an HTTP response that is still taken as an answer, files included.

Undocumented; answers were seen to be dropped from about 80 kB on, others of up to 190 kB to pass.
"""


@dataclass(frozen=True, slots=True)
class Manner:
    """How an interaction is sent.

    Attributes:
        is_forged: With a signature that does not fit.
        delay: Seconds that it is on its way; its user's 3 seconds run meanwhile.
        copies: How often the same request is sent.
    """

    is_forged: bool = False
    delay: float = 0.0
    copies: int = 1


AS_USUAL = Manner()


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


_Verdict = tuple[str, str]
"""What is wrong with an answer, and the key of the rule."""


class Delivery:
    """Sends signed requests to the bot and judges the HTTP answers."""

    def __init__(self, sender: Sender, transport: httpx.AsyncBaseTransport | None) -> None:
        self._sender = sender
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._running: set[asyncio.Task[None]] = set()

    def start(self, interaction: Interaction, manner: Manner = AS_USUAL) -> None:
        """Send an interaction; the record tells what becomes of it."""
        loop = asyncio.get_running_loop()
        interaction.created = loop.time()
        interaction.endpoint = self._sender.endpoint
        body = orjson.dumps(interaction.payload)
        make = self._sender.signer.forge if manner.is_forged else self._sender.signer.sign
        interaction.request_headers = self._headers(make(body, self._sender.now()))
        interaction.note(f"sent to {interaction.endpoint}, {len(body)} bytes", "sent")
        expiry = loop.call_later(self._sender.deadline, self._expire, interaction, self._sender.deadline)
        self._run(self._deliver(interaction, body, expiry, manner), f"deliver {interaction.id}")
        for _ in range(1, manner.copies):
            self._run(self._deliver_copy(interaction, body), f"deliver {interaction.id} again")

    def _run(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def answered(self, interaction: Interaction) -> Interaction:
        """Wait until an interaction has its first answer, or has failed."""
        # The expiry ends every wait; the margin is for a loop that is late itself.
        return await interaction.until(lambda i: i.state != "waiting", within=self._sender.deadline + 60)

    async def ping(self, body: bytes, endpoint: str, *, forged: bool) -> Exchange:
        """Send a PING and judge the answer."""
        return await self.exchange(body, endpoint, _judge_pong, forged=forged)

    async def exchange(
        self, body: bytes, endpoint: str, judge: Callable[[httpx.Response], str | None], *, forged: bool = False
    ) -> Exchange:
        """Send what is no interaction, and judge the answer.

        Args:
            body: The request's body.
            endpoint: Where it goes.
            judge: Says what is wrong with an answer.
            forged: Whether it is signed wrongly, and must be refused.
        """
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
        reason = _judge_forged(response) if forged else judge(response)
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

    async def _deliver(
        self, interaction: Interaction, body: bytes, expiry: asyncio.TimerHandle, manner: Manner
    ) -> None:
        if manner.delay:
            await asyncio.sleep(manner.delay)
            interaction.note(f"the request reached the bot after {manner.delay:g} s")
        try:
            async with asyncio.timeout(self._sender.token_life):
                response = await self._post(interaction, body)
        except TimeoutError:
            interaction.note("the request was never answered; the connection was given up")
        except httpx.HTTPError as error:
            is_absent = isinstance(error, httpx.ConnectError)
            interaction.fail(_no_answer(error), RULES["unreachable" if is_absent else "broken_answer"])
        except Exception as error:  # noqa: BLE001 - the owner of the task writes it into the record
            # An in-process bot's exception comes through its transport; on a real wire it is a 500 or a broken line.
            interaction.fail(f"the bot's server broke: {type(error).__name__}: {error}", RULES["broken_answer"])
        else:
            interaction.answer_seconds = round(interaction.age, 3)
            if manner.is_forged:
                self._read_forged(interaction, response)
            else:
                self._read_answer(interaction, response)
        if interaction.state != "waiting":
            expiry.cancel()

    async def _deliver_copy(self, interaction: Interaction, body: bytes) -> None:
        """Send the same request once more; whatever is answered is written down, and counts for nothing."""
        try:
            async with asyncio.timeout(self._sender.token_life):
                response = await self._post(interaction, body)
        except TimeoutError:
            interaction.note("the copy of the request was never answered")
        except httpx.HTTPError as error:
            interaction.note(f"the copy of the request: {_no_answer(error)}")
        except Exception as error:  # noqa: BLE001 - as above
            interaction.note(f"the copy of the request: the bot's server broke: {type(error).__name__}: {error}")
        else:
            interaction.copy_status, interaction.copy_answer = response.status_code, response.content
            answered = f"HTTP {response.status_code}, {len(response.content)} bytes"
            interaction.note(f"the copy of the request was answered with {answered}")

    async def _post(self, interaction: Interaction, body: bytes) -> httpx.Response:
        return await self._opened().post(interaction.endpoint, content=body, headers=interaction.request_headers)

    def _expire(self, interaction: Interaction, deadline: float) -> None:
        if interaction.state != "waiting":
            return
        if interaction.status == 202:
            reason = f"202 promised an answer by callback, and none came within {deadline:g} s"
        else:
            reason = f"no answer within {deadline:g} s"
        interaction.fail(reason, RULES["deadline"])

    def _read_forged(self, interaction: Interaction, response: httpx.Response) -> None:
        """Judge the answer to a request whose signature did not fit: whatever else it is, it is shown to nobody."""
        interaction.status, interaction.answer = response.status_code, response.content
        interaction.answer_headers = dict(response.headers)
        if reason := _judge_forged(response):
            interaction.fail(reason, RULES["forged_accepted"])
        else:
            interaction.refuse_forged()

    def _read_answer(self, interaction: Interaction, response: httpx.Response) -> None:
        status, content = response.status_code, response.content
        interaction.status, interaction.answer = status, content
        interaction.answer_headers = dict(response.headers)
        if interaction.state == "failed":
            interaction.note(f"HTTP {status} came too late, after {interaction.age:.3f} s", "failed")
        elif interaction.is_acknowledged:
            self._read_second_answer(interaction, status, content)
        elif status == 202 and not content:
            interaction.note("HTTP 202: the answer shall come by callback")
        elif found := _judge_status(response) or self._judge_size(content):
            reason, rule = found
            interaction.fail(reason, RULES[rule])
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
            interaction.fail(f"the answer is not JSON: {response.content[:60]!r}", RULES["not_json"])
            return
        try:
            self._sender.lifecycle.acknowledge(interaction, body, files, "response")
        except Refusal as refusal:
            interaction.fail(_refused(refusal, interaction), _rule_of(refusal, body))

    def _judge_size(self, content: bytes) -> _Verdict | None:
        limit, size = self._sender.inline_limit, len(content)
        if size <= limit:
            return None
        reason = f"the HTTP response has {size} bytes; above about {limit} Discord drops it (use the callback route)"
        return reason, "response_size"


def _no_answer(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.ConnectError):
        return f"no connection to the endpoint: {error}"
    return f"the connection broke: {type(error).__name__} {error}".rstrip()


def _judge_status(response: httpx.Response) -> _Verdict | None:
    """Say why an HTTP response is no answer; None when it may be one."""
    status = response.status_code
    if status == 401:
        reason = "status 401: the bot did not accept Discord's signature (is it using this application's public key?)"
        return reason, "signature_refused"
    if 300 <= status < 400:
        goal = response.headers.get("location", "nowhere")
        return f"status {status}: a redirect to {goal!r}, which Discord does not follow", "redirect"
    if status != 200:
        return f"status {status}, where 200 with an answer is expected", "status"
    if not response.content:
        return "status 200 with an empty body", "empty_body"
    kind = response.headers.get("content-type")
    if kind is None:
        return "the content-type header is missing", "content_type"
    if kind.partition(";")[0].strip().lower() not in ("application/json", "multipart/form-data"):
        return f"content-type {kind!r} is neither application/json nor multipart/form-data", "content_type"
    return None


def _judge_pong(response: httpx.Response) -> str | None:
    if found := _judge_status(response):
        return found[0]
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


def _rule_of(refusal: Refusal, body: object) -> Rule:
    if refusal.code == INVALID_FORM_BODY:
        kind = body.get("type") if isinstance(body, dict) else None
        return rule_of_form(refusal.fields, "/callback", kind)
    return rule_of_code(refusal.status, refusal.code) or RULES["refused"]
