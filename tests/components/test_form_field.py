"""What comes back is held against the options, the limits and the objects once more."""

import datetime as dt
import enum
from decimal import Decimal
from typing import Annotated, Any, Literal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.command_errors import FormInvalid
from app.components.form import Form, read_form
from app.models.attachment import Attachment
from app.models.base import Snowflake
from app.models.channel import TextChannel
from app.models.colour import Colour
from app.models.component import Label
from app.models.field import CheckboxGroup, GroupOption, TextInput
from app.models.guild import Role
from app.models.limits import find_modal_fault
from app.models.modal import Modal
from app.models.select import StringSelect, UserSelect
from app.models.user import Member, User
from tests.components.submissions import (
    ADA,
    BEN,
    BOTS,
    CID,
    NOTES,
    PICTURE,
    STAFF,
    asked,
    context_of,
    field,
    form_of,
    read,
    sent,
)

Json = dict[str, Any]
Days = Literal["mon", "tue", "wed"]
UP_TO_TWO = CheckboxGroup(max_values=2)
TWO_OR_THREE = UserSelect(min_values=2, max_values=3)


async def fault_of(annotation: Any, entered: object) -> str:
    with pytest.raises(FormInvalid) as caught:
        await read(form_of(annotation), it=entered)
    return dict(caught.value.faults)["it"]


@pytest.mark.parametrize(
    ("annotation", "entered", "fault"),
    [
        (Annotated[str, TextInput(min_length=3)], "ab", "`It` is too short. It needs 3 or more characters."),
        (Annotated[str, TextInput(max_length=3)], "abcd", "`It` is too long. Shorten it to 3 or fewer characters."),
        (str, "x" * 4001, "`It` is too long. Shorten it to 4000 or fewer characters."),
        (Annotated[list[Days], UP_TO_TWO], ["mon", "tue", "wed"], "`It`: choose 2 or fewer."),
        (Annotated[list[Days], CheckboxGroup(min_values=2)], ["mon"], "`It`: choose 2 or more."),
        (Annotated[list[User], TWO_OR_THREE], [ADA], "`It`: choose 2 or more."),
        (Annotated[list[User] | None, TWO_OR_THREE], [ADA], "`It`: choose 2 or more."),
        (list[Days], ["mon", "tue", "wed", "thu"], "`It` must be one of the values that are offered."),
        (Annotated[int, StringSelect(["1", "2"])], ["3"], "`It` must be one of the values that are offered."),
        (Annotated[int, StringSelect(["1", "many"])], ["many"], "`It` must be a whole number."),
        (Annotated[int, Label("Your `age`?")], "x", "`Your 'age'?` must be a whole number."),
        (Annotated[int, Label("{value} {0}")], "x", "`{value} {0}` must be a whole number."),
    ],
)
async def test_what_is_beyond_its_limits_becomes_a_sentence(annotation: Any, entered: object, fault: str) -> None:
    assert await fault_of(annotation, entered) == fault


async def test_what_discord_counts_as_two_characters_is_long_enough_and_not_too_long() -> None:
    class Mood(Form):
        it: Annotated[str, TextInput(min_length=2, max_length=2)]

    assert (await read(Mood, it="🔥")).it == "🔥"
    assert (await read(Mood, it="🔥🔥")).it == "🔥🔥"


async def test_what_is_left_empty_is_held_against_no_limit() -> None:
    class Open(Form):
        text: Annotated[str | None, TextInput(min_length=5)]
        days: Annotated[list[Days] | None, CheckboxGroup(min_values=2)]

    assert await read(Open, text="", days=[]) == Open(text=None, days=None)


async def test_a_value_that_is_sent_twice_counts_once() -> None:
    made: Any = await read(form_of(Annotated[list[Days], UP_TO_TWO]), it=["mon", "tue", "mon"])

    assert made.it == ["mon", "tue"]


@pytest.mark.parametrize(
    ("annotation", "came", "value"),
    [
        (Days, field(3, "it", ["tue"]), "tue"),
        (Days, field(4, "it", "tue"), "tue"),
        (list[Days], field(21, "it", "tue"), ["tue"]),
        (str, field(21, "it", "tue"), "tue"),
        (str, field(3, "it", ["tue"]), "tue"),
    ],
)
async def test_a_modal_that_asked_in_another_way_is_understood(annotation: Any, came: Json, value: object) -> None:
    made: Any = await read_form(form_of(annotation)).read(context_of(sent([came])))

    assert made.it == value


@pytest.mark.parametrize(
    ("annotation", "came"),
    [
        (bool, field(4, "it", "yes")),
        (bool, field(23, "it", None)),
        (str, field(23, "it", True)),
        (Days, field(23, "it", False)),
        (str, {"type": 18, "component": {"type": 99, "custom_id": "it", "value": "yes"}}),
        (str, {"type": 18, "component": {"type": 2, "custom_id": "it", "style": 1}}),
        (str, {"type": 18}),
    ],
)
async def test_a_modal_that_asked_for_something_else_is_out_of_date(annotation: Any, came: Json) -> None:
    interaction = sent([came])
    with pytest.raises(FormInvalid, match="This form was updated: `It` is missing"):
        await read_form(form_of(annotation)).read(context_of(interaction))
    optional: Any = await read_form(form_of(annotation | None)).read(context_of(interaction))

    assert optional.it is None


class Size(enum.IntEnum):
    small = 1
    large = 2


class Typed(Form):
    name: str
    age: int | None
    price: Decimal | None
    weight: float | None
    day: dt.date | None


class Told(Form):
    since: dt.datetime | None
    span: dt.timedelta | None
    id: Snowflake | None
    colour: Colour | None
    word: Annotated[str, TextInput(min_length=2, max_length=5)] = "abc"


class Ticked(Form):
    size: Size
    days: list[Days] | None
    fixed: Annotated[int | None, StringSelect(["1", "2", "x"])]
    agrees: bool
    many: Annotated[list[str] | None, CheckboxGroup(options=[GroupOption("A", "a")])]


class Chosen(Form):
    who: Member | None
    all: list[Member | User | Role] | None
    where: TextChannel | None
    role: Role | None
    files: list[Attachment] | None


FORMS: tuple[type[Form], ...] = (Typed, Told, Ticked, Chosen)
NAMES = [one for form in FORMS for one in form.__layout__]
TEXTS = st.text() | st.sampled_from(["1", "2", "mon", "x", "2026-11-21", "9" * 5000, "-1e999", "1:00:00", "<t:9:R>"])
KNOWN = (ADA, BEN, CID, STAFF, BOTS, PICTURE, NOTES)
IDS = st.sampled_from(KNOWN) | st.integers(0, 2**70).map(str)
FIELDS = st.one_of(
    st.tuples(st.sampled_from([4, 21]), st.sampled_from(NAMES), st.none() | TEXTS),
    st.tuples(st.sampled_from([3, 22]), st.sampled_from(NAMES), st.lists(TEXTS, max_size=4)),
    st.tuples(st.sampled_from([5, 6, 7, 8, 19]), st.sampled_from(NAMES), st.lists(IDS, max_size=4)),
    st.tuples(st.just(23), st.sampled_from(NAMES), st.none() | st.booleans()),
    st.tuples(st.just(99), st.sampled_from(NAMES), TEXTS),
)


@st.composite
def submissions(draw: st.DrawFn) -> tuple[type[Form], list[tuple[int, str, object]]]:
    """Make what some modal might bring: mostly the fields of this form, and anything else."""
    form = draw(st.sampled_from(FORMS))
    near = {
        3: st.lists(st.sampled_from(["1", "2", "x", "3"]), max_size=2),
        4: TEXTS | st.text("0123456789.-:+eTZ<@> dhms"),
        21: st.sampled_from(["1", "2", "3", None]),
        22: st.lists(st.sampled_from(["mon", "tue", "a", "b"]), max_size=3),
        23: st.booleans(),
    }
    fields: list[tuple[int, str, object]] = [
        (int(one.type), name, draw(near.get(int(one.type), st.lists(IDS, max_size=3))))
        for name, one in asked(form).items()
        if draw(st.integers(0, 9))
    ]
    return form, fields + draw(st.lists(FIELDS, max_size=2))


@given(submission=submissions())
async def test_whatever_is_entered_is_read_or_told(
    submission: tuple[type[Form], list[tuple[int, str, object]]],
) -> None:
    form, fields = submission
    plan = read_form(form)
    interaction = sent([field(*one) for one in fields])
    try:
        made = await plan.read(context_of(interaction))
    except FormInvalid as error:
        assert {name for name, _ in error.faults} <= set(form.__layout__)
        assert all(len(sentence) <= 200 for _, sentence in error.faults)
    else:
        assert isinstance(made, form)
    typed = plan.typed(interaction)
    again = Modal("form:1", "Form", plan.components).prefill(**orjson.loads(orjson.dumps(typed)))
    assert find_modal_fault(again) == ""
