"""What decorators leave on methods, and who finds it."""

from typing import Any

import pytest

from app.checks.node import Node
from app.checks.roles import mark_role, roles_of
from app.errors import DefinitionError


class Shop:
    async def note(self, ctx: Any) -> None: ...

    @staticmethod
    async def count(ctx: Any) -> None: ...


def give_before(node: Node, method: Any) -> None:
    node.before_invoke(method)


def give_after(node: Node, method: Any) -> None:
    node.after_invoke(method)


async def nothing(ctx: Any) -> None: ...


def test_roles_stay_on_a_method_in_the_order_they_were_left() -> None:
    method = vars(Shop)["note"]
    node = Node()

    assert roles_of(method) == ()
    assert mark_role(mark_role(method, give_before), give_after) is method
    assert list(roles_of(method)) == [give_before, give_after]
    for role in roles_of(method):
        role(node, method)
    assert [hook.function for hook in (*node.before_hooks, *node.after_hooks)] == [method, method]


def test_a_static_method_may_have_one() -> None:
    method = vars(Shop)["count"]

    assert mark_role(method, give_before) is method
    assert list(roles_of(method)) == [give_before]


@pytest.mark.parametrize("value", [1, None, "text", Shop, object()], ids=lambda value: type(value).__name__)
def test_what_is_no_method_has_none(value: object) -> None:
    assert list(roles_of(value)) == []


def test_a_function_that_stands_in_no_class_is_refused() -> None:
    def inner() -> None: ...

    for function in (nothing, inner):
        with pytest.raises(DefinitionError) as caught:
            mark_role(function, give_before)

        assert "stands in no class of plugin or view: elsewhere it is @bot.on_error, @shop.before_invoke" in (
            str(caught.value)
        )
        assert caught.value.where == f"{__file__}:{function.__code__.co_firstlineno}"
