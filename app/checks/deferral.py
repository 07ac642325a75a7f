"""How a handler is deferred that has not answered in time: what its nodes say, and what it answers with."""

from collections.abc import Mapping
from typing import NamedTuple

from app.checks.node import AutoDefer
from app.models.response import DEFERRED_UPDATE, InteractionResponse, deferral


class Deferral(NamedTuple):
    """How a handler is deferred that has not answered in time."""

    response: InteractionResponse
    ephemeral: bool = False


_UPDATE = Deferral(DEFERRED_UPDATE)
_PUBLIC = Deferral(deferral(ephemeral=False))
_DEFERRALS: Mapping[AutoDefer | None, Deferral | None] = {
    None: _PUBLIC,
    "public": _PUBLIC,
    "ephemeral": Deferral(deferral(ephemeral=True), ephemeral=True),
    "off": None,
}


def choose_deferral(said: AutoDefer | None, *, is_update: bool = False) -> Deferral | None:
    """Return how a handler is deferred; None: not at all.

    Args:
        said: What the nearest of its nodes says of it.
        is_update: Whether it changes a message, as far as one can tell.
    """
    if is_update and said is None:
        return _UPDATE
    return _DEFERRALS[said]
