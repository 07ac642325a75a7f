"""
The first response on its way: from the handler that gave it to the moment it has left.

The handler does not care how it leaves. Most go out in the HTTP response, which
costs nothing; what is too large for that, and on some hosts what work goes on
behind, goes by a request of its own. Whatever comes after the first response
waits here until it is gone.
"""

import asyncio

from app.models.response import InteractionCallbackType, InteractionResponse
from app.telemetry.record import Record

INLINE_MOST = 65_536
"""Bytes of an HTTP response that Discord surely takes; somewhere between 80 and 190 kB it drops them unheard."""

_DEFERRALS = {
    InteractionCallbackType.deferred_channel_message_with_source,
    InteractionCallbackType.deferred_update_message,
}


class Delivery:
    """One first response on its way.

    Args:
        holds_back: Whether the host lets nothing leave until the work is
            over, so that a deferral must go by a request.
        record: Hears when it has left, if anybody keeps one.

    Attributes:
        by_request: Whether the response that was accepted last goes by a
            request of its own, instead of in the HTTP response.
        left_at: Loop time at which it left; None until then.
    """

    __slots__ = ("_accepted", "_error", "_holds_back", "_left", "_needed", "_record", "by_request", "left_at")

    def __init__(self, *, holds_back: bool, record: Record | None = None) -> None:
        self._holds_back = holds_back
        self._accepted: asyncio.Future[InteractionResponse | None] = asyncio.get_running_loop().create_future()
        self._left: asyncio.Future[None] | None = None
        self._needed: asyncio.Future[None] | None = None
        self._error: Exception | None = None
        self._record = record
        self.by_request = False
        self.left_at: float | None = None

    def accept(self, response: InteractionResponse | None) -> None:
        """Take the first response; None if the time is over."""
        self._error = None
        if response is not None:
            self.by_request = (self._holds_back and response.type in _DEFERRALS) or _is_large(response)
        if not self._accepted.done():
            self._accepted.set_result(response)

    @property
    def accepted(self) -> "asyncio.Future[InteractionResponse | None]":
        """The first response, as soon as there is one; None if the time for it ends first."""
        return self._accepted

    def left(self, *, by_callback: bool = False) -> None:
        """Say that the response has left, or cannot: what comes behind it no longer waits."""
        if self.left_at is None:
            self.left_at = asyncio.get_running_loop().time()
            if self._record is not None:
                self._record.by_callback = by_callback
                self._record.left(self.left_at)
        if self._left is not None and not self._left.done():
            self._left.set_result(None)

    def refused(self, error: Exception) -> None:
        """Say that the response did not get through; whoever waits is told so, and another may be accepted."""
        self._error = error
        self._accepted = asyncio.get_running_loop().create_future()
        self._needed = None
        left, self._left = self._left, None
        if left is not None and not left.done():
            left.set_exception(error)
            # Whoever waited may be gone, and asyncio would complain of an error that nobody looked at.
            left.exception()

    async def wait(self) -> None:
        """Wait until the response has left.

        Raises:
            Exception: What `refused` was given.
        """
        if self.left_at is not None:
            return
        if self._error is not None:
            raise self._error
        if self._needed is not None and not self._needed.done():
            self._needed.set_result(None)
        if self._left is None:
            self._left = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._left)

    @property
    def needed(self) -> "asyncio.Future[None]":
        """Done as soon as somebody waits for the response to leave."""
        if self._needed is None:
            self._needed = asyncio.get_running_loop().create_future()
            if self._left is not None:
                self._needed.set_result(None)
        return self._needed


def _is_large(response: InteractionResponse) -> bool:
    # A file is measured only where there is one: that may ask the disk.
    return (response.size if response.files else len(response.body)) > INLINE_MOST
