"""
A custom_id with state: which handler, made how, and the values.

    again:0x7K3:8
    └─┬─┘│└┬┘└┬─┘
    name │ │  └ the fields, parted by `:`
         │ └ the layout: 18 bits of a hash of the fields' names and types
         └ what else stands there: an expiry, a signature, a key instead of fields

Discord keeps a custom_id for as long as its message lives, which may be years,
and sends it back as it is. So every custom_id says which layout its fields have:
a handler that has other parameters by then tells that it cannot read it, and
takes no value for another, but where two layouts have one hash by chance: one
pair in 262,144. Behind the layout come, where they are wanted, 6 characters of
expiry and 12 of signature.

The signature is not against Discord's users, whose client cannot change a
custom_id; it is for state that must not be made by anybody else who can make
components for this application: a leaked bot token, another service.

Nothing here reads a clock or the network.

https://docs.discord.com/developers/components/reference#custom-id
"""

import hashlib
import hmac
import math
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence

import msgspec

from app.components.codec import DIGITS, FIELD_END, decode_integer, encode_integer
from app.errors import ComponentExpired, ComponentOutdated

MOST_CHARACTERS = 100
OF_THE_HOUSE = "postern."
"""How the names of Postern's own handlers begin."""

VIEW = f"{OF_THE_HOUSE}view."
"""How the names of handlers begin that live as long as a view."""

NAME = re.compile(r"[A-Za-z0-9_.-]{1,32}")

_EXPIRES, _SIGNED, _STORED = 1, 2, 4
_KNOWN = _EXPIRES | _SIGNED | _STORED
_PLAIN = DIGITS[0]
"""Stands where there is nothing but layout and fields, as in most."""
_LAYOUT_LENGTH = 3
_PLAIN_LENGTH = 1 + _LAYOUT_LENGTH
_EXPIRY_LENGTH = 6
_LATEST = 64**_EXPIRY_LENGTH - 1
_SIGNATURE_LENGTH = 12
_SIGNATURE_BYTES = 9


class Opened(msgspec.Struct, frozen=True):
    """What stands in a custom_id.

    Attributes:
        layout: Which fields there are.
        body: The fields; or the key under which the store has them.
        is_stored: Whether it is such a key.
    """

    layout: str
    body: str
    is_stored: bool


def name_of(custom_id: str) -> str:
    """Return the name of the handler that a custom_id is for."""
    return custom_id.partition(FIELD_END)[0]


def make_layout(fields: Iterable[tuple[str, str]]) -> str:
    """Return the mark of a list of fields.

    Args:
        fields: Their names and types, in order.
    """
    text = ",".join(f"{name}={kind}" for name, kind in fields)
    number = int.from_bytes(hashlib.blake2s(text.encode(), digest_size=3).digest(), "big")
    return "".join(DIGITS[number >> shift & 63] for shift in (12, 6, 0))


def seal(
    name: str,
    layout: str,
    body: str,
    *,
    expires_at: float | None = None,
    is_stored: bool = False,
    secret: bytes | None = None,
) -> str:
    """Make a custom_id; it may be too long.

    Args:
        name: The handler's.
        layout: Which fields `body` has.
        body: The fields, or a key of the store.
        expires_at: Unix time in seconds after which it counts no more.
        is_stored: Whether `body` is a key.
        secret: What signs it, if anything does.
    """
    flags = (expires_at is not None) * _EXPIRES | (secret is not None) * _SIGNED | is_stored * _STORED
    head = f"{name}{FIELD_END}{DIGITS[flags]}{layout}"
    if expires_at is not None:
        # Rounded up: nothing ends before its time.
        head += encode_integer(math.ceil(min(max(expires_at, 0), _LATEST))).rjust(_EXPIRY_LENGTH, "0")
    return head + (_sign(secret, head, body) if secret is not None else "") + body


def unseal(custom_id: str, *, now: float, secrets: Sequence[bytes] = (), is_signed: bool = False) -> Opened:
    """Take a custom_id apart.

    Args:
        custom_id: As Discord sent it.
        now: Unix time in seconds.
        secrets: Any of these may have signed it.
        is_signed: Whether one must have.

    Raises:
        ComponentOutdated: If it has no form that can be read, or no signature that holds.
        ComponentExpired: If its time is over.
    """
    name, _, rest = custom_id.partition(FIELD_END)
    if rest[:1] == _PLAIN and not is_signed and len(rest) >= _PLAIN_LENGTH:
        return Opened(rest[1:_PLAIN_LENGTH], rest[_PLAIN_LENGTH:], False)
    flags = DIGITS.find(rest[0]) if rest else -1
    if flags < 0 or flags & ~_KNOWN:
        raise ComponentOutdated(custom_id, "it is not in a form that this version knows")
    at = _PLAIN_LENGTH + (_EXPIRY_LENGTH if flags & _EXPIRES else 0)
    head = f"{name}{FIELD_END}{rest[:at]}"
    body = rest[at:]
    if len(rest) < at:
        raise ComponentOutdated(custom_id, "it is cut off")
    if flags & _SIGNED:
        signature, body = body[:_SIGNATURE_LENGTH], body[_SIGNATURE_LENGTH:]
        made = [_sign(secret, head, body) for secret in secrets] if is_signed else []
        if is_signed and not any(hmac.compare_digest(signature.encode(errors="replace"), one.encode()) for one in made):
            raise ComponentOutdated(custom_id, "no secret of this bot's has signed it")
    elif is_signed:
        raise ComponentOutdated(custom_id, "it is not signed")
    if flags & _EXPIRES:
        _check_expiry(custom_id, rest[at - _EXPIRY_LENGTH : at], now)
    return Opened(rest[1:_PLAIN_LENGTH], body, bool(flags & _STORED))


def _check_expiry(custom_id: str, text: str, now: float) -> None:
    try:
        expires_at = decode_integer(text)
    except ValueError:
        raise ComponentOutdated(custom_id, "its expiry is no time") from None
    if now >= expires_at:
        raise ComponentExpired(custom_id, f"its time ended {now - expires_at:,.0f} s ago")


def _sign(secret: bytes, head: str, body: str) -> str:
    signed = f"custom_id {head} {body}".encode(errors="surrogatepass")
    return urlsafe_b64encode(hmac.digest(secret, signed, "sha256")[:_SIGNATURE_BYTES]).decode()
