"""
Text to whatever a handler asks for.

A converter is found when a handler is decorated, and awaited when its command
is used: for options that Discord has no type for, and that travel as text.
"""

import inspect
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from app.command_errors import BadArgument, CommandError
from app.context.base import Context
from app.errors import Forbidden, NotFound, OptionUnsupported
from app.providers import kind_name

log = logging.getLogger(__name__)

V_co = TypeVar("V_co", covariant=True)


class Converter(Protocol[V_co]):
    """Makes a value of text: as `Annotated[T, converter]`, or as a `convert` classmethod on the annotated class.

    Raise `BadArgument` with a sentence for the user where the text does not
    fit; a `ValueError`, `TypeError`, `LookupError`, `NotFound` or `Forbidden`
    says it too, without a sentence of its own.

    A converter with `while_typing = True` is also applied to the other options
    in `AutocompleteContext.options`, at every keystroke: say it of one that
    needs nothing but the text.
    """

    async def convert(self, ctx: Context, value: str, /) -> V_co:
        """Make the value.

        Args:
            ctx: The conversation.
            value: What the user typed.
        """


Convert: TypeAlias = Callable[[Context, str], Any]


@dataclass(frozen=True, slots=True)
class Conversion:
    """How the text of an option becomes the argument.

    Attributes:
        convert: Takes the context and the text; gives the value, or an
            awaitable of it.
        while_typing: Whether it is applied while the user types another
            option, too.
    """

    convert: Convert
    while_typing: bool = False

    async def run(self, option: str, context: Context, value: str) -> Any:
        """Convert the text of an option.

        Args:
            option: Its name, for the error.
            context: The conversation.
            value: What the user typed.

        Raises:
            BadArgument: If it cannot be converted; `__cause__` is what the
                converter raised.
            CommandError: If the converter refused in another way.
        """
        try:
            made = self.convert(context, value)
            return await made if inspect.isawaitable(made) else made
        except BadArgument as error:
            said = vars(error)
            error.option = said.get("option") or option
            error.value = value if said.get("value") is None else error.value
            raise
        except CommandError:
            raise
        except (ValueError, TypeError, LookupError, NotFound, Forbidden) as error:
            raise BadArgument(option=option, value=value) from error
        except Exception as error:
            # For the user it is a value that cannot be used, and for the author it may be a bug.
            log.exception("the converter of option %s failed", option)
            raise BadArgument(option=option, value=value) from error


def find_converter(where: str, name: str, metadata: list[Any]) -> Conversion | None:
    """Find the converter in the metadata of `Annotated`; None if there is none.

    Args:
        where: `file:line` of the handler.
        name: Name of the parameter.
        metadata: What stands behind the type.

    Raises:
        OptionUnsupported: If there are several, or one cannot be called.
    """
    found = [item for item in metadata if is_converter(item)]
    if len(found) > 1:
        raise OptionUnsupported(where, f"{name} has {len(found)} converters, and can have one")
    return _from_metadata(where, name, found[0]) if found else None


def is_converter(item: Any) -> bool:
    """Tell whether something in the metadata of `Annotated` can only be meant as a converter.

    Authors may put marks of their own there; a class or object counts if it
    has `convert`, or can be called with one argument.
    """
    if inspect.isfunction(item) or inspect.ismethod(item) or inspect.isbuiltin(item):
        return True
    if inspect.isclass(item):
        return hasattr(item, "convert") or _takes(item, 1)
    return hasattr(type(item), "convert") or (callable(item) and _takes(item, 1))


def find_convert(where: str, name: str, kind: Any) -> Conversion | None:
    """Find the `convert` classmethod or staticmethod of an annotated class; None if it has none.

    Raises:
        OptionUnsupported: If it takes something else than the context and the text.
    """
    if not inspect.isclass(kind):
        return None
    declared = inspect.getattr_static(kind, "convert", None)
    if not isinstance(declared, classmethod | staticmethod):
        return None
    convert: Convert = kind.convert  # type: ignore[attr-defined]
    if not _takes(convert, 2):
        why = f"{name}: {kind_name(kind)}.convert takes the context and the text: async def convert(cls, ctx, value)"
        raise OptionUnsupported(where, why)
    return Conversion(convert, getattr(kind, "while_typing", False))


def _from_metadata(where: str, name: str, item: Any) -> Conversion:
    if inspect.isclass(item) and inspect.isfunction(inspect.getattr_static(item, "convert", None)):
        try:
            item = item()
        except TypeError as error:
            why = f"{name}: {kind_name(item)} cannot be made without arguments; write {kind_name(item)}(…)"
            raise OptionUnsupported(where, why) from error
    convert = getattr(item, "convert", None)
    if getattr(convert, "__func__", None) is Converter.convert:
        why = f"{name}: {kind_name(type(item))} has no convert of its own: async def convert(self, ctx, value)"
        raise OptionUnsupported(where, why)
    if convert is not None:
        if not _takes(convert, 2):
            spelled = kind_name(item if inspect.isclass(item) else type(item))
            why = f"{name}: convert of {spelled} takes the context and the text: async def convert(self, ctx, value)"
            raise OptionUnsupported(where, why)
        return Conversion(convert, getattr(item, "while_typing", False))
    if not _takes(item, 1):
        why = f"{name}: converter {kind_name(item)} is called with one argument, the text"
        raise OptionUnsupported(where, why)
    # What takes nothing but the text, and cannot wait, needs nothing that a keystroke should not ask for.
    return Conversion(lambda _context, value: item(value), not inspect.iscoroutinefunction(item))


def _takes(function: Callable[..., Awaitable[Any] | Any], count: int) -> bool:
    """Tell whether something can be called with so many positional arguments."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    except ValueError:  # what is written in C may not say it
        return True
    return True
