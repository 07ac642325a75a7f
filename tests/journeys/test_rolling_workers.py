"""The end of a server with several workers, whoever is told of it, and how often."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from app.server.drain import ONE_WISH
from app.server.run import STARTUP_FAILED
from app.server.supervisor import READY_WITHIN
from app.simulator.discord import Discord
from tests.journeys.server_process import ServerProcess
from tests.journeys.test_shutdown import is_ready, listening, serving, turned
from tests.signature.signing import PUBLIC_KEY

pytestmark = pytest.mark.skipif(
    not Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").exists(), reason="this system names no child processes"
)


def processes(server: ServerProcess) -> list[int]:
    """Return the supervisor's id, and those of all that it has started, Python's tracker of resources included."""
    pid = server.process.pid
    return [pid, *(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


async def ready_twice(server: ServerProcess) -> None:
    await turned(lambda: server.log().count("ready: ") == 2)
    await turned(lambda: is_ready(server))


async def test_a_signal_to_the_whole_group_cuts_no_handler_short() -> None:
    """As systemd sends it unless KillMode says otherwise: a worker hears of it twice, by its supervisor too."""
    discord = Discord()
    async with listening(discord) as api:
        with serving("two workers", discord, api) as server:
            await ready_twice(server)
            begun = discord.begin_command("wait", {"seconds": 4.0})
            await begun.until(lambda i: i.state == "deferred", within=30)
            for pid in processes(server):
                os.kill(pid, signal.SIGTERM)
            await begun.until(lambda i: i.state == "answered", within=30)

            assert begun.content == "waited"
            await asyncio.to_thread(server.process.wait, 30)
        await discord.aclose()


async def test_a_second_signal_ends_all_workers_at_once() -> None:
    discord = Discord()
    async with listening(discord) as api:
        with serving("two workers", discord, api, POSTERN_GRACE="600") as server:
            await ready_twice(server)
            begun = discord.begin_command("wait", {"seconds": 600.0})
            await begun.until(lambda i: i.state == "deferred", within=30)
            server.process.send_signal(signal.SIGTERM)
            await turned(lambda: "about to end" in server.log())
            await asyncio.sleep(ONE_WISH + 0.5)
            assert server.process.poll() is None

            workers = processes(server)[1:]
            server.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(server.process.wait, 30)
            await turned(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
        await discord.aclose()


async def test_a_module_that_no_longer_loads_is_named_and_the_workers_serve_on(tmp_path: Path) -> None:
    package = f"commands_{tmp_path.name}".replace("-", "_")
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").touch()
    server = ServerProcess.start("two workers", POSTERN_COMMANDS=package, PYTHONPATH=str(tmp_path))
    try:
        await ready_twice(server)
        before = processes(server)
        (tmp_path / package / "broken.py").write_text("from app import nothing_of_that_name\n")
        server.process.send_signal(signal.SIGHUP)
        await turned(lambda: "those that run are not replaced" in server.log())

        assert "broken.py:1: " in server.log()
        assert "cannot import name 'nothing_of_that_name'" in server.log()
        assert set(processes(server)) == set(before)
        assert server.request("GET", "/readyz").status == 200
    finally:
        server.close()


async def test_workers_that_cannot_start_end_the_server_at_once(tmp_path: Path) -> None:
    server = ServerProcess(
        "two workers",
        {"DISCORD_PUBLIC_KEY": PUBLIC_KEY, "POSTERN_STORE": f"sqlite:///{tmp_path}/missing/store.db"},
    )
    try:
        # Less than a worker is given to become ready.
        assert await asyncio.to_thread(server.process.wait, READY_WITHIN / 2) == STARTUP_FAILED
        assert "POSTERN_STORE names what cannot be used" in server.log()
    finally:
        server.close()


async def test_the_end_is_heard_in_the_middle_of_a_reload() -> None:
    """One worker finishes what it has begun before the next is replaced, and that may take long."""
    discord = Discord()
    async with listening(discord) as api:
        with serving("two workers", discord, api, POSTERN_GRACE="20") as server:
            await ready_twice(server)
            begun = discord.begin_command("wait", {"seconds": 8.0})
            await begun.until(lambda i: i.state == "deferred", within=30)
            server.process.send_signal(signal.SIGHUP)
            await turned(lambda: "about to end" in server.log())
            server.process.send_signal(signal.SIGTERM)
            await turned(lambda: "Received SIGTERM" in server.log())
            assert begun.state == "deferred"

            await begun.until(lambda i: i.state == "answered", within=30)
            assert begun.content == "waited"
            assert await asyncio.to_thread(server.process.wait, 30) == 0
        await discord.aclose()
