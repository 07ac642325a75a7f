"""How much is tried: some of it in every run of the tests, all of it in `make soak`."""

import os

IS_SOAKING = bool(os.environ.get("SOAK"))


def many(soaking: int, otherwise: int) -> int:
    """Return how often something is tried."""
    return soaking if IS_SOAKING else otherwise
