"""What handlers need, held against what there is, before anything is served."""

from app.components.router import ComponentRouter
from app.errors import SettingsError
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
        aside = "which is no option type, "
        providers.require(command.where, command.shown_name, signature.dependencies, aside=aside)
        for option in signature.options:
            if option.completion is not None:
                name = f"autocomplete of /{command.qualified_name} {option.wire.name}"
                providers.require(option.completion.where, name, option.completion.dependencies)
    for handler in host.components:
        providers.require(handler.where, handler.shown_name, handler.state.dependencies)
    for node in dict.fromkeys((host, *host.plugins, *host.tree.nodes(), *host.components.nodes())):
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
