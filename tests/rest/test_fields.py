from typing import TypedDict

import pytest

from app.models.response import UNSET
from app.rest.fields import given, known


class Colours(TypedDict, total=False):
    red: int
    green: int


class MoreColours(Colours, total=False):
    blue: int


def test_what_is_left_as_it_is_is_not_sent_and_what_clears_is() -> None:
    assert given(name=UNSET, topic=None, position=0) == {"topic": None, "position": 0}


def test_fields_that_discord_has_are_handed_on() -> None:
    assert known("rest.paint()", {"red": 1, "blue": 3}, MoreColours) == {"red": 1, "blue": 3}


def test_a_field_that_discord_does_not_have_is_named_beside_those_that_it_has() -> None:
    with pytest.raises(TypeError, match=r"^rest\.paint\(\) takes no gren, purple; it takes red, green$"):
        known("rest.paint()", {"red": 1, "purple": 2, "gren": 3}, Colours)
