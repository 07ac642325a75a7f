"""
The end of a process, announced by SIGTERM.

A restart must lose nothing, and whoever sends requests hears of it late: a load
balancer asks `/readyz` every few seconds, and a proxy keeps connections open
that it means to use again. So the process works on after the signal: `/readyz`
says no, and every answer says that its connection closes, which a proxy takes
for a request to open the next one elsewhere. Once it is quiet (no handler runs,
and no request has come for a moment) the server is told, and stops listening.
Where requests never cease it is told after half of the grace period, so that
those that came last have the other half.

What runs when the grace period is over is stopped, since servers wait for their
calls, and under some hosts the handlers belong to these. A second SIGTERM ends
the process at once.

It stands in front of whatever the server has installed itself, so that it works
with any server, and in each of several workers.
"""

import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

from app.context.boundary import LAST_WORDS

log = logging.getLogger(__name__)

QUIET = 0.5
"""Seconds without a request after which none is on its way any more."""
ONE_WISH = 2.0
"""Seconds within which a second SIGTERM says nothing new.

A service manager may tell all processes of a group, and a supervisor among them
passes it on to its workers.
"""


class Drain:
    """Listens for the end.

    Args:
        rest: Waits until no handler runs, at most so many seconds.
        finish: Waits likewise, and stops those that need longer.
        grace: Seconds that they get.

    Attributes:
        has_begun: Whether the process is about to end.
        newest: Loop time at which the newest request came; the door says so.
    """

    def __init__(
        self,
        rest: Callable[[float], Awaitable[object]],
        finish: Callable[[float], Awaitable[object]],
        grace: float,
    ) -> None:
        self._rest = rest
        self._finish = finish
        self._grace = grace
        self._before: Any = None
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._until: float | None = None
        self._told_at = 0.0
        self.has_begun = False
        self.newest = float("-inf")

    @property
    def left(self) -> float:
        """Seconds that handlers still get: all of the grace period, unless it has begun already."""
        if self._until is None:
            return self._grace
        return max(self._until - asyncio.get_running_loop().time(), 0.0)

    def install(self) -> None:
        """Take SIGTERM from here on; does nothing outside of the main thread, which alone can."""
        self.has_begun = False
        self._until = None
        # Of another loop, whose time means nothing here.
        self.newest = float("-inf")
        self._loop = asyncio.get_running_loop()
        if signal.getsignal(signal.SIGTERM) == self._on_signal:
            # Started again without an end in between, as some hosts do: it must not be passed on to itself.
            return
        with contextlib.suppress(ValueError):
            self._before = signal.signal(signal.SIGTERM, self._on_signal)

    def uninstall(self) -> None:
        """Give SIGTERM back, and say that the end has begun, whoever announced it."""
        self.has_begun = True
        if self._before is not None and signal.getsignal(signal.SIGTERM) == self._on_signal:
            signal.signal(signal.SIGTERM, self._before)
        self._before = None

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        # Of no loop: where loops stand still or are closed, this is called, too.
        now = time.monotonic()
        if self.has_begun and now - self._told_at < ONE_WISH:
            return
        if self.has_begun:
            # Whoever asks twice does not want to wait.
            logging.shutdown()
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        self.has_begun = True
        self._told_at = now
        assert self._loop is not None
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(self._begin, number)
        else:
            # Serverless hosts stop a loop, or close it: nobody would hear of it there.
            self._hand_on(number)

    def _begin(self, number: int) -> None:
        assert self._loop is not None
        self._until = self._loop.time() + self._grace
        self._task = self._loop.create_task(self._pass_on(number))

    async def _pass_on(self, number: int) -> None:
        log.info("the process is about to end: handlers that run get %.0f s", self._grace)
        await self._until_quiet(self._grace / 2)
        is_server = callable(self._before)
        if is_server:
            self._hand_on(number)
        with contextlib.suppress(TimeoutError):
            # Who will not be stopped must not keep the process from its end.
            async with asyncio.timeout(self.left + LAST_WORDS):
                await self._finish(self.left)
        if not is_server:
            self._hand_on(number)

    async def _until_quiet(self, most: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + most
        while loop.time() < until:
            await self._rest(until - loop.time())
            quiet_at = self.newest + QUIET
            if loop.time() >= quiet_at:
                return
            await asyncio.sleep(min(quiet_at, until) - loop.time())

    def _hand_on(self, number: int) -> None:
        if callable(self._before):
            self._before(number, None)
        elif self._before is signal.SIG_DFL:
            # No server stands behind it that would end the process in order.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
