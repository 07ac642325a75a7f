"""Suggestions on a host that holds responses back until all is done."""

import asyncio

import pytest

from app.context.autocomplete import AutocompleteContext
from app.context.command import CommandContext
from app.testing import TestBot
from tests.given import given_bot, newest


def given(seconds: float) -> TestBot:
    """Make a bot whose source of suggestions is slow, and as slow to end."""
    bot = given_bot(host="buffers", background="callback")

    async def suggest(ctx: AutocompleteContext, typed: str) -> list[str]:
        try:
            await asyncio.sleep(seconds)
        finally:
            await asyncio.sleep(seconds)
        return ["late"]

    @bot.bot.slash_command("find", description="Find it.")
    async def find(ctx: CommandContext, name: str) -> str:
        return name

    find.autocomplete("name")(suggest)
    return bot


async def test_an_empty_list_does_not_wait_for_a_source_that_takes_long_to_end() -> None:
    bot = given(4)

    assert await bot.autocomplete("find", "name", "a") == []
    assert newest(bot).answered_by == "callback"

    await newest(bot).until(lambda one: one.status is not None, within=60)
    assert (newest(bot).status, bot.left_behind, bot.discord.violations) == (202, [], [])


@pytest.mark.parametrize("seconds", [0.0, 0.5])
async def test_suggestions_in_time_go_out_inline(seconds: float) -> None:
    bot = given(seconds)

    assert [choice.name for choice in await bot.autocomplete("find", "name", "a")] == ["late"]
    assert (newest(bot).answered_by, newest(bot).status) == ("response", 200)
