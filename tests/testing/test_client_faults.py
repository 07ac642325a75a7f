"""What goes wrong between the bot and Discord, as a test wants it."""

from app.context.command import CommandContext
from app.testing import TestBot
from tests.given import use


async def report(ctx: CommandContext) -> None:
    await ctx.respond("begun")
    await ctx.edit("done")


async def test_a_fault_is_met_as_often_as_it_is_wanted() -> None:
    bot = TestBot(None)
    fault = bot.faults.add("PATCH", "/webhooks/*", status=502, times=2)
    result = await use(bot, report)

    assert (result.content, result.history) == ("done", ["begun"])
    assert (fault.met, fault.left) == (2, 0)


async def test_what_takes_effect_though_its_answer_is_lost_is_seen() -> None:
    bot = TestBot(None)
    bot.faults.add("PATCH", "/webhooks/*", breaks=True, takes_effect=True)

    assert (await use(bot, report)).content == "done"


async def test_faults_are_gone_when_they_are_cleared() -> None:
    bot = TestBot(None)
    bot.faults.ban()
    bot.faults.clear()
    result = await use(bot, report)

    assert result.content == "done"


async def test_the_webhook_may_be_late_after_a_deferral() -> None:
    bot = TestBot(None)
    bot.discord.webhook_lag = 2.0

    async def handler(ctx: CommandContext) -> str:
        await ctx.defer()
        return "done"

    assert (await use(bot, handler)).content == "done"
    assert any("10015" in text for record in bot.discord.interactions.values() for _, text in record.timeline)


async def test_a_wrong_signature_is_refused() -> None:
    bot = TestBot(None)

    assert (await bot.discord.ping()).ok
    forged = await bot.discord.ping(forged=True)
    assert (forged.ok, forged.status) == (True, 401)
