"""Reads the tracebacks in a bot's log: what the error says, and the author's own line that led to it."""

import re
import sys
import sysconfig
from functools import lru_cache
from pathlib import Path

from app.simulator.world import Json

_FRAME = re.compile(r'^[ |]*File "(?P<file>.+)", line (?P<line>\d+)(?:, in (?P<function>.+))?$')
_INSTALLED = frozenset({"site-packages", "dist-packages"})
_POSTERN = Path(__file__).resolve().parents[1]
_FOREIGN = (
    _POSTERN,
    *{Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib")},
    Path(sys.base_prefix).resolve() / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}",
)


@lru_cache(maxsize=256)
def read_traceback(text: str) -> Json:
    """Find in a traceback what its reader wants to know first.

    Args:
        text: As Python writes it; the last error counts where one led to another.

    Returns:
        `says`: the error with its message. `frame`: the innermost place outside of Postern, of
        installed packages and of Python itself, as `file`, `line`, `function` and `code`; None
        where the author's own code has no part in it.
    """
    lines = text.rstrip().split("\n")
    places = [(number, found) for number, line in enumerate(lines) if (found := _FRAME.match(line))]
    after = places[-1][0] + 1 if places else 0
    start = next((number for number in range(after, len(lines)) if lines[number][:1].strip()), None)
    own = [(number, found) for number, found in places if _is_own(found["file"])]
    says = lines[-1].strip() if start is None else "\n".join(lines[start:])
    return {"says": says, "frame": _frame(lines, *own[-1]) if own else None}


def _frame(lines: list[str], number: int, found: re.Match[str]) -> Json:
    code = lines[number + 1].strip(" |") if number + 1 < len(lines) else ""
    return {
        "file": found["file"],
        "line": int(found["line"]),
        "function": found["function"] or "",
        # Of a file that is gone, Python shows no line, and what comes next is another frame or the error.
        "code": code if lines[number + 1 : number + 2] and _is_code(lines[number + 1]) else "",
    }


def _is_code(line: str) -> bool:
    return line.startswith(" ") and _FRAME.match(line) is None


def _is_own(file: str) -> bool:
    if file.startswith("<"):
        return False
    path = Path(file)
    return _INSTALLED.isdisjoint(path.parts) and not any(path.is_relative_to(place) for place in _FOREIGN)
