"""Requests that came to no answer, and why."""

from app.errors import TransportError


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
