"""The Dockerfile: linted, and its steps run as far as they do without an engine."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.signature.signing import PUBLIC_KEY

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
BIN = Path(sys.executable).parent


def said(word: str) -> list[str]:
    """Return what follows a word of the Dockerfile's, wherever it stands; lines that go on are one."""
    text = DOCKERFILE.read_text().replace("\\\n", " ")
    return [line.strip() for line in re.findall(rf"^\s*{word}\s+(.*)$", text, re.MULTILINE)]


def reaches_the_builder(path: str) -> bool:
    """Apply .dockerignore: the last pattern that matches a path, or a folder above it, decides."""
    is_sent = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        if not pattern or pattern.startswith("#"):
            continue
        anywhere = "**/" in line
        parts = path.split("/")
        heads = parts if anywhere else ["/".join(parts[: i + 1]) for i in range(len(parts))]
        if any(fnmatch(head, pattern) for head in heads):
            is_sent = line.startswith("!")
    return is_sent


def test_the_linter_has_nothing_to_say() -> None:
    done = subprocess.run([BIN / "hadolint", DOCKERFILE], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_nothing_is_sent_to_the_builder_but_what_the_image_is_made_of() -> None:
    sent = ["app/bot.py", "commands/tags/__init__.py", "uv.lock", "pyproject.toml", "LICENSE", "README.md"]
    kept = [".env", ".git/config", ".venv/bin/python", "tests/conftest.py", "app/__pycache__/bot.cpython-311.pyc"]

    assert [path for path in sent + kept if reaches_the_builder(path)] == sent


def test_whatever_is_copied_is_sent() -> None:
    copied = [name for line in said("COPY") if "--from" not in line for name in line.split()[:-1]]

    assert copied
    assert all(reaches_the_builder(name) and (ROOT / name).exists() for name in copied)


def test_the_process_is_no_root_and_gets_the_signals_itself() -> None:
    assert said("USER")[-1].isdecimal()
    assert json.loads(said("CMD")[-1]) == ["postern", "serve"]


def test_what_builds_the_image_does_not_stand_in_it() -> None:
    build, run = said("FROM")
    last = DOCKERFILE.read_text().partition(f"FROM {run}\n")[2]

    assert build.removesuffix(" AS build") == run
    assert run.endswith("-slim")
    assert [line for line in said("COPY") if "--from" in line] == ["--from=build /srv/venv /srv/venv"]
    assert last
    assert "pip" not in last
    assert "uv " not in last


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the build's steps in a folder, and return the venv that it makes."""
    place = tmp_path_factory.mktemp("image")
    build, venv = place / "build", place / "venv"
    build.mkdir()
    for name in ("pyproject.toml", "uv.lock", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, build)
    shutil.copytree(ROOT / "app", build / "app", ignore=shutil.ignore_patterns("__pycache__"))
    extras = next(line for line in said("ARG") if line.startswith("EXTRAS=")).removeprefix("EXTRAS=").strip('"')
    steps = [line for line in said("RUN") if line.startswith("uv sync")]
    assert len(steps) == 2
    told = dict(word.split("=", 1) for word in said("ENV")[0].split())
    environ = {**os.environ, **told, "UV_PROJECT_ENVIRONMENT": str(venv), "UV_SYSTEM_CERTS": "true"}
    environ["PATH"] = f"{BIN}:{os.environ['PATH']}"
    environ.pop("VIRTUAL_ENV", None)
    for step in steps:
        command = step.replace("${EXTRAS}", extras).split()
        done = subprocess.run(
            [*command, "--quiet", "--python", sys.executable],
            cwd=build,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    shutil.rmtree(build)
    return venv


@pytest.fixture(scope="module")
def port(image: Path) -> Iterator[int]:
    """Start what the image starts, and wait until it answers; in the end, see that it has written nothing."""
    place = image.parent / "srv"
    place.mkdir()
    shutil.copytree(ROOT / "commands", place / "commands", ignore=shutil.ignore_patterns("__pycache__"))
    before = set(image.parent.rglob("*"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    command = json.loads(said("CMD")[-1])
    process = subprocess.Popen(
        [image / "bin" / command[0], *command[1:]],
        cwd=place,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(place),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DISCORD_PUBLIC_KEY": PUBLIC_KEY,
            "POSTERN_PORT": str(number),
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{number}/readyz").close()
            except urllib.error.URLError:
                assert process.poll() is None, process.stderr and process.stderr.read()
                time.sleep(0.1)
            else:
                break
        yield number
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=30)
        assert "Traceback" not in errors
        assert set(image.parent.rglob("*")) == before


def test_the_image_serves(port: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/interactions", b"{}")
    with refused.value as answer:
        assert answer.code == 401


def test_the_health_check_tells_a_bot_that_serves_from_one_that_does_not(image: Path, port: int) -> None:
    command = json.loads(said("HEALTHCHECK")[0].partition("CMD ")[2])

    def check(number: int) -> int:
        return subprocess.run(
            [image / "bin" / command[0], *command[1:]],
            env={"POSTERN_PORT": str(number)},
            stderr=subprocess.DEVNULL,
            check=False,
        ).returncode

    assert check(port) == 0
    assert check(9) != 0


def test_the_image_holds_nothing_of_the_tools_that_tests_need(image: Path) -> None:
    installed = {path.name.partition("-")[0] for path in image.glob("lib/*/site-packages/*.dist-info")}

    assert {"postern", "uvicorn", "redis", "prometheus_client"} <= installed
    assert not installed & {"pytest", "mypy", "playwright", "ruff"}
