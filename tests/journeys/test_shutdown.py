"""The end of a server process, with a simulated Discord on a real socket."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Iterator

import orjson
import pytest
import uvicorn

from app.bot import Bot
from app.models.base import encode
from app.server.drain import ONE_WISH
from app.settings import Settings
from app.simulator.discord import Discord
from app.simulator.rest import rest
from tests.journeys.server_process import ServerProcess, free_port

PACKAGE = "tests.fixtures.slow"
SERVERS = ["postern serve", "uvicorn with h11", "hypercorn", "granian"]


@contextlib.asynccontextmanager
async def listening(discord: Discord) -> AsyncIterator[str]:
    """Let a simulated Discord listen, and give the base of its API."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(rest(discord), port=port, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}/api/v10"
    finally:
        server.should_exit = True
        await serving


@contextlib.contextmanager
def serving(name: str, discord: Discord, api: str, **environ: str) -> Iterator[ServerProcess]:
    """Run a server that belongs to a simulated Discord."""
    known = {
        "DISCORD_PUBLIC_KEY": discord.public_key,
        "DISCORD_APPLICATION_ID": str(discord.application_id),
        "DISCORD_TOKEN": discord.bot_token,
        "DISCORD_API_URL": api,
        "POSTERN_COMMANDS": PACKAGE,
    }
    server = ServerProcess.start(name, **known, **environ)
    discord.endpoint = f"http://127.0.0.1:{server.port}/interactions"
    bot = Bot(Settings(commands=PACKAGE))
    bot.load()
    discord.register(orjson.loads(encode(bot.tree.scopes()[None])))
    try:
        yield server
    finally:
        server.close()


async def turned(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.05)


def is_ready(server: ServerProcess) -> bool:
    return server.request("GET", "/readyz").status == 200


@pytest.mark.parametrize("name", SERVERS[:2])
async def test_what_runs_is_finished_and_new_interactions_are_answered_meanwhile(name: str) -> None:
    discord = Discord()
    async with listening(discord) as api:
        with serving(name, discord, api) as server:
            assert is_ready(server)
            begun = discord.begin_command("wait", {"seconds": 4.0})
            await begun.until(lambda i: i.state == "deferred", within=30)
            server.process.send_signal(signal.SIGTERM)
            await turned(lambda: not is_ready(server))

            assert server.request("GET", "/healthz").status == 200
            assert (await discord.command("ping")).content == "Pong, Ben!"
            await begun.until(lambda i: i.state == "answered", within=30)
            assert begun.content == "waited"
            await asyncio.to_thread(server.process.wait, 30)
            assert "cancelled" not in server.log()
        await discord.aclose()


@pytest.mark.parametrize(
    ("name", "background"), [*((name, "task") for name in SERVERS), (SERVERS[0], "inline"), (SERVERS[0], "callback")]
)
async def test_what_cannot_finish_says_so_in_its_own_message(name: str, background: str) -> None:
    discord = Discord()
    async with listening(discord) as api:
        with serving(name, discord, api, POSTERN_GRACE="1", POSTERN_BACKGROUND=background) as server:
            begun = discord.begin_command("wait", {"seconds": 120.0})
            await begun.until(lambda i: i.state == "deferred", within=30)
            server.process.send_signal(signal.SIGTERM)
            await begun.until(lambda i: i.state == "answered", within=30)

            assert begun.content == "The bot is being restarted, and could not finish this. Try again in a moment."
            await asyncio.to_thread(server.process.wait, 30)
        await discord.aclose()


@pytest.mark.parametrize("name", SERVERS[:2])
async def test_a_second_signal_ends_it_at_once(name: str) -> None:
    discord = Discord()
    async with listening(discord) as api:
        with serving(name, discord, api, POSTERN_GRACE="600") as server:
            begun = discord.begin_command("wait", {"seconds": 600.0})
            await begun.until(lambda i: i.state == "deferred", within=30)
            server.process.send_signal(signal.SIGTERM)
            await turned(lambda: not is_ready(server))
            await asyncio.sleep(ONE_WISH)
            assert server.process.poll() is None

            server.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(server.process.wait, 30) == -signal.SIGTERM
        await discord.aclose()


async def test_a_signal_that_says_nothing_of_the_end_cuts_no_worker_short() -> None:
    """As that of a terminal which changes its size while the workers still work."""
    discord = Discord()
    async with listening(discord) as api:
        with serving("two workers", discord, api, POSTERN_AUTO_DEFER="0.5") as server:
            begun = discord.begin_command("wait", {"seconds": ONE_WISH + 2.5})
            await begun.until(lambda i: i.state == "deferred", within=30)
            server.process.send_signal(signal.SIGTERM)
            # From then on a worker that is told once more would end at once.
            await asyncio.sleep(ONE_WISH + 1)
            server.process.send_signal(signal.SIGWINCH)
            await begun.until(lambda i: i.state != "deferred", within=30)

            assert begun.content == "waited"
            assert await asyncio.to_thread(server.process.wait, 30) == 0
        await discord.aclose()


async def test_a_handler_that_blocks_is_named_and_one_in_a_thread_holds_nobody_up() -> None:
    """F4."""
    discord = Discord()
    async with listening(discord) as api:
        with serving("postern serve", discord, api) as server:
            threaded = discord.begin_command("thread", {"seconds": 2.5})
            assert (await discord.command("ping")).content == "Pong, Ben!"
            await threaded.until(lambda i: i.state == "answered", within=30)
            assert threaded.content == "threaded"

            assert (await discord.command("block", {"seconds": 3.0})).failure
            await turned(lambda: "/block blocked the event loop for 3.0 s" in server.log())
            assert "/thread blocked" not in server.log()
        await discord.aclose()
