"""
Restarts behind nginx while the bot is used: no interaction fails, and no message behind a first response is lost.

The whole of it (200 interactions a second for 30 seconds) runs in `make soak`;
otherwise a few seconds of it at a pace that other tests beside it can bear.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.load import AUTO_DEFER, Load, discord_api
from tests.journeys.replicas import Nginx, Replica, needs_nginx
from tests.journeys.server_process import free_port
from tests.soak import IS_SOAKING, many

RATE = many(200, 40)
RESTARTS = many(3, 1)
"""How often each replica is restarted at least."""
SECONDS = many(30, 3)
GRACE = str(many(10, 6))

pytestmark = needs_nginx


@dataclass
class Restarted:
    """What became of a bot that was restarted under load."""

    load: Load
    logs: str


async def restarted(
    folder: Path,
    places: list[Path | int],
    restart: Callable[[Replica], Awaitable[None]],
    *,
    workers: int,
    keepalive: int,
) -> Restarted:
    """Restart each replica in turn while the bot is used, until both the restarts and the time are over."""
    load = Load()
    async with discord_api(load) as api:
        environ = {"DISCORD_API_URL": api, "POSTERN_AUTO_DEFER": AUTO_DEFER, "POSTERN_GRACE": GRACE}
        replicas = [Replica(at, folder / f"{number}.log", workers, environ) for number, at in enumerate(places)]
        nginx = None
        try:
            await asyncio.gather(*(replica.start() for replica in replicas))
            nginx = Nginx(folder, [replica.upstream for replica in replicas], keepalive)
            await nginx.start()
            async with load.running(nginx.port, RATE):
                began = asyncio.get_running_loop().time()
                done = 0
                while done < RESTARTS or asyncio.get_running_loop().time() < began + SECONDS:
                    for replica in replicas:
                        await restart(replica)
                        await asyncio.sleep(0.5)
                    done += 1
            await load.settle()
        finally:
            for replica in replicas:
                replica.kill()
            if nginx is not None:
                nginx.close()
        logs = "".join(replica.log() for replica in replicas)
    print(f"{load.sent} interactions, {len(load.deferred)} deferred, {done} rounds of restarts, {dict(load.failures)}")
    return Restarted(load, logs)


async def stop_and_start(replica: Replica) -> None:
    await replica.stop()
    await replica.start()


def check(after: Restarted) -> None:
    assert after.load.failures == {}
    assert after.load.lost == []
    assert after.load.deferred
    assert "ERROR" not in after.logs
    assert "Traceback" not in after.logs


async def test_workers_that_are_started_anew_one_after_the_other_lose_nothing(tmp_path: Path) -> None:
    """SIGHUP to `postern serve --workers 2 --uds`."""
    check(await restarted(tmp_path, [tmp_path / "bot.sock"], Replica.reload, workers=2, keepalive=16))


@pytest.mark.parametrize("keepalive", [pytest.param(16, id="kept alive"), pytest.param(0, id="one each")])
async def test_replicas_that_are_stopped_and_started_in_turn_lose_nothing(tmp_path: Path, keepalive: int) -> None:
    """SIGTERM and a new start on a port each, as containers do it; nginx is told nothing."""
    if keepalive == 0 and not IS_SOAKING:
        pytest.skip("one kind of connection is enough outside of make soak")
    places: list[Path | int] = [free_port(), free_port()]
    check(await restarted(tmp_path, places, stop_and_start, workers=1, keepalive=keepalive))


@pytest.mark.skipif(not IS_SOAKING, reason="replicas of several workers are restarted in make soak")
async def test_replicas_of_several_workers_lose_nothing(tmp_path: Path) -> None:
    """The supervisor holds the socket, too, and answers nobody."""
    places: list[Path | int] = [tmp_path / "a.sock", tmp_path / "b.sock"]
    check(await restarted(tmp_path, places, stop_and_start, workers=2, keepalive=16))
