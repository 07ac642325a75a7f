"""How converters are found, and what becomes of what they raise."""

import datetime as dt
import functools
import logging
from decimal import Decimal
from inspect import Parameter
from typing import Annotated, Any, cast

import pytest

from app.command_errors import BadArgument, CheckFailure, CommandError, UserInputError
from app.context.base import Context
from app.errors import Forbidden, NotFound, OptionUnsupported, ServerError
from app.models.base import Snowflake
from app.models.colour import Colour
from app.models.command import OptionType
from app.models.guild import Emoji, PartialEmoji
from app.models.message import Message
from app.parameters.converter import Conversion, Converter
from app.parameters.converters import ColourConverter, URLConverter
from app.parameters.option import Choice, Option
from app.parameters.parameter import OptionParameter
from app.parameters.signature import read_signature

EMPTY = Parameter.empty
NOBODY = cast("Context", None)


def to_upper(text: str) -> str:
    return text.upper()


async def to_lower(text: str) -> str:
    return text.lower()


class Times:
    def __init__(self, factor: int = 2) -> None:
        self.factor = factor

    async def convert(self, ctx: Context, value: str, /) -> str:
        return value * self.factor


class Point:
    def __init__(self, x: int) -> None:
        self.x = x

    @classmethod
    async def convert(cls, ctx: Context, value: str) -> "Point":
        return cls(int(value))


class Plain:
    @staticmethod
    def convert(ctx: Context, value: str) -> str:
        return f"plain {value}"


class Loud(URLConverter):
    async def convert(self, ctx: Context, value: str, /) -> str:
        return (await super().convert(ctx, value)).upper()


class Mark:
    """Something of the author's own in `Annotated`."""


class Rates:
    def convert(self, amount: int) -> int:
        return amount * 2


def options_of(annotation: Any, default: Any = EMPTY) -> tuple[OptionParameter, ...]:
    async def handler(ctx: object, value: Any = None) -> None: ...

    handler.__annotations__["value"] = annotation
    handler.__defaults__ = None if default is EMPTY else (default,)
    signature = read_signature(handler)
    assert signature.converted == tuple(option for option in signature.options if option.conversion)
    return signature.options


async def converted(annotation: Any, text: str) -> Any:
    (option,) = options_of(annotation)
    assert option.conversion is not None
    return await option.conversion.run(option.wire.name, NOBODY, text)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        pytest.param(Annotated[str, to_upper], "AB", id="a function"),
        pytest.param(Annotated[str, to_lower], "ab", id="an async function"),
        pytest.param(Annotated[str, lambda text: text[::-1]], "ba", id="a lambda"),
        pytest.param(Annotated[str, functools.partial(str.join, ".")], "a.b", id="a partial"),
        pytest.param(Annotated[str, str.upper], "AB", id="a method of a builtin"),
        pytest.param(Annotated[str, Times], "abab", id="a converter class"),
        pytest.param(Annotated[str, Times(3)], "ababab", id="a converter"),
        pytest.param(Annotated[str | None, Times], "abab", id="or None"),
        pytest.param(Annotated[str, Times] | None, "abab", id="or None outside"),
        pytest.param(Annotated[str, Option("What"), Times], "abab", id="beside an option"),
        pytest.param(Annotated[Mark, to_upper], "AB", id="a type that is no option"),
        pytest.param(Annotated[int, len], 2, id="a builtin"),
        pytest.param(Plain, "plain ab", id="a staticmethod"),
        pytest.param(Annotated[str, Plain], "plain ab", id="a class that converts, as a converter"),
    ],
)
async def test_a_converter_is_found_wherever_it_may_stand(annotation: Any, value: object) -> None:
    assert await converted(annotation, "ab") == value


async def test_a_class_may_be_called_with_the_text() -> None:
    assert await converted(Annotated[Decimal, Decimal], "1.5") == Decimal("1.5")
    assert await converted(Annotated[int, int], "15") == 15


async def test_a_class_with_convert_is_an_option_by_itself() -> None:
    assert (await converted(Point, "3")).x == 3
    assert (await converted(Annotated[Point, Option("Where")], "3")).x == 3


async def test_converters_of_ours_are_changed_by_subclasses() -> None:
    loud: Converter[str] = Loud()

    assert await converted(Annotated[str, loud], "https://example.org") == "HTTPS://EXAMPLE.ORG"
    assert await converted(Annotated[str, Loud], "https://example.org") == "HTTPS://EXAMPLE.ORG"


@pytest.mark.seed("N55")
@pytest.mark.parametrize("kind", [dt.datetime, dt.timedelta, Snowflake, Message, Colour, PartialEmoji])
def test_types_that_come_with_a_converter_are_options_of_text(kind: Any) -> None:
    (option,) = options_of(Annotated[kind, Option("What", min=2, max=90)] | None)

    assert option.wire.type is OptionType.string
    assert (option.wire.min_length, option.wire.max_length) == (2, 90)
    assert (option.wire.required, option.default) == (False, None)
    assert option.conversion is not None


def test_such_an_option_may_have_choices_defaults_and_suggestions() -> None:
    (chosen,) = options_of(Annotated[Colour, Option(choices=[Choice("Red", "#f00")])], Colour(0))
    (typed,) = options_of(Annotated[Colour, Option(autocomplete=lambda ctx, value: ["#f00"])])

    assert [choice.value for choice in chosen.wire.choices] == ["#f00"]
    assert chosen.default == Colour(0)
    assert typed.wire.autocomplete


def test_marks_of_the_authors_own_are_no_converters() -> None:
    (option,) = options_of(Annotated[str, Mark, Mark(), Option("What")])

    assert option.conversion is None
    assert options_of(Annotated[Rates, Mark]) == ()
    assert options_of(Rates) == ()


def of_two(ctx: object, value: str) -> str:
    return value


class NeedsFactor(Times):
    def __init__(self, factor: int) -> None:
        super().__init__(factor)


class Wrong:
    @classmethod
    def convert(cls, value: str) -> str:
        return value


class WrongInstance:
    def convert(self) -> str:
        return ""


@pytest.mark.parametrize(
    ("annotation", "why"),
    [
        (Annotated[str, of_two], "value: converter of_two is called with one argument, the text"),
        (Annotated[str, to_upper, Times], "value has 2 converters, and can have one"),
        (Annotated[str, NeedsFactor], r"NeedsFactor cannot be made without arguments; write NeedsFactor\(…\)"),
        (Wrong, r"Wrong.convert takes the context and the text: async def convert\(cls, ctx, value\)"),
        (Annotated[str, WrongInstance()], "convert of WrongInstance takes the context and the text"),
        (ColourConverter, "ColourConverter is a converter: annotate what it makes, Colour"),
        (Loud, r"Loud is a converter: annotate what it makes, Annotated\[str, URLConverter\]"),
        (Annotated[Times, Option()], r"Times converts, so it stands behind what it makes: Annotated\[…, Times\]"),
        (Emoji, "annotate it PartialEmoji"),
        (Point | int, r"no option for Point \| int"),
    ],
)
def test_a_converter_that_cannot_work_is_refused(annotation: Any, why: str) -> None:
    with pytest.raises(OptionUnsupported, match=rf"^{__file__}:\d+: .*{why}"):
        options_of(annotation)


# ── what they raise ──


async def run(error: Exception) -> Any:
    def fail(ctx: Context, value: str) -> str:
        raise error

    return await Conversion(fail).run("what", NOBODY, "tea")


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        TypeError("x"),
        KeyError("x"),
        IndexError("x"),
        NotFound("GET", "/x", 404),
        Forbidden("GET", "/x", 403),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_a_converter_cannot_take_names_option_and_value(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(BadArgument) as caught:
        await run(error)

    assert (caught.value.option, caught.value.value) == ("what", "tea")
    assert caught.value.__cause__ is error
    assert str(caught.value) == "option what cannot be 'tea'"
    assert not caplog.records


@pytest.mark.parametrize("error", [RuntimeError("bug"), ZeroDivisionError(), ServerError("GET", "/x", 500)])
async def test_what_may_be_a_bug_is_logged_too(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(BadArgument) as caught:
        await run(error)

    (record,) = caplog.records
    assert (caught.value.option, caught.value.value, caught.value.__cause__) == ("what", "tea", error)
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "the converter of option what failed")
    assert record.exc_info is not None
    assert record.exc_info[1] is error


async def test_a_refusal_with_a_sentence_is_filled_in_and_goes_on() -> None:
    plain, said = BadArgument("No tea today."), BadArgument("No.", option="drink", value=0)
    with pytest.raises(BadArgument) as first:
        await run(plain)
    with pytest.raises(BadArgument, match="No"):
        await run(said)

    assert first.value is plain
    assert (plain.message, plain.option, plain.value) == ("No tea today.", "what", "tea")
    assert (said.option, said.value) == ("drink", 0)


@pytest.mark.parametrize("error", [CheckFailure("no"), UserInputError("no"), CommandError("no")])
async def test_other_refusals_go_on_as_they_are(error: CommandError) -> None:
    with pytest.raises(type(error)) as caught:
        await run(error)

    assert caught.value is error


def test_what_needs_nothing_but_the_text_may_run_while_a_user_types() -> None:
    def quick(annotation: Any) -> bool:
        (option,) = options_of(annotation)
        return option.conversion is not None and option.conversion.while_typing

    assert quick(Colour)
    assert quick(Annotated[str, to_upper])
    assert not quick(Annotated[str, to_lower])
    assert not quick(Annotated[str, Times])
    assert not quick(Message)
    assert not quick(Point)
