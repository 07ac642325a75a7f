"""
Checks signatures with the host's Web Crypto, where PyNaCl cannot be loaded: in
Cloudflare's Python Workers, which run Python as WebAssembly within JavaScript.

Web Crypto answers with a promise, so this verifier is awaited. Runtimes differ
in what they take for a valid signature at the edges (points of small order, a
second spelling of the scalar), so those are refused here before one is asked:
the same requests pass as with PyNaCl.

https://developers.cloudflare.com/workers/runtime-apis/web-crypto/
https://wicg.github.io/webcrypto-secure-curves/#ed25519-operations
"""

from collections.abc import Awaitable, Iterable
from importlib import import_module
from typing import Any

from app.request_errors import SignatureInvalid
from app.signature.curve import ORDER, has_small_order
from app.signature.verifier import check_age, read_signature

_ALGORITHM = "Ed25519"


class WebCryptoVerifier:
    """A verifier that asks the JavaScript around it.

    Args:
        keys: Public keys of the application, 32 bytes each, the current one
            first; each is one that `is_public_key` tells.
        window: Largest accepted age of a signed request, in seconds.
    """

    def __init__(self, keys: Iterable[bytes], window: float = 300.0) -> None:
        self._keys = list(keys)
        self._window = window
        # Modules of Pyodide, which exist nowhere else.
        self._subtle = import_module("js").crypto.subtle
        self._to_js = import_module("pyodide.ffi").to_js
        self._imported: list[Any] = []

    def verify(self, body: bytes, headers: Iterable[tuple[bytes, bytes]], now: float) -> Awaitable[None]:
        """Check one request: see `Verifier`. What is wrong with the headers is said at once."""
        signature, timestamp = read_signature(body, headers)
        if has_small_order(signature[:32]) or int.from_bytes(signature[32:], "little") >= ORDER:
            raise SignatureInvalid
        return self._check(signature, timestamp, body, now)

    async def _check(self, signature: bytes, timestamp: bytes, body: bytes, now: float) -> None:
        if len(self._imported) < len(self._keys):
            # Workers allow no waiting before the first request, so keys are imported with that.
            self._imported = [await self._import(key) for key in self._keys]
        made, message = self._to_js(signature), self._to_js(timestamp + body)
        for key in self._imported:
            if await self._subtle.verify(_ALGORITHM, key, made, message):
                return check_age(timestamp, now, self._window)
        raise SignatureInvalid

    async def _import(self, key: bytes) -> Any:
        return await self._subtle.importKey("raw", self._to_js(key), _ALGORITHM, False, self._to_js(["verify"]))
