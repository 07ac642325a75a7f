"""Commands as code declares them, at random, and a Discord that takes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from app.models.channel import ChannelType
from app.models.command import (
    ApplicationCommand,
    ApplicationCommandType,
    CommandOption,
    CommandOptionChoice,
    EntryPointHandler,
    IntegrationType,
    InteractionContextType,
    OptionType,
)
from app.simulator.default_world import default_world
from app.simulator.registry import Registry
from app.tree.sync import Scope, SyncPlan

GUILD = 81384788765712384

NAMES = st.text("abcdef", min_size=1, max_size=3)
TEXTS = st.text("abc ü", min_size=1, max_size=8).map(lambda text: f"x{text}x")


def _localized(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str] | None]:
    return st.none() | st.dictionaries(st.sampled_from(["de", "fr", "en-GB"]), texts, min_size=1)


def _choices(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[CommandOptionChoice, ...]]:
    choice = st.builds(CommandOptionChoice, name=TEXTS, value=values, name_localizations=_localized(TEXTS))
    return st.lists(choice, max_size=2, unique_by=lambda choice: choice.name).map(tuple)


_SAID: dict[str, Any] = {
    "name": NAMES,
    "description": TEXTS,
    "name_localizations": _localized(NAMES),
    "description_localizations": _localized(TEXTS),
}
_LEAVES = st.one_of(
    st.builds(
        CommandOption,
        **_SAID,
        type=st.just(OptionType.string),
        choices=_choices(TEXTS),
        min_length=st.sampled_from([None, 0, 1]),
        max_length=st.sampled_from([None, 5, 6000]),
    ),
    st.builds(
        CommandOption,
        **_SAID,
        type=st.just(OptionType.integer),
        min_value=st.sampled_from([None, -3, 0]),
        max_value=st.sampled_from([None, 4, 7]),
        choices=_choices(st.integers(0, 3)),
    ),
    st.builds(
        CommandOption,
        **_SAID,
        type=st.just(OptionType.channel),
        channel_types=st.permutations([ChannelType(0), ChannelType(2), ChannelType(5)]).map(lambda kinds: kinds[:2]),
    ),
    st.builds(CommandOption, **_SAID, type=st.just(OptionType.boolean)),
)
_TAKEN = st.lists(_LEAVES, max_size=3, unique_by=lambda option: option.name).map(
    lambda options: tuple(option.replace(required=number < 1) for number, option in enumerate(options))
)
_PARTS = st.lists(
    st.builds(CommandOption, **_SAID, type=st.just(OptionType.sub_command), options=_TAKEN),
    min_size=1,
    max_size=2,
    unique_by=lambda option: option.name,
).map(tuple)
_PERMISSIONS = st.sampled_from([None, "0", "8", "2048"])
SLASH = st.builds(
    ApplicationCommand,
    **_SAID,
    type=st.just(ApplicationCommandType.chat_input),
    options=_TAKEN | _PARTS,
    nsfw=st.booleans(),
    default_member_permissions=_PERMISSIONS,
    contexts=st.sampled_from([None, (InteractionContextType.guild,), tuple(reversed(InteractionContextType))]),
    integration_types=st.sampled_from([None, (IntegrationType.user_install, IntegrationType.guild_install)]),
)
MENUS = st.builds(
    ApplicationCommand,
    name=TEXTS,
    name_localizations=_localized(TEXTS),
    type=st.sampled_from([ApplicationCommandType.user, ApplicationCommandType.message]),
    default_member_permissions=_PERMISSIONS,
)
LISTS = st.lists(SLASH | MENUS, max_size=4, unique_by=lambda command: (command.type, command.name))
"""What code declares for one scope."""
ENTRY_POINTS = st.builds(
    ApplicationCommand,
    name=TEXTS,
    name_localizations=_localized(TEXTS),
    description=st.just("") | TEXTS,
    description_localizations=_localized(TEXTS),
    type=st.just(ApplicationCommandType.primary_entry_point),
    handler=st.sampled_from(EntryPointHandler),
    contexts=st.sampled_from([None, (InteractionContextType.guild,), tuple(reversed(InteractionContextType))]),
    integration_types=st.sampled_from([None, (IntegrationType.user_install, IntegrationType.guild_install)]),
    default_member_permissions=_PERMISSIONS,
    nsfw=st.booleans(),
)
GLOBAL_LISTS = st.builds(lambda most, one: [*most, *one], LISTS, st.lists(ENTRY_POINTS, max_size=1))
"""What code declares globally."""


class Registered:
    """What Discord has, and what it answers."""

    def __init__(self) -> None:
        self._registry = Registry(default_world(lambda: 0.0))

    def put(self, commands: Sequence[Any], scope: Scope = None) -> list[dict[str, Any]]:
        return self._registry.overwrite(commands, scope)

    def known(self, *scopes: Scope) -> Mapping[Scope, Sequence[Mapping[str, Any]]]:
        return {scope: self._registry.listed(scope) for scope in scopes or (None, GUILD)}

    def apply(self, plan: SyncPlan) -> None:
        for scope in plan.scopes:
            if scope.body is not None:
                self._registry.overwrite(scope.body, scope.guild_id)
