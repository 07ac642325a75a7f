"""
Option bundles: several options that are declared once and arrive as one value.

    class Page(Options):
        "Which part of a list to show."

        number: Annotated[int, Option("Which page", min=1)] = 1
        size: Annotated[int, Option("Lines a page", max=50)] = 10

    @slash_command
    async def scores(ctx: CommandContext, game: str, page: Page) -> str: ...
"""

import dataclasses
import inspect
import typing
from dataclasses import dataclass, replace
from typing import Any, dataclass_transform

from app.errors import LimitExceeded, OptionUnsupported
from app.parameters import docstring
from app.parameters.annotation import is_option, spell_union, take_apart
from app.parameters.option import Option
from app.parameters.parameter import OptionParameter, read_parameter
from app.providers import is_method


@dataclass_transform(kw_only_default=True)
class Options:
    """Several options as one value: annotated attributes of a subclass.

    Each attribute is declared as a parameter of a handler would be: by its
    type, `Annotated[..., Option(...)]`, and a default or `| None` where users may
    leave it out. The docstring may describe them, in a section `Attributes:`.
    A subclass of a bundle has its options too.

    A subclass is made with keywords, has `==` and a readable `repr`. Raise
    `BadArgument` in `__post_init__` where values do not go together.
    """

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        become_dataclass(cls)


def become_dataclass(kind: type, own: tuple[Any, ...] = ()) -> None:
    """Make a class one whose objects are made with keywords, one for each annotated attribute.

    Args:
        kind: The class.
        own: Of these each object gets one of its own, where the class has one
            as a default; a dataclass refuses that.
    """
    for name, annotation in inspect.get_annotations(kind).items():
        default: Any = kind.__dict__.get(name)
        if isinstance(default, own) and "ClassVar" not in str(annotation):
            setattr(kind, name, dataclasses.field(default_factory=default.copy))
    dataclasses.dataclass(kw_only=True)(kind)


_LEFT_OUT: Any = object()
"""Stands for the value of a field that makes its default itself."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A parameter that takes several options as one value.

    Attributes:
        parameter: The parameter's name.
        kind: The bundle.
        fields: Name of the field, and the name that its option's argument bears.
    """

    parameter: str
    kind: type[Options]
    fields: tuple[tuple[str, str], ...]

    def gather(self, arguments: dict[str, Any]) -> None:
        """Put the bundle in the place of the arguments that it is made of."""
        values = {field: arguments.pop(key) for field, key in self.fields}
        given = {field: value for field, value in values.items() if value is not _LEFT_OUT}
        arguments[self.parameter] = self.kind(**given)


def read_bundle(
    where: str, parameter: inspect.Parameter, annotation: Any
) -> tuple[Bundle, list[OptionParameter]] | None:
    """Make the options of a parameter that is annotated with a bundle; None if it is not.

    Args:
        where: `file:line` of the handler.
        parameter: The parameter.
        annotation: Its annotation.

    Raises:
        OptionUnsupported: If the bundle, or a field, cannot be used so.
        LimitExceeded: If a field has too many choices, or too long a text.
    """
    metadata, kinds, optional = take_apart(annotation)
    bundles = [kind for kind in kinds if inspect.isclass(kind) and issubclass(kind, Options)]
    if not bundles:
        return None
    (kind, *_), name = bundles, parameter.name
    if len(kinds) > 1:
        raise OptionUnsupported(where, f"{name}: a bundle stands alone, not in {spell_union(kinds)}")
    if optional or parameter.default is not parameter.empty:
        why = f"{name}: bundle {kind.__name__} always arrives; a default, or None, is for its attributes"
        raise OptionUnsupported(where, why)
    if any(map(is_option, metadata)):
        why = f"{name}: Option(…) is for the attributes of bundle {kind.__name__}, not for the whole of it"
        raise OptionUnsupported(where, why)
    hints, described = read_hints(where, kind, "bundle"), _describe(where, kind)
    made: list[OptionParameter] = []
    fields: list[tuple[str, str]] = []
    # Options itself is no dataclass, and has no fields.
    declared: Any = kind
    for field in dataclasses.fields(declared) if kind is not Options else ():
        if field.init:
            option = _read_field(where, kind, field, hints[field.name], described.get(field.name, ""))
            key = f"{name}.{field.name}"
            made.append(replace(option, parameter=key))
            fields.append((field.name, key))
    if not made:
        why = f"{name}: bundle {kind.__name__} has no options: write a class with annotated attributes"
        raise OptionUnsupported(where, why)
    return Bundle(name, kind, tuple(fields)), made


def _read_field(
    where: str, kind: type[Options], field: "dataclasses.Field[Any]", annotation: Any, described: str
) -> OptionParameter:
    name = f"{kind.__name__}.{field.name}"
    if any(inspect.isclass(one) and issubclass(one, Options) for one in take_apart(annotation)[1]):
        raise OptionUnsupported(where, f"{name} is a bundle in a bundle: inherit from it instead")
    for said in take_apart(annotation)[0]:
        suggest: Any = said.autocomplete if isinstance(said, Option) else None
        if is_method(suggest) and suggest.__qualname__.startswith(f"{kind.__qualname__}."):
            why = f"{name}: {suggest.__name__}() stands in the bundle: write it outside, or put @staticmethod over it"
            raise OptionUnsupported(where, why)
    default = field.default
    if default is dataclasses.MISSING:
        default = inspect.Parameter.empty if field.default_factory is dataclasses.MISSING else _LEFT_OUT
    parameter = inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=default)
    try:
        option = read_parameter(where, parameter, annotation, described)
    except LimitExceeded as error:
        raise LimitExceeded(where, f"bundle {kind.__name__}: {error.what}", error.count, error.limit) from error
    except OptionUnsupported as error:
        raise OptionUnsupported(error.where, f"bundle {kind.__name__}: {error.why}") from error
    if option is None:
        spelled = spell_union(take_apart(annotation)[1])
        why = f"{name} cannot be an option: it is a {spelled}; a dependency is a parameter of the handler"
        raise OptionUnsupported(where, why)
    return option


def read_hints(where: str, kind: type, noun: str) -> dict[str, Any]:
    """Return the annotations of a class, with what `Annotated` adds.

    Args:
        where: `file:line`, for errors.
        kind: The class.
        noun: What errors call it.

    Raises:
        OptionUnsupported: If one of them cannot be read.
    """
    try:
        return typing.get_type_hints(kind, include_extras=True)
    except NameError as error:
        why = f"an annotation of {noun} {kind.__name__} names {error.name!r}, which is not imported at run time"
        raise OptionUnsupported(where, why) from error
    except (AttributeError, SyntaxError, TypeError) as error:
        raise OptionUnsupported(where, f"an annotation of {noun} {kind.__name__} cannot be read: {error}") from error


def _describe(where: str, kind: type[Options]) -> dict[str, str]:
    """Return what the docstrings of a bundle, and of those that it inherits from, say of its attributes."""
    described: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base is not Options and issubclass(base, Options):
            said = docstring.read_parameters(inspect.cleandoc(base.__dict__.get("__doc__") or ""))
            stray = [name for name in said if name not in base.__annotations__ and not hasattr(base, name)]
            if stray:
                why = f"the docstring of bundle {base.__name__} describes {stray[0]!r}, which it has not"
                raise OptionUnsupported(where, why)
            described |= said
    return described
