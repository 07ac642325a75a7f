"""Tasks that nobody waits for, until the process ends."""

import asyncio
import contextlib
import contextvars
import threading

import pytest

from app.context.tasks import MOST_TOLD, STOPPED_WITHIN, Tasks, collected, is_cancelled, share
from app.context.threads import run_in_thread
from app.testing import VirtualTimeLoop


async def sleep(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def test_all_that_run_are_waited_for() -> None:
    tasks = Tasks()
    started = [tasks.start(sleep(seconds)) for seconds in (1, 5)]

    assert await tasks.drain(grace=10) == 0
    assert asyncio.get_running_loop().time() == 5
    assert all(task.done() and not task.cancelled() for task in started)


async def test_who_needs_longer_is_cancelled_and_waited_for() -> None:
    tasks = Tasks()
    ended: list[float] = []

    async def cleans_up() -> None:
        try:
            await asyncio.sleep(900)
        finally:
            await asyncio.sleep(2)
            ended.append(asyncio.get_running_loop().time())

    tasks.start(cleans_up())
    tasks.start(sleep(1))

    assert await tasks.drain(grace=3) == 1
    assert ended == [5]


async def test_each_end_has_its_own_lines() -> None:
    tasks = Tasks()

    assert sum(tasks.is_worth_a_line() for _ in range(2 * MOST_TOLD)) == MOST_TOLD
    await tasks.drain(grace=0)
    assert tasks.is_worth_a_line()


async def test_what_the_tasks_start_meanwhile_is_waited_for_too() -> None:
    tasks = Tasks()
    story: list[str] = []

    async def last() -> None:
        await asyncio.sleep(1)
        story.append("last")

    async def first() -> None:
        await asyncio.sleep(1)
        tasks.start(last())

    tasks.start(first())

    assert await tasks.drain(grace=10) == 0
    assert story == ["last"]


async def test_what_starts_too_late_is_cancelled_too() -> None:
    tasks = Tasks()

    async def says_so() -> None:
        try:
            await asyncio.sleep(900)
        finally:
            tasks.start(sleep(900))

    tasks.start(says_so())

    assert await tasks.drain(grace=1) == 2
    assert asyncio.get_running_loop().time() == 1


async def test_without_grace_what_is_nearly_done_is_let_go_and_the_rest_is_cancelled() -> None:
    tasks = Tasks()
    quick, slow = tasks.start(sleep(0)), tasks.start(sleep(900))
    await asyncio.sleep(0)

    assert await tasks.drain(grace=0) == 1
    assert (quick.cancelled(), slow.cancelled()) == (False, True)


async def test_a_task_that_ends_the_process_does_not_wait_for_itself() -> None:
    tasks = Tasks()
    told: list[int] = []

    async def shutdown() -> None:
        told.append(await tasks.drain(grace=10))

    await asyncio.gather(tasks.start(shutdown()), tasks.start(sleep(2)))

    assert told == [0]
    assert asyncio.get_running_loop().time() == 2


async def test_nothing_to_wait_for_takes_no_time() -> None:
    assert await Tasks().drain(grace=10) == 0
    assert asyncio.get_running_loop().time() == 0


async def test_who_is_cancelled_is_told_apart_from_who_awaited_something_cancelled() -> None:
    told: list[bool] = []

    async def waits(on: "asyncio.Future[None]") -> None:
        try:
            await on
        except asyncio.CancelledError:
            told.append(is_cancelled())

    given_up = asyncio.get_running_loop().create_future()
    given_up.cancel()
    await waits(given_up)
    task = asyncio.create_task(waits(asyncio.get_running_loop().create_future()))
    await asyncio.sleep(0)
    task.cancel()
    await task

    assert told == [False, True]


async def test_a_task_that_a_thread_posts_runs_on_the_loop_with_its_context() -> None:
    tasks = Tasks()
    name = contextvars.ContextVar[str]("name")
    told: list[tuple[bool, str]] = []

    async def tells() -> None:
        told.append((threading.current_thread() is threading.main_thread(), name.get()))

    def in_a_thread() -> None:
        name.set("inside")
        tasks.post(tells())

    tasks.post(sleep(0))
    await run_in_thread(in_a_thread)
    await tasks.drain(grace=1)

    assert told == [(True, "inside")]


def test_a_task_cannot_be_posted_where_no_loop_has_run() -> None:
    with pytest.raises(RuntimeError, match="no running event loop"):
        Tasks().post(sleep(0))


async def test_a_call_waits_for_a_shared_task_though_whoever_asked_for_it_gave_up() -> None:
    shared = asyncio.get_running_loop().create_task(asyncio.sleep(10, "made"), context=contextvars.Context())
    share(shared)
    with collected() as group:
        assert group.is_done
        share(shared)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(shared), 1)
        assert not group.is_done
        await group

    assert shared.result() == "made"


async def test_two_who_end_the_same_tasks_let_them_say_their_last_words() -> None:
    tasks = Tasks()
    told: list[float] = []

    async def work() -> None:
        try:
            await asyncio.sleep(900)
        finally:
            await asyncio.sleep(2)
            told.append(asyncio.get_running_loop().time())

    async def end_later() -> int:
        await asyncio.sleep(6)
        return await tasks.drain(0)

    tasks.start(work())

    assert sum(await asyncio.gather(tasks.drain(5), end_later())) == 1
    assert told == [7]


def test_nobody_waits_for_tasks_of_a_loop_that_stands_still() -> None:
    """Serverless hosts stop a loop in the middle, and bring another one with the next call."""
    tasks = Tasks()

    async def begin() -> None:
        tasks.start(asyncio.sleep(5))
        await asyncio.sleep(1)

    frozen = VirtualTimeLoop()
    frozen.run_until_complete(begin())
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as second:
        assert second.run(tasks.drain(60)) == 0
    assert frozen.run_until_complete(tasks.drain(60)) == 0
    frozen.close()


async def test_who_will_not_be_stopped_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks()

    async def goes_on() -> None:
        until = asyncio.get_running_loop().time() + 900
        while (left := until - asyncio.get_running_loop().time()) > 0:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(left)

    stubborn = tasks.start(goes_on())

    assert await tasks.drain(grace=3) == 1
    assert asyncio.get_running_loop().time() == 3 + STOPPED_WITHIN
    assert caplog.messages == ["still running though cancelled, and left alone: 1 handlers"]
    await stubborn
