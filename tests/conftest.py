import pytest
from hypothesis import HealthCheck, settings

from tests.soak import many

# How long something takes is no matter of tests: on a busy machine the first use of a strategy takes seconds.
settings.register_profile(
    "unhurried", deadline=None, max_examples=many(2000, 100), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unhurried")


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"
