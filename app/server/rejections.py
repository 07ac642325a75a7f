"""
Says what was refused, without letting strangers write the log.

The endpoint is open to the internet, so a line for each refused request would
be a gift to whoever wants to fill a disk. One line a reason and period is
written, with a count. A bad signature beside good ones is nothing to worry
about: Discord itself probes endpoints that way.
"""

import logging

from app.request_errors import RequestRejected, SignatureExpired, SignatureInvalid

log = logging.getLogger(__name__)

PERIOD = 60.0
"""Seconds between two lines of one reason."""


class RejectionLog:
    """Counts refused requests, and writes at most one line a reason and `PERIOD`."""

    def __init__(self) -> None:
        self.any_accepted = False
        self._since: dict[type[RequestRejected], float] = {}
        self._unsaid: dict[type[RequestRejected], int] = {}

    def add(self, error: RequestRejected, now: float) -> None:
        """Note a refused request.

        Args:
            error: Why; its class is the reason, so there are only so many.
            now: Current time in seconds, of any clock that does not go back.
        """
        reason = type(error)
        since = self._since.get(reason)
        if since is not None and now - since < PERIOD:
            self._unsaid[reason] = self._unsaid.get(reason, 0) + 1
            return
        more = self._unsaid.pop(reason, 0)
        self._since[reason] = now
        count = f" (and {more} more since the last such line)" if more else ""
        log.log(self._level(error), "refused with %d: %s%s%s", error.status, error, count, self._hint(error))

    def _level(self, error: RequestRejected) -> int:
        # Without a single genuine request so far, this may be the reason why the endpoint cannot be registered.
        return logging.INFO if self.any_accepted and error.status == 401 else logging.WARNING

    def _hint(self, error: RequestRejected) -> str:
        if isinstance(error, SignatureExpired):
            # It is Discord's own, so its age is what the clocks differ by, unless somebody has kept it.
            off = f"this machine's clock is about {abs(error.age):.0f} s"
            if error.age < 0:
                return f"; {off} behind Discord's: let NTP set it"
            return f"; {off} ahead of Discord's, which NTP mends, or somebody has sent it again"
        if isinstance(error, SignatureInvalid) and self.any_accepted:
            return "; Discord probes endpoints this way, so one now and then is no fault"
        if isinstance(error, SignatureInvalid):
            return "; none was genuine so far: is DISCORD_PUBLIC_KEY this application's, does a proxy change the body?"
        return ""
