"""Requests that came to no answer, and why."""

from typing import Any

from app.errors import TransportError
from app.rest.call import Call


def make_broken(library: Any, call: Call, error: Exception, *, has_proxy: bool) -> TransportError:
    """Make the error of a connection that failed.

    Args:
        library: httpx, which only its caller loads.
        call: The request; whether it would fail again is noted there.
        error: What httpx says.
        has_proxy: Whether there is a proxy that Discord is reached through.
    """
    claim, name = call.claim, type(error).__name__
    is_final = isinstance(error, library.InvalidURL | library.UnsupportedProtocol | library.ProxyError)
    never_left = is_final or isinstance(error, library.ConnectError | library.ConnectTimeout | library.PoolTimeout)
    call.is_hopeless = is_final
    hung_up = has_proxy and isinstance(error, library.RemoteProtocolError)
    is_the_proxy = hung_up or isinstance(error, library.ProxyError)
    failure = TransportError(
        claim.method,
        claim.shown,
        message=f"{name}, timed out" if isinstance(error, library.TimeoutException) else name,
        hint=proxy_hint(str(error)) if is_the_proxy else "",
        may_have_arrived=not never_left,
    )
    # httpx's errors hold the request, with the token in its URL or its headers: their like is shown instead.
    text = call.redact(str(error))
    try:
        failure.__cause__ = type(error)(text)
    except TypeError:
        failure.__cause__ = library.HTTPError(text)
    return failure


def make_unreadable(method: str, shown: str, error: OSError) -> TransportError:
    """Make the error of a file that cannot be sent: what Discord got of it is no request."""
    failure = TransportError(method, shown, message=f"a file cannot be read: {error}", may_have_arrived=False)
    failure.__cause__ = error
    return failure


def proxy_hint(text: str) -> str:
    """Say what is wrong with a proxy that refused to connect us, as far as its words tell."""
    if text.startswith("407"):
        return "the proxy asks for a name and a password"
    return (
        "does the proxy connect to any server (CONNECT)? one that keeps rate limits, such as nirn-proxy, "
        "belongs into DISCORD_API_URL instead"
    )
