"""A form as a whole: what it asks with, in which order, and what becomes of what was sent."""

import dataclasses
import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

import pytest

from app.command_errors import (
    BadArgument,
    CheckFailure,
    CommandError,
    CommandInvokeError,
    FormInvalid,
    NoPrivateMessage,
)
from app.components.form import Form, read_form
from app.context.base import Context
from app.errors import DefinitionError
from app.models.channel import Channel
from app.models.component import Label
from app.models.display import TextDisplay
from app.models.field import TextInput
from app.models.limits import find_modal_fault
from app.models.modal import Modal
from app.models.user import Member, User
from tests.components.submissions import ADA, BEN, BOTS, CID, STAFF, context_of, field, filled, read, sent


class Stay(Form):
    intro = TextDisplay("Book a room.")
    note = TextDisplay("We answer soon.")
    guest: Annotated[str, Label("Your name", TextInput(min_length=2, max_length=20))]
    nights: Annotated[int, Label("How many nights?")] = 1
    rules = TextDisplay("No pets.")


class LongStay(Stay):
    MOST: ClassVar[list[int]] = [30]
    until: dt.date | None = None
    note = TextDisplay("We answer today.")


class Everybody(Form):
    who: list[Member | User]
    ally: Member | None
    where: Channel | None = None
    mood: Literal["good", "bad"] = "good"
    agrees: bool = False


def layout(form: type[Form]) -> list[str]:
    components: Any = read_form(form).components
    return [one.content if isinstance(one, TextDisplay) else one.component.custom_id for one in components]


def test_texts_stand_between_the_fields_where_they_are_written() -> None:
    assert layout(Stay) == ["Book a room.", "We answer soon.", "guest", "nights", "No pets."]


def test_a_subclass_keeps_the_order_of_its_base_and_may_change_a_text() -> None:
    class Short(Stay):
        intro = None  # type: ignore[assignment]
        until: dt.date | None = None
        note = TextDisplay("We answer today.")

    assert layout(Short) == ["We answer today.", "guest", "nights", "No pets.", "until"]


def test_a_plan_is_made_once() -> None:
    class Shorter(Stay): ...

    assert read_form(Stay) is read_form(Stay)
    assert read_form(Shorter).form is Shorter


def test_what_a_form_asks_with_is_what_discord_takes() -> None:
    for form in (Stay, Everybody):
        assert find_modal_fault(Modal("form:1", "Form", read_form(form).components)) == ""


def test_a_field_that_is_no_argument_is_not_asked_for() -> None:
    class Counted(Form):
        name: str
        count: int = dataclasses.field(default=0, init=False)

    assert layout(Counted) == ["name"]


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ({}, "form Bad has no fields: write a class with annotated attributes"),
        (dict.fromkeys("abcdef", str), "form Bad has 6 fields and texts, Discord accepts at most 5"),
        ({"a": "Nowhere"}, "an annotation of form Bad names 'Nowhere', which is not imported at run time"),
    ],
    ids=["empty", "too many", "unknown name"],
)
def test_a_form_that_cannot_be_shown_is_refused_with_its_place(declared: dict[str, Any], why: str) -> None:
    class Bad(Form):
        __annotations__ = declared

    with pytest.raises(DefinitionError) as caught:
        read_form(Bad)

    assert caught.value.why == why
    line = test_a_form_that_cannot_be_shown_is_refused_with_its_place.__code__.co_firstlineno
    file, _, number = caught.value.where.rpartition(":")
    assert file == __file__
    assert line < int(number) < line + 15


def test_a_field_that_would_not_be_asked_for_is_refused() -> None:
    class Torn(Form):
        name: str
        age: int

    Torn.__layout__ = ("age",)

    with pytest.raises(DefinitionError, match="form Torn: name stands nowhere among its fields and texts"):
        read_form(Torn)


def test_form_itself_is_no_form() -> None:
    with pytest.raises(DefinitionError, match="form Form has no fields"):
        read_form(Form)


def test_texts_count_as_what_stands_in_the_form() -> None:
    with pytest.raises(DefinitionError, match="form LongStay has 6 fields and texts"):
        read_form(LongStay)


def test_a_text_that_is_too_long_is_refused() -> None:
    class Wordy(Form):
        intro = TextDisplay("x" * 4001)
        name: str

    with pytest.raises(DefinitionError, match=r"form Wordy: components\[0\]\.content has 4,001 characters"):
        read_form(Wordy)


def test_a_form_of_components_alone_is_told_how_fields_are_written() -> None:
    class Ported(Form):
        name = TextInput(max_length=5)

    with pytest.raises(DefinitionError, match=r"name has no type: write name: Annotated\[str, TextInput\(…\)\]"):
        read_form(Ported)


def test_a_component_without_a_type_is_refused() -> None:
    class Forgotten(Form):
        name: str
        age = Label("How old?")

    with pytest.raises(DefinitionError, match=r"form Forgotten: age has no type: write age: Annotated\[str, Label"):
        read_form(Forgotten)


def test_a_text_that_has_a_type_is_refused() -> None:
    class Annotating(Form):
        name: str
        intro: TextDisplay = TextDisplay("Hello.")

    with pytest.raises(DefinitionError, match="field intro"):
        read_form(Annotating)


def test_a_text_in_the_place_of_a_field_is_refused() -> None:
    class Covering(Stay):
        guest = TextDisplay("Hello.")  # type: ignore[assignment]

    with pytest.raises(DefinitionError, match="guest is a field and a text; leave the annotation of a text out"):
        read_form(Covering)


async def test_a_form_is_made_of_what_was_sent() -> None:
    assert await read(Stay, guest="Ada", nights=" 3 ") == Stay(guest="Ada", nights=3)


async def test_a_field_left_empty_is_none_or_what_it_began_with_if_its_type_has_nothing_else() -> None:
    empty = {"who": [ADA, BEN], "ally": [], "where": [], "mood": None, "agrees": True}
    everybody = await read(Everybody, **empty)

    assert (everybody.ally, everybody.where, everybody.mood, everybody.agrees) == (None, None, "good", True)
    assert [type(one) for one in everybody.who] == [Member, User]


async def test_a_default_that_is_made_anew_is_made_by_the_form() -> None:
    class Made(Form):
        days: list[Literal["mon", "tue"]] = ["mon"]  # noqa: RUF012
        since: dt.date = dataclasses.field(default_factory=lambda: dt.date(2026, 1, 1))

    asked: Any = read_form(Made).components
    made = await read(Made, days=[], since="")

    assert made == Made(days=[], since=dt.date(2026, 1, 1))
    assert [option.default for option in asked[0].component.options] == [True, False]
    assert asked[1].component.value is None


async def test_every_field_that_cannot_be_used_gets_its_sentence() -> None:
    with pytest.raises(FormInvalid) as caught:
        await read(Stay, guest="A", nights="many")

    assert dict(caught.value.faults) == {
        "guest": "`Your name` is too short. It needs 2 or more characters.",
        "nights": "`How many nights?` must be a whole number.",
    }
    assert caught.value.message.count("\n") == 1


async def test_a_field_that_an_older_modal_had_not_is_missed_only_if_it_is_required() -> None:
    assert await read(Stay, guest="Ada") == Stay(guest="Ada", nights=1)
    with pytest.raises(FormInvalid) as caught:
        await read(Stay, nights="2")

    gone = "This form was updated: `Your name` is missing. Open the form again."
    assert dict(caught.value.faults) == {"guest": gone}


async def test_fields_that_the_code_no_longer_knows_are_left_out() -> None:
    components = [field(4, "guest", "Ada"), field(4, "age", "7"), {"type": 99, "id": 3}, {"type": 10, "id": 4}]

    assert await read_form(Stay).read(context_of(sent(components))) == Stay(guest="Ada")


async def test_modals_of_the_old_kind_are_read_too() -> None:
    boxes = [{"type": 4, "custom_id": name, "value": value} for name, value in (("guest", "Ada"), ("nights", "2"))]
    rows = [{"type": 1, "id": 1, "components": [box]} for box in boxes]

    assert await read_form(Stay).read(context_of(sent(rows))) == Stay(guest="Ada", nights=2)


@pytest.mark.parametrize(
    ("error", "faults"),
    [
        (FormInvalid({"first": "Earlier."}), {"first": "Earlier."}),
        (BadArgument("Too far apart.", option="last"), {"last": "Too far apart."}),
        (BadArgument(option="last", value=7), {"last": "`last` cannot be 7."}),
    ],
)
async def test_a_form_may_say_that_its_fields_do_not_go_together(error: CommandError, faults: dict[str, str]) -> None:
    class Span(Form):
        first: int
        last: int

        def __post_init__(self) -> None:
            if self.last < self.first:
                raise error

    assert (await read(Span, first="1", last="2")).last == 2
    with pytest.raises(FormInvalid) as caught:
        await read(Span, first="2", last="1")
    assert dict(caught.value.faults) == faults


async def test_a_converter_that_refuses_for_another_reason_hides_no_fault_of_another_field() -> None:
    async def only_here(text: str) -> str:
        raise NoPrivateMessage if text == "Ada" else CheckFailure(" Not you. ")

    class Local(Form):
        name: Annotated[str, only_here]
        friend: Annotated[str, only_here]
        age: int

    with pytest.raises(FormInvalid) as caught:
        await read(Local, name="Ada", friend="Ben", age="old")

    assert dict(caught.value.faults) == {
        "name": "This can only be used in a server.",
        "friend": "Not you.",
        "age": "`Age` must be a whole number.",
    }


async def test_what_an_authors_code_raised_is_a_fault_of_his_and_not_of_the_field() -> None:
    async def fails(text: str) -> str:
        raise CommandInvokeError("/x", ValueError("y"))

    class Failing(Form):
        name: Annotated[str, fails]

    with pytest.raises(CommandInvokeError):
        await read(Failing, name="Ada")


async def test_a_converter_is_given_the_context() -> None:
    class Signed:
        @classmethod
        async def convert(cls, ctx: Context, value: str) -> "Signed":
            raise BadArgument(f"{ctx.user.username}, {value} is no name.")

    class Letter(Form):
        name: Signed

    with pytest.raises(FormInvalid, match=r"name: ben, X is no name\."):
        await read(Letter, name="X")


def test_what_was_typed_fills_the_form_in_again() -> None:
    entered = {"who": [BEN, ADA], "ally": [], "where": [BOTS], "mood": "bad", "agrees": True}
    plan = read_form(Everybody)
    typed = plan.typed(filled(Everybody, entered))

    assert typed == {
        "who": [{"id": BEN, "type": "user"}, {"id": ADA, "type": "user"}],
        "ally": [],
        "where": [{"id": BOTS, "type": "channel"}],
        "mood": ["bad"],
        "agrees": True,
    }
    again = Modal("form:1", "Form", plan.components).prefill(**typed)
    components: Any = again.components
    assert find_modal_fault(again) == ""
    assert [int(chosen.id) for chosen in components[0].component.default_values] == [int(BEN), int(ADA)]
    assert [option.default for option in components[3].component.options] == [False, True]
    assert components[4].component.default is True


def test_what_was_typed_and_cannot_be_converted_stays_as_it_is() -> None:
    plan = read_form(Stay)
    typed = plan.typed(filled(Stay, {"guest": "Ada", "nights": "many"}))
    components: Any = Modal("form:1", "Form", plan.components).prefill(**typed).components

    assert typed == {"guest": "Ada", "nights": "many"}
    assert components[3].component.value == "many"


def test_a_field_that_was_emptied_stays_empty() -> None:
    plan = read_form(Stay)
    first: Any = plan.components
    typed = plan.typed(filled(Stay, {"guest": "Ada", "nights": ""}))
    again: Any = Modal("form:1", "Form", plan.components).prefill(**typed).components

    assert (first[3].component.value, again[3].component.value) == ("1", None)


def test_what_could_not_stand_in_the_form_is_not_filled_in_again() -> None:
    class Strict(Form):
        name: Annotated[str, Label("Name", TextInput(min_length=3, max_length=5))]
        mood: Literal["good", "bad"]
        who: User
        age: int = 0

    plan = read_form(Strict)
    typed = plan.typed(filled(Strict, {"name": "Adelaide", "mood": "sad", "who": [STAFF, CID, BEN, ADA]}))

    # Of the user select only users are taken back: a role was in the resolved data, but not for it.
    assert typed["name"] == "Adela"
    assert typed["mood"] == []
    assert [one["id"] for one in typed["who"]] == [BEN]
    assert "age" not in typed
    assert plan.typed(filled(Strict, {"name": "Ad"})) == {}
    assert plan.typed(sent([field(23, "name", True), field(4, "mood", "good")])) == {"mood": ["good"]}
