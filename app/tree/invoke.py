"""
From a command's route to its answer: who may, how often, with what, and what surrounds the author's line.

Checks come from the widest node to the nearest, then limits, then options: who
may not use a command neither uses it up nor makes a converter work. Hooks go
from the command outwards.
"""

import logging
from collections import Counter
from collections.abc import Iterator

from app.checks.node import Hook, Limit, Release
from app.context.base import Context
from app.context.command import CommandContext
from app.models.command import CommandDataOption
from app.tree.binding import make_arguments, read_target
from app.tree.tree import Route

log = logging.getLogger(__name__)


async def invoke(route: Route, context: CommandContext, options: tuple[CommandDataOption, ...]) -> None:
    """Run a command from its options to its answer.

    Raises:
        Exception: Whatever the author's code raised; `CommandError` if it
            refused or an option cannot be used, `ResponseError` if what it
            answered cannot be an answer.
    """
    await run_checks(route, context)
    held: list[Release] = []
    try:
        limits = [(node.limit_key, limit) for node in reversed(route.nodes) for limit in node.limits]
        if limits:
            await _acquire(limits, context, held)
        await _run(route, context, options)
    finally:
        if held:
            await _give_back(held)


async def run_checks(route: Route, context: Context) -> None:
    """Raise whatever a check on the way to a command raises; one that says no, a `CheckFailure`."""
    for node in reversed(route.nodes):
        for check in node.checks:
            await check.run(context)


async def _acquire(limits: list[tuple[str, Limit]], context: CommandContext, held: list[Release]) -> None:
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


async def _give_back(held: list[Release]) -> None:
    """Give all uses back, the last taken first, though giving back one of them fails."""
    try:
        await held.pop()()
    finally:
        if held:
            await _give_back(held)


async def _run(route: Route, context: CommandContext, options: tuple[CommandDataOption, ...]) -> None:
    command = route.command
    signature = command.signature
    arguments = await make_arguments(signature, options, context)
    for name, kind in signature.dependencies.items():
        arguments[name] = await context.get(kind)
    target = (read_target(signature.target, context.interaction),) if signature.target else ()
    for node in route.nodes:
        for hook in node.before_hooks:
            await hook.run(context)
    after = (hook for node in route.nodes for hook in node.after_hooks)
    try:
        await context.finish(await command(context, *target, **arguments))
    except BaseException:
        # A hook that fails too must not hide what the handler raised: that decides what the user is told.
        try:
            await _run_all(after, context)
        except Exception:
            log.exception("%s: a hook failed after the handler did", command.shown_name)
        raise
    await _run_all(after, context)


async def _run_all(hooks: Iterator[Hook], context: CommandContext) -> None:
    """Run all hooks, though one of them fails."""
    for hook in hooks:
        try:
            await hook.run(context)
        except BaseException:
            await _run_all(hooks, context)
            raise
