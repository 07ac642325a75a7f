"""A store of each kind, with a time that moves: what is shown of one is shown of all."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.stores.base import Backend, Store
from tests.stores.kinds import STORES, Kind, Time


@pytest.fixture(params=STORES)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Backend, Time]]:
    kind: Kind = request.param
    with kind(tmp_path) as backend_and_time:
        yield backend_and_time


@pytest.fixture
async def store(kept: tuple[Backend, Time]) -> AsyncIterator[Store]:
    made = Store(kept[0])
    yield made
    await made.close()


@pytest.fixture
def time(kept: tuple[Backend, Time]) -> Time:
    return kept[1]
