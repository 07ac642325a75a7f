"""Tasks that nobody waits for, until the process ends: then everybody does, for a while."""

import asyncio
import contextvars
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def is_cancelled() -> bool:
    """Tell whether somebody wants the current task to end; else it awaited something that was cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class Tasks:
    """Owns tasks: the event loop itself keeps but a weak reference to one."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self, coroutine: Coroutine[Any, Any, T], context: contextvars.Context | None = None) -> "asyncio.Task[T]":
        """Start a task; it must take care of its errors itself."""
        self._loop = asyncio.get_running_loop()
        task = self._loop.create_task(coroutine, context=context)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def post(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Start a task from wherever this is called: a sync handler's thread has no event loop of its own.

        Raises:
            RuntimeError: If no event loop runs, and none has run yet.
        """
        try:
            self.start(coroutine)
        except RuntimeError:
            if self._loop is None:
                coroutine.close()
                raise
            self._loop.call_soon_threadsafe(self.start, coroutine, contextvars.copy_context())

    async def drain(self, grace: float) -> int:
        """Wait for the tasks that still run, and cancel those that need longer than `grace` seconds.

        Tasks that those start meanwhile are waited for too; the one that
        calls this is not.

        Returns:
            How many were cancelled.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + grace
        while running := self._others():
            await asyncio.wait(running, timeout=max(until - loop.time(), 0))
            if loop.time() >= until:
                break
        count = 0
        # Who is cancelled may tell somebody: that is cancelled too.
        while running := self._others():
            for task in running:
                task.cancel()
            count += len(running)
            await asyncio.wait(running)
        return count

    def _others(self) -> "set[asyncio.Task[None]]":
        """Return the tasks that run, but for the current one: it would wait for itself."""
        current = asyncio.current_task()
        return {task for task in self._running if task is not current}
