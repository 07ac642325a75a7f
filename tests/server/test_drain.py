"""The end of a process, by its own signals: what the server has installed is called when nothing runs any more."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from types import FrameType

import pytest

from app.context.tasks import Tasks
from app.server.drain import ONE_WISH, QUIET, Drain


class Server:
    """What a server installs, and what it was told."""

    def __init__(self) -> None:
        self.told: list[float] = []

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.told.append(asyncio.get_running_loop().time())


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    before = signal.signal(signal.SIGTERM, server)
    yield server
    signal.signal(signal.SIGTERM, before)


def made(grace: float) -> Drain:
    """Make one where no handler runs."""
    tasks = Tasks()
    return Drain(tasks.rest, tasks.drain, grace)


@contextlib.contextmanager
def installed(drain: Drain) -> Iterator[Drain]:
    drain.install()
    yield drain
    drain.uninstall()


async def turns() -> None:
    """Let the loop hear of a signal, and of what follows at once."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_the_server_is_told_when_no_handler_runs_any_more(server: Server) -> None:
    tasks = Tasks()
    with installed(Drain(tasks.rest, tasks.drain, 30.0)) as drain:
        tasks.start(asyncio.sleep(5))
        await asyncio.sleep(1)
        assert not drain.has_begun
        os.kill(os.getpid(), signal.SIGTERM)
        await turns()
        assert drain.has_begun
        assert server.told == []
        await asyncio.sleep(10)

    assert server.told == [5]


async def test_a_server_where_nothing_runs_is_told_at_once(server: Server) -> None:
    with installed(made(30.0)):
        os.kill(os.getpid(), signal.SIGTERM)
        await turns()

    assert server.told == [0]


async def test_a_server_is_told_when_no_request_has_come_for_a_moment(server: Server) -> None:
    """A proxy that has used a connection just now uses it again, unless its answer said that it closes."""
    with installed(made(30.0)) as drain:
        for _ in range(5):
            drain.newest = asyncio.get_running_loop().time()
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.3)
        await asyncio.sleep(5)

    assert server.told == [pytest.approx(4 * 0.3 + QUIET)]


async def test_where_requests_never_cease_those_that_came_last_have_half_of_the_grace_period(server: Server) -> None:
    tasks = Tasks()
    begun = []
    with installed(Drain(tasks.rest, tasks.drain, 10.0)) as drain:
        os.kill(os.getpid(), signal.SIGTERM)
        while not server.told:
            drain.newest = asyncio.get_running_loop().time()
            begun.append(tasks.start(asyncio.sleep(3)))
            await asyncio.sleep(0.25)
        await asyncio.sleep(20)

    assert server.told == [5]
    assert not any(task.cancelled() for task in begun)


async def test_what_runs_for_too_long_is_waited_for_as_long_as_was_granted_and_what_is_new_too(server: Server) -> None:
    tasks = Tasks()
    with installed(Drain(tasks.rest, tasks.drain, 10.0)) as drain:
        stopped = [tasks.start(asyncio.sleep(900))]
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(4)
        stopped.append(tasks.start(asyncio.sleep(900)))
        assert drain.left == 6
        await asyncio.sleep(5)
        assert not any(task.done() for task in stopped)
        await asyncio.sleep(2)
        assert drain.left == 0
        assert all(task.cancelled() for task in stopped)

    assert server.told == [5]


async def test_what_cannot_finish_is_stopped_whatever_the_server_waits_for_and_may_say_so(server: Server) -> None:
    """Under `inline` and `callback` handlers belong to a call that servers wait for, however long it takes."""
    tasks = Tasks()
    last_words: list[float] = []

    async def call() -> None:
        try:
            await asyncio.sleep(900)
        finally:
            await asyncio.sleep(1)
            last_words.append(asyncio.get_running_loop().time())

    with installed(Drain(tasks.rest, tasks.drain, 10.0)):
        tasks.start(call())
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(20)

    assert last_words == [11]


async def test_what_has_only_just_begun_may_say_so_too() -> None:
    """Once loops are late, the grace period ends between a handler's start and its first step."""
    tasks = Tasks()
    last_words: list[str] = []

    async def call() -> None:
        try:
            await asyncio.sleep(900)
        finally:
            last_words.append("stopped")

    for _ in range(3):
        tasks.start(call())
    assert await tasks.drain(0) == 3

    assert last_words == ["stopped"] * 3


async def test_until_the_end_has_begun_all_of_the_grace_period_is_left() -> None:
    drain = made(10.0)
    assert drain.left == 10
    await asyncio.sleep(60)
    assert drain.left == 10


async def test_a_signal_goes_back_to_whom_it_was_taken_from(server: Server) -> None:
    with installed(made(10.0)) as drain:
        assert signal.getsignal(signal.SIGTERM) != server

    assert signal.getsignal(signal.SIGTERM) is server
    assert drain.has_begun
    drain.uninstall()
    assert signal.getsignal(signal.SIGTERM) is server


async def test_what_was_installed_over_it_meanwhile_stays(server: Server) -> None:
    drain, other = made(10.0), Server()
    drain.install()
    signal.signal(signal.SIGTERM, other)
    drain.uninstall()

    assert signal.getsignal(signal.SIGTERM) is other


async def test_a_lifespan_around_every_request_installs_it_again_and_again(server: Server) -> None:
    drain = made(10.0)
    for _ in range(3):
        with installed(drain):
            assert not drain.has_begun
            assert drain.left == 10

    assert signal.getsignal(signal.SIGTERM) is server


async def test_who_is_started_twice_and_never_stopped_is_not_taken_for_the_server(server: Server) -> None:
    drain = made(10.0)
    drain.install()
    drain.install()
    os.kill(os.getpid(), signal.SIGTERM)
    await turns()
    drain.uninstall()

    assert server.told == [0]
    assert signal.getsignal(signal.SIGTERM) is server


async def test_outside_of_the_main_thread_nothing_is_installed(server: Server) -> None:
    drain = made(10.0)

    def elsewhere() -> None:
        async def run() -> None:
            drain.install()
            drain.uninstall()

        asyncio.run(run())

    await asyncio.to_thread(elsewhere)

    assert signal.getsignal(signal.SIGTERM) is server


ALONE = """
import asyncio, os, signal, sys
from app.context.tasks import Tasks
from app.server.drain import Drain

async def main():
    tasks = Tasks()
    drain = Drain(tasks.rest, tasks.drain, float(sys.argv[1]))
    tasks.start(asyncio.sleep(float(sys.argv[2])))
    drain.install()
    for _ in range(int(sys.argv[3])):
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(float(sys.argv[4]))
    print("still here", flush=True)
    await asyncio.sleep(float(sys.argv[5]))
    await tasks.drain(0)

asyncio.run(main())
"""


def alone(grace: float, work: float, signals: int, apart: float, then: float) -> tuple[int, bytes, bytes]:
    """Run a process that no server stands behind, and that sends itself signals."""
    arguments = [str(argument) for argument in (grace, work, signals, apart, then)]
    ended = subprocess.run([sys.executable, "-c", ALONE, *arguments], timeout=60, check=False, capture_output=True)
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize(
    ("grace", "work", "signals"),
    [
        pytest.param(600, 0, 1, id="nothing runs"),
        pytest.param(600, 0.2, 1, id="what runs ends"),
        pytest.param(0.2, 600, 1, id="what runs is given up"),
        pytest.param(600, 600, 2, id="a second signal"),
    ],
)
def test_where_no_server_stands_behind_it_the_process_ends_by_the_signal(
    grace: float, work: float, signals: int
) -> None:
    code, _, errors = alone(grace, work, signals, ONE_WISH + 0.1, 600)

    assert (code, errors) == (-signal.SIGTERM, b"")


def test_signals_that_come_together_are_one() -> None:
    """A service manager tells every process of a group, and the supervisor tells its workers once more."""
    assert alone(600, 600, 3, 0.01, 0) == (-signal.SIGTERM, b"still here\n", b"")


STANDING_STILL = """
import asyncio, os, signal, sys, time
from app.context.tasks import Tasks
from app.server.drain import Drain

async def start():
    tasks = Tasks()
    Drain(tasks.rest, tasks.drain, 600.0).install()

loop = asyncio.new_event_loop()
loop.run_until_complete(start())
if sys.argv[1] == "closed":
    loop.close()
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(600)
"""


@pytest.mark.parametrize("state", ["stopped", "closed"])
def test_a_loop_that_stands_still_does_not_swallow_the_signal(state: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "ignore::ResourceWarning", "-c", STANDING_STILL, state],
        timeout=60,
        check=False,
        capture_output=True,
    )

    assert (ended.returncode, ended.stderr) == (-signal.SIGTERM, b"")
