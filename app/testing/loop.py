"""
An event loop whose time is virtual: when nobody can do anything but wait, it jumps.

The bot, the author's sleeps and the simulated Discord all wait by the event
loop, so they move together, and a test of fifteen minutes ends at once, always
in the same order. While a thread works (sync handlers run in one), or a socket
is open, the loop waits for it as any other does, and lets that real time count.
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any

_PATIENCE = 0.05
"""Seconds of one real wait, after which the loop looks again whether it may jump."""


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """A loop that does not wait: where it would, its time jumps to the next timer."""

    def __init__(self) -> None:
        self._elapsed = 0.0
        self._jobs = 0
        self._idle: list[asyncio.Future[None]] = []
        self._began = time.time()
        super().__init__(_JumpingSelector(self))
        # asyncio's nanosecond is lost in a time of half a year: no timer would ever be due.
        self._clock_resolution = 1e-6

    def time(self) -> float:
        """Return the seconds that passed for this loop."""
        return self._elapsed

    def unix_time(self) -> float:
        """Return the Unix time that goes with it."""
        return self._began + self._elapsed

    def advance(self, seconds: float) -> None:
        """Let time pass; what falls due in it runs as soon as the loop turns."""
        self._elapsed += seconds

    async def until_idle(self) -> None:
        """Wait until all that is due has run, as far as it gets without a timer, a thread or a socket."""
        idle = self.create_future()
        self._idle.append(idle)
        await idle

    def tell_idle(self) -> bool:
        """Wake whoever waits for this moment, and return whether somebody did."""
        waiting, self._idle = self._idle, []
        for idle in waiting:
            if not idle.done():
                idle.set_result(None)
        return bool(waiting)

    @property
    def is_working(self) -> bool:
        """Whether a thread of this loop works, so that time must not jump."""
        return self._jobs > 0

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        """Run a function in a thread, and wait for it in real time."""
        future = super().run_in_executor(executor, func, *args)
        self._jobs += 1
        future.add_done_callback(self._job_done)
        return future

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncio's own
        """Wait for the threads in real time: the limit that Python 3.12 sets would be jumped over at once."""
        self._jobs += 1
        try:
            await super().shutdown_default_executor()
        finally:
            self._jobs -= 1

    def _job_done(self, _: "asyncio.Future[Any]") -> None:
        self._jobs -= 1


class _JumpingSelector(selectors.BaseSelector):
    """Waits as the system's selector does, or lets the loop's time jump instead."""

    def __init__(self, loop: VirtualTimeLoop) -> None:
        self._loop = loop
        self._real = selectors.DefaultSelector()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = self._real.select(0)
        if events or (timeout is not None and timeout <= 0):
            return events
        if self._loop.tell_idle():
            return []
        # The loop's own wake-up socket is always there; any other one means that the world outside may answer.
        if timeout is None or self._loop.is_working or len(self._real.get_map()) > 1:
            began = time.monotonic()
            events = self._real.select(_PATIENCE if timeout is None else min(timeout, _PATIENCE))
            self._loop.advance(time.monotonic() - began)
            return events
        self._loop.advance(timeout)
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.modify(fileobj, events, data)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()


virtual_time = ("asyncio", {"loop_factory": VirtualTimeLoop})
"""What the fixture `anyio_backend` returns for tests on virtual time."""


class Clock:
    """The time of the bot, the author's code and Discord, all three."""

    def now(self) -> float:
        """Return the Unix time: the loop's where that is virtual, else the machine's."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return time.time()
        return loop.unix_time() if isinstance(loop, VirtualTimeLoop) else time.time()

    def advance(self, seconds: float, /) -> None:
        """Let time pass, without waiting for it.

        Raises:
            RuntimeError: If the running loop's time is real.
        """
        loop = asyncio.get_running_loop()
        if not isinstance(loop, VirtualTimeLoop):
            raise RuntimeError(
                "clock.advance() needs virtual time: let the fixture anyio_backend return app.testing.virtual_time"
            )
        loop.advance(seconds)
