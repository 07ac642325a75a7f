"""
A sync's plan for people and for machines.

Pure: a plan in, text or plain JSON values out.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from app.tree.sync import Change, ScopePlan, SyncPlan

_SIGNS = {"create": "+", "update": "~", "rename": ">", "delete": "-", "keep": "="}
_PREFIX = {1: "/", 2: "user command ", 3: "message command ", 4: "entry point "}
_LONGEST_VALUE = 100


def render_text(plan: SyncPlan) -> str:
    """Write a plan for people: one line a change, the fields that change below it."""
    lines = [line for scope in plan.scopes for line in _scope_lines(scope)]
    lines += [f"warning: {warning}" for warning in plan.warnings]
    return "\n".join(lines)


def render_json(plan: SyncPlan) -> dict[str, Any]:
    """Give a plan as plain JSON values; ids are text, as Discord has them."""
    return {
        "drift": plan.has_drift,
        "applied": plan.is_applied,
        "scopes": [_scope_json(scope) for scope in plan.scopes],
        "warnings": list(plan.warnings),
    }


def warn_at_start(plan: SyncPlan) -> Iterator[str]:
    """Say of a sync that nobody watched what somebody should know."""
    for warning in plan.warnings:
        yield f"sync at the start: {warning}"
    for failure in plan.failures:
        yield f"sync at the start: guild {failure.guild_id}: {failure.failure}"
    if not plan.is_applied:
        # Nobody is there to be asked.
        renames = ", ".join(f"{change.before} to {change.name}" for change in plan.renames)
        yield (
            "the commands were not synced at the start, since a rename loses permissions that admins have set "
            f"({renames}): run `postern sync --yes`"
        )


def _scope_lines(scope: ScopePlan) -> Iterator[str]:
    place = "global" if scope.guild_id is None else f"guild {scope.guild_id}"
    if scope.failure:
        yield f"{place}: {scope.failure}"
        return
    counts = Counter(change.action for change in scope.changes)
    said = [f"{counts[action]} to {action}" for action in ("create", "update", "rename", "delete") if counts[action]]
    said += [_kept(counts["keep"], scope)] if counts["keep"] else []
    yield f"{place}: {', '.join([*said, f'{scope.unchanged} unchanged'])}"
    for change in scope.changes:
        yield from _change_lines(change)


def _kept(count: int, scope: ScopePlan) -> str:
    if not scope.is_narrowed:
        return f"{count} kept that the code does not declare"
    return f"{count} kept that {'is' if count == 1 else 'are'} not among these"


def _change_lines(change: Change) -> Iterator[str]:
    name = f"{_PREFIX.get(change.type, '')}{change.name}"
    was = f" (was {change.before}, id {change.id})" if change.before else ""
    yield f"  {_SIGNS[change.action]} {change.action} {name}{was}"
    for field in change.fields:
        yield f"      {field.path}: {_value(field.before)} → {_value(field.after)}"


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    # JSON escapes line ends and the like, so that one change is one line.
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def _scope_json(scope: ScopePlan) -> dict[str, Any]:
    return {
        "guild_id": None if scope.guild_id is None else str(scope.guild_id),
        "failure": scope.failure or None,
        "write": scope.body is not None,
        "unchanged": scope.unchanged,
        "changes": [
            {
                "action": change.action,
                "type": change.type,
                "name": change.name,
                "id": None if change.id is None else str(change.id),
                "renamed_from": change.before or None,
                "fields": [
                    {"path": field.path, "before": field.before, "after": field.after} for field in change.fields
                ],
            }
            for change in scope.changes
        ],
    }
