from app.parameters import docstring


def google() -> None:
    """Roll
    some dice.

    More about it.

    Args:
        dice: How many dice,
            at the most twenty.
        sides (int): Sides: of each die.

    Returns:
        nothing: that matters.
    """


def sphinx() -> None:
    """Roll some dice.

    :param dice: How many dice,
        at the most twenty.
    :param int sides: Sides of each die.
    :returns: nothing
    """


def bare() -> None: ...


def test_the_summary_is_the_first_paragraph_on_one_line() -> None:
    assert docstring.summary(google) == "Roll some dice."
    assert docstring.summary(bare) == ""


def test_googles_form_is_read() -> None:
    assert docstring.parameters(google) == {
        "dice": "How many dice, at the most twenty.",
        "sides": "Sides: of each die.",
    }


def test_sphinxs_form_is_read() -> None:
    assert docstring.parameters(sphinx) == {
        "dice": "How many dice, at the most twenty.",
        "sides": "Sides of each die.",
    }


def test_where_nothing_is_said_nothing_is_found() -> None:
    assert docstring.parameters(bare) == {}
