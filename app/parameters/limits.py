"""What `Option(...)` says beside the type: limits and choices, checked and put into their form on the wire."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.errors import LimitExceeded, OptionUnsupported
from app.models.channel import Channel
from app.models.command import CommandOptionChoice, Localizations, OptionType, localizations
from app.models.locale import Locale
from app.parameters import reader
from app.parameters.kind import Kind, channel_types, is_channel
from app.parameters.option import Choice, Option
from app.parameters.reader import Reader

MOST_CHOICES = 25
MOST_FILE_TYPES = 10
MOST_TEXT = 6000
MOST_NAME = 32
MOST_CHARACTERS = 100
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
    if not said_choices:
        raise OptionUnsupported(where, f"{name}: choices= is empty, so there is nothing to pick; leave it out")
    for choice in said_choices:
        if not isinstance(choice, Choice):
            why = f"{name}: choices are Choice objects, not {choice!r}: write Choice({choice!r})"
            raise OptionUnsupported(where, why)
        if type(choice.value) not in _CHOICE_VALUES.get(kind, ()):
            raise OptionUnsupported(where, f"{name}: {choice!r} is no choice for an option of type {kind.name}")
        if isinstance(choice.value, float) and not abs(choice.value) <= MOST_NUMBER:
            raise OptionUnsupported(where, f"{name}: {choice!r} is beyond Discord's numbers, -(2**53) to 2**53")
        _check_localized(where, f"choice {choice.name!r} of {name}", choice.name_localizations, MOST_CHARACTERS)
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
    if isinstance(said.file_types, str):
        raise OptionUnsupported(where, f"{name}: file_types are a list: [{said.file_types!r}]")
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
        raise OptionUnsupported(where, f"{name}: min={_spell(said.min)} is more than max={_spell(said.max)}")
    if kind in {OptionType.string, OptionType.integer} and not (_is_whole(said.min) and _is_whole(said.max)):
        raise OptionUnsupported(where, f"{name}: min and max of an option of type {kind.name} are whole numbers")
    if kind is OptionType.string:
        least, most = said.min, said.max
        if not 0 <= (least or 0) <= MOST_TEXT or not 1 <= (1 if most is None else most) <= MOST_TEXT:
            raise OptionUnsupported(where, f"{name}: lengths of text go from 0 to {MOST_TEXT}")
        return {"min_length": None if least is None else int(least), "max_length": None if most is None else int(most)}
    if kind is OptionType.integer:
        return {"min_value": _whole(said.min), "max_value": _whole(said.max)}
    if kind is OptionType.number:
        if not all(limit is None or abs(limit) <= MOST_NUMBER for limit in (said.min, said.max)):
            raise OptionUnsupported(where, f"{name}: Discord's numbers go from -(2**53) to 2**53")
        return {"min_value": said.min, "max_value": said.max}
    raise OptionUnsupported(where, f"{name}: min and max are for numbers and text, not for {kind.name}")


def check_choices_within(
    where: str, name: str, choices: Iterable[CommandOptionChoice], bounds: Mapping[str, Any]
) -> None:
    """Refuse choices that the limits beside them would refuse."""
    least, most = bounds.get("min_value"), bounds.get("max_value")
    for choice in choices:
        if isinstance(choice.value, str):
            continue
        if (least is not None and choice.value < least) or (most is not None and choice.value > most):
            raise OptionUnsupported(where, f"{name}: its choice {choice.name!r} is outside of its own min and max")


def check_channel_types(where: str, name: str, found: Kind, said: Option) -> frozenset[type[Channel]]:
    """Return the classes of `Option(channel_types=...)`; refuse what is none, or what the annotation excludes."""
    if found.type is not OptionType.channel:
        raise OptionUnsupported(where, f"{name}: channel_types are for channels, not for {found.type.name}")
    if not isinstance(said.channel_types, Iterable):
        raise OptionUnsupported(where, f"{name}: channel_types are a list of classes, not {said.channel_types!r}")
    stray = [kind for kind in said.channel_types if not is_channel(kind)]
    if stray:
        why = f"{name}: channel_types are classes of channels, such as TextChannel, not {stray[0]!r}"
        raise OptionUnsupported(where, why)
    kinds = frozenset(said.channel_types)
    if found.channel_types and not set(channel_types(kinds)) <= set(found.channel_types):
        raise OptionUnsupported(where, f"{name}: channel_types name what its annotation excludes")
    return kinds


def check_localizations(where: str, name: str, said: Option) -> None:
    """Refuse localizations in languages that Discord has not, and texts that are too long."""
    _check_localized(where, f"name of option {name}", said.name_localizations, MOST_NAME)
    _check_localized(where, f"description of option {name}", said.description_localizations, MOST_CHARACTERS)


def _check_localized(where: str, what: str, texts: Localizations | None, most: int) -> None:
    for locale, text in (texts or {}).items():
        if locale not in Locale._value2member_map_:
            raise OptionUnsupported(where, f"{what}: {locale!r} is no language of Discord's, see app.models.Locale")
        if not isinstance(text, str):
            raise OptionUnsupported(where, f"{what}, {locale}: a translation is text, not {text!r}")
        if not text:
            raise OptionUnsupported(where, f"{what}, {locale}: the translation is empty; leave it out")
        if len(text) > most:
            raise LimitExceeded(where, f"{what}, {locale} ({text[:20]!r}…)", len(text), most)
        if most == MOST_NAME and (text != text.lower() or len(text.split()) > 1):
            raise OptionUnsupported(where, f"{what}, {locale}: {text!r} must be lower case, without spaces")


def check_default(where: str, name: str, default: Any, bounds: Mapping[str, Any]) -> None:
    """Refuse the default of a number that the user himself could not give."""
    if isinstance(default, bool) or not isinstance(default, int | float):
        return  # a value of another type says that there was none
    least, most = bounds.get("min_value"), bounds.get("max_value")
    if least is not None and default < least:
        raise OptionUnsupported(where, f"{name}: its default {_spell(default)} is less than min={_spell(least)}")
    if most is not None and default > most:
        raise OptionUnsupported(where, f"{name}: its default {_spell(default)} is more than max={_spell(most)}")


def _spell(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{number:g}"


def _is_whole(limit: float | None) -> bool:
    return limit is None or isinstance(limit, int) or limit.is_integer()


def _whole(limit: float | None) -> int | None:
    return None if limit is None else int(limit)
