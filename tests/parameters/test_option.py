"""What an author says of an option."""

import pytest

from app.parameters.option import Choice, Option


@pytest.mark.parametrize(
    ("choice", "value"),
    [
        pytest.param(Choice("Red"), "Red", id="the name stands for itself"),
        pytest.param(Choice("Red", 0), 0, id="nought is a value"),
        pytest.param(Choice("Red", ""), "", id="so is empty text"),
        pytest.param(Choice("Half", 0.5), 0.5, id="a fraction"),
    ],
)
def test_a_choice_gives_its_value_or_else_its_name(choice: Choice, value: object) -> None:
    assert choice.value == value


def test_a_choice_shows_what_it_is() -> None:
    assert repr(Choice("Red", 1)) == "Choice('Red', 1)"


def test_an_option_that_says_nothing_leaves_everything_open() -> None:
    option = Option()

    assert not [name for name in Option.__slots__ if getattr(option, name)]
