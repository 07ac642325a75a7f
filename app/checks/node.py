"""
What bot, plugin, group and command have in common.

Each of them is a node: it takes checks, limits, hooks and error handlers, which
hold for everything below it. On the way to a handler the checks of the widest
node come first; hooks and error handlers go the other way, from the command
outwards: command, group, plugin, bot.
"""

import inspect
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MethodType
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeAlias, TypeVar, overload

from app.command_errors import CheckFailure, CommandError, CommandInvokeError
from app.context.base import Context
from app.context.threads import run_in_thread
from app.errors import DefinitionError, RouteNotFound
from app.models.command import InteractionContextType
from app.models.flags import Permissions
from app.models.response import ComponentAnswer
from app.providers import is_method, read_dependencies, where_called, where_of

F = TypeVar("F", bound="Callable[..., Any] | Node")
H = TypeVar("H", bound=Callable[..., Any])
P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R", bound=ComponentAnswer)
ContextT = TypeVar("ContextT", bound=Context)
ErrorT = TypeVar("ErrorT", bound=Exception)
Wait: TypeAlias = Coroutine[Any, Any, T] | T
AutoDefer: TypeAlias = Literal["public", "ephemeral", "off"]

_OWN = "__postern_node__"


class ErrorHandlerOf(Protocol[ErrorT]):
    """`on_error(...)`: waits for the handler."""

    @overload
    def __call__(
        self, handler: Callable[Concatenate[ContextT, ErrorT, P], Wait[R]], /
    ) -> Callable[Concatenate[ContextT, ErrorT, P], Wait[R]]: ...
    @overload
    def __call__(
        self, handler: Callable[Concatenate[S, ContextT, ErrorT, P], Wait[R]], /
    ) -> Callable[Concatenate[S, ContextT, ErrorT, P], Wait[R]]: ...


@dataclass(frozen=True, slots=True)
class Hook:
    """A function that a node was given: what it needs is read once.

    Attributes:
        function: What is called, with the context first.
        where: `file:line` of it.
        dependencies: Parameter name to the kind that is asked of the providers.
        is_method: Whether it still waits for the plugin that it belongs to.
        in_thread: Whether it may block, so that it has to leave the event loop.
    """

    function: Callable[..., Any]
    where: str
    dependencies: Mapping[str, Any]
    is_method: bool
    in_thread: bool

    def bind(self, instance: object) -> "Hook":
        """Return this hook as a method of a plugin, if it is one."""
        if not self.is_method:
            return self
        return replace(self, function=MethodType(self.function, instance), is_method=False)

    async def run(self, context: Context, *arguments: object) -> Any:
        """Call the function with the context, what comes with it, and its dependencies.

        Raises:
            Exception: Whatever the author's code raised.
        """
        given = {name: await context.get(kind) for name, kind in self.dependencies.items()}
        if self.in_thread:
            made = await run_in_thread(self.function, context, *arguments, **given)
        else:
            made = self.function(context, *arguments, **given)
        return await made if inspect.isawaitable(made) else made


@dataclass(frozen=True, slots=True)
class Check:
    """A predicate, and what the user is told when it says no.

    Attributes:
        hook: The predicate.
        message: The sentence; empty for the one that every check has.
        bot_permissions: What the bot itself needs, where that is what it asks.
    """

    hook: Hook
    message: str = ""
    bot_permissions: Permissions | None = None

    async def run(self, context: Context) -> None:
        """Raise `CheckFailure` if the predicate says no; what it raises itself goes on as it is."""
        if not await self.hook.run(context):
            raise CheckFailure(self.message)


class Release(Protocol):
    """Gives a use back."""

    async def __call__(self, raised: BaseException | None = None, /) -> None:
        """Give it back, knowing what the handler raised, if it did."""


class Limit(Protocol):
    """How often, or how often at once: see `cooldowns.py`."""

    @property
    def name(self) -> str:
        """What it is called in messages to operators: `cooldown`."""

    @property
    def is_given_back(self) -> bool:
        """Whether a use ends with the handler; those come first, since what they refuse has used nothing up."""

    async def acquire(self, context: Context, key: str) -> Release | None:
        """Take one use, and return what gives it back at the end, if anything has to.

        Args:
            context: Who uses it, and where.
            key: What is used, for the store.

        Raises:
            CommandOnCooldown: If it was used too often.
            MaxConcurrencyReached: If it is in use too often.
        """


class Node:
    """What bot, plugin, group and command have in common.

    Attributes:
        auto_defer: How what hangs below is deferred, unless it says so itself.
        contexts: Where alone it can be used, as `guild_only` and `dm_only` say.
    """

    auto_defer: AutoDefer | None = None
    contexts: tuple[InteractionContextType, ...] | None = None

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self.limits: list[Limit] = []
        self.before_hooks: list[Hook] = []
        self.after_hooks: list[Hook] = []
        self.error_handlers: list[tuple[type[Exception], Hook]] = []

    @property
    def shown_name(self) -> str:
        """The name as people read it: `/tag create`."""
        return ""

    @property
    def limit_key(self) -> str:
        """What its limits are counted under, in the store."""
        return self.shown_name

    def check(self, predicate: H, /) -> H:
        """Let a predicate decide who may: `@bot.check`.

        It is given the context, and dependencies behind it; sync or async. A
        sync one runs on the event loop and must not block.

        Args:
            predicate: Returns whether it may be used, or raises a
                `CommandError` whose sentence the user sees.
        """
        self.checks.append(make_check(predicate))
        return predicate

    def before_invoke(self, hook: H, /) -> H:
        """Run a function before every handler below, once the checks have passed."""
        self.before_hooks.append(read_hook(hook))
        return hook

    def after_invoke(self, hook: H, /) -> H:
        """Run a function after every handler below, also after one that raised.

        All of them run, whatever the others do. An error of theirs goes the
        way of every error; after a handler that raised it is logged alone,
        since what the handler raised decides what the user is told.
        """
        self.after_hooks.append(read_hook(hook))
        return hook

    @overload
    def on_error(
        self, handler: Callable[Concatenate[ContextT, Exception, P], Wait[R]], /
    ) -> Callable[Concatenate[ContextT, Exception, P], Wait[R]]: ...
    @overload
    def on_error(
        self, handler: Callable[Concatenate[S, ContextT, Exception, P], Wait[R]], /
    ) -> Callable[Concatenate[S, ContextT, Exception, P], Wait[R]]: ...
    @overload
    def on_error(self, *errors: type[ErrorT]) -> ErrorHandlerOf[ErrorT]: ...
    def on_error(self, *errors: Any) -> Any:
        """Say what becomes of errors: `@bot.on_error`, or `@bot.on_error(Forbidden, NotFound)`.

        The handler is given the context, the error, and dependencies. What it
        returns is the answer; where it leaves the user without one, or raises,
        the error goes on to the next wider node.

        Args:
            errors: Types of errors; within a node the nearest to the one that
                was raised decides, and of several for one type the first.
                Every error unless given.
                `CommandInvokeError` asks for whatever is no `CommandError`,
                wrapped; `CommandNotFound`, on a bot, for commands that
                Discord knows and the code does not.

        Raises:
            DefinitionError: If one of them is no type of error.
        """
        if len(errors) == 1 and not inspect.isclass(errors[0]):
            return self._add_error_handler((Exception,), errors[0])
        return lambda handler: self._add_error_handler(errors or (Exception,), handler)

    async def handle_error(self, context: Context, name: str, error: BaseException) -> tuple[bool, Any]:
        """Give an error to this node's handler for it.

        Args:
            context: The conversation.
            name: What was used: `/roll`.
            error: What was raised.

        Returns:
            Whether there is a handler, and what it returned.

        Raises:
            Exception: Whatever the handler raised.
        """
        for kind in (*_kinds(error), Exception):
            for handled, hook in self.error_handlers:
                if handled is kind:
                    given = CommandInvokeError(name, error) if kind is CommandInvokeError else error
                    return True, await hook.run(context, given)
        return False, None

    def adopt(self, other: "Node") -> None:
        """Take over what was declared on another node."""
        self.checks += other.checks
        self.limits += other.limits
        self.before_hooks += other.before_hooks
        self.after_hooks += other.after_hooks
        self.error_handlers += other.error_handlers
        if other.contexts is not None and self.contexts is not None:
            self.contexts = tuple(context for context in self.contexts if context in other.contexts)
        else:
            self.contexts = self.contexts if other.contexts is None else other.contexts

    def bind_hooks(self, instance: object) -> None:
        """Make methods of a plugin out of the functions that stand in its class."""
        self.checks = [replace(check, hook=check.hook.bind(instance)) for check in self.checks]
        self.limits = list(self.limits)
        self.before_hooks = [hook.bind(instance) for hook in self.before_hooks]
        self.after_hooks = [hook.bind(instance) for hook in self.after_hooks]
        self.error_handlers = [(kind, hook.bind(instance)) for kind, hook in self.error_handlers]

    def hooks(self) -> list[Hook]:
        """Return every function that this node was given."""
        handlers = [hook for _, hook in self.error_handlers]
        return [*(check.hook for check in self.checks), *self.before_hooks, *self.after_hooks, *handlers]

    def _add_error_handler(self, errors: tuple[Any, ...], handler: H) -> H:
        hook = read_hook(handler, leading=2)
        for error in errors:
            if not (inspect.isclass(error) and issubclass(error, Exception)):
                raise DefinitionError(hook.where, f"on_error takes types of errors, and {error!r} is none")
            self.error_handlers.append((error, hook))
        return handler


def _kinds(error: BaseException) -> Iterator[type]:
    """Go through the types of an error, the nearest first; a fault of the code is a `CommandInvokeError` too."""
    for kind in type(error).__mro__:
        if kind is Exception:
            break
        yield kind
    if not isinstance(error, CommandError | RouteNotFound):
        yield CommandInvokeError


def make_check(predicate: Callable[..., Any], message: str = "") -> Check:
    """Make a check of a predicate: it runs on the event loop, since a thread would cost more than most of them do."""
    return Check(replace(read_hook(predicate), in_thread=False), message)


def read_hook(function: Callable[..., Any], leading: int = 1) -> Hook:
    """Read what a function needs.

    Args:
        function: What a node was given.
        leading: How many arguments it is given before its dependencies.

    Raises:
        DefinitionError: If it cannot be called, or a parameter has no annotation.
    """
    if not callable(function):
        why = f"{function!r} is no function: it would be called with the context"
        raise DefinitionError(where_called()[0], why)
    where = where_of(function)
    method = is_method(function)
    dependencies = read_dependencies(function, leading + method)
    return Hook(function, where, dependencies, method, not inspect.iscoroutinefunction(function))


def node_of(target: Callable[..., Any] | Node) -> Node:
    """Return the node that a decorator is put on; a function, or a class of plugin, gets one to hand over later."""
    if isinstance(target, Node):
        return target
    found = vars(target).get(_OWN)
    if found is None:
        found = Node()
        setattr(target, _OWN, found)
    node: Node = found
    return node


def require_node(target: object, what: str, places: str, aside: str = "") -> Node:
    """Return the node that a decorator is put on; see `node_of`.

    Args:
        target: What the decorator was given.
        what: What is put there, for the error: `a check`.
        places: Where it may stand: `a command, group, plugin or bot`.
        aside: What the error says besides.

    Raises:
        DefinitionError: If it can neither be a node nor become one.
    """
    if not isinstance(target, Node) and not (callable(target) and hasattr(target, "__dict__")):
        why = f"{what} is put on {places}, or on the function below, and {target!r} is none{aside}"
        raise DefinitionError(where_called()[0], why)
    return node_of(target)


def declared_on(target: object) -> Node | None:
    """Return what decorators have left on a function or class; None if nothing."""
    return vars(target).get(_OWN) if hasattr(target, "__dict__") else None
