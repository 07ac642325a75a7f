"""
Fills in a command's options as Discord's client does, and refuses what it would refuse.

https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-structure
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from app.simulator.registration import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    INTEGER,
    LARGEST_INTEGER,
    LARGEST_NUMBER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    USER_OPTION,
)
from app.simulator.resolved import Resolved
from app.simulator.world import Attachment, Channel, Json, Member, Role, User

_FILE_GROUPS = {
    "image": {".png", ".gif", ".jpg", ".jpeg", ".jfif", ".webp", ".avif"},
    "video": {".mp4", ".mov", ".qt", ".webm"},
    "audio": {".mp3", ".m4a", ".wav", ".ogg", ".opus", ".flac"},
}


def fill_options(
    schema: Sequence[Json],
    given: Mapping[str, object],
    resolved: Resolved,
    *,
    unchecked: bool = False,
    focused: str | None = None,
) -> list[Json]:
    """Turn Python values into the options of an interaction.

    Args:
        schema: Options of the command, as registered.
        given: Values by option name; None leaves an option out.
        resolved: Collects the objects behind ids.
        unchecked: Send even what Discord's client would not send.
        focused: Name of the option that is being typed; then required ones may be missing.

    Returns:
        The options, in the order given.

    Raises:
        ValueError: If an option is unknown, missing or out of its limits.
        LookupError: If an id belongs to nothing.
    """
    known = {option["name"]: option for option in schema}
    filled: list[Json] = []
    for name, value in given.items():
        if value is None:
            continue
        option = known.get(name)
        if option is None:
            if not unchecked:
                raise ValueError(f"no option {name!r}; there are: {', '.join(known) or 'none'}")
            option = {"name": name, "type": _guessed_type(value)}
        if name == focused:
            # Half-typed numbers are strings too: the client sends what stands in the field.
            filled.append({"name": name, "type": option["type"], "value": str(value), "focused": True})
        else:
            filled.append({"name": name, "type": option["type"], "value": _value(option, value, resolved, unchecked)})
    missing = [o["name"] for o in schema if o.get("required") and given.get(o["name"]) is None]
    if missing and focused is None and not unchecked:
        raise ValueError(f"required options are missing: {', '.join(missing)}")
    return filled


def _value(option: Json, value: object, resolved: Resolved, unchecked: bool) -> object:
    kind = option["type"]
    if kind == USER_OPTION:
        return resolved.user(value)
    if kind == ROLE:
        return resolved.role(value)
    if kind == MENTIONABLE:
        return resolved.mentionable(value)
    if kind == CHANNEL:
        channel = resolved.channel(value)
        allowed = option.get("channel_types")
        if allowed and channel.type not in allowed and not unchecked:
            raise ValueError(f"{option['name']}: a channel of type {channel.type} is not among {allowed}")
        return str(channel.id)
    if kind == ATTACHMENT:
        attachment = resolved.attachment(value)
        if not unchecked:
            check_file_type(option["name"], option.get("file_types") or (), attachment.filename)
        return str(attachment.id)
    if not unchecked:
        _check_scalar(option, value)
    return value


def _check_scalar(option: Json, value: object) -> None:
    name, kind = option["name"], option["type"]
    right = {
        STRING: isinstance(value, str),
        INTEGER: isinstance(value, int) and not isinstance(value, bool),
        BOOLEAN: isinstance(value, bool),
        NUMBER: isinstance(value, int | float) and not isinstance(value, bool),
    }
    if not right[kind]:
        words = {STRING: "a string", INTEGER: "a whole number", BOOLEAN: "true or false", NUMBER: "a number"}
        raise ValueError(f"{name}: {value!r} is not {words[kind]}")
    choices = option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise ValueError(f"{name}: {value!r} is not among {[choice['value'] for choice in choices]}")
    if isinstance(value, str):
        least, most = option.get("min_length", 0), option.get("max_length", 6000)
        if not least <= len(value) <= most:
            raise ValueError(f"{name}: must be {least} to {most} characters long, has {len(value)}")
    elif isinstance(value, int | float) and kind != BOOLEAN:
        widest = LARGEST_INTEGER if kind == INTEGER else LARGEST_NUMBER
        lowest, highest = option.get("min_value", -widest), option.get("max_value", widest)
        if not math.isfinite(value) or not lowest <= value <= highest:
            raise ValueError(f"{name}: must be {lowest} to {highest}, is {value}")


def check_file_type(name: str, wanted: Sequence[str], filename: str) -> None:
    """Check that a file is of a kind that is asked for.

    Args:
        name: Where it is put.
        wanted: Endings, and kinds such as `image`; none for whatever it is.
        filename: What the file is called.

    Raises:
        ValueError: If it is of another kind.
    """
    entries = [entry.lower() for entry in wanted]
    suffix = PurePath(filename.lower()).suffix
    if entries and not any(suffix == entry or suffix in _FILE_GROUPS.get(entry, ()) for entry in entries):
        raise ValueError(f"{name}: {filename!r} is not one of {', '.join(entries)}")


def _guessed_type(value: object) -> int:
    """Guess the type of an option that is not registered."""
    match value:
        case bool():
            return BOOLEAN
        case int():
            return INTEGER
        case float():
            return NUMBER
        case User() | Member():
            return USER_OPTION
        case Role():
            return ROLE
        case Channel():
            return CHANNEL
        case Attachment() | tuple():
            return ATTACHMENT
        case _:
            return STRING
