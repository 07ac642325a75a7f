"""
How many interactions the testing kit simulates in a second, on one core.

    python -m tests.bench.testing

Each one goes its whole way: built by the simulated Discord, signed, through the
bot's ASGI application and the check of its signature to the author's callback,
and back to what the user sees. Whoever writes tests should not have to wait for
them: 300 in a second is the least.
"""

import asyncio
import itertools
import statistics
import time
from collections.abc import Awaitable, Callable

from app.testing import Result, TestBot, VirtualTimeLoop

ROUNDS = 10
CALLS = 100
LEAST = 300


async def rate(step: Callable[[], Awaitable[object]]) -> float:
    """Return how often a step can be taken in a second of the processor, whatever else the machine does meanwhile."""
    began = time.process_time()
    for _ in range(CALLS):
        await step()
    return CALLS / (time.process_time() - began)


async def main() -> None:
    """Measure in turns, and print medians."""
    bot = TestBot()
    rolled = await bot.slash("roll")
    crowd = itertools.cycle([bot.actor(f"guest {number}") for number in range(CALLS)])

    async def roll() -> None:
        # The tutorial's command has a cooldown; a refusal would be another, shorter way.
        bot.clock.advance(3)
        taken(await bot.slash("roll", dice=3, sides=8), "3d8: ")

    async def click() -> None:
        taken(await rolled.click("Roll again", by=next(crowd)), "1d6: ")

    async def fill_form() -> None:
        form = await bot.slash("feedback")
        taken(await form.submit(rating="Good", topics=["speed"], text="It answers at once."), "")

    steps = {"/roll": roll, "a click": click, "/feedback and its form (two)": fill_form}
    rates: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            rates[name].append(await rate(step) * (2 if step is fill_form else 1))
    for name, samples in rates.items():
        print(f"{name:32} {statistics.median(samples):7.0f} interactions per second; {LEAST} are the least")
    await bot.bot.close()


def taken(result: Result, begins: str) -> None:
    """See to it that a step has done what it was measured for."""
    if result.message is None or not result.content.startswith(begins):
        raise SystemExit(f"another answer than expected:\n{result}")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(main())
