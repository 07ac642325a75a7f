"""
From a command's route to its answer.

Options are read behind checks and limits: who may not use a command makes no
converter work.
"""

from app.checks.passage import has_hooks, has_limits, run_checks, run_with_hooks, run_within_limits
from app.context.command import CommandContext
from app.models.command import CommandDataOption
from app.tree.binding import make_arguments, read_target
from app.tree.tree import Route


async def invoke(route: Route, context: CommandContext, options: tuple[CommandDataOption, ...]) -> None:
    """Run a command from its options to its answer.

    Raises:
        Exception: Whatever the author's code raised; `CommandError` if it
            refused or an option cannot be used, `ResponseError` if what it
            answered cannot be an answer.
    """
    nodes, command = route.nodes, route.command
    signature = command.signature

    async def use() -> None:
        arguments = await make_arguments(signature, options, context)
        for name, kind in signature.dependencies.items():
            arguments[name] = await context.get(kind)
        target = (read_target(signature.target, context.interaction),) if signature.target else ()

        async def run() -> None:
            await context.finish(await command(context, *target, **arguments))

        await (run_with_hooks(nodes, context, command.shown_name, run) if has_hooks(nodes) else run())

    await run_checks(nodes, context)
    await (run_within_limits(nodes, context, use) if has_limits(nodes) else use())
