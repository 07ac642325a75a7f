"""
What other libraries promise, and which of our tests show it: `seeds.md` beside this file.

A row is shown by a test that says so, by its name (`…_p59`) or by a marker
(`@pytest.mark.seed("P53", "N60")`). The table is made from the syntax of the
test files, so that it is whole whichever tests are run. The tests in
`tests/commands/` belong to the author of a bot, and show nothing here.
"""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
TABLE = TESTS / "seeds.md"
LISTS = TESTS.parents[1] / "shared" / "seeds"
NAMES = ("py-cord", "novus", "discord.py")
"""The lists, in the order of the table; their rows are P…, N… and D…."""

OPEN = "open"
HEAD = """\
# What other libraries promise, and the tests that show it

Written by `tests/test_seeds.py` when the tests run; the third column comes from the tests' names and markers.
"""

Rows = dict[str, str]


# ── the rows ──


def listed() -> list[tuple[str, Rows]]:
    """Return the title and the rows of each list: from the lists, or without them from the table."""
    if LISTS.is_dir():
        texts = [(LISTS / f"{name}.md").read_text() for name in NAMES]
        row = re.compile(r"^- \[[ x]\] ([PND]\d+) \[[A-Z]\] (.+)$", re.MULTILINE)
        return [(text.splitlines()[0].removeprefix("# "), dict(row.findall(text))) for text in texts]
    parts = TABLE.read_text().split("\n## ")[1:]
    return [
        (part.splitlines()[0], {cells[0]: cells[1] for cells in cells_of(part)})  # its tests are looked for anew
        for part in parts
    ]


def cells_of(text: str) -> Iterator[list[str]]:
    """Read the rows of a table, its head left out."""
    for line in text.splitlines():
        if re.match(r"\| [PND]\d+ \|", line):
            yield [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def number(row: str) -> int:
    return int(row[1:])


# ── the tests ──


def claims(source: str) -> Iterator[tuple[str, str]]:
    """Go through the tests of a file, and the rows that each says it shows."""
    module = ast.parse(source)
    constants = {
        target.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    of_all = marked(constants["pytestmark"], {}) if "pytestmark" in constants else []
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            named = [row.upper() for row in re.findall(r"_([pnd]\d+)(?=_|$)", node.name)]
            own = [row for decorator in node.decorator_list for row in marked(decorator, constants)]
            for row in dict.fromkeys([*named, *own, *of_all]):
                yield node.name, row


def marked(tree: ast.AST, constants: dict[str, ast.expr]) -> list[str]:
    """Return the rows of all seed markers in a decorator, those in the constants that it names included."""
    rows: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.seed"):
            # What is no literal is named as it stands there: no list has a row of this name.
            rows += [str(a.value) if isinstance(a, ast.Constant) else ast.unparse(a) for a in node.args]
        elif isinstance(node, ast.Name) and node.id in constants:
            rows += marked(constants[node.id], {})
    return rows


def files() -> list[Path]:
    return [path for path in sorted(TESTS.rglob("test_*.py")) if path.relative_to(TESTS).parts[0] != "commands"]


def shown() -> dict[str, list[str]]:
    """Return the rows that are shown, each with the names of its tests."""
    found: dict[str, list[str]] = {}
    for path in files():
        for test, row in claims(path.read_text()):
            found.setdefault(row, []).append(test)
    return found


def table() -> str:
    by_row = shown()
    parts = [HEAD]
    for title, rows in listed():
        parts.append(f"\n## {title}\n\n| row | what | shown by |\n| --- | --- | --- |\n")
        for row in sorted(rows, key=number):
            what = rows[row].replace("|", "\\|")
            parts.append(f"| {row} | {what} | {', '.join(dict.fromkeys(by_row.get(row, [OPEN])))} |\n")
    return "".join(parts)


def test_the_table_of_promises_is_up_to_date() -> None:
    made = table()
    if TABLE.exists() and TABLE.read_text() == made:
        return
    # At once, so that nobody reads half of it.
    new = TABLE.with_suffix(f".{os.getpid()}")
    new.write_text(made)
    new.replace(TABLE)
    pytest.fail("tests/seeds.md was out of date and is written anew: commit it")


def test_every_row_that_a_test_names_is_in_a_list() -> None:
    known = {row for _, rows in listed() for row in rows}

    assert {row: tests for row, tests in shown().items() if row not in known} == {}


def test_every_name_in_the_table_is_of_a_test() -> None:
    tests = {
        node.name
        for path in files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    named = {name for *_, names in cells_of(TABLE.read_text()) for name in names.split(", ")}

    assert named - {OPEN} <= tests


def test_the_table_has_every_row_of_every_list_in_order() -> None:
    wanted = [f"{kind}{n}" for kind, most in (("P", 137), ("N", 107), ("D", 150)) for n in range(1, most + 1)]

    assert [cells[0] for cells in cells_of(TABLE.read_text())] == wanted
    assert all(len(cells) == 3 for cells in cells_of(TABLE.read_text()))


def test_a_table_says_of_itself_what_the_lists_say(monkeypatch: pytest.MonkeyPatch) -> None:
    if not LISTS.is_dir():
        pytest.skip("the lists are not on this machine")
    from_lists = listed()
    monkeypatch.setitem(globals(), "LISTS", TESTS / "nothing")

    assert listed() == from_lists


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("def test_a_p1() -> None: ...", ["P1"]),
        ("async def test_a_p1_n20() -> None: ...", ["P1", "N20"]),
        ("def test_a_d3_of_it() -> None: ...", ["D3"]),
        ("def test_3d8_p10x() -> None: ...", []),
        ("def helper_p1() -> None: ...", []),
        ("@pytest.mark.seed('P1', 'N2')\ndef test_a_p1() -> None: ...", ["P1", "N2"]),
        ("@pytest.mark.seed(*ROWS)\ndef test_a() -> None: ...", ["*ROWS"]),
        ("@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.seed('P1'))])\ndef test_a(): ...", ["P1"]),
        ("T = [pytest.param(1, marks=pytest.mark.seed('P1'))]\n@parametrize('x', T)\ndef test_a(): ...", ["P1"]),
        ("T: X = [param(1, marks=[pytest.mark.seed('P1')])]\n@parametrize('x', T)\ndef test_a(): ...", ["P1"]),
        ("pytestmark = pytest.mark.seed('N1')\ndef test_a_p1(): ...", ["P1", "N1"]),
        ("pytestmark = [pytest.mark.anyio, mark.seed('N1')]\nclass TestIt:\n    def test_a(self): ...", ["N1"]),
    ],
)
def test_a_test_says_which_rows_it_shows(source: str, rows: list[str]) -> None:
    assert [row for _, row in claims(source)] == rows
