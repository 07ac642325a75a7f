"""How long a flow is kept, and whether the next version of the code can read it."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from app.bot import Bot
from app.components.button import button
from app.components.flow import KEPT_FOR, Flow
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.models.component import ActionRow
from app.models.response import Reply
from tests.components.flows import EXPIRED, OUTDATED, Count, changing, counting, told
from tests.components.processes import given_process, start_another


async def test_each_save_renews_the_time_and_a_look_does_not(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "app.context.drift")
    bot, _ = given_process(counting(changing(None)))
    shown = await bot.slash("try")
    for _ in range(3):
        bot.clock.advance(90)
        await shown.click("Use")
    bot.clock.advance(60)
    assert await told(shown) == "3"
    bot.clock.advance(41)

    over = await shown.click("Tell")

    assert (over.content, over.ephemeral) == (EXPIRED, True)
    (line,) = [record for record in caplog.records if record.name == "app.context.drift"]
    assert line.levelno == logging.INFO
    assert line.getMessage().endswith(": its Count has ended, or was not changed for 100 s")


async def test_a_flow_is_kept_for_a_day_unless_its_class_says_otherwise() -> None:
    class Plain(Flow):
        number: int = 0

    class Short(Count):
        more: int = 0

    class Long(Count, expires=1000.5):
        more: int = 0

    assert [one.__expires__ for one in (Plain, Count, Short, Long)] == [KEPT_FOR, 100, 100, 1000.5]


async def test_a_flow_can_be_saved_and_ended_by_the_command_that_began_it() -> None:
    begun: list[Count] = []

    def code(bot: Bot) -> None:
        @bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Reply:
            flow = await Count().begin(ctx)
            flow.number = 7
            await flow.save()
            begun.append(flow)
            return Reply("?", components=[ActionRow(tell.button(flow))])

        @bot.button
        async def tell(ctx: ComponentContext, flow: Count) -> str:
            return f"{flow.number}"

    bot, _ = given_process(code)
    shown = await bot.slash("try")

    assert await told(shown) == "7"
    await begun[0].end()
    assert await told(shown) == EXPIRED


# ── after a deployment ──


def version(kind: type[Any]) -> Callable[[Bot], None]:
    """Declare `/try` and its button with one version of a flow."""

    def code(bot: Bot) -> None:
        async def tell(ctx: ComponentContext, flow: Any) -> str:
            return f"{flow}"

        tell.__annotations__["flow"] = kind
        handler = button(tell)

        @bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Reply:
            return Reply("?", components=[ActionRow(handler.button(await kind(number=5).begin(ctx)))])

        bot.add(handler)

    return code


def flow_of(name: str, **annotations: Any) -> type[Flow]:
    """Make a class of flow; a pair is a type with a default."""
    body: dict[str, Any] = {"__annotations__": {}, "__module__": __name__, "__qualname__": name}
    for key, said in annotations.items():
        body["__annotations__"][key] = said[0] if isinstance(said, tuple) else said
        if isinstance(said, tuple):
            body[key] = said[1]
    return type(name, (Flow,), body)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        pytest.param(flow_of("Order", number=int, more=(list[int], [])), "Order(number=5, more=[])", id="more"),
        pytest.param(flow_of("Order", more=(str, "x")), "Order(more='x')", id="other attributes"),
        pytest.param(flow_of("Order", number=float), "Order(number=5.0)", id="a type that takes it"),
        pytest.param(flow_of("Order", number=int, more=str), OUTDATED, id="more, without a default"),
        pytest.param(flow_of("Order", number=str), OUTDATED, id="another type"),
        pytest.param(flow_of("Booking", number=int), OUTDATED, id="another class"),
    ],
)
async def test_a_flow_is_read_by_the_next_version_or_its_users_are_told(
    changed: type[Flow], text: str, caplog: pytest.LogCaptureFixture
) -> None:
    bot, store = given_process(version(flow_of("Order", number=int)))
    shown = await bot.slash("try")
    start_another(bot, version(changed), store)

    assert (await shown.click("Tell")).content == text
    assert len([one for one in caplog.records if one.levelno >= logging.WARNING]) == (text == OUTDATED)
