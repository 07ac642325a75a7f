"""
The plugins of a bot: added, loaded, removed and reloaded.

Adding makes a plugin's commands known; loading runs its `on_load`, which needs
an event loop. Where a server has a lifespan that is at its start; where it has
none, before the first interaction is handled.
"""

import asyncio
import contextlib
import contextvars
import inspect
import logging
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from app.checks.node import Node
from app.components.handler import StatefulHandler
from app.components.router import ComponentRouter
from app.context.tasks import is_cancelled, share
from app.errors import AppError, CommandNotFound, DefinitionError, DiscoveryError, DuplicateName, PluginNotFound
from app.listeners import Listener, Listeners
from app.plugins.declaring import Declared
from app.plugins.loader import (
    failed_at,
    made_of,
    plugins_in,
    reimported,
)
from app.plugins.plugin import Plugin, stands_in
from app.providers import kind_name
from app.tree.command import Command
from app.tree.group import below
from app.tree.tree import CommandTree

log = logging.getLogger(__name__)


class Plugins:
    """The plugins of a bot, by name.

    Args:
        bot: What each plugin gets as its `bot`.
        tree: Where their commands go.
        components: Where their buttons, menus and forms go.
        listeners: Where their listeners go.

    Attributes:
        is_strict: Whether one that cannot be loaded stops the others too;
            if not, it is removed, and the log says why.
    """

    def __init__(self, bot: object, tree: CommandTree, components: ComponentRouter, listeners: Listeners) -> None:
        self.is_strict = True
        self._bot = bot
        self._tree = tree
        self._components = components
        self._listeners = listeners
        self._plugins: dict[str, Plugin] = {}
        # Not asked of the plugins themselves: an object that stands in a module may be part of several bots.
        self._loaded: set[Plugin] = set()
        self._loading: dict[Plugin, asyncio.Task[None]] = {}

    def __iter__(self) -> Iterator[Plugin]:
        return iter(tuple(self._plugins.values()))

    @property
    def is_ready(self) -> bool:
        """Whether every plugin is loaded."""
        return len(self._loaded) == len(self._plugins)

    def get(self, name: str) -> Plugin | None:
        """Return the plugin of this name, upper and lower case apart; None if there is none."""
        return self._plugins.get(name)

    def add(self, *plugins: Plugin | type[Plugin]) -> list[Plugin]:
        """Make the commands and listeners of plugins known; nothing of any of them stays if that fails.

        Raises:
            DuplicateName: If there is a plugin, or a command, of this name.
            DefinitionError: If a class cannot be made into an object.
        """
        added: list[Plugin] = []
        try:
            for made in map(made_of, plugins):
                if self._plugins.get(made.name) is not made:
                    self._add(made)
                    added.append(made)
        except AppError:
            for made in added:
                self._forget(made)
            raise
        return added

    async def remove(self, plugin: str | Plugin | type[Plugin]) -> None:
        """Take plugins out, and unload them: by name, `module:Class`, module or package, as object or class.

        Raises:
            PluginNotFound: If there is none.
        """
        found = self._named(plugin)
        loaded = [one for one in found if one in self._loaded]
        # First of all, so that no interaction that comes meanwhile loads them again.
        for one in found:
            self._forget(one)
        await self._end(loaded)

    async def reload(self, plugin: str) -> None:
        """Import the module of plugins anew, and put what is in it now in the old ones' place.

        Where the new code cannot be loaded, the old plugins stay.

        Args:
            plugin: Name, `module:Class`, module or package.

        Raises:
            PluginNotFound: If there is none.
            DefinitionError: If the new code cannot be loaded; names file and line.
        """
        old = self._named(plugin)
        # A name or a class means just that one; a module or package whatever stands in it now.
        by_module = any(_is_below(one, plugin) for one in old)
        module, _, attribute = plugin.partition(":")
        with reimported(module if by_module or attribute else old[0].module) as modules:
            kinds = {type(one).__name__ for one in old}
            wanted = [
                one
                for one in plugins_in(modules)
                if by_module or (one.__name__ in kinds if isinstance(one, type) else _matches(one, plugin))
            ]
            if not wanted:
                raise DiscoveryError("", plugin, "the new code has no such plugin; the old one stays")
            await self._replace(old, [made_of(one) for one in wanted])

    async def load(self) -> None:
        """Run `on_load` of every plugin that was added and is not loaded yet; several callers share one run.

        Raises:
            DiscoveryError: If one raises; names the file and line. The others
                are loaded all the same.
        """
        if asyncio.current_task() in self._loading.values():
            # An on_load that added a plugin: it comes when that one is done.
            return
        tried: set[Plugin] = set()
        failures: list[DiscoveryError] = []
        while waiting := [one for one in self if one not in self._loaded and one not in tried]:
            tried.add(waiting[0])
            try:
                await self._load(waiting[0])
            except DiscoveryError as failure:
                failures.append(failure)
                if not self.is_strict and waiting[0] in self:
                    log.error("%s; it is left out", failure, exc_info=failure.__cause__)
                    self._forget(waiting[0])
        if failures and self.is_strict:
            raise failures[0]

    async def unload(self) -> None:
        """Run `on_unload` of every plugin, the last added first; what they raise is logged."""
        await self._end([one for one in self if one in self._loaded])

    def leave_out(self, node: Node | Listener[...], why: DefinitionError) -> None:
        """Take out a command, a group, a component, a listener or a plugin that cannot be used, and log why.

        What it holds for goes with it, and groups that it leaves empty.
        """
        log.error("%s", why)
        if isinstance(node, Plugin):
            self._forget(node)
        elif isinstance(node, StatefulHandler | Listener):
            self.take(node)
        gone = [command for command in self._tree.commands() if node in self._tree.route(command).nodes]
        for command in gone:
            self.take(command)
        paths = {one.path for one in self._tree.commands()}
        for group in self._tree.groups():
            is_above = any(_stands_below(command.path, group.path) for command in gone)
            if is_above and not any(_stands_below(path, group.path) for path in paths):
                # One within another has gone with that.
                with contextlib.suppress(CommandNotFound):
                    self.take(group)

    def check_methods(self) -> None:
        """See that every method has the plugin that it belongs to.

        Raises:
            DefinitionError: If one has not, and would be lost; names its file and line.
        """
        children = [child for group in self._tree.groups() for child in group.children]
        for child in (*self._tree.commands(), *self._components, *children):
            if not isinstance(child, Command | StatefulHandler) or not child.is_unbound:
                continue
            if not any(stands_in(child.callback, type(one)) for one in self):
                owner = child.callback.__qualname__.rpartition(".")[0]
                why = f"{child.shown_name} is a method of {owner}, which is no plugin of the bot: bot.add_plugin(…)"
                if self.is_strict:
                    raise DefinitionError(child.where, why)
                log.error("%s: %s", child.where, why)

    def put(self, declared: Declared) -> None:
        """Make a command, a group, a component or a listener known; nothing of it stays if that fails."""
        if isinstance(declared, Listener):
            self._listeners.add(declared)
        elif isinstance(declared, StatefulHandler):
            self._components.add(declared)
        else:
            self._tree.add(declared)

    def take(self, declared: Declared, kept: Collection[Command[..., Any]] = ()) -> None:
        """Take out a command, a group with all that hangs below it but for what is kept, a component, or a listener.

        Raises:
            CommandNotFound: If a command or group is not there.
        """
        if isinstance(declared, Listener):
            self._listeners.remove(declared)
        elif isinstance(declared, StatefulHandler):
            self._components.remove(declared)
        else:
            self._tree.remove(declared, kept)

    def _add(self, plugin: Plugin) -> None:
        taken = self._plugins.get(plugin.name)
        if taken is not None:
            raise DuplicateName(plugin.where, f"two plugins are named {plugin.name!r}, also at {taken.where}")
        added: list[Declared] = []
        try:
            for declared in plugin.declared:
                self.put(declared)
                added.append(declared)
        except AppError as error:
            for declared in added:
                self._take(declared)
            if isinstance(error, DuplicateName) and error.why.endswith(error.where):
                raise DuplicateName(error.where, f"{error.why}: {self._explain(plugin)}") from error
            raise
        plugin.bot = self._bot
        plugin.host = self.put
        self._plugins[plugin.name] = plugin

    def _explain(self, plugin: Plugin) -> str:
        """Say how one line can declare something twice."""
        kin = [one.name for one in self if {*type(one).__mro__} & {*type(plugin).__mro__} > {*Plugin.__mro__}]
        if not kin:
            return "in a class it is @slash_command, and not one of a bot or of another plugin"
        why = f"plugin {plugin.name} has it from the class that plugin {kin[0]} has it from"
        return f"{why}; name a class to inherit from _Base"

    async def _replace(self, old: Sequence[Plugin], new: Sequence[Plugin]) -> None:
        """Put plugins in the place of others; if they cannot be loaded, the others come back."""
        loaded = [one for one in old if one in self._loaded]
        for one in old:
            self._forget(one)
        try:
            self.add(*new)
        except AppError:
            self.add(*old)
            self._loaded.update(loaded)
            raise
        try:
            # Whoever waits for the first one waits until the old ones have ended.
            for number, one in enumerate(new):
                await self._load(one, () if number else loaded)
        except DiscoveryError:
            ended = [one for one in new if one in self._loaded]
            for one in new:
                self._forget(one)
            self.add(*old)
            await self._end(ended)
            for one in loaded:
                try:
                    await self._load(one)
                except DiscoveryError:
                    log.exception("plugin %s stays, and could not be loaded again", one.name)
            raise

    async def _load(self, plugin: Plugin, instead_of: Sequence[Plugin] = ()) -> None:
        loop = asyncio.get_running_loop()
        loading = self._loading.get(plugin)
        if loading is None or loading.get_loop() is not loop:
            # What a plugin starts must not count as the work of the interaction that came first.
            run = self._run_on_load(plugin, instead_of)
            loading = self._loading[plugin] = loop.create_task(run, context=contextvars.Context())
        share(loading)
        try:
            await asyncio.shield(loading)
        finally:
            if loading.done() and self._loading.get(plugin) is loading:
                del self._loading[plugin]

    async def _run_on_load(self, plugin: Plugin, instead_of: Sequence[Plugin]) -> None:
        await self._end(instead_of)
        try:
            await _call(plugin.on_load)
        except (Exception, asyncio.CancelledError) as error:
            if is_cancelled():
                raise
            why = f"on_load() raised {type(error).__name__}: {error}"
            raise DiscoveryError(failed_at(error) or plugin.where, f"plugin {plugin.name}", why) from error
        plugin.is_loaded = True
        if plugin in self:
            self._loaded.add(plugin)
        else:
            await self._end([plugin])

    async def _end(self, plugins: Sequence[Plugin]) -> None:
        for plugin in reversed(plugins):
            self._loaded.discard(plugin)
            plugin.is_loaded = False
            try:
                await _call(plugin.on_unload)
            except (Exception, asyncio.CancelledError):
                if is_cancelled():
                    raise
                log.exception("plugin %s: on_unload() failed", plugin.name)

    def _forget(self, plugin: Plugin) -> None:
        del self._plugins[plugin.name]
        self._loaded.discard(plugin)
        if plugin.host == self.put:
            plugin.host = None
        for declared in plugin.declared:
            self._take(declared)

    def _take(self, declared: Declared) -> None:
        """Take out what was declared, as far as it is there; what others have put below a group stays."""
        others = {None, *self} - {declared.plugin}
        kept = [child for child in below(declared) if isinstance(child, Command) and child.plugin in others]
        with contextlib.suppress(CommandNotFound):
            self.take(declared, kept)

    def _named(self, plugin: str | Plugin | type[Plugin]) -> list[Plugin]:
        found = [one for one in self if _matches(one, plugin)]
        if not found:
            wanted = kind_name(plugin) if isinstance(plugin, type) else str(plugin)
            raise PluginNotFound(wanted, tuple(self._plugins))
        return found


async def _call(hook: Callable[[], object]) -> None:
    made = hook()
    if inspect.isawaitable(made):
        await made


def _stands_below(path: tuple[str, ...], group: tuple[str, ...]) -> bool:
    return len(path) > len(group) and path[: len(group)] == group


def _is_below(one: Plugin, module: str) -> bool:
    return f"{one.module}.".startswith(f"{module}.")


def _matches(one: Plugin, wanted: str | Plugin | type[Plugin]) -> bool:
    """Tell whether a plugin is meant: by name, `module:Class` or `module:object`, module or package; or itself."""
    if not isinstance(wanted, str):
        return one is wanted or type(one) is wanted
    module, _, attribute = wanted.partition(":")
    is_there = bool(attribute) and getattr(sys.modules.get(module), attribute, None) is one
    return is_there or wanted in {one.name, f"{one.module}:{type(one).__name__}"} or _is_below(one, wanted)
