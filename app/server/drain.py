"""
The end of a process, announced by SIGTERM.

The first one makes `/readyz` say no, and is passed on to the server once no
handler runs any more: until then requests that are on their way are still
answered. What runs when the grace period is over is stopped before that, since
servers wait for their calls, and under some hosts the handlers belong to these.
A second one ends the process at once.

It stands in front of whatever the server has installed itself, so that it works
with any server, and in each of several workers.
"""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

from app.context.boundary import LAST_WORDS

log = logging.getLogger(__name__)


class Drain:
    """Listens for the end.

    Args:
        finish: Waits for the handlers that run, and stops those that need
            longer than so many seconds.
        grace: Seconds that they get.

    Attributes:
        has_begun: Whether the process is about to end.
    """

    def __init__(self, finish: Callable[[float], Awaitable[object]], grace: float) -> None:
        self._finish = finish
        self._grace = grace
        self._before: Any = None
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._until: float | None = None
        self.has_begun = False

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
        if self.has_begun:
            # Whoever asks twice does not want to wait.
            logging.shutdown()
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        self.has_begun = True
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
        with contextlib.suppress(TimeoutError):
            # Who will not be stopped must not keep the server from its end.
            async with asyncio.timeout(self._grace + LAST_WORDS):
                await self._finish(self._grace)
        self._hand_on(number)

    def _hand_on(self, number: int) -> None:
        if callable(self._before):
            self._before(number, None)
        elif self._before is signal.SIG_DFL:
            # No server stands behind it that would end the process in order.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
