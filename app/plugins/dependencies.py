"""What handlers need, held against what there is, before anything is served."""

from collections.abc import Mapping
from typing import Any

from app.components.router import ComponentRouter
from app.errors import ProviderMissing, SettingsError
from app.plugins.host import Host
from app.providers import Providers, kind_name


def check_dependencies(host: Host, providers: Providers) -> None:
    """See to it that every dependency of every handler and hook can be made.

    Raises:
        ProviderMissing: If nobody provides one; names the handler.
        DefinitionError: If factories need each other in a circle.
    """
    providers.check()
    for command in host.tree.commands():
        signature = command.signature
        _require(providers, command.where, command.shown_name, signature.dependencies)
        for option in signature.options:
            if option.completion is not None:
                name = f"autocomplete of /{command.qualified_name} {option.wire.name}"
                _require(providers, option.completion.where, name, option.completion.dependencies)
    for handler in host.components:
        _require(providers, handler.where, handler.shown_name, handler.state.dependencies)
    for node in dict.fromkeys((host, *host.plugins, *host.tree.nodes(), *host.components.nodes())):
        for hook in node.hooks():
            _require(providers, hook.where, kind_name(hook.function), hook.dependencies)


def check_secrets(components: ComponentRouter) -> None:
    """See to it that there is a secret where components are to be signed.

    Raises:
        SettingsError: If there is none.
    """
    signed = next((handler for handler in components if handler.is_signed), None)
    if signed is not None and not components.seal.secrets:
        raise SettingsError("POSTERN_SECRET", f"is missing: {signed.shown_name} at {signed.where} is signed with it")


def _require(providers: Providers, where: str, name: str, dependencies: Mapping[str, Any]) -> None:
    for parameter, kind in dependencies.items():
        if kind not in providers:
            why = (
                f"{name}: parameter {parameter} is a {kind_name(kind)}, which is no option type, "
                f"and nobody provides one: call bot.provide({kind_name(kind)}, factory)"
            )
            raise ProviderMissing(where, why)
