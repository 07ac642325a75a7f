import datetime as dt
import enum
from decimal import Decimal
from typing import Any

import pytest

from app.models.base import Snowflake
from app.models.button import Button
from app.models.channel import TextChannel, Thread
from app.models.component import ActionRow, Label, UnknownComponent
from app.models.display import TextDisplay
from app.models.field import Checkbox, CheckboxGroup, FileUpload, GroupOption, RadioGroup, TextInput
from app.models.guild import Role
from app.models.limits import find_modal_fault
from app.models.modal import Modal
from app.models.select import (
    ChannelSelect,
    DefaultValueType,
    MentionableSelect,
    RoleSelect,
    SelectDefaultValue,
    StringSelect,
    UserSelect,
)
from app.models.user import Member, User

ADA = User(id=Snowflake(7), username="ada")
OPTIONS = tuple(GroupOption(name.upper(), name) for name in ("red", "green", "7"))


class Colour(enum.Enum):
    red = "red"
    seven = 7


def filled(field: Any, value: object) -> Any:
    """Fill in a field of a form in which nothing else stands."""
    form = Modal("m", "Form", (TextDisplay("Text."), Label("?", field)))
    label: Any = form.prefill(x=value).components[1]

    assert form.components[1] == Label("?", field)
    return label.component


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Ada", "Ada"),
        ("", ""),
        (5, "5"),
        (1.5, "1.5"),
        (Decimal("1.50"), "1.50"),
        (dt.date(2026, 8, 5), "2026-08-05"),
        (dt.datetime(2026, 8, 5, 12, 30, tzinfo=dt.UTC), "2026-08-05T12:30:00+00:00"),
        (dt.time(12, 30), "12:30:00"),
        (dt.timedelta(days=100, hours=2, microseconds=30), "100d 2h 0.00003s"),
        (dt.timedelta(0), "0s"),
        (Colour.red, "red"),
        (Colour.seven, "7"),
        (None, None),
    ],
)
def test_a_box_begins_with_what_a_user_would_write(value: object, text: str | None) -> None:
    assert filled(TextInput(custom_id="x", value="old"), value).value == text


@pytest.mark.parametrize(
    "field",
    [
        StringSelect(["red", "green", "7"], custom_id="x", max_values=3),
        RadioGroup(custom_id="x", options=OPTIONS),
        CheckboxGroup(custom_id="x", options=OPTIONS),
    ],
    ids=lambda field: type(field).__name__,
)
@pytest.mark.parametrize(
    ("value", "ticked"),
    [
        ("green", ["green"]),
        (7, ["7"]),
        (Colour.red, ["red"]),
        ([Colour.seven, "red"], ["red", "7"]),
        (("red",), ["red"]),
        ({"red"}, ["red"]),
        ([], []),
        (None, []),
    ],
)
def test_options_are_ticked_by_their_values_and_no_others(field: Any, value: object, ticked: list[str]) -> None:
    one_ticked = field.replace(options=(field.options[0].replace(default=True), *field.options[1:]))

    assert [option.value for option in filled(one_ticked, value).options if option.default] == ticked


def test_a_value_that_is_no_option_is_refused_with_the_options() -> None:
    with pytest.raises(ValueError, match=r"^x has no option 'blue'; its options: 'red', 'green', '7'$"):
        filled(RadioGroup(custom_id="x", options=OPTIONS), "blue")
    with pytest.raises(ValueError, match=r"^x has no option 'blue'; its options: none$"):
        filled(StringSelect(custom_id="x"), "blue")


@pytest.mark.parametrize(("value", "default"), [(True, True), (False, False), (None, False)])
def test_a_checkbox_takes_a_bool(value: object, default: bool) -> None:
    assert filled(Checkbox(custom_id="x", default=True), value).default is default


@pytest.mark.parametrize(
    ("menu", "value", "kind"),
    [
        (UserSelect(custom_id="x"), 7, "user"),
        (UserSelect(custom_id="x"), Snowflake(7), "user"),
        (UserSelect(custom_id="x"), ADA, "user"),
        (UserSelect(custom_id="x"), [Member(user=ADA)], "user"),
        (RoleSelect(custom_id="x"), Role(id=Snowflake(7)), "role"),
        (ChannelSelect(custom_id="x"), TextChannel(id=Snowflake(7)), "channel"),
        (ChannelSelect(custom_id="x"), Thread(id=Snowflake(7)), "channel"),
        (MentionableSelect(custom_id="x"), ADA, "user"),
        (MentionableSelect(custom_id="x"), Role(id=Snowflake(7)), "role"),
        (MentionableSelect(custom_id="x"), [{"id": "7", "type": "role"}], "role"),
        (
            MentionableSelect(custom_id="x"),
            SelectDefaultValue(id=Snowflake(7), type=DefaultValueType.role),
            "role",
        ),
        (MentionableSelect(custom_id="x"), [{"id": "7", "type": "role"}], "role"),
    ],
)
def test_a_menu_of_discords_takes_ids_and_what_has_one(menu: Any, value: object, kind: str) -> None:
    (chosen,) = filled(menu, value).default_values

    assert (chosen.id, chosen.type) == (7, kind)
    assert filled(menu.replace(default_values=(chosen,)), None).default_values == ()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (TextInput(custom_id="x"), ADA, "x takes a text, a number or a time, not an object of type User"),
        (TextInput(custom_id="x"), True, "x takes a text, a number or a time, not an object of type bool"),
        (Checkbox(custom_id="x"), "yes", "x is a checkbox; it takes True or False, not 'yes'"),
        (UserSelect(custom_id="x"), "ada", "x: UserSelect takes ids and what has an id, not 'ada'"),
        (UserSelect(custom_id="x"), True, "x: UserSelect takes ids and what has an id, not True"),
        (UserSelect(custom_id="x"), Role(id=Snowflake(7)), "x: UserSelect takes no Role"),
        (
            MentionableSelect(custom_id="x"),
            7,
            "x: MentionableSelect takes users and roles; give 7 as SelectDefaultValue(id=…, type=…)",
        ),
        (MentionableSelect(custom_id="x"), TextChannel(id=Snowflake(7)), "x: MentionableSelect takes no TextChannel"),
    ],
)
def test_what_a_field_cannot_hold_is_refused(field: Any, value: object, said: str) -> None:
    with pytest.raises(TypeError) as caught:
        filled(field, value)

    assert str(caught.value) == said


def test_a_span_that_nobody_could_enter_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^x takes no span of time below zero, and .* is one$"):
        filled(TextInput(custom_id="x"), dt.timedelta(seconds=-5))


def test_an_upload_stays_as_it_is() -> None:
    field = FileUpload(custom_id="x", max_values=3)

    assert filled(field, ["a.png"]) == field


def test_rows_of_old_forms_are_filled_in_too() -> None:
    form = Modal("m", "Form", (ActionRow(TextInput(custom_id="a", label="A")), ActionRow(TextInput(custom_id="b"))))

    assert form.prefill(b="text").components == (
        form.components[0],
        ActionRow(TextInput(custom_id="b", value="text")),
    )


def test_a_field_that_is_not_there_is_refused_with_those_that_are() -> None:
    form = Modal("m", "Form", (Label("?", TextInput(custom_id="a")), Label("?", Checkbox(custom_id="b")), Label("?")))

    with pytest.raises(TypeError, match=r"^the form has no field c, d; its fields: a, b$"):
        form.prefill(a="text", d=1, c=2)
    with pytest.raises(TypeError, match=r"^the form has no field a; its fields: none$"):
        Modal("m", "Form").prefill(a="text")


def test_what_is_not_named_stays_as_it_is() -> None:
    unknown = UnknownComponent({"type": 99})
    form = Modal("m", "Form", (Label("?", TextInput(custom_id="a", value="x")), Label("?", unknown), unknown))

    assert form.prefill() == form
    assert form.prefill(a="y").components[1:] == form.components[1:]


def test_a_misplaced_component_is_left_to_the_check_before_sending() -> None:
    form = Modal("m", "Form", (Label("?", Button(custom_id="a", label="x")), Label("?", TextInput(custom_id="b"))))  # type: ignore[arg-type]

    assert form.prefill(b="text").components[0] == form.components[0]
    assert find_modal_fault(form.prefill(b="text")).startswith("components[0].component is of type Button")


def test_a_form_can_have_another_title() -> None:
    assert Modal("m", "Form").replace(title="Other").title == "Other"
