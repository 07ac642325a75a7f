"""
Who wants to hear of what happens: listeners, by the name of an event.

A name is what discord.py calls the function, without its `on_`:
`on_application_command` hears `application_command`. Listeners run in tasks of
their own, so whoever dispatches neither waits for them nor meets their errors.
"""

import asyncio
import inspect
import logging
from collections.abc import Callable, Coroutine, Iterable, Iterator
from types import MethodType
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, Self, TypeAlias, TypeVar, overload

from app.context.tasks import Tasks, is_cancelled
from app.errors import DefinitionError
from app.providers import check_owner, is_method, kind_name, where_of

log = logging.getLogger(__name__)

P = ParamSpec("P")
P2 = ParamSpec("P2")
S = TypeVar("S")
Handler: TypeAlias = Callable[P, Coroutine[Any, Any, None]]


class Listener(Generic[P]):
    """What `listen` returns. Calling it calls the function.

    Attributes:
        event: The event's name, with its `on_`.
        handler: The function.
        plugin: The plugin that it belongs to, if any.
    """

    def __init__(self, event: str, handler: Handler[P]) -> None:
        self.where = where_of(handler)
        if not str(event).startswith("on_"):
            raise DefinitionError(
                self.where, f"{event!r} is no event: their names begin with on_, as on_application_command"
            )
        if not inspect.iscoroutinefunction(handler):
            raise DefinitionError(self.where, f"a listener is a coroutine function: async def {kind_name(handler)}")
        self.event = event
        self.handler = handler
        self.is_method = is_method(handler)
        self.plugin: object | None = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, None]:
        """Call the function."""
        return self.handler(*args, **kwargs)

    @overload
    def __get__(self, instance: None, owner: type, /) -> Self: ...
    @overload
    def __get__(self: "Listener[Concatenate[S, P2]]", instance: S, owner: type, /) -> "Listener[P2]": ...
    def __get__(self, instance: Any, owner: type, /) -> Any:
        """Bind the listener where it is reached through an instance, as a method is."""
        return self if instance is None else self.bind(instance)

    def __set_name__(self, owner: type, name: str) -> None:
        """See that the class which it stands in is one that listeners are found in."""
        check_owner(owner, self.where, f"listener {name}")

    def bind(self, instance: object) -> "Listener[...]":
        """Return this listener as a method of a plugin, if it is one."""
        if not self.is_method:
            return self
        bound = Listener(self.event, MethodType(self.handler, instance))
        bound.where = self.where
        return bound

    def __repr__(self) -> str:
        return f"<Listener {self.event} {kind_name(self.handler)}>"


class ListenNamed(Protocol):
    """`listen(...)`: waits for the function."""

    def __call__(self, handler: Callable[P, Coroutine[Any, Any, None]], /) -> Listener[P]:
        """Declare the listener."""


@overload
def listen(name: str | None = None, /) -> ListenNamed: ...
@overload
def listen(handler: Callable[P, Coroutine[Any, Any, None]], /) -> Listener[P]: ...
def listen(handler_or_name: Any = None, /) -> Any:
    """Hear of an event; bare (`@listen`) or called (`@listen("on_application_command")`).

    Any number of listeners may hear of one event. Postern tells of
    `on_application_command(ctx)`, before a command is handled, of
    `on_application_command_error(ctx, error)`, of
    `on_unknown_application_command(ctx)`, and of whatever `Bot.dispatch` is
    called with.

    Args:
        handler_or_name: The function; or the event's name, the function's
            unless given.

    Raises:
        DefinitionError: If the name is no event's, or the function not async.
    """
    if callable(handler_or_name):
        return Listener(handler_or_name.__name__, handler_or_name)

    def declare(handler: Handler[P]) -> Listener[P]:
        return Listener(handler.__name__ if handler_or_name is None else handler_or_name, handler)

    return declare


class Listeners:
    """All listeners of a bot.

    Args:
        tasks: Owns what they do.
    """

    def __init__(self, tasks: Tasks) -> None:
        self._listeners: dict[str, list[Callable[..., Coroutine[Any, Any, None]]]] = {}
        self._handlers: dict[str, Callable[..., Coroutine[Any, Any, None]]] = {}
        self._tasks = tasks

    def add(self, listener: Listener[...]) -> None:
        """Let a listener hear of its event, beside those that do."""
        handlers = self._listeners.setdefault(listener.event, [])
        if listener.handler not in handlers:
            handlers.append(listener.handler)

    def remove(self, listener: Listener[...]) -> None:
        """Let a listener hear of nothing any more; one that is not there is gone already."""
        handlers = self._listeners.get(listener.event, [])
        if listener.handler in handlers:
            handlers.remove(listener.handler)
        if self._handlers.get(listener.event) == listener.handler:
            del self._handlers[listener.event]

    def set_handler(self, listener: Listener[...]) -> None:
        """Let one function hear of an event instead of the one that was set before; listeners stay beside it."""
        self._handlers[listener.event] = listener.handler

    def dispatch(self, event: str, *args: object, **kwargs: object) -> None:
        """Tell everybody who listens, without waiting for them; from threads too.

        Args:
            event: The event's name, with or without its `on_`.
            args: What the listeners are called with.
            kwargs: What they are called with by name.
        """
        for handler in self._interested(event if event.startswith("on_") else f"on_{event}"):
            self._tasks.post(_run(handler, args, kwargs))

    def tell(self, listeners: Iterable[Listener[...]], *args: object, **kwargs: object) -> None:
        """Tell these alone."""
        for listener in listeners:
            self._tasks.post(_run(listener.handler, args, kwargs))

    def _interested(self, event: str) -> Iterator[Callable[..., Coroutine[Any, Any, None]]]:
        if event in self._handlers:
            yield self._handlers[event]
        yield from tuple(self._listeners.get(event, ()))


async def _run(handler: Callable[..., Coroutine[Any, Any, None]], args: Any, kwargs: Any) -> None:
    try:
        await handler(*args, **kwargs)
    except asyncio.CancelledError:
        if is_cancelled():
            raise
        log.exception("%s: the listener awaited something that was cancelled", kind_name(handler))
    except Exception:
        log.exception("%s: the listener failed", kind_name(handler))
