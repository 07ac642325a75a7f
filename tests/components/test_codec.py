"""Values of every type that travels, as text and back."""

import datetime as dt
import enum
import math
import typing
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.codec import Codec, decode_integer, encode_integer, find_codec, optional
from app.models.base import Snowflake
from app.models.flags import Permissions


class Suit(enum.Enum):
    HEARTS = "♥"
    COLON = ":"
    NOTHING = ""
    NONE = "~n"
    HEART = HEARTS
    """An alias."""


class Size(enum.IntEnum):
    SMALL = -1
    LARGE = 2**70


class Mood(enum.StrEnum):
    GOOD = "good"
    BAD = "b,a:d "


class Way(enum.Flag):
    LEFT = 1
    RIGHT = 2
    BOTH = 3


class Strict(enum.IntFlag, boundary=enum.STRICT):
    ONE = 1
    TWO = 2


class Half(enum.Enum):
    LOW = 0.5
    MOST = math.inf


class Answer(enum.Enum):
    YES = True
    NO = False


class Mixed(enum.Enum):
    ONE = 1
    TEXT = "1"


class Point(enum.Enum):
    ORIGIN = (0, 0)


class Empty(enum.Enum):
    pass


def list_of(kind: Any) -> Any:
    """Return the type of lists of these."""
    return list[kind]


ANY_TEXT = st.text(st.characters(codec=None)) | st.text(
    st.sampled_from("~:, \n.-_ne;a\u200d\u2028é😀\ud800"), max_size=12
)
ZONES = st.timezones() | st.just(dt.UTC)
FIXED = st.builds(dt.timezone, st.timedeltas(dt.timedelta(hours=-23), dt.timedelta(hours=23)))
FITTING = st.datetimes(dt.datetime(2, 1, 1), dt.datetime(9998, 1, 1), timezones=FIXED)
EXAMPLES: dict[Any, st.SearchStrategy[Any]] = {
    str: ANY_TEXT,
    int: st.integers(),
    bool: st.booleans(),
    float: st.floats(allow_nan=False),
    Snowflake: st.builds(Snowflake, st.integers(0, 2**64 - 1)),
    dt.datetime: FITTING,
    dt.date: st.dates(),
    dt.timedelta: st.timedeltas(),
    Suit: st.sampled_from(Suit),
    Size: st.sampled_from(Size),
    Mood: st.sampled_from(Mood),
    Half: st.sampled_from(Half),
    Answer: st.sampled_from(Answer),
    Way: st.builds(Way, st.integers(0, 3)),
    Strict: st.builds(Strict, st.integers(0, 3)),
    Permissions: st.builds(Permissions, st.integers(0, 2**53)),
    Literal["a", "", ":", ",", "~e"]: st.sampled_from(["a", "", ":", ",", "~e"]),
    Literal[1, -1, 0]: st.sampled_from([1, -1, 0]),
    Literal[True]: st.just(True),
    Literal[Mood.GOOD]: st.just(Mood.GOOD),
}
LISTS: dict[Any, st.SearchStrategy[Any]] = {list_of(kind): st.lists(some) for kind, some in EXAMPLES.items()}
NAMES = [str(kind) for kind in EXAMPLES]


def codec_of(kind: Any) -> Codec:
    found = find_codec(kind)
    assert found is not None
    return found


def check_round_trip(codec: Codec, value: Any) -> None:
    """See that a value comes back, and that its text is one field: it parts nothing and loses nothing on the way."""
    text = codec.encode(value)
    back = codec.decode(text)

    assert back == value
    assert type(back) is type(value)
    assert ":" not in text
    assert text == text.rstrip()
    assert text.isprintable()


# ── round trips ──


@pytest.mark.parametrize("kind", EXAMPLES, ids=NAMES)
@given(data=st.data())
def test_every_value_comes_back_as_it_was(kind: Any, data: st.DataObject) -> None:
    check_round_trip(codec_of(kind), data.draw(EXAMPLES[kind]))


@pytest.mark.parametrize("kind", LISTS, ids=NAMES)
@given(data=st.data())
def test_every_list_comes_back_as_it_was(kind: Any, data: st.DataObject) -> None:
    check_round_trip(codec_of(kind), data.draw(LISTS[kind]))


@pytest.mark.parametrize("kind", EXAMPLES, ids=NAMES)
@given(data=st.data())
def test_what_may_be_none_comes_back_as_it_was(kind: Any, data: st.DataObject) -> None:
    check_round_trip(optional(codec_of(kind)), data.draw(EXAMPLES[kind] | st.none()))
    check_round_trip(optional(codec_of(list_of(kind))), data.draw(LISTS[list_of(kind)] | st.none()))


@given(ANY_TEXT, ANY_TEXT)
def test_two_texts_never_share_a_form(one: str, other: str) -> None:
    encode = codec_of(str).encode

    assert (encode(one) == encode(other)) == (one == other)


@given(st.lists(ANY_TEXT), st.lists(ANY_TEXT))
def test_two_lists_never_share_a_form(one: list[str], other: list[str]) -> None:
    encode = codec_of(list[str]).encode

    assert (encode(one) == encode(other)) == (one == other)


@given(st.datetimes(timezones=ZONES))
def test_a_moment_comes_back_in_utc_or_is_refused_when_it_is_written(moment: dt.datetime) -> None:
    codec = codec_of(dt.datetime)
    try:
        text = codec.encode(moment)
    except ValueError as error:
        assert "years 1 to 9999" in str(error)
        return
    back = codec.decode(text)

    assert back.tzinfo is dt.UTC
    assert back == moment.astimezone(dt.UTC)


@pytest.mark.parametrize("value", [0.0, -0.0, math.inf, -math.inf, 5e-324, 1.7976931348623157e308, 0.1])
def test_numbers_keep_every_bit(value: float) -> None:
    codec = codec_of(float)
    back = codec.decode(codec.encode(value))

    assert back == value
    assert math.copysign(1, back) == math.copysign(1, value)


def test_what_is_no_number_travels_too() -> None:
    codec = codec_of(float)

    assert math.isnan(codec.decode(codec.encode(math.nan)))


def test_a_float_takes_whole_numbers() -> None:
    assert codec_of(float).decode(codec_of(float).encode(3)) == 3.0


def test_an_alias_comes_back_as_the_member_that_it_is() -> None:
    codec = codec_of(Suit)

    assert codec.decode(codec.encode(Suit.HEART)) is Suit.HEARTS


def test_a_tuple_may_stand_for_a_list() -> None:
    codec = codec_of(list[int])

    assert codec.decode(codec.encode((1, 2))) == [1, 2]


@pytest.mark.parametrize(("number", "length"), [(0, 1), (63, 1), (64, 2), (-1, 2), (2**63, 11), (2**64 - 1, 11)])
def test_whole_numbers_are_short(number: int, length: int) -> None:
    assert len(encode_integer(number)) == length
    assert decode_integer(encode_integer(number)) == number


@pytest.mark.parametrize(
    ("text", "length"),
    [("", 0), ("plain text, almost", 19), ("a:b", 4), ("~", 2), ("two ", 5), ("\n", 3), ("é😀", 2), ("\u200d", 6)],
)
def test_what_is_escaped_costs_what_it_must_and_nothing_else_does(text: str, length: int) -> None:
    assert len(codec_of(str).encode(text)) == length


# ── what is refused ──


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        (str, 5, "is a str, not 5"),
        (str, None, "is a str, not None"),
        (int, "5", "is an int, not '5'"),
        (int, True, "is an int, not True"),
        (int, 5.0, "is an int, not 5.0"),
        (bool, 1, "is a bool, not 1"),
        (float, "5", "is a float, not '5'"),
        (float, True, "is a float, not True"),
        (dt.datetime, dt.date(2026, 1, 1), "is a datetime, not datetime.date(2026, 1, 1)"),
        (dt.date, dt.datetime(2026, 1, 1), "is a date, not datetime.datetime(2026, 1, 1, 0, 0)"),
        (dt.timedelta, 5, "is a timedelta, not 5"),
        (Suit, "♥", "is one of <Suit.HEARTS: '♥'>"),
        (Size, 2**70, "is one of <Size.SMALL: -1>"),
        (Permissions, 8, "is a Permissions, not 8"),
        (Way, 3, "is a Way, not 3"),
        (Literal["a", "b"], "c", "is one of 'a', 'b', not 'c'"),
        (Literal[1], True, "is one of 1, not True"),
        (Literal[1], 1.0, "is one of 1, not 1.0"),
        (Literal[True], 1, "is one of True, not 1"),
        (Literal["a"], [], "is one of 'a', not []"),
        (list[int], 5, "is a list, not 5"),
        (list[str], "ab", "is a list, not 'ab'"),
        (list[int], [1, "2"], "is an int, not '2'"),
        (list[int], [None], "is an int, not None"),
    ],
    ids=str,
)
def test_what_is_not_of_the_type_is_refused(kind: Any, value: object, why: str) -> None:
    with pytest.raises(TypeError) as caught:
        codec_of(kind).encode(value)

    assert str(caught.value).startswith(why)


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        (float, 10**400, "is too large for a float"),
        (dt.datetime, dt.datetime(2026, 1, 1), "has no time zone"),
        (dt.datetime, dt.datetime.max.replace(tzinfo=dt.timezone(dt.timedelta(hours=-1))), "is no time of the years"),
        (dt.datetime, dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=1))), "is no time of the years"),
    ],
    ids=["float", "naive", "after the last", "before the first"],
)
def test_what_could_not_be_read_back_is_refused(kind: Any, value: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        codec_of(kind).encode(value)


@pytest.mark.parametrize(
    "kind",
    [
        bytes,
        object,
        dict[str, int],
        tuple[int, ...],
        set[int],
        list,
        typing.List,  # noqa: UP006 - as an author might write it
        list[list[int]],
        list[bytes],
        list[int | None],
        int | str,
        None,
        Any,
        Mixed,
        Point,
        Empty,
        Literal[1, "a"],
        Literal[1, True],
        Literal[0, False],
        Literal["a", None],
        typing.NewType("UserId", int),
    ],
    ids=str,
)
def test_what_cannot_travel_has_no_codec(kind: Any) -> None:
    assert find_codec(kind) is None


# ── what may come ──


@pytest.mark.parametrize("kind", [*EXAMPLES, *LISTS], ids=str)
@given(text=st.text(st.characters(codec=None)) | st.text("~:,.-_ne0123456789abcdef;infxP ", max_size=30))
def test_whatever_text_comes_is_a_value_of_the_type_or_an_error_that_is_expected(kind: Any, text: str) -> None:
    codec = optional(codec_of(kind))
    try:
        value = codec.decode(text)
    except (ValueError, OverflowError):
        return
    written = codec.encode(value)
    # By what is written, since NaN is unequal to itself.
    assert codec.encode(codec.decode(written)) == written


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (str, "~"),
        (str, "~x"),
        (str, "~110000;"),
        (str, "~200d"),
        (int, ""),
        (int, "-"),
        (int, "--1"),
        (int, "é"),
        (int, "1 "),
        (bool, ""),
        (bool, "2"),
        (bool, "true"),
        (float, ""),
        (float, "1,5"),
        (Suit, "HEARTS"),
        (Size, "1"),
        (Strict, "4"),
        (Literal[1], "2"),
        (dt.date, "0"),
        (dt.date, "zzzzzz"),
        (dt.datetime, "zzzzzzzzzzzz"),
        (dt.timedelta, "zzzzzzzzzzzzzz"),
        (list[int], ""),
        (list[int], "1,"),
        (list[int], "~n"),
        (int, "~n"),
    ],
    ids=str,
)
def test_what_is_no_value_is_an_error(kind: Any, text: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        codec_of(kind).decode(text)
