"""`Option(min=…, max=…)` beside a field: how large a number, how long a text; and what else it cannot say there."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest

from app.command_errors import FormInvalid
from app.components.form import Form, read_form
from app.errors import DefinitionError
from app.models.component import Label
from app.models.field import GroupOption, RadioGroup, TextInput
from app.models.select import StringSelect
from app.models.user import User
from app.parameters.option import Choice, Option
from tests.components.submissions import asked, form_of, read

BETWEEN = Option(min=1, max=5)
MENU = StringSelect(["1", "7"])


async def value_of(annotation: Any, entered: object) -> Any:
    form: Any = await read(form_of(annotation), it=entered)
    return form.it


async def fault_of(annotation: Any, entered: object) -> str:
    with pytest.raises(FormInvalid) as caught:
        await value_of(annotation, entered)
    return dict(caught.value.faults)["it"]


@pytest.mark.parametrize(
    ("annotation", "entered", "fault"),
    [
        (Annotated[int, Label("Urgency"), BETWEEN], "6", "`Urgency` must be between 1 and 5."),
        (Annotated[int | None, BETWEEN], "0", "`It` must be between 1 and 5."),
        (Annotated[int, Option(min=1)], "-3", "`It` must be 1 or more."),
        (Annotated[float, Option(max=2.5)], "2.51", "`It` must be 2.5 or less."),
        (Annotated[float, Option(min=1, max=2.5)], "9", "`It` must be between 1 and 2.5."),
        (Annotated[Decimal, Option(min=0.1)], "0.09", "`It` must be 0.1 or more."),
        (Annotated[int, BETWEEN, MENU], ["7"], "`It` must be between 1 and 5."),
        (Annotated[str, Option(min=2)], "x", "`It` is too short. It needs 2 or more characters."),
        (Annotated[str, Option(max=3)], "xxxx", "`It` is too long. Shorten it to 3 or fewer characters."),
        (Annotated[str, str.strip, Option(max=3)], "xxxx", "`It` is too long. Shorten it to 3 or fewer characters."),
    ],
)
async def test_what_is_outside_becomes_a_sentence(annotation: Any, entered: object, fault: str) -> None:
    assert await fault_of(annotation, entered) == fault


@pytest.mark.parametrize(
    ("annotation", "entered", "value"),
    [
        (Annotated[int, BETWEEN], "1", 1),
        (Annotated[int, BETWEEN], "5", 5),
        (Annotated[int, Option(min=2.0)], "2", 2),
        (Annotated[float, Option(min=0.1, max=0.1)], "0.1", 0.1),
        (Annotated[Decimal, Option(min=0.1, max=0.1)], "0.1", Decimal("0.1")),
        (Annotated[int, BETWEEN, MENU], ["1"], 1),
        (Annotated[str, Option(min=2, max=3)], "xxx", "xxx"),
        (Annotated[int | None, BETWEEN], "", None),
    ],
)
async def test_what_is_at_the_limit_is_within(annotation: Any, entered: object, value: object) -> None:
    assert await value_of(annotation, entered) == value


def test_the_box_knows_how_long_a_text_may_be() -> None:
    box = asked(form_of(Annotated[str, Option(min=2, max=3), TextInput(placeholder="Short")]))["it"]

    assert (box.min_length, box.max_length, box.placeholder) == (2, 3, "Short")


REFUSED = [
    (Annotated[int, Option(min=5, max=1)], "form One, field it: min=5 is more than max=1"),
    (Annotated[str, Option(max=4001)], "form One, field it: component.max_length is 4,001, Discord accepts 1 to 4,000"),
    (Annotated[int, Option(min=1), Option(max=2)], "form One, field it: 2 times Option(…): say all of it in one"),
    *(
        (Annotated[kind, BETWEEN], f"form One, field it: min and max are for numbers and text, not for {spelled}")
        for kind, spelled in (
            (dt.date, "date"),
            (User, "User"),
            (bool, "bool"),
            (Literal[1, 2], "typing.Literal[1, 2]"),
            (list[Literal[1, 2]], "list[typing.Literal[1, 2]]"),
        )
    ),
    (
        Annotated[str, BETWEEN, RadioGroup(options=[GroupOption("A", "a"), GroupOption("B", "b")])],
        "form One, field it: min and max are the length of what is typed, and RadioGroup is chosen",
    ),
    (
        Annotated[str, Option(max=5), TextInput(max_length=4)],
        "form One, field it: max=5 and max_length=4: say it once",
    ),
    (
        Annotated[str, Option(min=1), TextInput(min_length=2)],
        "form One, field it: min=1 and min_length=2: say it once",
    ),
    (list[Annotated[Literal[1, 2], BETWEEN]], "what asks stands around the list"),
]


@pytest.mark.parametrize(("annotation", "why"), REFUSED, ids=[why for _, why in REFUSED])
def test_limits_that_cannot_hold_are_refused(annotation: Any, why: str) -> None:
    form = form_of(annotation)
    with pytest.raises(DefinitionError) as caught:
        read_form(form)

    assert why in caught.value.why


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Option("What?"), "Option(…) is for commands: write Label(…)"),
        (Option(), "Option(…) is for commands: write Label(…)"),
        (Option(name="x", max=5), "Option(name=…) is for commands: a field is named by its attribute"),
        (Option(choices=[Choice("a")]), "Option(choices=…) is for commands: write Literal[…], or RadioGroup"),
        (Option(autocomplete=lambda _text: ["a"]), "Option(autocomplete=…) is for commands: a form suggests nothing"),
        (Option(file_types=["image"]), "Option(file_types=…) is for commands: write FileUpload(file_types=[…])"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_else_an_option_says_has_its_own_word_in_a_form(said: Option, why: str) -> None:
    form = form_of(Annotated[str, said])
    with pytest.raises(DefinitionError) as caught:
        read_form(form)

    assert why in caught.value.why


async def test_a_default_within_its_limits_stands() -> None:
    class Ticket(Form):
        urgency: Annotated[int, Label("Urgency"), BETWEEN] = 3

    assert asked(Ticket)["urgency"].value == "3"
    assert await read(Ticket, urgency="5") == Ticket(urgency=5)
