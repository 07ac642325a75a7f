"""
Finds what authors declared in their `commands` package.

Every module of the package is imported, and every command and group in it is
collected: declaring is enough, nothing registers itself. The package's own
`setup(bot)` comes first, if there is one.
"""

import importlib
import importlib.util
import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from app.errors import DefinitionError, DiscoveryError
from app.tree.command import Command, Group

Declared: TypeAlias = Command[..., Any] | Group


def load_modules(package: str) -> list[ModuleType]:
    """Import a package and all modules in it, by name.

    Raises:
        DiscoveryError: If the package is not there, or a module cannot be
            imported; names the file and line.
        DefinitionError: If a declaration in a module cannot work.
    """
    root = _import(package)
    modules = [root]
    for found in pkgutil.walk_packages(getattr(root, "__path__", ()), f"{package}.", onerror=_raise_again):
        modules.append(_import(found.name))
    return modules


def find_setup(package: ModuleType) -> Callable[[Any], None] | None:
    """Return the package's `setup(bot)`, if it defines one."""
    setup = getattr(package, "setup", None)
    return setup if callable(setup) else None


def find_declared(modules: list[ModuleType]) -> Iterator[Declared]:
    """Go through what modules declare, each thing once however often it was imported."""
    seen: set[int] = set()
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Command | Group) and id(value) not in seen:
                seen.add(id(value))
                yield value


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except DefinitionError:
        raise
    except ModuleNotFoundError as error:
        if error.name == name:
            raise DiscoveryError(
                "", name, f"there is no package {name!r} in {Path.cwd()}; POSTERN_COMMANDS names another one"
            ) from None
        raise DiscoveryError(_where(error), name, str(error)) from error
    except Exception as error:  # whatever an author's module does while it is imported
        raise DiscoveryError(_where(error), name, f"{type(error).__name__}: {error}") from error


def _raise_again(_name: str) -> None:
    error = sys.exc_info()[1]
    if error is not None:
        raise error


def _where(error: BaseException) -> str:
    """Return `file:line` of the author's line that failed: the last one that is no machinery of importing."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "importlib" not in frame.filename]
    authored = [frame for frame in frames if frame.filename != __file__]
    return f"{authored[-1].filename}:{authored[-1].lineno}" if authored else ""
