"""The steps before a request: the name, the connection, TLS and its certificate."""

import datetime as dt
import os
import socket
import ssl
from dataclasses import dataclass

from app.cli.finding import Finding, Level
from app.cli.probe_url import Address, is_private
from app.cli.probe_wire import ConnectFailed, Line, Place, Session, TlsFailed, resolve

_SOON = dt.timedelta(days=14)
"""Least rest of a certificate's time; of one that lasts for days, a fifth of it."""
_UNTRUSTED = {
    "expired": 10,
    "not yet valid": 9,
    "self-signed": 18,
    "of an authority of one's own": 19,
    "incomplete": 20,
    "alone": 21,
    "of another name": 62,
    "of another address": 64,
}
"""Reasons of OpenSSL (X509_V_ERR_…) that are told apart."""
_TLS_REASONS = (
    (("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"),
     "what listens at {place} speaks no TLS",
     "Is it the port of plain http? Put the certificate at this port, or name the one that has it."),
    (("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE"),
     "the server has no TLS 1.2 or newer",
     "Discord asks for TLS 1.2: allow TLSv1.2 and TLSv1.3 (nginx: ssl_protocols)."),
    (("UNRECOGNIZED_NAME",),
     "the server knows no site named {host}",
     "Add the name to the server's configuration, and a certificate for it."),
    (("CERTIFICATE_REQUIRED", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN"),
     "the server asks its clients for a certificate",
     "Discord has none to show: ask for none on this path (nginx: ssl_verify_client off)."),
    (("NO_APPLICATION_PROTOCOL",),
     "the server takes no HTTP/1.1",
     "Offer http/1.1 beside h2: nothing says that Discord speaks HTTP/2."),
    (("HANDSHAKE_FAILURE", "INTERNAL_ERROR", "NO_SHARED_CIPHER"),
     "the server refuses: it has no certificate for {host}, shares no cipher, or asks its clients for a certificate",
     "See its log for which; Discord has no certificate to show, and a usual set of ciphers will do."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reach:
    """How far it got.

    Attributes:
        line: What requests can be sent over; None if nothing answers there.
        found: What was found on the way.
    """

    line: Line | None
    found: list[Finding]


async def reach(address: Address, within: float, *, is_local: bool) -> Reach:
    """Look the name up, connect, and judge the certificate; each step within so many seconds."""
    found = _judge_environment()
    try:
        places = await resolve(address.host, address.port, within)
    except TimeoutError:
        says = f"No name server told within {within:g} s what {address.host} is"
        return Reach(None, [*found, _fail("dns", says, "See that this machine has a working name server; try again.")])
    except OSError as error:
        return Reach(None, [*found, _explain_name(address.host, error)])
    found += _judge_places(address.host, places, is_local=is_local)
    line, connecting = await _connect(address, places, within)
    found += connecting
    if line is not None and address.scheme == "https":
        line, shaken = await _shake_hands(line, within)
        found += shaken
    return Reach(line, found)


def _judge_environment() -> list[Finding]:
    proxy = next((name for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY") if os.environ.get(name)), None)
    if proxy is None:
        return []
    says = f"{proxy} is set; this connects without it, as Discord does"
    return [Finding("proxy", Level.unknown, says, "If nothing outside can be reached from here, check elsewhere.")]


def _explain_name(host: str, error: OSError) -> Finding:
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        says = f"Whether {host} exists cannot be asked: no name server answers"
        return _fail("dns", says, "See that this machine is online, and try again.")
    mend = "Check the spelling, and that there is an A record; a new one takes a while to be known."
    for end, what in ((".trycloudflare.com", "cloudflared"), (".ngrok-free.app", "ngrok"), (".loca.lt", "localtunnel")):
        if host.endswith(end):
            mend = f"Is {what} still running? It gives a new name at each start."
    return _fail("dns", f"There is no {host} in the DNS", mend)


def _judge_places(host: str, places: list[Place], *, is_local: bool) -> list[Finding]:
    shown = ", ".join(dict.fromkeys(str(at[0]) for _, at in places[:4]))
    if host == shown:
        # An address of its own, which there was nothing to ask about.
        return []
    if not is_local and any(is_private(str(at[0])) for _, at in places):
        says = f"{host} is {shown} here, which Discord cannot reach"
        mend = "If the DNS of the world says otherwise all is well; else set its A record to the public address."
        return [Finding("dns", Level.warning, says, mend)]
    if all(family is socket.AF_INET6 for family, _ in places):
        mend = "Add an A record: nothing says that Discord reaches hosts by IPv6 alone."
        return [Finding("dns", Level.warning, f"{host} has an IPv6 address alone ({shown})", mend)]
    return [Finding("dns", Level.fine, f"{host} is {shown}")]


async def _connect(address: Address, places: list[Place], within: float) -> tuple[Line | None, list[Finding]]:
    """Connect to the first place that lets itself be connected to, and tell of those before it."""
    plain = Address("http", address.host, address.port)
    failures = []
    for place in places:
        try:
            await Line(plain, place, within).shake_hands()
        except ConnectFailed as failure:
            failures.append(_explain_connection(address, place, failure, within))
        else:
            # The other addresses serve just as little where only this one was tried from a machine without IPv6.
            told = [Finding("connect", Level.warning, one.says, one.mend) for one in failures]
            if not told:
                told = [Finding("connect", Level.fine, f"{place[1][0]} takes connections at port {address.port}")]
            return Line(address, place, within), told
    return None, failures


def _explain_connection(address: Address, place: Place, failure: ConnectFailed, within: float) -> Finding:
    at = f"{place[1][0]}, port {address.port}"
    if failure.cause is None:
        mend = "A firewall drops the packets, or the machine is off: let TCP in at this port."
        return _fail("connect", f"{at}: no answer to a connection within {within:g} s", mend)
    if isinstance(failure.cause, ConnectionRefusedError):
        mend = "Start the server or proxy there, and let it listen on all addresses, not on 127.0.0.1 alone."
        return _fail("connect", f"{at}: the connection is refused, nothing listens there", mend)
    if place[0] is socket.AF_INET6:
        mend = "This machine may just have no IPv6; if the server has none either, delete its AAAA record."
        return _fail("connect", f"{at}: {failure.cause}", mend)
    return _fail("connect", f"{at}: {failure.cause}", "See that the address is right, and that this machine is online.")


async def _shake_hands(line: Line, within: float) -> tuple[Line | None, list[Finding]]:
    """Begin TLS; with a bad certificate go on without judging it, since there may be more to find."""
    address = line.address
    try:
        session = await line.shake_hands()
    except TlsFailed as failure:
        cause = failure.cause
        if isinstance(cause, ssl.SSLCertVerificationError):
            trusting = Line(address, line.place, within, is_trusting=True)
            return trusting, [_explain_certificate(address.host, cause)]
        return None, [explain_tls(address, cause, within)]
    except ConnectFailed as failure:
        return None, [_explain_connection(address, line.place, failure, within)]
    assert session is not None
    return line, [_judge_session(session)]


def _explain_certificate(host: str, error: ssl.SSLCertVerificationError) -> Finding:
    code = error.verify_code
    names = {number: name for name, number in _UNTRUSTED.items()}
    kind = names.get(code, "")
    if kind.startswith("of another"):
        says, mend = f"The certificate is not for {host}", "Get one that names this host: certbot, or your host's page."
    elif kind == "expired":
        says, mend = "The certificate has expired", "Renew it, and let the server load it: its renewal does not run."
    elif kind == "not yet valid":
        says, mend = "The certificate is not valid yet", "Check this machine's clock and the server's."
    elif kind == "self-signed":
        says, mend = "The certificate is self-signed", "Discord trusts public authorities alone: Let's Encrypt is free."
    elif kind in {"incomplete", "alone", "of an authority of one's own"}:
        says = "The certificate's chain does not lead to an authority that is known here"
        mend = (
            "Serve the full chain (fullchain.pem, not cert.pem), of a public authority. "
            "If other sites fail alike, this machine lacks the package ca-certificates."
        )
    else:
        says, mend = f"The certificate is not to be trusted: {error.verify_message}", "Get another one."
    return _fail("tls", says, mend)


def explain_tls(address: Address, cause: Exception | None, within: float) -> Finding:
    """Put into words why TLS did not come about; without a cause, time ran out."""
    if cause is None:
        says = f"TLS does not come about within {within:g} s"
        return _fail("tls", says, "Is it really https that is served at this port?")
    text = str(cause).upper().replace(" ", "_")
    for reasons, says, mend in _TLS_REASONS:
        if any(reason in text for reason in reasons):
            told = says.format(place=f"{address.host}, port {address.port},", host=address.host)
            return _fail("tls", f"No TLS: {told}", mend)
    if isinstance(cause, ConnectionError):
        says = "The connection is cut as TLS begins"
        mend = f"A firewall, or a proxy that knows no site {address.host}: see its log."
        return _fail("tls", says, mend)
    return _fail("tls", f"TLS fails: {cause}", "See the server's log, and its configuration of TLS.")


def _judge_session(session: Session) -> Finding:
    said = f"{session.version} with a certificate that is trusted"
    until, since = (_read_date(session.certificate.get(key)) for key in ("notAfter", "notBefore"))
    if until is None or since is None:
        return Finding("tls", Level.fine, said)
    left = until - dt.datetime.now(dt.UTC)
    if left < min(_SOON, (until - since) / 5):
        days = f"{left.days} days" if left.days > 1 else f"{left.total_seconds() / 3600:.0f} hours"
        mend = "See that it renews itself: Discord removes the URL of an endpoint that it cannot reach."
        return Finding("tls", Level.warning, f"{said}, which expires in {days}", mend)
    return Finding("tls", Level.fine, f"{said}, until {until:%Y-%m-%d}")


def _read_date(text: object) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(text), dt.UTC) if isinstance(text, str) else None


def _fail(check: str, says: str, mend: str) -> Finding:
    return Finding(check, Level.failure, says, mend)
