"""A fake bot for every test of the simulator, and the playground's page before it."""

from collections.abc import AsyncIterator

import pytest

from app.testing import TestBot
from tests.simulator.fake_bot import FakeBot
from tests.simulator.page_client import PageClient


@pytest.fixture
async def bot() -> AsyncIterator[FakeBot]:
    """Give a fake bot and its Discord, both in this process."""
    fake = FakeBot()
    yield fake
    await fake.aclose()


@pytest.fixture
async def page(bot: FakeBot) -> AsyncIterator[PageClient]:
    """Give the playground's page of the fake bot."""
    client = PageClient(bot.discord)
    yield client
    await client.aclose()


@pytest.fixture
async def tutorial() -> AsyncIterator[TestBot]:
    """Give the tutorial's bot, with its commands registered."""
    bot = TestBot("commands")
    bot.require("roll")
    yield bot
    await bot.bot.close()
    await bot.discord.aclose()
