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

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.testing.client import Actor as Actor
    from app.testing.client import TestBot as TestBot
    from app.testing.loop import Clock as Clock
    from app.testing.loop import VirtualTimeLoop as VirtualTimeLoop
    from app.testing.loop import virtual_time as virtual_time
    from app.testing.result import DidNotRespond as DidNotRespond
    from app.testing.result import Result as Result
    from app.testing.shown import ShownModal as ShownModal

# Loaded when they are used: pytest imports this package in every run of an environment, for the sake of its plugin.
_MODULES = {
    "Actor": "app.testing.client",
    "Clock": "app.testing.loop",
    "DidNotRespond": "app.testing.result",
    "Result": "app.testing.result",
    "ShownModal": "app.testing.shown",
    "TestBot": "app.testing.client",
    "VirtualTimeLoop": "app.testing.loop",
    "virtual_time": "app.testing.loop",
}

__all__ = sorted(_MODULES)


if not TYPE_CHECKING:
    # A type checker would take every misspelled name for Any.

    def __getattr__(name: str) -> Any:
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(module), name)
