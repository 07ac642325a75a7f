import pytest

from app.bot import Bot
from app.server.asgi import AsgiDoor
from app.testing import virtual_time
from tests.server.asgi import make_bot
from tests.server.served import Served


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def served() -> Served:
    return Served()


@pytest.fixture
def runs() -> list[int]:
    return []


@pytest.fixture
def bot(runs: list[int]) -> Bot:
    return make_bot(runs)


@pytest.fixture
def door(bot: Bot) -> AsgiDoor:
    return bot.asgi()
