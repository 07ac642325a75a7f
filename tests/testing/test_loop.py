"""The loop with virtual time: what may jump does, what cannot is waited for."""

import asyncio
import socket
import threading
import time

import pytest

from app.testing import Clock, VirtualTimeLoop


async def test_sleeping_takes_virtual_time() -> None:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(3600)

    assert loop.time() == 3600


@pytest.mark.parametrize("seconds", [86_400.0 * 30, 86_400.0 * 365, 1e9])
async def test_years_pass_as_hours_do(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(0.3)
    await asyncio.sleep(seconds)

    assert loop.time() == pytest.approx(seconds + 0.3)


async def test_timers_run_in_their_order_whatever_order_they_were_set_in() -> None:
    seen: list[float] = []

    async def wait(seconds: float) -> None:
        await asyncio.sleep(seconds)
        seen.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(wait(seconds) for seconds in (5, 0.5, 86_400 * 3, 2, 2, 0)))

    assert seen == [0, 0.5, 2, 2, 5, 86_400 * 3]


async def test_a_timeout_cuts_in_at_its_moment() -> None:
    loop = asyncio.get_running_loop()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(900):
            await loop.create_future()

    assert loop.time() == 900


async def test_a_timeout_that_is_not_needed_costs_no_time() -> None:
    async with asyncio.timeout(900):
        await asyncio.sleep(1)

    assert asyncio.get_running_loop().time() == 1


async def test_a_thread_is_waited_for_in_real_time() -> None:
    loop = asyncio.get_running_loop()
    started, release = threading.Event(), threading.Event()

    def work() -> str:
        started.set()
        release.wait(10)
        return "done"

    working = asyncio.create_task(asyncio.to_thread(work))
    timer = loop.call_later(3600, release.set)
    while not started.is_set():
        await asyncio.sleep(0)
    threading.Timer(0.02, release.set).start()

    assert await working == "done"
    # The timer of an hour would have come first, had time jumped.
    assert loop.time() < 60
    timer.cancel()


async def test_time_jumps_again_when_the_thread_is_done() -> None:
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(time.sleep, 0.01)
    before = loop.time()
    await asyncio.sleep(3600)

    assert loop.time() - before == pytest.approx(3600)


async def test_time_does_not_jump_while_a_socket_may_bring_something() -> None:
    loop = asyncio.get_running_loop()
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    answering = threading.Timer(0.02, theirs.send, [b"hello"])
    answering.start()
    with ours, theirs:
        async with asyncio.timeout(3600):
            received = await loop.sock_recv(ours, 5)
        answering.join()

    assert received == b"hello"
    assert loop.time() < 60


async def test_a_server_and_its_client_speak_over_real_sockets() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"hello\n")
        async with asyncio.timeout(3600):
            line = await reader.readline()
        writer.close()
        await writer.wait_closed()

    assert line == b"hello\n"
    assert asyncio.get_running_loop().time() < 60


async def test_advance_makes_due_what_falls_into_it() -> None:
    loop = asyncio.get_running_loop()
    seen: list[str] = []
    loop.call_later(10, seen.append, "ten")
    loop.call_later(30, seen.append, "thirty")
    Clock().advance(20)
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert seen == ["ten"]
    assert loop.time() == 20


async def test_a_loop_is_idle_when_all_that_is_due_has_run() -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    seen: list[str] = []

    async def follow() -> None:
        await asyncio.sleep(10)
        for _ in range(20):
            await asyncio.sleep(0)
        seen.append("ten")
        await asyncio.sleep(1)
        seen.append("eleven")

    following = loop.create_task(follow())
    await loop.until_idle()
    Clock().advance(10)
    await asyncio.gather(loop.until_idle(), loop.until_idle())

    assert (seen, loop.time()) == (["ten"], 10)
    await following
    assert (seen, loop.time()) == (["ten", "eleven"], 11)


async def test_the_clock_tells_the_date_that_goes_with_the_loop() -> None:
    clock = Clock()
    before = clock.now()
    await asyncio.sleep(86_400)

    assert clock.now() - before == pytest.approx(86_400)
    assert abs(before - time.time()) < 3600


def test_outside_a_loop_the_clock_is_the_machines() -> None:
    assert abs(Clock().now() - time.time()) < 3600
    with pytest.raises(RuntimeError):
        Clock().advance(1)


def test_real_time_cannot_be_advanced() -> None:
    async def advance() -> None:
        assert abs(Clock().now() - time.time()) < 3600
        Clock().advance(1)

    with pytest.raises(RuntimeError, match="let the fixture anyio_backend return"):
        asyncio.run(advance())


def test_two_loops_have_times_of_their_own() -> None:
    times = []
    for _ in range(2):
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            runner.run(asyncio.sleep(5))
            times.append(runner.get_loop().time())

    assert times == [5, 5]


@pytest.mark.parametrize("anyio_backend", [("asyncio", {"loop_factory": VirtualTimeLoop, "debug": True})])
async def test_a_loop_in_debug_mode_jumps_too(anyio_backend: object) -> None:
    await asyncio.sleep(3600)

    assert asyncio.get_running_loop().time() == 3600
