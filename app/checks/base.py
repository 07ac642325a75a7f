"""
Checks of the author's own: `check(predicate)` on whatever is a node, or becomes one.

A check decides with what Discord signed. It runs before the handler, and before
the options are read; the first one that says no decides what the user is told.
While an option is typed the same checks are asked, with an `AutocompleteContext`:
who may not use a command gets no suggestions.
"""

import inspect
from collections.abc import Callable
from types import NoneType
from typing import Any

from app.checks.node import Check, F, Node, Wait, make_check, require_node
from app.errors import DefinitionError
from app.models.command import InteractionContextType
from app.models.response import Reply
from app.providers import check_owner, where_called

_NEVER_HOLDS = (None, NoneType, str, Reply)
"""What handlers return, and predicates never do."""


class _Checked:
    """What `check` returns: a decorator; and in the body of a plugin's class a check of the whole plugin."""

    def __init__(self, made: Check) -> None:
        self._made = made

    def __call__(self, target: F) -> F:
        return add_check(target, self._made)

    def __set_name__(self, owner: type, name: str) -> None:
        check_owner(owner, self._made.hook.where, f"check {name}")
        add_check(owner, self._made)


def check(predicate: Callable[..., Wait[bool]], /, *, message: str | None = None) -> Callable[[F], F]:
    """Let a predicate decide who may use this: `@check(is_weekend)`.

    It stands above or below the decorator of a command, on a class of plugin,
    or is called with a group, plugin or bot: `check(is_weekend)(shop)`. A
    method of a plugin's class under it decides for the whole plugin. Several
    are asked from top to bottom.

    Args:
        predicate: Is given the context, and dependencies behind it; sync or
            async. Returns whether it may be used, or raises a `CommandError`
            whose sentence the user sees. A sync one runs on the event loop and
            must not block.
        message: The sentence for the user where the predicate returns False.

    Raises:
        DefinitionError: If it is no predicate.
    """
    if isinstance(predicate, Node):
        raise DefinitionError(where_called()[0], "check is called with a predicate: @check(is_weekend)")
    made = make_check(predicate, message or "")
    _refuse_handler(predicate, made.hook.where)
    return _Checked(made)


def add_check(target: F, made: Check, contexts: tuple[InteractionContextType, ...] | None = None) -> F:
    """Put a check before those that are there: decorators are called from the bottom, and read from the top.

    Args:
        target: A node; or a function or class, which becomes one later.
        made: The check.
        contexts: Where alone it lets anybody through, if that is known.

    Raises:
        DefinitionError: If it is put on something else, or nobody could pass.
    """
    node = require_node(target, "a check", "a command, group, plugin or bot")
    if contexts is not None:
        if node.contexts not in (None, contexts):
            raise DefinitionError(where_called()[0], "guild_only and dm_only exclude each other: nobody could use this")
        node.contexts = contexts
    node.checks.insert(0, made)
    return target


def _refuse_handler(predicate: Callable[..., Any], where: str) -> None:
    """Tell who wrote `@check` over a handler, or lets a predicate return nothing, which refuses everybody."""
    try:
        answer = inspect.signature(predicate, eval_str=True).return_annotation
    except (NameError, TypeError, ValueError):  # what is written in C has no signature
        return
    if answer in _NEVER_HOLDS:
        kind = "None" if answer in (None, NoneType) else answer.__name__
        why = f"a predicate returns True where it lets somebody through, and this one returns {kind}"
        raise DefinitionError(where, f"{why}: @check(is_weekend), with is_weekend(ctx) -> bool")
