"""
Reads a handler's signature once, when it is decorated.

Each parameter behind the context is an option or a dependency. It is an option
if it bears `Option` metadata or a type that Discord has an option for; anything
else is asked of the providers. What each option takes, and how its value
becomes the argument, is decided here, so that nothing is inspected while
Discord waits.
"""

import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from app.context.base import Context
from app.errors import LimitExceeded, OptionUnsupported
from app.models.command import CommandOption, OptionType, localizations
from app.parameters import docstring
from app.parameters.kind import Kind, channel_types, find_kind, is_unsupported
from app.parameters.limits import MOST_CHOICES, check_default, choice_reader, explicit_choices, file_types, limits
from app.parameters.option import Autocompleter, Option
from app.parameters.reader import Reader, read_channel, read_within
from app.providers import where_of

MOST_OPTIONS = 25
OPTIONS = "str, int, float, bool, User, Member, Channel, Role, Attachment, Literal and Enum"
COMPLETABLE = frozenset({OptionType.string, OptionType.integer, OptionType.number})


@dataclass(frozen=True, slots=True)
class Completion:
    """What suggests values for an option.

    Attributes:
        where: `file:line` of the function.
        suggest: The function.
        dependencies: Parameter name to the kind that is asked of the providers.
    """

    where: str
    suggest: Autocompleter
    dependencies: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OptionParameter:
    """A parameter that is an option.

    Attributes:
        parameter: The parameter's name.
        wire: The option as it is registered.
        read: Makes the argument from the value that Discord sent.
        default: What the argument is when the user left the option out;
            `inspect.Parameter.empty` if he cannot.
        completion: What suggests values while the user types, if anything.
    """

    parameter: str
    wire: CommandOption
    read: Reader
    default: Any
    completion: Completion | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """What a handler takes and gives.

    Attributes:
        where: `file:line` of the handler.
        options: Its options, the required ones first, as Discord wants them.
        dependencies: Parameter name to the kind that is asked of the providers.
        is_async: Whether it is a coroutine function; others run in a thread.
        target: What the second parameter takes, in a command from a menu of
            users or messages; empty in others.
    """

    where: str
    options: tuple[OptionParameter, ...]
    dependencies: Mapping[str, Any]
    is_async: bool
    target: frozenset[Any] = frozenset()

    def completed_by(self, option: str, suggest: Autocompleter) -> "Signature":
        """Return this signature, with an autocompleter for one of its options.

        Raises:
            OptionUnsupported: If there is no such option, or it cannot have one.
        """
        if all(known.wire.name != option for known in self.options):
            known_names = ", ".join(known.wire.name for known in self.options) or "none"
            raise OptionUnsupported(where_of(suggest), f"there is no option {option!r}; there are: {known_names}")
        changed = (
            _complete(self.where, known, suggest) if known.wire.name == option else known for known in self.options
        )
        return replace(self, options=tuple(changed))


def read_signature(handler: Callable[..., Any], targets: frozenset[Any] = frozenset()) -> Signature:
    """Read what a handler takes behind its first parameter, the context.

    Args:
        handler: The function.
        targets: What its second parameter may take, if that is what the
            command is used on; such a command has no options.

    Raises:
        OptionUnsupported: If a parameter cannot be an option and says that it is one, or
            the handler has no context parameter.
        LimitExceeded: If there are too many options or choices.
    """
    where = where_of(handler)
    parameters, hints = _inspect(where, handler)
    first = parameters[0].name
    described = docstring.parameters(handler)
    if find_kind(_take_apart(hints.get(first))[1]) is not None:
        raise OptionUnsupported(where, f"{first} is an option, but the first parameter of a handler is the context")
    options: list[OptionParameter] = []
    dependencies: dict[str, Any] = {}
    target = _read_target(where, parameters, hints, targets) if targets else frozenset()
    for parameter in parameters[2 if targets else 1 :]:
        annotation = hints.get(parameter.name, parameter.empty)
        _check_parameter(where, parameter, annotation)
        option = _read_parameter(where, parameter, annotation, described.get(parameter.name, ""))
        if option is None:
            dependencies[parameter.name] = annotation
        else:
            options.append(option)
    if options and targets:
        raise OptionUnsupported(where, f"{options[0].parameter}: a command from a menu takes no options")
    if len(options) > MOST_OPTIONS:
        raise LimitExceeded(where, "options of one command", len(options), MOST_OPTIONS)
    # Discord refuses a required option behind an optional one; sorting is stable, so the author's order stays.
    options.sort(key=lambda option: not option.wire.required)
    return Signature(where, tuple(options), dependencies, inspect.iscoroutinefunction(handler), target)


def _read_target(
    where: str, parameters: list[inspect.Parameter], hints: Mapping[str, Any], targets: frozenset[Any]
) -> frozenset[Any]:
    """Return what the second parameter takes of what the command is used on."""
    spelled = " | ".join(sorted(kind.__name__ for kind in targets))
    if len(parameters) < 2:
        raise OptionUnsupported(where, f"the second parameter is what the command is used on: {spelled}")
    _, kinds, optional = _take_apart(hints.get(parameters[1].name))
    if optional or not kinds or not kinds <= targets:
        raise OptionUnsupported(where, f"{parameters[1].name} is what the command is used on: annotate it {spelled}")
    return kinds


def _inspect(where: str, handler: Callable[..., Any]) -> tuple[list[inspect.Parameter], dict[str, Any]]:
    """Return a handler's parameters, of which there is at least one, and its annotations."""
    if not inspect.isroutine(handler):
        raise OptionUnsupported(where, "a handler is a function: def or async def")
    name = handler.__name__
    if inspect.isasyncgenfunction(handler) or inspect.isgeneratorfunction(handler):
        raise OptionUnsupported(where, f"{name}() yields: return the answer, and send more by ctx.followup()")
    parameters = list(inspect.signature(handler).parameters.values())
    if not parameters or parameters[0].kind not in {
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
    }:
        raise OptionUnsupported(where, f"{name}() takes no context: its first parameter is the context")
    try:
        return parameters, typing.get_type_hints(handler, include_extras=True)
    except NameError as error:
        raise OptionUnsupported(
            where, f"an annotation of {name}() names {error.name!r}, which is not imported at run time"
        ) from error
    except (AttributeError, SyntaxError, TypeError) as error:
        raise OptionUnsupported(where, f"an annotation of {name}() cannot be read: {error}") from error


def _check_parameter(where: str, parameter: inspect.Parameter, annotation: Any) -> None:
    """Refuse what can be neither option nor dependency."""
    if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
        raise OptionUnsupported(where, f"*{parameter.name}: every option is a parameter of its own")
    if parameter.kind is parameter.POSITIONAL_ONLY:
        why = f"{parameter.name} is positional-only, and handlers are called with keywords: put the / behind ctx"
        raise OptionUnsupported(where, why)
    if annotation is parameter.empty:
        raise OptionUnsupported(where, f"{parameter.name} has no annotation, so it is neither option nor dependency")
    if isinstance(annotation, type) and issubclass(annotation, Context):
        why = f"{parameter.name} is a context, which stands first; commands in classes are not known"
        raise OptionUnsupported(where, why)


def _read_parameter(
    where: str, parameter: inspect.Parameter, annotation: Any, described: str
) -> OptionParameter | None:
    """Make the option of one parameter; None if it is a dependency."""
    metadata, kinds, optional = _take_apart(annotation)
    found = find_kind(kinds)
    declared = next((item for item in metadata if isinstance(item, Option)), None)
    if declared is None or _is_option(parameter.default):
        _check_metadata(where, parameter, metadata, kinds, found)
    if found is None:
        literal = any(typing.get_origin(kind) is Literal for kind in kinds)
        if declared is not None or literal or is_unsupported(kinds):
            why = f"{parameter.name}: Discord has no option for {_spell_union(kinds)}; options are {OPTIONS}"
            raise OptionUnsupported(where, why)
        return None
    said = declared or Option()
    name = said.name or parameter.name
    found = _narrow(where, name, found, said)
    bounds = limits(where, name, found.type, said)
    read = found.read
    if bounds and found.type is not OptionType.string:
        read = read_within(read, bounds["min_value"], bounds["max_value"])
    check_default(where, name, parameter.default, bounds)
    default = None if optional and parameter.default is parameter.empty else parameter.default
    wire = CommandOption(
        type=found.type,
        name=name,
        description=said.description or described or name.replace("_", " "),
        name_localizations=localizations(said.name_localizations),
        description_localizations=localizations(said.description_localizations),
        required=default is parameter.empty,
        choices=found.choices,
        channel_types=found.channel_types,
        file_types=file_types(where, name, found.type, said),
        **bounds,
    )
    option = OptionParameter(parameter.name, wire, read, default)
    return option if said.autocomplete is None else _complete(where, option, said.autocomplete)


def _check_metadata(
    where: str, parameter: inspect.Parameter, metadata: list[Any], kinds: frozenset[Any], found: Kind | None
) -> None:
    """Refuse what is said of an option in a place or a form in which it would not be heard."""
    is_text = found is not None and any(isinstance(said, str) for said in metadata)
    if is_text or any(map(_is_option, (parameter.default, *metadata, *kinds))):
        kind = "int" if any(map(_is_option, kinds)) else _spell_union(kinds)
        raise OptionUnsupported(where, f"{parameter.name}: write Annotated[{kind}, Option(…)]")


def _is_option(said: Any) -> bool:
    return said is Option or isinstance(said, Option)


def _narrow(where: str, name: str, found: Kind, said: Option) -> Kind:
    """Apply `choices=` and `channel_types=` to what the type says."""
    if said.choices:
        choices = explicit_choices(where, name, found.type, said)
        found = found._replace(read=choice_reader(where, name, found.read, found.choices, choices), choices=choices)
    if len(found.choices) > MOST_CHOICES:
        raise LimitExceeded(where, f"choices of option {name}", len(found.choices), MOST_CHOICES)
    if said.channel_types:
        if found.type is not OptionType.channel:
            raise OptionUnsupported(where, f"{name}: channel_types are for channels, not for {found.type.name}")
        kinds = frozenset(said.channel_types)
        found = found._replace(read=read_channel(*kinds), channel_types=channel_types(kinds))
    return found


def _complete(where: str, option: OptionParameter, suggest: Autocompleter) -> OptionParameter:
    """Give an option its autocompleter: it takes the context, the value, and dependencies."""
    if option.wire.type not in COMPLETABLE or option.wire.choices:
        why = f"{option.wire.name}: autocomplete is for text and numbers without choices"
        raise OptionUnsupported(where, why)
    there = where_of(suggest)
    parameters = list(inspect.signature(suggest).parameters.values())
    if len(parameters) < 2:
        raise OptionUnsupported(there, f"an autocompleter of {option.wire.name} takes the context and the value")
    hints = typing.get_type_hints(suggest)
    dependencies = {parameter.name: hints.get(parameter.name, parameter.empty) for parameter in parameters[2:]}
    completion = Completion(there, suggest, dependencies)
    return replace(option, wire=option.wire.replace(autocomplete=True), completion=completion)


def _take_apart(annotation: Any) -> tuple[list[Any], frozenset[Any], bool]:
    """Return the metadata of an annotation, its types without None, and whether None was among them."""
    metadata, annotation = _unwrap(annotation)
    kinds, optional = _split_union(annotation)
    if len(kinds) == 1:
        # `Name | None`, where Name is an Annotated of its own.
        said_inside, inner = _unwrap(*kinds)
        kinds, optional_inside = _split_union(inner)
        metadata, optional = [*metadata, *said_inside], optional or optional_inside
    return metadata, kinds, optional


def _unwrap(annotation: Any) -> tuple[list[Any], Any]:
    if typing.get_origin(annotation) is not Annotated:
        return [], annotation
    base, *metadata = typing.get_args(annotation)
    return metadata, base


def _split_union(annotation: Any) -> tuple[frozenset[Any], bool]:
    """Return the members of a union without None, and whether None was among them."""
    if typing.get_origin(annotation) not in {typing.Union, types.UnionType}:
        return frozenset({annotation}), False
    members = frozenset(typing.get_args(annotation))
    return members - {types.NoneType}, types.NoneType in members


def _spell_union(kinds: frozenset[Any]) -> str:
    return " | ".join(sorted(map(_spell, kinds)))


def _spell(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
