import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from app.telemetry.release import UNKNOWN, read_release

ROOT = Path(__file__).parents[2]


def test_it_is_that_of_what_is_installed() -> None:
    assert read_release() == version("postern")


def test_sources_that_were_copied_have_none_and_work_all_the_same(tmp_path: Path) -> None:
    """Without the installed packages, too: this asks for nothing but Python."""
    for name in ("__init__.py", "release.py"):
        (tmp_path / "app" / "telemetry").mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "app" / "telemetry" / name, tmp_path / "app" / "telemetry" / name)
    code = "from app.telemetry.release import read_release; print(read_release())"
    told = subprocess.run([sys.executable, "-S", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == UNKNOWN
