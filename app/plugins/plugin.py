"""
Plugins: commands, components, listeners and hooks that belong together, and come and go together.

    shop = Plugin("shop")            class Shop(Plugin):

    @shop.slash_command                  @slash_command
    async def buy(ctx): ...              async def buy(self, ctx): ...

What is declared on a plugin, checks and hooks among it, holds for all of it.
"""

import inspect
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, ClassVar, Concatenate, ParamSpec, Protocol, Self, TypeVar, overload

from app.checks.node import ContextT, ErrorT, H, Node
from app.checks.roles import attributes_of, mark_role, roles_of
from app.components.handler import StatefulHandler
from app.errors import AppError, DefinitionError
from app.listeners import Listener
from app.models.response import ComponentAnswer
from app.plugins.declaring import Declared, Declares
from app.providers import kind_name, where_called, where_of
from app.tree.command import Command
from app.tree.group import Group, below

P = ParamSpec("P")
S = TypeVar("S")
AnswerT = TypeVar("AnswerT", bound=Coroutine[Any, Any, ComponentAnswer] | ComponentAnswer)


class Plugin(Declares):
    """A bundle of commands, components, listeners and hooks: an object of its own, or a class to inherit from.

    A class may take what it needs in its `__init__`; then it is added as an
    object, in `setup(bot)`: `bot.add_plugin(Shop(prices))`.

    Args:
        name: What it is called; unique in a bot. Unless given, what the class
            says (`name = "shop"`), or the class's own name.

    Attributes:
        name: What it is called.
        where: `file:line` of its class, or of the line that made it.
        module: Name of the module that it stands in.
        bot: The bot that it was added to.
        declared: Commands, groups, components and listeners of it.
        is_loaded: Whether `on_load` has run, and `on_unload` has not.
    """

    holds_methods: ClassVar[bool] = True
    name: str
    bot: Any

    def __new__(cls, *_args: Any, **_kwargs: Any) -> Self:
        """Collect what stands in the class; here, since not every author's `__init__` calls ours."""
        plugin = super().__new__(cls)
        Node.__init__(plugin)
        said = getattr(cls, "name", None)
        plugin.name = said if isinstance(said, str) else cls.__name__
        plugin.where, plugin.module = where_called() if cls is Plugin else (place_of(cls), cls.__module__)
        if cls.__hash__ is None:
            why = f"{cls.__name__} cannot be told from its like, since it compares by value: @dataclass(eq=False)"
            raise DefinitionError(plugin.where, why)
        plugin.declared = []
        plugin.is_loaded = False
        plugin.host = None
        plugin._collect()
        return plugin

    where: str
    module: str
    declared: list[Declared]
    is_loaded: bool
    host: Callable[[Declared], None] | None
    """Takes what is declared once the plugin has been added to a bot."""

    def __init__(self, name: str | None = None) -> None:
        if not name and type(self) is Plugin:
            raise DefinitionError(self.where, 'a plugin that is no class of its own has a name: Plugin("shop")')
        if name is not None:
            self.name = name

    async def on_load(self) -> None:
        """Run before the first interaction, when the bot starts; with or without a gateway. Override it."""

    async def on_unload(self) -> None:
        """Run when the plugin is removed, and when the bot ends. Override it."""

    def add(self, declared: Declared) -> None:
        """Add what was declared elsewhere: a command, a group with all below it, a component, or a listener."""
        self._own(declared)
        if self.host is None:
            return
        try:
            self.host(declared)
        except AppError:
            self.declared.remove(declared)
            raise

    def dispatch(self, event: str, *args: object, **kwargs: object) -> None:
        """Tell this plugin's listeners of an event, and nobody else's; see `Bot.dispatch`."""
        wanted = event if event.startswith("on_") else f"on_{event}"
        mine = [one for one in self.declared if isinstance(one, Listener) and wanted in one.events]
        self.bot.listeners.tell(mine, *args, **kwargs)

    @property
    def shown_name(self) -> str:
        """The name as people read it."""
        return f"plugin {self.name}"

    def __repr__(self) -> str:
        return f"<Plugin {self.name}>"

    def _own(self, declared: Declared) -> None:
        declared.plugin = self
        for child in below(declared):
            # A group may hold commands of another module, which come and go with that one.
            child.plugin = child.plugin or self
        if declared not in self.declared:
            self.declared.append(declared)

    def _collect(self) -> None:
        """Bind what stands in the class to this object."""
        attributes = attributes_of(self)
        bound: dict[int, Any] = {}
        for name, value in attributes.items():
            if name in _COGS:
                why = f"{type(self).__name__}.{name} would never be called: here it is {_COGS[name]}"
                raise DefinitionError(where_of(value), why)
            if isinstance(value, _DECLARED):
                self._check_attribute(name, value.where)
                if id(value) not in bound:
                    bound[id(value)] = value.bind(self, bound) if isinstance(value, Group) else value.bind(self)
                setattr(self, name, bound[id(value)])
            elif inspect.isfunction(value) or isinstance(value, staticmethod):
                for give in roles_of(value):
                    self._check_attribute(name, where_of(value))
                    give(self, value)
        mine = {id(one): one for name in attributes if isinstance(one := vars(self).get(name), _DECLARED)}
        self._leave_out(mine.values(), attributes)
        under = {id(child) for one in mine.values() for child in below(one)}
        for key, one in mine.items():
            if key not in under:
                self._own(one)
        self.bind_hooks(self)

    def _leave_out(self, mine: Iterable[Declared], attributes: Mapping[str, Any]) -> None:
        """Take out of groups what a subclass has overridden, and what other subclasses have put below."""
        written = [one for owner in type(self).__mro__ for one in vars(owner).values() if isinstance(one, Command)]
        overridden = {one.callback for one in written} - {getattr(one, "callback", None) for one in attributes.values()}

        def is_here(child: Command[..., Any] | Group) -> bool:
            function = getattr(getattr(child, "callback", None), "__func__", None)
            return function is None or (function not in overridden and stands_in(function, type(self)))

        for one in mine:
            for held in (one, *below(one)):
                if isinstance(held, Group):
                    held.children = [child for child in held.children if is_here(child)]

    def _check_attribute(self, name: str, where: str) -> None:
        """Refuse what would hide a part of every plugin, such as `add`."""
        if hasattr(Plugin, name) or name in _ATTRIBUTES:
            why = f"{type(self).__name__}.{name} would hide a part of every plugin"
            raise DefinitionError(where, f"{why}: call the function otherwise, and name it in the decorator")


_DECLARED = (Command, Group, StatefulHandler, Listener)
_COGS = {
    "cog_load": "on_load",
    "cog_unload": "on_unload",
    "cog_check": "@check on a method",
    "interaction_check": "@check on a method",
    "cog_before_invoke": "@before_invoke on a method",
    "cog_after_invoke": "@after_invoke on a method",
    "cog_command_error": "@on_error on a method",
    "cog_app_command_error": "@on_error on a method",
}
"""What classes of other libraries are asked for by name, a check among it: nothing may be lost without a word."""
_ATTRIBUTES = frozenset({*Plugin.__annotations__, *vars(Node())})


class ErrorMethodOf(Protocol[ErrorT]):
    """`on_error(...)`: waits for the method."""

    def __call__(
        self, method: Callable[Concatenate[S, ContextT, ErrorT, P], AnswerT], /
    ) -> Callable[Concatenate[S, ContextT, ErrorT, P], AnswerT]:
        """Declare the method."""


@overload
def on_error(
    method: Callable[Concatenate[S, ContextT, Exception, P], AnswerT], /
) -> Callable[Concatenate[S, ContextT, Exception, P], AnswerT]: ...
@overload
def on_error(*errors: type[ErrorT]) -> ErrorMethodOf[ErrorT]: ...
def on_error(*errors: Any) -> Any:
    """Say what becomes of errors of a plugin or view, as a method in its class; see `Bot.on_error`."""
    if len(errors) == 1 and not inspect.isclass(errors[0]):
        return mark_role(errors[0], lambda node, handler: node.on_error(handler))
    return lambda handler: mark_role(handler, lambda node, method: node.on_error(*errors)(method))


def before_invoke(hook: H, /) -> H:
    """Run a method of a plugin or view before each of its handlers; see `Bot.before_invoke`."""
    return mark_role(hook, lambda node, method: node.before_invoke(method))


def after_invoke(hook: H, /) -> H:
    """Run a method of a plugin or view after each of its handlers; see `Bot.after_invoke`."""
    return mark_role(hook, lambda node, method: node.after_invoke(method))


def stands_in(function: Any, kind: type) -> bool:
    """Tell whether a function was written in the body of a class, or of one that it inherits from."""
    owner = (function.__module__, function.__qualname__.rpartition(".")[0])
    return any(owner == (one.__module__, one.__qualname__) for one in kind.__mro__)


def place_of(kind: type) -> str:
    """Return `file:line` of a class, or its name if it has no source."""
    try:
        return f"{inspect.getsourcefile(kind)}:{inspect.getsourcelines(kind)[1]}"
    except (OSError, TypeError):
        return kind_name(kind)
