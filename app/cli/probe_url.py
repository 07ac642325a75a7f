"""
Reads an endpoint's URL as it was pasted, and says what is wrong with its text alone.

Where the intention is clear, as with a missing `https://`, the rest is looked at
as it was meant: one run then names more than one fault. What may be a secret (a
password, a query) is used, and never repeated.
"""

import ipaddress
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, urlsplit

from app.cli.finding import Finding, Level, has_failed

LONGEST = 2048
"""Characters that Discord takes."""

_PORTS = {"https": 443, "http": 80}
_PASTED = " \t\r\n\"'<>`\ufeff\u200b"
_OF_DISCORD = ("discord.com", "discordapp.com", "discord.gg")
_HERE = ("localhost", "local", "internal", "lan", "home", "localdomain", "intranet", "corp")
_STANDS_FOR = ("example", "example.com", "example.org", "example.net", "test", "invalid")
_CHECK = "url"


@dataclass(frozen=True, slots=True)
class Address:
    """Where requests go.

    Attributes:
        scheme: `https` or `http`.
        host: Name or IP address, in ASCII, without brackets.
        port: Port, the scheme's own unless the URL names one.
        path: Path; at least a slash.
        query: What stands behind the question mark; it may be a secret.
    """

    scheme: str
    host: str
    port: int
    path: str = "/"
    query: str = ""

    def __str__(self) -> str:
        """Spell it without its query."""
        return f"{self.scheme}://{self.netloc}{self.path}"

    def __repr__(self) -> str:
        return f"Address({str(self)!r})"

    @property
    def netloc(self) -> str:
        """The host, with its port where that is not the scheme's own: a Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        """What a request line names."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def at(self, path: str) -> "Address":
        """Return another path of the same server."""
        return replace(self, path=path, query="")


def read_url(text: str, *, is_events: bool, is_local: bool) -> tuple[Address | None, list[Finding]]:
    """Read a URL.

    Args:
        text: As it was pasted.
        is_events: Whether it is for webhook events.
        is_local: Whether plain http, private addresses and unusual ports are right.

    Returns:
        The address, None if there is nothing to connect to, and what is wrong.
    """
    found: list[Finding] = []
    trimmed = text.strip(_PASTED)
    if trimmed != text:
        found.append(_warn("The URL has white space or quotes around it", "Copy it without them."))
    if "://" not in trimmed and trimmed:
        found.append(_fail("The URL does not begin with https://", f"Write https:// before it: {_clip(trimmed)}"))
        trimmed = f"https://{trimmed}"
    try:
        split = urlsplit(trimmed)
        host, port = split.hostname or "", split.port
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError as error:
        return None, [*found, _fail(f"This is no URL: {error}", "Give one like https://bot.example/interactions")]
    if split.scheme not in _PORTS or not host or port == 0:
        why = "names no host" if split.scheme in {*_PORTS, ""} else f"begins with {split.scheme}://"
        return None, [*found, _fail(f"The URL {why}", "Give one like https://bot.example/interactions")]
    if any(char.isspace() or not char.isprintable() for char in trimmed):
        return None, [*found, _fail("The URL has white space within it", "Take it out, or write it as %20.")]
    if _is_below(host, _OF_DISCORD):
        return None, [*found, _of_discord(host)]
    address = Address(split.scheme, host, port or _PORTS[split.scheme], split.path or "/", split.query)
    found += _judge_parts(split, len(trimmed)) + _judge_path(address, is_events=is_events)
    if not is_local:
        found += _judge_place(address)
    if not has_failed(found):
        found.insert(0, Finding(_CHECK, Level.fine, f"{address} is a URL that can be entered"))
    return address, found


def is_private(host: str) -> bool:
    """Tell an IP address that only the network around it knows."""
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return False


def _judge_parts(split: SplitResult, length: int) -> list[Finding]:
    found = []
    if split.username is not None or split.password is not None:
        found.append(
            _fail(
                "The URL carries a user name or password",
                "Take it out and let this path through without one: Discord signs its requests, that is the password.",
            )
        )
    if split.fragment:
        found.append(_warn(f"What stands behind # (#{_clip(split.fragment)}) is never sent", "Leave it out."))
    if split.query:
        found.append(_warn("The URL has a query (?…)", "A path of its own is safer: proxies and routers drop queries."))
    if length > LONGEST:
        found.append(_fail(f"The URL has {length} characters; Discord takes {LONGEST}", "Give a shorter one."))
    return found


def _judge_path(address: Address, *, is_events: bool) -> list[Finding]:
    last = address.path.rstrip("/").rpartition("/")[2].lower()
    if not is_events and last in {"events", "webhook-events"}:
        return [
            _warn(
                f"{address.path} looks like a path of webhook events, not of interactions",
                "The two are answered differently; Postern takes interactions at /interactions. "
                "To check a URL of events, add --events.",
            )
        ]
    if is_events and last == "interactions":
        return [
            _warn(
                f"{address.path} looks like a path of interactions, not of webhook events",
                "The two are answered differently; Postern takes events at /events.",
            )
        ]
    return []


def _judge_place(address: Address) -> list[Finding]:
    """Judge what matters once the world is to reach it."""
    host, found = address.host, []
    if address.scheme == "http":
        found.append(
            _fail("Discord takes https:// alone", "Give the server a certificate, or put a proxy with one before it.")
        )
    is_name = ":" not in host and not host.replace(".", "").isdigit()
    if is_private(host) or _is_below(host, _HERE):
        found.append(
            _fail(
                f"{host} is known on this machine or network alone, so Discord cannot reach it",
                "Give its public address, or use a tunnel: postern dev --tunnel. "
                "To try a server before it is public, add --local.",
            )
        )
    elif _is_below(host, _STANDS_FOR):
        found.append(_fail(f"{host} is a name for examples", "Put your own host in its place."))
    elif is_name and "." not in host:
        found.append(_fail(f"{host} has no dot, so it is no name of the internet", "Give the full host name."))
    if address.port != _PORTS[address.scheme]:
        found.append(
            _warn(
                f"The URL names port {address.port}, and no documentation says that Discord takes it",
                "Serve it at 443, the port of https, by a proxy for instance.",
            )
        )
    return found


def _of_discord(host: str) -> Finding:
    return _fail(
        f"{host} is Discord itself",
        "Give the URL of your own server. An address of a channel's webhook is something else, and a secret.",
    )


def _is_below(host: str, names: tuple[str, ...]) -> bool:
    host = host.rstrip(".").lower()
    return any(host == name or host.endswith(f".{name}") for name in names)


def _clip(text: str) -> str:
    """Shorten what is repeated, and leave out what may be a secret."""
    text = text.partition("?")[0].rpartition("@")[2]
    return text if len(text) <= 60 else f"{text[:60]}…"


def _fail(says: str, mend: str) -> Finding:
    return Finding(_CHECK, Level.failure, says, mend)


def _warn(says: str, mend: str) -> Finding:
    return Finding(_CHECK, Level.warning, says, mend)
