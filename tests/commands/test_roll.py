import pytest

from app import CommandContext, ComponentContext
from app.testing import TestBot
from commands.roll import again, roll


async def test_rolls_as_many_dice_as_asked_for(bot: TestBot) -> None:
    result = await bot.slash("roll", dice=3, sides=8)

    rolls, total = result.content.removeprefix("3d8: ").split(" = ")
    assert total == f"**{sum(map(int, rolls.split(' + ')))}**"
    assert len(rolls.split(" + ")) == 3


async def test_rolls_one_die_of_six_sides_unless_told_otherwise(bot: TestBot) -> None:
    result = await bot.slash("roll")

    assert result.content.startswith("1d6: ")


async def test_rolling_again_keeps_the_dice_and_the_message(bot: TestBot) -> None:
    first = await bot.slash("roll", dice=3, sides=8)
    second = await first.click("Roll again")

    assert second.content.startswith("3d8: ")
    assert first.content == second.content


async def test_anybody_can_roll_again(bot: TestBot) -> None:
    first = await bot.slash("roll", dice=2)
    second = await first.click("Roll again", by=bot.actor("Ida"))

    assert second.content.startswith("2d6: ")


async def test_discord_refuses_too_many_dice(bot: TestBot) -> None:
    with pytest.raises(ValueError, match="dice"):
        await bot.slash("roll", dice=21)


async def test_the_handlers_are_plain_functions(bot: TestBot) -> None:
    reply = await roll(bot.context(CommandContext), dice=2, sides=2)
    update = await again(bot.context(ComponentContext), dice=4, sides=1)

    assert reply.content is not None
    assert reply.content.startswith("2d2: ")
    assert update.content == "4d1: 1 + 1 + 1 + 1 = **4**"


async def test_nobody_rolls_more_than_five_times_in_ten_seconds(bot: TestBot) -> None:
    for _ in range(5):
        await bot.slash("roll")

    refused = await bot.slash("roll")
    assert refused.content == "You have used this too often. Try again in 10 seconds."
    assert refused.ephemeral
    assert (await bot.actor("Ida").slash("roll")).content.startswith("1d6")

    bot.clock.advance(10)
    assert (await bot.slash("roll")).content.startswith("1d6")
