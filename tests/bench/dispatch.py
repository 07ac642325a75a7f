"""
How long dispatch alone takes: from a decoded interaction to the author's callback, and on to the first response.

    make bench

Everything is measured in turns within one run, against the check of one
signature, since machines differ and are noisy: the ratios are what counts.
"""

import asyncio
import statistics
import time
from collections.abc import Callable
from typing import Annotated

import orjson

from app.bot import Bot
from app.checks.cooldowns import cooldown
from app.context.command import CommandContext
from app.context.courier import Dispatched
from app.models.interaction import Interaction, decode_interaction
from app.parameters.option import Option
from app.settings import Settings
from app.signature.verifier import verify
from app.stores.base import Store
from tests.server.interactions import command
from tests.signature.signing import KEY, NOW, PUBLIC_KEY, signed

ROUNDS = 60
CALLS = 200

called: list[float] = []


def make_bot() -> Bot:
    """Make a bot with a plain command, and one that has a check, a cooldown and a dependency."""
    bot = Bot(Settings(public_key=PUBLIC_KEY))

    @bot.slash_command("roll", description="Roll some dice.")
    async def roll(
        ctx: CommandContext,
        dice: Annotated[int, Option("How many dice", min=1, max=20)] = 1,
        sides: Annotated[int, Option("Sides of each die", min=2, max=1000)] = 6,
    ) -> str:
        called.append(time.perf_counter())
        return "rolled"

    @bot.slash_command("full", description="Do everything.")
    @cooldown(1_000_000_000, per=3600.0)
    async def full(ctx: CommandContext, store: Store, text: str, often: int = 1) -> str:
        called.append(time.perf_counter())
        return "done"

    @full.check
    async def everybody(ctx: CommandContext) -> bool:
        return True

    @full.before_invoke
    async def before(ctx: CommandContext) -> None: ...

    return bot


def body_of(name: str, **options: object) -> bytes:
    """Return the body of an interaction that uses a command."""
    payload = orjson.loads(command(name))
    kinds = {int: 4, str: 3}
    payload["data"]["options"] = [
        {"name": option, "type": kinds[type(value)], "value": value} for option, value in options.items()
    ]
    return orjson.dumps(payload)


async def dispatch_all(bot: Bot, interactions: list[Interaction]) -> tuple[float, float]:
    """Dispatch interactions one by one; returns seconds until the callback, and until the response, for one."""
    loop = asyncio.get_running_loop()
    to_callback = to_response = 0.0
    for interaction in interactions:
        began = time.perf_counter()
        done: Dispatched = await bot.dispatcher.dispatch(interaction, loop.time())
        to_response += time.perf_counter() - began
        to_callback += called.pop() - began
        if done.delivery is not None:
            done.delivery.left()
        if done.after is not None:
            await done.after
    return to_callback / len(interactions), to_response / len(interactions)


def timed(call: Callable[[], object]) -> float:
    """Return the seconds that one of many calls takes."""
    began = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - began) / CALLS


async def main() -> None:
    """Measure in turns, and print medians."""
    bot = make_bot()
    bodies = {"roll": body_of("roll", dice=2, sides=20), "full": body_of("full", text="hello", often=2)}
    taken: dict[str, list[float]] = {}
    headers = signed(bodies["roll"])
    keys = [KEY.verify_key]
    for _ in range(ROUNDS):
        check = timed(lambda: verify(bodies["roll"], headers, keys=keys, now=float(NOW), window=300.0))
        taken.setdefault("one signature check", []).append(check)
        taken.setdefault("decoding", []).append(timed(lambda: decode_interaction(bodies["roll"])))
        for name, body in bodies.items():
            interactions = [decode_interaction(body) for _ in range(CALLS)]
            to_callback, to_response = await dispatch_all(bot, interactions)
            taken.setdefault(f"/{name}: to the callback", []).append(to_callback)
            taken.setdefault(f"/{name}: to the response", []).append(to_response)
    base = statistics.median(taken["one signature check"])
    for what, seconds in taken.items():
        median = statistics.median(seconds)
        print(f"{what:28} {median * 1e6:8.1f} µs   {median / base:5.2f} of a signature check")
    await bot.close()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
