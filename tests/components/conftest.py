import pytest

from app.testing import virtual_time


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time
