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
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.checks.node import AutoDefer, Node
from app.command_errors import CommandError, CommandInvokeError
from app.context.base import BotProtocol, CommandProtocol
from app.context.boundary import answer_error, explain_drift
from app.context.command import CommandContext
from app.context.responder import DEADLINE, Responder
from app.context.tasks import Tasks, is_cancelled
from app.errors import BodyMalformed, CommandNotFound, ComponentNotFound, DefinitionError, RouteNotFound
from app.listeners import Listeners
from app.models.interaction import Interaction, InteractionType
from app.models.response import InteractionResponse, Reply, autocomplete_result, deferral, message_response
from app.providers import Providers, close_lifetime
from app.telemetry.logs import interaction_id
from app.tree.autocomplete import ANSWER_WITHIN, Autocompletes
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


class LoadedFirst(Protocol):
    """What the plugins are to a dispatcher."""

    @property
    def is_ready(self) -> bool:
        """Whether all are loaded."""

    async def load(self) -> None:
        """Load those that are not."""


class Dispatcher:
    """Finds the handler of an interaction, and sees to it that there is one response in time.

    Args:
        bot: What contexts say of the bot.
        tree: Where commands are found.
        providers: Where dependencies come from.
        auto_defer: Seconds from arrival after which an unanswered handler is
            deferred; 0: never.
        listeners: Who hears of what is used, and of what fails.
        plugins: What must be loaded before anything is handled.
        tasks: Owns the handlers that run.
    """

    def __init__(
        self,
        bot: BotProtocol,
        tree: CommandTree,
        providers: Providers,
        auto_defer: float,
        listeners: Listeners,
        plugins: LoadedFirst,
        tasks: Tasks,
    ) -> None:
        self._bot = bot
        self._tree = tree
        self._providers = providers
        self._autocompletes = Autocompletes(bot, tree, providers, tasks)
        self._auto_defer = auto_defer
        self._listeners = listeners
        self._plugins = plugins
        self._tasks = tasks

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
            is_ready = self._plugins.is_ready or await self._load_plugins(arrived)
            choices = await self._autocompletes.answer(interaction, arrived) if is_ready else ()
            return Dispatched(autocomplete_result(choices))
        if interaction.type is InteractionType.message_component:
            raise ComponentNotFound(interaction.component.custom_id)
        if interaction.type is InteractionType.modal_submit:
            raise ComponentNotFound(interaction.modal.custom_id)
        raise BodyMalformed(f"no answer is known for interactions of type {int(interaction.type)}")

    async def _load_plugins(self, arrived: float) -> bool:
        """Load the plugins for an autocomplete, which no deferral helps, and return whether they are there in time."""
        try:
            async with asyncio.timeout_at(arrived + ANSWER_WITHIN):
                await self._plugins.load()
        except TimeoutError:
            log.warning("there were no suggestions in time: the plugins are still being loaded")
        except DefinitionError as error:
            log.exception("there are no suggestions: %s", error)
        else:
            return True
        return False

    async def _command(self, interaction: Interaction, arrived: float) -> Dispatched:
        try:
            route, options = self._tree.find(interaction.command)
        except CommandNotFound as error:
            _log_drift(error)
            return await self._unknown(interaction, arrived, error)

        # Known from now on: a mention of the command needs it.
        route.command.ids[interaction.command.guild_id] = interaction.command.id

        async def handle(context: CommandContext) -> None:
            self._listeners.dispatch("on_application_command", context)
            await invoke(route, context, options)

        return await self._converse(interaction, arrived, route.command, route.nodes, route.auto_defer, handle)

    async def _unknown(self, interaction: Interaction, arrived: float, error: CommandNotFound) -> Dispatched:
        """Let the bot's error handlers answer for a command that the code does not have (any more)."""

        async def refuse(context: CommandContext) -> None:
            self._listeners.dispatch("on_unknown_application_command", context)
            raise error

        bot = self._tree.bot
        return await self._converse(interaction, arrived, _Unknown(error), (bot,), bot.auto_defer, refuse)

    async def _converse(
        self,
        interaction: Interaction,
        arrived: float,
        command: CommandProtocol,
        nodes: Sequence[Node],
        auto_defer: AutoDefer | None,
        handle: Callable[[CommandContext], Awaitable[None]],
    ) -> Dispatched:
        """Run a handler with a context, until there is a first response."""
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
                if not self._plugins.is_ready:
                    await self._plugins.load()
                await handle(context)
            except asyncio.CancelledError as error:
                # Where nobody cancels this task, the handler awaited something that was cancelled: its own fault.
                if is_cancelled():
                    raise
                await self._fail(context, nodes, error)
            except Exception as error:  # noqa: BLE001 - the boundary is where every handler's error ends
                await self._fail(context, nodes, error)
            finally:
                responder.expire()
                await close_lifetime(lifetime, name)

        work = self._tasks.start(run(), working)
        timer = self._set_timer(auto_defer, responder, arrived, working)
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

    async def _fail(self, context: CommandContext, nodes: Sequence[Node], error: BaseException) -> None:
        name = context.command.shown_name
        heard = error if isinstance(error, CommandError | RouteNotFound) else CommandInvokeError(name, error)
        self._listeners.dispatch("on_application_command_error", context, heard)
        drift = context.command.error if isinstance(context.command, _Unknown) else None
        await answer_error(context, name, error, nodes, drift)

    def _set_timer(
        self, kind: AutoDefer | None, responder: Responder, arrived: float, context: contextvars.Context
    ) -> asyncio.TimerHandle:
        """Let the clock take part in the race: by a deferral, or where that is off by giving up."""
        loop = asyncio.get_running_loop()
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
    """Answer for a component that the code does not have (any more)."""
    _log_drift(error)
    return Dispatched(message_response(Reply(explain_drift(error), ephemeral=True)))


def _log_drift(error: RouteNotFound) -> None:
    log.warning("drift between Discord and the code: %s", error)


class _Unknown:
    """Stands for the command where the code has none of this path."""

    def __init__(self, error: CommandNotFound) -> None:
        self.error = error
        self.qualified_name = error.path
        self.shown_name = f"/{error.path}"
