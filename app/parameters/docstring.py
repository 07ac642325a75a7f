"""
What a handler's docstring says: of the command in its first paragraph, of each parameter below.

Two forms are read for parameters: Google's, where a section `Args:` (of a bundle
of options, `Attributes:`) has a line `dice: How many dice.` for each, and Sphinx's, `:param dice: How many dice.`
A text may go on in lines that are indented further.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

_SECTION = re.compile(r"(?:Args|Arguments|Attributes|Parameters):\s*")
_GOOGLE = re.compile(r"(?P<name>\w+)(?:\s*\([^)]*\))?:\s+(?P<text>\S.*)")
_SPHINX = re.compile(r":param\s+(?:\S+\s+)?(?P<name>\w+):\s+(?P<text>\S.*)")


def summary(handler: Callable[..., Any]) -> str:
    """Return the first paragraph of a docstring, on one line; empty if there is none."""
    text = inspect.getdoc(handler) or ""
    first = text.split("\n\n", 1)[0]
    return "" if _SPHINX.match(first) else " ".join(first.split())


def parameters(handler: Callable[..., Any]) -> Mapping[str, str]:
    """Return what a handler's docstring says of each parameter, each text on one line."""
    return read_parameters(inspect.getdoc(handler) or "")


def read_parameters(said: str) -> dict[str, str]:
    """Return what a text says of each parameter, or of each attribute of a bundle.

    Args:
        said: A docstring, without the indentation of its code.
    """
    found: dict[str, str] = {}
    name, indent, in_section = "", 0, False
    for line in said.splitlines():
        depth = len(line) - len(line.lstrip())
        text = line.strip()
        if _SECTION.fullmatch(line):
            in_section, name = True, ""
        elif in_section and text and depth == 0:
            in_section, name = False, ""
        new = (_GOOGLE if in_section and (not name or depth <= indent) else _SPHINX).fullmatch(text)
        if new:
            name, indent = new["name"], depth
            found[name] = new["text"]
        elif name and text and depth > indent:
            found[name] += f" {text}"
        else:
            name = ""
    return found
