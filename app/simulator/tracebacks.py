"""Reads the tracebacks in a bot's log: what the error says, and the author's own line that led to it."""

import re
import sys
import sysconfig
from functools import lru_cache
from pathlib import Path

from app.simulator.world import Json

_FRAME = re.compile(r'^[ |]*File "(?P<file>.+)", line (?P<line>\d+)(?:, in (?P<function>.+))?$')
_PLACE = re.compile(r"(?P<file>[^\n]+?\.py):(?P<line>\d+): ")
_INSTALLED = frozenset({"site-packages", "dist-packages"})
_POSTERN = Path(__file__).parents[1]
_FOREIGN = (
    _POSTERN,
    _POSTERN.resolve(),
    Path(sys.prefix) / "bin",
    *{Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib")},
    Path(sys.base_prefix).resolve() / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}",
)


@lru_cache(maxsize=256)
def read_traceback(text: str, message: str = "") -> Json:
    """Find in a traceback what its reader wants to know first.

    Args:
        text: As Python writes it; the last error counts where one led to another.
        message: What the record says; it begins with the handler's place where the
            traceback does not lead there, since the handler had returned.

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
    # A group of errors is set in with lines and corners.
    within = [line.strip(" |+-") for line in lines if line.strip(" |+-")]
    says = "\n".join(lines[start:]) if start is not None else within[-1] if within else ""
    return {"says": says, "frame": _frame(lines, *own[-1]) if own else _place(message)}


def _place(message: str) -> Json | None:
    found = _PLACE.match(message)
    return found and {"file": found["file"], "line": int(found["line"]), "function": "", "code": ""}


def _frame(lines: list[str], number: int, found: re.Match[str]) -> Json:
    below = lines[number + 1] if number + 1 < len(lines) else ""
    # Of a file that is gone, Python shows no line, and what comes next is another frame or the error.
    is_code = below.startswith(" ") and _FRAME.match(below) is None
    return {
        "file": found["file"],
        "line": int(found["line"]),
        "function": found["function"] or "",
        "code": below.strip(" |") if is_code else "",
    }


def _is_own(file: str) -> bool:
    if file.startswith("<"):
        return False
    path = Path(file)
    return _INSTALLED.isdisjoint(path.parts) and not any(path.is_relative_to(place) for place in _FOREIGN)
