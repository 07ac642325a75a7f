"""
From an interaction to its callback, and back with the first response: the one
way through the house. Every door meets here.

The handler runs in a task of its own, so that it can run on when its first
response has left. Whoever wins the race for that response (the handler, or the
clock with a deferral) ends the wait.
"""

import asyncio
import contextvars
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from app.context.base import BotProtocol
from app.context.boundary import answer_error
from app.context.command import CommandContext
from app.context.responder import DEADLINE, Responder
from app.context.sentences import sentence
from app.errors import BodyMalformed, CommandNotFound, ComponentNotFound, RouteNotFound
from app.models.interaction import Interaction, InteractionType
from app.models.response import InteractionResponse, Reply, autocomplete_result, deferral, message_response
from app.providers import Providers, close_lifetime
from app.telemetry.logs import interaction_id
from app.tree.autocomplete import Autocompletes
from app.tree.command import AutoDefer, Command
from app.tree.invoke import invoke
from app.tree.tree import CommandTree

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Dispatched:
    """What came of an interaction.

    Attributes:
        response: The first response; None if nothing answered in time.
        work: The handler that runs on behind it, if it does.
        flushed: To be set when the first response has left the process.
    """

    response: InteractionResponse | None
    work: "asyncio.Task[None] | None" = None
    flushed: "asyncio.Future[None] | None" = None


class Dispatcher:
    """Finds the handler of an interaction, and sees to it that there is one response in time.

    Args:
        bot: What contexts say of the bot.
        tree: Where commands are found.
        providers: Where dependencies come from.
        auto_defer: Seconds from arrival after which an unanswered handler is
            deferred; 0: never.
        auto_defer_kind: How, unless the command or its group says.
    """

    def __init__(
        self, bot: BotProtocol, tree: CommandTree, providers: Providers, auto_defer: float, auto_defer_kind: AutoDefer
    ) -> None:
        self._bot = bot
        self._tree = tree
        self._providers = providers
        self._autocompletes = Autocompletes(bot, tree, providers)
        self._auto_defer = auto_defer
        self._auto_defer_kind = auto_defer_kind
        # The event loop itself keeps but a weak reference to a task.
        self._running: set[asyncio.Task[None]] = set()

    async def dispatch(self, interaction: Interaction, arrived: float) -> Dispatched:
        """Handle an interaction until it has its first response.

        Args:
            interaction: What Discord sent, verified.
            arrived: Loop time at which the request came.

        Raises:
            BodyMalformed: If it is of a type that there is no answer for.
        """
        working_for = interaction_id.set(interaction.id)
        try:
            return await self._dispatch(interaction, arrived)
        except RouteNotFound as error:
            return _gone(error)
        finally:
            interaction_id.reset(working_for)

    async def _dispatch(self, interaction: Interaction, arrived: float) -> Dispatched:
        if interaction.type is InteractionType.application_command:
            return await self._command(interaction, arrived)
        if interaction.type is InteractionType.application_command_autocomplete:
            return Dispatched(autocomplete_result(await self._autocompletes.answer(interaction, arrived)))
        if interaction.type is InteractionType.message_component:
            raise ComponentNotFound(interaction.component.custom_id)
        if interaction.type is InteractionType.modal_submit:
            raise ComponentNotFound(interaction.modal.custom_id)
        raise BodyMalformed(f"no answer is known for interactions of type {int(interaction.type)}")

    async def drain(self, grace: float) -> int:
        """Wait for the handlers that still run, and cancel those that need longer.

        Returns:
            How many were cancelled.
        """
        if not self._running:
            return 0
        _, pending = await asyncio.wait(set(self._running), timeout=grace)
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending)
        return len(pending)

    async def _command(self, interaction: Interaction, arrived: float) -> Dispatched:
        command, options = self._tree.find(interaction.command)
        loop = asyncio.get_running_loop()
        first: asyncio.Future[InteractionResponse | None] = loop.create_future()
        flushed: asyncio.Future[None] = loop.create_future()

        name = command.shown_name
        # All that is logged on the way bears the interaction's id, what the clock does included.
        working = contextvars.copy_context()

        def deliver(response: InteractionResponse | None) -> None:
            # Nobody waits any more where the client left and the server cancelled its request.
            if first.done():
                return
            if response is None:
                log.error("%s was neither answered nor deferred in time: the user sees that it did not respond", name)
            first.set_result(response)

        responder = Responder(arrived, deliver)
        lifetime = self._providers.interaction()
        context = CommandContext(self._bot, interaction, lifetime, responder, flushed, command)

        async def run() -> None:
            try:
                await invoke(command, context, options)
            except asyncio.CancelledError as error:
                # Where nobody cancels this task, the handler awaited something that was cancelled: its own fault.
                if work.cancelling():
                    raise
                await answer_error(context, name, error)
            except Exception as error:  # noqa: BLE001 - the boundary is where every handler's error ends
                await answer_error(context, name, error)
            finally:
                responder.expire()
                await close_lifetime(lifetime, name)

        work = self._start(run(), working)
        timer = self._set_timer(command, responder, arrived, working)
        try:
            response = await first
        except asyncio.CancelledError:
            # The handler goes on, but its first response has no way to Discord any more.
            log.info("%s: the client left before its answer", name)
            responder.expire()
            flushed.set_result(None)
            raise
        finally:
            timer.cancel()
        return Dispatched(response, None if work.done() else work, flushed)

    def _start(self, run: Coroutine[Any, Any, None], context: contextvars.Context) -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(run, context=context)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def _set_timer(
        self, command: Command[..., Any], responder: Responder, arrived: float, context: contextvars.Context
    ) -> asyncio.TimerHandle:
        """Let the clock take part in the race: by a deferral, or where that is off by giving up."""
        loop = asyncio.get_running_loop()
        kind = self._tree.auto_defer(command) or self._auto_defer_kind
        if self._auto_defer and kind != "off":
            ephemeral = kind == "ephemeral"

            def defer() -> None:
                # Late when something blocks the loop: Discord would refuse it.
                if loop.time() - arrived >= DEADLINE:
                    responder.expire()
                else:
                    responder.defer_in_time(deferral(ephemeral=ephemeral), ephemeral=ephemeral)

            return loop.call_at(arrived + self._auto_defer, defer, context=context)

        return loop.call_at(arrived + DEADLINE, responder.expire, context=context)


def _gone(error: RouteNotFound) -> Dispatched:
    """Answer for a handler that the code does not have (any more): a sentence for the user, a line for the operator."""
    log.warning("drift between Discord and the code: %s", error)
    key = "command_gone" if isinstance(error, CommandNotFound) else "component_gone"
    return Dispatched(message_response(Reply(sentence(key), ephemeral=True)))
