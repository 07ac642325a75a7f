"""The systemd units: read and judged by systemd itself."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.settings import read_settings

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"
UNITS = sorted(path.name for path in FOLDER.iterdir())
SERVICES = [name for name in UNITS if name.endswith(".service")]

systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def options(name: str, option: str) -> list[str]:
    return re.findall(rf"^{option}=(.*)$", (FOLDER / name).read_text().replace("\\\n", " "), re.MULTILINE)


@systemd
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    # The programs stand elsewhere on the machine that the units are made for.
    for name in UNITS:
        text = re.sub(r"^(Exec\w+=)\S+", r"\1/bin/true", (FOLDER / name).read_text(), flags=re.MULTILINE)
        (tmp_path / name).write_text(text)
    for name in UNITS:
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", tmp_path / name], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), name


@systemd
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_little(name: str) -> None:
    # From 0, may do nothing, to 10; given in tenths as the threshold.
    judge = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager"]
    done = subprocess.run([*judge, FOLDER / name], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", SERVICES)
def test_handlers_end_in_their_own_time(name: str) -> None:
    (seconds,) = options(name, "TimeoutStopSec")

    assert float(seconds) > read_settings({}).grace
