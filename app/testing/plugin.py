"""The pytest plugin: the fixture `bot`."""

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from app.testing.client import TestBot


@pytest.fixture
def bot(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> "TestBot":
    """Give the bot of `POSTERN_COMMANDS` (or `commands`), with a simulated Discord of its own."""
    # `pytest` alone, unlike `python -m pytest`, leaves the project's root out, and the commands stand there.
    monkeypatch.syspath_prepend(pytestconfig.rootpath)
    # Every pytest run in this environment loads the plugin; only those that ask for a bot pay for one.
    from app.testing.client import TestBot

    return TestBot(os.environ.get("POSTERN_COMMANDS") or "commands")
