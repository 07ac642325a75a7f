"""
What hosts do to work that is left behind: here it is written down.

    RECIPE=deploy/vercel/api/index.py uvicorn tests.deploy.watching:app

Some hosts stop the process when the ASGI call returns. This stands between the
server and the recipe, and names what still runs at that time.
"""

import asyncio
import importlib.util
import os
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from pathlib import Path
from types import ModuleType
from typing import Any

DEPLOY = Path(__file__).parents[2] / "deploy"
LEFT_BEHIND = "left behind: "
"""Begins the line that names what still runs when a call has returned."""

_started: ContextVar["list[asyncio.Task[Any]] | None"] = ContextVar("tasks of a call", default=None)


def load(path: str) -> ModuleType:
    """Import a recipe by its file below `deploy/`."""
    file = DEPLOY / path
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def begin_call() -> "list[asyncio.Task[Any]]":
    """Return the list of all tasks that are started for this call, from here on."""
    asyncio.get_running_loop().set_task_factory(_start)
    tasks: list[asyncio.Task[Any]] = []
    _started.set(tasks)
    return tasks


def _start(loop: asyncio.AbstractEventLoop, work: Any, **options: Any) -> "asyncio.Task[Any]":
    task = asyncio.Task(work, loop=loop, **options)
    tasks = _started.get()
    if tasks is not None:
        tasks.append(task)
    return task


def tell_left_behind(tasks: "Iterable[asyncio.Task[Any]]") -> None:
    """Write down which of these tasks still run."""
    for task in tasks:
        if not task.done():
            print(f"{LEFT_BEHIND}{getattr(task.get_coro(), '__qualname__', task)}", file=sys.stderr, flush=True)


class Watching:
    """The recipe, with somebody who looks what it leaves behind."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        tasks = begin_call()
        await self._app(scope, receive, send)
        tell_left_behind(tasks)


def __getattr__(name: str) -> Watching:
    if name != "app":
        raise AttributeError(name)
    return Watching(load(os.environ["RECIPE"]).app)
