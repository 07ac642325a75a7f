"""What a door sends back to whoever asked."""

from collections.abc import Awaitable
from typing import TypeAlias

from app.context.delivery import Delivery
from app.request_errors import RequestRejected

Headers: TypeAlias = list[tuple[bytes, bytes]]

JSON = (b"content-type", b"application/json")
TEXT = (b"content-type", b"text/plain; charset=utf-8")
NOT_ALLOWED = b"This is an endpoint for Discord: it takes POST only.\n"
_REFUSALS = {
    400: b"malformed body",
    401: b"invalid request signature",
    408: b"request body too slow",
    413: b"request body too large",
}
"""What a refused request is told: the same for every reason of a status, so that it teaches nothing."""


class Answer:
    """What goes back to Discord.

    Attributes:
        status: HTTP status.
        headers: Names and values, ready to send.
        body: The whole body.
        after: The rest of the work, behind the answer; None if all is done.
            It runs already; awaiting it waits for its end.
    """

    __slots__ = ("_delivery", "after", "body", "headers", "status")

    def __init__(
        self,
        status: int,
        body: bytes,
        content_type: tuple[bytes, bytes] = JSON,
        after: "Awaitable[None] | None" = None,
        delivery: Delivery | None = None,
    ) -> None:
        self.status = status
        # Where there is no content, RFC 9110 (8.6) forbids its length.
        self.headers: Headers = [content_type]
        if status != 204:
            self.headers.append((b"content-length", b"%d" % len(body)))
        self.body = body
        self.after = after
        self._delivery = delivery

    def sent(self) -> None:
        """Say that the answer has left, or cannot: followups no longer wait for it."""
        if self._delivery is not None:
            self._delivery.left()


def refuse(error: RequestRejected) -> Answer:
    """Make the answer to a request that is not let in."""
    return Answer(error.status, _REFUSALS[error.status], TEXT)
