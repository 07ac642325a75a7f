"""
Signs requests as Discord does, and badly on purpose.

Discord signs the bytes `timestamp + body` with Ed25519 and sends the signature
and the timestamp as headers.

https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
"""

from nacl.signing import SigningKey


class Signer:
    """The Ed25519 key pair that Discord holds for one application."""

    def __init__(self, seed: bytes | None = None) -> None:
        """Make the key pair.

        Args:
            seed: 32 bytes that decide the key; a random key without it.
        """
        self._key = SigningKey(seed) if seed is not None else SigningKey.generate()

    @property
    def public_key(self) -> str:
        """The application's public key, 64 hexadecimal digits."""
        return self._key.verify_key.encode().hex()

    def sign(self, body: bytes, at: float) -> dict[str, str]:
        """Sign a request body.

        Args:
            body: The exact bytes that will be sent.
            at: Unix time in seconds; its whole seconds become the timestamp.

        Returns:
            The two signature headers.
        """
        timestamp = str(int(at))
        return self._headers(timestamp.encode() + body, timestamp)

    def forge(self, body: bytes, at: float) -> dict[str, str]:
        """Make headers of the right form whose signature does not fit the body.

        Discord sends such requests now and then, and removes the URL of an
        endpoint that answers them with anything but 401.

        Args:
            body: The exact bytes that will be sent.
            at: Unix time in seconds.

        Returns:
            The two signature headers.
        """
        timestamp = str(int(at))
        # One byte too many: a real signature of this key, but over another message.
        return self._headers(timestamp.encode() + body + b"\0", timestamp)

    def _headers(self, message: bytes, timestamp: str) -> dict[str, str]:
        signature = self._key.sign(message).signature.hex()
        return {"X-Signature-Ed25519": signature, "X-Signature-Timestamp": timestamp}
