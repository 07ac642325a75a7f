"""
One set of numbers for several server processes.

A scrape reaches one of the workers that share a socket, whichever it is, and it
must tell of all. So each keeps its numbers in a file of a directory that all
have in common, anew each `PERIOD` and at its end, and the one that is asked adds
up what the others wrote.

Counters must not go back when a worker ends, so its file stays. The next worker
that starts takes the file over and counts on from there: there are never more
files than there were workers at once. Who owns a file holds a lock on the one
beside it, which the system lets go when a process dies, however it does.

The directory is named by `PROMETHEUS_MULTIPROC_DIR`, as with other programs that
Prometheus asks; `postern serve --workers` makes one by itself.

https://prometheus.github.io/client_python/multiprocess/
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from app.errors import SettingsError
from app.telemetry.tally import Tally

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the directory."""
PERIOD = 1.0
"""Seconds between two writings."""


class Told(NamedTuple):
    """What a process has written.

    Attributes:
        tally: Its counters and histograms, and those of the processes whose file it took over.
        gauges: What is so at the moment.
        is_alive: Whether it still runs.
    """

    tally: Tally
    gauges: Mapping[str, float]
    is_alive: bool


class Share:
    """The file of this process among those of the others.

    Args:
        directory: Where all keep theirs; made where it is missing.

    Raises:
        SettingsError: If nobody can write there, or files cannot be locked, as on Windows.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._lock, self._file = self._take()
        except OSError as error:
            raise SettingsError(DIRECTORY, f"names a directory that cannot be used: {error.strerror}") from None
        except ModuleNotFoundError:
            raise SettingsError(DIRECTORY, "is set, and this system has no locks for files: leave it out") from None
        told = _read(self._file)
        self.before = told[0] if told is not None else Tally()
        """What the process before counted that this one takes the place of."""

    def _take(self) -> tuple[IO[bytes], Path]:
        """Take over the first file that nobody owns any more."""
        number = 0
        while True:
            file = self._directory / f"postern-{number}.json"
            held = file.with_suffix(".lock").open("ab")
            if _locks(held):
                return held, file
            held.close()
            number += 1

    def write(self, tally: Tally, gauges: Mapping[str, float]) -> None:
        """Let the others know; where the disk is full they go on with what they knew."""
        fresh = self._file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            fresh.write_bytes(msgspec.json.encode({**tally.dump(), "gauges": gauges}))
            fresh.replace(self._file)

    def others(self) -> Iterator[Told]:
        """Go through what all others have written."""
        for file in sorted(self._directory.glob("postern-*.json")):
            if file == self._file or (told := _read(file)) is None:
                continue
            with contextlib.suppress(OSError), file.with_suffix(".lock").open("ab") as held:
                yield Told(*told, is_alive=not _locks(held))

    def close(self) -> None:
        """Leave the file to the next process."""
        self._lock.close()


@contextlib.contextmanager
def sharing_numbers(environ: MutableMapping[str, str]) -> Iterator[None]:
    """Give the workers that are started meanwhile a directory, unless they have one.

    On Windows, where files cannot be locked like this, each worker tells of itself alone.
    """
    if environ.get(DIRECTORY) or sys.platform == "win32":
        yield
        return
    with tempfile.TemporaryDirectory(prefix="postern-") as directory:
        environ[DIRECTORY] = directory
        try:
            yield
        finally:
            del environ[DIRECTORY]


def _locks(held: IO[bytes]) -> bool:
    """Tell whether nobody else had the lock; it is held from here on, until the file is closed."""
    # Windows has no such module.
    import fcntl

    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(file: Path) -> tuple[Tally, dict[str, float]] | None:
    try:
        told = msgspec.json.decode(file.read_bytes())
        return Tally.load(told), {str(name): float(value) for name, value in told["gauges"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # It is not written yet, or by something else.
        return None
