"""Which signatures are refused, and where the author is sent."""

import enum
import functools
import linecache
from collections.abc import AsyncIterator, Callable
from inspect import Parameter
from typing import Annotated, Any, Literal

import pytest

from app import CommandContext, slash_command
from app.errors import LimitExceeded, OptionUnsupported
from app.models.user import User
from app.parameters.option import Choice, Option
from app.parameters.signature import Signature, read_signature
from tests.parameters import strung

EMPTY = Parameter.empty


class Mixed(enum.Enum):
    A = 1
    B = "b"


class Database:
    pass


def handler_of(annotation: Any) -> Callable[..., Any]:
    async def handler(ctx: object, value: Any) -> None: ...

    handler.__annotations__["value"] = annotation
    return handler


def names(signature: Signature) -> list[str]:
    return [option.parameter for option in signature.options]


TOO_MANY = [Choice(str(number)) for number in range(26)]


@pytest.mark.parametrize(
    ("annotation", "error", "why"),
    [
        (Annotated[Database, Option("What")], OptionUnsupported, "value: Discord has no option for Database"),
        (Annotated[int | str, Option("What")], OptionUnsupported, "no option for"),
        (Annotated[Mixed, Option("What")], OptionUnsupported, "no option for Mixed"),
        (Literal["a", 1], OptionUnsupported, "what a Literal offers"),
        (Literal[True, False], OptionUnsupported, "what a Literal offers"),
        (Literal["a", None], OptionUnsupported, "what a Literal offers"),
        (Literal[b"a"], OptionUnsupported, "what a Literal offers"),
        (Annotated[int, Option(min=2, max=1)], OptionUnsupported, "min=2 is more than max=1"),
        (Annotated[int, Option(min=0.5)], OptionUnsupported, "whole numbers"),
        (Annotated[int, Option(max=float("nan"))], OptionUnsupported, "whole numbers"),
        (Annotated[int, Option(max=float("inf"))], OptionUnsupported, "whole numbers"),
        (Annotated[float, Option(max=2.0**54)], OptionUnsupported, r"to 2\*\*53"),
        (Annotated[float, Option(min=float("nan"))], OptionUnsupported, r"to 2\*\*53"),
        (Annotated[float, Option(max=float("inf"))], OptionUnsupported, r"to 2\*\*53"),
        (Annotated[str, Option(min=-1)], OptionUnsupported, "0 to 6000"),
        (Annotated[str, Option(max=0)], OptionUnsupported, "0 to 6000"),
        (Annotated[str, Option(max=6001)], OptionUnsupported, "0 to 6000"),
        (Annotated[str, Option(max=1.5)], OptionUnsupported, "whole numbers"),
        (Annotated[bool, Option(min=1)], OptionUnsupported, "not for boolean"),
        (Annotated[User, Option(max=1)], OptionUnsupported, "not for user"),
        (Annotated[int, Option(choices=[Choice("one", "1")])], OptionUnsupported, "of type integer"),
        (Annotated[int, Option(choices=[Choice("yes", True)])], OptionUnsupported, "no choice"),
        (Annotated[str, Option(choices=[Choice("one", 1)])], OptionUnsupported, "of type string"),
        (Annotated[bool, Option(choices=[Choice("yes", True)])], OptionUnsupported, "of type boolean"),
        (Annotated[User, Option(choices=[Choice("me")])], OptionUnsupported, "no choice for an option of type user"),
        (Annotated[Literal["a"], Option(choices=[Choice("b")])], OptionUnsupported, "offers 'b', which its type"),
        (Annotated[str, Option(choices=TOO_MANY)], LimitExceeded, "choices of option value: 26, .* at most 25"),
        ("Databse", OptionUnsupported, "names 'Databse', which is not imported at run time"),
        ("enum.Enumm", OptionUnsupported, "cannot be read"),
        ("int or", OptionUnsupported, "cannot be read"),
        ("int + str", OptionUnsupported, "cannot be read"),
        (EMPTY, OptionUnsupported, "value has no annotation"),
    ],
)
def test_what_cannot_work_is_refused_with_its_place(annotation: Any, error: type[Exception], why: str) -> None:
    handler = handler_of(annotation)
    if annotation is EMPTY:
        del handler.__annotations__["value"]

    with pytest.raises(error, match=why) as caught:
        read_signature(handler)

    assert str(caught.value).startswith(f"{__file__}:{handler.__code__.co_firstlineno}: ")


def define(header: str) -> Callable[..., Any]:
    """Make a handler that type checkers would not let pass."""
    source = f"async {header}: ...\n"
    linecache.cache["<handler>"] = (len(source), None, [source], "<handler>")
    scope: dict[str, Any] = {}
    exec(compile(source, "<handler>", "exec"), scope)
    return scope["handler"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("def handler()", r"handler\(\) takes no context"),
        ("def handler(*, ctx)", "takes no context"),
        ("def handler(*args)", "takes no context"),
        ("def handler(ctx, *words: str)", r"\*words: every option is a parameter of its own"),
        ("def handler(ctx, **more: str)", r"\*more: every option"),
        ("def handler(ctx, word: str, /)", "word is positional-only"),
        ("def handler(ctx, word)", "word has no annotation"),
        ("def handler(word: str)", "word is an option, but the first parameter of a handler is the context"),
        ("def handler(word: 'int | None', other: str)", "word is an option, but the first parameter"),
    ],
)
def test_a_signature_that_cannot_be_called_is_refused(header: str, why: str) -> None:
    with pytest.raises(OptionUnsupported, match=f"^<handler>:1: .*{why}"):
        read_signature(define(header))


def test_a_context_may_be_positional_only() -> None:
    assert names(read_signature(define("def handler(ctx, /, word: str)"))) == ["word"]


def test_names_that_only_type_checkers_see_are_refused_by_name() -> None:
    with pytest.raises(OptionUnsupported, match=r"strung\.py:\d+: .*names 'Decimal', which is not imported"):
        read_signature(strung.unknown_at_run_time)


def test_a_command_takes_25_options_and_no_more() -> None:
    def with_options(count: int) -> Callable[..., Any]:
        return define(f"def handler(ctx, {', '.join(f'o{number}: int' for number in range(count))})")

    assert len(read_signature(with_options(25)).options) == 25
    with pytest.raises(LimitExceeded, match="options of one command: 26"):
        read_signature(with_options(26))


def test_dependencies_are_not_counted_as_options() -> None:
    handler = define(f"def handler(ctx, {', '.join(f'd{number}: dict' for number in range(40))}, a: int)")

    assert names(read_signature(handler)) == ["a"]


async def several(ctx: CommandContext) -> AsyncIterator[str]:
    yield "one"


@pytest.mark.parametrize(
    ("handler", "why"),
    [
        (functools.partial(several), "a handler is a function, def or async def"),
        (Database, "a handler is a function"),
        (slash_command("a", description="d")(handler_of(int)), "<Command /a> is declared already"),
        (several, r"several\(\) yields: return the answer, and send more by ctx\.followup\(\)"),
    ],
)
def test_what_is_no_function_or_yields_is_no_handler(handler: Any, why: str) -> None:
    with pytest.raises(OptionUnsupported, match=why):
        read_signature(handler)


def test_a_second_context_is_refused() -> None:
    async def handler(ctx: CommandContext, other: CommandContext) -> None: ...

    with pytest.raises(OptionUnsupported, match="other is a context, which stands first, or behind self"):
        read_signature(handler)
