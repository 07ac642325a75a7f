"""
`postern dev`: the bot with a simulated Discord, to be tried in the browser.

This process holds Discord and its page, and outlives changes; the bot's
(`app.cli.dev_bot`) makes way for another whenever a file of the commands package
changes, which stands by with everything of ours loaded. They speak HTTP on
loopback, as they would over the internet, and the bot's log comes here as JSON
lines.
"""

import asyncio
import contextlib
import io
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import uvicorn

from app.cli import dev_says
from app.cli.dev_process import LOOPBACK, BotProcess
from app.cli.dev_tunnel import Tunnelling, check_tunnel
from app.cli.listening import listen, port_said_by
from app.cli.watching import place_of
from app.errors import SettingsError
from app.settings import Settings, read_settings
from app.simulator.app_transport import Application
from app.simulator.discord import Discord
from app.simulator.page import playground
from app.simulator.recording import Recorder
from app.simulator.relay import PLAYGROUND
from app.simulator.way import Way
from app.telemetry.logs import configure_logging


@click.command("dev")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the page; POSTERN_PORT or 8000 unless given.")
@click.option(
    "--tunnel",
    metavar="CMD",
    help="Program that gives http://127.0.0.1:{port} a public https address, where Discord sends interactions to "
    "until this ends.",
)
@click.option(
    "--record",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append every interaction to this file, without tokens.",
)
def command(port: int | None, tunnel: str | None, record: Path | None) -> None:
    """Run the bot with a simulated Discord in the browser."""
    configure_logging("warning", "console")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A command may have a name that this terminal cannot show.
        sys.stdout.reconfigure(errors="backslashreplace")
    settings = read_settings(os.environ)
    if tunnel is not None:
        check_tunnel(tunnel, settings)
    recorder = _open(record) if record is not None else None
    page = listen(LOOPBACK, port or settings.port, port_said_by(port, os.environ))
    try:
        with tempfile.TemporaryDirectory(prefix="postern-dev-", ignore_cleanup_errors=True) as scratch:
            asyncio.run(_run(settings, page, port or settings.port, tunnel, recorder, Path(scratch)))
    except KeyboardInterrupt:
        # Before the server takes signals itself, there is nothing to be ended in order.
        pass
    finally:
        if recorder is not None:
            recorder.close()


def _open(record: Path) -> Recorder:
    try:
        return Recorder(record)
    except OSError as error:
        raise SettingsError("--record", f"is {str(record)!r}, which cannot be written ({error.strerror})") from None


async def _run(
    settings: Settings,
    page: list[socket.socket],
    port: int,
    tunnel: str | None,
    recorder: Recorder | None,
    scratch: Path,
) -> None:
    tunnelling = await Tunnelling.prepare(tunnel, settings) if tunnel is not None else None
    way = Way()
    discord = Discord(
        # Until there is a bot; then its own.
        endpoint=f"http://{LOOPBACK}/interactions",
        transport=way,
        application_id=tunnelling.application_id if tunnelling else None,
    )
    discord.world.cdn_url = f"http://{LOOPBACK}:{port}"
    way.trust(PLAYGROUND, discord.public_key)
    if recorder is not None:
        way.listeners.append(recorder.add)
    application: Application = playground(discord)
    keys = [discord.public_key]
    if tunnelling is not None:
        keys += tunnelling.public_keys
        application = tunnelling.stand_before(application, discord, way)
    bot = BotProcess(discord, way, settings.commands, port, keys, scratch)
    dev_says.greet(f"http://{LOOPBACK}:{port}/", place_of(settings.commands), recorder.path if recorder else None)
    work = [asyncio.create_task(bot.supervise(), name="supervise the bot")]
    if tunnelling is not None:
        work.append(asyncio.create_task(tunnelling.run(way), name="keep the tunnel"))
    server = PageServer(application)
    for task in work:
        task.add_done_callback(server.end_after_crash)
    try:
        await server.serve(sockets=page)
    finally:
        for task in work:
            task.cancel()
        ended = await asyncio.gather(*work, return_exceptions=True)
        await bot.stop()
        await discord.aclose()
        await way.aclose()
        for why in ended:
            if isinstance(why, Exception):
                raise why


class PageServer(uvicorn.Server):
    """Serves until a signal comes, and leaves what else is to be ended in order to who runs it."""

    def __init__(self, application: Application) -> None:
        super().__init__(
            uvicorn.Config(application, lifespan="off", log_config=None, log_level="warning", access_log=False)
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take signals for good: uvicorn would raise them again, into the middle of the end."""
        numbers = [signal.SIGINT, signal.SIGTERM]
        # What is started with nohup shall outlive its terminal.
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            numbers.append(signal.SIGHUP)
        for number in numbers:
            signal.signal(number, self.handle_exit)
        yield

    def end_after_crash(self, task: asyncio.Task[None]) -> None:
        """Stop serving if a task has broken: what it raised is told at the end."""
        if not task.cancelled() and task.exception() is not None:
            self.should_exit = True
