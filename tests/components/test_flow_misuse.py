"""Flows that cannot work: what the author is told, and where."""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from app.components.button import ButtonHandler, button
from app.components.flow import Flow
from app.context.component import ComponentContext
from app.errors import AppError, DefinitionError, StoreError
from app.models.response import Update
from app.providers import provided
from app.testing import TestBot
from tests.components.processes import given_process
from tests.context.clicks import answered, click, place_message, texts

if TYPE_CHECKING:
    from decimal import Decimal as Missing


class Order(Flow):
    number: int = 0


class Larger(Order):
    more: int = 0


@button
async def use(ctx: ComponentContext, order: Order) -> None: ...


def declare(annotation: Any, default: Any = ...) -> ButtonHandler[..., Any]:
    async def handler(ctx: ComponentContext, order: Any) -> None: ...

    async def with_default(ctx: ComponentContext, order: Any = default) -> None: ...

    declared = handler if default is ... else with_default
    declared.__annotations__["order"] = annotation
    return button(declared)


class Lists(Flow):
    mixed: list[int] | set[int] = dataclasses.field(default_factory=list)


class Unimported(Flow):
    number: "Missing"


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        pytest.param(lambda: declare(Order, None), "no default, and no None: order: Order", id="None"),
        pytest.param(lambda: declare(Order | None), "no default, and no None: order: Order", id="or None"),
        pytest.param(lambda: declare(Order, Order()), "no default, and no None: order: Order", id="a default"),
        pytest.param(lambda: declare(Order | int), "cannot travel in a custom_id", id="a union"),
        pytest.param(lambda: declare(list[Order]), "cannot travel in a custom_id", id="a list"),
        pytest.param(lambda: declare(Flow), "cannot travel in a custom_id", id="Flow itself"),
        pytest.param(lambda: declare(Lists), "flow Lists cannot be kept: Type unions may not", id="a type"),
        pytest.param(lambda: declare(Unimported), "names 'Missing', which is not imported", id="not imported"),
    ],
)
def test_a_handler_that_cannot_take_it_is_refused(declared: Callable[[], object], why: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        declared()

    assert why in caught.value.why
    assert caught.value.where.partition(":")[0] == __file__


@pytest.mark.parametrize("expires", [0, -1, float("inf"), float("nan")])
def test_a_time_that_is_none_is_refused(expires: float) -> None:
    with pytest.raises(DefinitionError, match="flow Short: expires is a number of seconds above 0") as caught:

        class Short(Flow, expires=expires):
            number: int = 0

    assert caught.value.where.partition(":")[0] == __file__


async def test_a_component_is_built_of_a_flow_that_was_begun_and_goes_on() -> None:
    bot, _ = given_process(lambda bot: bot.add(use))
    ctx = bot.context(ComponentContext)
    larger, ended = await Larger().begin(ctx), await Order().begin(ctx)
    await ended.end()

    with pytest.raises(ValueError, match=r"use\.button\(\): order was not begun, .*: begun = await Order\(…\)"):
        use.button(Order())
    with pytest.raises(ValueError, match=r"use\.button\(\): order has ended"):
        use.button(ended)
    for other in (larger, 7, None):
        with pytest.raises(TypeError, match=r"use\.button\(\): order is a flow of class Order, not "):
            use.button(other)  # type: ignore[arg-type]


async def test_a_flow_is_begun_once_and_nothing_is_done_to_one_that_is_over() -> None:
    bot, _ = given_process(lambda bot: None)
    ctx = bot.context(ComponentContext)
    order = Order()
    for act in (order.save, order.end):
        with pytest.raises(AppError, match=r"this Order was not begun, so that nothing is kept of it"):
            await act()
    assert await order.begin(ctx) is order
    with pytest.raises(AppError, match="this Order was begun already"):
        await order.begin(ctx)
    await order.end()

    for act in (order.save, order.end):
        with pytest.raises(AppError, match="this Order has ended"):
            await act()


async def test_what_a_flow_cannot_hold_is_refused_when_it_is_saved() -> None:
    bot, _ = given_process(lambda bot: None)
    order = Order()
    order.number = "many"  # type: ignore[assignment]

    with pytest.raises(StoreError, match=r"is not a Order: Expected `int`, got `str` - at `\$\.number`"):
        await order.begin(bot.context(ComponentContext))
    order.number = object()  # type: ignore[assignment]
    with pytest.raises(StoreError, match="JSON has no form for object"):
        await order.begin(bot.context(ComponentContext))
    order.number = 1
    await order.begin(bot.context(ComponentContext))


@pytest.mark.parametrize("key", ["", "x", "x" * 15, "x" * 17, "x" * 15 + "!", "~n"])
async def test_a_key_that_is_none_is_answered_as_any_old_custom_id(key: str) -> None:
    bot = TestBot(None)
    handler = bot.bot.button(use.callback)
    state = handler.state
    begun = await answered(bot, click(bot, place_message(bot), f"use:0{state.layout}{key}"))

    assert texts(begun) == ["This message is from an older version of the bot. Ask for a new one and try again."]


async def test_a_key_that_nobody_made_has_expired() -> None:
    bot = TestBot(None)
    handler = bot.bot.button(use.callback)
    begun = await answered(bot, click(bot, place_message(bot), f"use:0{handler.state.layout}{'x' * 16}"))

    assert texts(begun) == ["This has expired. Ask for a new one and try again."]


def test_a_flow_that_is_provided_is_a_dependency_as_any_other() -> None:
    @button
    async def given(ctx: ComponentContext, order: Order = provided) -> Update:
        return Update()

    assert given.state.dependencies == {"order": Order}
    assert not given.state.has_flows
