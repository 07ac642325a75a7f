"""Which deferral Discord gets."""

from typing import Any

import pytest

from app.checks.deferral import choose_deferral
from app.models.response import DEFERRED_UPDATE, deferral


@pytest.mark.parametrize("is_update", [False, True])
@pytest.mark.parametrize(("said", "ephemeral"), [("public", False), ("ephemeral", True)], ids=["public", "ephemeral"])
def test_what_is_said_of_privacy_counts(said: Any, ephemeral: bool, is_update: bool) -> None:
    chosen = choose_deferral(said, is_update=is_update)

    assert chosen is not None
    assert chosen.response.body == deferral(ephemeral=ephemeral).body
    assert chosen.ephemeral == ephemeral


def test_where_nothing_is_said_a_message_is_promised_to_all() -> None:
    assert choose_deferral(None) == choose_deferral("public")


def test_what_changes_a_message_promises_none() -> None:
    chosen = choose_deferral(None, is_update=True)

    assert chosen is not None
    assert (chosen.response, chosen.ephemeral) == (DEFERRED_UPDATE, False)


@pytest.mark.parametrize("is_update", [False, True])
def test_off_is_off(is_update: bool) -> None:
    assert choose_deferral("off", is_update=is_update) is None
