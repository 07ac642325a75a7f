"""
Judges an endpoint's answers: to requests without a signature, with a wrong one, to large ones and to a GET.

Discord sends an endpoint wrongly signed requests when its URL is saved and now
and then afterwards, and asks for 401. What else comes back tells what is wrong,
and mostly where.

https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
"""

import re
from dataclasses import replace
from http.client import responses
from statistics import median
from urllib.parse import urljoin, urlsplit

from app.cli.finding import Finding, Level, legible
from app.cli.probe_strangers import recognise, title
from app.cli.probe_url import Address
from app.cli.probe_wire import Exchange

SLOW, TOO_SLOW = 1.0, 2.5
"""Seconds of an answer from which on it is said, and from which on it fails: Discord waits for 3 s."""

_LOGIN_WORDS = ("login", "signin", "sign-in", "sso", "oauth", "/auth", "accounts.google.", "cloudflareaccess.com",
    "okta.com", "microsoftonline.com")  # fmt: skip
_REASONS: dict[int, tuple[str, str]] = {
    403: ("it is refused (403), by a firewall or by rights that the host asks for",
          "Let anybody POST to this path, and let the bot's check of the signature answer 401."),
    404: ("nothing is at this path (404)",
          "Check the path; Postern's are /interactions and /events, behind a proxy or stage the whole of it."),
    405: ("POST is not allowed at this path (405)",
          "Check the path, and that the route and the proxy let POST through."),
    406: ("the server finds no form for its answer (406)", "Take content negotiation out for this path."),
    408: ("the server waits for more of the request (408)", "See the proxy's log."),
    411: ("the server asks for a length that is there (411)", "See what the proxy does with the request's headers."),
    413: ("the body is refused as too large (413)", "Allow 1 MB (nginx: client_max_body_size 1m)."),
    415: ("the content type is refused before the signature is looked at (415)",
          "Let application/json through, and check the signature first."),
    421: ("the server knows no such site on this connection (421)", "Check the proxy's server names and certificate."),
    426: ("the server asks for another protocol (426)", "Let HTTP/1.1 through."),
    429: ("too many requests (429)", "Leave this path out of the rate limit: Discord calls from few addresses."),
    431: ("the request's headers are too large for the server (431)", "Raise its limit."),
    500: ("the application crashes (500)",
          "See its log: often the code takes for granted that the signature headers are there and well formed. "
          "All that is not genuine has to get 401."),
    501: ("the server does not know POST (501)", "It serves files alone: let it hand this path on to the bot."),
    502: ("the proxy reaches no bot behind it (502)",
          "Start the bot, and compare its address and port with where the proxy leads to."),
    503: ("the service is down or starting (503)", "Start it, and see its log and the host's health checks."),
    504: ("the bot behind the proxy does not answer in time (504)", "See the bot's log for what it waits for."),
}  # fmt: skip
_OF_PROXY = re.compile(r"<center>(nginx|openresty)\b")
"""The foot of a page that nginx makes itself; with a login it sends WWW-Authenticate beside it."""
_PLAIN = ("", "text/plain", "application/octet-stream")
"""What nginx, as Debian sets it up, calls the texts of its configuration is the last."""
_NO_CHECK = "Check X-Signature-Ed25519 over the timestamp and the raw body before anything else, and answer 401."


def judge_refusal(exchange: Exchange, check: str, sent: str, *, address: Address, is_events: bool) -> Finding:
    """Judge the answer to a request that has to get 401.

    Args:
        exchange: The answer.
        check: Name of the finding.
        sent: What was sent, as in "A POST without a signature".
        address: Where it was sent to.
        is_events: Whether it is an endpoint for webhook events.
    """
    status = exchange.status
    if (stranger := recognise(exchange)) is not None:
        return stranger
    if status == 401:
        return _judge_401(exchange, check, sent)
    if 300 <= status < 400:
        return _explain_redirect(exchange, address)
    if status == 400:
        says = f"{sent} gets 400, where Discord asks for 401"
        mend = "Some servers pass with that, but a body parser in front of the check answers so too. Answer 401."
        return Finding(check, Level.warning, says, mend)
    if status < 300:
        return _explain_acceptance(exchange, check, sent, is_events=is_events)
    said = _quote(exchange)
    if address.scheme == "http" and "https" in said:
        says = f"Plain http is refused at this URL ({status}){_tell_server(exchange)}"
        return Finding("http", Level.failure, says, f"Enter {replace(address, scheme='https', port=443)}.")
    usual = (f"the answer is {status} ({responses.get(status, 'unknown')})", "See the log of the server.")
    says, mend = _REASONS.get(status, usual)
    return Finding(check, Level.failure, f"{sent}: {says}{_tell_server(exchange)}", mend)


def judge_large(exchange: Exchange, size: int) -> Finding:
    """Judge the answer to a large POST of so many bytes."""
    shown = f"{size // 1000} kB"
    if exchange.status == 413:
        server = exchange.headers.get("server", "").lower()
        where = (
            "nginx: client_max_body_size 1m"
            if "nginx" in server or "nginx" in exchange.text
            else "nginx: client_max_body_size, Apache: LimitRequestBody, Caddy: request_body"
        )
        says = f"A body of {shown} is refused as too large (413){_tell_server(exchange)}"
        return Finding("body-size", Level.failure, says, f"Interactions with forms and menus get large: {where}.")
    if exchange.status in {400, 401}:
        return Finding("body-size", Level.fine, f"A body of {shown} comes through")
    says = f"A body of {shown} gets {exchange.status}, where a small one got 401{_tell_server(exchange)}"
    return Finding("body-size", Level.warning, says, "See what stands before the bot: firewalls look into bodies.")


def judge_get(exchange: Exchange) -> Finding:
    """Judge the answer to a GET, which Discord never sends: it tells what people see who open the URL."""
    if exchange.status == 405 and exchange.headers.get("allow", "") in {"", "POST"}:
        return Finding("method", Level.fine, "GET is not allowed (405), as it should be")
    return Finding("method", Level.fine, f"GET gets {exchange.status}, which Discord never asks for")


def judge_times(first: float, later: list[float]) -> list[Finding]:
    """Judge how long answers took, in seconds: the first, when a host may have had to start, and those after it."""
    usual = median(later)
    shown = f"{usual * 1000:.0f} ms" if usual < SLOW else f"{usual:.1f} s"
    if usual >= TOO_SLOW:
        mend = "See what the bot waits for; an interaction takes longer still. Move it nearer, or to a larger machine."
        found = [Finding("latency", Level.failure, f"An answer takes {shown}; Discord waits for 3 s", mend)]
    elif usual >= SLOW:
        mend = "Little is left for the bot's own work. Move it nearer, or to a larger machine."
        found = [Finding("latency", Level.warning, f"An answer takes {shown} of the 3 s that Discord waits", mend)]
    else:
        found = [Finding("latency", Level.fine, f"An answer takes {shown}, seen from here")]
    if first >= SLOW and first >= 2 * usual:
        level = Level.failure if first >= TOO_SLOW else Level.warning
        mend = "The host starts it on demand: keep one instance running, or let it start faster."
        says = f"The first answer took {first:.1f} s, later ones {shown}: a cold start"
        found.append(Finding("cold-start", level, says, mend))
    return found


def _judge_401(exchange: Exchange, check: str, sent: str) -> Finding:
    if exchange.is_page and check == "unsigned" and _OF_PROXY.search(exchange.text):
        says = f"{sent} does not reach the bot: the proxy itself refuses it with 401{_tell_server(exchange)}"
        return Finding(check, Level.fine, says)
    if exchange.is_page:
        shown = title(exchange)
        says = f"{sent} gets 401, but with a page{f' ({shown})' if shown else ''}"
        mend = "Is that the bot? A login in front of it answers like this; Discord cannot log in."
        return Finding(check, Level.warning, says, mend)
    gateway = "apigw-requestid" in exchange.headers or "x-amzn-requestid" in exchange.headers
    if gateway and '"message":"Unauthorized"' in exchange.text:
        says = f"{sent} gets 401 from AWS API Gateway's own authorizer"
        return Finding(check, Level.failure, says, "Take the authorizer off this route: the bot checks the signature.")
    return Finding(check, Level.fine, f"{sent} gets 401")


def _explain_acceptance(exchange: Exchange, check: str, sent: str, *, is_events: bool) -> Finding:
    status = exchange.status
    if exchange.is_page:
        shown = title(exchange)
        says = f"A website answers here{f': {shown}' if shown else ''} ({status}), not a bot"
        return Finding("answer", Level.failure, says, "The path or the host is wrong, or the proxy leads elsewhere.")
    if not is_events and status == 204:
        says = f"{sent} gets 204, as if it were a webhook event; and it is not checked"
        return Finding(check, Level.failure, says, f"Is this the path of events? {_NO_CHECK}")
    if status == 202 and not exchange.body:
        says = f"{sent} is taken (202) and answered nowhere: a queue or an asynchronous function stands there"
        return Finding(check, Level.failure, says, "Discord waits for the answer: call the bot synchronously.")
    what = "signatures are not checked" if check == "unsigned" else "it is not checked whether signatures are right"
    return Finding(check, Level.failure, f"{sent} gets {status}: {what}, so Discord refuses the URL", _NO_CHECK)


def _explain_redirect(exchange: Exchange, address: Address) -> Finding:
    """Name where it leads, without what may be a secret in it, and why."""
    raw = exchange.headers.get("location", "")
    if not raw:
        says = f"The answer is a redirect ({exchange.status}) to nowhere"
        return Finding("redirect", Level.failure, says, "Let the path be answered by the bot itself.")
    target = urlsplit(urljoin(str(address), raw))
    host, path = target.hostname or "", target.path or "/"
    shown = f"{target.scheme}://{target.netloc.rpartition('@')[2]}{path}"
    same = host == address.host
    if any(word in shown.lower() for word in _LOGIN_WORDS):
        cause, mend = "to a login", "Leave this path out of it: Discord cannot log in, it signs its requests instead."
    elif same and target.scheme != address.scheme:
        cause = f"from {address.scheme} to {target.scheme}"
        mend = f"Enter {shown} itself."
        if target.scheme == "http":
            mend = "The application does not know that it is behind https: trust the proxy's X-Forwarded-Proto."
    elif same and path.rstrip("/") == address.path.rstrip("/"):
        if path == address.path:
            cause, mend = "to itself", "The proxy and the application disagree on https: see X-Forwarded-Proto."
        else:
            cause, mend = "for a slash at the end", f"Enter {shown}, exactly so."
    elif host.removeprefix("www.") == address.host.removeprefix("www."):
        cause, mend = "to the other spelling of the host (www)" if not same else "to another path", f"Enter {shown}."
    else:
        cause, mend = "to another host", f"If the bot is there, enter {shown}; else let the bot answer here."
    says = f"The answer is a redirect ({exchange.status}) {cause}: {shown}. Discord does not follow redirects"
    return Finding("redirect", Level.failure, says, mend)


def _tell_server(exchange: Exchange) -> str:
    """Repeat what it says, and its own name for itself, since with a proxy there are two logs to look into."""
    server, said = legible(exchange.headers.get("server", ""), 40), _quote(exchange)
    if not server:
        return f"; it says {said}" if said else ""
    return f"; says {server}: {said}" if said else f"; says {server}"


def _quote(exchange: Exchange) -> str:
    """Return the first line of a plain text, in quotes; empty if the answer is none."""
    if exchange.is_page or exchange.headers.get("content-type", "").partition(";")[0] not in _PLAIN:
        return ""
    shown = legible(exchange.text.strip().partition("\n")[0], 100)
    return f"“{shown}”" if shown else ""
