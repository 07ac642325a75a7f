import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import SettingsError
from app.signature.key_verifier import KeyVerifier
from app.signature.open import open_verifier
from app.signature.web_crypto import WebCryptoVerifier
from tests.signature.javascript import Subtle, within_javascript
from tests.signature.signing import PUBLIC_KEY

ROOT = Path(__file__).parents[2]


def test_pynacl_it_is_on_every_host_that_can_load_it() -> None:
    assert isinstance(open_verifier(PUBLIC_KEY, 300, "linux"), KeyVerifier)


def test_web_crypto_it_is_within_javascript() -> None:
    with within_javascript(Subtle()):
        assert isinstance(open_verifier(PUBLIC_KEY, 300, "emscripten"), WebCryptoVerifier)


@pytest.mark.parametrize("host", ["linux", "emscripten"])
def test_the_key_is_looked_at_first(host: str) -> None:
    with pytest.raises(SettingsError, match="DISCORD_PUBLIC_KEY is not set"):
        open_verifier("", 300, host)


def without(tmp_path: Path, module: str) -> str:
    """Return what the server says where a module cannot be imported."""
    hidden = tmp_path / f"{module.replace('.', '/')}.py"
    hidden.parent.mkdir(parents=True, exist_ok=True)
    if "." in module:
        # The rest of the package is there, as in a deployment that was built for another machine.
        package = Path(__import__("nacl").__file__ or "")
        (hidden.parent / "__init__.py").write_text(f"__path__.append({str(package.parent)!r})\n")
    hidden.write_text(f"raise ModuleNotFoundError({f'No module named {module!r}'!r}, name={module!r})\n")
    done = subprocess.run(
        [sys.executable, "-c", "import app.main"],
        cwd=ROOT,
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}", "DISCORD_PUBLIC_KEY": PUBLIC_KEY, "POSTERN_COMMANDS": "commands"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    return done.stderr.splitlines()[-1]


def test_where_pynacl_is_not_there_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    said = without(tmp_path, "nacl")

    assert said == (
        "postern: DISCORD_PUBLIC_KEY cannot be used: PyNaCl, which checks signatures, is not installed: "
        "pip install pynacl"
    )


@pytest.mark.parametrize("module", ["nacl._sodium", "_cffi_backend"])
def test_where_its_compiled_part_is_of_another_machine_one_sentence_says_so(tmp_path: Path, module: str) -> None:
    said = without(tmp_path, module)

    assert f"could not be loaded (No module named '{module}')" in said
    assert "--only-binary=:all:" in said
