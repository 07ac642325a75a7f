"""Opening an Activity, as the author of a bot tests it."""

import pytest

from app.context.command import CommandContext
from app.errors import CommandNotFound
from app.models.flags import Permissions
from app.models.response import LaunchActivity
from app.testing import TestBot


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


async def test_an_actor_opens_the_activity_and_a_message_is_none(bot: TestBot) -> None:
    @bot.bot.entry_point_command
    async def launch(ctx: CommandContext) -> LaunchActivity | str:
        return "Staff alone." if ctx.user.username != bot.user.username else LaunchActivity()

    ida = bot.actor("Ida")

    assert (await bot.entry_point()).launched
    refused = await ida.entry_point()
    assert (refused.launched, refused.content) == (False, "Staff alone.")


async def test_discord_offers_it_to_those_who_may_use_it(bot: TestBot) -> None:
    bot.bot.entry_point_command("launch", handler="discord", default_member_permissions=Permissions.kick_members)
    olga = bot.actor("Olga", permissions=Permissions.kick_members)

    assert (await olga.entry_point()).launched
    with pytest.raises(ValueError, match="may not use launch"):
        await bot.entry_point()


async def test_a_bot_without_one_says_what_there_is(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Roll.")
    async def roll(ctx: CommandContext) -> str:
        return "6"

    with pytest.raises(CommandNotFound, match="entry point; there are: roll"):
        await bot.entry_point()


async def test_it_can_be_taken_away_and_declared_anew(bot: TestBot) -> None:
    first = bot.bot.entry_point_command("launch", handler="discord")
    assert (await bot.entry_point()).launched
    bot.bot.remove(first)
    with pytest.raises(CommandNotFound):
        await bot.entry_point()

    @bot.bot.entry_point_command("launch again")
    async def again(ctx: CommandContext) -> str:
        return "Again."

    assert (await bot.entry_point()).content == "Again."
