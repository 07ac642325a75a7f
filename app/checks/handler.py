"""What the nodes have in common that are a function of an author's, decorated: commands, buttons, menus, forms."""

import copy
import inspect
from collections.abc import Callable, Coroutine
from types import MethodType
from typing import Any, Self

from app.checks.node import Node, declared_on
from app.context.threads import run_in_thread
from app.providers import check_owner, is_method, where_of


class HandlerNode(Node):
    """A handler, decorated; in a class of plugin it is a method, and bound to the plugin there.

    Attributes:
        callback: The handler.
        where: `file:line` of it.
        is_async: Whether it is a coroutine function; others run in a thread.
        is_method: Whether it stands in a class, and takes the instance before the context.
        plugin: The plugin that it belongs to, if any.
    """

    def __init__(self, callback: Callable[..., Any]) -> None:
        super().__init__()
        self.callback = callback
        self.where = where_of(callback)
        self.is_async = inspect.iscoroutinefunction(callback)
        self.is_method = is_method(callback)
        self.plugin: Node | None = None

    def __get__(self, instance: object | None, owner: type) -> Self:
        """Bind it where it is reached through an instance, as a method is."""
        return self if instance is None else self.bind(instance)

    def __set_name__(self, owner: type, name: str) -> None:
        """See that the class which it stands in is one that handlers are found in."""
        check_owner(owner, self.where, self.shown_name)

    @property
    def is_unbound(self) -> bool:
        """Whether it is a method that still waits for its plugin."""
        return self.is_method and not isinstance(self.callback, MethodType)

    def bind(self, instance: object) -> Self:
        """Return this handler as a method of an instance, for a plugin."""
        bound = copy.copy(self)
        bound.bind_hooks(instance)
        if self.is_method:
            bound.callback = MethodType(self.callback, instance)
        return bound

    def run(self, /, *args: Any, **kwargs: Any) -> Coroutine[Any, Any, Any]:
        """Call the handler, and nothing else; a sync one in a thread."""
        if self.is_async:
            made: Coroutine[Any, Any, Any] = self.callback(*args, **kwargs)
            return made
        return self._run_in_thread(*args, **kwargs)

    async def _run_in_thread(self, /, *args: Any, **kwargs: Any) -> Any:
        made = await run_in_thread(self.callback, *args, **kwargs)
        # A plain function around an async handler, as decorators make it, gives the coroutine.
        return await made if inspect.isawaitable(made) else made

    def _adopt_declared(self) -> None:
        """Take over what decorators below this one have left on the function."""
        declared = declared_on(self.callback)
        if declared is not None:
            self.adopt(declared)
