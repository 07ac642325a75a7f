"""
The rules for application commands that a bot registers.

https://docs.discord.com/developers/interactions/application-commands#application-command-object
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence

from app.simulator.forms import Form
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.rules import check_choice
from app.simulator.world import Json

CHAT_INPUT, USER, MESSAGE, PRIMARY_ENTRY_POINT = 1, 2, 3, 4
APP_HANDLER, DISCORD_LAUNCH_ACTIVITY = 1, 2
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, INTEGER, BOOLEAN = 1, 2, 3, 4, 5
USER_OPTION, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 6, 7, 8, 9, 10, 11

LARGEST_INTEGER = 2**53 - 1
LARGEST_NUMBER = float(2**53)
SIZE_LIMIT = 8000

_COUNT_LIMITS = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15, PRIMARY_ENTRY_POINT: 1}
_CHANNEL_TYPES = frozenset({0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16})
_CHOICE_KINDS: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), NUMBER: (int, float)}
# fmt: off
LOCALES = frozenset({
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl",
    "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja",
    "zh-TW", "ko", "ar", "he",
})
# fmt: on
"""Languages of Discord's client."""
_MARKED_SCRIPTS = (
    # The marks in between belong to several scripts, and are none of Devanagari's own.
    (0x0900, 0x0950),
    (0x0955, 0x0963),
    (0x0966, 0x097F),
    (0xA8E0, 0xA8FF),
    (0x11B00, 0x11B09),
    (0x0E01, 0x0E3A),
    (0x0E40, 0x0E5B),
)
"""Devanagari and Thai, whose combining marks are allowed beside letters and numbers."""


def is_command_name(name: str) -> bool:
    """Tell whether a chat input command or an option may be called this."""
    return 1 <= len(name) <= 32 and name == name.lower() and all(map(_may_stand_in_name, name))


def check_commands(commands: Sequence[object], *, in_guild: bool, is_embedded: bool = True) -> None:
    """Check a bulk overwrite.

    Args:
        commands: The whole list of one scope.
        in_guild: Whether the scope is a guild.
        is_embedded: Whether the application has Activities.

    Raises:
        Refusal: If Discord would not take the list.
    """
    errors = FormErrors()
    seen: set[tuple[str, str]] = set()
    for index, command in enumerate(commands):
        form = Form(command, errors, (index,))
        _check_command(form, in_guild=in_guild, is_embedded=is_embedded)
        key = (str(form.data.get("type") or CHAT_INPUT), str(form.data.get("name")))
        if key in seen:
            form.fail("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        seen.add(key)
    errors.raise_if_any()
    check_counts([command for command in commands if isinstance(command, dict)])


def check_command(command: object, *, in_guild: bool, is_embedded: bool = True) -> None:
    """Check one command on its own; the arguments are those of `check_commands`.

    Raises:
        Refusal: If Discord would not take it.
    """
    errors = FormErrors()
    _check_command(Form(command, errors), in_guild=in_guild, is_embedded=is_embedded)
    errors.raise_if_any()


def check_counts(commands: Sequence[Json]) -> None:
    """Check that one scope holds no more commands of a type than it may.

    Raises:
        Refusal: 400 with code 30032.
    """
    counts = Counter(int(command.get("type") or CHAT_INPUT) for command in commands)
    for kind, count in counts.items():
        if count > _COUNT_LIMITS[kind]:
            raise Refusal(400, 30032, f"Maximum number of application commands reached ({_COUNT_LIMITS[kind]})")


def command_size(command: Json) -> int:
    """Count the characters that Discord counts against 8000.

    Of a localised field only the longest variant counts.
    """
    size = _longest(command, "name") + _longest(command, "description")
    for option in command.get("options") or ():
        size += command_size(option)
    for choice in command.get("choices") or ():
        size += _longest(choice, "name") + len(str(choice.get("value", "")))
    return size


def _longest(thing: Json, key: str) -> int:
    variants = [thing.get(key) or "", *(thing.get(f"{key}_localizations") or {}).values()]
    return max(len(str(variant)) for variant in variants)


def _may_stand_in_name(character: str) -> bool:
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    return any(first <= ord(character) <= last for first, last in _MARKED_SCRIPTS)


def _check_command(form: Form, *, in_guild: bool, is_embedded: bool) -> None:
    kind = form.choice("type", _COUNT_LIMITS.keys() - ({PRIMARY_ENTRY_POINT} if in_guild else set()))
    if form.data.get("type") is not None and kind is None:
        return
    kind = kind or CHAT_INPUT
    form.snowflake("id")
    name = form.text("name", least=1, most=32, required=True)
    if name and len(name) <= 32 and kind == CHAT_INPUT and not is_command_name(name):
        form.fail("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    _check_localizations(form, "name", 32, strict=kind == CHAT_INPUT)
    if kind in (CHAT_INPUT, PRIMARY_ENTRY_POINT):
        # The entry point command that Discord makes by itself has an empty one.
        is_needed = kind == CHAT_INPUT
        form.text("description", least=int(is_needed), most=100, required=is_needed)
        _check_localizations(form, "description", 100, strict=False)
    elif form.data.get("description"):
        form.fail(
            "description", "APPLICATION_COMMAND_DESCRIPTION_INVALID", "Context menu commands cannot have description"
        )
    if kind == CHAT_INPUT:
        _check_options(form, depth=0)
    elif form.data.get("options"):
        form.fail("options", "APPLICATION_COMMAND_OPTIONS_INVALID", "Only chat input commands can have options")
    _check_handler(form, kind, is_embedded=is_embedded)
    _check_scope(form, in_guild=in_guild)
    form.boolean("nsfw")
    permissions = form.data.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdecimal():
        form.fail("default_member_permissions", "NUMBER_TYPE_COERCE", f'Value "{permissions}" is not int.')
    if not form.errors and command_size(form.data) > SIZE_LIMIT:
        form.fail(None, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({SIZE_LIMIT})")


def _check_handler(form: Form, kind: int, *, is_embedded: bool) -> None:
    if kind != PRIMARY_ENTRY_POINT:
        if form.data.get("handler") is not None:
            form.fail("handler", "APPLICATION_COMMAND_HANDLER_INVALID", "Only entry point commands have a handler")
        return
    form.choice("handler", (APP_HANDLER, DISCORD_LAUNCH_ACTIVITY))
    if not is_embedded:
        form.fail("type", "APPLICATION_COMMAND_NOT_EMBEDDED", "The application does not have the EMBEDDED flag")


def _check_scope(form: Form, *, in_guild: bool) -> None:
    for key, values in (("integration_types", {0, 1}), ("contexts", {0, 1, 2})):
        given = form.items(key)
        if given and in_guild:
            form.fail(key, "APPLICATION_COMMAND_GUILD_SCOPE", "Only global commands may set this field")
        if form.data.get(key) == []:
            form.fail(key, "BASE_TYPE_MIN_LENGTH", "Must be 1 or more in length.")
        if not _are_unique_among(given, values):
            form.fail(key, "BASE_TYPE_CHOICES", f"Values must be unique and among {tuple(sorted(values))}.")


def _are_unique_among(items: Sequence[object], values: Collection[int]) -> bool:
    numbers = [item for item in items if isinstance(item, int) and not isinstance(item, bool) and item in values]
    return len(set(numbers)) == len(items)


def _check_localizations(form: Form, key: str, most: int, *, strict: bool) -> None:
    localizations = form.child(f"{key}_localizations")
    if localizations is None:
        return
    for locale in localizations.data:
        if locale not in LOCALES:
            localizations.fail(locale, "ENUM_TYPE_COERCE", f'Value "{locale}" is not a valid enum value.')
        text = localizations.text(locale, least=1, most=most)
        if strict and text and len(text) <= most and not is_command_name(text):
            localizations.fail(locale, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_options(form: Form, depth: int) -> None:
    seen: set[str] = set()
    kinds: list[int] = []
    was_optional = False
    for option in form.children("options", most=25):
        kind = _check_option(option, depth)
        if kind is None:
            continue
        kinds.append(kind)
        name = str(option.data.get("name"))
        if name in seen:
            option.fail("name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
        seen.add(name)
        if kind > SUB_COMMAND_GROUP:
            if option.data.get("required") and was_optional:
                option.fail(
                    None,
                    "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                    "Required options must be placed before non-required options",
                )
            was_optional = was_optional or not option.data.get("required")
    if len({kind > SUB_COMMAND_GROUP for kind in kinds}) > 1:
        form.fail(
            "options",
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other types",
        )


def _check_option(option: Form, depth: int) -> int | None:
    # A group (depth 1) holds subcommands only; a subcommand (depth 2) holds plain options only.
    allowed = {0: range(1, 12), 1: range(1, 2), 2: range(3, 12)}[depth]
    kind = option.choice("type", allowed, required=True)
    name = option.text("name", least=1, most=32, required=True)
    if name and len(name) <= 32 and not is_command_name(name):
        option.fail("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    option.text("description", least=1, most=100, required=True)
    _check_localizations(option, "name", 32, strict=True)
    _check_localizations(option, "description", 100, strict=False)
    if kind is None:
        return None
    if kind <= SUB_COMMAND_GROUP:
        option.items("choices", most=0)
        _check_options(option, depth=2 if kind == SUB_COMMAND else 1)
        if option.data.get("required"):
            option.fail("required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Subcommands cannot be required")
        return kind
    option.boolean("required")
    option.items("options", most=0)
    _check_choices(option, kind)
    _check_bounds(option, kind)
    return kind


def _check_choices(option: Form, kind: int) -> None:
    choices = list(option.children("choices", most=25))
    completes = option.boolean("autocomplete")
    if (choices or completes) and kind not in _CHOICE_KINDS:
        key = "choices" if choices else "autocomplete"
        option.fail(key, "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", "Only string and number options may have this")
        return
    if choices and completes:
        option.fail(
            "autocomplete",
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_WITH_CHOICES",
            "Autocomplete may not be set to true if choices are present",
        )
    names: set[str] = set()
    for choice in choices:
        check_choice(choice, _CHOICE_KINDS[kind])
        if choice.data.get("name") in names:
            choice.fail("name", "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Choice name already exists")
        names.add(str(choice.data.get("name")))


def _check_bounds(option: Form, kind: int) -> None:
    if kind == INTEGER:
        low, high = (
            option.integer(k, least=-LARGEST_INTEGER, most=LARGEST_INTEGER) for k in ("min_value", "max_value")
        )
        _check_order(option, "max_value", low, high)
    elif kind == NUMBER:
        least, most = (option.number(k, least=-LARGEST_NUMBER, most=LARGEST_NUMBER) for k in ("min_value", "max_value"))
        _check_order(option, "max_value", least, most)
    elif kind == STRING:
        shortest = option.integer("min_length", least=0, most=6000)
        longest = option.integer("max_length", least=1, most=6000)
        _check_order(option, "max_length", shortest, longest)
    elif kind == CHANNEL:
        listed = option.items("channel_types")
        if not _are_unique_among(listed, _CHANNEL_TYPES):
            option.fail("channel_types", "BASE_TYPE_CHOICES", "Values must be unique channel types.")
    elif kind == ATTACHMENT:
        option.items("file_types", most=10)


def _check_order(option: Form, key: str, low: float | None, high: float | None) -> None:
    if low is not None and high is not None and low > high:
        option.fail(key, "APPLICATION_COMMAND_OPTIONS_MIN_MAX_INVALID", "The maximum must not be below the minimum")
