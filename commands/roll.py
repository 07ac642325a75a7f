"""Dice: typed options, a cooldown, and a button that carries its state."""

import random
from typing import Annotated

from app import CommandContext, ComponentContext, Option, Reply, Update, button, cooldown, slash_command
from app.models import ActionRow


def throw(dice: int, sides: int) -> str:
    rolls = [random.randint(1, sides) for _ in range(dice)]
    return f"{dice}d{sides}: {' + '.join(map(str, rolls))} = **{sum(rolls)}**"


@button(label="Roll again")
async def again(ctx: ComponentContext, dice: int, sides: int) -> Update:
    """The numbers travel in the button's custom_id, so a restart loses nothing."""
    return Update(throw(dice, sides))


@slash_command
@cooldown(5, per=10.0)
async def roll(
    ctx: CommandContext,
    dice: Annotated[int, Option("How many dice", min=1, max=20)] = 1,
    sides: Annotated[int, Option("Sides of each die", min=2, max=1000)] = 6,
) -> Reply:
    """Roll some dice."""
    return Reply(throw(dice, sides), components=[ActionRow(again.button(dice=dice, sides=sides))])
