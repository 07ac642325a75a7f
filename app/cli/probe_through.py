"""
Stands in place of the bot behind its proxy, and compares what arrives with what was sent.

From outside nobody sees that a proxy drops a header or writes a body anew: all
that Discord meets is a 401. So the check listens where the proxy leads to, with
a key that it made for itself, and sends itself a genuine request through the
public URL. The bot has to be stopped for that moment, or the proxy to lead
elsewhere; no key of the bot is needed, and none of the bot's doors opens.
"""

import base64
import json
import secrets
import socket
import time
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from app.cli.finding import Finding, Level, has_failed, legible
from app.cli.inner_server import serving
from app.cli.listening import spell_address
from app.cli.probe_reach import reach
from app.cli.probe_url import read_url
from app.cli.probe_verdicts import judge_refusal
from app.cli.probe_wire import Exchange, Line, StepFailed
from app.simulator.signer import Signer

_SIGNATURE, _TIMESTAMP, _NAME = "x-signature-ed25519", "x-signature-timestamp", "x-postern-check"
_MOST = 1_000_000
"""Bytes of a body from which on no more is read: anybody may send one."""
_PONG, _FORGED = b'{"type":1}', b"invalid request signature"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it arrived.

    Attributes:
        method: Its method.
        path: Its path, decoded.
        headers: Names, in lower case, and values.
        body: Its body.
    """

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes

    def values(self, name: str) -> list[str]:
        """Return each value of a header."""
        return [value for key, value in self.headers if key == name]


class StandIn:
    """An endpoint with a key of its own, which notes what arrives.

    Args:
        key: The public key, in hexadecimal.
        name: What the check's own requests carry, as a header or within the body.
        is_events: Whether it takes webhook events.
    """

    def __init__(self, key: str, name: str, *, is_events: bool) -> None:
        self.arrived: list[Arrival] = []
        self._key = VerifyKey(bytes.fromhex(key))
        self._name = name
        self._is_events = is_events

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        body, more = b"", True
        while more and len(body) < _MOST:
            event = await receive()
            body += event.get("body", b"")
            more = event.get("more_body", False)
        headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        arrival = Arrival(scope["method"], scope["path"], headers, body)
        if self.is_own(arrival) or not arrival.values(_SIGNATURE):
            self.arrived.append(arrival)
            status, answer = self._answer(arrival)
        else:
            # Discord's own may come by: they are signed with another key, and an answer of 401 would be a lie.
            status, answer = 503, b"an endpoint check is under way"
        kind = b"application/json" if status == 200 else b"text/plain; charset=utf-8"
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": answer})

    def is_own(self, arrival: Arrival) -> bool:
        """Tell a request of the check's own by what it carries."""
        return self._name in arrival.values(_NAME) or self._name.encode() in arrival.body

    def _answer(self, arrival: Arrival) -> tuple[int, bytes]:
        signature, timestamp = "".join(arrival.values(_SIGNATURE)), "".join(arrival.values(_TIMESTAMP))
        try:
            self._key.verify(timestamp.encode() + arrival.body, bytes.fromhex(signature))
        except (BadSignatureError, ValueError):
            return 401, _FORGED
        return (204, b"") if self._is_events else (200, _PONG)


async def check_through(
    url: str, place: socket.socket, *, is_events: bool = False, is_local: bool = False, within: float
) -> list[Finding]:
    """Listen in place of the bot, send requests to the URL, and say what became of them on the way.

    Args:
        url: The public URL.
        place: A socket that is bound to where the proxy leads.
        is_events: Whether it is for webhook events.
        is_local: Whether plain http and private addresses are no faults.
        within: Seconds that each step may take.
    """
    address, found = read_url(url, is_events=is_events, is_local=is_local)
    if address is None:
        return found
    signer, name = Signer(), secrets.token_hex(8)
    stand_in = StandIn(signer.public_key, name, is_events=is_events)
    at = spell_address(place)
    async with serving(stand_in, place):
        way = await reach(address, within, is_local=is_local)
        found += way.found
        if way.line is not None:
            found += await _compare(way.line, stand_in, signer, name, at, is_events=is_events)
    if has_failed(found):
        mend = "Mend what is marked, from the top, and check again."
        found.append(Finding("verdict", Level.failure, "What Discord signs would not come through this URL", mend))
    else:
        says = "What is signed comes through this URL unchanged, and so does the answer"
        mend = "Start the bot again there; what is left to be right is its DISCORD_PUBLIC_KEY."
        found.append(Finding("verdict", Level.fine, says, mend))
    return found


async def _compare(
    line: Line, stand_in: StandIn, signer: Signer, name: str, at: str, *, is_events: bool
) -> list[Finding]:
    """Send a genuine request and a forged one."""
    # Spaces, escapes and signs beyond ASCII: whoever reads the JSON and writes it anew writes it otherwise.
    body = b'{ "type": %d, "id": "0", "token": "%s",\r\n "name": "caf\\u00e9 \xf0\x9f\x8e\xb2" }\n' % (
        0 if is_events else 1,
        name.encode(),
    )
    base = {"Content-Type": "application/json", "X-Postern-Check": name}
    genuine = base | signer.sign(body, time.time())
    try:
        exchange = await line.send("POST", line.address.target, genuine, body)
    except StepFailed as failure:
        return [Finding("answer", Level.failure, f"No answer comes back: {failure}", "See the proxy's log.")]
    if not stand_in.arrived:
        found = judge_refusal(exchange, "arrival", "A signed POST", address=line.address, is_events=is_events)
        says = f"Nothing arrives at {at}; the answer to a signed POST is {exchange.status}"
        mend = "Let the proxy lead there; its log tells where it leads now."
        stranger = [found] if found.level is Level.failure and found.check != "arrival" else []
        return [*stranger, Finding("arrival", Level.failure, says, mend)]
    # Others come by, too; and of the check's own what names it may have been lost on the way.
    arrival = next((one for one in stand_in.arrived if stand_in.is_own(one)), stand_in.arrived[-1])
    told = _compare_line(arrival, line, is_events=is_events)
    told += [*_compare_headers(arrival, genuine), *_compare_body(arrival, body)]
    if not has_failed(told):
        told.append(_compare_answer(exchange, is_events=is_events))
        told.append(await _forge(line, signer, base, body))
    return told


async def _forge(line: Line, signer: Signer, base: dict[str, str], body: bytes) -> Finding:
    try:
        exchange = await line.send("POST", line.address.target, base | signer.forge(body, time.time()), body)
    except StepFailed as failure:
        return Finding("forged", Level.failure, f"A 401 does not come back: {failure}", "See the proxy's log.")
    if exchange.status == 401:
        return Finding("forged", Level.fine, "An answer of 401 comes back as it is")
    says = f"The answer to a forged request was 401, and comes back as {exchange.status}"
    return Finding("forged", Level.failure, says, "Let the proxy hand on 401 as it is (nginx: no error_page for it).")


def _compare_line(arrival: Arrival, line: Line, *, is_events: bool) -> list[Finding]:
    sent = line.address.path
    if arrival.method != "POST":
        says = f"The POST arrives as {legible(arrival.method)}"
        return [Finding("method", Level.failure, says, "A redirect within the proxy does that: rewrite instead.")]
    if arrival.path.rstrip("/") != sent.rstrip("/"):
        setting = "POSTERN_EVENTS_PATH" if is_events else "POSTERN_INTERACTIONS_PATH"
        # Somebody else's may have come by, who writes what he likes.
        arrived = legible(arrival.path)
        mend = f"Hand the path on as it is, or set {setting} to {arrived}."
        return [Finding("path", Level.warning, f"{sent} arrives as {arrived}", mend)]
    return [Finding("path", Level.fine, f"A POST to {sent} arrives as such")]


def _compare_headers(arrival: Arrival, sent: dict[str, str]) -> list[Finding]:
    found: list[Finding] = []
    for name in ("X-Signature-Ed25519", "X-Signature-Timestamp"):
        values = arrival.values(name.lower())
        if not values:
            mend = "Let the proxy hand on all headers (nginx: proxy_pass_request_headers; gateways: a list of them)."
            found.append(Finding("headers", Level.failure, f"The header {name} is dropped on the way", mend))
        elif len(values) > 1 or "," in values[0]:
            mend = "One proxy sets it though it is there already: let each hand it on and none add it."
            found.append(Finding("headers", Level.failure, f"The header {name} arrives more than once", mend))
        elif values[0] != sent[name]:
            says = f"The header {name} arrives with another value"
            found.append(Finding("headers", Level.failure, says, "Let nothing on the way set it."))
    return found or [Finding("headers", Level.fine, "Both signature headers arrive as they were sent")]


def _compare_body(arrival: Arrival, sent: bytes) -> list[Finding]:
    body = arrival.body
    if body == sent:
        return [Finding("body", Level.fine, "The body arrives byte for byte")]
    raw = "The signature is over the bytes: hand the body on as it came (raw)."
    if not body:
        says, mend = "The body is lost on the way", f"Something reads it before the bot does. {raw}"
    elif _is_base64_of(body, sent):
        says, mend = "The body arrives in base64", "Let the host decode it, or hand on its isBase64Encoded."
    elif _read_json(body) == _read_json(sent):
        says = "The body is altered on the way: it is the same JSON, read and written anew"
        mend = f"Take out what parses bodies in front of the bot. {raw}"
    else:
        says = f"The body is altered on the way: {len(sent)} bytes were sent, {len(body)} others arrive"
        mend = f"Take out filters that rewrite text or encodings. {raw}"
    return [Finding("body", Level.failure, says, mend)]


def _compare_answer(exchange: Exchange, *, is_events: bool) -> Finding:
    status, body, kind = (204, b"", "") if is_events else (200, _PONG, "application/json")
    if exchange.status != status:
        says = f"The answer was {status}, and comes back as {exchange.status}"
        return Finding("answer", Level.failure, says, "Let the proxy hand on the status as it is.")
    if exchange.body != body:
        says = "The answer's body is altered on its way back"
        return Finding("answer", Level.failure, says, "Take out what rewrites answers: filters, banners, compression.")
    if kind not in exchange.headers.get("content-type", ""):
        says = "The answer comes back with another content type, and Discord asks for application/json"
        return Finding("answer", Level.failure, says, "Let the proxy hand on Content-Type.")
    return Finding("answer", Level.fine, "The answer comes back as it was given")


def _is_base64_of(body: bytes, sent: bytes) -> bool:
    try:
        return base64.b64decode(body, validate=True) == sent
    except ValueError:
        return False


def _read_json(body: bytes) -> object:
    """Read JSON; what is none equals no other."""
    try:
        return json.loads(body)
    except ValueError:
        return object()
