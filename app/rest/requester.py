"""
One request to Discord: sent, waited for, repeated where that is right, and its refusal made an error.

httpx is used in this file alone, and loaded with the first request: a bot that
answers every interaction in the HTTP response never needs it.

A request climbs down a ladder. `request` repeats what may be repeated,
`_attempt` waits for the limits, `_send` meets the wire.

What may be repeated: whatever surely never left, what a 429 sent back, and
where the connection broke or Discord had a fault of its own (5xx), what does
the same when it is done twice. That is every method but POST, and a message
with a nonce by which Discord tells that it has it already.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from app.errors import CloudflareBanned, NotFound, RateLimited, RestError, ServerError, TransportError
from app.models.base import convert
from app.models.file import File
from app.rest.answer import Answer, make_error, read_file, read_result
from app.rest.body import Body, is_told_apart, make_body, write_query
from app.rest.broken import make_broken, make_unreadable
from app.rest.call import Call, find_lane, redact_record
from app.rest.guard import Guard
from app.rest.limiter import UNANSWERED, UNSENT, Limiter, LocalLimiter
from app.rest.line import LONGEST_WAIT, Claim
from app.rest.ratelimit import major_part, read_refusal
from app.rest.routes import Route
from app.telemetry.release import read_release
from app.telemetry.telemetry import Telemetry

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

T = TypeVar("T")

TIMEOUT = 10.0
"""Seconds for one attempt, connecting included."""
SLOWEST_UPLOAD = 250_000
"""Bytes that a second more is granted for."""
ATTEMPTS = 4
"""How often a request is sent at most when it fails; rate limits are not counted."""
BACKOFF = 0.5
"""Seconds before the second attempt; twice as many before each further one."""
BELIEVED = 3
"""429s of a request whose waits are taken at their word: each counts towards a ban, and some say "at once" for ever."""
CONNECTING = 0.4
"""Part of an attempt's time in which a connection must come about: then a time-out means that nothing was sent."""


class Requester:
    """Sends requests to Discord's REST API.

    Args:
        base_url: Base of the API, or of a proxy that stands for it.
        token: Bot token, for the routes that need one.
        transport: What carries the requests; httpx's own unless given.
        limiter: Decides when requests leave; one for this process unless given.
        proxy: URL of a proxy through which `base_url` is reached; without
            effect on a `transport` that was given.
        proxy_auth: Name and password for the proxy.
        jitter: Returns numbers from 0 to 1, by which repeated attempts are
            spread, so that not all come back at once.
        telemetry: Hears what becomes of requests.
    """

    def __init__(
        self,
        base_url: str,
        token: str = "",
        transport: "httpx.AsyncBaseTransport | None" = None,
        *,
        limiter: Limiter | None = None,
        proxy: str | None = None,
        proxy_auth: tuple[str, str] | None = None,
        jitter: Callable[[], float] = random.random,
        telemetry: Telemetry | None = None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._authorization = f"Bot {token}"
        self._transport = transport
        self._limiter: Limiter = limiter or LocalLimiter()
        self._proxy = proxy
        self._proxy_auth = proxy_auth
        self._jitter = jitter
        self._telemetry = telemetry or Telemetry()
        self._guard = Guard()
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def authorize(self, authorization: str) -> None:
        """Send this `Authorization` from now on, in place of the bot token."""
        self._authorization = authorization
        self._guard.trust_token()

    async def request(
        self,
        route: Route,
        data: object = None,
        *,
        query: Mapping[str, object] | None = None,
        form: Mapping[str, str] | None = None,
        files: Sequence[File] | Mapping[str, File] = (),
        reason: str | None = None,
        authorization: str | None = None,
        within: float | None = None,
        **parts: Any,
    ) -> Any:
        """Send a request, and return the JSON of the answer; None if it has no body.

        Rate limits are waited for, and a request that may be repeated is, when
        the connection breaks or Discord has a fault of its own.

        Args:
            route: Where to.
            data: What to send as JSON: models and plain values.
            query: What stands behind the path; None is left out, of several
                values each is sent.
            form: What to send as a form instead of JSON.
            files: What to upload beside `data`; by name beside `form`.
            reason: What the server's audit log says, at most 512 characters.
            authorization: `Authorization` header, in place of the bot token.
            within: Seconds for all of it, waiting and repeating included.
            parts: The parts of the route's path.

        Raises:
            RestError: The subclass that fits the status; `TransportError` if
                there was no answer, or a file cannot be read; `RateLimited`
                if the limits leave no time.
        """
        try:
            body = make_body(data, form, files)
        except OSError as error:
            raise make_unreadable(route.method, route.shown(**parts), error) from error
        # The address has no name here: tools that collect errors show what the names in a traceback stand for.
        call = self._prepare(
            route,
            self._base_url + route.path(**parts) + write_query(query),
            body,
            parts,
            authorization=authorization,
            reason=reason,
            within=within,
        )
        call.is_repeatable = route.method != "POST" or is_told_apart(data)
        while True:
            outcome = await self._attempt(call)
            if isinstance(outcome, Answer):
                return read_result(route.method, call.claim.shown, outcome)
            wait = self._wait_before_repeating(call, outcome)
            if wait is None:
                raise outcome
            await asyncio.sleep(wait)

    async def fetch(self, kind: type[T], route: Route, data: object = None, **options: Any) -> T:
        """Send a request, and return the answer as a model; otherwise as `request`."""
        answer = await self.request(route, data, **options)
        try:
            return convert(answer, kind)
        except msgspec.ValidationError as error:
            message = f"the answer is not of the form that Discord documents: {error}"
            raise RestError(route.method, route.template, 200, message=message) from None

    async def download(self, url: str, shown: str, most: int, *, hints: Mapping[int, str]) -> bytes:
        """Fetch a file, which does not lie at the API: without the bot token, and past the limits.

        Args:
            url: Its address; that it is one of Discord's is seen to by whoever calls this.
            shown: The address for people to read.
            most: Bytes that it may have.
            hints: What to do about an answer, by its status.

        Raises:
            RestError: The subclass that fits the status, or if there is more
                of it; `TransportError` if there was no answer.
        """
        claim = Claim("GET", shown, "", "", 0, is_global=False, lasts=TIMEOUT + most / SLOWEST_UPLOAD)
        headers = {"Accept-Encoding": "identity"}
        call = Call(url, headers, None, claim, url.partition("?")[2], most=most, is_repeatable=True)
        while True:
            outcome: Answer | RestError = await self._send(call)
            if isinstance(outcome, Answer) and outcome.is_success:
                return outcome.content
            pause = 0.0
            if isinstance(outcome, Answer) and outcome.status == 429:
                pause, scope = read_refusal(outcome.headers, {})
                outcome = RateLimited("GET", shown, retry_after=pause, scope=scope)
            elif isinstance(outcome, Answer):
                outcome = make_error("GET", shown, outcome, hint=hints.get(outcome.status, ""))
            wait = self._wait_before_repeating(call, outcome)
            if wait is None:
                raise outcome
            # There is no limiter here that would wait.
            await asyncio.sleep(max(wait, pause))

    @property
    def origin(self) -> str:
        """Scheme, host and port of the API, or of what stands for it."""
        parts = urlsplit(self._base_url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    async def prepare(self) -> None:
        """Load what the first request needs, ahead of it."""
        await self._open()

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None and self._loop is asyncio.get_running_loop():
            await client.aclose()

    def _prepare(
        self,
        route: Route,
        url: str,
        body: Body | None,
        parts: Mapping[str, Any],
        *,
        authorization: str | None,
        reason: str | None,
        within: float | None,
    ) -> Call:
        headers = {} if body is None else dict(body.headers)
        if route.authorized:
            headers["Authorization"] = authorization or self._authorization
        if reason is not None:
            headers["X-Audit-Log-Reason"] = quote(reason)
        major = major_part(route, parts)
        claim = Claim(
            route.method,
            route.shown(**parts),
            f"{route.method} {route.template}",
            # Limits belong to whoever is asking.
            f"{major} {hash(authorization)}" if authorization else major,
            lane=find_lane(route),
            is_global=route.authorized and authorization is None,
            lasts=TIMEOUT if body is None else TIMEOUT + body.size / SLOWEST_UPLOAD,
        )
        if within is not None:
            claim.deadline = asyncio.get_running_loop().time() + within
        return Call(url, headers, None if body is None else body.content, claim, str(parts.get("token", "")))

    def _wait_before_repeating(self, call: Call, error: RestError) -> float | None:
        """Return the seconds after which a request is sent again; None if that is not right."""
        claim, now = call.claim, asyncio.get_running_loop().time()
        if isinstance(error, RateLimited):
            if call.patient_until is None:
                call.patient_until = now + LONGEST_WAIT
            call.refusals += 1
            # As a rule it is the limiter that waits, with all others whom it concerns.
            wait = BACKOFF * 2.0 ** (call.refusals - BELIEVED) if call.refusals > BELIEVED else 0.0
            if now + max(wait, error.retry_after) > min(call.patient_until, claim.deadline):
                return None
            log.warning(
                "rate limited on %s %s, waiting %.2f s", claim.method, claim.shown, max(wait, error.retry_after)
            )
            claim.was_refused = True
            return wait
        if not call.is_repeatable and call.may_have_arrived:
            return None
        if not isinstance(error, ServerError | TransportError) or call.is_hopeless:
            return None
        call.failures += 1
        wait = BACKOFF * 2.0 ** (call.failures - 1) * (1 + self._jitter()) / 2
        if call.failures >= ATTEMPTS or now + wait > claim.deadline:
            return None
        log.info("%s %s failed (%s), trying again in %.2f s", claim.method, claim.shown, error.message, wait)
        return wait

    async def _attempt(self, call: Call) -> "Answer | RestError":
        """Send a request when the limits allow it, and return the answer if Discord did what it asked for.

        Raises:
            RestError: If it was held back here.
        """
        guard, loop = self._guard, asyncio.get_running_loop()
        has_token = call.headers.get("Authorization") == self._authorization
        came = loop.time()
        guard.check(call.claim, came, has_token=has_token)
        self._telemetry.requests_waiting += 1
        try:
            await self._limiter.acquire(call.claim)
        finally:
            self._telemetry.requests_waiting -= 1
        told = UNSENT
        try:
            # While it waited, others may have learned something.
            sent = loop.time()
            guard.check(call.claim, sent, has_token=has_token)
            guard.admit(sent)
            told = UNANSWERED
            with self._telemetry.request(call.claim.route, sent - came) as request:
                outcome = await self._send(call)
                request.status = outcome.status if isinstance(outcome, Answer) else 0
            if isinstance(outcome, Answer):
                has_token = call.headers.get("Authorization") == self._authorization
                told, error = guard.take_in(call.claim, outcome, sent, loop.time(), has_token=has_token)
                if isinstance(error, RateLimited | CloudflareBanned):
                    self._telemetry.rate_limited(error.scope if isinstance(error, RateLimited) else "cloudflare")
                if isinstance(error, NotFound) and call.claim.method == "DELETE" and call.may_have_arrived:
                    # An attempt before has deleted it, though its answer was lost.
                    return Answer(204, {}, b"", "")
                call.may_have_arrived |= isinstance(error, ServerError)
                return error or outcome
            if not outcome.may_have_arrived:
                told = UNSENT
            call.may_have_arrived |= outcome.may_have_arrived
            outcome.may_have_arrived = call.may_have_arrived
            return outcome
        finally:
            await self._limiter.release(call.claim, told)

    async def _send(self, call: Call) -> "Answer | TransportError":
        """Put a request on the wire, once."""
        client = await self._open()
        import httpx

        claim = call.claim
        seconds = min(claim.lasts, claim.deadline - asyncio.get_running_loop().time())
        if seconds <= 0:
            return TransportError(claim.method, claim.shown, message="timed out", may_have_arrived=False)
        try:
            # httpx's own timeouts begin anew with every byte.
            async with (
                asyncio.timeout(seconds),
                client.stream(
                    claim.method,
                    call.url,
                    content=call.content,
                    headers=call.headers,
                    timeout=httpx.Timeout(None, connect=seconds * CONNECTING),
                ) as response,
            ):
                content = await (response.aread() if call.most is None else read_file(response, claim.shown, call.most))
        except TimeoutError:
            return TransportError(claim.method, claim.shown, message=f"timed out after {seconds:.1f} s")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return make_broken(httpx, call, error, has_proxy=self._proxy is not None)
        except OSError as error:
            # httpx makes errors of its own of those of the connection: this is a file's.
            call.is_hopeless = True
            return make_unreadable(claim.method, claim.shown, error)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers.raw}
        reason = response.reason_phrase
        if not response.is_success:
            # Proxies repeat what they were asked for, and errors say what was answered.
            content = call.redact(content.decode(errors="surrogateescape")).encode(errors="surrogateescape")
            reason = call.redact(reason)
        return Answer(response.status_code, headers, content, reason)

    async def _open(self) -> "httpx.AsyncClient":
        loop = asyncio.get_running_loop()
        # A connection pool belongs to its loop, and serverless hosts bring a new one with each call.
        if self._client is None or self._loop is not loop:
            # httpx and the certificates take tenths of a second to load, in which nobody could be answered.
            made = self._make_client() if self._transport is not None else await asyncio.to_thread(self._make_client)
            # Another request may have been faster.
            if self._client is None or self._loop is not loop:
                self._loop, self._client = loop, made
        return self._client

    def _make_client(self) -> "httpx.AsyncClient":
        import httpx

        # Where the author's own logging is in force, httpx would write each URL into it, token and all.
        logging.getLogger("httpx").addFilter(redact_record)
        proxy = None
        if self._proxy is not None and self._transport is None:
            try:
                proxy = httpx.Proxy(self._proxy, auth=self._proxy_auth)
            except (ValueError, httpx.InvalidURL) as error:
                raise ValueError(f"proxy is no URL such as http://HOST:PORT: {error}") from None
        return httpx.AsyncClient(
            transport=self._transport,
            proxy=proxy,
            # The limits hold requests back, in order; a second line behind them would know no order.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=50),
            headers={"User-Agent": f"DiscordBot (postern, {read_release()})"},
        )
