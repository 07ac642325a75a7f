"""What `postern doctor` says of the machine: which host it is, what runs on it, and where state is kept."""

import asyncio
import os
import platform
import re
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from app.cli.doctor_case import Case
from app.cli.finding import Finding, Level
from app.errors import AppError
from app.server.hosts import choose_background, recognise_host
from app.settings import VARIABLES
from app.stores.open import open_store
from app.telemetry.release import read_release

NEWEST = (3, 13)
"""Python up to which Postern is tried."""
SLOW = 0.1
"""Seconds for three steps of the store from which on they are felt."""
TIMEOUT = 5.0

_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)>=(?P<least>[\d.]+)(?P<marker>;.*)?")
_SHOWN = ("pynacl", "uvicorn", "httpx")


async def check_host(case: Case) -> list[Finding]:
    """Tell which host this is, and what becomes of work behind a response there."""
    host = recognise_host(case.environ)
    background, why = choose_background(case.settings.background, case.environ)
    found = [
        Finding("host", Level.fine, f"This is {host.name}"),
        Finding("background", Level.fine, f"POSTERN_BACKGROUND is {background}: {why}"),
    ]
    if background == "task" and host.task_with:
        says = f"POSTERN_BACKGROUND is task, which is right on {host.name} with {host.task_with} alone; else {host.why}"
        found[1] = Finding("background", Level.unknown, says, f"Without {host.task_with}, unset it.")
    elif host.background != background and host.background != "task":
        found[1] = Finding(
            "background",
            Level.warning,
            f"POSTERN_BACKGROUND is {background}, but of {host.name} is known: {host.why}",
            f"Unset it, or set POSTERN_BACKGROUND={host.background}, unless you know it to be otherwise.",
        )
    if background == "callback" and not case.is_reachable:
        found.append(
            Finding(
                "background",
                Level.failure,
                "Deferred answers go to Discord by a request of their own here, and Discord cannot be reached",
                "Let this host reach the internet, or answer within POSTERN_AUTO_DEFER seconds.",
            )
        )
    return found


async def check_store(case: Case) -> list[Finding]:
    """Put a value into the store, read it and delete it; and tell what the store in memory does not do."""
    url, settings = case.settings.store, case.settings
    if url == "memory:":
        return list(_check_memory(case))
    if url.startswith("sqlite:") and (absent := _find_absent(Path(url.removeprefix("sqlite:///")))) is not None:
        return [absent]
    begun = time.perf_counter()
    try:
        # With a key of its own, so that two of these do not meet.
        await asyncio.wait_for(_try_store(url, f"postern:doctor:{secrets.token_hex(8)}"), TIMEOUT)
    except TimeoutError:
        says = f"The store of POSTERN_STORE does not answer within {TIMEOUT:.0f} s"
        return [Finding("store", Level.failure, says, "Does it run, and may this machine connect to it?")]
    except AppError as error:
        return [Finding("store", Level.failure, str(error).rstrip("."))]
    taken = time.perf_counter() - begun
    scheme = settings.store.partition(":")[0]
    if taken > SLOW:
        says = f"The store ({scheme}) works, but needs {taken * 1000:.0f} ms to connect, write, read and delete"
        return [Finding("store", Level.warning, says, "Keep it near the bot: an answer waits for it.")]
    return [Finding("store", Level.fine, f"The store ({scheme}) works ({taken * 1000:.0f} ms)")]


def _find_absent(path: Path) -> Finding | None:
    """Tell of a file that is not there yet: made here, it would belong to who runs this, perhaps not to the server."""
    if path.exists():
        return None
    if os.access(path.parent, os.W_OK):
        return Finding("store", Level.fine, f"POSTERN_STORE is a new file, {path}, made at its first use")
    says = f"POSTERN_STORE names {path}, and {path.parent.absolute()} is no folder that can be written to"
    return Finding("store", Level.failure, says, "Make the folder, and let the server's user write to it.")


async def _try_store(url: str, key: str) -> None:
    store = open_store(url)
    try:
        await store.set(key, "ok", ttl=60.0)
        if await store.get(key, str) != "ok":
            raise AppError("POSTERN_STORE: what was written to the store is not read again")
        await store.delete(key)
    finally:
        await store.close()


def _check_memory(case: Case) -> Iterator[Finding]:
    settings = case.settings
    several = _find_several(case.environ)
    limits = dict.fromkeys(f"{name} of {what}" for name, what in case.bot.declared_limits()) if case.bot else {}
    alone = [
        name for name, said in (("replay", settings.replay), ("rate_limit", settings.rate_limit)) if said == "store"
    ]
    names = " and ".join(f"{VARIABLES[name]}=store" for name in alone)
    mend = "Set POSTERN_STORE to redis://HOST:PORT, or on one machine to sqlite:///PATH."
    if alone:
        says = f"{names} shares nothing: POSTERN_STORE is memory:, which each process has for itself"
        yield Finding("store", Level.warning, says, mend)
    elif several:
        what = f"; so in each by itself hold: {', '.join(limits)}" if limits else ""
        yield Finding(
            "store", Level.warning, f"POSTERN_STORE is memory:, and {several} runs several processes{what}", mend
        )
    else:
        what = f", and by itself keeps to: {', '.join(limits)}" if limits else ""
        yield Finding("store", Level.fine, f"POSTERN_STORE is memory:, which each process has for itself{what}")


def _find_several(environ: Mapping[str, str]) -> str:
    """Tell who starts several processes; empty if nobody is known to."""
    workers = environ.get("WEB_CONCURRENCY", "").strip()
    if workers.isdecimal() and int(workers) > 1:
        return f"WEB_CONCURRENCY={workers}"
    if environ.get("KUBERNETES_SERVICE_HOST"):
        return "Kubernetes, with more than one replica,"
    host = recognise_host(environ)
    return host.name if host.background != "task" else ""


async def check_versions(case: Case) -> list[Finding]:
    """Tell what runs here, and what is older than it may be."""
    python = platform.python_version()
    shown = ", ".join(f"{name} {_version(name)}" for name in _SHOWN)
    system = f"{platform.system()} {platform.machine()}"
    says = f"Postern {read_release()} on Python {python}, {system}; {shown}"
    found = [Finding("versions", Level.fine, says)]
    if sys.version_info[:2] > NEWEST:
        newest = ".".join(map(str, NEWEST))
        says = f"Postern was not tried on Python {python}, which is newer than {newest}"
        found = [Finding("versions", Level.warning, says)]
    return [*found, *_check_requirements()]


def _check_requirements() -> Iterator[Finding]:
    for line in requires("postern") or ():
        needed = _REQUIREMENT.fullmatch(line.replace(" ", ""))
        if needed is None or (marker := needed["marker"] or "").startswith(";extra"):
            continue
        name, least, there = needed["name"], needed["least"], _version(needed["name"])
        if not there and marker:
            # It is not for every system.
            continue
        if not there:
            yield Finding(
                "versions", Level.failure, f"{name} is not installed", "Install Postern anew, with all of it."
            )
        elif _number(there) < _number(least):
            says = f"{name} {there} is older than Postern needs ({least})"
            yield Finding("versions", Level.failure, says, f"Upgrade it: pip install -U {name}.")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text.partition("+")[0])[:3])
