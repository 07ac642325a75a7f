"""
Notices handlers that block the event loop.

While one handler computes or sleeps without `await`, no other is answered, and
no deferral leaves in time. asyncio says nothing of it, so each step of a
handler is timed, from one `await` to the next.

https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code
"""

import logging
import types
from collections.abc import Coroutine, Generator
from time import perf_counter
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

LONGEST_STEP = 0.5
"""Seconds of one step that are worth a line in the log."""


@types.coroutine
def watched(coroutine: Coroutine[Any, Any, T], name: str) -> Generator[Any, Any, T]:
    """Run a coroutine, and log it under this name whenever it blocks the loop.

    Raises:
        BaseException: Whatever the coroutine raised.
    """
    step: Any = coroutine.send
    given: Any = None
    while True:
        began = perf_counter()
        try:
            awaited = step(given)
        except StopIteration as end:
            value: T = end.value
            return value
        finally:
            took = perf_counter() - began
            if took > LONGEST_STEP:
                log.warning(
                    "%s blocked the event loop for %.1f s: nothing else was answered, and no deferral could run; "
                    "use await (asyncio.sleep, an async client), or a plain def, which runs in a thread",
                    name,
                    took,
                )
        try:
            given = yield awaited
        except GeneratorExit:
            coroutine.close()
            raise
        except BaseException as error:  # noqa: BLE001 - a cancellation is the coroutine's to handle
            step, given = coroutine.throw, error
        else:
            step = coroutine.send
