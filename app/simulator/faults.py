"""
What goes wrong between a bot and Discord, as a test wants it: error answers, slowness, broken connections.

    discord.faults.add("POST", "/channels/*/messages", status=502, times=2)
    discord.faults.add("PATCH", "/webhooks/*/@original", breaks=True, takes_effect=True)
    discord.faults.add("GET", "/users/@me", delay=60.0, breaks=True)

A fault stands for some requests to come and is gone when they have met it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_BAN_PAGE = """<!DOCTYPE html>
<html lang="en-US">
<head><title>Access denied | discord.com used Cloudflare to restrict access</title></head>
<body>
<h1>Error <span>1015</span></h1>
<h2>You are being rate limited</h2>
<p>The owner of this website (discord.com) has banned you temporarily from accessing this website.</p>
</body>
</html>
"""


class BrokenConnection(Response):
    """Breaks off in the middle of an answer.

    In the same process, and behind a server that sends what it is given at once, this
    is the nearest that an application comes to a line that breaks.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and the first byte of a longer body, and no more."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


def cloudflare_refusal(
    kind: Literal["page", "text"] = "page", *, status: int = 429, retry_after: int | None = None
) -> Response:
    """Make the answer that Cloudflare gives in place of Discord's.

    Args:
        kind: An HTML page, or one line of plain text.
        status: 429 for too many requests, 403 for a refusal of another kind.
        retry_after: Seconds in the `Retry-After` header; no such header without it.
    """
    headers = {"Server": "cloudflare", "CF-RAY": "8f2b3c4d5e6f7a8b-FRA"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if kind == "text":
        return Response("error code: 1015", status, headers, "text/plain")
    return Response(_BAN_PAGE, status, headers, "text/html")


@dataclass(slots=True, eq=False)
class Fault:
    """One thing that goes wrong.

    Attributes:
        method: HTTP method of the requests that meet it; `*` for all.
        path: Pattern for their path after the API version, tokens written as `{token}`.
        left: How many are still to meet it; None for all.
        met: How many have met it.
        answer: Stands in place of the true answer; None where that is only late.
        delay: Seconds before the answer.
        takes_effect: Whether the request is carried out, at once, though its answer is lost or late.
        interaction_id: The interaction whose requests meet it; None for all.
    """

    method: str
    path: str
    left: int | None = 1
    met: int = 0
    answer: Response | None = None
    delay: float = 0.0
    takes_effect: bool = False
    interaction_id: int | None = None

    def fits(self, method: str, path: str, interaction_id: int | None) -> bool:
        """Tell whether a request meets it."""
        is_meant = self.interaction_id is None or self.interaction_id == interaction_id
        return self.left != 0 and is_meant and self.method in ("*", method) and fnmatchcase(path, self.path)


class Faults:
    """The faults that are to come; the oldest that fits a request is the one it meets."""

    def __init__(self) -> None:
        self._standing: list[Fault] = []

    def add(
        self,
        method: str,
        path: str,
        *,
        times: int | None = 1,
        status: int | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        delay: float = 0.0,
        breaks: bool = False,
        takes_effect: bool = False,
        interaction_id: int | None = None,
    ) -> Fault:
        """Let something go wrong.

        Args:
            method: HTTP method of the requests that meet it; `*` for all.
            path: Their path after the API version, with `{token}` for tokens and
                `*` for anything, slashes included: `/webhooks/*/{token}/messages/@original`.
            times: How many requests meet it; None for all until it is removed.
            status: HTTP status of the answer in place of the true one.
            body: A string is sent as HTML, bytes as they are, anything else but
                None as JSON; None is an empty body.
            headers: Headers of that answer; they go before those that the body brings.
            delay: Seconds for which nothing is answered; on its own it makes the true
                answer late, with `breaks` it makes the request hang.
            breaks: Break the connection instead of answering.
            takes_effect: Carry the request out, at once; without it a late request is
                carried out after the delay, and only if its sender still waits.
            interaction_id: The interaction whose requests meet it; None for all.

        Returns:
            The fault; `met` counts the requests that met it.
        """
        answer = None if status is None else _answer(status, body, headers or {})
        return self._stand(
            Fault(
                method,
                path,
                times,
                answer=BrokenConnection() if breaks else answer,
                delay=delay,
                takes_effect=takes_effect,
                interaction_id=interaction_id,
            )
        )

    def ban(
        self, kind: Literal["page", "text"] = "page", *, status: int = 429, retry_after: int | None = None
    ) -> Fault:
        """Let Cloudflare refuse everything until the fault is removed; arguments as for `cloudflare_refusal`."""
        refusal = cloudflare_refusal(kind, status=status, retry_after=retry_after)
        return self._stand(Fault("*", "*", None, answer=refusal))

    def remove(self, fault: Fault) -> None:
        """Put one thing right again."""
        self._standing.remove(fault)

    def clear(self) -> None:
        """Put everything right again."""
        self._standing.clear()

    def meet(self, method: str, path: str, interaction_id: int | None = None) -> Fault | None:
        """Return the fault that a request meets, if any.

        Args:
            method: The request's HTTP method.
            path: Its path after the API version, tokens written as `{token}`.
            interaction_id: The interaction that it is made for, as far as known.
        """
        fault = next((one for one in self._standing if one.fits(method, path, interaction_id)), None)
        if fault is not None:
            fault.met += 1
            if fault.left is not None:
                fault.left -= 1
        return fault

    def _stand(self, fault: Fault) -> Fault:
        self._standing.append(fault)
        return fault


def _answer(status: int, body: object, headers: Mapping[str, str]) -> Response:
    if body is None or isinstance(body, bytes):
        return Response(body or b"", status, dict(headers))
    if isinstance(body, str):
        return Response(body, status, dict(headers), "text/html")
    return Response(orjson.dumps(body), status, dict(headers), "application/json")
