"""Looks at the files of the commands package, again and again: works on every system, and costs next to nothing."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from app.plugins.loader import find_package

LOOK_EVERY = 0.1
"""Seconds between two looks at the files; more where a look takes long."""

_SHARE = 10
"""A look may take one part in so many of the time."""

Files = Mapping[Path, tuple[int, int]]
"""When each file was changed, in nanoseconds, and its size."""


def place_of(package: str) -> Path:
    """Return where a package is, or will be once it is written."""
    return find_package(package) or Path.cwd().joinpath(*package.split("."))


def look(package: str) -> Files:
    """Return how the files of a package are now."""
    return dict(_states(place_of(package)))


async def wait_for_change(package: str, known: Files, is_over: Callable[[], bool] = lambda: False) -> list[str]:
    """Wait until the files of a package are other than they were.

    Args:
        package: Its dotted name.
        known: How they were.
        is_over: Ends the wait as well.

    Returns:
        The names of those that changed, came or went; empty if the wait ended otherwise.
    """
    while not is_over():
        begun = time.perf_counter()
        files = look(package)
        if files != known:
            changed = sorted(path for path in files.keys() | known.keys() if files.get(path) != known.get(path))
            return [path.name for path in changed]
        await asyncio.sleep(max(LOOK_EVERY, _SHARE * (time.perf_counter() - begun)))
    return []


def _states(root: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    for file in root.rglob("*.py") if root.suffix != ".py" else [root]:
        # A file may go between being listed and being looked at: editors replace files. Others are no files at all.
        with contextlib.suppress(OSError):
            stat = file.stat()
            yield file, (stat.st_mtime_ns, stat.st_size)
