"""What `Option(...)` says beside the type: limits and choices, checked and put into their form on the wire."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.errors import LimitExceeded, OptionUnsupported
from app.models.command import CommandOptionChoice, OptionType, localizations
from app.parameters import reader
from app.parameters.option import Choice, Option
from app.parameters.reader import Reader

MOST_CHOICES = 25
MOST_FILE_TYPES = 10
MOST_TEXT = 6000
MOST_INTEGER = 2**53 - 1
MOST_NUMBER = 2**53

_CHOICE_VALUES: Mapping[OptionType, tuple[type, ...]] = {
    OptionType.string: (str,),
    OptionType.integer: (int,),
    OptionType.number: (int, float),
}


def explicit_choices(where: str, name: str, kind: OptionType, said: Option) -> tuple[CommandOptionChoice, ...]:
    """Put `Option(choices=...)` into its form on the wire, and refuse values of another type."""
    wire = []
    said_choices = said.choices or ()
    if not isinstance(said_choices, Iterable):
        raise OptionUnsupported(where, f"{name}: choices are a list of Choice objects, not {said_choices!r}")
    for choice in said_choices:
        if not isinstance(choice, Choice):
            why = f"{name}: choices are Choice objects, not {choice!r}: write Choice({choice!r})"
            raise OptionUnsupported(where, why)
        if type(choice.value) not in _CHOICE_VALUES.get(kind, ()):
            raise OptionUnsupported(where, f"{name}: {choice!r} is no choice for a {kind.name} option")
        wire.append(
            CommandOptionChoice(
                name=choice.name,
                value=float(choice.value) if kind is OptionType.number else choice.value,
                name_localizations=localizations(choice.name_localizations),
            )
        )
    return tuple(wire)


def choice_reader(
    where: str,
    name: str,
    read: Reader,
    offered: tuple[CommandOptionChoice, ...],
    choices: tuple[CommandOptionChoice, ...],
) -> Reader:
    """Make the reader for `Option(choices=...)`; the type's own one, if the type offers values already."""
    if not offered:
        return reader.read_choice({choice.value: choice.value for choice in choices})
    stray = {choice.value for choice in choices} - {choice.value for choice in offered}
    if stray:
        raise OptionUnsupported(where, f"{name}: choices= offers {', '.join(map(repr, stray))}, which its type has not")
    return read


def file_types(where: str, name: str, kind: OptionType, said: Option) -> tuple[str, ...]:
    """Check which files the user can upload."""
    if said.file_types and kind is not OptionType.attachment:
        raise OptionUnsupported(where, f"{name}: file_types are for attachments, not for {kind.name}")
    if len(said.file_types) > MOST_FILE_TYPES:
        raise LimitExceeded(where, f"file types of option {name}", len(said.file_types), MOST_FILE_TYPES)
    for file_type in said.file_types:
        if file_type not in {"image", "video", "audio"} and not file_type.startswith("."):
            why = f"{name}: file type {file_type!r} is neither image, video, audio nor an ending such as .pdf"
            raise OptionUnsupported(where, why)
    return tuple(said.file_types)


def limits(where: str, name: str, kind: OptionType, said: Option) -> dict[str, Any]:
    """Put `min` and `max` into the fields that this type of option has for them."""
    if said.min is None and said.max is None:
        return {}
    for word, limit in (("min", said.min), ("max", said.max)):
        if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int | float)):
            raise OptionUnsupported(where, f"{name}: {word} is a number, not {limit!r}")
    if said.min is not None and said.max is not None and said.min > said.max:
        raise OptionUnsupported(where, f"{name}: min={said.min:g} is more than max={said.max:g}")
    if kind in {OptionType.string, OptionType.integer} and not (_is_whole(said.min) and _is_whole(said.max)):
        raise OptionUnsupported(where, f"{name}: min and max of a {kind.name} option are whole numbers")
    if kind is OptionType.string:
        least, most = said.min, said.max
        if not 0 <= (least or 0) <= MOST_TEXT or not 1 <= (1 if most is None else most) <= MOST_TEXT:
            raise OptionUnsupported(where, f"{name}: lengths of text go from 0 to {MOST_TEXT}")
        return {"min_length": None if least is None else int(least), "max_length": None if most is None else int(most)}
    if kind is OptionType.integer:
        if any(limit is not None and abs(limit) > MOST_INTEGER for limit in (said.min, said.max)):
            raise OptionUnsupported(where, f"{name}: Discord's integers go from -(2**53 - 1) to 2**53 - 1")
        return {"min_value": _whole(said.min), "max_value": _whole(said.max)}
    if kind is OptionType.number:
        if not all(limit is None or abs(limit) <= MOST_NUMBER for limit in (said.min, said.max)):
            raise OptionUnsupported(where, f"{name}: Discord's numbers go from -(2**53) to 2**53")
        return {"min_value": said.min, "max_value": said.max}
    raise OptionUnsupported(where, f"{name}: min and max are for numbers and text, not for {kind.name}")


def check_default(where: str, name: str, default: Any, bounds: Mapping[str, Any]) -> None:
    """Refuse the default of a number that the user himself could not give."""
    if isinstance(default, bool) or not isinstance(default, int | float):
        return  # a value of another type says that there was none
    least, most = bounds.get("min_value"), bounds.get("max_value")
    if least is not None and default < least:
        raise OptionUnsupported(where, f"{name}: its default {default:g} is less than min={least:g}")
    if most is not None and default > most:
        raise OptionUnsupported(where, f"{name}: its default {default:g} is more than max={most:g}")


def _is_whole(limit: float | None) -> bool:
    return limit is None or float(limit).is_integer()


def _whole(limit: float | None) -> int | None:
    return None if limit is None else int(limit)
