"""
The way through the nodes to a handler: who may, how often, and what surrounds the author's line.

Checks come from the widest node to the nearest, then limits: who may not use
something does not use it up either. Hooks go from the nearest outwards.
"""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from operator import attrgetter

from app.checks.node import Hook, Limit, Node, Release
from app.context.base import Context

log = logging.getLogger(__name__)

_limits_of, _before_of, _after_of = map(attrgetter, ("limits", "before_hooks", "after_hooks"))


async def run_checks(nodes: Sequence[Node], context: Context) -> None:
    """Raise whatever a check raises; one that says no, a `CheckFailure`.

    Args:
        nodes: What holds for the handler, the nearest first.
        context: Who uses it, and where.
    """
    for node in reversed(nodes):
        for check in node.checks:
            await check.run(context)


def has_limits(nodes: Sequence[Node]) -> bool:
    """Tell whether `run_within_limits` has anything to do: most handlers have no limits, and go on without it."""
    return any(map(_limits_of, nodes))


def has_hooks(nodes: Sequence[Node]) -> bool:
    """Tell whether `run_with_hooks` has anything to do."""
    return any(map(_before_of, nodes)) or any(map(_after_of, nodes))


async def run_within_limits(nodes: Sequence[Node], context: Context, run: Callable[[], Awaitable[None]]) -> None:
    """Run a handler if its limits allow that, and give back what ends with it.

    Args:
        nodes: What holds for the handler, the nearest first.
        context: Who uses it, and where.
        run: The rest of the way.

    Raises:
        CommandOnCooldown: If it was used too often; `MaxConcurrencyReached`,
            if it is in use too often.
        Exception: Whatever the rest of the way raised.
    """
    held: list[Release] = []
    limits = [(node.limit_key, limit) for node in reversed(nodes) for limit in node.limits]
    try:
        await _acquire(limits, context, held)
        await run()
    except BaseException as error:
        if held:
            await _give_back(held, error)
        raise
    if held:
        await _give_back(held, None)


async def run_with_hooks(
    nodes: Sequence[Node], context: Context, name: str, run: Callable[[], Awaitable[None]]
) -> None:
    """Run a handler between the hooks that hold for it; those behind it run whatever becomes of it.

    Args:
        nodes: What holds for the handler, the nearest first.
        context: Who uses it, and where.
        name: What was used, for the log: `/roll`.
        run: The handler.
    """
    for node in nodes:
        for hook in node.before_hooks:
            await hook.run(context)
    after = (hook for node in nodes for hook in node.after_hooks)
    try:
        await run()
    except BaseException:
        # A hook that fails too must not hide what the handler raised: that decides what the user is told.
        try:
            await _run_all(after, context)
        except Exception:
            log.exception("%s: a hook failed after the handler did", name)
        raise
    await _run_all(after, context)


async def _acquire(limits: list[tuple[str, Limit]], context: Context, held: list[Release]) -> None:
    """Take one use of each limit, and keep what gives it back.

    Who finds no place among those that run has used up no cooldown.
    """
    numbers: Counter[str] = Counter()
    for key, limit in sorted(limits, key=lambda pair: not pair[1].is_given_back):
        # Two limits of one node count apart, and those of two groups that describe one command.
        number = numbers[key]
        numbers[key] += 1
        release = await limit.acquire(context, f"{key}#{number}" if number else key)
        if release is not None:
            held.append(release)


async def _give_back(held: list[Release], raised: BaseException | None) -> None:
    """Give all uses back, the last taken first, though giving back one of them fails."""
    try:
        await held.pop()(raised)
    finally:
        if held:
            await _give_back(held, raised)


async def _run_all(hooks: Iterator[Hook], context: Context) -> None:
    """Run all hooks, though one of them fails."""
    for hook in hooks:
        try:
            await hook.run(context)
        except BaseException:
            await _run_all(hooks, context)
            raise
