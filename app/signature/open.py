"""The verifier that this host can run. Only the library that it is built on is imported."""

import platform
import sys

from app.errors import SettingsError
from app.signature.keyring import parse_public_keys
from app.signature.verifier import Verifier


def open_verifier(public_keys: str, window: float, host: str = sys.platform) -> Verifier:
    """Make what tells Discord's requests from everybody else's.

    Args:
        public_keys: What `DISCORD_PUBLIC_KEY` says.
        window: Largest accepted age of a signed request, in seconds.
        host: `sys.platform` of the host.

    Raises:
        SettingsError: If there is no key, or one that cannot be a public key;
            or if PyNaCl cannot be loaded.
    """
    keys = parse_public_keys(public_keys)
    if host == "emscripten":
        from app.signature.web_crypto import WebCryptoVerifier

        return WebCryptoVerifier(keys, window)
    try:
        from app.signature.key_verifier import KeyVerifier
    except ImportError as error:
        raise SettingsError("DISCORD_PUBLIC_KEY", f"cannot be used: {_say_what_is_missing(error)}") from error
    return KeyVerifier(keys, window)


def _say_what_is_missing(error: ImportError) -> str:
    """Say how PyNaCl gets there: mostly it is, but was installed on a machine of another kind."""
    if error.name == "nacl":
        return "PyNaCl, which checks signatures, is not installed: pip install pynacl"
    python = f"Python {sys.version_info.major}.{sys.version_info.minor} on {platform.machine() or 'this machine'}"
    return (
        f"PyNaCl, which checks signatures, could not be loaded ({error}). Its compiled part has to be the one for "
        f"{sys.platform} and {python}: install it there, or name this platform where the deployment is built, as in "
        "pip install --platform manylinux2014_aarch64 --only-binary=:all: --target DIRECTORY pynacl"
    )
