"""
How long dispatch alone takes: from a decoded interaction to the author's callback, and on to the first response.

    make bench

Everything is measured in turns within one run, against the check of one
signature, since machines differ and are noisy: the ratios are what counts. A
button with three parameters of state stands beside a command with three
options: it is to cost no more.
"""

import asyncio
import datetime as dt
import io
import itertools
import logging
import statistics
import time
from collections.abc import Callable
from typing import Annotated, Any, Literal

import orjson

from app.bot import Bot
from app.checks.cooldowns import cooldown
from app.components.button import ButtonHandler, button
from app.components.form import Form
from app.components.modal import ModalHandler, modal
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.context.courier import Dispatched
from app.context.modal import ModalContext
from app.models.base import Snowflake, encode
from app.models.component import ActionRow
from app.models.interaction import Interaction, decode_interaction
from app.models.message import Message
from app.models.user import User
from app.parameters.option import Option
from app.server.endpoint import Endpoint
from app.settings import Settings
from app.signature.key_verifier import KeyVerifier
from app.stores.base import Store
from app.telemetry.logs import Handler, configure_logging
from app.telemetry.record import ANSWERED
from app.telemetry.telemetry import Telemetry
from tests.server.interactions import command
from tests.signature.signing import KEY, NOW, PUBLIC_KEY, Headers, forged, signed

ROUNDS = 60
CALLS = 200
USER = Snowflake(53908232506183680)
ENDS = "to the callback", "to the response"
FORMS = "console", "json"
BATCH = 100
"""Interactions whose lines are written at once: 2,000 a second."""
CHECK, THREE, BUTTON = "one signature check", "/three", "button"

called: list[float] = []


class Feedback(Form):
    text: str
    rating: Literal["good", "bad"]
    times: int
    day: dt.date
    again: bool = False


@button
async def again(ctx: ComponentContext, dice: int, sides: int, text: str) -> str:
    called.append(time.perf_counter())
    return "rolled"


@modal(title="Feedback")
async def feedback(ctx: ModalContext, form: Feedback, dice: int, sides: int, text: str) -> str:
    called.append(time.perf_counter())
    return "thanks"


def make_bot() -> Bot:
    """Make a bot with plain commands, one that has a check, a cooldown and a dependency, a button and a form."""
    bot = Bot(Settings(public_key=PUBLIC_KEY), now=lambda: NOW)
    bot.add(again)
    bot.add(feedback)

    @bot.slash_command("roll", description="Roll some dice.")
    async def roll(
        ctx: CommandContext,
        dice: Annotated[int, Option("How many dice", min=1, max=20)] = 1,
        sides: Annotated[int, Option("Sides of each die", min=2, max=1000)] = 6,
    ) -> str:
        called.append(time.perf_counter())
        return "rolled"

    @bot.slash_command("three", description="Roll some dice, and say why.")
    async def three(ctx: CommandContext, dice: int, sides: int, text: str) -> str:
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


def body_of_click(handler: ButtonHandler[..., Any], **state: object) -> bytes:
    """Return the body of an interaction that uses a button on a message."""
    made = handler.button(**state)
    message = Message(id=USER, channel_id=USER, author=User(id=USER, username="postern"), components=(ActionRow(made),))
    data = {"custom_id": made.custom_id, "component_type": 2, "id": 2}
    return command(type=3, data=data, message=orjson.loads(encode(message)))


def body_of_form(handler: ModalHandler[Any, ..., Any], **state: object) -> bytes:
    """Return the body of an interaction that sends a form with five fields."""
    entered = {"text": (4, "It broke."), "rating": (21, "good"), "times": (4, "2"), "day": (4, "2026-11-21")}
    fields = [{"type": kind, "custom_id": name, "value": value} for name, (kind, value) in entered.items()]
    fields.append({"type": 23, "custom_id": "again", "value": True})
    labels = [{"type": 18, "id": number, "component": field} for number, field in enumerate(fields, 1)]
    made = handler.modal(**state)
    return command(type=5, data={"custom_id": made.custom_id, "components": labels})


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


def telling(form: str, *, metrics: bool = False) -> Callable[[], object]:
    """Return what tells operators of one interaction: its record, its line in a batch, its numbers."""
    configure_logging("info", form)
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, Handler)
    telemetry, count, now = Telemetry(metrics), itertools.count(10**18), asyncio.get_running_loop().time()

    def tell() -> None:
        record = telemetry.begin(next(count), now, 0.0, 0.00006)
        record.handler, record.is_declared, record.outcome = "/roll", True, ANSWERED
        record.end(now + 0.002)
        record.left(now + 0.003)
        if telemetry.journal.waiting >= BATCH:
            logging.getLogger().handlers[:] = [handler]
            handler.setStream(io.StringIO())
            telemetry.flush()

    return tell


def refusing(endpoint: Endpoint, body: bytes, sent: Headers) -> Callable[[], object]:
    """Return what refuses a request of a stranger's, from the endpoint on: a thousand a second are to cost little."""
    now = asyncio.get_running_loop().time()

    def refuse() -> None:
        handling = endpoint.handle(body, sent, now)
        try:
            handling.send(None)
        except StopIteration as done:
            assert done.value.status == 401

    return refuse


def timed(call: Callable[[], object]) -> float:
    """Return the seconds that one of many calls takes."""
    began = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - began) / CALLS


async def main() -> None:
    """Measure in turns, and print medians."""
    bot = make_bot()
    state: dict[str, Any] = {"dice": 2, "sides": 20, "text": "hello"}
    bodies = {
        "/roll": body_of("roll", dice=2, sides=20),
        "/full": body_of("full", text="hello", often=2),
        THREE: body_of("three", **state),
        BUTTON: body_of_click(again, **state),
        "form": body_of_form(feedback, **state),
    }
    headers, verifier = signed(bodies["/roll"]), KeyVerifier([bytes(KEY.verify_key)])
    endpoint = bot.endpoint()
    alone: dict[str, Callable[[], object]] = {
        CHECK: lambda: verifier.verify(bodies["/roll"], headers, float(NOW)),
        "decoding /roll": lambda: decode_interaction(bodies["/roll"]).command,
        "decoding the button": lambda: decode_interaction(bodies[BUTTON]).component,
        "decoding the form": lambda: decode_interaction(bodies["form"]).modal,
        "building the button": lambda: again.button(2, 20, "hello"),
        "building the form": lambda: feedback.modal(2, 20, "hello"),
        **{f"telling of it, {form}": telling(form) for form in FORMS},
        "telling of it, and metrics": telling("console", metrics=True),
        "refusing a forgery": refusing(endpoint, bodies["/roll"], forged(bodies["/roll"])),
        "refusing garbage": refusing(endpoint, b"garbage", []),
    }
    ways = [f"{name}: {end}" for name in bodies for end in ENDS]
    taken: dict[str, list[float]] = {what: [] for what in (*alone, *ways)}
    for number in range(ROUNDS):
        for what, call in alone.items():
            taken[what].append(timed(call))
        # Now one first and now the other: what comes behind finds another's things in the processor's memory.
        for name, body in sorted(bodies.items(), reverse=number % 2 == 0):
            interactions = [decode_interaction(body) for _ in range(CALLS)]
            for end, seconds in zip(ENDS, await dispatch_all(bot, interactions), strict=True):
                taken[f"{name}: {end}"].append(seconds)
    base = statistics.median(taken[CHECK])
    for what, samples in taken.items():
        median = statistics.median(samples)
        print(f"{what:28} {median * 1e6:8.1f} µs   {median / base:5.2f} of a signature check")
    print("A button with three parameters of state, to a command with three options:")
    for end in ENDS:
        # Of each round by itself: what slows one down slows both.
        pairs = zip(taken[f"{BUTTON}: {end}"], taken[f"{THREE}: {end}"], strict=True)
        print(f"  {end:28} {statistics.median(one / other for one, other in pairs):5.2f}")
    await bot.close()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
