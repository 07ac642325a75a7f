"""What the bot's process under `postern dev` loads before it is needed."""

import contextlib
import importlib.metadata
import re
import tomllib
from pathlib import Path

from app.cli.dev_bot import _NEEDED_LATER

ROOT = Path(__file__).parents[2]


def name_of(requirement: str) -> str:
    """Return the name of a distribution, as names are compared."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def needed() -> set[str]:
    """Return all that a plain installation brings, without extras and development's tools."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found: set[str] = set()
    left = [name_of(requirement) for requirement in project["dependencies"]]
    while left:
        if (name := left.pop()) in found:
            continue
        found.add(name)
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            # What older Pythons alone need is not here.
            of_it = importlib.metadata.requires(name) or []
            left += [name_of(requirement) for requirement in of_it if "extra ==" not in requirement]
    return found


def test_only_what_a_plain_installation_has_is_loaded_early() -> None:
    brought = {"app", *needed()}

    assert {name.split(".")[0] for name in _NEEDED_LATER} <= brought
