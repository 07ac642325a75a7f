"""
Sees that Discord gets its old interactions endpoint back, whatever becomes of `postern dev`.

A process of its own, since the other may be killed. It is told on its standard input
what there was, what is there now, and the bot token, which stands neither on its
command line nor in its environment. When that input closes, it puts the old one back,
unless somebody has set another since.
"""

import asyncio
import contextlib
import os
import signal
import sys
from dataclasses import asdict, dataclass

import msgspec

from app.errors import BadRequest, RestError
from app.rest.client import Rest
from app.rest.requester import Requester

IN_ORDER = b"restore\n"
"""Is written before the input is closed on purpose; without it the other process has crashed."""

_LATE = 5.0
"""Seconds after a crash within which a change that was under way may still come about."""


@dataclass(frozen=True)
class Watch:
    """What is to be restored, where, and how.

    Attributes:
        api_url: Base of Discord's REST API.
        token: The bot token.
        ours: The endpoint that is set while the tunnel stands.
        before: The one that was set before; None for none.
        tunnel: Process group of the tunnel program, to be ended after a crash.
    """

    api_url: str
    token: str
    ours: str
    before: str | None
    tunnel: int

    def __repr__(self) -> str:
        return f"Watch({self.ours!r}, before={self.before!r})"

    @property
    def by_hand(self) -> str:
        """What is left to be done where it cannot be restored."""
        return f"set it by hand in the Developer Portal: {self.before or 'it was empty'}"

    def encode(self) -> bytes:
        """Write it as the line that the process reads first."""
        return msgspec.json.encode(asdict(self)) + b"\n"


def main() -> None:
    """Wait until the other process is done, or gone, and restore the endpoint."""
    # The terminal may close, and whoever ends everything must not end this.
    for number in (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
        signal.signal(number, signal.SIG_IGN)
    told = sys.stdin.buffer.readline()
    if not told:
        return
    watch = msgspec.json.decode(told, type=Watch)
    is_crash = sys.stdin.buffer.read() != IN_ORDER
    if is_crash:
        _say("postern dev was ended by force")
    _say(asyncio.run(_restore(watch, is_crash=is_crash)))
    if is_crash:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(watch.tunnel, signal.SIGTERM)


async def _restore(watch: Watch, *, is_crash: bool) -> str:
    """Put the old endpoint back; tells what was done, or why not."""
    rest = Rest(Requester(watch.api_url, watch.token))
    try:
        application = await rest.applications.get_own()
        if application.interactions_endpoint_url != watch.ours and is_crash:
            await asyncio.sleep(_LATE)
            application = await rest.applications.get_own()
        if application.interactions_endpoint_url == watch.before:
            return "Discord's interactions endpoint is as it was"
        if application.interactions_endpoint_url != watch.ours:
            return (
                "Discord's interactions endpoint was changed by somebody else since, so it is left as it is "
                f"(before postern dev: {watch.before or 'none'})"
            )
        await rest.applications.edit_own(interactions_endpoint_url=watch.before)
    except BadRequest as error:
        why = " ".join(error.errors) or error.message
        return f"Discord does not take the old interactions endpoint back ({why}); {watch.by_hand}"
    except RestError as error:
        return f"Discord's interactions endpoint could not be restored ({error}); {watch.by_hand}"
    finally:
        await rest.close()
    return f"Discord's interactions endpoint is restored: {watch.before or 'none, as before'}"


def _say(text: str) -> None:
    # The terminal may be gone, which is no reason not to restore.
    with contextlib.suppress(OSError):
        print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
