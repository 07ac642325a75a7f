"""Holds the real `app` against the contract with bot authors, as far as it is built."""

import ast
import functools
import inspect
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import app
import app.models
import app.testing
from app.models.base import Model
from app.models.channel import AnyChannel
from app.models.response import InteractionResponse, Outgoing

FACE = Path(__file__).parents[2] / "shared" / "face.pyi"

ON_THE_WAY = {
    "app": {
        # Routes of the REST client that has no method for them.
        "Route",
        # Answers that the contract knows nothing of.
        "IneligibilityReason", "PurchaseEligibility",
        # What issues ask for by name, or discord.py's users look for; the contract abridges these lists.
        "BotMissingPermissions", "CommandInvokeError", "CommandNotFound", "EntitlementMissing", "MaxConcurrencyReached",
        "MissingAnyRole", "MissingRole", "NSFWChannelRequired", "NotOwner", "PrivateMessageOnly",
        "dm_only", "is_nsfw", "cached", "match",
        "ColourConverter", "DatetimeConverter", "EmojiConverter", "MessageConverter", "SnowflakeConverter",
        "TimedeltaConverter", "URLConverter",
        "BadLiteralArgument", "MissingRequiredArgument", "MissingRequiredAttachment", "ComponentNotFound",
        "ResponseError", "AnswerInvalid", "DeadlineMissed", "TokenExpired",
        "BadRequest", "CloudflareBanned", "RateLimited", "ServerError", "TransportError", "Unauthorized",
        # Components and forms: what stands below the words of the contract.
        "DefinitionError", "View", "Flow", "Page", "Pages",
        "FormInvalid", "ComponentExpired", "ComponentOutdated", "CustomIdTooLong",
        "only_users", "once", "until", "AlreadyUsed", "NotInvoker", "TooLate", "UserNotAllowed",
    },
    "app.testing": {"DidNotRespond", "VirtualTimeLoop", "virtual_time"},
    # The contract abridges these; they are what the REST client takes and gives, and what that is made of.
    "app.models": {"ModalComponent", "disable"},
}  # fmt: skip
"""Public names of ours that the contract does not list, each an addition to it."""

DIFFERENT = {
    # A test names permissions and the like as keywords; which of them exist grows with the issues.
    "Actor.__init__", "TestBot.__init__", "Bot.__init__", "Option.__init__",
    "Reply.__init__", "Unset.__init__",
    # Models take any of their fields; which these are, the contract lists.
    "Button.replace", "Select.replace", "Modal.replace",
    # Its two forms are overloads in the contract, and one signature here.
    "Bot.provide",
}  # fmt: skip

OF_THE_HOUSE = {Model, InteractionResponse, Outgoing, AnyChannel}
"""Classes that public methods name, but that authors have no use for."""

needs_face = pytest.mark.skipif(not FACE.exists(), reason="the contract is not beside this checkout")


@functools.cache
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


@functools.cache
def spoken() -> set[type]:
    """Models, enums and `TypedDict`s that authors meet: in the REST client, on the faces, and within these."""
    rest = app.Rest(typing.cast(Any, None))
    resources = [type(value) for name, value in vars(rest).items() if not name.startswith("_")]
    met: set[type] = set()
    left = [
        *(kind for resource in resources for kind in named_by(resource)),
        *(value for face in (app, app.models) for value in public(face).values() if is_word(value)),
    ]
    while left:
        kind = left.pop()
        if kind not in met:
            met.add(kind)
            left += named_by(kind)
    return met - OF_THE_HOUSE


def named_by(kind: type) -> Iterator[type]:
    """Classes that a class names: in its public fields, and in what its public methods and properties take and give."""
    members = [vars(kind)[name] for name in vars(kind) if not name.startswith("_")]
    functions = [getattr(member, "fget", getattr(member, "func", member)) for member in members]
    fields = [kind] if typing.is_typeddict(kind) or issubclass(kind, Model) else []
    for one in (*filter(inspect.isfunction, functions), *fields):
        for name, hint in typing.get_type_hints(one).items():
            if not name.startswith("_"):
                yield from filter(is_word, leaves(hint))


def leaves(hint: Any) -> Iterator[Any]:
    yield hint
    for part in typing.get_args(hint):
        yield from leaves(part)


def is_word(value: Any) -> bool:
    return inspect.isclass(value) and (value.__module__.startswith("app.models.") or typing.is_typeddict(value))


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
    words = {kind.__name__ for kind in spoken()} if module is app.models else set()

    assert added - words == ON_THE_WAY[module.__name__]


def test_whatever_a_public_name_speaks_of_is_public() -> None:
    on_faces = [value for face in (app, app.models) for value in public(face).values()]

    assert not [kind for kind in spoken() if kind not in on_faces]


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


@pytest.mark.parametrize("face", [app, app.models, app.testing], ids=lambda module: module.__name__)
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


@pytest.mark.parametrize("face", [app, app.models], ids=lambda module: module.__name__)
def test_every_name_of_a_face_loads(face: Any) -> None:
    for name in face.__all__:
        value = getattr(face, name)
        # Type aliases have no name of their own; two stand for a class, since msgspec makes no union of components.
        is_named = (inspect.isclass(value) or inspect.isfunction(value)) and value is not app.models.Component
        assert value.__name__ == name if is_named else value

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        face.nothing  # noqa: B018 - to look it up is all that is wanted


def test_importing_the_faces_loads_nothing_heavy() -> None:
    heavy = ("httpx", "starlette", "uvicorn", "app.simulator", "nacl", "msgspec")
    code = f"import sys, app.models; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
