"""
Where sync handlers run: threads of their own.

The event loop's own threads also look up host names, so a few slow handlers
there would hold up every REST request.
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MOST_THREADS = 32
"""Sync handlers that run at once; further ones wait. Threads are started when they are needed."""

_threads = ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="handler")


async def run_in_thread(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a function in a thread, with the context variables of the caller.

    Raises:
        Exception: Whatever the function raised; of a `StopIteration`, which no
            future can hold, a `RuntimeError`, as a generator makes of it.
    """

    def call() -> T:
        try:
            return function(*args, **kwargs)
        except StopIteration as error:
            raise RuntimeError("the function raised StopIteration") from error

    return await asyncio.get_running_loop().run_in_executor(_threads, contextvars.copy_context().run, call)
