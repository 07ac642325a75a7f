"""
Finds what authors declared in their `commands` package.

Every module of the package is imported, and every command and group in it is
collected: declaring is enough, nothing registers itself. The package's own
`setup(bot)` comes first, if there is one.
"""

import importlib
import inspect
import os
import pkgutil
import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from app.errors import AppError, DefinitionError, DiscoveryError
from app.providers import where_of
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
    return [root, *_import_below(root)]


def _import_below(package: ModuleType) -> Iterator[ModuleType]:
    """Import what stands in a package, and in the folders in it, whether they have an `__init__.py` or not."""
    folders = [Path(path) for path in getattr(package, "__path__", ())]
    names = {found.name for found in pkgutil.iter_modules(map(str, folders))} - {"__main__"}
    names |= {
        path.parent.name for folder in folders for path in folder.glob("*/*.py") if path.parent.name.isidentifier()
    }
    for name in sorted(names):
        module = _import(f"{package.__name__}.{name}")
        yield module
        yield from _import_below(module)


def run_setup(package: ModuleType, bot: object) -> None:
    """Call the package's `setup(bot)`, if it defines one.

    Raises:
        DefinitionError: If it is async, since there is no event loop yet; or if it raised this.
        DiscoveryError: If it raised anything else; names the file and line.
    """
    setup = getattr(package, "setup", None)
    if not callable(setup):
        return
    if inspect.iscoroutinefunction(setup):
        raise DefinitionError(where_of(setup), "setup() is async, and there is no event loop yet: write def setup(bot)")
    try:
        setup(bot)
    except AppError:
        raise
    except Exception as error:  # whatever an author's setup does
        why = f"setup() raised {type(error).__name__}: {error}"
        raise DiscoveryError(_where(error), package.__name__, why) from error


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
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise DiscoveryError(
                "", name, f"there is no package {name!r} in {Path.cwd()}; POSTERN_COMMANDS names another one"
            ) from None
        raise DiscoveryError(_where(error), name, str(error)) from error
    except Exception as error:  # whatever an author's module does while it is imported
        raise DiscoveryError(_where(error), name, f"{type(error).__name__}: {error}") from error


def _where(error: BaseException) -> str:
    """Return `file:line` of the author's line that failed: the last one that is not Python's, ours or a library's."""
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_file():
        return f"{error.filename}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    authored = [frame for frame in frames if not frame.filename.startswith(_NOT_AUTHORED)]
    return f"{authored[-1].filename}:{authored[-1].lineno}" if authored else ""


_NOT_AUTHORED = (
    "<frozen ",
    str(Path(__file__).parents[1]) + os.sep,
    *{f"{sysconfig.get_path(name)}{os.sep}" for name in ("stdlib", "platstdlib", "purelib", "platlib")},
)
