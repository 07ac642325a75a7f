"""What authors write who know another library: each is told what to write instead."""

from collections.abc import Callable
from inspect import Parameter
from typing import Annotated, Any, cast

import pytest

from app.errors import OptionUnsupported
from app.models.user import User
from app.parameters.option import Choice, Option
from app.parameters.signature import read_signature

EMPTY = Parameter.empty


class Database:
    pass


def handler_of(annotation: Any, default: Any = EMPTY) -> Callable[..., Any]:
    async def handler(ctx: object, value: Any = None) -> None: ...

    handler.__annotations__["value"] = annotation
    handler.__defaults__ = None if default is EMPTY else (default,)
    return handler


def refusal_of(annotation: Any, default: Any = EMPTY) -> str:
    handler = handler_of(annotation, default)
    with pytest.raises(OptionUnsupported) as caught:
        read_signature(handler)

    assert caught.value.where == f"{__file__}:{handler.__code__.co_firstlineno}"
    return caught.value.why


@pytest.mark.parametrize(
    ("annotation", "default", "kind"),
    [
        pytest.param(int, Option("How many"), "int", id="the option is the default"),
        pytest.param(int, Option, "int", id="its class is the default"),
        pytest.param(Annotated[int, Option("How many")], Option(), "int", id="said twice"),
        pytest.param(Annotated[int, "How many"], EMPTY, "int", id="text beside the type"),
        pytest.param(Annotated[User, "Who"] | None, EMPTY, "User", id="text inside a union"),
        pytest.param(Annotated[int, Option], EMPTY, "int", id="the class is not called"),
        pytest.param(Option("How many"), EMPTY, "int", id="the option is the annotation"),
        pytest.param(Option, EMPTY, "int", id="its class is the annotation"),
    ],
)
def test_an_option_that_stands_in_the_wrong_place_is_told_the_right_one(
    annotation: Any, default: Any, kind: str
) -> None:
    assert refusal_of(annotation, default) == f"value: write Annotated[{kind}, Option(…)]"


def test_text_beside_an_option_or_a_dependency_is_the_authors_own() -> None:
    assert read_signature(handler_of(Annotated[int, "a note", Option("How many")])).options
    assert read_signature(handler_of(Annotated[Database, "the second one"])).dependencies


@pytest.mark.parametrize(
    "choice", [pytest.param("a", id="text"), pytest.param(1, id="number"), pytest.param(("a", 1), id="pair")]
)
def test_choices_are_choice_objects(choice: Any) -> None:
    assert f"value: choices are Choice objects, not {choice!r}" in refusal_of(Annotated[str, Option(choices=[choice])])


def test_choices_are_several() -> None:
    one = cast("Any", Choice("a"))

    assert refusal_of(Annotated[str, Option(choices=one)]).startswith("value: choices are a list of Choice objects")


@pytest.mark.parametrize("limit", ["1", True, 1j])
@pytest.mark.parametrize("word", ["min", "max"])
def test_limits_are_numbers(word: str, limit: Any) -> None:
    assert refusal_of(Annotated[int, Option(**{word: limit})]) == f"value: {word} is a number, not {limit!r}"


@pytest.mark.parametrize(
    ("annotation", "default", "why"),
    [
        (Annotated[int, Option(min=1, max=20)], 0, "value: its default 0 is less than min=1"),
        (Annotated[int, Option(min=1, max=20)], 21, "value: its default 21 is more than max=20"),
        (Annotated[float, Option(max=0.5)], 0.75, "value: its default 0.75 is more than max=0.5"),
    ],
)
def test_a_default_outside_the_limits_is_refused(annotation: Any, default: Any, why: str) -> None:
    assert refusal_of(annotation, default) == why


@pytest.mark.parametrize(
    ("annotation", "default"),
    [
        pytest.param(Annotated[int, Option(min=1, max=20)], 1, id="the least"),
        pytest.param(Annotated[int, Option(min=1, max=20)], 20, id="the most"),
        pytest.param(Annotated[int, Option(min=1)] | None, None, id="none"),
        pytest.param(Annotated[int, Option(min=1)], False, id="a sign that there was none"),
        pytest.param(Annotated[str, Option(min=3)], "", id="text, whose limits are lengths"),
        pytest.param(int, -1, id="no limits"),
    ],
)
def test_other_defaults_are_taken(annotation: Any, default: Any) -> None:
    (option,) = read_signature(handler_of(annotation, default)).options

    assert option.default == default


@pytest.mark.parametrize(
    ("annotation", "spelled"),
    [
        (list[str], "list[str]"),
        (list[Database], "list[tests.parameters.test_signature_mistakes.Database]"),
        (list, "list"),
        (set[int] | None, "set[int]"),
        (tuple[int, int], "tuple[int, int]"),
        (complex, "complex"),
        (int | str, "int | str"),
        (int | str | None, "int | str"),
        (User | str, "User | str"),
    ],
)
def test_what_can_only_be_meant_as_an_option_is_no_dependency(annotation: Any, spelled: str) -> None:
    assert refusal_of(annotation) == (
        f"value: Discord has no option for {spelled}; "
        "options are str, int, float, bool, User, Member, Channel, Role, Attachment, Literal and Enum, "
        "and anything that has a converter"
    )


@pytest.mark.parametrize("annotation", [Database, Database | None, Database | int, dict[str, str], bytes])
def test_what_authors_provide_is_a_dependency(annotation: Any) -> None:
    assert list(read_signature(handler_of(annotation)).dependencies) == ["value"]
