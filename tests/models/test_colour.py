"""Colours: how people write them, and how Discord counts them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.base import encode
from app.models.colour import COLOURS, Colour
from app.models.embed import Embed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("#f0c", 0xFF00CC),
        ("#ff00cc", 0xFF00CC),
        ("#FF00CC", 0xFF00CC),
        ("0xff00cc", 0xFF00CC),
        ("0x#ff00cc", 0xFF00CC),
        (" #000000 ", 0),
        ("rgb(1, 2, 3)", 0x010203),
        ("RGB(255,255,255)", 0xFFFFFF),
        ("rgb( 100% , 0%, 50%)", 0xFF0080),
        ("red", 0xE74C3C),
        ("Dark Teal", 0x11806A),
        ("dark_teal", 0x11806A),
        ("dark-gray", 0x607D8B),
        ("blurple", 0x5865F2),
    ],
)
def test_a_colour_is_read_as_people_write_it(text: str, number: int) -> None:
    colour = Colour.parse(text)

    assert type(colour) is Colour
    assert colour == number


@pytest.mark.parametrize(
    "text",
    ["", "#", "#ff", "#ff00c", "#ff00ccd", "ff00cc", "#gggggg", "#１２３", "0x", "reddish", "#ff00cc#ff00cc"],
)
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        Colour.parse(text)


@pytest.mark.parametrize("parts", ["1,2", "256,0,0", "-1,0,0", "101%,0,0", "a,b,c", "1,2,3,4", "1 2 3"])
def test_parts_of_a_colour_that_are_none_are_refused(parts: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        Colour.parse(f"rgb({parts})")


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_is_written_as_it_is_read(number: int) -> None:
    colour = Colour(number)

    assert Colour.parse(str(colour)) == colour
    assert Colour.from_rgb(*colour.rgb) == colour


def test_a_name_stands_for_a_colour_of_its_own() -> None:
    assert all(0 <= number <= 0xFFFFFF for number in COLOURS.values())
    assert repr(Colour(0x00FF00)) == "Colour(0x00ff00)"


def test_a_colour_goes_out_as_the_number_that_discord_takes() -> None:
    sent: Any = json.loads(encode(Embed(title="a", color=Colour.parse("#00ff00"))))

    assert sent["color"] == 0x00FF00
