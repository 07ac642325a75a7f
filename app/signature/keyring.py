"""
The application's public keys, validated before the first request arrives.

"The specified interactions endpoint URL could not be verified" is mostly a
wrong key, and Discord never says so. So a value that cannot be the key stops
the start with a sentence that says what it looks like instead.

https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint
"""

import re

from app.errors import SettingsError
from app.signature.curve import is_public_key

_VARIABLE = "DISCORD_PUBLIC_KEY"
_HEX_KEY = re.compile(r"[0-9a-fA-F]{64}")
_BOT_TOKEN = re.compile(r"(Bot )?[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}")
_SNOWFLAKE = re.compile(r"[0-9]{15,20}")
_CLIENT_SECRET = re.compile(r"[\w-]{32}")
_PREFIXED = re.compile(r"0[xX][0-9a-fA-F]{64}")
_NO_DIGIT = re.compile(r"[^0-9a-fA-F]")
_WHERE = "copy it from the application's General Information page (64 hexadecimal digits)"


def parse_public_keys(value: str) -> tuple[bytes, ...]:
    """Read one or several public keys of 32 bytes, separated by commas; the current one first.

    White space and quotes around a key are forgiven: they come with pasting.

    Raises:
        SettingsError: If there is none, or one that cannot be a public key.
    """
    keys = tuple(_parse_key(key) for key in map(_trim, value.split(",")) if key)
    if not keys:
        raise SettingsError(_VARIABLE, f"is not set: {_WHERE}")
    return keys


def _trim(text: str) -> str:
    return text.strip().strip("\ufeff\"'").strip()


def _parse_key(key: str) -> bytes:
    if not _HEX_KEY.fullmatch(key):
        raise SettingsError(_VARIABLE, f"{_guess(key)}: {_WHERE}")
    raw = bytes.fromhex(key)
    if not is_public_key(raw):
        raise SettingsError(_VARIABLE, f"is no point of the curve that can verify a signature: {_WHERE}")
    return raw


def _guess(key: str) -> str:
    """Say what was pasted in place of the key, without repeating it; of what is no secret, one character."""
    # Searched for, since what stands around a token, as in <token>, makes it no less a secret.
    if _BOT_TOKEN.search(key):
        return "looks like a bot token (reset it if others saw it here)"
    if _SNOWFLAKE.fullmatch(key):
        return "looks like a snowflake, perhaps the application id"
    if _CLIENT_SECRET.fullmatch(key):
        return "looks like a client secret"
    wrong = _NO_DIGIT.search(key)
    if wrong is None:
        return f"has {len(key)} hexadecimal digits, not 64"
    # In ASCII, since a full-width digit or a space of no width looks like what it is not.
    found = f"character {wrong.start() + 1} is {wrong[0]!a}"
    if len(key) == 64:
        return f"has 64 characters, but not all are hexadecimal digits ({found})"
    if _PREFIXED.fullmatch(key):
        return f"begins with 0x, which is no part of the key ({found})"
    return f"is no public key ({len(key)} characters, not all hexadecimal: {found})"
