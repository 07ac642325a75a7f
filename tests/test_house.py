"""The rules of the house that no linter knows."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"

MOST_LINES = 400
MOST_FUNCTION_LINES = 60
NO_SUBJECT = {"utils", "helpers", "common", "misc", "types"}
TOP_LEVEL = {"app", "commands", "tests", "deploy"}

PURE = ["components/codec.py", "components/custom_id.py", "components/state.py", "rest/lockout.py",
    "rest/ratelimit.py", "signature/curve.py", "signature/key_verifier.py", "signature/verifier.py",
    "context/responder.py", "tree/binding.py", "tree/canonical.py",
    "tree/sync.py", "tree/sync_report.py", *sorted(
    str(path.relative_to(APP)) for path in (APP / "parameters").glob("*.py")
)]  # fmt: skip
IMPURE = {"asyncio", "time", "socket", "httpx", "random", "os"}

HTTPX_STANDS_IN = {"rest/requester.py"}
"""Beside the simulator and the testing kit, which are no part of a bot that serves."""


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for suffix in ("py", "js", "css", "html"):
            yield from (ROOT / folder).rglob(f"*.{suffix}")


def modules() -> list[Path]:
    return sorted(APP.rglob("*.py"))


def imported(path: Path, *, at_load: bool = False) -> set[str]:
    """Return the names of all modules that a file imports; with `at_load`, of those alone that loading it imports."""
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        elif at_load and (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
        ):
            return
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(path.read_text()))
    return found


def test_no_file_has_a_second_subject() -> None:
    too_long = {
        str(path.relative_to(ROOT)): count
        for path in sources("app", "commands", "tests")
        if (count := len(path.read_text().splitlines())) > MOST_LINES
    }

    assert not too_long


def test_no_function_has_a_second_subject() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources("app", "commands")
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > MOST_FUNCTION_LINES
    ]

    assert not too_long


def test_every_module_is_named_for_its_subject() -> None:
    assert not [path for path in modules() if path.stem in NO_SUBJECT]


def test_the_top_level_is_what_it_is_agreed_to_be() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not listed:
        pytest.skip("this is no git checkout, so nobody can tell our folders from an author's")

    assert {name.partition("/")[0] for name in listed if "/" in name and not name.startswith(".")} <= TOP_LEVEL


@pytest.mark.parametrize("name", PURE)
def test_pure_parts_read_no_clock_and_do_no_io(name: str) -> None:
    assert not {module.partition(".")[0] for module in imported(APP / name)} & IMPURE


def test_nobody_inside_imports_a_face() -> None:
    for path in modules():
        if path.name != "__init__.py":
            assert not imported(path) & {"app", "app.models", "app.testing"}, path


def test_httpx_is_imported_in_one_file_and_not_before_it_is_needed() -> None:
    for path in modules():
        name = str(path.relative_to(APP))
        if name.startswith(("simulator/", "testing/")):
            continue
        assert "httpx" not in imported(path, at_load=True), name
        if "httpx" in imported(path) - imported(path, at_load=True) and name not in HTTPX_STANDS_IN:
            # For annotations only: the name may stand under TYPE_CHECKING.
            assert "import httpx" in path.read_text().split("TYPE_CHECKING:")[1].split("\n\n")[0], name


def test_every_test_file_mirrors_a_module() -> None:
    """Tests of `app/rest/client.py` stand in `tests/rest/test_client.py`, or `test_client_<aspect>.py` beside it."""
    for folder in sorted(path for path in (ROOT / "tests").iterdir() if (APP / path.name).is_dir()):
        subjects = {path.stem for path in (APP / folder.name).glob("*.py")}
        for test in folder.glob("test_*.py"):
            words = test.stem.removeprefix("test_").split("_")
            named = {"_".join(words[:count]) for count in range(1, len(words) + 1)}
            assert named & subjects, f"{test.relative_to(ROOT)} tests no module of app/{folder.name}"
