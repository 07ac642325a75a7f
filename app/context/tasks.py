"""Tasks that nobody waits for, until the process ends: then everybody does, for a while."""

import asyncio
import contextlib
import contextvars
import logging
from collections.abc import Coroutine, Generator, Iterator
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

STOPPED_WITHIN = 5.0
"""Seconds for what was cancelled to end, its last words to the user included."""
MOST_TOLD = 50
"""Cancelled tasks that are worth a line each in the log, whenever a process ends."""


def is_cancelled() -> bool:
    """Tell whether somebody wants the current task to end; else it awaited something that was cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class Group:
    """All tasks that were started for one interaction, and for what it started in turn."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def add(self, task: "asyncio.Task[Any]") -> None:
        """Take a task in until it is over."""
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    @property
    def is_done(self) -> bool:
        """Whether none of them runs any more."""
        return not self._running

    async def finished(self) -> None:
        """Wait until none of them runs any more."""
        while self._running:
            await asyncio.wait(self._running)

    def __await__(self) -> Generator[Any, None, None]:
        """Wait as `finished` does."""
        return self.finished().__await__()


_group: contextvars.ContextVar[Group | None] = contextvars.ContextVar("group", default=None)


def current_group() -> Group | None:
    """Return the group that what is started here belongs to, if tasks are collected."""
    return _group.get()


def share(task: "asyncio.Task[Any]") -> None:
    """Let the call that this belongs to wait for a task which others wait for too, and which knows of no context.

    Who asked for it may give up; where the host freezes, it must not be left
    behind all the same.
    """
    group = _group.get()
    if group is not None:
        group.add(task)


@contextlib.contextmanager
def collected() -> Iterator[Group]:
    """Collect what is started from here on, and from there on, into a group."""
    group = Group()
    before = _group.set(group)
    try:
        yield group
    finally:
        _group.reset(before)


class Tasks:
    """Owns tasks: the event loop itself keeps but a weak reference to one."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = 0

    def start(self, coroutine: Coroutine[Any, Any, T], context: contextvars.Context | None = None) -> "asyncio.Task[T]":
        """Start a task; it must take care of its errors itself."""
        self._loop = asyncio.get_running_loop()
        task = self._loop.create_task(coroutine, context=context)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        group = context[_group] if context is not None and _group in context else _group.get()
        if group is not None:
            group.add(task)
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

    async def rest(self, within: float) -> None:
        """Wait until no task runs any more, at most `within` seconds.

        Tasks that those start meanwhile are waited for too; the one that
        calls this is not.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while running := self.others():
            await asyncio.wait(running, timeout=max(until - loop.time(), 0))
            if loop.time() >= until:
                break

    async def drain(self, grace: float) -> int:
        """Wait as `rest` does, and cancel the tasks that need longer than `grace` seconds.

        One that will not be cancelled is left alone after `STOPPED_WITHIN`, with
        a line in the log: it must not keep the process from its end.

        Returns:
            How many were cancelled.
        """
        self._told = 0
        await self.rest(grace)
        count = 0
        loop = asyncio.get_running_loop()
        until = loop.time() + STOPPED_WITHIN
        # Who is cancelled may tell somebody: that is cancelled too.
        while running := self.others():
            # One that is cancelled before its first step can tell nobody.
            await asyncio.sleep(0)
            # Some servers shut down while the signal is still seen to: a second time would cut the last words short.
            asked = [task for task in running if not task.cancelling()]
            for task in asked:
                task.cancel()
            count += len(asked)
            await asyncio.wait(running, timeout=until - loop.time())
            if loop.time() >= until:
                log.error("still running though cancelled, and left alone: %d handlers", len(self.others()))
                break
        return count

    @property
    def count(self) -> int:
        """How many run."""
        return len(self._running)

    def is_worth_a_line(self) -> bool:
        """Tell whether one more task that was cancelled is to be named in the log; beyond many, their count will do."""
        self._told += 1
        return self._told <= MOST_TOLD

    def others(self) -> "set[asyncio.Task[Any]]":
        """Return the tasks that run, but for the current one: it would wait for itself."""
        return self._here() - {asyncio.current_task()}

    def _here(self) -> "set[asyncio.Task[Any]]":
        """Return the tasks of this loop: serverless hosts stop one in the middle, and what runs there never ends."""
        loop = asyncio.get_running_loop()
        return {task for task in self._running if task.get_loop() is loop}
