"""
What decorators leave on the methods of a class, for the object that is made of it.

A method is only a function while its class is being written: there is no
plugin, and no view, yet that could take it as a hook. So `@before_invoke` and
its like leave a *role* on it; whatever collects the methods later plays it.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from app.checks.node import H, Node, declared_on
from app.errors import DefinitionError
from app.providers import kind_name, where_of

Role: TypeAlias = Callable[[Node, Any], Any]
"""Gives a node the method."""

_ROLES = "__postern_roles__"


def mark_role(method: H, role: Role) -> H:
    """Leave on a method what the object that its class makes is to do with it.

    Raises:
        DefinitionError: If it stands in no class, where nobody would find it.
    """
    owner = method.__qualname__.rpartition(".")[0]
    if not owner or owner.endswith("<locals>"):
        why = f"{kind_name(method)} stands in no class of plugin or view"
        raise DefinitionError(where_of(method), f"{why}: elsewhere it is @bot.on_error, @shop.before_invoke")
    vars(method).setdefault(_ROLES, []).append(role)
    return method


def roles_of(value: object) -> Sequence[Role]:
    """Return what was left on an attribute of a class; nothing, unless it is a method."""
    roles: Sequence[Role] = vars(value).get(_ROLES, ()) if hasattr(value, "__dict__") else ()
    return roles


def attributes_of(node: Node) -> dict[str, Any]:
    """Return the attributes of a node's class and its bases, once the node has what decorators left on these."""
    attributes: dict[str, Any] = {}
    for owner in reversed(type(node).__mro__):
        attributes |= vars(owner)
        declared = declared_on(owner)
        if declared is not None:
            node.adopt(declared)
    return attributes
