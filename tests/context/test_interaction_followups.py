"""Followups: how many, in which order, and what becomes of those that do not get there."""

import asyncio
from typing import Any

import pytest

from app.context.command import CommandContext
from app.errors import AnswerInvalid, BadRequest, RestError
from app.models.command import IntegrationType
from app.simulator.lifecycle import FOLLOWUP_LIMIT
from app.testing import Result, TestBot
from tests.given import Handler, given_bot, newest, sent

HOSTS = [("stays", "task"), ("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")]
SIXTH = r"is followup 6, and Discord takes 5 where only the user has installed the application"


async def use(
    bot: TestBot, handler: Handler, *, installed_by: IntegrationType = IntegrationType.user_install
) -> Result:
    """Use a command that only the user has installed, or only the server."""

    @bot.bot.slash_command("try", description="Try it.", integration_types=[installed_by])
    async def command(ctx: CommandContext) -> Any:
        return await handler(ctx)

    return await bot.slash("try")


async def test_where_the_server_has_installed_it_there_is_no_limit() -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("0")
        for number in range(1, 12):
            await ctx.followup(str(number))

    result = await use(given_bot(), handler, installed_by=IntegrationType.guild_install)

    assert result.texts() == [str(number) for number in range(12)]


@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_send_counts_and_edits_and_reads_do_not(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)

    async def handler(ctx: CommandContext) -> None:
        for number in range(6):
            await ctx.send(str(number))
        await ctx.edit("edited")
        await ctx.original()
        with pytest.raises(AnswerInvalid, match=rf"^ctx\.send\(\) {SIXTH}"):
            await ctx.send("one too many")

    result = await use(bot, handler)

    assert result.texts() == ["edited", "1", "2", "3", "4", "5"]
    assert newest(bot).followups_sent == FOLLOWUP_LIMIT


async def test_the_one_that_completes_a_deferral_is_no_followup() -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        for number in range(6):
            await ctx.followup(str(number))
        with pytest.raises(AnswerInvalid, match=SIXTH):
            await ctx.followup("one too many")

    assert (await use(bot, handler)).texts() == ["0", "1", "2", "3", "4", "5"]


async def test_the_private_one_that_takes_the_place_of_a_public_thinking_is_one() -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        await ctx.respond("private", ephemeral=True)
        for number in range(1, 5):
            await ctx.followup(str(number))
        with pytest.raises(AnswerInvalid, match=SIXTH):
            await ctx.followup("one too many")

    await use(bot, handler)

    assert newest(bot).followups_sent == FOLLOWUP_LIMIT
    assert bot.discord.violations == []


@pytest.mark.parametrize("fault", [{"status": 400, "body": {"code": 50035, "message": "no"}}, {"breaks": True}])
async def test_what_did_not_get_there_is_not_counted(fault: dict[str, Any]) -> None:
    bot = given_bot()
    bot.discord.faults.add("POST", "/webhooks/*", times=3, **fault)

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("0")
        for _ in range(3):
            with pytest.raises(RestError):
                await ctx.followup("lost")
        for number in range(1, 6):
            await ctx.followup(str(number))

    assert (await use(bot, handler)).texts() == ["0", "1", "2", "3", "4", "5"]


async def test_what_is_refused_here_is_not_counted() -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("0")
        for _ in range(7):
            with pytest.raises(AnswerInvalid, match="cannot be sent"):
                await ctx.followup("x" * 2001)
        for number in range(1, 6):
            await ctx.followup(str(number))

    assert len((await use(given_bot(), handler)).texts()) == 6


async def test_all_at_once_are_counted_before_they_have_arrived() -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("0")
        ends = await asyncio.gather(*(ctx.followup(str(number)) for number in range(9)), return_exceptions=True)
        assert [type(end).__name__ for end in ends] == ["Message"] * 5 + ["AnswerInvalid"] * 4

    assert len((await use(given_bot(), handler)).texts()) == 6


async def test_discords_own_count_is_believed() -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("0")
        newest(bot).followups_sent = FOLLOWUP_LIMIT
        with pytest.raises(BadRequest) as caught:
            await ctx.followup("1")
        assert caught.value.code == 40094

    assert (await use(bot, handler)).texts() == ["0"]


@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_they_keep_their_order_behind_a_slow_first_response(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)
    bot.discord.faults.add("POST", "*/callback", delay=0.7)
    bot.discord.webhook_lag = 2.0

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        for number in range(5):
            await ctx.followup(str(number))

    assert (await use(bot, handler)).texts() == ["0", "1", "2", "3", "4"]
    assert [method for method, path in sent(bot) if path == "/messages/@original"][:1] == ["PATCH"]
