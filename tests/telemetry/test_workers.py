"""Workers that share their numbers: none is lost when one ends, and none is counted twice."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.errors import SettingsError
from app.telemetry.tally import Tally
from app.telemetry.workers import DIRECTORY, Share, sharing_numbers
from tests.journeys.server_process import ROOT
from tests.stores.processes import run_script

GAUGES = {"workers": 1.0}

Join = Callable[[], Share]


@pytest.fixture
def join(tmp_path: Path) -> Iterator[Join]:
    """Give a worker its place among the others, and take all places back in the end."""
    with contextlib.ExitStack() as left:

        def take() -> Share:
            share = Share(tmp_path)
            left.callback(share.close)
            return share

        yield take


def counted(number: int) -> Tally:
    tally = Tally()
    tally.count("callbacks", "accepted", by=number)
    return tally


def total(share: Share) -> int:
    return sum(told.tally.counts["callbacks"][("accepted",)] for told in share.others())


def test_each_sees_what_the_others_have_written(join: Join) -> None:
    one, two, three = join(), join(), join()
    one.write(counted(1), GAUGES)
    two.write(counted(10), GAUGES)

    assert (total(one), total(two), total(three)) == (10, 1, 11)
    assert [(told.is_alive, told.gauges) for told in three.others()] == [(True, GAUGES), (True, GAUGES)]


def test_what_one_has_counted_stays_when_it_is_gone(join: Join) -> None:
    one, two = join(), join()
    two.write(counted(10), GAUGES)
    two.close()

    assert [(told.is_alive, told.tally.counts["callbacks"][("accepted",)]) for told in one.others()] == [(False, 10)]


def test_the_next_one_counts_on_and_takes_no_further_file(tmp_path: Path, join: Join) -> None:
    one = join()
    for number in range(20):
        late = join()
        tally = counted(1)
        tally.add(late.before)
        late.write(tally, GAUGES)
        late.close()

        assert total(one) == number + 1
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_a_process_that_is_killed_leaves_its_numbers_too(tmp_path: Path, join: Join) -> None:
    script = f"""
import os, pathlib, signal
from app.telemetry.workers import Share
from tests.telemetry.test_workers import GAUGES, counted

share = Share(pathlib.Path({str(tmp_path)!r}))
share.write(counted(7), GAUGES)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=60)

    assert done.returncode == -signal.SIGKILL
    assert join().before.counts["callbacks"][("accepted",)] == 7


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"counts": 5}', b"\xff", b'{"counts": [], "measures": [], "gauges": 1}']
)
def test_a_file_that_makes_no_sense_counts_nothing(tmp_path: Path, join: Join, content: bytes) -> None:
    one = join()
    (tmp_path / "postern-1.json").write_bytes(content)

    assert list(one.others()) == []
    assert join().before.counts == Tally().counts


def test_a_disk_that_is_full_or_gone_does_not_stop_a_worker(tmp_path: Path, join: Join) -> None:
    share = join()
    shutil.rmtree(tmp_path)

    share.write(counted(1), GAUGES)
    assert list(share.others()) == []


def test_a_directory_that_is_none_is_named_as_a_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError, match=f"^{DIRECTORY} names a directory that cannot be used: "):
        Share(tmp_path / "file")


def test_where_files_cannot_be_locked_the_directory_is_refused(tmp_path: Path) -> None:
    script = f"""
import pathlib, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == "fcntl":
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.modules.pop("fcntl", None)
sys.meta_path.insert(0, Missing())
from app.errors import SettingsError
from app.telemetry.workers import Share

try:
    Share(pathlib.Path({str(tmp_path)!r}))
except SettingsError as error:
    print(error)
"""

    assert run_script(script) == f"{DIRECTORY} is set, and this system has no locks for files: leave it out"


def test_workers_are_given_a_directory_that_is_gone_with_them() -> None:
    environ: dict[str, str] = {}
    with sharing_numbers(environ):
        directory = Path(environ[DIRECTORY])
        assert directory.is_dir()
        assert oct(directory.stat().st_mode & 0o777) == "0o700"

    assert not directory.exists()
    assert environ == {}


def test_a_directory_of_the_operators_own_is_left_as_it_is(tmp_path: Path, join: Join) -> None:
    environ = {DIRECTORY: str(tmp_path)}
    with sharing_numbers(environ):
        join().write(counted(1), GAUGES)

    assert environ == {DIRECTORY: str(tmp_path)}
    assert json.loads((tmp_path / "postern-0.json").read_bytes())["gauges"] == GAUGES
    assert os.listdir(tmp_path)
