"""
The JavaScript around a Python Worker, as far as signatures go.

Web Crypto is played by another library than PyNaCl, one that is as lax at the
edges as the engines of browsers and Workers are: OpenSSL's Ed25519. A real one
is asked in `test_web_crypto_real.py`, that of Node; Cloudflare's was not tried.
"""

import contextlib
import sys
from collections.abc import Generator, Iterator
from types import ModuleType, SimpleNamespace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Promise:
    """What JavaScript answers with, settled already."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __await__(self) -> Generator[None, None, object]:
        yield
        return self._value


class Uint8Array:
    """Bytes that have crossed over to JavaScript; those of Python are not taken there."""

    def __init__(self, data: bytes) -> None:
        self.data = bytes(data)


class Subtle:
    """`crypto.subtle`, as far as signatures go.

    Attributes:
        imported: How many keys were imported.
    """

    def __init__(self) -> None:
        self.imported = 0

    def importKey(self, form: str, data: Uint8Array, algorithm: str, extractable: bool, usages: list[str]) -> Promise:
        assert (form, algorithm, extractable, usages) == ("raw", "Ed25519", False, ["verify"])
        self.imported += 1
        return Promise(Ed25519PublicKey.from_public_bytes(data.data))

    def verify(self, algorithm: str, key: Ed25519PublicKey, signature: Uint8Array, data: Uint8Array) -> Promise:
        assert algorithm == "Ed25519"
        try:
            key.verify(signature.data, data.data)
        except InvalidSignature:
            return Promise(False)
        return Promise(True)


def to_js(value: object) -> object:
    return Uint8Array(value) if isinstance(value, bytes) else value


@contextlib.contextmanager
def within_javascript(subtle: Subtle) -> Iterator[None]:
    """Provide the modules that Pyodide has."""
    js, ffi = ModuleType("js"), ModuleType("pyodide.ffi")
    js.crypto = SimpleNamespace(subtle=subtle)  # type: ignore[attr-defined]
    ffi.to_js = to_js  # type: ignore[attr-defined]
    there = {"js": js, "pyodide": ModuleType("pyodide"), "pyodide.ffi": ffi}
    sys.modules.update(there)
    try:
        yield
    finally:
        for name in there:
            del sys.modules[name]
