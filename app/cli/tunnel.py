"""
A program that makes a port of this machine reachable from the internet.

Which one is the author's affair. Its output is read, on both streams, until it has
named the public address; among what such programs print there are also links to
their manuals, terms and news.
"""

import asyncio
import contextlib
import os
import re
import shlex
import shutil
import signal
from collections import deque
from typing import Any

from app.errors import SettingsError

WITHIN = 30.0
"""Seconds that a program has to name its address."""

PLACEHOLDER = "{port}"
"""Stands in the command for the port that the tunnel leads to."""

_SECOND_THOUGHTS = 3.0
"""Seconds for which an address that may be somebody's home page waits for a likelier one."""
_STOP_WITHIN = 3.0
_KEPT_LINES = 12
_OURS = ("DISCORD_", "POSTERN_")
_LONGEST_LINE = 65_536
_URL = re.compile(
    r"https://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?P<port>:\d+)?(?P<rest>[^\s\"'<>|\\)\]},;]*)"
)
_COLOR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_OF_A_SITE = frozenset(
    "www|api|docs|doc|developer|developers|dashboard|admin|login|console|help|support|status|blog|news".split("|")  # noqa: SIM905
)
"""First parts of names under which programs have their own pages."""


class TunnelFailed(Exception):
    """There is no tunnel, or none any more; the text says why."""


def split_command(text: str) -> list[str]:
    """Read the command of a tunnel program.

    Raises:
        SettingsError: If there is no such program, or it is not told the port.
    """
    try:
        command = shlex.split(text)
    except ValueError as error:
        raise SettingsError("--tunnel", f"cannot be read as a command: {error}") from None
    if not command:
        raise SettingsError("--tunnel", "names no program")
    if shutil.which(command[0]) is None:
        raise SettingsError("--tunnel", f"names the program {command[0]!r}, which is not found: is it installed?")
    if not any(PLACEHOLDER in word for word in command):
        example = "cloudflared tunnel --url http://127.0.0.1:{port}"
        raise SettingsError(
            "--tunnel", f"does not say {PLACEHOLDER}, the port that the tunnel is to lead to, as in: {example}"
        )
    return command


def find_url(line: str) -> tuple[str, bool] | None:
    """Find the public address in a line of a program's output.

    Returns:
        The address without a slash at its end, and whether it is surely no home
        page of somebody; None if there is none.
    """
    unsure = None
    for found in _URL.finditer(_COLOR.sub("", line)):
        labels = found["host"].lower().split(".")
        is_place = found["rest"].rstrip(".") in ("", "/") and len(labels) > 1 and not labels[-1].isdecimal()
        if not is_place or labels[0] in _OF_A_SITE or labels[-1] == "localhost":
            continue
        url = f"https://{found['host'].lower()}{found['port'] or ''}"
        if len(labels) > 2:
            return url, True
        unsure = unsure or (url, False)
    return unsure


class TunnelProgram:
    """A tunnel program that runs."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._sure: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._unsure: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, command: list[str], port: int) -> "TunnelProgram":
        """Start it.

        Args:
            command: The program and its arguments, with `{port}` in some of them.
            port: The port that it is to lead to.

        Raises:
            TunnelFailed: If it cannot be started.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *(word.replace(PLACEHOLDER, str(port)) for word in command),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                # Our secrets are no business of other programs.
                env={name: value for name, value in os.environ.items() if not name.startswith(_OURS)},
                limit=_LONGEST_LINE,
                # Ctrl+C is for us: the tunnel must stand until the endpoint is restored.
                start_new_session=True,
            )
        except OSError as error:
            raise TunnelFailed(f"the tunnel program cannot be started: {error.strerror}") from None
        return cls(process)

    @property
    def pid(self) -> int:
        """Id of its process, and of its process group."""
        return self._process.pid

    async def url(self, within: float = WITHIN) -> str:
        """Wait for the public address, without a slash at its end.

        Raises:
            TunnelFailed: If it ends, or names none in time; tells its last lines.
        """
        try:
            async with asyncio.timeout(within):
                named: list[asyncio.Future[Any]] = [self._sure, self._unsure, self._reading]
                await asyncio.wait(named, return_when=asyncio.FIRST_COMPLETED)
                if not self._sure.done() and self._unsure.done():
                    await asyncio.wait([self._sure], timeout=_SECOND_THOUGHTS)
                elif not self._sure.done():
                    await self._process.wait()
        except TimeoutError:
            raise TunnelFailed(self._tell(f"the tunnel program named no https address within {within:g} s")) from None
        for found in (self._sure, self._unsure):
            if found.done():
                return found.result()
        raise TunnelFailed(self._tell(f"the tunnel program ended with code {self._process.returncode}"))

    async def ended(self) -> str:
        """Wait until it ends by itself; tells how."""
        await self._process.wait()
        return self._tell(f"the tunnel program ended with code {self._process.returncode}")

    async def stop(self) -> None:
        """End it and what it has started: politely first."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _STOP_WITHIN)
                break
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while True:
            try:
                line = await self._process.stdout.readline()
            except ValueError:
                # A line without an end is no address.
                continue
            if not line:
                return
            self._take(line.decode(errors="replace").rstrip())

    def _take(self, line: str) -> None:
        if line:
            self._lines.append(_COLOR.sub("", line))
        found = find_url(line)
        if found is None:
            return
        url, is_sure = found
        goal = self._sure if is_sure else self._unsure
        if not goal.done():
            goal.set_result(url)

    def _tell(self, what: str) -> str:
        said = "".join(f"\n    {line[:300]}" for line in self._lines)
        return f"{what}; it said last:{said}" if said else f"{what}, and said nothing"
