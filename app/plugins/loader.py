"""
Finds what authors declared in their `commands` package.

Every module of the package is imported, and every command, group, component,
listener and plugin in it is collected: declaring is enough, nothing registers itself. The
package's own `setup(bot)` comes first, if there is one.
"""

import contextlib
import importlib
import inspect
import logging
import os
import pkgutil
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from app.components.handler import StatefulHandler
from app.errors import AppError, DefinitionError, DiscoveryError
from app.listeners import Listener
from app.plugins.declaring import Declared
from app.plugins.plugin import Plugin, place_of
from app.providers import kind_name, where_of
from app.tree.command import Command
from app.tree.group import Group

log = logging.getLogger(__name__)

Found: TypeAlias = Declared | Plugin | type[Plugin]
_DECLARED = (Command, Group, StatefulHandler, Listener)


def load_modules(package: str, on_failure: Callable[[DefinitionError], None] | None = None) -> list[ModuleType]:
    """Import a package and all modules in it, by name.

    Args:
        package: Its dotted name.
        on_failure: Hears of a module that cannot be loaded, so that the
            others are; raised unless given.

    Raises:
        DiscoveryError: If the package is not there, or a module cannot be
            imported; names the file and line.
        DefinitionError: If a declaration in a module cannot work.
    """
    root = _import(package)
    setup = getattr(root, "setup", None)
    try:
        return [root, *_import_below(root, on_failure)]
    finally:
        if callable(setup):
            # A module setup.py would hide it: importing that makes it the package's attribute of this name.
            vars(root)["setup"] = setup


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


def _import_below(package: ModuleType, on_failure: Callable[[DefinitionError], None] | None) -> Iterator[ModuleType]:
    """Import what stands in a package, and in the folders in it, whether they have an `__init__.py` or not."""
    folders = [Path(path) for path in getattr(package, "__path__", ())]
    names = {found.name for found in pkgutil.iter_modules(map(str, folders))} - {"__main__"}
    names |= {
        path.parent.name for folder in folders for path in folder.glob("*/*.py") if path.parent.name.isidentifier()
    }
    for name in sorted(names):
        try:
            module = _import(f"{package.__name__}.{name}")
        except DefinitionError as error:
            if on_failure is None:
                raise
            on_failure(error)
            continue
        yield module
        yield from _import_below(module, on_failure)


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
        raise DiscoveryError(failed_at(error), package.__name__, why) from error


def find_declared(modules: Iterable[ModuleType]) -> Iterator[Found]:
    """Go through what modules declare, each thing once however often it was imported.

    What belongs to a plugin comes with it. A class of plugin counts where it
    stands, unless its name begins with an underscore, since that one is to be
    inherited from, or there are objects of it in these modules.
    """
    modules = tuple(modules)
    seen: set[int] = {id(type(value)) for value in _values(modules) if isinstance(value, Plugin)}
    for module in modules:
        for value in _values([module]):
            if id(value) not in seen and _is_declared(value, module):
                seen.add(id(value))
                yield value


def _values(modules: Iterable[ModuleType]) -> list[Any]:
    return [value for module in modules for value in vars(module).values()]


def _is_declared(value: object, module: ModuleType) -> bool:
    if isinstance(value, _DECLARED):
        is_copy = isinstance(value, StatefulHandler) and value.origin is not None
        return value.plugin is None and not is_copy
    if isinstance(value, type) and issubclass(value, Plugin):
        return value.__module__ == module.__name__ and not value.__name__.startswith("_")
    return isinstance(value, Plugin)


def plugins_in(modules: Iterable[ModuleType]) -> list[Plugin | type[Plugin]]:
    """Return the plugins that modules declare."""
    found = find_declared(modules)
    return [one for one in found if not isinstance(one, _DECLARED)]


def load_plugins(reference: str) -> list[Plugin | type[Plugin]]:
    """Import plugins by `module:Class`, module or package.

    Raises:
        DiscoveryError: If there is none of this name, or the module cannot be
            imported; names the file and line.
    """
    name, _, attribute = reference.partition(":")
    if not attribute:
        modules = load_modules(name)
        declared = plugins_in(modules)
        loose = [one for one in find_declared(modules) if isinstance(one, _DECLARED)]
        if declared and loose:
            log.warning("%s: %r stands outside of plugins and does not come with them", loose[0].where, loose[0])
        if not declared:
            raise DiscoveryError("", name, "it declares no plugin: no class of Plugin, and no object of one")
        return declared
    found = getattr(_import(name), attribute, None)
    if not (isinstance(found, Plugin) or (isinstance(found, type) and issubclass(found, Plugin))):
        raise DiscoveryError("", reference, f"{attribute} is no plugin of module {name}")
    return [found]


def modules_below(name: str) -> dict[str, ModuleType]:
    """Return a module and all below it, as far as they are imported, by name."""
    return {key: module for key, module in sys.modules.items() if f"{key}.".startswith(f"{name}.")}


@contextlib.contextmanager
def reimported(name: str) -> Iterator[list[ModuleType]]:
    """Import a module or package anew, as its files are now; the old code keeps the names that it knows.

    If that fails, or what is done with it, the old one is the module again.

    Raises:
        DefinitionError: If it fails; names the file and line.
    """
    old = modules_below(name)
    for key in old:
        del sys.modules[key]
    importlib.invalidate_caches()
    try:
        yield load_modules(name)
    except BaseException:
        for key in modules_below(name):
            del sys.modules[key]
        sys.modules.update(old)
        above, _, last = name.rpartition(".")
        if above in sys.modules and name in old:
            setattr(sys.modules[above], last, old[name])
        raise


def made_of(plugin: Plugin | type[Plugin]) -> Plugin:
    """Return a plugin as an object.

    Raises:
        DefinitionError: If its class needs arguments.
        DiscoveryError: If it raises; names the file and line.
    """
    if isinstance(plugin, Plugin):
        return plugin
    name = kind_name(plugin)
    try:
        inspect.signature(plugin.__init__).bind(plugin)
    except TypeError as error:
        why = f"{name}() cannot be made without arguments ({error}): add it in setup(bot), made"
        raise DefinitionError(place_of(plugin), why) from error
    try:
        return plugin()
    except AppError:
        raise
    except Exception as error:  # whatever an author's class does
        why = f"{name}() raised {type(error).__name__}: {error}"
        raise DiscoveryError(failed_at(error) or place_of(plugin), f"plugin {name}", why) from error


def _import(name: str) -> ModuleType:
    return _guarded(name, lambda: importlib.import_module(name))


def _guarded(name: str, load: Callable[[], ModuleType]) -> ModuleType:
    try:
        return load()
    except DefinitionError:
        raise
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise DiscoveryError(
                "", name, f"there is no package {name!r} in {Path.cwd()}; POSTERN_COMMANDS names another one"
            ) from None
        raise DiscoveryError(failed_at(error), name, str(error)) from error
    except Exception as error:  # whatever an author's module does while it is imported
        # What a declaration in the body of a class raises, Python 3.11 wraps.
        if isinstance(error.__cause__, DefinitionError):
            raise error.__cause__ from None
        raise DiscoveryError(failed_at(error), name, f"{type(error).__name__}: {error}") from error


def failed_at(error: BaseException) -> str:
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
