"""All that Discord refuses of components, said before it is sent: which field, which limit, where."""

import pytest

from app.models.limits import find_fault, find_modal_fault
from tests.models.refusals import PLACES, SHOWN, WHOLE, Refusal
from tests.models.refusals_interactive import BUTTONS, MENUS
from tests.models.refusals_modals import MODALS

MESSAGES = [*WHOLE, *PLACES, *SHOWN, *BUTTONS, *MENUS]


@pytest.mark.parametrize("refusal", MESSAGES, ids=[refusal.name for refusal in MESSAGES])
def test_what_discord_refuses_of_a_message_is_said_before(refusal: Refusal) -> None:
    assert find_fault(refusal.made) == refusal.said


@pytest.mark.parametrize("refusal", MODALS, ids=[refusal.name for refusal in MODALS])
def test_what_discord_refuses_of_a_form_is_said_before(refusal: Refusal) -> None:
    assert find_modal_fault(refusal.made) == refusal.said


def test_no_refusal_stands_in_the_tables_twice() -> None:
    for table in (MESSAGES, MODALS):
        assert len({refusal.name for refusal in table}) == len(table)
