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
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from app.checks.deferral import Deferral, choose_deferral
from app.checks.node import Hook, Node
from app.checks.passage import run_checks
from app.command_errors import CommandError, CommandInvokeError
from app.components.invoke import invoke as use_component
from app.components.reopening import has_own_message
from app.components.router import ComponentRouter
from app.context.answering import answer_question
from app.context.base import BotProtocol
from app.context.boundary import answer_error, apologize
from app.context.command import CommandContext
from app.context.component import ComponentContext, UpdatingContext
from app.context.courier import Background, Courier, Dispatched
from app.context.delivery import INLINE_MOST, Delivery
from app.context.drift import QUESTION, UnknownCommand, log_drift, name_unknown
from app.context.eligibility import EligibilityContext
from app.context.ending import conclude
from app.context.interaction import InteractionContext
from app.context.modal import ModalContext
from app.context.responder import Responder, State
from app.context.tasks import Tasks, collected, is_cancelled
from app.context.waiting import ASKED
from app.context.watch import LONGEST_STEP, watched
from app.errors import CommandNotFound, ComponentNotFound, DefinitionError, RouteNotFound
from app.listeners import Listeners
from app.models.command import CommandOptionChoice
from app.models.interaction import Interaction, InteractionType
from app.models.locale import Locale
from app.models.response import InteractionResponse, autocomplete_result
from app.providers import Lifetime, Providers, close_lifetime
from app.request_errors import BodyMalformed
from app.telemetry.logs import interaction_id
from app.telemetry.record import BROKEN, DEADLINE, LEFT, STOPPED, Ending, Record
from app.telemetry.telemetry import Telemetry
from app.tree.autocomplete import ANSWER_WITHIN, Autocompletes
from app.tree.invoke import invoke
from app.tree.tree import CommandTree

log = logging.getLogger(__name__)

ContextT = TypeVar("ContextT", bound=InteractionContext)

# Looking a member up costs more than comparing it.
_COMMAND, _MODAL_SUBMIT = InteractionType.application_command, InteractionType.modal_submit
_OF_COMPONENTS = frozenset({InteractionType.message_component, _MODAL_SUBMIT})

_TOLD = CommandError, RouteNotFound

LATEST = 2.0
"""Seconds from arrival until which a handler may end and still be answered inline, where it is never deferred."""


class Plan(NamedTuple):
    """How an interaction is handled.

    Attributes:
        name: What was used, for the log: `/roll`.
        nodes: Whose error handlers are asked, the nearest first.
        deferral: How it is deferred, if it is.
        drift: What Discord knows and the code does not, if that is what it is about.
        opens: Whether it may open a form or an Activity, and is not deferred for that reason.
        is_declared: Whether the code has what was used.
    """

    name: str
    nodes: Sequence[Node]
    deferral: Deferral | None
    drift: RouteNotFound | None = None
    opens: bool = False
    is_declared: bool = True


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
        components: Where the handlers of components and forms are found.
        providers: Where dependencies come from.
        auto_defer: Seconds from arrival after which an unanswered handler is
            deferred; 0: never.
        listeners: Who hears of what is used, and of what fails.
        plugins: What must be loaded before anything is handled.
        tasks: Owns the handlers that run.
        background: What this host does behind a response.
        eligibility: Gives the handler that says who may buy SKUs, if there is one.
        telemetry: Hears what becomes of interactions.
    """

    def __init__(
        self,
        bot: BotProtocol,
        tree: CommandTree,
        components: ComponentRouter,
        providers: Providers,
        auto_defer: float,
        listeners: Listeners,
        plugins: LoadedFirst,
        tasks: Tasks,
        background: Background = "task",
        eligibility: Callable[[], Hook | None] = lambda: None,
        telemetry: Telemetry | None = None,
    ) -> None:
        self._bot = bot
        self._tree = tree
        self._components = components
        self._providers = providers
        self._autocompletes = Autocompletes(bot, tree, providers, tasks)
        self._auto_defer = auto_defer
        self._listeners = listeners
        self._plugins = plugins
        self._tasks = tasks
        self._background = background
        self._eligibility = eligibility
        self._telemetry = telemetry or Telemetry()
        self._courier = Courier(bot.rest, background, auto_defer or LATEST, tasks, self._telemetry)

    async def dispatch(self, interaction: Interaction, arrived: float, record: Record | None = None) -> Dispatched:
        """Handle an interaction until it has its first response.

        Args:
            interaction: What Discord sent, verified.
            arrived: Loop time at which the request came.
            record: What its door keeps of it; made here unless given.

        Raises:
            BodyMalformed: If it is of a type that there is no answer for.
        """
        record = record or self._telemetry.begin(interaction.id, arrived)
        working_for = interaction_id.set(interaction.id)
        working_in = None if record.span is None else record.span.enter()
        try:
            if self._background == "task":
                return await self._dispatch(interaction, record)
            with collected() as group:
                done = await self._dispatch(interaction, record)
                if self._background == "callback":
                    done = await self._courier.see_off(interaction, arrived, done)
                done.after = None if group.is_done else group
                return done
        finally:
            interaction_id.reset(working_for)
            if record.span is not None:
                record.span.leave(working_in)

    async def _dispatch(self, interaction: Interaction, record: Record) -> Dispatched:
        if interaction.type is _COMMAND:
            return await self._command(interaction, record)
        record.kind = interaction.type.name
        if interaction.type in _OF_COMPONENTS:
            return await self._component(interaction, record)
        if interaction.type is InteractionType.application_command_autocomplete:
            return await self._suggest(interaction, record)
        if interaction.type is InteractionType.social_layer_sku_purchase_eligibility:
            return await self._ask_eligibility(interaction, record)
        raise BodyMalformed(f"no answer is known for interactions of type {int(interaction.type)}")

    async def _suggest(self, interaction: Interaction, record: Record) -> Dispatched:
        is_ready = self._plugins.is_ready or await self._load_plugins(record.arrived)
        choices = await self._autocompletes.answer(interaction, record) if is_ready else ()
        response = autocomplete_result(choices)
        if len(response.body) > INLINE_MOST:
            # In thirty languages they may be too large; one user reads them, in one.
            response = autocomplete_result([_in_language(choice, interaction.locale) for choice in choices])
        record.end(asyncio.get_running_loop().time())
        return Dispatched(response, delivery=Delivery(holds_back=False, record=record))

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

    async def _command(self, interaction: Interaction, record: Record) -> Dispatched:
        try:
            route, options = self._tree.find(interaction.command)
        except CommandNotFound as error:
            return await self._unknown_command(interaction, record, error)

        # Known from now on: a mention of the command needs it.
        route.command.ids[interaction.command.guild_id] = interaction.command.id

        def make_context(lifetime: Lifetime, responder: Responder, delivery: Delivery) -> CommandContext:
            return CommandContext(self._bot, interaction, lifetime, responder, delivery, route.command)

        async def handle(context: CommandContext) -> None:
            self._listeners.dispatch("on_application_command", context)
            await invoke(route, context, options)

        command = route.command
        plan = Plan(command.shown_name, route.nodes, choose_deferral(route.auto_defer), opens=command.opens)
        return await self._converse(interaction, record, plan, make_context, handle)

    async def _unknown_command(self, interaction: Interaction, record: Record, error: CommandNotFound) -> Dispatched:
        """Let the bot's error handlers answer for a command that the code does not have (any more)."""
        log_drift(error)
        unknown = UnknownCommand(error)

        def make_context(lifetime: Lifetime, responder: Responder, delivery: Delivery) -> CommandContext:
            return CommandContext(self._bot, interaction, lifetime, responder, delivery, unknown)

        async def refuse(context: CommandContext) -> None:
            self._listeners.dispatch("on_unknown_application_command", context)
            raise error

        bot = self._tree.bot
        plan = Plan(unknown.shown_name, (bot,), choose_deferral(bot.auto_defer), error, is_declared=False)
        return await self._converse(interaction, record, plan, make_context, refuse)

    async def _component(self, interaction: Interaction, record: Record) -> Dispatched:
        """Handle a component that was used, or a form that was sent."""
        custom_id, bot = interaction.custom_id, self._tree.bot
        is_modal = interaction.type is _MODAL_SUBMIT
        kind = ModalContext if is_modal else ComponentContext
        route = self._components.get(interaction)
        name = route.name if route else name_unknown(custom_id, is_modal=is_modal)

        def make_context(lifetime: Lifetime, responder: Responder, delivery: Delivery) -> UpdatingContext:
            return kind(self._bot, interaction, lifetime, responder, delivery, name)

        async def handle(context: UpdatingContext) -> None:
            try:
                if route is None and isinstance(context, ComponentContext) and custom_id.startswith(ASKED):
                    await run_checks((bot,), context)
                    await answer_question(context, self._bot.waiting)
                else:
                    await use_component(route or self._components.find(interaction), context)
            except ComponentNotFound as error:
                if error.custom_id == custom_id:
                    log_drift(error)
                raise

        is_update = (route is None or route.handler.is_update) and (not is_modal or has_own_message(interaction))
        said = route.auto_defer if route else bot.auto_defer
        # A deferred change shows nothing to anybody, so what the bot says of who sees it is no matter there.
        said = None if is_update and said != "off" else said
        nodes, opens = (route.nodes, route.handler.opens) if route else ((bot,), False)
        deferral, is_declared = choose_deferral(said, is_update=is_update), route is not None or name == QUESTION
        plan = Plan(name, nodes, deferral, opens=opens, is_declared=is_declared)
        return await self._converse(interaction, record, plan, make_context, handle)

    async def _ask_eligibility(self, interaction: Interaction, record: Record) -> Dispatched:
        def make_context(lifetime: Lifetime, responder: Responder, delivery: Delivery) -> EligibilityContext:
            return EligibilityContext(self._bot, interaction, lifetime, responder, delivery, "purchase eligibility")

        async def ask(context: EligibilityContext) -> None:
            hook = self._eligibility()
            if hook is None:
                log.warning(
                    "Discord asks whether a user may buy a SKU, and is told no: "
                    "bot.purchase_eligibility takes a handler"
                )
            await context.finish(False if hook is None else await hook.run(context))

        plan = Plan("purchase eligibility", (self._tree.bot,), None)
        return await self._converse(interaction, record, plan, make_context, ask)

    async def _converse(
        self,
        interaction: Interaction,
        record: Record,
        plan: Plan,
        make_context: Callable[[Lifetime, Responder, Delivery], ContextT],
        handle: Callable[[ContextT], Coroutine[Any, Any, None]],
    ) -> Dispatched:
        """Run a handler with a context, until there is a first response."""
        arrived, record.handler, record.is_declared = record.arrived, plan.name, plan.is_declared
        delivery = Delivery(holds_back=self._background == "callback", record=record)
        # All that is logged on the way bears the interaction's id, what the clock does included.
        working = contextvars.copy_context()

        def deliver(response: InteractionResponse | None) -> None:
            # Where the client has left, nobody waits for it any more.
            if response is None and delivery.left_at is None:
                log.error("%s was neither answered nor deferred in time: the user sees no response", plan.name)
            delivery.accept(response)

        responder = Responder(arrived, deliver, interaction)
        lifetime = self._providers.interaction()
        context = make_context(lifetime, responder, delivery)

        async def run() -> None:
            try:
                if not self._plugins.is_ready:
                    await self._plugins.load()
                work = handle(context)
                await watched(work if record.span is None else record.span.around(work, plan.name, _TOLD), plan.name)
            except asyncio.CancelledError as error:
                # Where nobody cancels this task, the handler awaited something that was cancelled: its own fault.
                if is_cancelled():
                    record.outcome = STOPPED
                    await apologize(context, plan.name, is_told=self._tasks.is_worth_a_line())
                    raise
                record.note(await self._fail(context, plan, error))
            except Exception as error:  # noqa: BLE001 - the boundary is where every handler's error ends
                record.note(await self._fail(context, plan, error))
            finally:
                responder.expire()
                conclude(record, responder, asyncio.get_running_loop().time())
                await close_lifetime(lifetime, plan.name)

        work = self._tasks.start(run(), working)
        timers = (*self._set_timers(plan, responder, arrived, working), *self._courier.expect(arrived))
        try:
            return await self._courier.carry(plan.name, responder, delivery, work)
        except BaseException as error:
            # The handler goes on, but its first response has no way to Discord any more.
            record.outcome = BROKEN
            if isinstance(error, asyncio.CancelledError):
                record.outcome = LEFT
                log.info("%s: the client left before its answer", plan.name)
            delivery.left()
            responder.expire()
            raise
        finally:
            for timer in timers:
                timer.cancel()

    async def _fail(self, context: InteractionContext, plan: Plan, error: BaseException) -> Ending:
        if isinstance(context, CommandContext):
            heard = error if isinstance(error, _TOLD) else CommandInvokeError(plan.name, error)
            self._listeners.dispatch("on_application_command_error", context, heard)
        return await answer_error(context, plan.name, error, plan.nodes, plan.drift)

    def _set_timers(
        self, plan: Plan, responder: Responder, arrived: float, context: contextvars.Context
    ) -> Sequence[asyncio.TimerHandle]:
        """Let the clock take part in the race: by a deferral, or where that is off by giving up."""
        loop = asyncio.get_running_loop()
        moment = arrived + self._auto_defer

        def defer() -> None:
            # Late when something blocks the loop: Discord would refuse it.
            if loop.time() - arrived >= DEADLINE:
                responder.expire(was_blocked=True)
            elif plan.deferral is not None:
                responder.defer_in_time(plan.deferral.response, loop.time(), ephemeral=plan.deferral.ephemeral)

        def give_up() -> None:
            responder.expire(was_blocked=loop.time() - arrived >= DEADLINE + LONGEST_STEP)

        def complain() -> None:
            if responder.state is State.WAITING:
                log.warning(
                    "%s has not answered after %.1f s, and is not deferred since it may open a modal or an Activity, "
                    "which cannot follow a deferral; Discord waits %.0f s",
                    plan.name,
                    self._auto_defer,
                    DEADLINE,
                )

        if self._auto_defer and plan.deferral is not None:
            return (loop.call_at(moment, defer, context=context),)
        expiry = loop.call_at(arrived + DEADLINE, give_up, context=context)
        is_told = self._auto_defer and plan.opens
        return (expiry, loop.call_at(moment, complain, context=context)) if is_told else (expiry,)


def _in_language(choice: CommandOptionChoice, locale: Locale) -> CommandOptionChoice:
    """Return a suggestion with those names alone that a user of this locale may see: Discord takes near ones too."""
    language = locale.partition("-")[0]
    names = {key: name for key, name in (choice.name_localizations or {}).items() if key.partition("-")[0] == language}
    return choice.replace(name_localizations=names or None)
