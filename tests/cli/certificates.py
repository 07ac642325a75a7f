"""Certificates as they should not be, and an authority of our own that makes them."""

import datetime as dt
import ssl
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = dt.timedelta(days=1)


MAY_SIGN = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


class Authority:
    """An authority that is trusted where `file` is named by `SSL_CERT_FILE`.

    Args:
        folder: Where its files go.
        name: Tells several apart.
    """

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self.file = folder / f"{name}.pem"
        self._folder = folder
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        made = self._sign(self._name, self._key, x509.BasicConstraints(ca=True, path_length=None), days=(-1, 99))
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def context(
        self, host: str = "127.0.0.1", *, days: tuple[float, float] = (-1, 89), self_signed: bool = False
    ) -> ssl.SSLContext:
        """Make what a server needs: a certificate for this host, valid from and until so many days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        made = self._sign(subject, key, self._names(host), days=days, self_signed=self_signed)
        path = self._folder / f"server-{made.serial_number}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _names(self, host: str) -> x509.SubjectAlternativeName:
        try:
            return x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
        except ValueError:
            return x509.SubjectAlternativeName([x509.DNSName(host)])

    def _sign(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        extension: x509.ExtensionType,
        *,
        days: tuple[float, float],
        self_signed: bool = False,
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if self_signed else self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + days[0] * DAY)
            .not_valid_after(now + days[1] * DAY)
            .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        signer = key if self_signed else self._key
        # From Python 3.13 on a certificate without this is not taken, nor is an authority without the next.
        names_signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        builder = builder.add_extension(names_signer, critical=False)
        if isinstance(extension, x509.BasicConstraints):
            builder = builder.add_extension(MAY_SIGN, critical=True)
        return builder.sign(signer, hashes.SHA256())
