"""What handlers need, held against what there is, before anything is served."""

from collections.abc import Callable, Iterator

from app.checks.node import Node
from app.components.handler import StatefulHandler
from app.components.router import ComponentRouter
from app.errors import ProviderMissing, SettingsError
from app.listeners import Listener
from app.parameters.parameter import OPTIONS
from app.plugins.host import Host
from app.providers import Providers, kind_name
from app.tree.command import Command


def check_dependencies(
    host: Host,
    providers: Providers,
    leave_out: Callable[[Node | Listener[...], ProviderMissing], None] | None = None,
) -> None:
    """See to it that every dependency of every handler, hook and listener can be made.

    Args:
        host: Whose handlers.
        providers: What there is.
        leave_out: Takes out what needs something else, so that the rest can be used; raised unless given.

    Raises:
        ProviderMissing: If nobody provides one; names the handler.
        DefinitionError: If factories need each other in a circle.
    """
    providers.check()
    while (missing := next(_missing(host, providers), None)) is not None:
        node, why = missing
        # What holds for everything cannot be left out.
        if leave_out is None or node is host:
            raise why
        leave_out(node, why)


def _missing(host: Host, providers: Providers) -> Iterator[tuple[Node | Listener[...], ProviderMissing]]:
    for node in dict.fromkeys((host, *host.plugins, *host.tree.nodes(), *host.components.nodes(), *host.listeners)):
        try:
            _check(node, providers)
        except ProviderMissing as why:
            yield node, why


def _check(node: Node | Listener[...], providers: Providers) -> None:
    if isinstance(node, Listener):
        providers.require(node.where, node.shown_name, node.dependencies)
        return
    if isinstance(node, Command):
        aside = f"which is no option type (options are {OPTIONS}, and anything that has a converter), "
        providers.require(node.where, node.shown_name, node.signature.dependencies, aside=aside)
        for option in node.signature.options:
            if option.completion is not None:
                name = f"autocomplete of /{node.qualified_name} {option.wire.name}"
                providers.require(option.completion.where, name, option.completion.dependencies)
    if isinstance(node, StatefulHandler):
        providers.require(node.where, node.shown_name, node.state.dependencies)
    for hook in node.hooks():
        providers.require(hook.where, kind_name(hook.function), hook.dependencies)


def check_secrets(components: ComponentRouter) -> None:
    """See to it that there is a secret where components are to be signed.

    Raises:
        SettingsError: If there is none.
    """
    signed = next((handler for handler in components if handler.is_signed), None)
    if signed is not None and not components.seal.secrets:
        raise SettingsError("POSTERN_SECRET", f"is missing: {signed.shown_name} at {signed.where} is signed with it")
