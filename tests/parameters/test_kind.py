"""Integers that Discord's own integers cannot hold."""

import enum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.command_errors import BadArgument
from app.errors import OptionUnsupported
from app.models.command import OptionType
from app.models.interaction import decode_interaction
from app.parameters.option import Choice, Option
from app.parameters.parameter import OptionParameter
from app.parameters.signature import read_signature

NOTHING = decode_interaction(b'{"type":2}')
WIDE = 2**53


class Star(enum.IntEnum):
    SUN = 1
    VEGA = 2**60


def read(annotation: Any, default: Any = ...) -> OptionParameter:
    async def handler(ctx: object, value: Any = None) -> None: ...

    handler.__annotations__["value"] = annotation
    handler.__defaults__ = None if default is ... else (default,)
    (option,) = read_signature(handler).options
    return option


@pytest.mark.parametrize(
    ("annotation", "sent", "argument"),
    [
        (Annotated[int, Option(max=WIDE)], "9007199254740992", WIDE),
        (Annotated[int, Option(min=-WIDE)], "-9007199254740992", -WIDE),
        (Annotated[int, Option(min=0, max=2**64)], " +18446744073709551616 ", 2**64),
        (Annotated[int, Option(min=0, max=10**400)], "5", 5),
        (Annotated[int, Option(choices=[Choice("far", 2**60), Choice("near", 1)])], "1", 1),
        (Literal[1, 2**60], str(2**60), 2**60),
        (Star, str(2**60), Star.VEGA),
        (Star, "1", Star.SUN),
    ],
)
def test_what_is_beyond_discords_integers_travels_as_text(annotation: Any, sent: str, argument: int) -> None:
    option = read(annotation)

    assert option.wire.type is OptionType.string
    assert (option.wire.min_value, option.wire.max_value) == (None, None)
    taken = option.read(sent, "value", NOTHING)
    assert taken == argument
    assert type(taken) is type(argument)


def test_choices_of_such_integers_are_text_too() -> None:
    assert [(choice.name, choice.value) for choice in read(Star).wire.choices] == [("SUN", "1"), ("VEGA", str(2**60))]
    assert [choice.value for choice in read(Literal[1, 2**60]).wire.choices] == ["1", str(2**60)]
    renamed = read(Annotated[Star, Option(choices=[Choice("Sonne", 1), Choice("Wega", 2**60)])])
    assert [(choice.name, choice.value) for choice in renamed.wire.choices] == [("Sonne", "1"), ("Wega", str(2**60))]
    assert renamed.read("1", "value", NOTHING) is Star.SUN


@pytest.mark.parametrize(
    "sent", ["", "x", "1.5", "1_000", "１", "-1", str(2**64 + 1), 5, True, None, "9" * 5000, "0x1"]
)
def test_text_that_is_no_such_integer_is_refused(sent: Any) -> None:
    option = read(Annotated[int, Option(min=0, max=2**64)])

    with pytest.raises(BadArgument) as caught:
        option.read(sent, "value", NOTHING)
    assert caught.value.option == "value"


def test_a_default_beside_such_limits_is_checked_as_any_other() -> None:
    assert read(Annotated[int, Option(max=WIDE)], WIDE).default == WIDE
    with pytest.raises(OptionUnsupported, match=f"value: its default {WIDE + 1} is more than max={WIDE}"):
        read(Annotated[int, Option(max=WIDE)], WIDE + 1)


@pytest.mark.parametrize("limit", [2**53 - 1, -(2**53) + 1])
def test_what_discord_can_hold_stays_an_integer(limit: int) -> None:
    option = read(Annotated[int, Option(min=min(limit, 0), max=max(limit, 0))])

    assert option.wire.type is OptionType.integer
    assert not option.as_text


@given(st.integers(), st.integers(), st.integers())
def test_limits_of_any_size_hold(one: int, other: int, value: int) -> None:
    least, most = sorted((one * 2**50, other * 2**50))
    option = read(Annotated[int, Option(min=least, max=most)])
    sent: Any = str(value) if option.as_text else value
    try:
        taken = option.read(sent, "value", NOTHING)
    except BadArgument:
        assert not least <= value <= most
    else:
        assert taken == value
        assert least <= value <= most
