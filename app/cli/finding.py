"""What a check has found: the form that `endpoint check` and `doctor` share."""

import enum
import shutil
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

import click
import msgspec

WIDEST = 100
"""Columns beyond which lines are tiring to read."""


class Level(enum.StrEnum):
    """How bad it is. `unknown`: it could not be looked at, for instance since a setting is missing."""

    fine = "fine"
    unknown = "unknown"
    warning = "warning"
    failure = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: Its name for scripts, which never changes: `public-key`, `tls`.
        level: How bad it is.
        says: A sentence that names what was found, and its cause.
        mend: A sentence that says what to do; empty where nothing is.
    """

    check: str
    level: Level
    says: str
    mend: str = ""


_MARKS = {Level.fine: "✓", Level.unknown: "·", Level.warning: "!", Level.failure: "✗"}
_COLOURS = {Level.fine: "green", Level.unknown: None, Level.warning: "yellow", Level.failure: "red"}


def render_text(findings: Iterable[Finding], width: int = 0) -> str:
    """Return one line a finding, with its mend below it; coloured, which click takes out where nobody sees it.

    Args:
        findings: What was found.
        width: Columns after which a line goes on in the next one; 0: never.
    """
    lines: list[str] = []
    for found in findings:
        mark = click.style(_MARKS[found.level], fg=_COLOURS[found.level])
        lines.append(f"{mark} {_wrap(found.says, width, 2)}")
        if found.mend:
            lines.append(f"    → {_wrap(found.mend, width, 6)}")
    return "\n".join(lines)


def fit_terminal() -> int:
    """Return the columns that text is given where people read it: the terminal's, or `WIDEST`."""
    return min(shutil.get_terminal_size().columns, WIDEST)


def legible(text: str, most: int = 60) -> str:
    """Return what somebody else wrote as one line that can be printed, cut after so many characters."""
    line = "".join(char for char in " ".join(text.split()) if char.isprintable())
    return line if len(line) <= most else f"{line[:most]}…"


def _wrap(text: str, width: int, indent: int) -> str:
    if not width:
        return text
    # A URL or a key is of use in one piece alone.
    lines = textwrap.wrap(text, max(width - indent, 20), break_long_words=False, break_on_hyphens=False)
    return f"\n{' ' * indent}".join(lines)


def render_json(findings: Iterable[Finding]) -> str:
    """Return an array of objects with check, level, says and mend."""
    return msgspec.json.format(msgspec.json.encode(list(findings))).decode()


def has_failed(findings: Iterable[Finding]) -> bool:
    """Tell whether one of them is a failure, so that the command exits with 1."""
    return any(found.level is Level.failure for found in findings)
