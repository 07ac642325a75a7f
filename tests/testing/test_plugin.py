"""The pytest plugin in an author's own project: another directory, another process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = '''
import asyncio

from app import CommandContext, slash_command


@slash_command
async def hello(ctx: CommandContext, name: str) -> str:
    """Say hello."""
    await asyncio.sleep(600)
    return f"Hello {name}"
'''
CONFTEST = """
import pytest

from app.testing import virtual_time


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time
"""
TESTS = """
import asyncio

import pytest

from app.testing import TestBot


@pytest.mark.anyio
async def test_hello(bot: TestBot) -> None:
    result = await bot.slash("hello", name="Ida")

    assert result.content == "Hello Ida"
    assert 600 <= asyncio.get_running_loop().time() < 601


def test_sync(bot: TestBot) -> None:
    assert bot.user.display_name == "Ben"
"""

ALONE = ("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "-p", "no:asyncio")


def run(project: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run pytest as an author does, with warnings as errors, in a clean environment."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PATH", "HOME", "COVERAGE"))}
    return subprocess.run(
        [str(Path(sys.executable).with_name("pytest")), *ALONE, "-W", "error", *arguments],
        cwd=project,
        env=kept | environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "__init__.py").touch()
    (tmp_path / "commands" / "hello.py").write_text(COMMANDS)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_hello.py").write_text(TESTS)
    return tmp_path


def test_the_fixture_comes_with_the_package(project: Path) -> None:
    done = run(project)

    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_tests_may_stand_in_a_directory_of_their_own(project: Path) -> None:
    (project / "tests").mkdir()
    (project / "test_hello.py").rename(project / "tests" / "test_hello.py")
    done = run(project, "tests")

    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_the_package_may_have_another_name(project: Path) -> None:
    (project / "commands").rename(project / "my_commands")
    done = run(project, POSTERN_COMMANDS="my_commands")

    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_the_fixture_is_listed_with_its_sentence(project: Path) -> None:
    done = run(project, "--fixtures", "-v")

    assert "Give the bot of `POSTERN_COMMANDS`" in done.stdout


def test_a_project_without_commands_is_told_so(project: Path) -> None:
    done = run(project, POSTERN_COMMANDS="my_commands")

    assert "2 errors" in done.stdout
    assert f"there is no package 'my_commands' in {project}" in done.stdout


def test_the_kits_class_is_not_collected_as_a_test(project: Path) -> None:
    done = run(project, "--collect-only", "-q")

    assert "TestBot" not in done.stdout
    assert "2 tests collected" in done.stdout
