"""
Names, texts and keywords of commands, as far as Discord takes them.

https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.errors import DefinitionError, LimitExceeded, NameInvalid
from app.models.locale import Locale

MOST_NAME = 32
MOST_DESCRIPTION = 100
MOST_CHOICE = 100


def check_options(
    where: str, options: Mapping[str, Any], known: type, depth: int, check: Callable[[str, str, str], None]
) -> None:
    """Raise `DefinitionError` if a keyword is unknown, or Discord has it for whole commands alone.

    Args:
        where: File and line of the declaration.
        options: The keywords.
        known: The `TypedDict` of those that there are.
        depth: Length of the path; what stands below the root is a part.
        check: What localized names must pass: `check_name` or `check_menu_name`.
    """
    for name in options:
        if name == "name":
            raise DefinitionError(where, 'the name stands first, without keyword: "roll"')
        if name not in known.__annotations__:
            raise DefinitionError(where, f"there is no {name}=; there are: {', '.join(sorted(known.__annotations__))}")
        if depth > 1 and name in _OF_WHOLE_COMMANDS:
            raise DefinitionError(
                where, f"Discord has {name} for whole commands, not for subcommands: say it in group()"
            )
    for locale, text in (options.get("name_localizations") or {}).items():
        _check_locale(where, locale)
        check(where, f"{locale} command", text)
    for locale, text in (options.get("description_localizations") or {}).items():
        _check_locale(where, locale)
        check_length(where, f"{locale} description", text, MOST_DESCRIPTION)
    _check_values(where, options)
    for name in ("contexts", "guild_ids", "integration_types"):
        if name in options and (not options[name] or len(set(options[name])) < len(options[name])):
            raise DefinitionError(where, f"{name} names nothing, or something twice")


def _check_values(where: str, options: Mapping[str, Any]) -> None:
    """Raise `DefinitionError` unless keywords have values that Discord would take."""
    for name in ("contexts", "guild_ids", "integration_types"):
        said = options.get(name)
        if said is None:
            continue
        if not isinstance(said, list | tuple | set | frozenset):
            raise DefinitionError(where, f"{name} is a list: {name}=[{said}]")
        check_ids(where, name, said)
    permissions = options.get("default_member_permissions")
    if permissions is not None and (isinstance(permissions, bool) or not isinstance(permissions, int)):
        why = f"default_member_permissions are Permissions, not {permissions!r}: Permissions.manage_messages"
        raise DefinitionError(where, why)
    if options.get("auto_defer", "public") not in {"public", "ephemeral", "off"}:
        why = f'auto_defer is "public", "ephemeral" or "off", not {options["auto_defer"]!r}'
        raise DefinitionError(where, why)


def check_ids(where: str, what: str, ids: Iterable[object]) -> None:
    """Raise `DefinitionError` unless all of these are numbers: an id as text would equal none of Discord's."""
    for one in ids:
        if isinstance(one, bool) or not isinstance(one, int):
            raise DefinitionError(where, f"{what} are numbers, and {one!r} is none")


_OF_WHOLE_COMMANDS = frozenset(
    {"contexts", "default_member_permissions", "guild_ids", "integration_types", "nsfw", "renamed_from"}
)


def _check_locale(where: str, locale: str) -> None:
    if locale not in Locale._value2member_map_:
        raise DefinitionError(where, f"{locale!r} is no language of Discord's; they stand in app.models.Locale")


def check_name(where: str, what: str, name: str) -> None:
    """Raise `NameInvalid` unless Discord takes this as the name of a slash command or an option.

    https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming
    """
    _check_text(where, f"{what} name", name)
    if not 1 <= len(name) <= MOST_NAME:
        raise NameInvalid(where, f"{what} name {name!r} has {len(name)} characters, Discord accepts 1 to {MOST_NAME}")
    refused = sorted({character for character in name if not _is_name_character(character)})
    if refused:
        raise NameInvalid(
            where, f"{what} name {name!r} holds {' '.join(map(repr, refused))}; letters, digits, - _ ' are accepted"
        )
    if name != name.lower():
        raise NameInvalid(where, f"{what} name {name!r} must be lower case: {name.lower()!r}")


def check_menu_name(where: str, what: str, name: str) -> None:
    """Raise `NameInvalid` unless Discord takes this as a name in a menu: spaces and capitals are free there."""
    _check_text(where, f"{what} name", name)
    if not 1 <= len(name) <= MOST_NAME or name != name.strip():
        why = f"{what} name {name!r}: Discord accepts 1 to {MOST_NAME} characters, without space around them"
        raise NameInvalid(where, why)


def check_description(where: str, what: str, text: str) -> None:
    """Raise `DefinitionError` unless this is text of 1 to 100 characters."""
    if not text:
        raise DefinitionError(where, f"{what} is missing: write a docstring, or description=")
    check_length(where, what, text, MOST_DESCRIPTION)


def check_length(where: str, what: str, text: str, most: int) -> None:
    """Raise `LimitExceeded` if a text is too long, `DefinitionError` if it is empty or no text."""
    _check_text(where, what, text)
    if not text:
        raise DefinitionError(where, f"{what} is empty: Discord wants 1 to {most} characters")
    if len(text) > most:
        raise LimitExceeded(where, f"{what} ({text[:20]!r}…)", len(text), most)


def _check_text(where: str, what: str, text: object) -> None:
    if not isinstance(text, str):
        raise DefinitionError(where, f"{what} is text, not {text!r}")


def _is_name_character(character: str) -> bool:
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    # Marks that combine with the letters of Devanagari and Thai are part of words there.
    return any(first <= character <= last for first, last in _COMBINING)


_COMBINING = (
    # The stress signs and dandas in between belong to several scripts, so Discord's pattern leaves them out.
    ("\u0900", "\u0950"),
    ("\u0955", "\u0963"),
    ("\u0966", "\u097f"),
    ("\ua8e0", "\ua8ff"),
    ("\U00011b00", "\U00011b09"),
    ("\u0e01", "\u0e3a"),
    ("\u0e40", "\u0e5b"),
)
