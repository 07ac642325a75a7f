"""
`postern dev`: the bot with a simulated Discord, to be tried in the browser.

Two processes. This one holds Discord and its page, and outlives changes; the
bot's (`app.cli.dev_bot`) is started again whenever a file of the commands
package changes. They speak HTTP on loopback, as they would over the internet,
and the bot's log comes here as JSON lines.
"""

import asyncio
import contextlib
import os
import secrets
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import orjson
import uvicorn

from app.cli.listening import listen, port_said_by
from app.plugins.loader import find_package
from app.settings import Settings, read_settings
from app.simulator.discord import Discord
from app.simulator.page import playground
from app.telemetry.logs import configure_logging

LOOPBACK = "127.0.0.1"
LOOK_EVERY = 0.3
"""Seconds between two looks at the files."""
START_WITHIN = 15.0
"""Seconds after which a bot that does not answer PING counts as failed."""
LONGEST_LINE = 1_048_576
"""Bytes of one line of the bot's log; a longer one is left out."""
STOP_WITHIN = 3.0
"""Seconds that a bot has to end before it is killed."""
_TELLS_LEFT_OUT = "app.cli.dev_bot"
"""Logger of the bot's process whose one record is no log line, but names what it could not load."""


@click.command("dev")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the page; POSTERN_PORT or 8000 unless given.")
def command(port: int | None) -> None:
    """Run the bot with a simulated Discord in the browser."""
    configure_logging("warning", "console")
    settings = read_settings(os.environ)
    page = listen(LOOPBACK, port or settings.port, port_said_by(port, os.environ))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(settings, page, port or settings.port))


async def _run(settings: Settings, page: list[socket.socket], port: int) -> None:
    discord = Discord()
    discord.rate_limits.enabled = True
    discord.world.cdn_url = f"http://{LOOPBACK}:{port}"
    config = uvicorn.Config(playground(discord), lifespan="off", log_config=None, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    bot = BotProcess(discord, settings.commands, port)
    click.echo(f"\n  Postern playground   {click.style(f'http://{LOOPBACK}:{port}/', bold=True)}")
    click.echo(f"  Watching {_place(settings.commands)} for changes. Ctrl+C stops.\n")
    supervising = asyncio.create_task(bot.supervise())
    try:
        await server.serve(sockets=page)
    finally:
        supervising.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await supervising
        await bot.stop()
        await discord.aclose()


class BotProcess:
    """The bot in a process of its own, started again when its files change.

    Args:
        discord: The simulated Discord that it belongs to.
        package: Dotted name of the commands package.
        api_port: Loopback port of Discord's REST API.
    """

    def __init__(self, discord: Discord, package: str, api_port: int) -> None:
        self._discord = discord
        self._secret = secrets.token_hex(32)
        self._package = package
        self._api_port = api_port
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._last_line = ""
        self._left_out = ""
        self._is_probe_unsaid = False

    async def supervise(self) -> None:
        """Keep the bot as its files are, until cancelled."""
        while True:
            files = self._look()
            await self.start()
            while self._look() == files:
                if self._process is not None and self._process.returncode is not None:
                    code = self._process.returncode
                    # What it said last is read to the end here.
                    await self.stop()
                    self._fail(self._last_line or f"the bot ended with code {code}")
                await asyncio.sleep(LOOK_EVERY)
            click.echo(f"  {self._package}/ changed, starting again")
            await self.stop()

    async def start(self) -> None:
        """Start the bot, and see whether Discord would take its endpoint."""
        self._discord.set_bot_status("starting")
        self._last_line = ""
        self._left_out = ""
        self._is_probe_unsaid = True
        port = _free_port()
        self._discord.endpoint = f"http://{LOOPBACK}:{port}/interactions"
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            # A folder app/ of the project must not be taken for ours.
            "-P",
            "-m",
            "app.cli.dev_bot",
            env=self._environment(port),
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
            # Ctrl+C is for this process, which ends the bot in order; both at once would be a race.
            start_new_session=True,
        )
        self._reading = asyncio.create_task(self._read_log(self._process))
        await self._wait_until_ready(self._process)

    async def stop(self) -> None:
        """End the bot: politely first."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_WITHIN)
        except TimeoutError:
            process.kill()
            await process.wait()
        if self._reading is not None:
            # What a handler started and left behind may hold the log open.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._reading, STOP_WITHIN)

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        """Do what Discord does when an endpoint's URL is saved: a PING, and one that is badly signed."""
        for _ in range(int(START_WITHIN / 0.1)):
            if process.returncode is not None:
                return
            ping = await self._discord.ping()
            if ping.ok:
                forged = await self._discord.ping(forged=True)
                if forged.ok:
                    self._succeed()
                else:
                    self._fail(f"Discord would refuse this endpoint: {forged.reason}")
                return
            await asyncio.sleep(0.1)
        self._fail(f"the bot does not answer PING: {ping.reason}")

    def _succeed(self) -> None:
        commands = self._discord.commands.listed()
        # Commands of menus have no slash before their names.
        names = ", ".join(f"{'/' if command['type'] == 1 else ''}{command['name']}" for command in commands)
        click.echo(f"  Ready: {names or 'no commands yet'}")
        if self._left_out:
            self._say_left_out()
        else:
            self._discord.set_bot_status("running")

    def _say_left_out(self) -> None:
        self._discord.set_bot_status("incomplete", self._left_out)
        # Each stands in the lines above.
        count = len(self._left_out.splitlines())
        said = (
            f"Left out until mended: {count} {'thing' if count == 1 else 'things'} that cannot be loaded, named above."
        )
        click.echo(click.style(f"  {said}", fg="red"), err=True)

    def _fail(self, why: str) -> None:
        self._discord.set_bot_status("failed", why)
        # What it said itself stands in the line above.
        said = "The bot is not running." if why == self._last_line else f"The bot is not running: {why}"
        click.echo(click.style(f"  {said}", fg="red"), err=True)

    async def _read_log(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while True:
            try:
                line = await process.stderr.readline()
            except ValueError:
                continue
            if not line:
                return
            record = _read_record(line)
            # What is no record is a crash's last words; a record tells of an end only if there was no beginning.
            is_starting = self._discord.bot_state == "starting"
            if record.get("logger") == "app.server.rejections" and (is_starting or self._is_probe_unsaid):
                # Our own badly signed PING; its record may come later than its answer.
                self._is_probe_unsaid = False
                continue
            if record.get("logger") == _TELLS_LEFT_OUT:
                self._left_out = str(record["message"])
                # It may come later than the answer to the PING, too.
                if self._discord.bot_state == "running":
                    self._say_left_out()
                continue
            is_left_out = str(record.get("logger")).startswith("app.plugins.")
            if not record.get("logger") or (is_starting and record.get("level") == "error" and not is_left_out):
                self._last_line = str(record["message"])
            self._discord.add_log(record)
            _print_record(record)

    def _environment(self, port: int) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name != "PORT"}
        # What signs components; of this run alone, unless there is one.
        return (
            {"POSTERN_SECRET": self._secret}
            | inherited
            | {
                "DISCORD_PUBLIC_KEY": self._discord.public_key,
                "DISCORD_APPLICATION_ID": str(self._discord.application_id),
                "DISCORD_TOKEN": self._discord.bot_token,
                "DISCORD_API_URL": f"http://{LOOPBACK}:{self._api_port}/api/v10",
                "POSTERN_COMMANDS": self._package,
                "POSTERN_HOST": LOOPBACK,
                "POSTERN_PORT": str(port),
                "POSTERN_INTERACTIONS_PATH": "/interactions",
                "POSTERN_LOG_FORMAT": "json",
                "POSTERN_GRACE": "1",
            }
        )

    def _look(self) -> Mapping[Path, float]:
        """Return when each file of the commands package was last changed."""
        return dict(_changed_times(_place(self._package)))


def _place(package: str) -> Path:
    """Return where a package is, or will be once it is written."""
    return find_package(package) or Path.cwd().joinpath(*package.split("."))


def _changed_times(root: Path) -> Iterator[tuple[Path, float]]:
    for file in root.rglob("*.py") if root.suffix != ".py" else [root]:
        # A file may go between being listed and being looked at: editors replace files.
        with contextlib.suppress(FileNotFoundError):
            yield file, file.stat().st_mtime


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _read_record(line: bytes) -> dict[str, Any]:
    """Read a line of the bot's log; one that is no JSON (a crash, a print) is a message as it stands."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        record = None
    if isinstance(record, dict) and "message" in record:
        return record
    return {"level": "error", "logger": "", "message": line.decode(errors="replace").rstrip()}


def _print_record(record: Mapping[str, Any]) -> None:
    color = {"warning": "yellow", "error": "red", "critical": "red"}.get(str(record.get("level")))
    about = f" [interaction {record['interaction_id']}]" if "interaction_id" in record else ""
    click.echo(click.style(f"  {record['message']}{about}", fg=color), err=True)
    if record.get("error"):
        click.echo(record["error"], err=True)
