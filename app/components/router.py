"""
From a custom_id to its handler.

A custom_id begins with the name of the handler that made it, so finding it is
one look into a table. Handlers that could claim the same custom_id are refused
when the second one is added.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from app.checks.node import AutoDefer, Node
from app.components.button import ButtonHandler
from app.components.codec import FIELD_END
from app.components.custom_id import VIEW, name_of
from app.components.handler import Seal, StatefulHandler
from app.components.modal import ModalHandler
from app.components.select import SelectHandler
from app.errors import ComponentExpired, ComponentNotFound, ComponentOutdated, DuplicateName
from app.models.component_base import ComponentType
from app.models.interaction import Interaction, InteractionType

# Looked up once: in Python 3.11 each look into an enum costs as much as three into a dictionary.
_MODAL_SUBMIT, _BUTTON = InteractionType.modal_submit, ComponentType.button


class Route(NamedTuple):
    """The way to a handler.

    Attributes:
        handler: Whose component was used.
        nodes: What holds for it, the nearest first.
        auto_defer: How it is deferred, as the nearest of its nodes says; None if none does.
        seal: What its custom_ids are read with.
        name: What was used, as people read it: `button again`.
    """

    handler: StatefulHandler
    nodes: Sequence[Node]
    auto_defer: AutoDefer | None
    seal: Seal
    name: str


class ComponentRouter:
    """The handlers of all components and forms of a bot.

    Args:
        bot: What holds for all of them.

    Attributes:
        seal: What their custom_ids are made and read with.
    """

    def __init__(self, bot: Node, seal: Seal) -> None:
        self.bot = bot
        self.seal = seal
        self._named: dict[str, StatefulHandler] = {}
        self._exact: dict[str, StatefulHandler] = {}
        self._routes: dict[StatefulHandler, Route] = {}

    def __iter__(self) -> Iterator[StatefulHandler]:
        return iter((*self._named.values(), *self._exact.values()))

    def add(self, handler: StatefulHandler) -> None:
        """Let a handler have what its components bring.

        Raises:
            DuplicateName: If another one could claim the same custom_ids.
        """
        custom_id = handler.options.get("custom_id")
        taken = self._taken(handler.name, custom_id)
        if taken is not None and taken is not handler:
            what = handler.shown_name if custom_id is None else f"{handler.word} with custom_id {custom_id!r}"
            why = f"{what} would claim the custom_ids of {taken.shown_name}, at {taken.where}: give one another name="
            raise DuplicateName(handler.where, why)
        if custom_id is None:
            self._named[handler.name] = handler
        else:
            self._exact[custom_id] = handler
        handler.seal = self.seal
        self._routes.clear()

    def remove(self, handler: StatefulHandler) -> None:
        """Take a handler out; one that is not there is gone already."""
        for held in (self._named, self._exact):
            for key in [key for key, one in held.items() if one is handler]:
                del held[key]
        self._routes.clear()

    def get(self, interaction: Interaction) -> Route | None:
        """Return the way to the handler of what was used; None if there is none (any more)."""
        handler = self._get(interaction.custom_id)
        if handler is None or not _is_for(interaction, handler):
            return None
        return self._routes.get(handler) or self._route(handler)

    def find(self, interaction: Interaction) -> Route:
        """Return the way to the handler of what was used.

        Raises:
            ComponentNotFound: If there is none (any more); `ComponentOutdated`
                if what has the name now is something else.
        """
        route, custom_id = self.get(interaction), interaction.custom_id
        if route is not None:
            return route
        other = self._get(custom_id)
        if other is None and custom_id.startswith(VIEW):
            raise ComponentExpired(custom_id, "the view waits no longer, or waited in another process")
        if other is None:
            raise ComponentNotFound(custom_id)
        raise ComponentOutdated(custom_id, f"what has this name now is a {_explain_kind(other)}")

    def find_modal(self, custom_id: str) -> ModalHandler[Any, ..., Any]:
        """Return the handler of a form.

        Raises:
            ComponentNotFound: If there is none (any more).
        """
        handler = self._get(custom_id)
        if not isinstance(handler, ModalHandler):
            raise ComponentNotFound(custom_id)
        return handler

    def nodes(self) -> Iterator[Node]:
        """Go through all that holds for a handler, each once."""
        yield from dict.fromkeys(node for handler in self for node in self._route(handler).nodes)

    def _get(self, custom_id: str) -> StatefulHandler | None:
        return self._exact.get(custom_id) or self._named.get(name_of(custom_id))

    def _route(self, handler: StatefulHandler) -> Route:
        nodes = tuple(dict.fromkeys(node for node in (handler, handler.plugin, self.bot) if node is not None))
        said = next((node.auto_defer for node in nodes if node.auto_defer is not None), None)
        route = self._routes[handler] = Route(handler, nodes, said, self.seal, handler.shown_name)
        return route

    def _taken(self, name: str, custom_id: str | None) -> StatefulHandler | None:
        """Return the handler that could claim the custom_ids of one of this name, or this very custom_id."""
        if custom_id is None:
            by_form = (one for key, one in self._exact.items() if FIELD_END in key and name_of(key) == name)
            return self._named.get(name) or next(by_form, None)
        return self._exact.get(custom_id) or (self._named.get(name_of(custom_id)) if FIELD_END in custom_id else None)


def _is_for(interaction: Interaction, handler: StatefulHandler) -> bool:
    """Tell whether a handler takes what this component brings: another kind of menu would bring other values."""
    if interaction.type is _MODAL_SUBMIT:
        return isinstance(handler, ModalHandler)
    kind = interaction.component.component_type
    if isinstance(handler, SelectHandler):
        return handler.values.menu.type is kind
    return kind is _BUTTON and isinstance(handler, ButtonHandler)


def _explain_kind(handler: StatefulHandler) -> str:
    return handler.values.menu.__name__ if isinstance(handler, SelectHandler) else handler.word
