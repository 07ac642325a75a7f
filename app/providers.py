"""
Dependencies, handed to handlers by annotation.

`bot.provide(Database, connect)` says how a `Database` is made; a handler that
declares `db: Database` gets it. A value is made when it is first needed, and
kept for the life of the app, or of one interaction. A factory may itself
declare dependencies, and may be an async generator: what stands behind its
`yield` runs when the value's life ends, the last made first.
"""

import asyncio
import contextvars
import inspect
import logging
import types
import typing
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final, Literal, TypeAlias, TypeVar

from app.errors import DefinitionError, ProviderMissing

log = logging.getLogger(__name__)

T = TypeVar("T")
Scope: TypeAlias = Literal["app", "interaction"]
Factory: TypeAlias = Callable[..., Any]


class _Provided:
    """The type of `provided`."""

    def __repr__(self) -> str:
        return "provided"


provided: Final[Any] = _Provided()
"""Default of a dependency parameter (`db: Database = provided`) where a handler also builds: button, select, modal."""


class Provider:
    """How one kind of value is made."""

    def __init__(self, kind: Any, factory: Factory, scope: Scope) -> None:
        if not callable(factory):
            name = kind_name(kind)
            why = (
                f"what provides {name} must be a factory: bot.provide({name}, lambda: value) for a value that is there"
            )
            raise DefinitionError(where_called()[0], why)
        if inspect.isgeneratorfunction(factory):
            raise DefinitionError(where_of(factory), "make this factory an async generator: async def … yield")
        self.kind = kind
        self.factory = factory
        self.scope = scope
        self.needs = read_dependencies(factory)


class Providers:
    """What handlers can ask for, and the values that live as long as the app.

    Args:
        share: Hears of each value that is being made, from everybody who waits for it.
    """

    def __init__(self, share: Callable[[asyncio.Task[Any]], None] = lambda making: None) -> None:
        self.share = share
        self._providers: dict[Any, Provider] = {}
        self._app = Lifetime(self)

    def provide(self, kind: Any, factory: Factory, scope: Scope = "app") -> None:
        """Say how a kind is made; a later call for the same kind replaces the earlier one."""
        self._providers[kind] = Provider(kind, factory, scope)
        self._app.forget(kind)

    def provide_value(self, kind: Any, value: object) -> None:
        """Provide a value that is there already."""
        self.provide(kind, lambda: value)

    def __contains__(self, kind: Any) -> bool:
        """Tell whether somebody provides this kind."""
        return kind in self._providers

    def __getitem__(self, kind: Any) -> Provider:
        """Return how this kind is made.

        Raises:
            ProviderMissing: If nobody provides it.
        """
        found = self._providers.get(kind)
        if found is None:
            raise ProviderMissing(
                "", f"nobody provides {kind_name(kind)}: call bot.provide({kind_name(kind)}, factory)"
            )
        return found

    def check(self) -> None:
        """See to it that every factory's own dependencies can be made.

        Raises:
            ProviderMissing: If a factory needs what nobody provides.
            DefinitionError: If factories need each other in a circle, or a
                value of the app needs one that lives for an interaction.
        """
        for provider in self._providers.values():
            self._check(provider, ())

    def require(self, where: str, name: str, needs: Mapping[str, Any], *, aside: str = "") -> None:
        """See to it that what a handler or hook needs can be made.

        Args:
            where: `file:line` of it.
            name: What it is called.
            needs: Parameter name to the kind that it asks for.
            aside: What else is to be said of a kind that nobody provides.

        Raises:
            ProviderMissing: If one cannot.
        """
        for parameter, kind in needs.items():
            if kind not in self:
                call = f"call bot.provide({kind_name(kind)}, factory)"
                why = f"{name}: parameter {parameter} is a {kind_name(kind)}, {aside}and nobody provides one: {call}"
                raise ProviderMissing(where, why)

    def _check(self, provider: Provider, path: tuple[Provider, ...]) -> None:
        if provider in path:
            circle = " → ".join(kind_name(step.kind) for step in (*path[path.index(provider) :], provider))
            raise DefinitionError(where_of(provider.factory), f"dependencies go in a circle: {circle}")
        for kind in provider.needs.values():
            if kind not in self:
                why = f"the factory of {kind_name(provider.kind)} needs {kind_name(kind)}, which nobody provides"
                raise ProviderMissing(where_of(provider.factory), why)
            needed = self[kind]
            if provider.scope == "app" and needed.scope == "interaction":
                why = (
                    f"{kind_name(provider.kind)} lives as long as the app, "
                    f"and cannot hold a {kind_name(kind)}, which ends with its interaction"
                )
                raise DefinitionError(where_of(provider.factory), why)
            self._check(needed, (*path, provider))

    def interaction(self) -> "Lifetime":
        """Begin the lifetime of one interaction; close it when the interaction is done."""
        return Lifetime(self, self._app)

    async def get(self, kind: type[T]) -> T:
        """Return a value that lives as long as the app."""
        return await self._app.get(kind)

    async def close(self) -> None:
        """End the values of the app, the last made first; they are made anew if they are asked for again."""
        await self._app.close()


class Lifetime:
    """The values made for the app, or for one interaction."""

    def __init__(self, providers: Providers, app: "Lifetime | None" = None) -> None:
        self._providers = providers
        self._app = app
        self._values: dict[Any, asyncio.Task[Any]] = {}
        self._open: list[AbstractAsyncContextManager[Any]] = []
        self._is_over = False

    async def get(self, kind: type[T]) -> T:
        """Return the value of a kind, made now if it is not there yet.

        Raises:
            ProviderMissing: If nobody provides it, or it would have to live
                in an interaction that is over.
        """
        provider = self._providers[kind]
        if provider.scope == "app" and self._app is not None:
            return await self._app.get(kind)
        if self._is_over:
            why = f"a {kind_name(kind)} lives as long as its interaction, and that is over: ask for it before"
            raise ProviderMissing("", why)
        made = self._values.get(kind)
        # A value belongs to the loop that made it: serverless hosts bring a new one with each call.
        if made is None or made.get_loop() is not asyncio.get_running_loop():
            # What lives as long as the app must not count as the work of the interaction that asked first.
            context = contextvars.copy_context() if self._app is not None else contextvars.Context()
            made = self._values[kind] = asyncio.get_running_loop().create_task(self._make(provider), context=context)
            made.add_done_callback(lambda future: self._forget_failed(kind, future))
        if not made.done():
            self._providers.share(made)
        value: T = await asyncio.shield(made)
        return value

    def forget(self, kind: Any) -> None:
        """Let the next one who asks have a new value; one that was made still ends with this lifetime."""
        self._values.pop(kind, None)

    def _forget_failed(self, kind: Any, future: asyncio.Task[Any]) -> None:
        # What could not be made (a database that was down) is tried again by the next one who asks.
        if (future.cancelled() or future.exception() is not None) and self._values.get(kind) is future:
            del self._values[kind]

    async def _make(self, provider: Provider) -> Any:
        arguments = {name: await self.get(kind) for name, kind in provider.needs.items()}
        if inspect.isasyncgenfunction(provider.factory):
            manager = asynccontextmanager(provider.factory)(**arguments)
            value = await manager.__aenter__()
            self._open.append(manager)
            return value
        made = provider.factory(**arguments)
        return await made if inspect.isawaitable(made) else made

    async def close(self) -> None:
        """End the values, the last made first; what is still being made is given up."""
        # The app itself may be started again in this process; nobody would end what an interaction makes now.
        self._is_over = self._app is not None
        loop = asyncio.get_running_loop()
        making = [made for made in self._values.values() if not made.done() and made.get_loop() is loop]
        self._values.clear()
        for made in making:
            made.cancel()
        if making:
            await asyncio.wait(making)
        await self._end()

    async def _end(self) -> None:
        # Not an AsyncExitStack: it would throw what one generator raises into the next, instead of ending that too.
        if self._open:
            try:
                await self._open.pop().__aexit__(None, None, None)
            finally:
                await self._end()


async def close_lifetime(lifetime: Lifetime, name: str) -> None:
    """End the values of one interaction; what fails at that is logged, since nobody waits for it any more.

    Args:
        lifetime: Whose values.
        name: What was used, for the log: `/roll`.
    """
    try:
        await lifetime.close()
    except Exception:
        log.exception("%s: a dependency could not be ended", name)


def provided_kind(factory: Factory) -> Any:
    """Return what a factory says that it makes: its return annotation; a class makes itself.

    Raises:
        DefinitionError: If it has none.
    """
    if inspect.isclass(factory):
        return factory
    annotation = _hints(factory).get("return", types.NoneType)
    if annotation is types.NoneType:
        raise DefinitionError(where_of(factory), "say what this factory provides: give it a return annotation")
    if typing.get_origin(annotation) in {AsyncIterator, Awaitable, typing.get_origin(typing.AsyncGenerator)}:
        return typing.get_args(annotation)[0]
    return annotation


def kind_name(kind: Any) -> str:
    """Return a kind's name as authors write it."""
    return getattr(kind, "__qualname__", None) or str(kind)


def where_of(function: Any) -> str:
    """Return `file:line` of a function or class, or its name if it has no source."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code else kind_name(function)


_PACKAGE = __name__.partition(".")[0]


def author_frame() -> types.FrameType | None:
    """Return the frame of the author's line that called something of ours; None if nobody but ourselves did."""
    frame = inspect.currentframe()
    while frame is not None and str(frame.f_globals.get("__name__")).partition(".")[0] == _PACKAGE:
        frame = frame.f_back
    return frame


def where_called() -> tuple[str, str]:
    """Return `file:line`, and the module's name, of the author's line that called something of ours."""
    frame = author_frame()
    if frame is None:
        return "", ""
    return f"{frame.f_code.co_filename}:{frame.f_lineno}", str(frame.f_globals.get("__name__"))


def check_owner(owner: type, where: str, what: str) -> None:
    """Refuse a class whose body nobody looks into, for what stands there would be lost.

    Raises:
        DefinitionError: If it is no class of plugin.
    """
    if not getattr(owner, "holds_methods", False):
        raise DefinitionError(where, f"{what} stands in a class that is no plugin: class {owner.__name__}(Plugin)")


def is_method(function: Any) -> bool:
    """Tell whether a function stands in the body of a class, so that its first parameter is the instance."""
    if not inspect.isfunction(function) or function.__name__ == "<lambda>":
        return False
    owner = function.__qualname__.rpartition(".")[0]
    return bool(owner) and not owner.endswith("<locals>")


def read_dependencies(function: Callable[..., Any], leading: int = 0) -> dict[str, Any]:
    """Return the parameters that a function declares without a default, with their annotations.

    Args:
        function: A factory, a hook, an autocompleter.
        leading: How many of the first parameters are given otherwise.

    Raises:
        DefinitionError: If one has no annotation, or one that cannot be read;
            or there are not even the leading ones.
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # what is written in C has no signature, and no needs that we could know
        return {}
    hints = _hints(function.__init__ if inspect.isclass(function) else function)
    positional = [one for one in parameters if one.kind in {one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD}]
    if len(positional) < leading and all(one.kind is not one.VAR_POSITIONAL for one in parameters):
        why = f"{kind_name(function)} is called with {leading} arguments, and takes {len(positional)}"
        raise DefinitionError(where_of(function), why)
    needs = {}
    for parameter in parameters[leading:]:
        if parameter.default is not parameter.empty or parameter.kind not in _BY_KEYWORD:
            continue
        if parameter.name not in hints:
            why = (
                f"parameter {parameter.name} of {kind_name(function)} has no annotation, so nothing can be given for it"
            )
            raise DefinitionError(where_of(function), why)
        needs[parameter.name] = hints[parameter.name]
    return needs


_BY_KEYWORD = frozenset({inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY})


def _hints(factory: Factory) -> dict[str, Any]:
    try:
        return typing.get_type_hints(factory)
    except NameError as error:
        why = f"an annotation of {kind_name(factory)} names {error.name!r}, which is not imported at run time"
        raise DefinitionError(where_of(factory), why) from error
    except TypeError:
        return {}
