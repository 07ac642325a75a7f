"""Suggestions for options of every kind, and what an autocompleter sees of the others."""

import datetime as dt
from typing import Annotated, Any

import pytest

from app import AutocompleteContext, Choice, CommandContext, Option
from app.command_errors import BadArgument
from app.context.base import Context
from app.models.base import Snowflake
from app.models.colour import Colour
from app.models.message import Message
from app.parameters.bundle import Options
from app.parameters.matching import cached, match
from app.testing import TestBot

FRUIT = ["apple", "pineapple", "apricot", "banana", "grape"]


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


async def shown(bot: TestBot, option: str, typed: str, **options: object) -> list[tuple[str, object]]:
    return [(choice.name, choice.value) for choice in await bot.autocomplete("eat", option, typed, **options)]


class Ask:
    """Would ask somebody."""

    async def convert(self, ctx: Context, value: str, /) -> str:
        raise AssertionError("not at a keystroke")


class Quick:
    """Says that it needs nothing but the text."""

    while_typing = True

    async def convert(self, ctx: Context, value: str, /) -> str:
        if value == "no":
            raise BadArgument("No.")
        return value.upper()


async def test_the_other_options_are_converted_where_that_asks_nobody(bot: TestBot) -> None:
    seen: dict[str, Any] = {}

    async def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
        seen.clear()
        seen.update(ctx.options)
        return [value]

    @bot.bot.slash_command("eat", description="Eat something.")
    async def eat(
        ctx: CommandContext,
        what: Annotated[str, Option(autocomplete=suggest)],
        colour: Colour | None,
        message: Message | None,
        when: dt.datetime | None,
        big: Annotated[int, Option(max=2**60)] = 0,
        upper: Annotated[str, str.upper] = "",
        asked: Annotated[str, Ask] = "",
        quick: Annotated[str, Quick] = "",
    ) -> str:
        return what

    given = {"colour": "#f00", "message": "1/5", "when": "half typ", "big": "7", "upper": "a", "asked": "b"}
    await shown(bot, "what", "x", quick="c", **given)

    assert seen == {
        "colour": Colour(0xFF0000),
        "message": "1/5",
        "when": "half typ",
        "big": 7,
        "upper": "A",
        "asked": "b",
        "quick": "C",
    }
    assert bot.requests == []
    await shown(bot, "what", "x", quick="no")
    assert seen == {"quick": "no"}


@pytest.mark.seed("N76", "N77")
async def test_the_option_that_is_typed_is_found_among_several(bot: TestBot) -> None:
    @bot.bot.slash_command("eat", description="Eat something.")
    async def eat(ctx: CommandContext, what: str, how: str = "", much: int = 1) -> str:
        return what

    @eat.autocomplete("what")
    async def suggest_what(ctx: AutocompleteContext, value: str) -> list[Choice]:
        return [Choice("Apple", "a")]

    @eat.autocomplete("how")
    async def suggest_how(ctx: AutocompleteContext, value: str) -> list[Choice]:
        return [Choice("Raw", "r"), Choice(f"With {ctx.options['what']}", "w")]

    assert await shown(bot, "what", "x") == [("Apple", "a")]
    assert await shown(bot, "how", "x", what="tea") == [("Raw", "r"), ("With tea", "w")]


async def test_options_of_a_bundle_are_completed_by_their_names(bot: TestBot) -> None:
    def suggest_size(ctx: AutocompleteContext, value: str) -> list[int]:
        return [10, ctx.options["number"]]

    class Page(Options):
        """Which part of a list to show."""

        number: int = 1
        size: Annotated[int, Option(autocomplete=suggest_size)] = 10
        sort: str = ""

    @bot.bot.slash_command("eat", description="Eat something.")
    async def eat(ctx: CommandContext, page: Page) -> str:
        return str(page.size)

    @eat.autocomplete("sort")
    def suggest_sort(ctx: AutocompleteContext, value: str) -> list[str]:
        return [f"{value}!"]

    assert await shown(bot, "size", "1", number=7) == [("10", 10), ("7", 7)]
    assert await shown(bot, "sort", "up") == [("up!", "up!")]
    assert (await bot.slash("eat", size=3)).content == "3"


async def test_what_a_converter_makes_is_suggested_as_its_text(bot: TestBot) -> None:
    @bot.bot.slash_command("eat", description="Eat something.")
    async def eat(
        ctx: CommandContext,
        colour: Annotated[Colour, Option(autocomplete=lambda ctx, value: [("Red", Colour(0xFF0000)), "blue"])],
    ) -> str:
        return str(colour)

    assert await shown(bot, "colour", "r") == [("Red", "#ff0000"), ("blue", "blue")]
    assert (await bot.slash("eat", colour="#ff0000")).content == "#ff0000"


async def test_integers_are_suggested_as_the_text_that_they_travel_as(bot: TestBot) -> None:
    @bot.bot.slash_command("eat", description="Eat something.")
    async def eat(
        ctx: CommandContext,
        big: Annotated[int, Option(max=2**60, autocomplete=lambda ctx, value: [2**60, ("one", 1)])] = 0,
        whose: Annotated[Snowflake, Option(autocomplete=lambda ctx, value: [Snowflake(5)])] = Snowflake(0),  # noqa: B008
    ) -> str:
        return f"{big} {whose}"

    assert await shown(bot, "big", "1") == [(str(2**60), str(2**60)), ("one", "1")]
    assert await shown(bot, "whose", "1") == [("5", "5")]
    assert (await bot.slash("eat", big=str(2**60), whose="5")).content == f"{2**60} 5"


async def test_matches_of_a_source_that_never_changes_are_asked_for_once(bot: TestBot) -> None:
    asked = []

    @cached
    def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
        asked.append(value)
        return match(value, FRUIT)

    @bot.bot.slash_command("eat", description="Eat something.")
    async def eat(ctx: CommandContext, what: Annotated[str, Option(autocomplete=suggest)]) -> str:
        return what

    expected = [("apple", "apple"), ("apricot", "apricot"), ("pineapple", "pineapple"), ("grape", "grape")]
    assert await shown(bot, "what", "ap") == expected
    assert [choice.name for choice in await bot.actor("Ida").autocomplete("eat", "what", "ap")] == [
        name for name, _ in expected
    ]
    assert asked == ["ap"]


async def test_what_is_kept_may_have_dependencies(bot: TestBot) -> None:
    class Table:
        fruit = FRUIT

    bot.provide(Table, Table())

    @bot.bot.slash_command("eat", description="Eat something.")
    async def eat(ctx: CommandContext, what: str) -> str:
        return what

    @eat.autocomplete("what")
    @cached
    async def suggest(ctx: AutocompleteContext, value: str, table: Table) -> list[str]:
        return match(value, table.fruit)

    assert await shown(bot, "what", "ban") == [("banana", "banana")]
