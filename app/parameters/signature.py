"""
Reads a handler's signature once, when it is decorated.

Each parameter behind the context is an option, a bundle of options, or a
dependency. It is an option if it bears `Option` metadata, a converter, or a type
that Discord has an option for; anything else is asked of the providers. What
each option takes, and how its value becomes the argument, is decided here, so
that nothing is inspected while Discord waits.
"""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.context.base import Context
from app.errors import DuplicateName, LimitExceeded, OptionUnsupported
from app.parameters import docstring
from app.parameters.annotation import take_apart
from app.parameters.bundle import Bundle, read_bundle
from app.parameters.kind import find_kind
from app.parameters.option import Autocompleter
from app.parameters.parameter import OptionParameter, complete, read_parameter
from app.providers import is_method, kind_name, where_called, where_of

MOST_OPTIONS = 25


@dataclass(frozen=True, slots=True)
class Signature:
    """What a handler takes and gives.

    Attributes:
        where: `file:line` of the handler.
        options: Its options, the required ones first, as Discord wants them.
        dependencies: Parameter name to the kind that is asked of the providers.
        target: What the second parameter takes, in a command from a menu of
            users or messages; empty in others.
        converted: Those of its options that have a converter.
        bundles: The parameters that take several options as one value.
    """

    where: str
    options: tuple[OptionParameter, ...]
    dependencies: Mapping[str, Any]
    target: frozenset[Any] = frozenset()
    converted: tuple[OptionParameter, ...] = ()
    bundles: tuple[Bundle, ...] = ()

    def bind(self, instance: object) -> "Signature":
        """Return this signature with its autocompleters as methods of an instance, where they are."""
        return replace(self, options=tuple(option.bind(instance) for option in self.options))

    def completed_by(self, option: str, suggest: Autocompleter) -> "Signature":
        """Return this signature, with an autocompleter for one of its options.

        Raises:
            OptionUnsupported: If there is no such option, or it cannot have
                one, or has one.
        """
        if all(known.wire.name != option for known in self.options):
            known_names = ", ".join(known.wire.name for known in self.options) or "none"
            raise OptionUnsupported(where_of(suggest), f"there is no option {option!r}; there are: {known_names}")
        changed = (
            complete(self.where, known, suggest) if known.wire.name == option else known for known in self.options
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
        DuplicateName: If two options have one name.
        LimitExceeded: If there are too many options or choices.
    """
    where = where_of(handler)
    method = is_method(handler)
    parameters, hints = inspect_handler(where, handler, method)
    first = parameters[0].name
    if find_kind(take_apart(hints.get(first))[1]) is not None:
        raise OptionUnsupported(where, f"{first} is an option, but the first parameter of a handler is the context")
    described = _describe(where, handler)
    options: list[OptionParameter] = []
    bundles: list[Bundle] = []
    dependencies: dict[str, Any] = {}
    target = _read_target(where, parameters, hints, targets) if targets else frozenset()
    for parameter in parameters[2 if targets else 1 :]:
        annotation = hints.get(parameter.name, parameter.empty)
        _check_parameter(where, parameter, annotation)
        bundle = read_bundle(where, parameter, annotation)
        if bundle is not None:
            bundles.append(bundle[0])
            options += bundle[1]
            continue
        option = read_parameter(where, parameter, annotation, described.get(parameter.name, ""))
        if option is None:
            dependencies[parameter.name] = annotation
        else:
            options.append(option)
    if options and targets:
        raise OptionUnsupported(where, f"{options[0].parameter}: a command from a menu takes no options")
    _check_options(where, options)
    # Discord refuses a required option behind an optional one; sorting is stable, so the author's order stays.
    options.sort(key=lambda option: not option.wire.required)
    return Signature(
        where,
        tuple(options),
        dependencies,
        target,
        tuple(option for option in options if option.conversion is not None),
        tuple(bundles),
    )


def _read_target(
    where: str, parameters: list[inspect.Parameter], hints: Mapping[str, Any], targets: frozenset[Any]
) -> frozenset[Any]:
    """Return what the second parameter takes of what the command is used on."""
    spelled = " | ".join(sorted(kind.__name__ for kind in targets))
    if len(parameters) < 2:
        raise OptionUnsupported(where, f"the second parameter is what the command is used on: {spelled}")
    _, kinds, optional = take_apart(hints.get(parameters[1].name))
    if optional or not kinds or not kinds <= targets:
        raise OptionUnsupported(where, f"{parameters[1].name} is what the command is used on: annotate it {spelled}")
    return kinds


def inspect_handler(
    where: str, handler: Callable[..., Any], method: bool
) -> tuple[list[inspect.Parameter], dict[str, Any]]:
    """Return a handler's parameters from the context on, of which there is at least one, and its annotations."""
    # Not isroutine: a command that was decorated already, which binds as a method does, would count as one.
    if not (inspect.isfunction(handler) or inspect.ismethod(handler) or inspect.isbuiltin(handler)):
        declared_at = getattr(handler, "where", None)
        if isinstance(declared_at, str):
            raise OptionUnsupported(declared_at, f"{handler!r} is declared already: one decorator is enough")
        why = f"a handler is a function, def or async def, not {kind_name(handler)}"
        raise OptionUnsupported(where_called()[0], why)
    name = handler.__name__
    if inspect.isasyncgenfunction(handler) or inspect.isgeneratorfunction(handler):
        raise OptionUnsupported(where, f"{name}() yields: return the answer, and send more by ctx.followup()")
    parameters = list(inspect.signature(handler).parameters.values())
    if method and parameters and _is_context(parameters[0]):
        raise OptionUnsupported(where, f"{name}() stands in a class: self comes before {parameters[0].name}")
    parameters = parameters[method:]
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


def _is_context(parameter: inspect.Parameter) -> bool:
    annotation = parameter.annotation
    return parameter.name == "ctx" or (inspect.isclass(annotation) and issubclass(annotation, Context))


def _describe(where: str, handler: Callable[..., Any]) -> Mapping[str, str]:
    """Return what the docstring says of the parameters, all of which there must be."""
    described = docstring.parameters(handler)
    known = inspect.signature(handler).parameters
    stray = [name for name in described if name not in known and name != "self"]
    if stray:
        there = ", ".join(known)
        raise OptionUnsupported(
            where, f"the docstring describes {stray[0]!r}, which is no parameter: there are {there}"
        )
    return described


def _check_parameter(where: str, parameter: inspect.Parameter, annotation: Any) -> None:
    """Refuse what can be neither option nor dependency."""
    if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
        stars = "*" if parameter.kind is parameter.VAR_POSITIONAL else "**"
        raise OptionUnsupported(where, f"{stars}{parameter.name}: every option is a parameter of its own")
    if parameter.kind is parameter.POSITIONAL_ONLY:
        why = f"{parameter.name} is positional-only, and handlers are called with keywords: put the / behind ctx"
        raise OptionUnsupported(where, why)
    if annotation is parameter.empty:
        raise OptionUnsupported(where, f"{parameter.name} has no annotation, so it is neither option nor dependency")
    if isinstance(annotation, type) and issubclass(annotation, Context):
        why = f"{parameter.name} is a context, which stands first, or behind self"
        raise OptionUnsupported(where, why)


def _check_options(where: str, options: list[OptionParameter]) -> None:
    """Refuse too many options, and names that two of them share."""
    if len(options) > MOST_OPTIONS:
        raise LimitExceeded(where, "options of one command", len(options), MOST_OPTIONS)
    seen: dict[str, str] = {}
    for option in options:
        name, parameter = option.wire.name, option.parameter
        if seen.setdefault(name, parameter) != parameter:
            raise DuplicateName(where, f"two options are named {name!r}: {seen[name]} and {parameter}")
