"""Slow work: a deferral, progress by edits, and a file at the end."""

import asyncio
import csv
import io
import random
from typing import Annotated

from app import CommandContext, Option, slash_command
from app.models import File

STEPS = 4


@slash_command
async def simulate(
    ctx: CommandContext, throws: Annotated[int, Option("How many throws", min=1, max=10_000)] = 1000
) -> None:
    """Throw two dice again and again, and count."""
    await ctx.defer()
    counts = dict.fromkeys(range(2, 13), 0)
    for step in range(STEPS):
        await asyncio.sleep(1)  # Stands for work that takes its time.
        for _ in range(throws * step // STEPS, throws * (step + 1) // STEPS):
            counts[random.randint(1, 6) + random.randint(1, 6)] += 1
        await ctx.edit(f"{(step + 1) * 100 // STEPS} % …")

    table = io.StringIO()
    csv.writer(table).writerows([("sum", "count"), *counts.items()])
    likeliest = max(counts, key=lambda total: counts[total])
    file = File("throws.csv", table.getvalue().encode(), description="How often each sum was thrown")
    await ctx.edit(f"{throws} throws: {likeliest} came most often.", files=[file])
