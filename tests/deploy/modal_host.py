"""
A stand-in for Modal: its library, as far as the recipe uses it, and the container that runs the function.

    uvicorn tests.deploy.modal_host:app

It takes the arguments that the library's own signatures name, of version 1.6.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, Self, TypeVar

from tests.deploy.watching import load

F = TypeVar("F", bound=Callable[..., Any])


class Image:
    @classmethod
    def debian_slim(cls, python_version: str) -> Self:
        return cls()

    def pip_install_from_pyproject(self, pyproject_toml: str) -> Self:
        return self

    def add_local_python_source(self, *modules: str) -> Self:
        assert modules == ("app", "commands")
        return self


class Secret:
    @classmethod
    def from_name(cls, name: str) -> str:
        return name


class App:
    def __init__(self, name: str, *, image: Image) -> None:
        self.functions: list[Callable[[], Any]] = []

    def function(self, *, secrets: list[str], min_containers: int, timeout: int) -> Callable[[F], F]:
        assert secrets == ["postern"]
        assert min_containers >= 1

        def add(function: F) -> F:
            self.functions.append(function)
            return function

        return add


def concurrent(*, max_inputs: int) -> Callable[[F], F]:
    return lambda function: function


def asgi_app() -> Callable[[F], F]:
    return lambda function: function


modal = ModuleType("modal")
for part in (Image, Secret, App, concurrent, asgi_app):
    setattr(modal, part.__name__, part)
sys.modules["modal"] = modal
(bot,) = load("modal/modal_app.py").app.functions
app = bot()
