"""
The bot in a process of its own, started again when its files change.

A second process stands by, with all imported that is not the author's: when a file
is saved, the old process ends, and that one has only the author's modules to load.
"""

import asyncio
import contextlib
import math
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from app.cli import dev_says
from app.cli.mistakes import FAILED, INDENT, LEFT_OUT
from app.cli.watching import Files, look, wait_for_change
from app.simulator.discord import Discord
from app.simulator.way import EVENTS_PATH, Way

LOOPBACK = "127.0.0.1"
PROBE_EVERY = 0.02
"""Seconds between two looks whether a new process answers."""
START_WITHIN = 15.0
"""Seconds after which a bot that does not answer PING counts as failed, until it does."""
STOP_WITHIN = 3.0
"""Seconds that a bot has to end before it is killed."""
LONGEST_LINE = 1_048_576
"""Bytes of one line of the bot's log; a longer one is left out."""

Record = Mapping[str, Any]


class BotProcess:
    """Keeps the bot as its files are.

    Args:
        discord: The simulated Discord that it belongs to.
        way: The way that interactions take to it.
        package: Dotted name of the commands package.
        api_port: Loopback port of Discord's REST API.
        public_keys: Whose signatures it is to accept.
        scratch: Folder for what it stores, unless the environment says where.
    """

    def __init__(
        self, discord: Discord, way: Way, package: str, api_port: int, public_keys: Sequence[str], scratch: Path
    ) -> None:
        self._discord = discord
        self._way = way
        self._package = package
        self._environment = _environment(discord, package, api_port, public_keys, scratch)
        self._current: _Child | None = None
        self._spare: _Child | None = None
        self._is_first = True
        self._is_probe_unsaid = False
        self._left_out = ""
        self._why_failed = ""
        self._last_words = ""

    async def supervise(self) -> None:
        """Keep the bot as its files are, until cancelled."""
        changed: list[str] = []
        while True:
            begun = asyncio.get_running_loop().time()
            files = look(self._package)
            before = dev_says.registered(self._discord)
            await self._end_current()
            await self._start(files, changed, begun, before)
            await self._stand_by()
            changed = await self._watch(files, changed)

    async def stop(self) -> None:
        """End the bot, and who stands by for it."""
        spare, self._spare = self._spare, None
        if spare is not None:
            await spare.stop()
        await self._end_current()

    async def _start(self, files: Files, changed: list[str], begun: float, before: dev_says.Registered) -> None:
        """Let a process load the author's modules, and see whether Discord would take its endpoint."""
        self._discord.set_bot_status("starting")
        # Commands are registered far more often here than a bot would do it: at each saved file.
        self._discord.rate_limits.enabled = False
        self._left_out = self._why_failed = self._last_words = ""
        self._is_probe_unsaid = True
        if self._spare is None or self._spare.has_ended:
            await self._stand_by()
        child, self._spare = self._spare, None
        assert child is not None
        self._current = child
        port = _free_port()
        endpoint = f"http://{LOOPBACK}:{port}/interactions"
        self._way.hold(coming=endpoint)
        child.go(port)
        problem = await self._wait_until_ready(child, files, endpoint, changed)
        if problem:
            self._fail(problem, changed)
        elif problem is not None:
            self._discord.rate_limits.enabled = True
            self._discord.endpoint = endpoint
            self._discord.events.subscribe(f"http://{LOOPBACK}:{port}{EVENTS_PATH}")
            self._way.lead_to(endpoint)
            self._succeed(changed, asyncio.get_running_loop().time() - begun, before)

    async def _stand_by(self) -> None:
        """Have a process ready for the next start."""
        if self._spare is None or self._spare.has_ended:
            self._spare = await _Child.spawn(self._environment, self._take)

    async def _wait_until_ready(self, child: "_Child", files: Files, endpoint: str, changed: list[str]) -> str | None:
        """Do what Discord does when an endpoint's URL is saved: a PING, and one that is badly signed.

        A module may take its time when it is imported: the bot is said to fail then, and waited for all the same.

        Returns:
            What is wrong with the bot, "" for nothing, None if it is to be seen otherwise: it ended, or is out of date.
        """
        until = asyncio.get_running_loop().time() + START_WITHIN
        is_old = asyncio.create_task(wait_for_change(self._package, files))
        try:
            while True:
                ping = await self._discord.ping(endpoint=endpoint)
                if ping.ok:
                    forged = await self._discord.ping(forged=True, endpoint=endpoint)
                    return "" if forged.ok else f"Discord would refuse this endpoint: {forged.reason}"
                if child.has_ended or is_old.done():
                    return None
                if asyncio.get_running_loop().time() > until:
                    until = math.inf
                    late = f"the bot does not answer PING after {START_WITHIN:g} s, and is still waited for"
                    self._fail(f"{late}: {ping.reason}", changed)
                await asyncio.sleep(PROBE_EVERY)
        finally:
            is_old.cancel()

    async def _watch(self, files: Files, changed: list[str]) -> list[str]:
        """Wait until a file changes; say so if the bot ends meanwhile."""
        child = self._current
        assert child is not None
        now_changed = await wait_for_change(self._package, files, lambda: child.has_ended)
        if now_changed:
            return now_changed
        # What it said last is read to the end here.
        await self._end_current()
        self._fail(self._why_failed or self._last_words or f"the bot {child.ending}", changed)
        return await wait_for_change(self._package, files)

    async def _end_current(self) -> None:
        child, self._current = self._current, None
        if child is not None:
            self._way.hold()
            await child.stop()

    def _succeed(self, changed: list[str], seconds: float, before: dev_says.Registered) -> None:
        if self._is_first:
            dev_says.list_commands(self._discord, seconds)
        else:
            dev_says.tell_changes(changed, before, dev_says.registered(self._discord), seconds)
        self._is_first = False
        if self._left_out:
            self._say_left_out()
        else:
            self._discord.set_bot_status("running")

    def _say_left_out(self) -> None:
        self._discord.set_bot_status("incomplete", self._left_out)
        # Each stands in the lines above.
        dev_says.tell_left_out(sum(not line.startswith(INDENT) for line in self._left_out.splitlines()))

    def _fail(self, why: str, changed: list[str]) -> None:
        self._discord.set_bot_status("failed", why)
        self._way.close(f"the bot is not running: {why.splitlines()[0]}")
        # What it said itself stands in the line above.
        dev_says.tell_failure(changed, "" if why == self._last_words else why)

    def _take(self, record: Record) -> None:
        """Take a line of the bot's log."""
        logger, message = str(record.get("logger", "")), str(record["message"])
        # What is no record is a crash's last words; a record tells of an end only if there was no beginning.
        is_starting = self._discord.bot_state == "starting"
        if logger == "app.server.rejections" and (is_starting or self._is_probe_unsaid):
            # Our own badly signed PING; its record may come later than its answer.
            self._is_probe_unsaid = False
            return
        if logger == FAILED:
            self._why_failed = message
            return
        if logger == LEFT_OUT:
            self._left_out = message
            # It may come later than the answer to the PING, too.
            if self._discord.bot_state == "running":
                self._say_left_out()
            return
        if not logger or (is_starting and record.get("level") == "error" and not logger.startswith("app.plugins.")):
            self._last_words = message
        self._discord.add_log(record)
        # What is wrong with the settings was said when this process read them.
        if logger != "app.settings":
            dev_says.tell_record(record)


class _Child:
    """One process of the bot, which waits for its port before it loads what is the author's."""

    def __init__(self, process: asyncio.subprocess.Process, take: Callable[[Record], None]) -> None:
        self._process = process
        self._reading = asyncio.create_task(self._read_log(take))

    @classmethod
    async def spawn(cls, environment: Mapping[str, str], take: Callable[[Record], None]) -> "_Child":
        """Start a process; `take` gets the lines of its log."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            # A folder app/ of the project must not be taken for ours.
            "-P",
            "-m",
            "app.cli.dev_bot",
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
            # Ctrl+C is for this process, which ends the bot in order; both at once would be a race.
            start_new_session=True,
        )
        return cls(process, take)

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.returncode is not None

    @property
    def ending(self) -> str:
        """How it ended, once it has."""
        code = self._process.returncode
        if code is None or code >= 0:
            return f"ended with code {code}"
        return f"was ended by signal {-code} ({signal.strsignal(-code)})"

    def go(self, port: int) -> None:
        """Tell it to load, and to serve on a port."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{port}\n".encode())

    async def stop(self) -> None:
        """End it, politely first, and read what it says to the end."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_WITHIN)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        # What a handler started and left behind may hold the log open.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._reading, STOP_WITHIN)

    async def _read_log(self, take: Callable[[Record], None]) -> None:
        assert self._process.stderr is not None
        while True:
            try:
                line = await self._process.stderr.readline()
            except ValueError:
                continue
            if not line:
                return
            take(_read_record(line))


def _environment(
    discord: Discord, package: str, api_port: int, public_keys: Sequence[str], scratch: Path
) -> dict[str, str]:
    # What signs components, and what is stored: of this run alone unless they are set, and there after a reload too.
    of_this_run = {"POSTERN_SECRET": secrets.token_hex(32), "POSTERN_STORE": f"sqlite:///{scratch / 'store.db'}"}
    # An empty value counts as absent, as everywhere.
    unset = {"PORT", *(name for name in of_this_run if not os.environ.get(name, "").strip())}
    return (
        of_this_run
        | {name: value for name, value in os.environ.items() if name not in unset}
        | {
            "DISCORD_PUBLIC_KEY": ",".join(public_keys),
            "DISCORD_APPLICATION_ID": str(discord.application_id),
            "DISCORD_TOKEN": discord.bot_token,
            "DISCORD_CLIENT_SECRET": discord.client_secret,
            "DISCORD_API_URL": f"http://{LOOPBACK}:{api_port}/api/v10",
            "POSTERN_COMMANDS": package,
            "POSTERN_HOST": LOOPBACK,
            "POSTERN_INTERACTIONS_PATH": "/interactions",
            "POSTERN_EVENTS_PATH": EVENTS_PATH,
            "POSTERN_LOG_FORMAT": "json",
            "POSTERN_GRACE": "1",
        }
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _read_record(line: bytes) -> Record:
    """Read a line of the bot's log; one that is no JSON (a crash, a print) is a message as it stands."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        record = None
    if isinstance(record, dict) and "message" in record:
        return record
    return {"level": "error", "logger": "", "message": line.decode(errors="replace").rstrip()}
