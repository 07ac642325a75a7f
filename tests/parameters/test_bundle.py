"""Several options as one value."""

import datetime as dt
import enum
from dataclasses import field
from typing import Annotated, Any, ClassVar

import pytest

from app.errors import DefinitionError, DuplicateName, LimitExceeded, OptionUnsupported
from app.models.command import OptionType
from app.models.user import User
from app.parameters.bundle import Options
from app.parameters.option import Choice, Option
from app.parameters.signature import Signature, read_signature


class Order(enum.Enum):
    NEWEST = "new"
    OLDEST = "old"


class Page(Options):
    """Which part of a list to show.

    Attributes:
        number: Which page.
        order: What comes first.
    """

    number: Annotated[int, Option(min=1)] = 1
    size: Annotated[int, Option("Lines a page", max=50)] = 10
    order: Order = Order.NEWEST


class Search(Page):
    """Which part of what was found to show.

    Attributes:
        text: What to look for.
    """

    text: Annotated[str, Option(name="for", autocomplete=lambda ctx, value: ["tea"])]
    by: User | None
    since: dt.datetime | None = None
    tags: Any = field(default=None, init=False, repr=False)
    MOST: ClassVar[int] = 3


def signature_of(annotation: Any, **others: Any) -> Signature:
    async def handler(ctx: object, page: Any, **more: Any) -> None: ...

    source = ", ".join(["ctx", "page", *others])
    scope: dict[str, Any] = {}
    exec(f"async def handler({source}): ...", scope)
    made = scope["handler"]
    made.__annotations__ = {"page": annotation, **others}
    return read_signature(made)


def test_a_bundle_becomes_several_options() -> None:
    signature = signature_of(Page, game=str)

    assert [option.wire.name for option in signature.options] == ["game", "number", "size", "order"]
    assert [option.parameter for option in signature.options] == ["game", "page.number", "page.size", "page.order"]
    assert signature.dependencies == {}
    assert [bundle.parameter for bundle in signature.bundles] == ["page"]
    number, size, order = signature.options[1:]
    assert (number.wire.description, number.wire.min_value, number.default) == ("Which page.", 1, 1)
    assert (size.wire.description, size.wire.max_value) == ("Lines a page", 50)
    assert [choice.name for choice in order.wire.choices] == ["NEWEST", "OLDEST"]


def test_a_subclass_has_the_options_of_its_base_too() -> None:
    signature = signature_of(Search)
    by_name = {option.wire.name: option for option in signature.options}

    # Required ones first, as Discord wants them.
    assert list(by_name) == ["for", "number", "size", "order", "by", "since"]
    assert by_name["for"].wire.description == "What to look for."
    assert by_name["number"].wire.description == "Which page."
    assert by_name["for"].completion is not None
    assert by_name["by"].default is None
    assert by_name["since"].conversion is not None
    assert signature.converted == (by_name["since"],)


def test_arguments_are_gathered_into_one_value() -> None:
    (bundle,) = signature_of(Search).bundles
    arguments: dict[str, Any] = {
        "other": 1,
        "page.number": 2,
        "page.size": 10,
        "page.order": Order.OLDEST,
        "page.text": "tea",
        "page.by": None,
        "page.since": None,
    }

    bundle.gather(arguments)

    assert arguments == {"other": 1, "page": Search(number=2, order=Order.OLDEST, text="tea", by=None)}


def test_a_bundle_is_a_plain_value() -> None:
    assert Page(size=3) == Page(number=1, size=3)
    assert Page(size=3) != Page()
    assert repr(Page()) == "Page(number=1, size=10, order=<Order.NEWEST: 'new'>)"


def test_a_default_that_is_made_anew_is_made_by_the_bundle() -> None:
    class Made(Options):
        since: dt.datetime = field(default_factory=lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    signature = signature_of(Made)
    (option,) = signature.options
    arguments = {option.parameter: option.default}
    signature.bundles[0].gather(arguments)

    assert not option.wire.required
    assert arguments["page"].since.year == 2026


def test_a_suggestion_may_be_declared_beside_the_command() -> None:
    signature = signature_of(Page).completed_by("size", lambda ctx, value: [1, 2])

    assert [option.wire.name for option in signature.options if option.wire.autocomplete] == ["size"]


def test_an_autocompleter_may_stand_in_the_bundle_as_a_staticmethod() -> None:
    (option,) = signature_of(SuggestingWell).options

    assert option.bind(object()).completion is option.completion is not None


class Database:
    pass


class Inner(Options):
    x: int


class Nested(Options):
    inner: Inner


class WithDependency(Options):
    db: Database


class WithList(Options):
    words: list[str]


class WithLimits(Options):
    size: Annotated[int, Option(min=3, max=2)]


class WithChoices(Options):
    colour: Annotated[str, Option(choices=[Choice(str(number)) for number in range(26)])]


class Misspelt(Options):
    x: "Itn"  # type: ignore[name-defined]  # noqa: F821


class Unreadable(Options):
    x: "int or"  # type: ignore[valid-type]  # noqa: F722


class Empty(Options):
    pass


class Stray(Options):
    """Something.

    Attributes:
        y: What is not there.
    """

    x: int


class Suggesting(Options):
    def suggest(ctx: object, value: str) -> list[str]:
        return []

    x: Annotated[str, Option(autocomplete=suggest)]


class SuggestingWell(Options):
    @staticmethod
    def suggest(ctx: object, value: str) -> list[str]:
        return []

    x: Annotated[str, Option(autocomplete=suggest)]


class Sized(Options):
    size: int = 1


@pytest.mark.seed("N56", "N64")
@pytest.mark.parametrize(
    ("annotation", "others", "error", "why"),
    [
        (Nested, {}, OptionUnsupported, "Nested.inner is a bundle in a bundle: inherit from it instead"),
        (WithDependency, {}, OptionUnsupported, "WithDependency.db cannot be an option: it is a Database"),
        (WithList, {}, OptionUnsupported, r"bundle WithList: words: Discord has no option for list\[str\]"),
        (WithLimits, {}, OptionUnsupported, "bundle WithLimits: size: min=3 is more than max=2"),
        (WithChoices, {}, LimitExceeded, "bundle WithChoices: choices of option colour: 26"),
        (Misspelt, {}, OptionUnsupported, "an annotation of bundle Misspelt names 'Itn'"),
        (Unreadable, {}, OptionUnsupported, "an annotation of bundle Unreadable cannot be read"),
        (Empty, {}, OptionUnsupported, "page: bundle Empty has no options"),
        (Options, {}, OptionUnsupported, "page: bundle Options has no options"),
        (Stray, {}, OptionUnsupported, "the docstring of bundle Stray describes 'y', which it has not"),
        (Suggesting, {}, OptionUnsupported, r"Suggesting.x: suggest\(\) stands in the bundle: write it outside"),
        (Page | None, {}, OptionUnsupported, "page: bundle Page always arrives"),
        (Page | int, {}, OptionUnsupported, r"page: a bundle stands alone, not in Page \| int"),
        (Annotated[Page, Option("Which")], {}, OptionUnsupported, "is for the attributes of bundle Page"),
        (Page, {"size": int}, DuplicateName, "two options are named 'size': page.size and size"),
        (Page, {"other": Sized}, DuplicateName, "two options are named 'size': page.size and other.size"),
    ],
)
def test_a_bundle_that_cannot_work_is_refused_with_its_place(
    annotation: Any, others: dict[str, Any], error: type[DefinitionError], why: str
) -> None:
    with pytest.raises(error, match=f"^<string>:1: .*{why}"):
        signature_of(annotation, **others)


def test_a_default_is_for_the_attributes() -> None:
    async def handler(ctx: object, page: Page = Page()) -> None: ...  # noqa: B008

    with pytest.raises(OptionUnsupported, match="a default, or None, is for its attributes"):
        read_signature(handler)


def test_the_options_of_bundles_count() -> None:
    with pytest.raises(LimitExceeded, match="options of one command: 26"):
        signature_of(Page, **{f"o{number}": int for number in range(23)})


def test_an_option_of_a_bundle_is_text_where_it_is_converted() -> None:
    assert signature_of(Search).converted[0].wire.type is OptionType.string
