"""
Finds what authors declared in their `commands` package.

Every module of the package is imported, and every command and group in it is
collected: declaring is enough, nothing registers itself. The package's own
`setup(bot)` comes first, if there is one.
"""

import importlib
import inspect
import logging
import os
import pkgutil
import sysconfig
import traceback
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from app.errors import AppError, DefinitionError, DiscoveryError
from app.providers import where_of
from app.tree.command import Command, Group

log = logging.getLogger(__name__)

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


def find_package(name: str) -> Path | None:
    """Return the folder or file of a package, or None; nothing of it is imported, nor what it stands in."""
    first, *rest = name.split(".")
    found = PathFinder.find_spec(first)
    if found is None:
        return None
    folders = [Path(folder) for folder in found.submodule_search_locations or ()]
    if not folders:
        return Path(found.origin) if found.origin and not rest else None
    places = [place for folder in folders for place in _places(folder.joinpath(*rest)) if place.exists()]
    return places[0] if places else None


def check_place(name: str) -> None:
    """See that the package about to be loaded is the one that stands where the command is run.

    Another one of this name is loaded all the same, with a warning that names it.

    Raises:
        DiscoveryError: If it stands there as a folder without `__init__.py`,
            so that one of the same name elsewhere would come before it.
    """
    here = Path.cwd()
    folder = here.joinpath(*name.split("."))
    if folder.is_dir() and not (folder / "__init__.py").exists() and not folder.with_name(f"{folder.name}.py").exists():
        raise DiscoveryError("", name, f"{folder / '__init__.py'} is missing: an empty file will do")
    found = find_package(name)
    if found is not None and (not found.is_relative_to(here) or str(found).startswith(_NOT_AUTHORED)):
        log.warning("the package %s is not of this folder: it is loaded from %s", name, found)


def _places(folder: Path) -> tuple[Path, Path]:
    return folder, folder.with_name(f"{folder.name}.py")


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
