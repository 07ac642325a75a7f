"""How a test names what stands on a user's screen."""

import datetime
import enum
import re
from typing import Any

import pytest

from app.models import File
from app.testing.shown import ShownModal, find_button, find_menu, menu_values

Json = dict[str, Any]


class Side(enum.Enum):
    left = "l"
    right = "r"


class Number(enum.IntEnum):
    one = 1
    two = 2


def button(label: str | None, number: int, emoji: Json | None = None) -> Json:
    return {"type": 2, "style": 1, "label": label, "custom_id": f"b{number}", "emoji": emoji}


def menu(custom_id: str, placeholder: str | None, *options: tuple[str, str]) -> Json:
    listed = [{"label": label, "value": value} for label, value in options]
    return {"type": 3, "custom_id": custom_id, "placeholder": placeholder, "options": listed}


BUTTONS = [
    button("Vote", 1),
    button("Vote", 2),
    button("Hot", 3, {"id": None, "name": "🔥"}),
    button(None, 4, {"id": "7", "name": "cat"}),
]
SIDES = menu("side", "Which side?", ("Left", "l"), ("Right", "r"))
MESSAGE: Json = {
    "components": [
        {"type": 1, "components": BUTTONS[:2]},
        {"type": 9, "components": [{"type": 10, "content": "x"}], "accessory": BUTTONS[2]},
        {"type": 17, "components": [{"type": 1, "components": [BUTTONS[3]]}, {"type": 1, "components": [SIDES]}]},
    ]
}


# ── buttons ──


@pytest.mark.parametrize(
    ("label", "index", "number"),
    [
        pytest.param("Vote", 0, 1, id="the first of a name"),
        pytest.param("Vote", 1, 2, id="the second of a name"),
        pytest.param("Vote", -1, 2, id="the last of a name"),
        pytest.param("Hot", 0, 3, id="a label beside an emoji"),
        pytest.param("🔥", 0, 3, id="an emoji beside a label"),
        pytest.param("🔥 Hot", 0, 3, id="both"),
        pytest.param("cat", 0, 4, id="the name of an emoji"),
        pytest.param("<:cat:7>", 0, 4, id="an emoji as it is written"),
    ],
)
def test_a_button_is_found_by_what_the_user_reads(label: str, index: int, number: int) -> None:
    assert find_button(MESSAGE, label, index)["custom_id"] == f"b{number}"


def test_a_button_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(LookupError, match="no button 'Go'; there are: 'Vote', 'Vote', 'Hot', 'cat'"):
        find_button(MESSAGE, "Go", 0)
    with pytest.raises(LookupError, match="no button 'Vote' with the index 2; there are 2 of them"):
        find_button(MESSAGE, "Vote", 2)


@pytest.mark.parametrize(
    ("message", "where"),
    [
        pytest.param({}, "there is no message", id="no message"),
        pytest.param({"content": "", "components": []}, "there is no text", id="no text"),
        pytest.param({"content": "Too\nlate."}, "the message says 'Too late.'", id="a text"),
        pytest.param({"content": "late " * 100}, f"the message says '{'late ' * 39}late…'", id="a long text"),
    ],
)
def test_where_nothing_can_be_pressed_the_text_says_why(message: dict[str, Any], where: str) -> None:
    with pytest.raises(LookupError, match=f"^\"?no button 'Go'; there are: none; {re.escape(where)}\"?$"):
        find_button(message, "Go", 0)
    with pytest.raises(LookupError, match=f'^"?no menu; there are: none; {re.escape(where)}"?$'):
        find_menu(message, None)


# ── menus ──


def test_the_only_menu_needs_no_name() -> None:
    assert find_menu(MESSAGE, None) is find_menu(MESSAGE, "Which side?") is SIDES


def test_a_menu_that_could_be_another_is_named_with_all() -> None:
    two = {"components": [SIDES, menu("x", None), menu("y", "Which side?")]}

    with pytest.raises(LookupError, match="several menus; say by placeholder= which of these is meant: 'Which side"):
        find_menu(two, None)
    with pytest.raises(LookupError, match=r"several menus 'Which side\?'; there are: 'Which side\?', 'x', 'Which"):
        find_menu(two, "Which side?")
    with pytest.raises(LookupError, match=r"no menu 'What\?'; there are: 'Which side\?', 'x'"):
        find_menu(two, "What?")
    with pytest.raises(LookupError, match=r"no menu; there are: none"):
        find_menu({}, None)


@pytest.mark.parametrize("value", ["l", "Left", Side.left])
def test_an_option_is_named_by_label_value_or_member(value: object) -> None:
    assert menu_values(SIDES, [value]) == ["l"]


def test_options_may_be_numbers_and_members_may_give_their_names() -> None:
    numbers = menu("n", None, ("One", "1"), ("2", "two"))

    assert menu_values(numbers, [1, Number.one, 2]) == ["1", "1", "two"]
    assert menu_values(menu("n", None, ("x", "left")), [Side.left]) == ["left"]


def test_an_option_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"Which side\?: no option 'up'; there are: 'Left', 'Right'"):
        menu_values(SIDES, ["up"])


# ── forms ──

FIELDS: dict[str, Json] = {
    "why": {"type": 4, "style": 1, "value": "because"},
    "side": {**SIDES, "placeholder": None},
    "who": {"type": 5, "default_values": [{"id": "7", "type": "user"}]},
    "one": {
        "type": 21,
        "options": [{"label": "Left", "value": "l"}, {"label": "Right", "value": "r", "default": True}],
    },
    "some": {"type": 22, "options": [{"label": "Left", "value": "l"}]},
    "yes": {"type": 23},
    "proof": {"type": 19},
}
MODAL = ShownModal(
    {
        "custom_id": "form:1",
        "title": "A form",
        "components": [
            {"type": 10, "content": "Read this."},
            *(
                {"type": 18, "label": f"{name}?", "component": field | {"custom_id": name}}
                for name, field in FIELDS.items()
            ),
        ],
    }
)


def test_a_form_shows_what_it_asks_and_what_stands_in_it() -> None:
    assert (MODAL.title, MODAL.custom_id, MODAL.texts()) == ("A form", "form:1", ["Read this."])
    assert MODAL.labels == ["why?", "side?", "who?", "one?", "some?", "yes?", "proof?"]
    assert MODAL.values == {
        "why": "because",
        "side": [],
        "who": ["7"],
        "one": "r",
        "some": [],
        "yes": False,
        "proof": [],
    }
    assert repr(MODAL) == "<ShownModal 'A form': why?, side?, who?, one?, some?, yes?, proof?>"


@pytest.mark.parametrize(
    ("field", "value", "filled"),
    [
        ("why", 7, "7"),
        ("why", datetime.date(2026, 1, 2), "2026-01-02"),
        ("why", None, None),
        ("side", "Right", ["r"]),
        ("side", (Side.left, "Right"), ["l", "r"]),
        ("who", 7, [7]),
        ("one", Side.left, "l"),
        ("some", ["Left"], ["l"]),
        ("some", "Left", "l"),
        ("yes", True, True),
        ("proof", ("a.txt", b"a"), [("a.txt", b"a")]),
        ("proof", [File("a.txt", b"a"), File("b.txt", b"b")], [("a.txt", b"a"), ("b.txt", b"b")]),
        ("gone", "x", "x"),
    ],
)
def test_fields_are_filled_in_with_what_the_author_has(field: str, value: object, filled: object) -> None:
    assert MODAL.fill({field: value}) == {field: filled}
