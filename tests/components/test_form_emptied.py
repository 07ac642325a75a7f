"""A field that began with a default, and that the user emptied: he saw what he took away."""

import dataclasses
import datetime as dt
from typing import Annotated, Any, Literal

import pytest

from app.components.form import Form
from app.models.field import CheckboxGroup, RadioGroup, TextInput
from app.models.select import StringSelect, UserSelect
from app.models.user import User
from tests.components.submissions import ADA, form_of, read

Days = Literal["mon", "tue"]


@pytest.mark.parametrize(
    ("annotation", "default", "entered", "value"),
    [
        (str, "x", "", ""),
        (str | None, "x", "", None),
        (str, "", "", ""),
        (str | None, "", "", ""),
        (str, " ", "", ""),
        (Annotated[str, TextInput(min_length=2)], "xy", "", ""),
        (Annotated[str, str.strip], "x", " ", "x"),
        (Annotated[str, StringSelect(["a", "b"])], "a", [], "a"),
        (int, 1, "", 1),
        (int | None, 1, " ", None),
        (dt.date | None, dt.date(2026, 11, 21), "", None),
        (Days, "mon", None, "mon"),
        (Annotated[Days | None, RadioGroup()], "mon", None, None),
        (list[Days], ["mon"], [], []),
        (Annotated[list[Days], CheckboxGroup(min_values=2)], ["mon", "tue"], [], []),
        (list[Days] | None, ["mon"], [], None),
        (Annotated[list[User], UserSelect(max_values=2)], [int(ADA)], [], []),
        (str | None, None, "", None),
        (list[Days], [], [], []),
    ],
    ids=str,
)
async def test_what_was_emptied_comes_as_empty(annotation: Any, default: Any, entered: object, value: object) -> None:
    form = form_of(annotation, default=default)
    emptied: Any = await read(form, it=entered)
    absent: Any = await read(form)

    assert emptied.it == value
    assert absent.it == default


async def test_each_emptied_list_is_one_of_its_own() -> None:
    class Week(Form):
        days: list[Days] = ["mon"]  # noqa: RUF012

    first, second = await read(Week, days=[]), await read(Week, days=[])
    first.days.append("tue")

    assert second.days == []


async def test_a_default_that_could_not_be_shown_is_what_an_empty_field_means() -> None:
    class Made(Form):
        name: str = dataclasses.field(default_factory=lambda: "made")
        since: dt.date | None = dataclasses.field(default_factory=lambda: dt.date(2026, 1, 1))

    assert await read(Made, name="", since="") == Made(name="made", since=dt.date(2026, 1, 1))
