"""Suggestions are for those who may use the command, and come in time whatever the author's code does behind them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import pytest

from app.checks.builtin import has_permissions
from app.context.autocomplete import AutocompleteContext
from app.context.command import CommandContext
from app.models.flags import Permissions
from app.parameters.option import Option
from app.testing import TestBot


async def secrets(ctx: AutocompleteContext, typed: str) -> list[str]:
    return ["secret"]


async def test_who_may_not_use_a_command_gets_no_suggestions(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    @bot.bot.slash_command(description="Look into a case.")
    @has_permissions(Permissions.ban_members)
    async def case(ctx: CommandContext, name: Annotated[str, Option(autocomplete=secrets)]) -> None: ...

    judge = bot.actor("Ida", permissions=Permissions.ban_members | Permissions.view_channel)

    assert await bot.actor("Eve").autocomplete("case", "name", "s") == []
    assert [choice.name for choice in await judge.autocomplete("case", "name", "s")] == ["secret"]
    assert not caplog.records


async def test_an_autocompleter_that_will_not_end_does_not_hold_up_the_answer(bot: TestBot) -> None:
    ended: list[float] = []

    async def stubborn(ctx: AutocompleteContext, typed: str) -> list[str]:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(5)
            ended.append(bot.clock.now())
        return []

    @bot.bot.slash_command(description="Look into a case.")
    async def case(ctx: CommandContext, name: Annotated[str, Option(autocomplete=stubborn)]) -> None: ...

    assert await bot.autocomplete("case", "name", "s") == []
    assert not ended
    await bot.settle()
    assert ended


async def test_a_dependency_that_ends_slowly_does_not_hold_up_the_answer(bot: TestBot) -> None:
    class Session: ...

    ended: list[str] = []

    async def open_session() -> AsyncIterator[Session]:
        yield Session()
        await asyncio.sleep(10)
        ended.append("session")

    async def suggest(ctx: AutocompleteContext, typed: str, session: Session) -> list[str]:
        return ["found"]

    suggest.__annotations__["session"] = Session
    bot.bot.provide(Session, open_session, scope="interaction")

    @bot.bot.slash_command(description="Look into a case.")
    async def case(ctx: CommandContext, name: Annotated[str, Option(autocomplete=suggest)]) -> None: ...

    assert [choice.name for choice in await bot.autocomplete("case", "name", "s")] == ["found"]
    assert not ended
    await bot.settle()
    assert ended == ["session"]
