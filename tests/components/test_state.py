"""Which parameters travel, what older versions of a handler have made, and what cannot be declared."""

import datetime as dt
import enum
import inspect
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.state import State, read_state
from app.errors import DefinitionError
from app.models.base import Snowflake
from app.models.user import Member
from app.providers import provided

Handler = Callable[..., object]


class Colour(enum.StrEnum):
    RED = "red"
    BLUE = "blue"


class Database:
    pass


def state_of(handler: Handler) -> State:
    """Read what stands behind the first parameter of a function."""
    parameters = list(inspect.signature(handler).parameters.values())[1:]
    return read_state("here.py:1", parameters, inspect.get_annotations(handler, eval_str=True))


def carried(older: Handler, newer: Handler, *args: object, **kwargs: object) -> dict[str, Any]:
    """Return what a newer version of a handler reads of what an older one has written."""
    made, reads = state_of(older), state_of(newer)
    return reads.read(made.layout, made.write("it", args, kwargs))


def base(ctx: object, dice: int, sides: int) -> None: ...


# ── there and back ──


@given(st.text(), st.text(), st.lists(st.text()), st.none() | st.text())
def test_fields_never_run_into_each_other(one: str, two: str, many: list[str], perhaps: str | None) -> None:
    def handler(ctx: object, one: str, two: str, many: list[str], perhaps: str | None) -> None: ...

    given = {"one": one, "two": two, "many": many, "perhaps": perhaps}
    assert carried(handler, handler, **given) == given


def test_every_type_travels_beside_every_other() -> None:
    def handler(
        ctx: object,
        who: Snowflake,
        how: Literal["a", "b"],
        when: dt.datetime,
        colour: Colour,
        what: Annotated[int, "a note"] = 5,
        *,
        day: dt.date | None = None,
        many: list[Colour],
        is_late: bool = False,
        share: float = -0.0,
    ) -> None: ...

    when = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    given = {"who": Snowflake(2**63), "how": "b", "when": when, "colour": Colour.BLUE, "many": [Colour.RED]}
    given |= {"day": dt.date.max, "is_late": True, "share": float("inf"), "what": -(2**80)}
    assert carried(handler, handler, **given) == given


def test_what_is_not_given_is_its_default() -> None:
    def handler(ctx: object, a: int, b: str = ":", *, c: list[int] | None = None) -> None: ...

    assert carried(handler, handler, 1) == {"a": 1, "b": ":", "c": None}


def test_a_handler_may_have_no_state() -> None:
    def handler(ctx: object) -> None: ...

    assert carried(handler, handler) == {}


def test_dependencies_do_not_travel() -> None:
    def handler(ctx: object, a: int, db: Database = provided, *, b: int, log: Database | None = provided) -> None: ...

    state = state_of(handler)
    assert [field.name for field in state.fields] == ["a", "b"]
    assert state.dependencies == {"db": Database, "log": Database | None}
    assert state.read(state.layout, state.write("it", (1,), {"b": 2})) == {"a": 1, "b": 2}


# ── what is given to the builder ──


@pytest.mark.parametrize(
    ("args", "kwargs", "why"),
    [
        ((), {}, "it() needs dice"),
        ((3,), {}, "it() needs sides"),
        ((3, 8, 9), {}, "it() takes dice, sides"),
        ((3,), {"dice": 3, "sides": 8}, "it() takes dice, sides"),
        ((), {"dice": 3, "sides": 8, "colour": 1}, "it() takes dice, sides"),
        (("3", 8), {}, "it(): dice is an int, not '3'"),
        ((3,), {"sides": None}, "it(): sides is an int, not None"),
    ],
)
def test_what_is_not_the_handlers_is_refused(args: tuple[object, ...], kwargs: dict[str, object], why: str) -> None:
    with pytest.raises(TypeError) as caught:
        state_of(base).write("it", args, kwargs)

    assert str(caught.value) == why


def test_a_dependency_cannot_be_given_to_the_builder() -> None:
    def handler(ctx: object, db: Database = provided, a: int = 1) -> None: ...

    with pytest.raises(TypeError, match=r"it\(\) takes a$"):
        state_of(handler).write("it", (Database(),), {})


def test_what_is_keyword_only_cannot_be_given_by_position() -> None:
    def handler(ctx: object, a: int, *, b: int) -> None: ...

    with pytest.raises(TypeError, match=r"it\(\) takes a, b"):
        state_of(handler).write("it", (1, 2), {})


def test_what_is_of_the_type_and_cannot_travel_is_refused_by_name() -> None:
    def handler(ctx: object, share: float) -> None: ...

    with pytest.raises(ValueError, match=r"it\(\): share is too large for a float"):
        state_of(handler).write("it", (10**400,), {})


# ── older versions ──


def test_a_deployment_may_add_a_parameter_with_a_default_at_the_end() -> None:
    def newer(ctx: object, dice: int, sides: int, colour: Colour = Colour.RED) -> None: ...

    assert carried(base, newer, 3, 8) == {"dice": 3, "sides": 8, "colour": Colour.RED}


def test_a_deployment_may_add_keyword_only_parameters_with_defaults() -> None:
    def newer(ctx: object, dice: int, sides: int, *, who: Snowflake | None = None, loud: bool = True) -> None: ...

    assert carried(base, newer, 3, 8) == {"dice": 3, "sides": 8, "who": None, "loud": True}


def test_a_deployment_may_add_one_in_the_middle() -> None:
    def older(ctx: object, dice: int, *, sides: int) -> None: ...
    def newer(ctx: object, dice: int, bonus: int = 7, *, sides: int) -> None: ...

    assert carried(older, newer, 3, sides=8) == {"dice": 3, "bonus": 7, "sides": 8}


def test_what_several_deployments_have_added_may_be_missing_in_any_part() -> None:
    def first(ctx: object, a: int) -> None: ...
    def second(ctx: object, a: int, c: int = 30) -> None: ...
    def third(ctx: object, a: int, b: int = 20, c: int = 30) -> None: ...
    def fourth(ctx: object, a: int, b: int = 20, c: int = 30, *, d: int = 40) -> None: ...

    assert carried(first, fourth, 1) == {"a": 1, "b": 20, "c": 30, "d": 40}
    assert carried(second, fourth, 1, 3) == {"a": 1, "b": 20, "c": 3, "d": 40}
    assert carried(third, fourth, 1, 2, 3) == {"a": 1, "b": 2, "c": 3, "d": 40}


def test_many_defaults_may_be_missing_at_the_end() -> None:
    def older(ctx: object, a: int = 1, b: int = 2) -> None: ...
    def newer(
        ctx: object, a: int = 1, b: int = 2, c: int = 3, d: int = 4, e: int = 5, f: int = 6, g: int = 7, h: int = 8
    ) -> None: ...

    assert carried(older, newer, 10, 20) == {"a": 10, "b": 20, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8}
    assert len(state_of(newer).layouts) == 9


def test_an_optional_parameter_may_lose_its_default() -> None:
    def older(ctx: object, a: int, b: int = 2) -> None: ...
    def newer(ctx: object, a: int, b: int) -> None: ...

    assert carried(older, newer, 1) == {"a": 1, "b": 2}


def test_a_parameter_may_become_an_enum_or_an_id_of_the_same_form() -> None:
    def older(ctx: object, colour: str, who: int) -> None: ...
    def newer(ctx: object, colour: Colour, who: Snowflake) -> None: ...

    assert carried(older, newer, "blue", 7) == {"colour": Colour.BLUE, "who": Snowflake(7)}
    with pytest.raises(ValueError, match="colour: 'green' is none of the values"):
        carried(older, newer, "green", 7)


def removed(ctx: object, dice: int) -> None: ...
def renamed(ctx: object, dice: int, faces: int) -> None: ...
def reordered(ctx: object, sides: int, dice: int) -> None: ...
def retyped(ctx: object, dice: str, sides: int) -> None: ...
def to_float(ctx: object, dice: float, sides: int) -> None: ...
def to_bool(ctx: object, dice: bool, sides: int) -> None: ...
def to_list(ctx: object, dice: list[int], sides: int) -> None: ...
def to_optional(ctx: object, dice: int | None, sides: int) -> None: ...
def added(ctx: object, dice: int, sides: int, bonus: int) -> None: ...
def emptied(ctx: object) -> None: ...
def renamed_with_defaults(ctx: object, dice: int = 1, faces: int = 6) -> None: ...
def reordered_with_defaults(ctx: object, sides: int = 6, dice: int = 1) -> None: ...
def retyped_with_defaults(ctx: object, dice: str = "", sides: str = "") -> None: ...


CHANGED = [removed, renamed, reordered, retyped, to_float, to_bool, to_list, to_optional, added, emptied]
CHANGED += [renamed_with_defaults, reordered_with_defaults, retyped_with_defaults]


@pytest.mark.parametrize("newer", CHANGED, ids=lambda one: one.__name__)
def test_no_other_change_is_misread(newer: Handler) -> None:
    with pytest.raises(ValueError, match="another version of its handler made it, with other parameters"):
        carried(base, newer, 3, 8)


@pytest.mark.parametrize("older", CHANGED[:10], ids=lambda one: one.__name__)
def test_nor_is_it_when_the_deployment_is_rolled_back(older: Handler) -> None:
    state, given = state_of(older), {"dice": 1, "sides": 1, "faces": 1, "bonus": 1}
    given |= {"dice": {"retyped": "1", "to_list": [1], "to_bool": True}.get(older.__name__, 1)}  # type: ignore[dict-item]
    body = state.write("it", (), {field.name: given[field.name] for field in state.fields})

    with pytest.raises(ValueError, match="another version"):
        state_of(base).read(state.layout, body)


@pytest.mark.parametrize("body", ["", "3", "3:8:", "3:8:9", ":", "::", "3:é", "3:~n"])
def test_a_body_that_is_not_that_of_its_layout_is_refused(body: str) -> None:
    state = state_of(base)
    with pytest.raises(ValueError, match=r"it has \d fields, and should have 2|sides: |dice: "):
        state.read(state.layout, body)


def test_a_handler_without_state_takes_no_body() -> None:
    state = state_of(emptied)
    with pytest.raises(ValueError, match="should have 0"):
        state.read(state.layout, "3")


# ── declarations ──


def bare(ctx: object, dice) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001
def starred(ctx: object, *dice: int) -> None: ...
def double_starred(ctx: object, **dice: int) -> None: ...
def positional(ctx: object, dice: int, /) -> None: ...
def of_member(ctx: object, who: Member) -> None: ...
def of_database(ctx: object, db: Database) -> None: ...
def of_union(ctx: object, x: int | str) -> None: ...
def of_union_or_none(ctx: object, x: int | str | None) -> None: ...
def of_none(ctx: object, x: None) -> None: ...
def of_lists(ctx: object, x: list[list[int]]) -> None: ...
def of_any(ctx: object, x: Any) -> None: ...
def none_by_default(ctx: object, x: int = None) -> None: ...  # type: ignore[assignment]  # noqa: RUF013
def text_by_default(ctx: object, x: Literal["a"] = "b") -> None: ...  # type: ignore[assignment]
def naive_by_default(ctx: object, x: dt.datetime = dt.datetime(2026, 1, 1)) -> None: ...


@pytest.mark.parametrize(
    ("handler", "why"),
    [
        (bare, "dice has no annotation, so nobody knows how it travels"),
        (starred, r"\*dice: every part of the state is a parameter of its own"),
        (double_starred, r"\*dice: every part of the state is a parameter of its own"),
        (positional, "dice is positional-only"),
        (of_member, "who: Member cannot travel in a custom_id.*it is the id, a Snowflake"),
        (of_database, "db: Database cannot travel.*A dependency is marked: db: Database = provided"),
        (of_union, r"x: int \| str cannot travel"),
        (of_union_or_none, r"x: int \| str cannot travel"),
        (of_none, "x: None cannot travel"),
        (of_lists, r"x: list\[list\[int\]\] cannot travel"),
        (of_any, "x: .*Any cannot travel"),
        (none_by_default, "the default of x cannot travel: x is an int, not None"),
        (text_by_default, "the default of x cannot travel: x is one of 'a', not 'b'"),
        (naive_by_default, "the default of x cannot travel: x has no time zone"),
    ],
    ids=lambda one: one.__name__ if callable(one) else "",
)
def test_what_cannot_travel_is_refused_where_it_is_declared(handler: Handler, why: str) -> None:
    with pytest.raises(DefinitionError, match=f"here.py:1: {why}") as caught:
        state_of(handler)

    assert caught.value.where == "here.py:1"
