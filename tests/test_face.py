"""Holds the real `app` against the contract with bot authors, as far as it is built."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import app
import app.models
import app.testing

FACE = Path(__file__).parents[2] / "shared" / "face.pyi"

ON_THE_WAY = {
    "app": {
        # Names of the house that authors meet in tracebacks and annotations; the contract names them elsewhere.
        "CommandAnswer", "CommandOptions", "EditFields", "GroupOptions", "InteractionContext", "MessageFields",
        # What issues ask for by name, or discord.py's users look for; the contract abridges these lists.
        "BotMissingPermissions", "CommandInvokeError", "CommandNotFound", "EntitlementMissing", "MaxConcurrencyReached",
        "MissingAnyRole", "MissingRole", "NSFWChannelRequired", "NotOwner", "PrivateMessageOnly",
        "dm_only", "is_nsfw", "cached", "match",
        "ColourConverter", "DatetimeConverter", "EmojiConverter", "MessageConverter", "SnowflakeConverter",
        "TimedeltaConverter", "URLConverter",
    },
    "app.testing": {"DidNotRespond", "VirtualTimeLoop", "virtual_time"},
    "app.models": {"CategoryChannel", "Colour", "ForumChannel", "PartialEmoji", "StageChannel"},
}  # fmt: skip
"""Public names of ours that the contract does not list, each an addition to it."""

DIFFERENT = {
    # A test names permissions and the like as keywords; which of them exist grows with the issues.
    "Actor.__init__", "TestBot.__init__", "Bot.__init__", "Option.__init__",
    "Reply.__init__", "Unset.__init__",
    # Its two forms are overloads in the contract, and one signature here.
    "Bot.provide",
}  # fmt: skip

needs_face = pytest.mark.skipif(not FACE.exists(), reason="the contract is not beside this checkout")


def declared() -> dict[str, ast.ClassDef | ast.FunctionDef | ast.AnnAssign]:
    names: dict[str, Any] = {}
    for node in ast.parse(FACE.read_text()).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.setdefault(node.name, node)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names[node.target.id] = node
    return names


def public(module: Any) -> dict[str, Any]:
    names = getattr(module, "__all__", None) or [
        name for name, value in vars(module).items() if not name.startswith("_") and not inspect.ismodule(value)
    ]
    return {name: getattr(module, name) for name in names}


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    said = node.args
    plain = [argument.arg for argument in (*said.posonlyargs, *said.args, *said.kwonlyargs)]
    return [name for name in plain if name not in {"self", "cls"}]


def methods(node: ast.ClassDef) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    return {
        item.name: item
        for item in node.body
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
        and not any(ast.unparse(decorator) in {"property", "overload"} for decorator in item.decorator_list)
    }


@needs_face
@pytest.mark.parametrize("module", [app, app.models, app.testing], ids=lambda module: module.__name__)
def test_every_public_name_is_in_the_contract(module: Any) -> None:
    added = {name for name in public(module) if name not in declared()}

    assert added <= ON_THE_WAY[module.__name__]


@needs_face
@pytest.mark.parametrize("module", [app, app.models, app.testing], ids=lambda module: module.__name__)
def test_methods_take_what_the_contract_says(module: Any) -> None:
    wrong = []
    for name, value in public(module).items():
        node = declared().get(name)
        if not isinstance(node, ast.ClassDef) or not inspect.isclass(value):
            continue
        for method, said in methods(node).items():
            real = inspect.getattr_static(value, method, None)
            if (
                real is None
                or f"{name}.{method}" in DIFFERENT
                or (method == "__init__" and not inspect.isfunction(real))
            ):
                continue
            taken = [parameter for parameter in inspect.signature(real).parameters if parameter != "self"]
            missing = [parameter for parameter in parameters(said) if parameter not in taken]
            if missing:
                wrong.append(f"{name}.{method} lacks {missing}, takes {taken}")
            if isinstance(said, ast.AsyncFunctionDef) != inspect.iscoroutinefunction(real):
                wrong.append(f"{name}.{method} is async on one side only")

    assert not wrong


@needs_face
def test_properties_and_fields_of_models_are_there() -> None:
    missing = []
    for name, value in public(app.models).items():
        node = declared().get(name)
        if not isinstance(node, ast.ClassDef):
            continue
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                wanted = item.target.id
            elif isinstance(item, ast.FunctionDef) and any(
                ast.unparse(decorator) == "property" for decorator in item.decorator_list
            ):
                wanted = item.name
            else:
                continue
            if not hasattr(value, wanted) and wanted not in getattr(value, "__struct_fields__", ()):
                missing.append(f"{name}.{wanted}")

    assert not missing


@pytest.mark.parametrize("face", [app, app.testing], ids=lambda module: module.__name__)
def test_a_lazy_face_says_the_same_as_its_imports(face: Any) -> None:
    tree = ast.parse(Path(face.__file__).read_text())
    typed = {
        alias.asname: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert typed == face._MODULES


def test_every_name_of_the_face_loads() -> None:
    for name in app.__all__:
        value = getattr(app, name)
        # Type aliases have no name of their own.
        assert value.__name__ == name if inspect.isclass(value) or inspect.isfunction(value) else value

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(app, "nothing")  # noqa: B009 - the attribute is unknown to the type checker, as it should be


def test_importing_the_face_loads_nothing_heavy() -> None:
    heavy = ("httpx", "starlette", "uvicorn", "app.simulator", "nacl", "msgspec")
    code = f"import sys, app; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
