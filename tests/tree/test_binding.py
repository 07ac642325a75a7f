"""Options to keyword arguments."""

import enum
import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.command_errors import BadArgument, BadLiteralArgument, MissingRequiredArgument, UserInputError
from app.context.sentences import refusal
from app.models.base import convert
from app.models.channel import TextChannel
from app.models.command import CommandDataOption
from app.models.interaction import decode_interaction
from app.models.user import Member, User
from app.parameters.option import Option
from app.parameters.parameter import OptionParameter
from app.parameters.signature import read_signature
from app.tree.binding import bind


class Level(enum.IntEnum):
    LOW = 1


async def everything(
    ctx: object,
    text: Annotated[str, Option(name="what")],
    number: int,
    who: Member | User | None,
    channel: TextChannel | None,
    share: float = 0.5,
    loud: bool = False,
    level: Level = Level.LOW,
    colour: Literal["red", "blue"] | None = "red",
) -> None: ...


PLAN = read_signature(everything).options
INTERACTION = decode_interaction(
    b'{"type":2,"data":{"resolved":{"users":{"1":{"id":"1","username":"ada"}},"members":{"1":{}}}}}'
)
REQUIRED: dict[str, Any] = {"what": "tea", "number": 2}


def bound(given: dict[str, Any], plan: Sequence[OptionParameter] = PLAN) -> dict[str, Any]:
    return bind(plan, [CommandDataOption(name=name, value=value) for name, value in given.items()], INTERACTION)


def test_defaults_stand_in_for_what_was_left_out() -> None:
    assert bound(REQUIRED) == {
        "text": "tea",
        "number": 2,
        "who": None,
        "channel": None,
        "share": 0.5,
        "loud": False,
        "level": Level.LOW,
        "colour": "red",
    }


def test_an_option_is_given_under_its_parameters_name() -> None:
    arguments = bound(REQUIRED | {"who": "1", "level": 1, "share": 1, "loud": True, "colour": "blue"})

    assert arguments["text"] == "tea"
    assert isinstance(arguments["who"], Member)
    assert (arguments["level"], arguments["share"], arguments["loud"]) == (Level.LOW, 1.0, True)
    assert arguments["colour"] == "blue"
    assert "what" not in arguments


def test_options_that_the_code_no_longer_knows_are_left_out() -> None:
    assert bound(REQUIRED | {"text": "the parameter's name, not the option's", "gone": 1}) == bound(REQUIRED)


def test_null_counts_as_left_out() -> None:
    assert bound(REQUIRED | {"share": None, "who": None}) == bound(REQUIRED)


def test_a_handler_without_options_takes_none() -> None:
    assert bound({"gone": 1}, ()) == {}


@pytest.mark.parametrize("missing", ["what", "number"])
@pytest.mark.parametrize("is_null", [True, False])
def test_a_missing_required_option_is_a_sentence_for_the_user(missing: str, is_null: bool) -> None:
    options = REQUIRED | {missing: None}
    if not is_null:
        del options[missing]

    with pytest.raises(MissingRequiredArgument) as caught:
        bound(options)

    assert str(caught.value) == f"option {missing} is missing"
    assert refusal(caught.value) == f"This command was updated: `{missing}` is missing. Reload Discord and try again."


def test_a_bad_value_names_the_option_and_not_the_parameter() -> None:
    with pytest.raises(BadArgument, match="option what cannot be 3") as caught:
        bound(REQUIRED | {"what": 3})

    assert (caught.value.option, caught.value.value) == ("what", 3)


def test_a_long_value_is_cut_in_the_sentence() -> None:
    with pytest.raises(BadLiteralArgument) as caught:
        bound(REQUIRED | {"colour": "x" * 6000})

    assert len(str(caught.value)) < 200
    assert str(caught.value).startswith("option colour cannot be 'xxx")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from([option.wire.name for option in PLAN]) | st.text()
IDS = st.sampled_from(["1", "2", "0", "-1", "x", "9" * 30])
KINDS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "number": (int,),
    "who": (Member, User, type(None)),
    "channel": (TextChannel, type(None)),
    "share": (float,),
    "loud": (bool,),
    "level": (Level,),
    "colour": (str, type(None)),
}


@given(st.lists(st.tuples(NAMES, JSON | IDS)))
def test_whatever_discord_sends_is_bound_to_the_right_types_or_is_the_users_mistake(
    given: list[tuple[str, Any]],
) -> None:
    sent = json.dumps([{"name": name, "type": 3, "value": value} for name, value in given])
    try:
        options = convert(json.loads(sent), tuple[CommandDataOption, ...])
    except msgspec.ValidationError:
        return
    try:
        arguments = bind(PLAN, options, INTERACTION)
    except UserInputError as error:
        assert str(error)
    else:
        assert arguments.keys() == KINDS.keys()
        for name, value in arguments.items():
            assert isinstance(value, KINDS[name])


@given(
    st.fixed_dictionaries(
        {"what": st.text(), "number": st.integers(-(2**53) + 1, 2**53 - 1)},
        optional={
            "who": st.just("1"),
            "share": st.floats(-(2**53), 2**53) | st.integers(-(2**53), 2**53),
            "loud": st.booleans(),
            "level": st.just(1),
            "colour": st.sampled_from(["red", "blue"]),
        },
    )
)
def test_whatever_fits_is_taken(options: dict[str, Any]) -> None:
    arguments = bound(options)

    for option in PLAN:
        if option.wire.name in options and option.parameter != "who":
            assert arguments[option.parameter] == options[option.wire.name]
