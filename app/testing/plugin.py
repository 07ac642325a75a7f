"""The pytest plugin: the fixture `bot`."""

import os

import pytest

from app.testing.client import TestBot


@pytest.fixture
def bot() -> TestBot:
    """Give the bot of `POSTERN_COMMANDS` (or `commands`), with a simulated Discord of its own."""
    return TestBot(os.environ.get("POSTERN_COMMANDS") or "commands")
