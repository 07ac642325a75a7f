"""From a component that was used, or a form that was sent, to its answer."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any

from app.checks.passage import has_hooks, has_limits, run_checks, run_with_hooks, run_within_limits
from app.command_errors import FormInvalid
from app.components.flow import step_of
from app.components.handler import StatefulHandler
from app.components.modal import ModalHandler
from app.components.reopening import go_back, offer_again
from app.components.router import Route
from app.components.select import SelectHandler
from app.context.component import UpdatingContext
from app.context.modal import ModalContext


async def invoke(route: Route, context: UpdatingContext) -> None:
    """Run a handler from the custom_id to its answer.

    The state is read first, since checks may ask for it; what was chosen or
    entered is read behind checks.

    Raises:
        ComponentNotFound: If the custom_id cannot be read, or counts no more.
        Exception: Whatever the author's code raised; `CommandError` if it
            refused or what was entered cannot be used, `ResponseError` if
            what it answered cannot be an answer.
    """
    handler = route.handler
    if isinstance(handler, ModalHandler) and isinstance(context, ModalContext):
        # Whoever refuses: who holds the flow, a check, a limit, what reads the form, or the handler.
        context.offer = functools.partial(offer_again, context, handler)
        await go_back(context, handler)
        await _step(route, context)
        await context.withdraw()
    else:
        await _step(route, context)


async def _step(route: Route, context: UpdatingContext) -> None:
    handler = route.handler
    state = await handler.read_state(context, context.interaction.custom_id, route.seal)
    if handler.state.has_flows:
        async with step_of(context, state) as step:
            await _run(route, context, state, step.finish)
    else:
        await _run(route, context, state, context.finish)


async def _run(
    route: Route, context: UpdatingContext, state: dict[str, Any], finish: Callable[[object], Awaitable[None]]
) -> None:
    handler, nodes = route.handler, route.nodes
    context.state = state

    async def use() -> None:
        given = form or (_read_values(handler, context) if handler.leading > 1 else ())
        dependencies: dict[str, Any] = {}
        for name, kind in handler.state.dependencies.items():
            dependencies[name] = await context.get(kind)

        async def run() -> None:
            try:
                answer = await handler.run(context, *given, **state, **dependencies)
            except FormInvalid as error:
                if isinstance(handler, ModalHandler):
                    handler.form.name_fields(error)
                raise
            await finish(answer)

        await (run_with_hooks(nodes, context, route.name, run) if has_hooks(nodes) else run())

    await run_checks(nodes, context)
    # A form that cannot be read uses no limit up: who has mistyped sends it again.
    form = await _read_form(handler, context) if handler.leading > 1 else ()
    await (run_within_limits(nodes, context, use) if has_limits(nodes) else use())


async def _read_form(handler: StatefulHandler, context: UpdatingContext) -> tuple[object, ...]:
    """Return the form that the handler is given, if it is one of a form."""
    if isinstance(handler, ModalHandler) and isinstance(context, ModalContext):
        return (await handler.form.read(context),)
    return ()


def _read_values(handler: StatefulHandler, context: UpdatingContext) -> tuple[object, ...]:
    """Return what was chosen, if the handler is one of a menu."""
    if isinstance(handler, SelectHandler):
        return (handler.values.read_all(context.interaction.component.values, context.interaction),)
    return ()
