"""An author's tests under each plugin that runs coroutines: anyio's and pytest-asyncio, in each of their modes."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import app.testing

pytest.importorskip("pytest_asyncio")

COMMANDS = '''
import asyncio

from app import CommandContext, ComponentContext, Reply, button, slash_command
from app.models import ActionRow


@button(label="Again")
async def again(ctx: ComponentContext, name: str) -> str:
    return f"Hello again, {name}"


@slash_command
async def hello(ctx: CommandContext, name: str) -> Reply:
    """Say hello."""
    await asyncio.sleep(600)
    return Reply(f"Hello {name}", components=[ActionRow(again.button(name=name))])
'''

TESTS = """
import asyncio

import pytest

from app.testing import TestBot


MARK
async def test_hello(bot: TestBot) -> None:
    result = await bot.slash("hello", name="Ida")

    assert result.content == "Hello Ida"
    assert (await result.click("Again")).content == "Hello again, Ida"
    assert 600 <= asyncio.get_running_loop().time() < 601


MARK
async def test_each_test_has_a_time_of_its_own(bot: TestBot) -> None:
    bot.clock.advance(7)

    assert 7 <= asyncio.get_running_loop().time() < 8


FIXTURE
async def greeted(bot: TestBot) -> str:
    return (await bot.slash("hello", name="Leo")).content


MARK
async def test_a_fixture_may_use_the_bot(greeted: str) -> None:
    assert greeted == "Hello Leo"


def test_sync(bot: TestBot) -> None:
    assert bot.user.display_name == "Ben"
"""

FOR_ANYIO = """
import pytest

from app.testing import virtual_time


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time
"""

FOR_ASYNCIO = """
from collections.abc import Callable, Mapping

from app.testing import VirtualTimeLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
    return {"virtual": VirtualTimeLoop}
"""

BOTH = "asyncio_default_fixture_loop_scope = function\n"


@pytest.mark.parametrize(
    ("conftest", "settings", "mark", "fixture", "without"),
    [
        pytest.param(FOR_ANYIO, "anyio_mode = auto\n", "", "@pytest.fixture", "asyncio", id="anyio, auto"),
        pytest.param(FOR_ANYIO, "", "@pytest.mark.anyio", "@pytest.fixture", "asyncio", id="anyio, marked"),
        pytest.param(FOR_ANYIO, "anyio_mode = auto\n" + BOTH, "", "@pytest.fixture", None, id="anyio, beside asyncio"),
        pytest.param(FOR_ASYNCIO, "asyncio_mode = auto\n" + BOTH, "", "@pytest.fixture", None, id="asyncio, auto"),
        pytest.param(
            FOR_ASYNCIO, BOTH, "@pytest.mark.asyncio", "import pytest_asyncio\n@pytest_asyncio.fixture", None,
            id="asyncio, strict",
        ),
        pytest.param(FOR_ASYNCIO, "asyncio_mode = auto\n" + BOTH, "", "@pytest.fixture", "anyio", id="asyncio alone"),
    ],
)  # fmt: skip
def test_an_authors_tests_run_on_virtual_time(
    tmp_path: Path, conftest: str, settings: str, mark: str, fixture: str, without: str | None
) -> None:
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "__init__.py").touch()
    (tmp_path / "commands" / "hello.py").write_text(COMMANDS)
    (tmp_path / "conftest.py").write_text(conftest)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\n{settings}filterwarnings = error\n")
    (tmp_path / "test_hello.py").write_text(TESTS.replace("MARK", mark).replace("FIXTURE", fixture))
    unused = ["cacheprovider", "xdist", "cov", *([without] if without else [])]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *(word for name in unused for word in ("-p", f"no:{name}"))],
        cwd=tmp_path,
        env={key: value for key, value in os.environ.items() if key.startswith(("PATH", "HOME", "COVERAGE"))},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert "4 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("conftest", [FOR_ANYIO, FOR_ASYNCIO], ids=["anyio", "asyncio"])
def test_the_package_documents_what_is_tried_here(conftest: str) -> None:
    assert textwrap.indent(conftest.strip(), "    ") in str(app.testing.__doc__)
