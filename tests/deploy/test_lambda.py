"""The ways to AWS Lambda: templates and image linted, and what they promise held against the code."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.server.hosts import recognise_host
from app.server.lambda_door import SHORT
from app.settings import VARIABLES
from tests.journeys.server_process import ServerProcess

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
FUNCTION = ROOT / "deploy" / "lambda"
ADAPTER = ROOT / "deploy" / "lambda-web-adapter"
TEMPLATES = [FUNCTION / "template.yaml", ADAPTER / "template.yaml"]


class _Loader(yaml.SafeLoader):
    """Reads templates: what CloudFormation works out is left as its text."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: f"!{suffix} {node.value}")


def read(template: Path) -> dict[str, Any]:
    document = yaml.load(template.read_text(), _Loader)
    assert isinstance(document, dict)
    return document


def function_of(template: Path) -> dict[str, Any]:
    properties: dict[str, Any] = read(template)["Resources"]["Bot"]["Properties"]
    return properties


def adapter_environ() -> dict[str, str]:
    """Return what the adapter's image says in its environment."""
    text = (ADAPTER / "Dockerfile").read_text().replace("\\\n", " ")
    return dict(word.split("=", 1) for line in re.findall(r"^ENV (.*)$", text, re.MULTILINE) for word in line.split())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.parent.name)
def test_the_linter_has_nothing_to_say_of_a_template(template: Path) -> None:
    done = subprocess.run([BIN / "cfn-lint", template], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_the_linter_has_nothing_to_say_of_the_image() -> None:
    done = subprocess.run([BIN / "hadolint", ADAPTER / "Dockerfile"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.parent.name)
def test_a_template_sets_what_there_is_to_set_and_every_parameter_is_used(template: Path) -> None:
    document, function = read(template), function_of(template)
    set_there = function["Environment"]["Variables"]

    assert set(set_there) <= set(VARIABLES.values())
    assert {"DISCORD_PUBLIC_KEY", "DISCORD_APPLICATION_ID"} <= set(set_there)
    assert {name for name in document["Parameters"] if f"!Ref {name}" not in template.read_text()} == set()
    secret = {f"!Ref {name}" for name, said in document["Parameters"].items() if said.get("NoEcho")}
    assert {set_there[name] for name in ("DISCORD_TOKEN", "POSTERN_SECRET", "POSTERN_STORE")} <= secret


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.parent.name)
def test_a_template_gives_a_deferred_handler_time_and_leaves_the_signature_to_us(template: Path) -> None:
    function = function_of(template)

    assert function["Timeout"] >= SHORT
    assert function["FunctionUrlConfig"] == {"AuthType": "NONE"}


def test_the_handler_is_where_the_template_says() -> None:
    module, _, name = function_of(FUNCTION / "template.yaml")["Handler"].rpartition(".")
    spec = importlib.util.find_spec(module)

    assert spec is not None
    assert spec.origin is not None
    assert f"\ndef {name}(event: object, context: object)" in Path(spec.origin).read_text()


def test_the_code_is_built_where_the_template_takes_it_from_and_for_its_python() -> None:
    function, script = function_of(FUNCTION / "template.yaml"), (FUNCTION / "build.sh").read_text()
    target = (FUNCTION / function["CodeUri"]).resolve().relative_to(ROOT)

    assert f"\nfinished=${{TARGET:-{target}}}\n" in script
    assert f"\nversion={function['Runtime'].removeprefix('python')}\n" in script


def build(target: Path, architecture: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": os.environ.get("HOME", "/"), "TARGET": str(target)}
    kept = {name: value for name, value in os.environ.items() if name.startswith(("UV_", "SSL_"))}
    return subprocess.run(
        [FUNCTION / "build.sh", architecture],
        env={**kept, **environ, "UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("architecture", "machine"), [("arm64", 0xB7), ("x86_64", 0x3E)])
def test_what_is_compiled_is_fetched_for_the_functions_processor(
    architecture: str, machine: int, tmp_path: Path
) -> None:
    done = build(tmp_path / "built", architecture)
    assert done.returncode == 0, done.stderr

    # The nineteenth byte of an ELF file says which processor it is for.
    libraries = {path.name.partition(".")[0]: path.read_bytes()[18] for path in (tmp_path / "built").rglob("*.so")}
    assert {"_sodium", "orjson", "_core"} <= set(libraries)
    assert set(libraries.values()) == {machine}
    found = {path.name for path in (tmp_path / "built").iterdir()}
    assert {"app", "commands", "nacl", "httpx"} <= found
    assert not {"uvicorn", "uvloop", "httptools", "starlette", "tests"} & found


def test_the_script_names_an_architecture_that_lambda_has_not(tmp_path: Path) -> None:
    done = build(tmp_path, "sparc")

    assert (done.returncode, "write arm64 or x86_64" in done.stderr) == (2, True)


def test_the_adapters_image_is_recognised_as_a_host_that_freezes() -> None:
    host = recognise_host(adapter_environ())

    assert (host.name, host.background) == ("AWS Lambda behind the web adapter", "callback")


def test_the_adapter_finds_the_server_of_the_image_ready() -> None:
    environ = adapter_environ()
    assert environ["AWS_LWA_PORT"] == environ["POSTERN_PORT"]

    server = ServerProcess.start("postern serve", **{**environ, "POSTERN_PORT": "1"})
    try:
        assert server.request("GET", environ["AWS_LWA_READINESS_CHECK_PATH"]).status == 200
        assert "POSTERN_BACKGROUND is callback" in server.log()
    finally:
        server.close()
