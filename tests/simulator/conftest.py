"""A fake bot for every test of the simulator."""

from collections.abc import AsyncIterator

import pytest

from tests.simulator.fake_bot import FakeBot


@pytest.fixture
async def bot() -> AsyncIterator[FakeBot]:
    """Give a fake bot and its Discord, both in this process."""
    fake = FakeBot()
    yield fake
    await fake.aclose()
