"""Dice: typed options with limits and defaults, and a cooldown."""

import random
from typing import Annotated

from app import CommandContext, Option, Reply, cooldown, slash_command


def throw(dice: int, sides: int) -> str:
    rolls = [random.randint(1, sides) for _ in range(dice)]
    return f"{dice}d{sides}: {' + '.join(map(str, rolls))} = **{sum(rolls)}**"


@slash_command
@cooldown(5, per=10.0)
async def roll(
    ctx: CommandContext,
    dice: Annotated[int, Option("How many dice", min=1, max=20)] = 1,
    sides: Annotated[int, Option("Sides of each die", min=2, max=1000)] = 6,
) -> Reply:
    """Roll some dice."""
    return Reply(throw(dice, sides))
