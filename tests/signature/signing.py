"""Discord's side of the signature, for the tests of the gate and of the doors behind it."""

from nacl.signing import SigningKey

KEY = SigningKey(bytes([1]) * 32)
STRANGER = SigningKey(bytes([2]) * 32)
PUBLIC_KEY = KEY.verify_key.encode().hex()
NOW = 1_700_000_000

ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the group that Ed25519 signs in."""

SMALL_ORDER_POINTS = [
    "00" * 32,
    "01" + "00" * 31,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ec" + "ff" * 30 + "7f",
    "ed" + "ff" * 30 + "7f",
    "ee" + "ff" * 30 + "7f",
]
"""All of them, the last two not in canonical form; each exists with the sign bit set, too."""
SMALL_ORDER_POINTS += [point[:-2] + f"{int(point[-2:], 16) | 0x80:02x}" for point in SMALL_ORDER_POINTS]

Headers = list[tuple[bytes, bytes]]


def signed(body: bytes, timestamp: bytes | int = NOW, *, by: SigningKey = KEY) -> Headers:
    """Return the two headers that come with a body."""
    at = b"%d" % timestamp if isinstance(timestamp, int) else timestamp
    return headers(by.sign(at + body).signature.hex().encode(), at)


def forged(body: bytes, timestamp: int = NOW) -> Headers:
    """Return headers of the right form that fit another body: Discord's own probe."""
    return signed(body + b"\0", timestamp)


def headers(signature: bytes, timestamp: bytes) -> Headers:
    return [(b"x-signature-ed25519", signature), (b"x-signature-timestamp", timestamp)]
