"""What can be added to a bot and asked of it: commands, components, listeners, plugins."""

import inspect
import logging
from collections.abc import Callable, Coroutine, Iterator
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

from app.checks.node import Hook, read_hook
from app.components.handler import Seal
from app.components.pages import turn
from app.components.reopening import edit_again
from app.components.router import ComponentRouter
from app.context.tasks import Tasks, share
from app.errors import AppError, DefinitionError
from app.listeners import Listener, Listeners, listen
from app.models.command import ApplicationCommandType
from app.plugins.declaring import Declared, Declares
from app.plugins.loader import Found, find_declared, load_modules, load_plugins, run_setup
from app.plugins.plugin import Plugin
from app.plugins.registry import Plugins
from app.providers import Providers, where_of
from app.tree.command import Command
from app.tree.group import Group
from app.tree.tree import CommandTree

log = logging.getLogger(__name__)

P = ParamSpec("P")
H = TypeVar("H", bound=Callable[..., Any])


class Host(Declares):
    """A bot, as far as it holds what authors declare.

    Args:
        seal: What custom_ids are made and read with.

    Attributes:
        tree: All commands.
        components: The handlers of all components and forms.
        listeners: Who hears of what.
    """

    def __init__(self, seal: Seal) -> None:
        super().__init__()
        self.tree = CommandTree(self)
        self._tasks = Tasks()
        self._providers = Providers(share)
        self.listeners = Listeners(self._tasks, self._providers)
        self.components = ComponentRouter(self, seal)
        self.components.add(edit_again)
        self.components.add(turn)
        self._plugins = Plugins(self, self.tree, self.components, self.listeners)
        self._eligibility: Hook | None = None

    def load_package(self, package: str, *, strict: bool = True) -> None:
        """Import a package, and add all that its modules declare.

        Args:
            package: Its dotted name.
            strict: Whether a module or plugin that cannot be loaded stops the
                others too; if not, the log names it with its file and line.

        Raises:
            DefinitionError: If a declaration cannot work, or a module cannot
                be imported (`DiscoveryError`); names the file and line.
        """
        self._plugins.is_strict = strict
        modules = load_modules(package, None if strict else _log_failure)
        run_setup(modules[0], self)
        for module in modules:
            _check_module(module, modules[0])
        # What setup(bot) has added: as it stands there, or as an object made of a class that stands there.
        already: set[object] = {one for plugin in self._plugins for one in (plugin, type(plugin))}
        for found in find_declared(modules):
            if found in already:
                continue
            try:
                self._add_found(found)
            except AppError as error:
                if strict:
                    raise
                _log_failure(error)

    def add(self, declared: Declared) -> None:
        """Add a command, a group with all that hangs below it, a component, or a listener.

        Raises:
            DefinitionError: If its path is taken, or there are too many.
        """
        self._plugins.put(declared)

    def remove(self, declared: Declared) -> None:
        """Take out a command, a group with all that hangs below it, a component, or a listener.

        Raises:
            CommandNotFound: If a command or group is not there.
        """
        self._plugins.take(declared)

    def _add_found(self, found: Found) -> None:
        if isinstance(found, Plugin | type):
            self._plugins.add(found)
        else:
            self.add(found)

    def event(self, handler: Callable[P, Coroutine[Any, Any, None]], /) -> Listener[P]:
        """Let this function alone hear of the event that it is named after: `@bot.event async def on_…`.

        A later one for the same event takes its place; what `listen` adds
        stays beside it.
        """
        made: Listener[P] = listen(handler)
        self.listeners.set_handler(made)
        return made

    def purchase_eligibility(self, handler: H, /) -> H:
        """Let this function say whether a user may buy a Social Layer SKU: `@bot.purchase_eligibility`.

        It is given an `EligibilityContext`, and dependencies behind it, and
        returns True, False or a `PurchaseEligibility` with the reason.
        """
        self._eligibility = read_hook(handler)
        return handler

    def hooks(self) -> list[Hook]:
        """Return every function that the bot was given."""
        return [*super().hooks(), *([self._eligibility] if self._eligibility else [])]

    def dispatch(self, event: str, *args: object, **kwargs: object) -> None:
        """Tell everybody who listens to an event, without waiting for them.

        Args:
            event: The event's name, with or without its `on_`.
            args: What the listeners are called with.
            kwargs: What they are called with by name.
        """
        self.listeners.dispatch(event, *args, **kwargs)

    @property
    def commands(self) -> list[Command[..., Any]]:
        """All commands, those of plugins too; slash commands first, by path."""
        return list(self.tree.commands())

    @property
    def pending_application_commands(self) -> list[Command[..., Any]]:
        """The commands that are not known to be registered with Discord yet."""
        return [command for command in self.commands if not command.ids]

    def get_command(
        self, name: str, *, guild_id: int | None = None, type: ApplicationCommandType | None = None
    ) -> Command[..., Any] | Group | None:
        """Return the command or group at a path; None if there is none.

        Args:
            name: The path, `"tag create"`, or the name in a menu.
            guild_id: Server whose own command is meant; else the global one.
            type: Which type is meant; a slash command comes first unless given.
        """
        return self.tree.get(name, guild_id=guild_id, type=type)

    def declared_limits(self) -> Iterator[tuple[str, str]]:
        """Go through what limits how often something is used: the limit's name, and what it holds for."""
        for node in dict.fromkeys((*self.tree.nodes(), *self.components.nodes())):
            for limit in node.limits:
                yield limit.name, node.shown_name

    @property
    def plugins(self) -> list[Plugin]:
        """The plugins that were added, loaded or not."""
        return list(self._plugins)

    def get_plugin(self, name: str) -> Plugin | None:
        """Return the plugin of this name; None if there is none."""
        return self._plugins.get(name)

    def add_plugin(self, plugin: Plugin | type[Plugin] | str, /) -> None:
        """Add a plugin: as an object, a class, or by `module:Class`, module or package.

        Its `on_load` runs when the bot starts; for one that is added later, by
        the next interaction, or at once by `await bot.load_plugins()`.

        Raises:
            DuplicateName: If there is a plugin, or a command, of this name.
            DiscoveryError: If there is none, or its module cannot be imported.
        """
        self._plugins.add(*(load_plugins(plugin) if isinstance(plugin, str) else [plugin]))

    async def load_plugins(self) -> None:
        """Run `on_load` of all plugins that have not been loaded.

        Raises:
            DiscoveryError: If one raises; names the file and line.
        """
        await self._plugins.load()

    async def remove_plugin(self, plugin: Plugin | type[Plugin] | str, /) -> None:
        """Unload a plugin and take it out: as object or class, by name, `module:Class`, module or package.

        Raises:
            PluginNotFound: If there is none.
        """
        await self._plugins.remove(plugin)

    async def reload_plugin(self, plugin: str, /) -> None:
        """Execute a plugin's module anew, and put what is in it now in the old one's place.

        Where the new code cannot be loaded, the old plugin stays.

        Args:
            plugin: Name, `module:Class`, module or package.

        Raises:
            PluginNotFound: If there is none.
            DefinitionError: If the new code cannot be loaded; names file and line.
        """
        await self._plugins.reload(plugin)


def _check_module(module: ModuleType, package: ModuleType) -> None:
    """Refuse, or warn of, what authors who come from elsewhere write and what would be lost without a word.

    Raises:
        DefinitionError: If a module holds a bot of its own: this one would know nothing of its checks.
    """
    for name, value in vars(module).items():
        if isinstance(value, Host):
            place = f"def setup(bot) in {package.__name__}/__init__.py"
            why = f"{name} is a bot of this module's own, and another one is served: {place} is given that one"
            raise DefinitionError(f"{module.__file__}:1", why)
    setup = vars(module).get("setup")
    if module is not package and inspect.isfunction(setup) and setup.__module__ == module.__name__:
        where = where_of(setup)
        log.warning("%s: setup() is not called: that of %s/__init__.py alone is", where, package.__name__)


def _log_failure(error: AppError) -> None:
    log.error("%s", error)
