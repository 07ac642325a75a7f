import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.simulator.python_text import call, compared, identifier, keywords, literal, without_numbers

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.binary(),
    st.lists,
    max_leaves=5,
)


@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    source = literal(value)

    assert eval(source) == value
    assert source.isprintable()


@given(st.text())
def test_a_text_is_compared_with_itself(text: str) -> None:
    exec(compared("text", text), {"re": re, "text": text})


@given(st.text(alphabet="a1, .\n\"'\\(*", max_size=300))
def test_numbers_may_be_others_and_nothing_else(text: str) -> None:
    source = compared("text", text)
    exec(source, {"re": re, "text": text.replace("1", "7")})
    with pytest.raises(AssertionError):
        exec(source, {"re": re, "text": text + "a"})
    assert max(map(len, source.splitlines())) < 1000


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("hello", 'assert said == "hello"'),
        ('say "hello"', "assert said == 'say \"hello\"'"),
        ("2d6: 3 + 4 = **7**", r'assert re.fullmatch(r"\d+d\d+: \d+ \+ \d+ = \*\*\d+\*\*", said)'),
        ("1,234.5 points", r'assert re.fullmatch(r"[\d.,]+ points", said)'),
        ("one\ntwo", 'assert said == (\n    "one\\n"\n    "two"\n)'),
        ("1\n2", 'assert re.fullmatch(\n    r"\\d+\\n"\n    r"\\d+",\n    said,\n)'),
    ],
)
def test_texts_are_compared_as_a_person_would_write_it(text: str, source: str) -> None:
    assert compared("said", text) == source


def test_long_texts_are_parted_between_words() -> None:
    source = compared("said", "word " * 60)

    assert source.count("\n") == 4
    assert max(map(len, source.splitlines())) <= 110


@given(st.dictionaries(st.text(min_size=1), st.integers(), max_size=4))
def test_arguments_of_any_name_arrive(values: dict[str, int]) -> None:
    def take(**given: Any) -> dict[str, Any]:
        return given

    arguments = keywords({name: literal(value) for name, value in values.items()})
    for width in (10, 1000):
        assert eval(call("take", arguments, width), {"take": take}) == values


def test_names_that_python_cannot_say_stand_in_a_mapping() -> None:
    assert keywords({"dice": "2", "per-day": "3", "class": "4"}) == ["dice=2", '**{"per-day": 3, "class": 4}']


@pytest.mark.parametrize(
    ("text", "name"),
    [("/tag create", "tag_create"), ("Über uns!", "uber_uns"), ("🎲", "it"), ("3 votes", "it"), ("class", "it")],
)
def test_names_are_made_of_texts(text: str, name: str) -> None:
    assert identifier(text, "it") == name


def test_texts_can_be_told_apart_by_their_words_alone() -> None:
    assert without_numbers("12 of 1,000") == without_numbers("7 of 9")
