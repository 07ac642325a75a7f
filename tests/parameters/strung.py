"""A handler of a module whose annotations are strings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from app.models.user import Member
from app.parameters.option import Option

if TYPE_CHECKING:
    from decimal import Decimal

    from app.context.command import CommandContext


class Database:
    """Something that nobody but the author knows."""


async def strung(
    ctx: CommandContext,
    db: Database,
    who: Member,
    how: Literal["gently", "hard"] = "gently",
    times: Annotated[int | None, Option("How often", min=1)] = None,
) -> None:
    """Poke somebody."""


async def unknown_at_run_time(ctx: object, price: Decimal) -> None:
    """Pay."""
