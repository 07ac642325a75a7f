"""Handlers, and their autocompleters, as methods."""

from typing import Annotated, Any

import pytest

from app.context.autocomplete import AutocompleteContext
from app.context.command import CommandContext
from app.errors import DefinitionError, OptionUnsupported
from app.models.user import Member, User
from app.parameters.option import Option
from app.parameters.signature import read_signature


class Database:
    pass


class Shop:
    def __init__(self, name: str) -> None:
        self.name = name

    async def suggest(self, ctx: AutocompleteContext, value: str, db: Database) -> list[str]:
        return [f"{value} of {self.name}"]

    async def buy(
        self,
        ctx: CommandContext,
        db: Database,
        what: Annotated[str, Option(autocomplete=suggest)],
        colour: Annotated[str, Option(autocomplete=lambda ctx, value: ["red"])] = "red",
        count: int = 1,
    ) -> None:
        """Buy something.

        Args:
            self: The shop.
            what: What to buy.
        """

    async def praise(self, ctx: CommandContext, target: Member | User) -> None: ...

    async def unaware(self) -> None: ...

    async def suggest_nothing(self, ctx: AutocompleteContext) -> list[str]:
        return []


def test_a_method_is_read_without_its_self_and_with_all_else() -> None:
    signature = read_signature(Shop.buy)

    assert [option.parameter for option in signature.options] == ["what", "colour", "count"]
    assert signature.options[0].wire.description == "What to buy."
    assert signature.dependencies == {"db": Database}
    assert read_signature(Shop("Ada").buy).options == signature.options


async def test_an_autocompleter_that_is_a_method_is_bound_with_it() -> None:
    signature = read_signature(Shop.buy)
    completion = signature.bind(Shop("Ada")).options[0].completion
    assert completion is not None

    made: Any = completion.suggest(None, "tea", db=Database())

    assert await made == ["tea of Ada"]
    assert completion.dependencies == {"db": Database}
    assert signature.options[0].completion is not completion


def test_a_function_without_self_is_not_bound() -> None:
    signature = read_signature(Shop.buy)

    assert signature.bind(Shop("Ada")).options[1] is signature.options[1]


def test_an_autocompleter_of_a_method_may_be_declared_beside_it() -> None:
    signature = read_signature(Shop.praise, targets=frozenset({Member, User}))
    assert signature.target == {Member, User}

    completed = read_signature(Shop.buy)
    with pytest.raises(OptionUnsupported, match=r"what has an autocompleter already, at .*test_signature_methods\.py:"):
        completed.completed_by("what", Shop.suggest)


def test_a_method_that_is_wrong_is_refused_as_a_function_is() -> None:
    with pytest.raises(OptionUnsupported, match=r"unaware\(\) takes no context"):
        read_signature(Shop.unaware)

    async def eat(ctx: CommandContext, what: str) -> None: ...

    with pytest.raises(DefinitionError, match="an autocompleter of what takes the context and the value"):
        read_signature(eat).completed_by("what", Shop.suggest_nothing)
