"""All calls of the REST client, and what came of them."""

import functools

from tests.contract.calling import Call, Called, call_all
from tests.contract.calls_application import APPLICATION
from tests.contract.calls_channels import CHANNELS
from tests.contract.calls_guilds import GUILDS
from tests.contract.examples import Filling

CALLS: list[Call] = [*APPLICATION, *CHANNELS, *GUILDS]


@functools.cache
def called(filling: Filling = Filling.everything) -> list[Called]:
    """Return all calls, each made once, and answered with examples that are filled like this."""
    return call_all(CALLS, filling)
