"""Groups: what was started for one interaction, and by what that started."""

import asyncio
import contextvars

from app.context.tasks import Tasks, collected, current_group, share
from app.context.threads import run_in_thread


async def sleep(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def test_a_group_holds_what_is_started_within_and_what_that_starts_in_turn() -> None:
    tasks, story = Tasks(), list[str]()

    async def last() -> None:
        await asyncio.sleep(3)
        story.append("last")

    async def first() -> None:
        await asyncio.sleep(2)
        tasks.start(last())
        story.append("first")

    tasks.start(sleep(900))
    with collected() as group:
        tasks.start(first())
    tasks.start(sleep(900))
    assert not group.is_done
    await group

    assert (story, group.is_done, asyncio.get_running_loop().time()) == (["first", "last"], True, 5)
    assert current_group() is None
    await tasks.drain(0)


async def test_a_group_in_which_nothing_was_started_is_done_at_once() -> None:
    with collected() as group:
        assert current_group() is group

    assert group.is_done
    await group.finished()
    assert asyncio.get_running_loop().time() == 0


async def test_two_groups_at_once_do_not_know_each_other() -> None:
    tasks = Tasks()
    ended: list[float] = []

    async def interaction(seconds: float) -> None:
        with collected() as group:
            tasks.start(sleep(seconds))
            await asyncio.sleep(0)
            tasks.start(sleep(seconds + 1))
            await group.finished()
        ended.append(asyncio.get_running_loop().time())

    await asyncio.gather(interaction(1), interaction(5))

    assert ended == [2, 6]


async def test_a_task_with_a_context_of_its_own_belongs_to_the_group_of_that_context() -> None:
    tasks = Tasks()
    with collected() as group:
        context = contextvars.copy_context()
    tasks.start(sleep(3), context)
    assert not group.is_done
    await group

    assert asyncio.get_running_loop().time() == 3


async def test_what_fails_or_is_cancelled_is_over_too() -> None:
    tasks = Tasks()

    async def fails() -> None:
        await asyncio.sleep(1)
        raise LookupError

    with collected() as group:
        failed = tasks.start(fails())
        cancelled = tasks.start(sleep(900))
    asyncio.get_running_loop().call_later(2, cancelled.cancel)
    await group

    assert asyncio.get_running_loop().time() == 2
    assert isinstance(failed.exception(), LookupError)


async def test_what_a_thread_posts_is_waited_for_though_the_thread_ends_at_once() -> None:
    tasks, story = Tasks(), list[str]()

    async def tells() -> None:
        await asyncio.sleep(4)
        story.append("told")

    async def handler() -> None:
        await run_in_thread(lambda: tasks.post(tells()))

    with collected() as group:
        tasks.start(handler())
    await group

    assert story == ["told"]


async def test_who_waits_for_a_group_within_it_may_be_stopped_without_it() -> None:
    tasks = Tasks()
    with collected() as group:
        work = tasks.start(sleep(5))
    waiting = asyncio.create_task(group.finished())
    await asyncio.sleep(1)
    waiting.cancel()
    await asyncio.wait({waiting})

    assert (waiting.cancelled(), work.cancelled()) == (True, False)
    await group
    assert asyncio.get_running_loop().time() == 5


async def test_a_shared_task_is_waited_for_by_all_groups_that_asked_for_it() -> None:
    shared = asyncio.create_task(sleep(5))
    share(shared)  # where nothing is collected, nobody waits
    groups = []
    for _ in range(2):
        with collected() as group:
            share(shared)
        groups.append(group)
    await groups[0]

    assert asyncio.get_running_loop().time() == 5
    assert groups[1].is_done
