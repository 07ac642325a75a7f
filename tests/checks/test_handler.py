"""What commands and components have in common: a function, decorated, and still callable."""

import asyncio
import functools
from typing import Any

import pytest

from app.checks.handler import HandlerNode
from app.checks.node import Node, read_hook
from app.errors import DefinitionError
from app.plugins.plugin import Plugin


class Shop(Plugin):
    def __init__(self, name: str) -> None:
        super().__init__(name)

    async def buy(self, ctx: Any, count: int = 1) -> str:
        return f"{count} in {self.name}"

    def look(self, ctx: Any) -> str:
        return self.name


async def of_async(ctx: Any, *, self: int = 0, args: int = 0) -> str:
    return f"async {args}"


def of_sync(ctx: Any, *, function: int = 0, call: int = 0) -> str:
    return f"sync {function}"


@functools.wraps(of_async)
def wrapped(*args: Any, **kwargs: Any) -> Any:
    return of_async(*args, **kwargs)


@pytest.mark.parametrize(
    ("function", "is_async", "is_method"),
    [
        (of_async, True, False),
        (of_sync, False, False),
        (Shop.buy, True, True),
        (Shop.look, False, True),
        (Shop("x").buy, True, False),
        (wrapped, False, False),
    ],
    ids=["async", "sync", "method", "sync method", "bound method", "wrapped"],
)
def test_tells_async_handlers_from_plain_ones_and_methods_from_functions(
    function: Any, is_async: bool, is_method: bool
) -> None:
    node = HandlerNode(function)

    assert (node.is_async, node.is_method, node.is_unbound) == (is_async, is_method, is_method)
    assert node.where.startswith(f"{__file__}:")


async def test_either_kind_is_awaited() -> None:
    assert await HandlerNode(of_async).run(None, args=5) == "async 5"
    assert await HandlerNode(of_sync).run(None, function=5, call=1) == "sync 5"


async def test_a_plain_function_around_an_async_handler_is_awaited_too() -> None:
    assert await HandlerNode(wrapped).run(None, args=7) == "async 7"


async def test_a_parameter_may_be_called_as_anything_is_called_here() -> None:
    assert await HandlerNode(of_async).run(None, self=5) == "async 0"


async def test_a_bound_handler_is_another_one_with_its_own_hooks() -> None:
    unbound = HandlerNode(Shop.buy)
    first, second = (unbound.bind(Shop(name)) for name in ("first", "second"))
    first.before_hooks.append(read_hook(of_async))

    assert await first.run(None, count=2) == "2 in first"
    assert await second.run(None) == "1 in second"
    assert (len(unbound.before_hooks), len(first.before_hooks), len(second.before_hooks)) == (0, 1, 0)
    assert (unbound.is_unbound, first.is_unbound) == (True, False)


async def test_an_error_in_a_thread_is_raised_where_it_is_awaited() -> None:
    def fails(ctx: Any) -> None:
        raise StopIteration

    with pytest.raises(RuntimeError, match="StopIteration"):
        await HandlerNode(fails).run(None)


async def test_a_blocking_handler_holds_nobody_up() -> None:
    ticks: list[int] = []

    async def tick() -> None:
        for number in range(3):
            ticks.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(HandlerNode(of_sync).run(None), tick())

    assert ticks == [0, 1, 2]


def test_what_decorators_below_have_left_is_taken_over() -> None:
    async def handler(ctx: Any) -> None: ...

    left = Node()
    left.check(lambda ctx: True)
    handler.__postern_node__ = left  # type: ignore[attr-defined]
    node = HandlerNode(handler)
    node._adopt_declared()

    assert node.checks == left.checks


def test_a_handler_in_a_class_that_is_no_plugin_is_refused() -> None:
    node = HandlerNode(Shop.buy)

    with pytest.raises(DefinitionError, match="Plugin"):
        node.__set_name__(object, "buy")
