"""
Who wants to hear of what happens: listeners, by the name of an event.

A name is what discord.py calls the function, without its `on_`:
`on_application_command` hears `application_command`. What Discord tells of has a
class, too, and is listened to by that: `@listen(EntitlementCreate)`. Listeners
run in tasks of their own, so whoever dispatches neither waits for them nor meets
their errors.
"""

import asyncio
import inspect
import logging
import typing
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from types import MethodType
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, Self, TypeAlias, TypeVar, overload

from app.context.tasks import Tasks, is_cancelled
from app.errors import DefinitionError
from app.models.event import WEBHOOK_EVENTS, Event, event_name
from app.parameters.annotation import take_apart
from app.providers import Providers, check_owner, close_lifetime, is_method, kind_name, read_dependencies, where_of

log = logging.getLogger(__name__)

P = ParamSpec("P")
P2 = ParamSpec("P2")
S = TypeVar("S")
E1 = TypeVar("E1", bound=Event)
E2 = TypeVar("E2", bound=Event)
E3 = TypeVar("E3", bound=Event)
Handler: TypeAlias = Callable[P, Coroutine[Any, Any, None]]

OWN_EVENTS = {"on_application_command": 1, "on_application_command_error": 2, "on_unknown_application_command": 1}
_GIVEN = OWN_EVENTS | {f"on_{name.lower()}": 1 for name in WEBHOOK_EVENTS}
"""How many arguments come with the events that Postern tells of; what follows them are dependencies."""


class Listener(Generic[P]):
    """What `listen` returns. Calling it calls the function.

    Attributes:
        event: The event's name, with its `on_`; of several, the first.
        events: All of them.
        handler: The function.
        redeliver: Whether Discord is asked to send an event again that the function has failed at.
        dependencies: Parameter name to the kind that is given for it.
        plugin: The plugin that it belongs to, if any.
    """

    def __init__(self, events: tuple[str, ...], handler: Handler[P], given: int | None, *, redeliver: bool) -> None:
        """Make the listener.

        Args:
            events: Names, with their `on_`.
            handler: The function.
            given: How many arguments come with the events; None if nobody knows, so that there are no dependencies.
            redeliver: Whether Discord is asked to send an event again that it has failed at.

        Raises:
            DefinitionError: If a name is no event's, or the function cannot be called with what comes.
        """
        self.where = where_of(handler)
        for event in events:
            if not event.startswith("on_"):
                why = (
                    f"{event!r} is no event: their names begin with on_, as on_application_command; "
                    "or say which it is, by @listen(EntitlementCreate) or by the annotation of the first parameter"
                )
                raise DefinitionError(self.where, why)
        if not inspect.iscoroutinefunction(handler):
            raise DefinitionError(self.where, f"a listener is a coroutine function: async def {kind_name(handler)}")
        self.events = events
        self.handler = handler
        self.redeliver = redeliver
        self.is_method = is_method(handler)
        self.dependencies: Mapping[str, Any] = {} if given is None else _needs(handler, given + self.is_method)
        self.plugin: object | None = None

    @property
    def event(self) -> str:
        """The event's name, with its `on_`; of several, the first."""
        return self.events[0]

    @property
    def shown_name(self) -> str:
        """The name as people read it."""
        return f"listener {kind_name(self.handler)}"

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
        bound = Listener(self.events, MethodType(self.handler, instance), None, redeliver=self.redeliver)
        bound.where, bound.dependencies = self.where, self.dependencies
        return bound

    def __repr__(self) -> str:
        return f"<Listener {' '.join(self.events)} {kind_name(self.handler)}>"


class ListenNamed(Protocol):
    """`listen(...)`: waits for the function."""

    def __call__(self, handler: Callable[P, Coroutine[Any, Any, None]], /) -> Listener[P]:
        """Declare the listener."""


class ListenOf(Protocol[E1]):
    """`listen(EntitlementCreate)`: waits for the function, which takes the event, and dependencies behind it."""

    @overload
    def __call__(
        self, handler: Callable[Concatenate[E1, P], Coroutine[Any, Any, None]], /
    ) -> Listener[Concatenate[E1, P]]: ...
    @overload
    def __call__(
        self, handler: Callable[Concatenate[S, E1, P], Coroutine[Any, Any, None]], /
    ) -> Listener[Concatenate[S, E1, P]]: ...


@overload
def listen(name: str | None = None, /, *, redeliver: bool = False) -> ListenNamed: ...
@overload
def listen(event: type[E1], /, *, redeliver: bool = False) -> ListenOf[E1]: ...
@overload
def listen(event: type[E1], second: type[E2], /, *, redeliver: bool = False) -> ListenOf[E1 | E2]: ...
@overload
def listen(
    event: type[E1], second: type[E2], third: type[E3], /, *, redeliver: bool = False
) -> ListenOf[E1 | E2 | E3]: ...
@overload
def listen(event: type[E1], /, *events: type[E1], redeliver: bool = False) -> ListenOf[E1]: ...
@overload
def listen(handler: Callable[P, Coroutine[Any, Any, None]], /) -> Listener[P]: ...
def listen(event: Any = None, /, *events: Any, redeliver: bool = False) -> Any:
    """Hear of an event: `@listen(EntitlementCreate)`, `@listen("on_application_command")`, or bare.

    Any number of listeners may hear of one event, and a listener of several:
    `@listen(EntitlementCreate, EntitlementUpdate)`. Discord tells of webhook
    events, whose classes stand in `app.models`; whoever listens to `Event` hears
    of all of them, also of those that Postern does not know. The function takes
    the event, and dependencies behind it.

    Postern tells of `on_application_command(ctx)`, before a command is handled,
    of `on_application_command_error(ctx, error)`, of
    `on_unknown_application_command(ctx)`, and of whatever `Bot.dispatch` is
    called with.

    https://docs.discord.com/developers/events/webhook-events

    Args:
        event: Class of an event, or its name; else the function, whose first
            parameter is annotated with the class, or whose own name is the event's.
        events: Further classes.
        redeliver: Whether Discord is asked to send a webhook event again, for
            ten minutes at most, that the function has failed at, or was not done
            with in time: so it should need less than two seconds, and it must not
            harm if it begins anew.

    Raises:
        DefinitionError: If there is no such event, the function is not async, or
            a parameter behind the event has no annotation.
    """
    if inspect.isfunction(event):
        return _declare((), event, redeliver=redeliver)
    said = () if event is None else (event, *events)
    return lambda handler: _declare(said, handler, redeliver=redeliver)


def _declare(said: tuple[Any, ...], handler: Handler[P], *, redeliver: bool) -> Listener[P]:
    """Make a listener of what its decorator was given."""
    where, name = where_of(handler), handler.__name__
    kinds = [one for one in said if not isinstance(one, str)] if said else _annotated(handler, name)
    for one in kinds:
        if not (inspect.isclass(one) and issubclass(one, Event)):
            raise DefinitionError(where, f"{kind_name(one)} is no event: their classes stand in app.models")
    events = tuple(dict.fromkeys(f"on_{event_name(one)}" for one in kinds))
    if not said and events and name in _GIVEN and name not in events:
        of_name = WEBHOOK_EVENTS.get(name.removeprefix("on_").upper())
        if of_name is not None and issubclass(of_name, tuple(kinds)):
            # `on_entitlement_create(event: Event)`.
            return Listener((name,), handler, 1, redeliver=redeliver)
        why = f"{name} hears of another event than its annotation says: name it otherwise, or use @listen({name!r})"
        raise DefinitionError(where, why)
    named = [_full_name(one) for one in said if isinstance(one, str)]
    events = (*named, *events) or (name,)
    if redeliver and events[0] in OWN_EVENTS:
        raise DefinitionError(where, f"redeliver=True is for webhook events, and {events[0]} is none")
    return Listener(events, handler, 1 if kinds else _GIVEN.get(events[0]), redeliver=redeliver)


def _full_name(said: str) -> str:
    """Return an event's name with its `on_`, of whichever spelling."""
    name = said.lower() if said.isupper() else said
    return name if name.startswith("on_") else f"on_{name}"


def _annotated(handler: Callable[..., Any], name: str) -> list[type]:
    """Return the events that a function's first parameter is annotated with; none if it says something else.

    Raises:
        DefinitionError: If the annotation cannot be read, and no other says what the function hears of.
    """
    parameters = list(inspect.signature(handler).parameters)[is_method(handler) :]
    try:
        annotation = typing.get_type_hints(handler).get(parameters[0]) if parameters else None
    except (NameError, TypeError) as error:
        if name.startswith("on_"):
            return []
        why = f"an annotation of {kind_name(handler)} cannot be read at run time ({error})"
        raise DefinitionError(where_of(handler), why) from error
    kinds = sorted(take_apart(annotation)[1], key=kind_name)
    return kinds if all(inspect.isclass(kind) and issubclass(kind, Event) for kind in kinds) else []


def _needs(handler: Callable[..., Any], given: int) -> Mapping[str, Any]:
    """Return the dependencies of a function; where it has none, its annotations need not be readable."""
    return {} if len(inspect.signature(handler).parameters) == given else read_dependencies(handler, given)


class Listeners:
    """All listeners of a bot.

    Args:
        tasks: Owns what they do.
        providers: Where their dependencies come from.

    Attributes:
        failed: Hears of a listener that has raised, and what; it is logged unless something else is set.
    """

    def __init__(self, tasks: Tasks, providers: Providers) -> None:
        self.failed: Callable[[Listener[...], BaseException], None] = log_failure
        self._listeners: dict[str, list[Listener[...]]] = {}
        self._handlers: dict[str, Listener[...]] = {}
        self._tasks = tasks
        self._providers = providers

    def __iter__(self) -> Iterator[Listener[...]]:
        held = [*self._handlers.values(), *(one for some in self._listeners.values() for one in some)]
        return iter(dict.fromkeys(held))

    def add(self, listener: Listener[...]) -> None:
        """Let a listener hear of its events, beside those that do."""
        for event in listener.events:
            held = self._listeners.setdefault(event, [])
            if all(one.handler != listener.handler for one in held):
                held.append(listener)

    def remove(self, listener: Listener[...]) -> None:
        """Let a listener hear of nothing any more; one that is not there is gone already."""
        for event in listener.events:
            held = self._listeners.get(event, [])
            held[:] = [one for one in held if one.handler != listener.handler]
            if event in self._handlers and self._handlers[event].handler == listener.handler:
                del self._handlers[event]

    def set_handler(self, listener: Listener[...]) -> None:
        """Let one function hear of an event instead of the one that was set before; listeners stay beside it."""
        for event in listener.events:
            self._handlers[event] = listener

    def dispatch(self, event: str, *args: object, **kwargs: object) -> None:
        """Tell everybody who listens, without waiting for them; from threads too.

        Args:
            event: The event's name, with or without its `on_`.
            args: What the listeners are called with.
            kwargs: What they are called with by name.
        """
        self.tell(self.interested(event), *args, **kwargs)

    def tell(self, listeners: Iterable[Listener[...]], *args: object, **kwargs: object) -> None:
        """Tell these alone."""
        for listener in listeners:
            self._tasks.post(self._tell(listener, args, kwargs))

    def interested(self, *events: str) -> list[Listener[...]]:
        """Return who listens to any of these events, each once."""
        found: list[Listener[...]] = []
        for event in map(_full_name, events):
            if event in self._handlers:
                found.append(self._handlers[event])
            found += self._listeners.get(event, ())
        return list(dict.fromkeys(found))

    async def run(self, listener: Listener[...], *args: object, **kwargs: object) -> bool:
        """Call a listener with what happened and its dependencies; whether it did not fail is returned."""
        lifetime = self._providers.interaction()
        try:
            given = {name: await lifetime.get(kind) for name, kind in listener.dependencies.items()}
            await listener.handler(*args, **kwargs, **given)
        except asyncio.CancelledError as error:
            if is_cancelled():
                raise
            self.failed(listener, error)
            return False
        except Exception as error:  # noqa: BLE001 - nobody is behind a listener whom it could concern
            self.failed(listener, error)
            return False
        finally:
            await close_lifetime(lifetime, listener.shown_name)
        return True

    async def _tell(self, listener: Listener[...], args: tuple[object, ...], kwargs: dict[str, object]) -> None:
        await self.run(listener, *args, **kwargs)


def log_failure(listener: Listener[...], error: BaseException) -> None:
    """Write one record of what a listener has raised, with its traceback."""
    how = "awaited something that was cancelled" if isinstance(error, asyncio.CancelledError) else "failed"
    log.error("%s: the %s of %s %s", listener.where, listener.shown_name, listener.event, how, exc_info=error)
