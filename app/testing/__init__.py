"""
The pytest kit: a bot, a simulated Discord, and a clock that moves both.

    async def test_rolling(bot: TestBot) -> None:
        result = await bot.slash("roll", dice=3, sides=8)

        assert result.content.startswith("3d8:")

The fixture `bot` comes with the package. Every step goes through a real
signature and the real ASGI application; nothing is mocked. Give the tests the
loop with virtual time, in `conftest.py`, and a wait of ten minutes takes none:

    from app.testing import virtual_time

    @pytest.fixture
    def anyio_backend() -> object:
        return virtual_time
"""

from app.testing.client import Actor as Actor
from app.testing.client import DidNotRespond as DidNotRespond
from app.testing.client import Result as Result
from app.testing.client import TestBot as TestBot
from app.testing.loop import Clock as Clock
from app.testing.loop import VirtualTimeLoop as VirtualTimeLoop
from app.testing.loop import virtual_time as virtual_time
