"""
Which 32 bytes can be a public key, told without libsodium.

A key is a point of the curve edwards25519. Under some points forged signatures
verify over any message: the eight of small order. And what was pasted in place
of the key, another secret of 64 digits say, is mostly no point at all, or one
outside of the group that keys come from. Telling so takes a millisecond, once;
hosts on which libsodium cannot be loaded refuse the same keys as all others.

Nothing here is secret, so it may take its time as it likes.

https://www.rfc-editor.org/rfc/rfc8032#section-5.1
"""

from typing import TypeAlias

ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the group that keys and signatures come from."""

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_SIGN = 1 << 255

_Point: TypeAlias = tuple[int, int, int, int]
"""x and y with their common denominator, and their product over it."""

_NEUTRAL: _Point = (0, 1, 1, 0)
_EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER = frozenset({0, 1, _P - 1, _P, _P + 1, _EIGHTH, _P - _EIGHTH})
"""The y of every point whose eightfold is neutral; 0 and 1 also where they are not reduced."""


def is_public_key(raw: bytes) -> bool:
    """Tell whether these 32 bytes are a point of the group that keys come from, in canonical form."""
    point = _read(raw)
    return point is not None and not _is_neutral(point) and _is_neutral(_multiply(ORDER, point))


def has_small_order(raw: bytes) -> bool:
    """Tell whether these 32 bytes stand for a point of small order, in any form."""
    return int.from_bytes(raw, "little") % _SIGN in _SMALL_ORDER


def _read(raw: bytes) -> _Point | None:
    """Return the point, or its mirror image, which has the same order; None if it is none, or not in canonical form."""
    y = int.from_bytes(raw, "little") % _SIGN
    if y >= _P:
        return None
    squared = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    # As 2^255 - 19 leaves 5 when divided by 8, a root is one of two candidates, if there is one.
    for factor in (1, pow(2, (_P - 1) // 4, _P)):
        x = pow(squared, (_P + 3) // 8, _P) * factor % _P
        if x * x % _P == squared:
            return x, y, 1, x * y % _P
    return None


def _is_neutral(point: _Point) -> bool:
    x, y, z, _ = point
    return x == 0 and y == z


def _multiply(times: int, point: _Point) -> _Point:
    result = _NEUTRAL
    while times:
        if times & 1:
            result = _add(result, point)
        point = _add(point, point)
        times >>= 1
    return result


def _add(one: _Point, other: _Point) -> _Point:
    """Add two points; the formula holds for any two, equal ones too (RFC 8032, 5.1.4)."""
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    across, along = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)
    twist, scale = 2 * _D * t1 * t2, 2 * z1 * z2
    e, f, g, h = (along - across) % _P, (scale - twist) % _P, (scale + twist) % _P, (along + across) % _P
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P
