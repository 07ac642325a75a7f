"""Answers that are kept for a while, so that not every interaction has to ask Discord."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.telemetry.logs import interaction_id

K = TypeVar("K")
T = TypeVar("T")

MOST_KEPT = 1000
"""Answers that are kept at most: a process may serve more servers than it has room for."""


class Memo(Generic[K, T]):
    """Answers by what was asked for.

    Those who ask while an answer is on its way wait for the same request; it is
    given up with the last of them, since a host may freeze the process as soon
    as nobody waits any more. A failure is not kept.
    """

    def __init__(self, ask: Callable[[K], Awaitable[T]], seconds: float) -> None:
        """Prepare to keep answers.

        Args:
            ask: Makes the request.
            seconds: How long an answer is good for.
        """
        self._ask = ask
        self._seconds = seconds
        self._answers: dict[K, tuple[T, float]] = {}
        self._asking: dict[K, _Asking[T]] = {}

    async def get(self, key: K) -> T:
        """Return the answer; the one that is kept, unless it is too old.

        Raises:
            Exception: Whatever `ask` raised.
        """
        loop = asyncio.get_running_loop()
        if key in self._answers:
            answer, until = self._answers[key]
            if loop.time() < until:
                return answer
        asking = self._asking.get(key)
        # A task belongs to the loop that runs it: serverless hosts bring a new one with each call.
        if asking is None or asking.task.get_loop() is not loop:
            # It is for everybody who waits, so it must not count as the work of the interaction that asked first;
            # but an interaction waits for it, and bulk work lets it pass.
            context = contextvars.Context()
            context.run(interaction_id.set, interaction_id.get())
            task = loop.create_task(self._keep(key), context=context)
            task.add_done_callback(lambda done: self._end(key, done))
            asking = self._asking[key] = _Asking(task)
        asking.waiting += 1
        try:
            # Who gives up must not take the answer away from the others.
            return await asyncio.shield(asking.task)
        finally:
            asking.waiting -= 1
            if not asking.waiting and not asking.task.done():
                if self._asking.get(key) is asking:
                    del self._asking[key]
                asking.task.cancel()

    async def _keep(self, key: K) -> T:
        answer = await self._ask(key)
        # The newest stands at the end, so that the first is the one that was fetched longest ago.
        self._answers.pop(key, None)
        self._answers[key] = answer, asyncio.get_running_loop().time() + self._seconds
        if len(self._answers) > MOST_KEPT:
            del self._answers[next(iter(self._answers))]
        return answer

    def _end(self, key: K, done: "asyncio.Task[T]") -> None:
        asking = self._asking.get(key)
        if asking is not None and asking.task is done:
            del self._asking[key]
        if not done.cancelled():
            # Perhaps nobody waits for it any more, and asyncio would complain of a failure that nobody looked at.
            done.exception()


@dataclass(slots=True, eq=False)
class _Asking(Generic[T]):
    """A request on its way, and how many wait for it."""

    task: "asyncio.Task[T]"
    waiting: int = 0
