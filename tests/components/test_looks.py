"""How components look that handlers build: refused at the declaration, where Discord would refuse them later."""

from typing import Any

import pytest

from app.components.looks import check_looks
from app.errors import DefinitionError
from app.models.button import Button, ButtonStyle
from app.models.select import SelectOption, StringSelect, UserSelect


@pytest.mark.parametrize(
    ("kind", "looks", "why"),
    [
        (Button, {"label": "x" * 81}, "label has 81 characters, Discord accepts"),
        (Button, {"label": ""}, "the Button has neither label nor emoji"),
        (Button, {"label": "x", "style": ButtonStyle.link}, "url"),
        (Button, {"label": "x", "style": ButtonStyle.premium}, "sku_id"),
        (Button, {"label": "x", "colour": "red"}, "colour"),
        (UserSelect, {"placeholder": "x" * 151}, "placeholder has 151 characters"),
        (UserSelect, {"max_values": 0}, "max_values"),
        (UserSelect, {"min_values": 26}, "min_values"),
        (StringSelect, {"max_values": 26}, "max_values"),
        (StringSelect, {"options": (SelectOption("a"),), "max_values": 2}, "max_values is 2, but there is 1 option"),
        (StringSelect, {"options": (SelectOption("a", "x"), SelectOption("b", "x"))}, "'x'"),
    ],
    ids=lambda one: "",
)
def test_what_discord_would_refuse_is_named_with_its_place_in_the_code(kind: Any, looks: Any, why: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        check_looks("here.py:1", kind, looks)

    assert caught.value.where == "here.py:1"
    assert why in str(caught.value)
    assert "components[0]" not in str(caught.value)


@pytest.mark.parametrize("most", [1, 2, 25])
def test_a_menu_whose_options_come_later_may_allow_as_many_choices_as_any(most: int) -> None:
    made: Any = check_looks("here.py:1", StringSelect, {"min_values": most, "max_values": most})

    assert (made.options, made.max_values) == ((), most)
