import asyncio
import threading
from contextvars import ContextVar

import pytest

from app.context.threads import run_in_thread

spoken: ContextVar[str] = ContextVar("spoken", default="")


async def test_slow_handlers_do_not_hold_up_looking_up_host_names() -> None:
    go = threading.Event()
    slow = [asyncio.create_task(run_in_thread(go.wait)) for _ in range(20)]
    await asyncio.sleep(0)

    try:
        found = await asyncio.get_running_loop().getaddrinfo("localhost", 80)
    finally:
        go.set()

    assert found
    assert await asyncio.gather(*slow) == [True] * 20


async def test_a_thread_has_the_callers_context_and_arguments() -> None:
    spoken.set("German")

    def handler(number: int, *, name: str) -> tuple[int, str, str, str]:
        return number, name, spoken.get(), threading.current_thread().name.partition("_")[0]

    assert await run_in_thread(handler, 1, name="Ida") == (1, "Ida", "German", "handler")


async def test_what_no_future_can_hold_is_raised_all_the_same() -> None:
    with pytest.raises(RuntimeError, match="raised StopIteration"):
        await run_in_thread(next, iter([]))
