"""What concerns Caddy alone: its file as it stands."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.proxies import DEPLOY, found

pytestmark = pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")
FILE = DEPLOY / "caddy" / "Caddyfile"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(folder)}
    return subprocess.run([found("caddy"), *arguments], env=environ, capture_output=True, text=True, check=False)


def test_its_file_is_of_the_form_that_caddy_itself_gives_it(tmp_path: Path) -> None:
    assert run(tmp_path, "fmt", str(FILE)).stdout == FILE.read_text()


def test_its_file_is_valid_as_it_stands(tmp_path: Path) -> None:
    done = run(tmp_path, "validate", "--adapter", "caddyfile", "--config", str(FILE))

    assert done.returncode == 0, done.stderr
