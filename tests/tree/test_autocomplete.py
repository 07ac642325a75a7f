"""Suggestions while a user types, through the whole bot."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest

from app import AutocompleteContext, Choice, CommandContext, Option, Store
from app.errors import OptionUnsupported, ProviderMissing
from app.models import Role
from app.testing import TestBot

FRUIT = ["apple", "apricot", "banana"]


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


def declare(bot: TestBot, suggest: Any, kind: Any = str) -> None:
    @bot.bot.slash_command("eat", description="Eat something.")
    async def eat(ctx: CommandContext, what: Annotated[kind, Option(autocomplete=suggest)], much: int = 1) -> str:
        return f"{what}!"


async def shown(bot: TestBot, typed: str, **options: object) -> list[tuple[str, object]]:
    return [(choice.name, choice.value) for choice in await bot.autocomplete("eat", "what", typed, **options)]


async def test_suggests_what_fits(bot: TestBot) -> None:
    async def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
        return [name for name in FRUIT if name.startswith(value)]

    declare(bot, suggest)

    assert await shown(bot, "ap") == [("apple", "apple"), ("apricot", "apricot")]
    assert (await bot.slash("eat", what="anything else")).content == "anything else!"


@pytest.mark.parametrize(
    "made",
    [
        pytest.param([Choice("Apple", "a"), Choice("Pear", "p")], id="choices"),
        pytest.param([("Apple", "a"), ("Pear", "p")], id="pairs"),
        pytest.param((name for name in [("Apple", "a"), ("Pear", "p")]), id="a generator"),
    ],
)
async def test_suggestions_may_have_names_of_their_own(bot: TestBot, made: Any) -> None:
    declare(bot, lambda ctx, value: made)

    assert await shown(bot, "") == [("Apple", "a"), ("Pear", "p")]


async def test_an_async_generator_is_asked_for_no_more_than_discord_shows(bot: TestBot) -> None:
    asked = []

    async def suggest(ctx: AutocompleteContext, value: str) -> AsyncIterator[str]:
        for number in range(1000):
            asked.append(number)
            yield f"number {number}"

    declare(bot, suggest)

    assert len(await shown(bot, "")) == 25
    assert len(asked) == 25


async def test_numbers_are_suggested_for_numbers(bot: TestBot) -> None:
    declare(bot, lambda ctx, value: [1, 2, "three", 4.5, True], int)

    assert await shown(bot, "") == [("1", 1), ("2", 2)]


async def test_what_discord_would_refuse_is_left_out_and_named(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    declare(bot, lambda ctx, value: ["", "x" * 101, "good", "good"])

    assert await shown(bot, "") == [("good", "good")]
    assert len([record for record in caplog.records if "would refuse" in record.getMessage()]) == 2


async def test_sees_the_other_options_converted(bot: TestBot) -> None:
    seen: dict[str, Any] = {}

    async def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
        seen.update(ctx.options)
        return [value]

    @bot.bot.slash_command("give", description="Give a role.")
    async def give(ctx: CommandContext, role: Role, why: Annotated[str, Option(autocomplete=suggest)] = "") -> str:
        return why

    await bot.autocomplete("give", "why", "be", role=bot.discord.world.role("Moderator"))

    assert isinstance(seen["role"], Role)
    assert "why" not in seen


async def test_takes_dependencies_behind_the_value(bot: TestBot) -> None:
    async def suggest(ctx: AutocompleteContext, value: str, store: Store) -> list[str]:
        return await store.get("fruit", list[str]) or ["nothing"]

    declare(bot, suggest)

    assert await shown(bot, "") == [("nothing", "nothing")]


async def test_is_declared_beside_the_command_too(bot: TestBot) -> None:
    @bot.bot.slash_command("eat", description="Eat something.")
    async def eat(ctx: CommandContext, what: str) -> str:
        return what

    @eat.autocomplete("what")
    def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
        return [value.upper()]

    assert await shown(bot, "pear") == [("PEAR", "PEAR")]


async def test_an_error_leaves_the_list_empty_and_one_record(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    async def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
        raise ValueError("no fruit today")

    declare(bot, suggest)

    assert await shown(bot, "a") == []
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == "/eat what: autocomplete failed"
    assert record.exc_info


async def test_what_takes_too_long_leaves_the_list_empty_in_time(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    ended = []

    async def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(asyncio.get_running_loop().time())
        return ["too late"]

    declare(bot, suggest)
    began = asyncio.get_running_loop().time()

    assert await shown(bot, "a") == []
    assert ended[0] - began == pytest.approx(2.5)
    assert "/eat what had no suggestions in time" in caplog.text


async def test_a_newer_keystroke_ends_the_older_one(bot: TestBot) -> None:
    finished = []

    async def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
        await asyncio.sleep(1)
        finished.append(value)
        return [value]

    declare(bot, suggest)
    older = asyncio.create_task(shown(bot, "a"))
    await asyncio.sleep(0.5)

    assert await shown(bot, "ap") == [("ap", "ap")]
    assert await older == []
    assert finished == ["ap"]


async def test_two_users_type_side_by_side(bot: TestBot) -> None:
    async def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
        await asyncio.sleep(1)
        return [ctx.user.display_name]

    declare(bot, suggest)
    ida = bot.actor("Ida")

    mine, hers = await asyncio.gather(shown(bot, "a"), ida.autocomplete("eat", "what", "a"))

    assert mine == [("Ben", "Ben")]
    assert [choice.name for choice in hers] == ["Ida"]


def test_what_cannot_be_completed_is_refused_at_load(bot: TestBot) -> None:
    with pytest.raises(OptionUnsupported, match="autocomplete is for text and numbers without choices"):
        declare(bot, lambda ctx, value: [], bool)
    with pytest.raises(OptionUnsupported, match="takes the context and the value"):
        declare(bot, lambda value: [])


def test_an_option_that_is_not_there_is_named(bot: TestBot) -> None:
    @bot.bot.slash_command("eat", description="Eat something.")
    async def eat(ctx: CommandContext, what: str) -> str:
        return what

    with pytest.raises(OptionUnsupported, match="there is no option 'who'; there are: what"):
        eat.autocomplete("who")(lambda ctx, value: [])


def test_a_dependency_that_nobody_provides_is_named_with_its_place(bot: TestBot) -> None:
    class Pantry:
        pass

    async def suggest(ctx: AutocompleteContext, value: str, pantry: Pantry) -> list[str]:
        return []

    declare(bot, suggest)

    with pytest.raises(ProviderMissing, match=r"test_autocomplete.py:\d+: autocomplete of /eat what: .*Pantry"):
        bot.bot.check_dependencies()
