"""
The text of an `.env` file to begin with: every setting, with what it means and its default.

It is made of `Settings` itself, so that it cannot say anything else.
"""

import inspect
import textwrap
from dataclasses import fields

from app.parameters.docstring import read_parameters
from app.settings import VARIABLES, Settings

_HEAD = """\
# The settings of a bot: take out the # before those that are to differ from their defaults.
# `postern doctor` says what is wrong with them. Keep this file to yourself: it holds secrets.
"""
_NEEDED = "public_key"


def render_env() -> str:
    """Return the text; what has a default stands behind a `#`, with that default."""
    meanings = read_parameters(inspect.getdoc(Settings) or "")
    parts = [_HEAD]
    for field in fields(Settings):
        meaning = meanings[field.name]
        told = textwrap.wrap(f"{meaning[0].upper()}{meaning[1:]}", 98)
        prefix = "" if field.name == _NEEDED else "#"
        told.append(f"{prefix}{VARIABLES[field.name]}={_spell(field.default)}")
        parts.append("\n".join([*(f"# {line}" for line in told[:-1]), told[-1]]) + "\n")
    return "\n".join(parts)


def _spell(value: object) -> str:
    """Write a default as an operator would: what is off by default, or has none, is empty or a word."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if value else ""
