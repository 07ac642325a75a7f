"""
Looks at an endpoint from outside, as Discord would meet it, and says what is wrong with it.

Discord says of an endpoint that it does not take only that it "could not be
verified". Most causes can be seen without its help: it has to reach the server,
and what it is not to accept anybody may send. What cannot be seen from here is
whether a genuine request is accepted, since Discord alone can sign one.

https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint
"""

import contextlib
import time
from collections.abc import Iterable

from app.cli.finding import Finding, Level, has_failed
from app.cli.probe_reach import reach
from app.cli.probe_strangers import recognise
from app.cli.probe_url import Address, read_url
from app.cli.probe_verdicts import judge_get, judge_large, judge_refusal, judge_times
from app.cli.probe_wire import AnswerMissing, Exchange, Line, StepFailed
from app.request_errors import SignatureMissing
from app.server.answer import refuse
from app.simulator.signer import Signer

TIMEOUT = 10.0
"""Seconds that one step may take."""
LARGE = 100_000
"""Bytes of a large body: a form or a menu of members comes near."""

_ALERT = 1.0
"""Seconds within which a server says why it cuts a line."""

AGENT = "Discord-Interactions/1.0 (+https://discord.com) postern-endpoint-check"
"""What Discord calls itself, as firewalls go by that, and who this is."""

_PINGS = {
    False: b'{"application_id":"0","id":"0","token":"postern-endpoint-check","type":1,"version":1}',
    True: b'{"application_id":"0","type":0,"version":1}',
}
"""By whether it is an endpoint for webhook events."""
_BASE = {"User-Agent": AGENT, "Content-Type": "application/json"}
_NOT_HERE = {404, 405, 501}
_GOES_ON = {400, 401, 500}
"""What the bot itself may have answered, so that it is worth to ask it more."""


async def check_url(
    url: str, *, is_events: bool = False, is_local: bool = False, within: float = TIMEOUT
) -> list[Finding]:
    """Look at a URL, in the order in which a request meets trouble; no secret and no setting is needed.

    Args:
        url: What stands, or is to stand, in the Developer Portal.
        is_events: Whether it is for webhook events rather than for interactions.
        is_local: Whether it is a server that is tried before the world can
            reach it, so that plain http and private addresses are no faults.
        within: Seconds that each step may take: one name, connection or request.

    Returns:
        What was found; the last one is the verdict.
    """
    address, found = read_url(url, is_events=is_events, is_local=is_local)
    if address is not None:
        way = await reach(address, within, is_local=is_local)
        found += way.found
        if way.line is not None:
            found += await _Questions(way.line, is_events=is_events).ask()
    return [*found, _conclude(found, is_local=is_local)]


class _Questions:
    """The requests that are sent, and what their answers tell."""

    def __init__(self, line: Line, *, is_events: bool) -> None:
        self._line = line
        self._is_events = is_events
        self._ping = _PINGS[is_events]
        self._signer = Signer()
        self._later: list[float] = []

    async def ask(self) -> list[Finding]:
        """Send them all; if it is not the bot that answers the first, look for it, and leave it at that."""
        try:
            first = await self._send({})
        except StepFailed as failure:
            if isinstance(failure.cause, ConnectionError) and self._line.address.scheme == "https":
                # With TLS 1.3 a server that misses a certificate says so after the handshake.
                with contextlib.suppress(StepFailed):
                    failure.cause = await self._line.overhear(_ALERT) or failure.cause
            return [_explain_missing(failure, "A POST without a signature", self._line.timeout)]
        self._later.clear()
        found = [self._judge(first, "unsigned", "A POST without a signature")]
        if found[0].level is Level.failure and (first.status not in _GOES_ON or recognise(first) is not None):
            if first.status in _NOT_HERE or first.is_page:
                found += await self._look_around()
            return found
        # The right form before the wrong one: of both the bot's log tells the first alone.
        found += await self._refused("forged", "A POST with a wrong signature", self._forge())
        malformed = {"X-Signature-Ed25519": "zz", "X-Signature-Timestamp": "now"}
        found += await self._refused("malformed", "A POST with a malformed signature", malformed)
        for _ in range(2):
            await self._refused("forged", "", self._forge())
        found += await self._large() if first.status == 401 else []
        found += await self._get()
        found += judge_times(first.seconds, self._later) if self._later else []
        if first.body == refuse(SignatureMissing("X-Signature-Ed25519")).body:
            found.append(_tell_of_log())
        return found

    async def _send(self, headers: dict[str, str], body: bytes | None = None) -> Exchange:
        body = self._ping if body is None else body
        exchange = await self._line.send("POST", self._line.address.target, _BASE | headers, body)
        self._later.append(exchange.seconds)
        return exchange

    def _forge(self) -> dict[str, str]:
        return self._signer.forge(self._ping, time.time())

    def _judge(self, exchange: Exchange, check: str, sent: str) -> Finding:
        return judge_refusal(exchange, check, sent, address=self._line.address, is_events=self._is_events)

    async def _refused(self, check: str, sent: str, headers: dict[str, str]) -> list[Finding]:
        try:
            return [self._judge(await self._send(headers), check, sent)]
        except StepFailed as failure:
            return [_explain_missing(failure, sent, self._line.timeout)]

    async def _large(self) -> list[Finding]:
        padding = self._ping[:-1] + b',"padding":"' + b"x" * LARGE + b'"}'
        try:
            # Signed, if wrongly: what bears no signature some proxies refuse before they look at its length.
            exchange = await self._line.send("POST", self._line.address.target, _BASE | self._forge(), padding)
        except StepFailed as failure:
            says = f"A body of {LARGE // 1000} kB gets no answer: {_tell_cause(failure, self._line.timeout)}"
            mend = "Something on the way limits bodies (nginx: client_max_body_size): allow 1 MB."
            return [Finding("body-size", Level.failure, says, mend)]
        return [judge_large(exchange, LARGE)]

    async def _get(self) -> list[Finding]:
        try:
            return [judge_get(await self._line.send("GET", self._line.address.target, {"User-Agent": AGENT}))]
        except StepFailed:
            return [Finding("method", Level.unknown, "A GET gets no answer, which Discord never asks for")]

    async def _look_around(self) -> list[Finding]:
        """Look for an endpoint at other paths of this server, the usual one first."""
        address = self._line.address
        flipped = address.path.rstrip("/") if address.path.endswith("/") else f"{address.path}/"
        for path in ("/events" if self._is_events else "/interactions", flipped):
            if path in {address.path, ""}:
                continue
            try:
                exchange = await self._line.send("POST", path, _BASE, self._ping)
            except StepFailed:
                return []
            if exchange.status == 401 and not exchange.is_page and recognise(exchange) is None:
                return [_tell_path(address.at(path))]
        return []


def _explain_missing(failure: StepFailed, sent: str, within: float) -> Finding:
    cause = failure.cause
    says = f"{sent} gets no answer: {_tell_cause(failure, within)}"
    if isinstance(failure, AnswerMissing) and cause is None:
        mend = "The server takes connections and answers nothing: see its log for what it waits for. Discord waits 3 s."
    elif isinstance(cause, OSError) and "CERTIFICATE_REQUIRED" in str(cause).upper():
        says = "The server asks its clients for a certificate"
        mend = "Discord has none to show: ask for none on this path (nginx: ssl_verify_client off)."
    elif isinstance(cause, OSError):
        mend = "A server that crashes, or a firewall that cuts the line: see their logs."
    else:
        mend = "Is it a web server that listens there, of HTTP/1.1? See which program has this port."
    return Finding("answer", Level.failure, says, mend)


def _tell_cause(failure: StepFailed, within: float) -> str:
    if failure.cause is None:
        return f"nothing within {within:g} s"
    if isinstance(failure.cause, ConnectionError):
        return "the connection is cut in the middle" if getattr(failure, "began", False) else "the connection is cut"
    if isinstance(failure.cause, OSError):
        return str(failure.cause)
    return "what comes is no HTTP"


def _tell_path(address: Address) -> Finding:
    says = f"At {address} there is an endpoint that checks signatures"
    return Finding("path", Level.warning, says, "Do you mean that one? Enter it.")


def _tell_of_log() -> Finding:
    says = (
        "It is a Postern: its log now tells of “no X-Signature-Ed25519 header” and of “no configured key signed "
        "this request”, each once a minute"
    )
    return Finding("log", Level.unknown, says, "Without the latter, something on the way drops the headers.")


def _conclude(found: Iterable[Finding], *, is_local: bool) -> Finding:
    if has_failed(found):
        mend = "Mend what is marked, from the top, and check again."
        return Finding("verdict", Level.failure, "Discord would not take this URL as it is", mend)
    unseen = (
        "whether the signature headers and the body arrive unchanged cannot be seen from outside: "
        "`postern endpoint check URL --through PLACE` shows it"
    )
    if is_local:
        says = f"An endpoint as Discord wants it answers there; {unseen}"
        return Finding("verdict", Level.fine, says, "Whether the world can reach it was not looked at.")
    says = f"Discord would take this URL, as far as can be seen from outside; {unseen}"
    mend = "Nor can be seen whether the bot has the right key: that shows when Discord signs a request."
    return Finding("verdict", Level.fine, says, mend)
