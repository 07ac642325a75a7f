"""
One form for a command, whether the code declares it or Discord returns it.

Discord fills in what was left out, writes null for some of it and leaves out
the rest, so the same command looks different on both sides. `canonical` gives
both the same look: what is a default is absent. Commands are plain JSON here,
not models: what Discord adds to them next year must survive being sent back.

Pure: JSON in, JSON out.

https://docs.discord.com/developers/interactions/application-commands#application-command-object
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]

ENTRY_POINT = 4
"""Type of the command that launches an Activity; an application has one at most."""

_TEXTS = frozenset({"name", "name_localizations", "description", "description_localizations"})
# fmt: off
COMMAND_FIELDS = _TEXTS | {
    "type", "options", "default_member_permissions", "nsfw", "integration_types", "contexts", "handler",
}
"""What is compared of a command; ids, versions and deprecated fields are not."""
OPTION_FIELDS = _TEXTS | {
    "type", "required", "choices", "options", "channel_types", "autocomplete", "min_value", "max_value", "min_length",
    "max_length", "file_types",
}
# fmt: on
CHOICE_FIELDS = frozenset({"name", "name_localizations", "value"})

_GLOBAL_ONLY = frozenset({"contexts", "integration_types"})
_EVERYWHERE = [0, 1, 2]
_LONGEST_TEXT = 6000
_ANSWERS = frozenset(
    {"application_id", "guild_id", "version", "name_localized", "description_localized", "default_permission"}
)
"""What Discord says of a command and takes from nobody, and what it has given up."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One difference between what Discord has and what the code declares.

    Attributes:
        path: Where: `description`, `options.dice.max_value`.
        before: What Discord has; None where there is nothing.
        after: What the code declares.
    """

    path: str
    before: Any
    after: Any


def canonical(command: Json, *, in_guild: bool) -> dict[str, Any]:
    """Give a command the form in which two are compared.

    Args:
        command: As it is registered, or as Discord returns it.
        in_guild: Whether it is one of a guild, where contexts and
            installation types do not exist.
    """
    fields = COMMAND_FIELDS - _GLOBAL_ONLY if in_guild else COMMAND_FIELDS
    return {"type": 1} | _tidy(command, fields)


def sendable(command: Json, *, in_guild: bool) -> dict[str, Any]:
    """Give a command that Discord returned the form in which it is sent back, unchanged.

    Args:
        command: As Discord returned it, with all localizations.
        in_guild: Whether it is one of a guild.
    """
    dropped = _ANSWERS | _GLOBAL_ONLY | {"dm_permission"} if in_guild else _ANSWERS
    kept = _without(command, dropped)
    if kept.get("description") == "":
        # Commands on users and messages have none, and must not send one.
        del kept["description"]
    if "contexts" in kept or kept.get("dm_permission"):
        # Only a command from before there were contexts still depends on this.
        kept.pop("dm_permission", None)
    return kept


def find_differences(before: Json, after: Json) -> tuple[FieldChange, ...]:
    """List how two commands in canonical form differ, field by field; empty if they are equal."""
    return tuple(_compare_objects("", before, after))


def _without(thing: Json, dropped: frozenset[str]) -> dict[str, Any]:
    kept = {key: value for key, value in thing.items() if key not in dropped and value is not None}
    for key in ("options", "choices"):
        if key in kept:
            kept[key] = [_without(inner, dropped) for inner in kept[key]]
    return kept


def _tidy(thing: Json, fields: frozenset[str]) -> dict[str, Any]:
    tidy = {}
    for key in fields & thing.keys():
        value = _READERS[key](thing[key], thing) if key in _READERS and thing[key] is not None else thing[key]
        if key == "value" or not (value is None or value is False or value in ("", [], {})):
            tidy[key] = value
    return tidy


def _text(value: Any, _: Json) -> Any:
    return value.strip()


def _localizations(field: str) -> Callable[[Any, Json], Any]:
    def read(value: Any, thing: Json) -> Any:
        # Discord drops a translation that says the same as the default.
        return {locale: text.strip() for locale, text in value.items() if text.strip() != thing.get(field, "").strip()}

    return read


def _things(fields: frozenset[str]) -> Callable[[Any, Json], Any]:
    return lambda value, _: [_tidy(inner, fields) for inner in value]


def _sorted(value: Any, _: Json) -> Any:
    return sorted(value)


def _unless(default: Any, read: Callable[[Any], Any] = lambda value: value) -> Callable[[Any, Json], Any]:
    return lambda value, _: None if read(value) == default else read(value)


_READERS: Mapping[str, Callable[[Any, Json], Any]] = {
    "name": _text,
    "description": _text,
    "name_localizations": _localizations("name"),
    "description_localizations": _localizations("description"),
    "options": _things(OPTION_FIELDS),
    "choices": _things(CHOICE_FIELDS),
    # A bit set: text in the documentation, a number in Discord's own description of its API.
    "default_member_permissions": lambda value, _: str(int(value)),
    "contexts": _unless(_EVERYWHERE, sorted),
    "integration_types": _sorted,
    "channel_types": _sorted,
    "file_types": lambda value, _: sorted(map(str.lower, value)),
    "min_length": _unless(0),
    "max_length": _unless(_LONGEST_TEXT),
}


def _compare_objects(path: str, before: Json, after: Json) -> list[FieldChange]:
    found = []
    for key in sorted(before.keys() | after.keys()):
        here = f"{path}.{key}" if path else key
        old, new = before.get(key), after.get(key)
        if key in ("options", "choices"):
            found += _compare_lists(here, old or [], new or [])
        elif isinstance(old or new, dict):
            found += _compare_objects(here, old or {}, new or {})
        elif old != new:
            found.append(FieldChange(here, old, new))
    return found


def _compare_lists(path: str, before: Sequence[Json], after: Sequence[Json]) -> list[FieldChange]:
    """Compare options or choices: by name, and in their order, which users see."""
    old, new = ({thing.get("name", ""): thing for thing in things} for things in (before, after))
    if len(old) < len(before) or len(new) < len(after):
        return [FieldChange(path, before, after)] if list(before) != list(after) else []
    found = []
    for name in [*old, *(name for name in new if name not in old)]:
        if name in old and name in new:
            found += _compare_objects(f"{path}.{name}", old[name], new[name])
        else:
            found.append(FieldChange(f"{path}.{name}", old.get(name), new.get(name)))
    common = [name for name in old if name in new]
    moved = [name for name in new if name in old]
    if common != moved:
        found.append(FieldChange(f"{path} (order)", common, moved))
    return found
