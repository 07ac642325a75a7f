"""Writes values as Python source, as a person would write them into a test."""

import keyword
import re
import unicodedata
from collections.abc import Mapping, Sequence

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]|()]")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_LONGEST = 100
"""Characters of one line of text; longer texts get several."""


def literal(value: object) -> str:
    """Write a text, number, truth value, None, bytes, or a list of them."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bytes):
        return repr(value) if b'"' in value or b"'" in value else f'b"{repr(value)[2:-1]}"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(one) for one in value)}]"
    return repr(value)


def has_number(text: str) -> bool:
    """Tell whether there are digits in a text, which may be others the next time."""
    return _NUMBER.search(text) is not None


def without_numbers(text: str) -> str:
    """Give a text in which all numbers look alike."""
    return _NUMBER.sub("0", text)


def compared(name: str, text: str) -> str:
    """Write the assertion that something is a text, whatever the numbers in it are.

    Args:
        name: The expression that is compared; `re` is at hand.
        text: What it was.
    """
    if not has_number(text):
        lines = [_quoted(line) for line in _lines(text)]
        block = lines[0] if len(lines) == 1 else broken("", lines, "")
        return f"assert {name} == {block}"
    lines = [_raw(_pattern(line)) for line in _lines(text)]
    if len(lines) == 1:
        return f"assert re.fullmatch({lines[0]}, {name})"
    return "assert " + broken("re.fullmatch", [*lines[:-1], f"{lines[-1]},", f"{name},"], "")


def call(head: str, arguments: Sequence[str], width: int) -> str:
    """Write a call, in several lines if it is too long for one.

    Args:
        head: What is called.
        arguments: Expressions, with their names where they have some.
        width: Characters of the longest line.
    """
    line = f"{head}({', '.join(arguments)})"
    return line if len(line) <= width or not arguments else broken(head, arguments, ",")


def broken(head: str, parts: Sequence[str], end: str) -> str:
    """Write something in parentheses, with a line for each part."""
    return f"{head}(\n" + "".join(f"    {part}{end}\n" for part in parts) + ")"


def keywords(values: Mapping[str, str]) -> list[str]:
    """Write arguments by name, those that no keyword can name in a mapping behind the others.

    Args:
        values: Expressions by name.
    """
    others = {name: value for name, value in values.items() if not is_keyword(name)}
    parts = [f"{name}={value}" for name, value in values.items() if name not in others]
    return [*parts, f"**{mapping(others)}"] if others else parts


def mapping(values: Mapping[str, str]) -> str:
    """Write a dict of expressions by text."""
    return "{" + ", ".join(f"{literal(name)}: {value}" for name, value in values.items()) + "}"


def is_keyword(name: str) -> bool:
    """Tell whether a name can stand before `=` in a call, and is read as it was written."""
    return name.isidentifier() and not keyword.iskeyword(name) and unicodedata.normalize("NFKC", name) == name


def identifier(text: str, otherwise: str) -> str:
    """Make a name of a text: lower case, ASCII, words joined by underlines."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50].rstrip("_")
    if not name or name[0].isdigit() or keyword.iskeyword(name):
        return otherwise
    return name


def _quoted(text: str) -> str:
    mark = "'" if '"' in text and "'" not in text else '"'
    escapes = {one: by for one, by in _ESCAPES.items() if one != '"' or mark == '"'}
    return f"{mark}{_escaped(text, escapes)}{mark}"


def _raw(pattern: str) -> str:
    """Quote a regular expression; one that holds both kinds of quotation marks cannot stand as it is."""
    if '"' not in pattern:
        return f'r"{pattern}"'
    return f"r'{pattern}'" if "'" not in pattern else _quoted(pattern)


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    return "".join(escapes.get(one) or (one if one.isprintable() else _by_number(one)) for one in text)


def _by_number(one: str) -> str:
    number = ord(one)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _lines(text: str) -> list[str]:
    """Part a text behind its line ends, and where it is too long for one line of source."""
    lines = []
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        while len(line) > _LONGEST:
            # Not within a number, which is one thing to be matched.
            cut = max(line.rfind(" ", 1, _LONGEST), 0) + 1
            cut = cut if cut > 1 else len(line)
            lines.append(line[:cut])
            line = line[cut:]
        lines += [line] if line else []
    return lines or [""]


def _pattern(text: str) -> str:
    """Write a regular expression for a text, in which a number stands for any number."""
    parts, end = [], 0
    for found in _NUMBER.finditer(text):
        parts += [_matched(text[end : found.start()]), r"[\d.,]+" if len(re.findall("[.,]", found[0])) else r"\d+"]
        end = found.end()
    return "".join([*parts, _matched(text[end:])])


def _matched(text: str) -> str:
    marked = _SPECIAL.sub(lambda found: f"\\{found[0]}", text)
    # A raw text writes what is not printable as the regular expression's own escapes do.
    return "".join(
        "\\n" if one == "\n" else "\\t" if one == "\t" else one if one.isprintable() else _by_number(one)
        for one in marked
    )
