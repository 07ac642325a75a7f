"""Calls the handler of a command: dependencies made, the author's line run, what it returned taken as the answer."""

from typing import Any

from app.context.command import CommandContext
from app.models.command import CommandDataOption
from app.tree.binding import bind, read_target
from app.tree.command import Command


async def invoke(command: Command[..., Any], context: CommandContext, options: tuple[CommandDataOption, ...]) -> None:
    """Run a command from its options to its answer.

    Raises:
        Exception: Whatever the author's code raised; `CommandError` if it
            refused or an option cannot be used, `ResponseError` if what it
            answered cannot be an answer.
    """
    signature = command.signature
    arguments = bind(signature.options, options, context.interaction)
    for name, kind in signature.dependencies.items():
        arguments[name] = await context.get(kind)
    target = (read_target(signature.target, context.interaction),) if signature.target else ()
    await context.finish(await command(context, *target, **arguments))
