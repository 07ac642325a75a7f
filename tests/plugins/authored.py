"""Packages that tests write, load, change and load again."""

import importlib
import itertools
import os
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

Write: TypeAlias = Callable[..., str]

_NAMES = (f"written{number}" for number in itertools.count())
_TIMES = itertools.count(1)

HEAD = """
from app import CommandContext, Plugin, after_invoke, before_invoke, group, listen, on_error, slash_command
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Give a function that writes the files of one package, each after the imports of every plugin, and names it.

    Called again it writes what is to be loaded anew; None removes a file.
    """
    monkeypatch.syspath_prepend(tmp_path)
    name = next(_NAMES)

    def make(**files: str | None) -> str:
        for path, source in ({"__init__": ""} | files).items():
            file = (tmp_path / name).joinpath(*path.split("__in__")).with_suffix(".py")
            file.parent.mkdir(parents=True, exist_ok=True)
            if source is None:
                file.unlink()
                continue
            file.write_text(HEAD + textwrap.dedent(source))
            # Bytecode is told apart by the second in which its source was written, and its size.
            os.utime(file, (next(_TIMES), next(_TIMES)))
        importlib.invalidate_caches()
        return name

    yield make
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        del sys.modules[module]
